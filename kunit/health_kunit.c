// SPDX-License-Identifier: GPL-2.0-only
/*
 * The health check (control plane 9.2): what each look finds, and that it looks
 * at what the device wrote before it asks for a reset. Time is in the stamps
 * that the check reads, which the tests set back.
 */
#include <linux/delay.h>

#include "../src/ena_health.h"
#include "../src/ena_rx.h"
#include "../src/ena_tx.h"
#include "rig.h"

#define HEALTH_LATE_MAX		ENA_MISSING_TX_COUNT

static struct ena_rig *health_rig(struct kunit *test)
{
	struct ena_rig *rig = ena_rig_new(test, NULL);

	ena_health_restart(rig->enet);
	return rig;
}

static struct ena_vec *health_vec(struct ena_rig *rig)
{
	return rig->set->vec[0];
}

static void health_looks(struct ena_rig *rig, u32 n)
{
	while (n--) {
		rig->enet->dog.last = jiffies;
		ena_health_check(rig->enet);
	}
}

/* A frame lies in memory, and no interrupt told of it */
static void health_receive(struct ena_rig *rig)
{
	const struct ena_rig_rx rx = {
		.status = ENA_RIG_RX_WHOLE, .len = 60,
	};

	ena_rig_rx_fill(rig, &rx);
}

/* Softirqs run at once, but for those left to a thread */
static bool health_is_served(struct ena_rig *rig)
{
	unsigned int i;

	for (i = 0; i < 1000; i++) {
		if (!test_bit(NAPI_STATE_SCHED, &health_vec(rig)->napi.state) &&
		    !ena_rx_has_work(ena_rig_rxr(rig)) &&
		    !ena_tx_has_work(ena_rig_txr(rig)))
			return true;
		usleep_range(1000, 2000);
	}

	return false;
}

/* NAPI as it is when it waits for a CPU */
static void health_hold_napi(struct ena_rig *rig)
{
	KUNIT_EXPECT_TRUE(rig->test,
			  napi_schedule_prep(&health_vec(rig)->napi));
}

static void health_release_napi(struct ena_rig *rig)
{
	local_bh_disable();
	napi_complete_done(&health_vec(rig)->napi, 0);
	local_bh_enable();
}

static u64 health_lost(struct ena_rig *rig)
{
	return u64_stats_read(&rig->enet->count[0].tx_watch.lost_interrupt);
}

static void healthy_device_is_left_alone(struct kunit *test)
{
	struct ena_rig *rig = health_rig(test);

	rig->netdev->features = 0x123456789abcULL;
	health_looks(rig, 5);
	KUNIT_EXPECT_EQ(test, rig->fails, 0);
	KUNIT_EXPECT_EQ(test, health_lost(rig), 0ULL);
	KUNIT_EXPECT_EQ(test, rig->regs[0].intr, 0);
	/* It is told what the host has switched on */
	KUNIT_EXPECT_EQ(test, le32_to_cpu(rig->edev->host_info->network_features[0]),
			0x56789abc);
	KUNIT_EXPECT_EQ(test, le32_to_cpu(rig->edev->host_info->network_features[1]),
			0x1234);
}

/* ---- interrupts ---- */

static void lost_interrupt_is_made_up_for(struct kunit *test)
{
	struct ena_rig *rig = health_rig(test);

	health_receive(rig);
	health_looks(rig, 1);
	KUNIT_EXPECT_EQ(test, health_lost(rig), 0ULL);
	health_looks(rig, 1);
	KUNIT_EXPECT_EQ(test, health_lost(rig), 1ULL);
	KUNIT_EXPECT_TRUE(test, health_is_served(rig));
	KUNIT_EXPECT_EQ(test, skb_queue_len(&rig->received), 1);
	/* The vector is unmasked, whether it had fired or not */
	KUNIT_EXPECT_NE(test, rig->regs[0].intr & 0x40000000, 0);
	KUNIT_EXPECT_EQ(test, rig->fails, 0);
}

/* Until @losses were made up for, or a reset is due */
static void health_lose(struct ena_rig *rig, u64 losses)
{
	u64 until = health_lost(rig) + losses;
	unsigned int i;

	for (i = 0; i < 20 && health_lost(rig) < until && !rig->fails; i++) {
		if (!ena_rx_has_work(ena_rig_rxr(rig)))
			health_receive(rig);
		health_looks(rig, 2);
	}

	KUNIT_EXPECT_TRUE(rig->test, health_is_served(rig));
}

struct never_case {
	const char *name;
	unsigned long events;
	enum ena_hw_reset_reason reason;
};

static const struct never_case never_cases[] = {
	{ "never one", 0, ENA_HW_RESET_MISS_FIRST_INTERRUPT },
	{ "no more", 5, ENA_HW_RESET_MISS_INTERRUPT },
};

KUNIT_ARRAY_PARAM_DESC(never, never_cases, name);

static void vector_without_interrupts_is_a_fault(struct kunit *test)
{
	const struct never_case *c = test->param_value;
	struct ena_rig *rig = health_rig(test);

	health_vec(rig)->events = c->events;
	health_lose(rig, 2);
	KUNIT_EXPECT_EQ(test, rig->fails, 0);
	health_lose(rig, 1);
	KUNIT_EXPECT_EQ(test, rig->fails, 1);
	KUNIT_EXPECT_EQ(test, rig->reason, c->reason);
	KUNIT_EXPECT_EQ(test, health_lost(rig), 3ULL);
}

static void one_interrupt_makes_good_for_those_lost(struct kunit *test)
{
	struct ena_rig *rig = health_rig(test);

	health_lose(rig, 2);
	health_vec(rig)->events++;
	health_lose(rig, 2);
	KUNIT_EXPECT_EQ(test, rig->fails, 0);
	KUNIT_EXPECT_EQ(test, health_lost(rig), 4ULL);
}

static void busy_host_is_no_lost_interrupt(struct kunit *test)
{
	struct ena_rig *rig = health_rig(test);

	health_receive(rig);
	health_hold_napi(rig);
	health_looks(rig, 8);
	KUNIT_EXPECT_EQ(test, health_lost(rig), 0ULL);
	KUNIT_EXPECT_EQ(test, rig->fails, 0);
	health_release_napi(rig);
}

static void poll_between_looks_is_no_lost_interrupt(struct kunit *test)
{
	struct ena_rig *rig = health_rig(test);
	u32 i;

	health_receive(rig);
	for (i = 0; i < 5; i++) {
		health_vec(rig)->last_poll++;
		health_looks(rig, 1);
	}
	KUNIT_EXPECT_EQ(test, health_lost(rig), 0ULL);
}

/* As with gro_flush_timeout and napi_defer_hard_irqs: the stack polls later */
static void deferred_poll_is_no_lost_interrupt(struct kunit *test)
{
	struct ena_rig *rig = health_rig(test);
	struct hrtimer *timer = &health_vec(rig)->napi.timer;

	health_receive(rig);
	hrtimer_start(timer, ms_to_ktime(3600 * MSEC_PER_SEC),
		      HRTIMER_MODE_REL_PINNED);
	health_looks(rig, 8);
	KUNIT_EXPECT_EQ(test, health_lost(rig), 0ULL);
	hrtimer_cancel(timer);
	health_looks(rig, 2);
	KUNIT_EXPECT_EQ(test, health_lost(rig), 1ULL);
}

/* ---- receive ---- */

static void completion_that_was_skipped_is_a_fault(struct kunit *test)
{
	struct ena_rig *rig = health_rig(test);
	struct ena_hw_rx_cdesc *cdesc;

	health_receive(rig);
	health_receive(rig);
	cdesc = (void *)ena_rig_rxr(rig)->cdesc;
	cdesc[0].status &= cpu_to_le32(~0x01000000);

	health_looks(rig, 1);
	KUNIT_EXPECT_EQ(test, rig->fails, 0);
	health_looks(rig, 1);
	KUNIT_EXPECT_EQ(test, rig->fails, 1);
	KUNIT_EXPECT_EQ(test, rig->reason, ENA_HW_RESET_RX_DESC_MALFORMED);
}

static void completion_that_comes_late_is_no_fault(struct kunit *test)
{
	struct ena_rig *rig = health_rig(test);
	struct ena_hw_rx_cdesc *cdesc;

	health_receive(rig);
	health_receive(rig);
	cdesc = (void *)ena_rig_rxr(rig)->cdesc;
	cdesc[0].status &= cpu_to_le32(~0x01000000);
	health_looks(rig, 1);

	cdesc[0].status |= cpu_to_le32(0x01000000);
	health_looks(rig, 2);
	KUNIT_EXPECT_TRUE(test, health_is_served(rig));
	KUNIT_EXPECT_EQ(test, skb_queue_len(&rig->received), 2);
	KUNIT_EXPECT_EQ(test, rig->fails, 0);
}

static void ring_without_buffers_is_filled(struct kunit *test)
{
	struct ena_rig *rig = health_rig(test);
	struct ena_rx_watch_stats *watch = &rig->enet->count[0].rx_watch;

	ena_rx_drain(ena_rig_rxr(rig));
	health_looks(rig, 1);
	KUNIT_EXPECT_TRUE(test, ena_rx_is_starved(ena_rig_rxr(rig)));
	KUNIT_EXPECT_EQ(test, u64_stats_read(&watch->empty_rx_ring), 0ULL);

	health_looks(rig, 1);
	KUNIT_EXPECT_TRUE(test, health_is_served(rig));
	KUNIT_EXPECT_FALSE(test, ena_rx_is_starved(ena_rig_rxr(rig)));
	KUNIT_EXPECT_EQ(test, u64_stats_read(&watch->empty_rx_ring), 1ULL);
	KUNIT_EXPECT_EQ(test, rig->fails, 0);
}

/* ---- transmit ---- */

/* @n packets that should have been completed half a second ago */
static void health_send_late(struct ena_rig *rig, u32 n)
{
	struct ena_tx_ring *txr = ena_rig_txr(rig);
	u32 i;

	for (i = 0; i < n; i++) {
		ena_rig_xmit(rig, ena_rig_skb(rig, 60, 0, 0), false);
		txr->buf[i].sent -= msecs_to_jiffies(ENA_MISSING_TX_MS + 500);
	}
	txr->late_checked -= HZ;
	txr->late_oldest = txr->buf[0].sent;
}

static void few_late_packets_are_counted_only(struct kunit *test)
{
	struct ena_rig *rig = health_rig(test);
	struct ena_tx_watch_stats *watch = &rig->enet->count[0].tx_watch;

	health_send_late(rig, HEALTH_LATE_MAX);
	health_looks(rig, 3);
	KUNIT_EXPECT_EQ(test, rig->fails, 0);
	KUNIT_EXPECT_EQ(test, u64_stats_read(&watch->missed_tx),
			(u64)HEALTH_LATE_MAX);
}

static void many_late_packets_are_a_fault_of_the_device(struct kunit *test)
{
	struct ena_rig *rig = health_rig(test);

	health_send_late(rig, HEALTH_LATE_MAX + 1);
	health_looks(rig, 1);
	KUNIT_EXPECT_EQ(test, rig->fails, 1);
	KUNIT_EXPECT_EQ(test, rig->reason, ENA_HW_RESET_MISS_TX_CMPL);
}

static void threshold_is_one_that_a_ring_can_reach(struct kunit *test)
{
	struct ena_rig *rig = health_rig(test);

	rig->edev->hints.missing_tx_count = 0xffff;
	health_send_late(rig, ENA_RING_MIN / 2 + 1);
	health_looks(rig, 1);
	KUNIT_EXPECT_EQ(test, rig->fails, 1);
}

static void device_may_ask_not_to_be_supervised(struct kunit *test)
{
	struct ena_rig *rig = health_rig(test);

	rig->edev->hints.missing_tx_ms = U32_MAX;
	health_send_late(rig, HEALTH_LATE_MAX + 1);
	health_looks(rig, 3);
	KUNIT_EXPECT_EQ(test, rig->fails, 0);
}

static void packets_not_looked_for_are_not_shown_as_late(struct kunit *test)
{
	struct ena_rig *rig = health_rig(test);
	struct ena_tx_watch_stats *watch = &rig->enet->count[0].tx_watch;

	health_send_late(rig, 2);
	health_looks(rig, 1);
	KUNIT_EXPECT_EQ(test, u64_stats_read(&watch->pending_timedout_pkts),
			2ULL);
	rig->edev->hints.missing_tx_ms = U32_MAX;
	health_looks(rig, 1);
	KUNIT_EXPECT_EQ(test, u64_stats_read(&watch->pending_timedout_pkts),
			0ULL);
}

static void late_packets_that_are_completed_are_taken(struct kunit *test)
{
	struct ena_rig *rig = health_rig(test);
	u32 i;

	health_send_late(rig, HEALTH_LATE_MAX + 1);
	for (i = 0; i <= HEALTH_LATE_MAX; i++)
		ena_rig_tx_complete(rig, i);
	health_looks(rig, 1);
	KUNIT_EXPECT_EQ(test, rig->fails, 0);
	KUNIT_EXPECT_EQ(test, health_lost(rig), 1ULL);
	KUNIT_EXPECT_TRUE(test, health_is_served(rig));
	KUNIT_EXPECT_EQ(test, ena_rig_txr(rig)->done_pkts, HEALTH_LATE_MAX + 1);
}

/* Completions come, and no interrupt; most packets stay late */
static void waking_that_does_not_help_ends(struct kunit *test)
{
	struct ena_rig *rig = health_rig(test);
	u32 i;

	health_vec(rig)->events = 1;
	health_send_late(rig, HEALTH_LATE_MAX + 10);
	for (i = 0; i < 3; i++) {
		KUNIT_EXPECT_EQ(test, rig->fails, 0);
		ena_rig_tx_complete(rig, i);
		health_looks(rig, 1);
		KUNIT_EXPECT_TRUE(test, health_is_served(rig));
	}
	KUNIT_EXPECT_EQ(test, rig->fails, 1);
	KUNIT_EXPECT_EQ(test, rig->reason, ENA_HW_RESET_MISS_INTERRUPT);
}

static void napi_without_a_cpu_is_waited_for(struct kunit *test)
{
	struct ena_rig *rig = health_rig(test);
	struct ena_vec *vec = health_vec(rig);

	health_send_late(rig, HEALTH_LATE_MAX + 1);
	ena_rig_tx_complete(rig, 0);
	health_hold_napi(rig);
	vec->last_poll = jiffies - msecs_to_jiffies(ENA_MISSING_TX_MS);
	health_looks(rig, 3);
	KUNIT_EXPECT_EQ(test, rig->fails, 0);

	vec->last_poll = jiffies - msecs_to_jiffies(4 * ENA_MISSING_TX_MS);
	health_looks(rig, 1);
	KUNIT_EXPECT_EQ(test, rig->fails, 1);
	KUNIT_EXPECT_EQ(test, rig->reason, ENA_HW_RESET_POLL_STARVATION);
	health_release_napi(rig);
}

/* ---- the stack's own watchdog ---- */

/* It finds queue 0 stopped, and that for too long */
static void health_time_out(struct ena_rig *rig)
{
	struct netdev_queue *txq = netdev_get_tx_queue(rig->netdev, 0);

	netif_tx_stop_queue(txq);
	txq->trans_start = jiffies - rig->netdev->watchdog_timeo - 1;
	set_bit(0, rig->enet->dog.tx_timeout);
}

static void stopped_queue_without_completions_is_a_fault(struct kunit *test)
{
	struct ena_rig *rig = health_rig(test);

	health_time_out(rig);
	health_looks(rig, 1);
	KUNIT_EXPECT_EQ(test, rig->fails, 1);
	KUNIT_EXPECT_EQ(test, rig->reason, ENA_HW_RESET_OS_NETDEV_WD);
	KUNIT_EXPECT_FALSE(test, test_bit(0, rig->enet->dog.tx_timeout));
}

/* A device that is dead is so on each of its queues: one message is enough */
static void queues_behind_a_fault_are_not_judged(struct kunit *test)
{
	struct ena_rig_opts opts = { .cfg.nr = 2 };
	struct ena_rig *rig = ena_rig_new(test, &opts);

	ena_health_restart(rig->enet);
	health_time_out(rig);
	set_bit(1, rig->enet->dog.tx_timeout);
	health_looks(rig, 1);
	KUNIT_EXPECT_EQ(test, rig->fails, 1);
	KUNIT_EXPECT_FALSE(test, test_bit(0, rig->enet->dog.tx_timeout));
	KUNIT_EXPECT_TRUE(test, test_bit(1, rig->enet->dog.tx_timeout));
}

static void stopped_queue_with_completions_is_woken(struct kunit *test)
{
	struct ena_rig *rig = health_rig(test);

	ena_rig_xmit(rig, ena_rig_skb(rig, 60, 0, 0), false);
	ena_rig_tx_complete(rig, 0);
	health_time_out(rig);
	health_looks(rig, 1);
	KUNIT_EXPECT_EQ(test, rig->fails, 0);
	KUNIT_EXPECT_EQ(test, health_lost(rig), 1ULL);
	KUNIT_EXPECT_TRUE(test, health_is_served(rig));
}

/* All had stood still, and NAPI was next after the stack's watchdog */
static void queue_that_was_woken_since_is_no_fault(struct kunit *test)
{
	struct ena_rig *rig = health_rig(test);
	struct netdev_queue *txq = netdev_get_tx_queue(rig->netdev, 0);

	health_time_out(rig);
	netif_tx_wake_queue(txq);
	health_looks(rig, 1);
	KUNIT_EXPECT_EQ(test, rig->fails, 0);
	KUNIT_EXPECT_FALSE(test, test_bit(0, rig->enet->dog.tx_timeout));

	/* Stopped anew, by what was sent just now */
	health_time_out(rig);
	txq->trans_start = jiffies;
	health_looks(rig, 1);
	KUNIT_EXPECT_EQ(test, rig->fails, 0);
}

/* Stopped, completed, and NAPI waits for a CPU */
static struct ena_rig *health_rig_starving(struct kunit *test)
{
	struct ena_rig *rig = health_rig(test);

	ena_rig_xmit(rig, ena_rig_skb(rig, 60, 0, 0), false);
	ena_rig_tx_complete(rig, 0);
	health_hold_napi(rig);
	health_time_out(rig);
	health_looks(rig, 5);
	KUNIT_EXPECT_EQ(test, rig->fails, 0);
	return rig;
}

static void stopped_queue_of_a_busy_host_is_excused_once(struct kunit *test)
{
	struct ena_rig *rig = health_rig_starving(test);

	health_time_out(rig);
	health_looks(rig, 1);
	KUNIT_EXPECT_EQ(test, rig->fails, 1);
	KUNIT_EXPECT_EQ(test, rig->reason, ENA_HW_RESET_POLL_STARVATION);
	health_release_napi(rig);
}

static void stopped_queue_that_was_served_is_excused_anew(struct kunit *test)
{
	struct ena_rig *rig = health_rig_starving(test);

	health_vec(rig)->last_poll = jiffies;
	health_looks(rig, 1);
	health_time_out(rig);
	health_looks(rig, 1);
	KUNIT_EXPECT_EQ(test, rig->fails, 0);
	health_release_napi(rig);
}

/* ---- keep alive ---- */

static struct ena_rig *health_rig_silent(struct kunit *test)
{
	struct ena_rig *rig = health_rig(test);

	rig->edev->caps.aenq_groups = BIT(ENA_HW_AENQ_KEEP_ALIVE);
	rig->edev->keep_alive_jiffies = jiffies -
					msecs_to_jiffies(ENA_KEEP_ALIVE_MS) - 1;
	return rig;
}

static void health_post_event(struct ena_rig *rig, u16 group)
{
	struct ena_hw_aenq_entry *e = &rig->edev->aenq.ring[0];

	e->hdr.group = cpu_to_le16(group);
	e->hdr.flags = 1;
}

static void silent_device_is_reset(struct kunit *test)
{
	struct ena_rig *rig = health_rig_silent(test);

	health_looks(rig, 1);
	KUNIT_EXPECT_EQ(test, rig->fails, 1);
	KUNIT_EXPECT_EQ(test, rig->reason, ENA_HW_RESET_KEEP_ALIVE_TO);
	KUNIT_EXPECT_EQ(test, rig->enet->events.wd_expired, 1ULL);
}

static void device_heard_of_in_time_is_not(struct kunit *test)
{
	struct ena_rig *rig = health_rig_silent(test);

	rig->edev->keep_alive_jiffies = jiffies -
					msecs_to_jiffies(ENA_KEEP_ALIVE_MS / 2);
	health_looks(rig, 1);
	KUNIT_EXPECT_EQ(test, rig->fails, 0);
}

static void event_without_an_interrupt_is_heard(struct kunit *test)
{
	struct ena_rig *rig = health_rig_silent(test);

	health_post_event(rig, ENA_HW_AENQ_KEEP_ALIVE);
	health_looks(rig, 1);
	KUNIT_EXPECT_EQ(test, rig->fails, 0);
	KUNIT_EXPECT_EQ(test, rig->enet->events.wd_expired, 0ULL);
	/* The device may post another one */
	KUNIT_EXPECT_EQ(test, rig->edev->aenq.head, 1);
	KUNIT_EXPECT_EQ(test, get_unaligned_le32(rig->bar +
						 ENA_HW_REG_AENQ_HEAD_DB),
			1 + ENA_AENQ_DEPTH);
}

static void event_of_another_kind_does_not_count(struct kunit *test)
{
	struct ena_rig *rig = health_rig_silent(test);

	health_post_event(rig, ENA_HW_AENQ_WARNING);
	health_looks(rig, 1);
	KUNIT_EXPECT_EQ(test, rig->fails, 1);
	KUNIT_EXPECT_EQ(test, rig->reason, ENA_HW_RESET_KEEP_ALIVE_TO);
}

/* A pass that comes late, of a host that stood still */
static void health_looks_late(struct ena_rig *rig)
{
	rig->enet->dog.last = jiffies - 3 * HZ;
	ena_health_check(rig->enet);
}

static void host_that_stood_still_excuses_the_device(struct kunit *test)
{
	struct ena_rig *rig = health_rig_silent(test);
	unsigned long silent = rig->edev->keep_alive_jiffies;
	u32 i;

	for (i = 0; i < 3; i++) {
		rig->edev->keep_alive_jiffies = silent;
		health_looks_late(rig);
		KUNIT_EXPECT_EQ(test, rig->fails, 0);
	}

	/* If it stood still, too, it has all its time again */
	health_looks(rig, 1);
	KUNIT_EXPECT_EQ(test, rig->fails, 0);

	/* Not for ever */
	for (i = 0; i < 4; i++) {
		KUNIT_EXPECT_EQ(test, rig->fails, 0);
		rig->edev->keep_alive_jiffies = silent;
		health_looks_late(rig);
	}
	KUNIT_EXPECT_EQ(test, rig->fails, 1);
}

static void host_that_stood_still_excuses_late_packets(struct kunit *test)
{
	struct ena_rig *rig = health_rig(test);

	health_send_late(rig, HEALTH_LATE_MAX + 1);
	health_looks_late(rig);
	KUNIT_EXPECT_EQ(test, rig->fails, 0);

	health_looks(rig, 1);
	KUNIT_EXPECT_EQ(test, rig->fails, 1);
	KUNIT_EXPECT_EQ(test, rig->reason, ENA_HW_RESET_MISS_TX_CMPL);
}

/* Whether the device promised a heartbeat or not */
static void event_that_waits_for_an_interrupt_is_taken(struct kunit *test)
{
	struct ena_rig *rig = health_rig(test);

	health_post_event(rig, ENA_HW_AENQ_WARNING);
	health_looks(rig, 1);
	KUNIT_EXPECT_EQ(test, rig->edev->aenq.head, 0);
	KUNIT_EXPECT_FALSE(test, rig->enet->dog.event_logged);

	health_looks(rig, 1);
	KUNIT_EXPECT_EQ(test, rig->edev->aenq.head, 1);
	KUNIT_EXPECT_TRUE(test, rig->enet->dog.event_logged);
	KUNIT_EXPECT_EQ(test, rig->fails, 0);
}

static void device_that_promised_nothing_is_not_waited_for(struct kunit *test)
{
	struct ena_rig *rig = health_rig_silent(test);

	rig->edev->caps.aenq_groups = 0;
	health_looks(rig, 1);
	rig->edev->caps.aenq_groups = BIT(ENA_HW_AENQ_KEEP_ALIVE);
	rig->edev->hints.keep_alive_ms = U32_MAX;
	health_looks(rig, 1);
	KUNIT_EXPECT_EQ(test, rig->fails, 0);
}

/* ---- others at work ---- */

static void lock_is_not_waited_for(struct kunit *test)
{
	struct ena_rig *rig = health_rig_silent(test);
	unsigned int i;

	rig->edev->caps.aenq_groups = 0;
	health_time_out(rig);
	ena_net_lock(rig->enet);
	for (i = 0; i < 4; i++)
		health_looks(rig, 1);
	ena_net_unlock(rig->enet);
	KUNIT_EXPECT_EQ(test, rig->fails, 0);
	KUNIT_EXPECT_EQ(test, rig->enet->dog.skipped, 4);

	health_looks(rig, 1);
	KUNIT_EXPECT_EQ(test, rig->fails, 1);
	KUNIT_EXPECT_EQ(test, rig->enet->dog.skipped, 0);
}

static void heartbeat_is_looked_at_without_the_lock(struct kunit *test)
{
	struct ena_rig *rig = health_rig_silent(test);

	ena_net_lock(rig->enet);
	health_looks(rig, 1);
	ena_net_unlock(rig->enet);
	KUNIT_EXPECT_EQ(test, rig->reason, ENA_HW_RESET_KEEP_ALIVE_TO);
}

static void queues_that_do_not_run_are_not_judged(struct kunit *test)
{
	struct ena_rig *rig = health_rig(test);

	health_time_out(rig);
	rig->enet->resetting = true;
	health_looks(rig, 1);
	rig->enet->resetting = false;
	rig->set->started = false;
	health_looks(rig, 1);
	rig->set->started = true;
	rig->enet->up = false;
	health_looks(rig, 1);
	rig->enet->up = true;
	KUNIT_EXPECT_EQ(test, rig->fails, 0);
	KUNIT_EXPECT_TRUE(test, test_bit(0, rig->enet->dog.tx_timeout));
}

static void new_start_forgets_what_was_seen(struct kunit *test)
{
	struct ena_rig *rig = health_rig(test);

	health_receive(rig);
	health_looks(rig, 1);
	health_time_out(rig);
	rig->enet->dog.late = 2;
	rig->enet->dog.skipped = 3;
	ena_health_restart(rig->enet);

	KUNIT_EXPECT_EQ(test, rig->enet->dog.queue[0].unserved, 0);
	KUNIT_EXPECT_FALSE(test, test_bit(0, rig->enet->dog.tx_timeout));
	KUNIT_EXPECT_EQ(test, rig->enet->dog.late, 0);
	KUNIT_EXPECT_EQ(test, rig->enet->dog.skipped, 0);
	health_looks(rig, 1);
	KUNIT_EXPECT_EQ(test, health_lost(rig), 0ULL);
}

static void health_exit(struct kunit *test)
{
	ena_rig_free(test->priv);
}

static struct kunit_case health_cases[] = {
	KUNIT_CASE(healthy_device_is_left_alone),
	KUNIT_CASE(lost_interrupt_is_made_up_for),
	KUNIT_CASE_PARAM(vector_without_interrupts_is_a_fault,
			 never_gen_params),
	KUNIT_CASE(one_interrupt_makes_good_for_those_lost),
	KUNIT_CASE(busy_host_is_no_lost_interrupt),
	KUNIT_CASE(poll_between_looks_is_no_lost_interrupt),
	KUNIT_CASE(deferred_poll_is_no_lost_interrupt),
	KUNIT_CASE(completion_that_was_skipped_is_a_fault),
	KUNIT_CASE(completion_that_comes_late_is_no_fault),
	KUNIT_CASE(ring_without_buffers_is_filled),
	KUNIT_CASE(few_late_packets_are_counted_only),
	KUNIT_CASE(many_late_packets_are_a_fault_of_the_device),
	KUNIT_CASE(threshold_is_one_that_a_ring_can_reach),
	KUNIT_CASE(device_may_ask_not_to_be_supervised),
	KUNIT_CASE(packets_not_looked_for_are_not_shown_as_late),
	KUNIT_CASE(late_packets_that_are_completed_are_taken),
	KUNIT_CASE(waking_that_does_not_help_ends),
	KUNIT_CASE(napi_without_a_cpu_is_waited_for),
	KUNIT_CASE(stopped_queue_without_completions_is_a_fault),
	KUNIT_CASE(queues_behind_a_fault_are_not_judged),
	KUNIT_CASE(stopped_queue_with_completions_is_woken),
	KUNIT_CASE(queue_that_was_woken_since_is_no_fault),
	KUNIT_CASE(stopped_queue_of_a_busy_host_is_excused_once),
	KUNIT_CASE(stopped_queue_that_was_served_is_excused_anew),
	KUNIT_CASE(silent_device_is_reset),
	KUNIT_CASE(device_heard_of_in_time_is_not),
	KUNIT_CASE(event_without_an_interrupt_is_heard),
	KUNIT_CASE(event_of_another_kind_does_not_count),
	KUNIT_CASE(host_that_stood_still_excuses_the_device),
	KUNIT_CASE(host_that_stood_still_excuses_late_packets),
	KUNIT_CASE(event_that_waits_for_an_interrupt_is_taken),
	KUNIT_CASE(device_that_promised_nothing_is_not_waited_for),
	KUNIT_CASE(lock_is_not_waited_for),
	KUNIT_CASE(heartbeat_is_looked_at_without_the_lock),
	KUNIT_CASE(queues_that_do_not_run_are_not_judged),
	KUNIT_CASE(new_start_forgets_what_was_seen),
	{}
};

static struct kunit_suite health_suite = {
	.name = "ena_health",
	.exit = health_exit,
	.test_cases = health_cases,
};

kunit_test_suite(health_suite);
