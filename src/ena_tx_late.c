// SPDX-License-Identifier: GPL-2.0-only
/* Packets whose completion is overdue (control plane 9.2), or does not come */

#include "ena_tx.h"

/* A look at every packet in flight; those that are fresh were not late before */
static u32 ena_tx_scan_late(struct ena_tx_ring *txr, u32 now, u32 age,
			    u32 *fresh)
{
	u32 since = now - txr->late_checked;
	u32 id, over, sent, late = 0;

	txr->late_oldest = now;
	for (id = 0; id <= txr->mask; id++) {
		const struct ena_tx_buf *buf = &txr->buf[id];

		/* Pairs with ena_tx_publish() */
		if (!smp_load_acquire(&buf->slots))
			continue;

		sent = READ_ONCE(buf->sent);
		if ((s32)(sent - txr->late_oldest) < 0)
			txr->late_oldest = sent;

		over = now - sent - age;
		if ((s32)over <= 0)
			continue;

		late++;
		*fresh += over <= since;
	}

	return late;
}

/**
 * ena_tx_count_late() - packets the device should have completed by now
 * @txr: a running ring
 * @age_ms: how long that may take
 *
 * Those that were not late before are counted as missed. What was young at the
 * last scan of the ring is left alone until the oldest of it could be late: a
 * ring in good health is scanned once in @age_ms.
 *
 * Context: The health check, under the lock.
 *
 * Return: how many
 */
u32 ena_tx_count_late(struct ena_tx_ring *txr, u32 age_ms)
{
	u32 now = jiffies, age = msecs_to_jiffies(age_ms);
	u32 late = 0, fresh = 0;

	if (now - txr->late_oldest > age)
		late = ena_tx_scan_late(txr, now, age, &fresh);

	txr->late_checked = now;
	ena_counters_update_begin(&txr->count->watch_sync);
	u64_stats_add(&txr->count->tx_watch.missed_tx, fresh);
	u64_stats_set(&txr->count->tx_watch.pending_timedout_pkts, late);
	ena_counters_update_end(&txr->count->watch_sync);
	return late;
}

void ena_tx_forget_late(struct ena_tx_ring *txr)
{
	ena_counters_update_begin(&txr->count->watch_sync);
	u64_stats_set(&txr->count->tx_watch.pending_timedout_pkts, 0);
	ena_counters_update_end(&txr->count->watch_sync);
}

/**
 * ena_tx_disown() - packets whose memory is kept are nobody's
 * @txr: a ring that is not used, of a device that may still read its memory
 *
 * Their senders do not wait for them: a connection sends what is lost again, on
 * another way if need be, and a socket can be closed.
 *
 * Context: Process. Neither transmit nor NAPI uses @txr.
 */
void ena_tx_disown(struct ena_tx_ring *txr)
{
	u32 id;

	for (id = 0; id <= txr->mask; id++) {
		if (!txr->buf[id].slots)
			continue;

		skb_orphan(txr->buf[id].skb);
		nf_reset_ct(txr->buf[id].skb);
	}
}
