// SPDX-License-Identifier: GPL-2.0-only
/*
 * Events the device posts by itself (control plane 8), as far as the host
 * gives credit.
 */

#include <linux/string.h>
#include <linux/time64.h>

#include "model.h"

/* Far from any group there is */
#define ENA_SIM_AENQ_BAD_GROUP	0x2a

void ena_sim_aenq_raise(struct ena_sim_fn *fn, enum ena_hw_aenq_group group)
{
	set_bit(group, &fn->events_due);
}

/* Events that may be posted now */
static u16 ena_sim_aenq_credit(struct ena_sim_fn *fn)
{
	u16 n = fn->aenq_credit - fn->aenq.idx;

	if (!fn->aenq.live || !fn->aenq_started || n > fn->aenq.depth)
		return 0;

	return ena_sim_may_dma(fn) ? n : 0;
}

/*
 * The first head doorbell gives the whole ring; nothing can be consumed before
 * it is seen. Later ones give back what was, and take nothing away.
 */
static bool ena_sim_aenq_head_ok(const struct ena_sim_fn *fn, u16 head)
{
	u16 more = head - fn->aenq_credit;
	u16 n = head - fn->aenq.idx;
	u16 depth = fn->aenq.depth;

	if (!fn->aenq_started)
		return head == depth;

	return n <= depth && more <= depth;
}

/* Follow the head doorbell; values beyond the ring leave no credit */
static bool ena_sim_aenq_poll_head(struct ena_sim_fn *fn)
{
	u16 head = FIELD_GET(ENA_HW_DB_INDEX,
			     ena_sim_reg_get(fn, ENA_HW_REG_AENQ_HEAD_DB));

	if (head == fn->aenq_credit)
		return false;

	if (!ena_sim_aenq_head_ok(fn, head))
		ena_sim_referee(fn, ENA_SIM_BREACH_AENQ_CREDIT,
				"head doorbell %u after %u, %u posted, depth %u",
				head, fn->aenq_credit, (u16)fn->aenq.idx,
				fn->aenq.depth);
	fn->aenq_credit = head;
	fn->aenq_started = true;
	return true;
}

/*
 * Post an event; there is credit. The word of the phase goes last. True:
 * raise the interrupt.
 */
static bool ena_sim_aenq_post(struct ena_sim_fn *fn,
			      struct ena_hw_aenq_entry *event)
{
	const size_t word = offsetof(struct ena_hw_aenq_hdr, flags);
	struct ena_sim_ring *aenq = &fn->aenq;
	struct ena_hw_aenq_entry *slot = aenq->base;
	u64 now_us = div_u64(ena_sim_now(fn), NSEC_PER_USEC);
	__le32 flags;

	slot += aenq->idx & (aenq->depth - 1);
	event->hdr.timestamp_lo = cpu_to_le32(lower_32_bits(now_us));
	event->hdr.timestamp_hi = cpu_to_le32(upper_32_bits(now_us));
	if (ena_sim_phase(aenq->idx, aenq->depth))
		event->hdr.flags |= ENA_HW_AENQ_PHASE;

	memcpy(slot, event, word);
	memcpy((void *)slot + word + sizeof(flags),
	       (void *)event + word + sizeof(flags),
	       sizeof(*slot) - word - sizeof(flags));
	memcpy(&flags, (void *)event + word, sizeof(flags));
	/* Pairs with the host's barrier after it has seen the phase */
	smp_wmb();
	WRITE_ONCE(*(__le32 *)((void *)slot + word), flags);

	aenq->idx++;
	fn->aenq_posted++;
	return !ena_sim_fault_hit(fn, ENA_SIM_FAULT_AENQ_NO_IRQ);
}

/* Drops since the last reset, as hosts expect them */
static struct ena_hw_aenq_keep_alive
ena_sim_aenq_drops(const struct ena_sim_fn *fn)
{
	const struct ena_sim_counters *now = &fn->count;
	const struct ena_sim_counters *was = &fn->count_at_reset;

	return (struct ena_hw_aenq_keep_alive) {
		.rx_drops = ena_sim_u64(now->rx_drops - was->rx_drops),
		.tx_drops = ena_sim_u64(now->tx_drops - was->tx_drops),
		.rx_overruns = ena_sim_u64(now->rx_overruns - was->rx_overruns),
	};
}

static bool ena_sim_aenq_send(struct ena_sim_fn *fn, u16 group)
{
	struct ena_hw_aenq_entry event = {
		.hdr.group = cpu_to_le16(group),
	};

	switch (group) {
	case ENA_HW_AENQ_LINK_CHANGE:
		if (fn->link_up)
			event.link = cpu_to_le32(ENA_HW_AENQ_LINK_UP);
		break;
	case ENA_HW_AENQ_NOTIFICATION:
		event.hdr.syndrome = cpu_to_le16(ENA_HW_AENQ_SYNDROME_HINTS);
		event.hints = fn->hints;
		break;
	case ENA_HW_AENQ_KEEP_ALIVE:
		event.keep_alive = ena_sim_aenq_drops(fn);
		break;
	case ENA_HW_AENQ_CONF_NOTIFICATION:
		event.conf_notifications = cpu_to_le64(fn->conf_bits);
		break;
	}

	return ena_sim_aenq_post(fn, &event);
}

static bool ena_sim_aenq_send_suspend(struct ena_sim_fn *fn)
{
	struct ena_hw_aenq_entry event = {
		.hdr.group = cpu_to_le16(ENA_HW_AENQ_NOTIFICATION),
		.hdr.syndrome = cpu_to_le16(ENA_HW_AENQ_SYNDROME_SUSPEND),
	};

	return ena_sim_aenq_post(fn, &event);
}

static unsigned long ena_sim_aenq_due(struct ena_sim_fn *fn)
{
	unsigned long due = READ_ONCE(fn->events_due);

	if (fn->link_due)
		due |= BIT(ENA_HW_AENQ_LINK_CHANGE);
	if (fn->hints_due)
		due |= BIT(ENA_HW_AENQ_NOTIFICATION);
	return due;
}

/*
 * Post an event of @group, or drop it if the host does not want it. Hints
 * have a flag of their own; who raises notifications means the obsolete one.
 */
static bool ena_sim_aenq_deliver(struct ena_sim_fn *fn, u16 group, bool wanted)
{
	bool raised = test_and_clear_bit(group, &fn->events_due);
	bool suspend = raised && group == ENA_HW_AENQ_NOTIFICATION;

	if (group == ENA_HW_AENQ_LINK_CHANGE)
		fn->link_due = false;
	if (group == ENA_HW_AENQ_NOTIFICATION && !suspend)
		fn->hints_due = false;

	if (!wanted) {
		fn->aenq_dropped++;
		return false;
	}

	return suspend ? ena_sim_aenq_send_suspend(fn) :
			 ena_sim_aenq_send(fn, group);
}

/*
 * Events asked for. Without credit they wait; those of a group that is off
 * are dropped, but for the state of the link: the host will want to know.
 */
static bool ena_sim_aenq_poll_events(struct ena_sim_fn *fn)
{
	unsigned long due = ena_sim_aenq_due(fn);
	bool irq = false;
	u16 group;

	for_each_set_bit(group, &due, ENA_HW_AENQ_GROUPS) {
		bool enabled = fn->aenq_enabled & BIT(group);

		if (enabled && !ena_sim_aenq_credit(fn))
			break;

		if (!enabled && group == ENA_HW_AENQ_LINK_CHANGE)
			continue;

		irq |= ena_sim_aenq_deliver(fn, group, enabled);
	}

	return irq;
}

/* Has @timer expired? It runs on, @period_ms apart. */
static bool ena_sim_aenq_tick(struct ena_sim_fn *fn, u64 *timer, u32 period_ms)
{
	u64 period = (u64)period_ms * NSEC_PER_MSEC;
	u64 now = ena_sim_now(fn);

	if (!*timer)
		*timer = now + period;
	if (now < *timer)
		return false;

	*timer += period;
	if (*timer <= now)
		*timer = now + period;
	return true;
}

static bool ena_sim_aenq_poll_keep_alive(struct ena_sim_fn *fn)
{
	if (!fn->aenq_started ||
	    !(fn->aenq_enabled & BIT(ENA_HW_AENQ_KEEP_ALIVE))) {
		fn->keep_alive_ns = 0;
		return false;
	}

	if (!ena_sim_aenq_tick(fn, &fn->keep_alive_ns, fn->cfg.keep_alive_ms) ||
	    ena_sim_fault_hit(fn, ENA_SIM_FAULT_AENQ_SILENT))
		return false;

	if (!ena_sim_aenq_credit(fn)) {
		fn->aenq_dropped++;
		return false;
	}

	return ena_sim_aenq_send(fn, ENA_HW_AENQ_KEEP_ALIVE);
}

static bool ena_sim_aenq_poll_faults(struct ena_sim_fn *fn)
{
	bool irq = false;
	u32 n;

	if (!READ_ONCE(fn->fault[ENA_SIM_FAULT_AENQ_BAD_GROUP].budget))
		fn->bad_group_ns = 0;
	else if (ena_sim_aenq_tick(fn, &fn->bad_group_ns, MSEC_PER_SEC) &&
		 ena_sim_aenq_credit(fn) &&
		 ena_sim_fault_hit(fn, ENA_SIM_FAULT_AENQ_BAD_GROUP))
		irq |= ena_sim_aenq_send(fn, ENA_SIM_AENQ_BAD_GROUP);

	if (ena_sim_aenq_credit(fn) &&
	    ena_sim_fault_hit(fn, ENA_SIM_FAULT_AENQ_FLOOD)) {
		n = ena_sim_fault_arg(fn, ENA_SIM_FAULT_AENQ_FLOOD) ?: U32_MAX;
		while (n-- && ena_sim_aenq_credit(fn))
			irq |= ena_sim_aenq_send(fn, ENA_HW_AENQ_WARNING);
	}

	return irq;
}

bool ena_sim_aenq_poll(struct ena_sim_fn *fn)
{
	bool irq, busy;

	lockdep_assert_held(&fn->ctl_lock);
	if (!fn->aenq.live)
		return false;

	busy = ena_sim_aenq_poll_head(fn);
	irq = ena_sim_aenq_poll_events(fn);
	irq |= ena_sim_aenq_poll_keep_alive(fn);
	irq |= ena_sim_aenq_poll_faults(fn);
	if (irq)
		ena_sim_mgmt_msix(fn);
	return busy || irq;
}

u64 ena_sim_aenq_next_ns(struct ena_sim_fn *fn)
{
	u64 next = U64_MAX;

	if (!fn->aenq.live)
		return next;

	if (fn->keep_alive_ns)
		next = fn->keep_alive_ns;
	if (fn->bad_group_ns)
		next = min(next, fn->bad_group_ns);
	return next;
}
