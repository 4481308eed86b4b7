// SPDX-License-Identifier: GPL-2.0-only
/*
 * The health check (control plane 9.2), once a second. It tells a device that
 * is dead from an interrupt that was lost and from a CPU that had no time: if
 * completions or events are there in memory the device has done its part, and
 * they are taken and counted.
 */
#include <linux/bitmap.h>

#include "ena_health.h"
#include "ena_rx.h"
#include "ena_stats.h"
#include "ena_tx.h"
#include "ena_vec.h"

/* A pass this late says that the host stood still, not the device */
#define ENA_HEALTH_LATE		(2 * HZ)
#define ENA_HEALTH_LATE_MAX	3	/* passes in a row it is excused */

/* Passes a queue may wait for a lock that others hold */
#define ENA_HEALTH_SKIPS_MAX	5

/* Passes in a row in which work lay there, nobody came, and we woke NAPI */
#define ENA_HEALTH_KICKS_MAX	3
#define ENA_HEALTH_EMPTY_MIN	2
#define ENA_HEALTH_SKIPPED_MIN	2

static bool ena_health_came_late(struct ena_net *enet)
{
	struct ena_watchdog *dog = &enet->dog;
	bool late;

	late = time_after(jiffies, dog->last + ENA_HEALTH_LATE);
	dog->last = jiffies;
	dog->late = late ? dog->late + 1 : 0;
	return late && dog->late <= ENA_HEALTH_LATE_MAX;
}

/* Events that are there a second later, too: no interrupt tells of them */
static void ena_health_check_events(struct ena_net *enet)
{
	struct ena_watchdog *dog = &enet->dog;
	struct ena_dev *edev = enet->edev;
	u32 head = READ_ONCE(edev->aenq.head);
	bool wait = ena_aenq_is_pending(&edev->aenq);

	if (!wait || !dog->event_waits || head != dog->event_head) {
		dog->event_waits = wait;
		dog->event_head = head;
		return;
	}

	dog->event_waits = false;
	if (!ena_dev_poll_events(edev) || dog->event_logged)
		return;

	dog->event_logged = true;
	netdev_warn(enet->netdev,
		    "Events were there that no interrupt announced\n");
}

static bool ena_health_heard(const struct ena_dev *edev)
{
	unsigned long limit = msecs_to_jiffies(edev->hints.keep_alive_ms);

	return time_before(jiffies, READ_ONCE(edev->keep_alive_jiffies) + limit);
}

static void ena_health_check_keep_alive(struct ena_net *enet, bool late)
{
	struct ena_dev *edev = enet->edev;

	if (!(edev->caps.aenq_groups & BIT(ENA_HW_AENQ_KEEP_ALIVE)) ||
	    edev->hints.keep_alive_ms == U32_MAX || ena_health_heard(edev))
		return;

	/* Events that no interrupt told of, or whose work did not yet run */
	if (ena_dev_poll_events(edev) && ena_health_heard(edev))
		return;

	/* If it stood still, too, it has its time from now on */
	if (late) {
		WRITE_ONCE(edev->keep_alive_jiffies, jiffies);
		return;
	}

	netdev_err(enet->netdev, "Keep alive watchdog timeout.\n");
	ena_net_count(enet, &enet->events.wd_expired);
	ena_dev_fail(edev, ENA_HW_RESET_KEEP_ALIVE_TO);
}

static bool ena_health_has_work(const struct ena_vec *vec)
{
	return ena_tx_has_work(&vec->txr) || ena_rx_has_work(&vec->rxr);
}

static bool ena_health_is_scheduled(const struct ena_vec *vec)
{
	return test_bit(NAPI_STATE_SCHED, &vec->napi.state);
}

static unsigned int ena_health_since(unsigned long then)
{
	return jiffies_to_msecs(jiffies - then);
}

/* Count a lost interrupt and make up for it */
static void ena_health_kick(struct ena_vec *vec)
{
	ena_stats_add_lost_interrupt(vec->rxr.count);
	ena_vec_kick(vec);
}

/* The stack may poll later, with the interrupt masked */
static bool ena_health_is_deferred(const struct ena_vec *vec)
{
	return hrtimer_active(&vec->napi.timer);
}

/*
 * Work lies there and NAPI neither runs nor is about to, and it was so a
 * second ago: the interrupt was lost. If it is never there the device is told.
 */
static void ena_health_check_interrupt(struct ena_net *enet,
				       struct ena_vec *vec,
				       struct ena_queue_watch *watch)
{
	unsigned long poll = READ_ONCE(vec->last_poll);
	unsigned long irqs = READ_ONCE(vec->events);
	bool idle = poll == watch->poll && !ena_health_is_scheduled(vec) &&
		    !ena_health_is_deferred(vec);
	bool work = ena_health_has_work(vec);

	if (irqs != watch->irqs)
		watch->lost = 0;
	if (poll != watch->poll)
		watch->excused = false;
	watch->irqs = irqs;
	watch->poll = poll;

	if (!work || !idle) {
		watch->unserved = 0;
		return;
	}

	if (++watch->unserved < 2)
		return;

	watch->unserved = 0;
	ena_health_kick(vec);
	if (++watch->lost < ENA_HEALTH_KICKS_MAX)
		return;

	if (ena_rx_has_work(&vec->rxr))
		netdev_err(enet->netdev, "Potential MSIX issue on Rx side Queue = %d. Reset the device\n",
			   vec->queue);
	else
		netdev_err(enet->netdev, "Potential MSIX issue on Tx side Queue = %d. Reset the device\n",
			   vec->queue);
	ena_dev_fail(enet->edev, irqs ? ENA_HW_RESET_MISS_INTERRUPT :
					ENA_HW_RESET_MISS_FIRST_INTERRUPT);
}

/* Completions behind one that never comes are never seen */
static void ena_health_check_order(struct ena_net *enet, struct ena_vec *vec,
				   struct ena_queue_watch *watch)
{
	bool tx = ena_tx_is_skipped(&vec->txr);

	if (!tx && !ena_rx_is_skipped(&vec->rxr)) {
		watch->skipped = 0;
		return;
	}

	if (++watch->skipped < ENA_HEALTH_SKIPPED_MIN)
		return;

	netdev_err(enet->netdev, "Skipped %s descriptor on q_id: %u\n",
		   tx ? "TX" : "RX", vec->queue);
	ena_dev_fail(enet->edev, tx ? ENA_HW_RESET_TX_DESC_MALFORMED :
				      ENA_HW_RESET_RX_DESC_MALFORMED);
}

/* Such a ring may make no interrupt any more that would refill it */
static void ena_health_check_rx(struct ena_net *enet, struct ena_vec *vec,
				struct ena_queue_watch *watch)
{
	if (!ena_rx_is_starved(&vec->rxr)) {
		watch->empty = 0;
		return;
	}

	if (++watch->empty < ENA_HEALTH_EMPTY_MIN)
		return;

	watch->empty = 0;
	if (net_ratelimit())
		netdev_err(enet->netdev, "Trigger refill for ring %d\n",
			   vec->queue);
	ena_stats_add_empty_ring(vec->rxr.count);
	ena_vec_kick(vec);
}

static void ena_health_log_late(struct ena_net *enet,
				const struct ena_vec *vec, u64 fresh)
{
	if (!fresh || !net_ratelimit())
		return;

	netdev_notice(enet->netdev,
		      "%llu new missed TX completions, qid: %d, %u msecs since interrupt, %u msecs since napi, napi scheduled: %d\n",
		      fresh, vec->queue,
		      ena_health_since(READ_ONCE(vec->last_irq)),
		      ena_health_since(READ_ONCE(vec->last_poll)),
		      ena_health_is_scheduled(vec));
}

/* With a hint that no ring can reach nothing would be noticed */
static u32 ena_health_late_max(const struct ena_dev *edev,
			       const struct ena_tx_ring *txr)
{
	return min(edev->hints.missing_tx_count, (txr->mask + 1) / 2);
}

/*
 * Too many packets are late. Reset only if the device owes the completions,
 * or if waking NAPI for those that are there has not helped.
 */
static void ena_health_judge_late(struct ena_net *enet, struct ena_vec *vec,
				  struct ena_queue_watch *watch, u32 late,
				  bool owed)
{
	struct ena_dev *edev = enet->edev;
	u32 limit_ms = edev->hints.missing_tx_ms;
	enum ena_hw_reset_reason reason;

	if (owed) {
		reason = ENA_HW_RESET_MISS_TX_CMPL;
	} else if (ena_health_is_scheduled(vec)) {
		if (!watch->starving)
			netdev_err(enet->netdev,
				   "napi handler hasn't been called for a long time but is scheduled\n");
		watch->starving = true;
		if (ena_health_since(READ_ONCE(vec->last_poll)) < 4 * limit_ms)
			return;
		reason = ENA_HW_RESET_POLL_STARVATION;
	} else {
		ena_health_kick(vec);
		if (++watch->kicks < ENA_HEALTH_KICKS_MAX)
			return;
		reason = READ_ONCE(vec->events) ?
			 ENA_HW_RESET_MISS_INTERRUPT :
			 ENA_HW_RESET_MISS_FIRST_INTERRUPT;
	}

	netdev_err(enet->netdev,
		   "Lost TX completions are above the threshold (%d > %d). Completion transmission timeout: %u.\n",
		   late, ena_health_late_max(edev, &vec->txr), limit_ms);
	netdev_err(enet->netdev, "Resetting the device\n");
	ena_dev_fail(edev, reason);
}

static void ena_health_check_tx(struct ena_net *enet, struct ena_vec *vec,
				struct ena_queue_watch *watch)
{
	struct ena_dev *edev = enet->edev;
	u64 missed;
	bool owed;
	u32 late;

	if (edev->hints.missing_tx_ms == U32_MAX) {
		ena_tx_forget_late(&vec->txr);
		return;
	}

	missed = ena_stats_get_missed(vec->txr.count);
	late = ena_tx_count_late(&vec->txr, edev->hints.missing_tx_ms);
	ena_health_log_late(enet, vec,
			    ena_stats_get_missed(vec->txr.count) - missed);

	/* What NAPI has taken since it was counted is not owed */
	owed = late && !ena_tx_has_work(&vec->txr);
	if (owed)
		late = ena_tx_count_late(&vec->txr, edev->hints.missing_tx_ms);

	if (late > ena_health_late_max(edev, &vec->txr)) {
		ena_health_judge_late(enet, vec, watch, late, owed);
	} else {
		watch->kicks = 0;
		watch->starving = false;
	}
}

/* Or has it been woken since? After a pause of the host, say */
static bool ena_health_is_stuck(const struct ena_net *enet, u16 queue)
{
	const struct netdev_queue *txq = netdev_get_tx_queue(enet->netdev,
							     queue);

	return netif_xmit_stopped(txq) &&
	       time_after(jiffies, READ_ONCE(txq->trans_start) +
				   enet->netdev->watchdog_timeo);
}

/* The stack gave up on a queue (data plane 9.10); look before believing it */
static void ena_health_check_timeout(struct ena_net *enet,
				     struct ena_vec *vec,
				     struct ena_queue_watch *watch)
{
	bool scheduled = ena_health_is_scheduled(vec);
	bool done = ena_tx_has_work(&vec->txr);

	if (!test_and_clear_bit(vec->queue, enet->dog.tx_timeout) ||
	    !ena_health_is_stuck(enet, vec->queue))
		return;

	if (net_ratelimit())
		netdev_err(enet->netdev,
			   "TX q %d is paused for too long (threshold %u). usecs since napi %u. napi scheduled: %d\n",
			   vec->queue,
			   jiffies_to_usecs(enet->netdev->watchdog_timeo),
			   ena_health_since(READ_ONCE(vec->last_poll)) * 1000,
			   scheduled);

	if (done && !scheduled && watch->kicks < ENA_HEALTH_KICKS_MAX) {
		watch->kicks++;
		ena_health_kick(vec);
		return;
	}

	/* Once is a busy CPU. The stack asks again if it stays so. */
	if (done && !watch->excused) {
		watch->excused = true;
		return;
	}

	ena_dev_fail(enet->edev, done ? ENA_HW_RESET_POLL_STARVATION :
					ENA_HW_RESET_OS_NETDEV_WD);
}

static bool ena_health_has_failed(const struct ena_net *enet)
{
	return READ_ONCE(enet->edev->fail_reason) != ENA_HW_RESET_NORMAL;
}

static void ena_health_check_queues(struct ena_net *enet, bool late)
{
	struct ena_queue_set *set = enet->set;
	unsigned int i;

	if (!enet->up || enet->resetting || !set->started)
		return;

	/* Once a reset is due, what else is wrong is not worth a message each */
	for (i = 0; i < set->cfg.nr && !ena_health_has_failed(enet); i++) {
		struct ena_queue_watch *watch = &enet->dog.queue[i];
		struct ena_vec *vec = set->vec[i];

		ena_health_check_interrupt(enet, vec, watch);
		ena_health_check_order(enet, vec, watch);
		ena_health_check_rx(enet, vec, watch);
		if (!late)
			ena_health_check_tx(enet, vec, watch);
		ena_health_check_timeout(enet, vec, watch);
	}
}

/* Others may hold the lock for long; the heartbeat must not wait for them */
static bool ena_health_lock(struct ena_net *enet)
{
	struct ena_watchdog *dog = &enet->dog;

	if (!ena_net_trylock(enet)) {
		if (++dog->skipped < ENA_HEALTH_SKIPS_MAX)
			return false;
		ena_net_lock(enet);
	}

	dog->skipped = 0;
	return true;
}

void ena_health_check(struct ena_net *enet)
{
	bool late = ena_health_came_late(enet);

	ena_health_check_events(enet);
	ena_health_check_keep_alive(enet, late);
	if (ena_health_lock(enet)) {
		ena_health_check_queues(enet, late);
		ena_net_unlock(enet);
	}

	/* What the host tells of itself is kept current (control plane 7.16) */
	ena_host_info_set_features(enet->edev->host_info,
				   enet->netdev->features);
}

void ena_health_restart(struct ena_net *enet)
{
	struct ena_watchdog *dog = &enet->dog;

	memset(dog->queue, 0, array_size(enet->pairs_max,
					 sizeof(*dog->queue)));
	bitmap_zero(dog->tx_timeout, ENA_MAX_PAIRS);
	dog->last = jiffies;
	dog->late = 0;
	dog->skipped = 0;
	dog->event_waits = false;
	dog->event_logged = false;
}
