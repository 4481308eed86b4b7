// SPDX-License-Identifier: GPL-2.0-only
/*
 * The way back: the reset work, which alone restarts the device once the
 * interface exists, and the clock of the health check. Both run on edev->wq,
 * which is ordered, so they never meet each other or an event.
 *
 * A reset that fails is tried again, later and later, for ever: an interface
 * that stays away until someone reloads the driver is the worst of faults.
 */
#include <linux/etherdevice.h>
#include <linux/sched/mm.h>

#include "ena_health.h"
#include "ena_metrics.h"
#include "ena_recover.h"
#include "ena_reset.h"
#include "ena_stats.h"

#define ENA_RECOVER_CHECK_PERIOD	HZ
#define ENA_RECOVER_BACKOFF_MAX_S	60
/* A restart that does not last so long counts as brief; some are borne */
#define ENA_RECOVER_LASTS		HZ
#define ENA_RECOVER_BRIEF_MAX		3

/* Dumps of statistics to the log */
#define ENA_RECOVER_DUMP_PERIOD		(60 * HZ)
#define ENA_RECOVER_DUMP_BURST		3

static struct ena_net *ena_recover_from(struct delayed_work *work)
{
	return container_of(work, struct ena_net, dog.reset_work);
}

/* Was it the admin queue? And then, for want of an interrupt? */
static void ena_recover_note_admin(struct ena_net *enet)
{
	const struct ena_admin *admin = &enet->edev->admin;

	if (!READ_ONCE(admin->dead))
		return;

	netdev_err(enet->netdev, "ENA admin queue is not in running state!\n");
	ena_net_count(enet, &enet->events.admin_q_pause);
	if (enet->dog.reason == ENA_HW_RESET_ADMIN_TO &&
	    READ_ONCE(admin->missed_irq))
		enet->dog.reason = ENA_HW_RESET_MISS_ADMIN_INTERRUPT;
}

/* After 1, 2, 4 and at most 60 seconds */
static u32 ena_recover_back_off(struct ena_watchdog *dog)
{
	dog->backoff_s = clamp_t(u32, dog->backoff_s * 2, 1,
				 ENA_RECOVER_BACKOFF_MAX_S);
	return dog->backoff_s;
}

/* Does the device fail again and again as soon as it runs? */
static bool ena_recover_is_restless(const struct ena_watchdog *dog)
{
	return dog->brief > ENA_RECOVER_BRIEF_MAX;
}

static void ena_recover_judge_last(struct ena_watchdog *dog)
{
	if (time_after(jiffies, dog->restarted + ENA_RECOVER_LASTS))
		dog->brief = 0;
	else if (!ena_recover_is_restless(dog))
		dog->brief++;

	if (!ena_recover_is_restless(dog))
		dog->backoff_s = 0;
}

/* A reset begins: say so, save what the counters know, stop traffic */
static void ena_recover_begin(struct ena_net *enet)
{
	struct ena_watchdog *dog = &enet->dog;

	ena_recover_judge_last(dog);
	dog->reason = READ_ONCE(enet->edev->fail_reason);
	ena_recover_note_admin(enet);
	netdev_warn(enet->netdev, "Trigger reset is on, reason %d: %s\n",
		    dog->reason, ena_reset_reason_name(dog->reason));
	ena_net_count(enet, &enet->events.total_resets);
	if (dog->reason < ENA_HW_RESET_REASONS)
		ena_net_count(enet, &enet->events.by_reason[dog->reason]);

	ena_net_lock(enet);
	ena_stats_log(enet);
	ena_net_freeze(enet);
	ena_net_unlock(enet);
}

/* What the device may still know waits for a reset that works */
static void ena_recover_settle(struct ena_net *enet)
{
	ena_net_lock(enet);
	if (ena_dev_may_remember(enet->edev))
		ena_net_disown(enet);
	else
		ena_net_settle(enet);
	ena_net_unlock(enet);
}

/* Nothing runs on the device any more */
static void ena_recover_stop_device(struct ena_net *enet)
{
	ena_dev_stop(enet->edev, enet->dog.reason);
	ena_recover_settle(enet);
}

/*
 * The interface is known by its address, if it has it from the device and is
 * registered, and promised its MTU.
 */
static int ena_recover_compare(struct ena_net *enet)
{
	const struct ena_caps *caps = &enet->edev->caps;
	struct net_device *netdev = enet->netdev;

	if (is_valid_ether_addr(caps->mac) &&
	    is_valid_ether_addr(netdev->perm_addr) &&
	    !ether_addr_equal(caps->mac, netdev->perm_addr)) {
		netdev_err(netdev, "The device came back with MAC address %pM\n",
			   caps->mac);
		return -EINVAL;
	}

	if (caps->mtu_max < netdev->mtu) {
		netdev_err(netdev,
			   "The device came back with a maximum MTU of %u, below the present %u\n",
			   caps->mtu_max, netdev->mtu);
		return -EINVAL;
	}

	return 0;
}

static int ena_recover_restart(struct ena_net *enet)
{
	struct ena_dev *edev = enet->edev;
	int err;

	err = ena_dev_start(edev, ENA_HW_RESET_NORMAL);
	ena_recover_settle(enet);
	if (err)
		return err;

	err = ena_recover_compare(enet) ?: ena_net_shed_queues(enet);
	if (err)
		goto stop_device;

	ena_net_lock(enet);
	ena_dev_go(edev);
	err = ena_net_thaw(enet);
	if (!err)
		netif_device_attach(enet->netdev);
	ena_net_unlock(enet);
	if (err)
		goto stop_device;

	ena_health_restart(enet);
	enet->dog.restarted = jiffies;
	return 0;

stop_device:
	enet->dog.reason = ENA_HW_RESET_DRIVER_INVALID_STATE;
	ena_recover_stop_device(enet);
	return err;
}

/* Later than a request that came meanwhile would have it */
static void ena_recover_wait(struct ena_net *enet)
{
	struct ena_watchdog *dog = &enet->dog;

	if (READ_ONCE(dog->on))
		mod_delayed_work(enet->edev->wq, &dog->reset_work,
				 dog->backoff_s * HZ);
}

/*
 * A device that is gone from the bus is asked for too: it may be back without
 * anyone having told.
 */
static void ena_recover_retry(struct ena_net *enet, int err)
{
	ena_net_count(enet, &enet->events.reset_fail);
	netdev_err(enet->netdev,
		   "Reset attempt failed. %s (error %d), next try in %u s\n",
		   enet->edev->state == ENA_DEV_GONE ?
		   "The device is gone" : "Can not reset the device",
		   err, ena_recover_back_off(&enet->dog));
	ena_recover_wait(enet);
}

/* It is stopped meanwhile, and cannot keep the host busy with resets */
static void ena_recover_let_rest(struct ena_net *enet)
{
	netdev_warn(enet->netdev,
		    "The device fails as soon as it runs, next start in %u s\n",
		    ena_recover_back_off(&enet->dog));
	ena_recover_wait(enet);
}

static void ena_recover_reset(struct ena_net *enet)
{
	struct ena_dev *edev = enet->edev;
	int err;

	if (!enet->resetting) {
		if (READ_ONCE(edev->fail_reason) == ENA_HW_RESET_NORMAL)
			return;
		ena_recover_begin(enet);
		ena_recover_stop_device(enet);
		if (ena_recover_is_restless(&enet->dog)) {
			ena_recover_let_rest(enet);
			return;
		}
	}

	err = ena_recover_restart(enet);
	if (err)
		ena_recover_retry(enet, err);
	else if (READ_ONCE(edev->fail_reason) == ENA_HW_RESET_NORMAL)
		netdev_info(enet->netdev,
			    "Device reset completed successfully\n");
}

/* Memory must not wait for a disk that is behind this very device */
static void ena_recover_reset_work(struct work_struct *work)
{
	struct ena_net *enet = ena_recover_from(to_delayed_work(work));
	unsigned int noio = memalloc_noio_save();

	if (READ_ONCE(enet->dog.on))
		ena_recover_reset(enet);
	memalloc_noio_restore(noio);
}

static void ena_recover_health_work(struct work_struct *work)
{
	struct ena_net *enet = container_of(to_delayed_work(work),
					    struct ena_net, dog.health_work);

	if (ena_dev_is_running(enet->edev) && !enet->resetting) {
		ena_health_check(enet);
		ena_metrics_refresh(enet);
	}

	if (READ_ONCE(enet->dog.on))
		queue_delayed_work(enet->edev->wq, &enet->dog.health_work,
				   ENA_RECOVER_CHECK_PERIOD);
}

void ena_recover_init(struct ena_net *enet)
{
	struct ena_watchdog *dog = &enet->dog;

	INIT_DELAYED_WORK(&dog->health_work, ena_recover_health_work);
	INIT_DELAYED_WORK(&dog->reset_work, ena_recover_reset_work);
	ratelimit_state_init(&dog->dump_limit, ENA_RECOVER_DUMP_PERIOD,
			     ENA_RECOVER_DUMP_BURST);
	ratelimit_set_flags(&dog->dump_limit, RATELIMIT_MSG_ON_RELEASE);
}

void ena_recover_start(struct ena_net *enet)
{
	struct ena_dev *edev = enet->edev;

	ena_health_restart(enet);
	enet->dog.restarted = jiffies;
	WRITE_ONCE(enet->dog.on, true);
	queue_delayed_work(edev->wq, &enet->dog.health_work,
			   ENA_RECOVER_CHECK_PERIOD);
	if (READ_ONCE(edev->fail_reason) != ENA_HW_RESET_NORMAL)
		queue_delayed_work(edev->wq, &enet->dog.reset_work, 0);
}

void ena_recover_stop(struct ena_net *enet)
{
	WRITE_ONCE(enet->dog.on, false);
	cancel_delayed_work_sync(&enet->dog.health_work);
	cancel_delayed_work_sync(&enet->dog.reset_work);
	cancel_work_sync(&enet->room_work);
}

void ena_recover_suspend(struct ena_net *enet,
			 enum ena_hw_reset_reason reason)
{
	ena_recover_stop(enet);
	ena_net_lock(enet);
	netif_device_detach(enet->netdev);
	ena_net_freeze(enet);
	ena_net_unlock(enet);

	enet->dog.reason = reason;
	ena_recover_stop_device(enet);
}

void ena_recover_resume_after(struct ena_net *enet, unsigned int seconds)
{
	struct ena_watchdog *dog = &enet->dog;

	WRITE_ONCE(dog->on, true);
	queue_delayed_work(enet->edev->wq, &dog->health_work,
			   ENA_RECOVER_CHECK_PERIOD);
	queue_delayed_work(enet->edev->wq, &dog->reset_work, seconds * HZ);
}

bool ena_recover_resume(struct ena_net *enet)
{
	struct ena_watchdog *dog = &enet->dog;

	dog->backoff_s = 0;
	dog->brief = 0;
	WRITE_ONCE(dog->on, true);
	queue_delayed_work(enet->edev->wq, &dog->reset_work, 0);
	flush_delayed_work(&dog->reset_work);
	ena_recover_start(enet);
	return !READ_ONCE(enet->resetting);
}

void ena_recover_request(struct ena_net *enet,
			 enum ena_hw_reset_reason reason)
{
	/* Pending already while a failed reset waits for its next try */
	if (READ_ONCE(enet->dog.on))
		queue_delayed_work(enet->edev->wq, &enet->dog.reset_work, 0);
}

void ena_recover_tx_timeout(struct net_device *netdev, unsigned int txqueue)
{
	struct ena_net *enet = netdev_priv(netdev);

	ena_net_count(enet, &enet->events.tx_timeout);
	set_bit(txqueue, enet->dog.tx_timeout);
	if (READ_ONCE(enet->dog.on))
		mod_delayed_work(enet->edev->wq, &enet->dog.health_work, 0);
}
