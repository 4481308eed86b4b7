// SPDX-License-Identifier: GPL-2.0-only
/*
 * The interface: open, stop, exchange of queue sets. What belongs to a reset
 * is here too, freeze, settle and thaw; when to do it is not (ena_recover.c).
 */
#include <linux/rtnetlink.h>
#include <linux/sched/mm.h>
#include <net/netdev_lock.h>

#include "ena_flow.h"
#include "ena_metrics.h"
#include "ena_net.h"
#include "ena_queue.h"
#include "ena_rss.h"
#include "ena_vec.h"

void ena_net_lock(struct ena_net *enet)
{
	netdev_lock_ops_compat(enet->netdev);
}

bool ena_net_trylock(struct ena_net *enet)
{
	return netdev_trylock(enet->netdev);
}

void ena_net_unlock(struct ena_net *enet)
{
	netdev_unlock_ops_compat(enet->netdev);
}

void ena_net_assert_locked(const struct ena_net *enet)
{
	netdev_assert_locked_ops_compat(enet->netdev);
}

void ena_net_count(struct ena_net *enet, u64 *counter)
{
	unsigned long flags;

	spin_lock_irqsave(&enet->event_lock, flags);
	(*counter)++;
	spin_unlock_irqrestore(&enet->event_lock, flags);
}

/* Carrier as the stack shall see it: only when packets can pass */
static void ena_net_update_carrier(struct ena_net *enet)
{
	if (enet->up && !enet->resetting && enet->link_up)
		netif_carrier_on(enet->netdev);
	else
		netif_carrier_off(enet->netdev);
}

/*
 * Transmit queues of a detached device stay off; its resume wakes them. That
 * they were off for long, as the stack may have noticed, was no fault.
 */
static void ena_net_wake(struct ena_net *enet)
{
	if (netif_device_present(enet->netdev))
		netif_tx_wake_all_queues(enet->netdev);
	bitmap_zero(enet->dog.tx_timeout, ENA_MAX_PAIRS);
	ena_net_update_carrier(enet);
}

static bool ena_net_llq_equal(const struct ena_llq_geom *a,
			      const struct ena_llq_geom *b)
{
	return a->on == b->on && a->entry_bytes == b->entry_bytes &&
	       a->hdr_bytes == b->hdr_bytes &&
	       a->descs_first == b->descs_first &&
	       a->descs_next == b->descs_next &&
	       a->burst_entries == b->burst_entries &&
	       a->meta_always == b->meta_always;
}

static bool ena_net_cfg_equal(const struct ena_queue_cfg *a,
			      const struct ena_queue_cfg *b)
{
	return a->nr == b->nr && a->tx_depth == b->tx_depth &&
	       a->rx_depth == b->rx_depth && a->mtu == b->mtu &&
	       a->rx_copybreak == b->rx_copybreak &&
	       ena_net_llq_equal(&a->llq, &b->llq);
}

/* Interrupts go to one set at a time; no-op if @set has them. */
static int ena_net_take_irqs(struct ena_net *enet, struct ena_queue_set *set)
{
	int err;

	if (enet->irq_set == set)
		return 0;

	if (enet->irq_set)
		ena_vec_free_irqs(enet->irq_set);
	enet->irq_set = NULL;

	err = ena_vec_request_irqs(set);
	if (err)
		return err;

	enet->irq_set = set;
	return 0;
}

static void ena_net_free_set(struct ena_queue_set *set)
{
	ena_queue_set_drain(set);
	ena_queue_set_free(set);
}

/* May the device still write to memory of a set it was told to forget? */
static bool ena_net_is_quiet(const struct ena_net *enet)
{
	return enet->quiet ||
	       (ena_net_is_reachable(enet) &&
		!READ_ONCE(enet->edev->admin.dead));
}

/*
 * Give up @set, which is stopped and destroyed. If the device may not have
 * heard of that, the memory waits until it is reset.
 */
static void ena_net_put_set(struct ena_net *enet, struct ena_queue_set *set)
{
	if (enet->irq_set == set) {
		ena_vec_free_irqs(set);
		enet->irq_set = NULL;
	}

	if (!set->told || ena_net_is_quiet(enet))
		ena_net_free_set(set);
	else
		list_add_tail(&set->retired, &enet->retired);
}

/* What a new queue set and a reset make the device forget */
static int ena_net_configure(struct ena_net *enet,
			     const struct ena_queue_set *set)
{
	struct ena_dev *edev = enet->edev;
	int err;

	ena_rss_apply(enet, set);
	err = ena_feature_set_mtu(&edev->admin, &edev->caps, set->cfg.mtu);
	if (err && err != -EOPNOTSUPP)
		netdev_warn(enet->netdev,
			    "The device refuses an MTU of %u (error %d), longer packets than it likes may be lost\n",
			    set->cfg.mtu, err);
	return READ_ONCE(edev->admin.dead) ? -ENODEV : 0;
}

/* The queues of @set to the device, and traffic to them; or nothing of it */
static int ena_net_run(struct ena_net *enet, struct ena_queue_set *set)
{
	int err;

	err = ena_queue_set_create(set);
	if (err)
		return err;

	err = ena_net_configure(enet, set);
	if (err)
		goto destroy;

	err = ena_queue_set_fill(set);
	if (err)
		goto destroy;

	ena_vec_start(set);
	return 0;

destroy:
	ena_queue_set_destroy(set);
	if (ena_net_is_quiet(enet))
		ena_queue_set_drain(set);
	return err;
}

/* ... and back */
static void ena_net_halt(struct ena_net *enet, struct ena_queue_set *set)
{
	if (set->started)
		ena_vec_stop(set);
	if (set->on_device && !enet->resetting)
		ena_queue_set_destroy(set);
}

/* Have @enet->set made from @cfg, with interrupts; host memory only */
static int ena_net_fit_set(struct ena_net *enet,
			   const struct ena_queue_cfg *cfg)
{
	struct ena_queue_set *set;
	int err;

	if (enet->set && ena_net_cfg_equal(&enet->set->cfg, cfg))
		return ena_net_take_irqs(enet, enet->set);

	set = ena_queue_set_alloc(enet, cfg);
	if (IS_ERR(set))
		return PTR_ERR(set);

	err = ena_net_take_irqs(enet, set);
	if (err) {
		ena_queue_set_free(set);
		return err;
	}

	if (enet->set)
		ena_net_put_set(enet, enet->set);
	enet->set = set;
	return 0;
}

/* Less memory: halve the longer ring, both if equal. False: it is little. */
static bool ena_net_shrink(struct ena_queue_cfg *cfg)
{
	u32 tx = cfg->tx_depth, rx = cfg->rx_depth;

	if (max(tx, rx) <= ENA_RING_MIN)
		return false;

	if (tx >= rx)
		cfg->tx_depth = max_t(u32, tx / 2, ENA_RING_MIN);
	if (rx >= tx)
		cfg->rx_depth = max_t(u32, rx / 2, ENA_RING_MIN);
	return true;
}

/* Queues by @cfg, or with shorter rings if there is not the memory for that */
static int ena_net_bring_up(struct ena_net *enet, struct ena_queue_cfg cfg)
{
	int err;

	for (;;) {
		err = ena_net_fit_set(enet, &cfg);
		if (!err && !enet->resetting)
			err = ena_net_run(enet, enet->set);
		if (err != -ENOMEM)
			return err;

		netdev_err(enet->netdev,
			   "Not enough memory to create queues with sizes TX=%d, RX=%d\n",
			   cfg.tx_depth, cfg.rx_depth);
		if (!ena_net_shrink(&cfg))
			return err;
		netdev_err(enet->netdev,
			   "Retrying queue creation with sizes TX=%d, RX=%d\n",
			   cfg.tx_depth, cfg.rx_depth);
	}
}

/* Has the device failed under a set that only it was missing for? */
static bool ena_net_awaits_reset(const struct ena_net *enet)
{
	return enet->set &&
	       READ_ONCE(enet->edev->fail_reason) != ENA_HW_RESET_NORMAL;
}

/**
 * ena_net_open() - ndo_open
 * @netdev: the interface
 *
 * While the device is being reset, or if it fails now, only host memory is
 * taken; the restart makes the queues.
 *
 * Context: Process, under the lock.
 *
 * Return: 0, or -ENOMEM, or what the device answered to the creation of queues.
 */
int ena_net_open(struct net_device *netdev)
{
	struct ena_net *enet = netdev_priv(netdev);
	int err;

	netif_carrier_off(netdev);
	/* Not all who transmit look at the carrier */
	netif_tx_disable(netdev);
	err = netif_set_real_num_queues(netdev, enet->cfg.nr, enet->cfg.nr);
	if (err)
		return err;

	netdev_dbg(netdev, "creating %d io queues. queue size: %d\n",
		   enet->cfg.nr, enet->cfg.tx_depth);
	enet->up = true;
	err = ena_net_bring_up(enet, enet->cfg);
	if (err && !ena_net_awaits_reset(enet))
		goto put_set;

	ena_net_count(enet, &enet->events.interface_up);
	if (!err && !enet->resetting)
		ena_net_wake(enet);
	return 0;

put_set:
	enet->up = false;
	if (enet->set)
		ena_net_put_set(enet, enet->set);
	enet->set = NULL;
	return err;
}

/**
 * ena_net_stop() - ndo_stop
 * @netdev: the interface
 *
 * Context: Process, under the lock.
 *
 * Return: 0
 */
int ena_net_stop(struct net_device *netdev)
{
	struct ena_net *enet = netdev_priv(netdev);
	struct ena_queue_set *set = enet->set;

	enet->up = false;
	netif_carrier_off(netdev);
	netif_tx_disable(netdev);
	ena_net_halt(enet, set);
	ena_net_put_set(enet, set);
	enet->set = NULL;
	ena_net_count(enet, &enet->events.interface_down);
	return 0;
}

void ena_net_negotiate_llq(struct ena_net *enet, enum ena_llq_want want,
			   struct ena_llq_geom *geom)
{
	ena_llq_negotiate(enet->edev, want, geom);
	if (ena_llq_depth_max(&enet->edev->caps, geom) < ENA_RING_MIN)
		ena_llq_use_host(geom);
}

/* The form of LLQ entries may change only while there is no Tx queue */
static int ena_net_set_llq(struct ena_net *enet, enum ena_llq_want want,
			   const struct ena_llq_geom *geom)
{
	struct ena_llq_geom now;

	if (want == enet->llq_want)
		return 0;

	ena_net_negotiate_llq(enet, want, &now);
	enet->llq_want = want;
	return ena_net_llq_equal(&now, geom) ? 0 : -EIO;
}

/* Take @set, which replaces another, to the device. @nr: queues of the stack */
static int ena_net_switch_to(struct ena_net *enet, struct ena_queue_set *set,
			     enum ena_llq_want want)
{
	u16 nr = set->cfg.nr;
	int err;

	/* Queues of the stack may be more than ours, never less */
	if (nr > enet->netdev->real_num_tx_queues) {
		err = netif_set_real_num_queues(enet->netdev, nr, nr);
		if (err)
			return err;
	}

	err = ena_net_set_llq(enet, want, &set->cfg.llq);
	if (err)
		return err;

	err = ena_net_take_irqs(enet, set);
	if (err)
		return err;

	err = ena_net_run(enet, set);
	if (err)
		return err;

	return netif_set_real_num_queues(enet->netdev, nr, nr);
}

/*
 * The set that was in use before a failed exchange. If even that fails the
 * reset puts it back, as it finds it here.
 */
static void ena_net_restore(struct ena_net *enet, struct ena_queue_set *set,
			    enum ena_llq_want want)
{
	u16 nr = set->cfg.nr;
	int err = -EIO;

	enet->set = set;
	/* What was not drained cannot be created */
	if (ena_net_is_quiet(enet))
		err = ena_net_switch_to(enet, set, want);
	if (!err) {
		ena_net_wake(enet);
		return;
	}

	netdev_err(enet->netdev, "Cannot restore the queues (error %d)\n",
		   err);
	enet->llq_want = want;
	netif_set_real_num_queues(enet->netdev, nr, nr);
	ena_dev_fail(enet->edev, ENA_HW_RESET_DRIVER_INVALID_STATE);
}

/* Exchange the running set for @set */
static int ena_net_swap(struct ena_net *enet, struct ena_queue_set *set,
			enum ena_llq_want want)
{
	enum ena_llq_want old_want = enet->llq_want;
	struct ena_queue_set *old = enet->set;
	int err;

	netif_tx_disable(enet->netdev);
	ena_net_halt(enet, old);
	if (ena_net_is_quiet(enet))
		ena_queue_set_drain(old);

	enet->set = set;
	err = ena_net_switch_to(enet, set, want);
	if (err) {
		ena_net_halt(enet, set);
		ena_net_put_set(enet, set);
		ena_net_restore(enet, old, old_want);
		return err;
	}

	ena_net_put_set(enet, old);
	ena_net_wake(enet);
	return 0;
}

/* The device is away: host memory changes now, it learns of it later */
static int ena_net_swap_memory(struct ena_net *enet,
			       struct ena_queue_set *set)
{
	struct ena_queue_set *old = enet->set;
	u16 nr = set->cfg.nr;
	int err;

	/* One that has just left the bus may not have been frozen */
	netif_tx_disable(enet->netdev);
	ena_net_halt(enet, old);

	err = netif_set_real_num_queues(enet->netdev, nr, nr);
	if (!err)
		err = ena_net_take_irqs(enet, set);
	if (err) {
		nr = old->cfg.nr;
		netif_set_real_num_queues(enet->netdev, nr, nr);
		ena_queue_set_free(set);
		return err;
	}

	enet->set = set;
	ena_net_put_set(enet, old);
	return 0;
}

/* The interface is down: what the next open counts on, and nothing more */
static int ena_net_prepare(struct ena_net *enet,
			   const struct ena_queue_cfg *cfg,
			   enum ena_llq_want want)
{
	enum ena_llq_want old_want = enet->llq_want;
	int err = 0;

	/* A device that is away is told when it is back */
	if (ena_net_is_reachable(enet))
		err = ena_net_set_llq(enet, want, &cfg->llq);
	if (err) {
		ena_net_set_llq(enet, old_want, &enet->cfg.llq);
		return err;
	}

	return netif_set_real_num_queues(enet->netdev, cfg->nr, cfg->nr);
}

/* The interface is up: a set made from @cfg takes the place of the one there */
static int ena_net_exchange(struct ena_net *enet,
			    const struct ena_queue_cfg *cfg,
			    enum ena_llq_want want,
			    struct netlink_ext_ack *extack)
{
	struct ena_queue_set *set;
	int err;

	set = ena_queue_set_alloc(enet, cfg);
	if (IS_ERR(set)) {
		NL_SET_ERR_MSG_MOD(extack,
				   "Not enough memory for the new queues; the old ones still run");
		return PTR_ERR(set);
	}

	if (ena_net_is_reachable(enet))
		err = ena_net_swap(enet, set, want);
	else
		err = ena_net_swap_memory(enet, set);
	if (err) {
		NL_SET_ERR_MSG_MOD(extack,
				   "The new queues cannot be used, see the kernel log; the old ones are put back");
		return err;
	}

	netdev_info(enet->netdev, "creating %d io queues. queue size: %d\n",
		    cfg->nr, cfg->tx_depth);
	return 0;
}

/*
 * Memory must not wait for a disk that is behind this interface: traffic may be
 * off, and the lock is held, which a reset needs.
 */
int ena_net_reconfigure(struct ena_net *enet, const struct ena_queue_cfg *cfg,
			enum ena_llq_want want, struct netlink_ext_ack *extack)
{
	unsigned int noio;
	int err;

	ena_net_assert_locked(enet);
	if (!ena_queue_cfg_is_valid(cfg)) {
		NL_SET_ERR_MSG_MOD(extack,
				   "The device has no such rings at present");
		return -EINVAL;
	}

	noio = memalloc_noio_save();
	if (enet->up)
		err = ena_net_exchange(enet, cfg, want, extack);
	else
		err = ena_net_prepare(enet, cfg, want);
	memalloc_noio_restore(noio);
	if (err)
		return err;

	enet->cfg = *cfg;
	enet->llq_want = want;
	WRITE_ONCE(enet->room_refused, false);
	ena_rss_fit(enet, cfg->nr);
	ena_flow_retry(enet);
	return 0;
}

void ena_net_want_room(struct ena_net *enet, u32 bytes)
{
	WRITE_ONCE(enet->hdr_wanted, bytes);
	queue_work(enet->edev->wq, &enet->room_work);
}

/*
 * A device drops what does not fit its LLQ entries: larger ones, or descriptors
 * in host memory. While the device is away that is for the restart to find out
 * again, as the packet comes again then.
 */
static void ena_net_room_work(struct work_struct *work)
{
	struct ena_net *enet = container_of(work, struct ena_net, room_work);
	u32 bytes = READ_ONCE(enet->hdr_wanted);
	struct ena_queue_cfg cfg;
	enum ena_llq_want want;
	int err;

	ena_net_lock(enet);
	cfg = ena_net_cfg_to_change(enet);
	if (!enet->up || !ena_net_is_reachable(enet))
		goto unlock;
	if (!cfg.llq.on || cfg.llq.hdr_bytes >= bytes)
		goto wake;

	want = ena_llq_with_room(enet->edev, bytes);
	ena_llq_predict(enet->edev, want, &cfg.llq);
	cfg.tx_depth = min(cfg.tx_depth, ena_llq_depth_max(&enet->edev->caps,
							   &cfg.llq));
	netdev_notice(enet->netdev,
		      "Headers of %u bytes are too long for LLQ entries, Tx queues go to %s\n",
		      bytes, want == ENA_LLQ_NONE ? "host memory" :
						    "larger entries");
	err = ena_net_reconfigure(enet, &cfg, want, NULL);
	if (!err)
		goto unlock;
	netdev_warn(enet->netdev,
		    "Tx queues stay as they are (error %d), packets with such headers are lost\n",
		    err);
	WRITE_ONCE(enet->room_refused, true);
wake:
	/* What could not be put back is woken by the reset that is due */
	if (enet->set->started)
		ena_net_wake(enet);
unlock:
	ena_net_unlock(enet);
}

void ena_net_init_works(struct ena_net *enet)
{
	INIT_WORK(&enet->room_work, ena_net_room_work);
}

/* What it cannot be asked now it is told when it is back */
static int ena_net_tell_mtu(struct ena_net *enet, u32 mtu)
{
	struct ena_dev *edev = enet->edev;
	int err = 0;

	if (ena_net_is_reachable(enet))
		err = ena_feature_set_mtu(&edev->admin, &edev->caps, mtu);
	return err == -EOPNOTSUPP ? 0 : err;
}

/**
 * ena_net_change_mtu() - ndo_change_mtu
 * @netdev: the interface
 * @mtu: in bytes, between the limits of @netdev
 *
 * The user is told what the device says to it (control plane 7.9).
 *
 * Context: Process, under the lock.
 *
 * Return: 0, or an error and nothing changed
 */
int ena_net_change_mtu(struct net_device *netdev, int mtu)
{
	struct ena_net *enet = netdev_priv(netdev);
	struct ena_queue_cfg cfg = ena_net_cfg_to_change(enet);
	int err;

	err = ena_net_tell_mtu(enet, mtu);
	if (err)
		return err;

	cfg.mtu = mtu;
	err = ena_net_reconfigure(enet, &cfg, enet->llq_want, NULL);
	if (err) {
		ena_net_tell_mtu(enet, netdev->mtu);
		return err;
	}

	WRITE_ONCE(netdev->mtu, mtu);
	return 0;
}

/**
 * ena_net_set_features() - ndo_set_features
 * @netdev: the interface
 * @features: what shall be on
 *
 * The stack itself stops using what is off for transmit; receive is told here.
 *
 * Context: Process, under the lock.
 *
 * Return: 0
 */
int ena_net_set_features(struct net_device *netdev,
			 netdev_features_t features)
{
	struct ena_net *enet = netdev_priv(netdev);
	struct ena_queue_set *set = enet->set;
	unsigned int i;

	for (i = 0; set && i < set->cfg.nr; i++) {
		struct ena_rx_ring *rxr = &set->vec[i]->rxr;

		WRITE_ONCE(rxr->csum_on, !!(features & NETIF_F_RXCSUM));
		WRITE_ONCE(rxr->hash_on, !!(features & NETIF_F_RXHASH));
	}

	return 0;
}

void ena_net_freeze(struct ena_net *enet)
{
	ena_net_assert_locked(enet);
	enet->resetting = true;
	if (!enet->up)
		return;

	netif_carrier_off(enet->netdev);
	netif_tx_disable(enet->netdev);
	ena_net_halt(enet, enet->set);
}

/* The device was reset, is gone or is given up: what it held is ours again */
void ena_net_settle(struct ena_net *enet)
{
	struct ena_queue_set *set, *next;

	ena_net_assert_locked(enet);
	enet->quiet = true;
	list_for_each_entry_safe(set, next, &enet->retired, retired) {
		list_del(&set->retired);
		ena_net_free_set(set);
	}

	if (enet->set) {
		enet->set->on_device = false;
		ena_queue_set_drain(enet->set);
		enet->set->told = false;
	}
}

void ena_net_disown(struct ena_net *enet)
{
	struct ena_queue_set *set;

	ena_net_assert_locked(enet);
	list_for_each_entry(set, &enet->retired, retired)
		ena_queue_set_disown(set);
	if (enet->set)
		ena_queue_set_disown(enet->set);
}

/* What the device does for the stack in transmit */
#define ENA_NET_TX_OFFLOADS \
	(NETIF_F_IP_CSUM | NETIF_F_IPV6_CSUM | NETIF_F_TSO | NETIF_F_TSO6 | \
	 NETIF_F_TSO_ECN)

u16 ena_net_pairs_max(const struct ena_net *enet)
{
	return min(enet->pairs_max, ena_llq_pairs_max(enet->edev));
}

/* @cfg as the device allows it now; a reset may have changed that */
static void ena_net_clamp_cfg(const struct ena_net *enet,
			      const struct ena_llq_geom *llq,
			      struct ena_queue_cfg *cfg)
{
	const struct ena_caps *caps = &enet->edev->caps;

	cfg->llq = *llq;
	cfg->nr = min(cfg->nr, ena_net_pairs_max(enet));
	cfg->tx_depth = min(cfg->tx_depth, ena_llq_depth_max(caps, llq));
	cfg->rx_depth = min(cfg->rx_depth, caps->rx_depth_max);
}

/* Queue disciplines change under rtnl, which a reset takes for that alone */
int ena_net_shed_queues(struct ena_net *enet)
{
	struct net_device *netdev = enet->netdev;
	int err = 0;
	u16 nr;

	if (netdev->real_num_tx_queues <= ena_net_pairs_max(enet))
		return 0;

	rtnl_lock();
	netdev_lock_ops(netdev);
	nr = min(netdev->real_num_tx_queues, ena_net_pairs_max(enet));
	if (enet->resetting)
		err = netif_set_real_num_queues(netdev, nr, nr);
	netdev_unlock_ops(netdev);
	rtnl_unlock();
	return err;
}

/*
 * What the device can do now: @cfg follows, what the user wants and what the
 * stack leaves to it too.
 */
static void ena_net_renegotiate(struct ena_net *enet,
				struct ena_queue_cfg *cfg)
{
	const struct ena_queue_cfg *was = ena_net_cfg(enet);
	struct net_device *netdev = enet->netdev;
	struct ena_llq_geom llq;

	*cfg = *was;
	ena_net_negotiate_llq(enet, enet->llq_want, &llq);
	ena_net_clamp_cfg(enet, &llq, cfg);
	if (cfg->nr != was->nr || cfg->tx_depth != was->tx_depth ||
	    cfg->rx_depth != was->rx_depth)
		netdev_warn(netdev,
			    "The device came back with less to offer: %u queues with sizes TX=%u, RX=%u\n",
			    cfg->nr, cfg->tx_depth, cfg->rx_depth);
	ena_net_clamp_cfg(enet, &llq, &enet->cfg);

	enet->lost_features = netdev->hw_features & ENA_NET_TX_OFFLOADS &
			      ~ena_net_features(&enet->edev->caps);
	if (enet->lost_features)
		netdev_warn(netdev, "The device came back without %pNF\n",
			    &enet->lost_features);

	WRITE_ONCE(netdev->watchdog_timeo,
		   msecs_to_jiffies(enet->edev->hints.netdev_wd_ms));
	ena_rss_probe(enet);
	ena_metrics_probe(enet);
}

int ena_net_thaw(struct ena_net *enet)
{
	struct ena_queue_cfg cfg;
	int err;

	ena_net_assert_locked(enet);
	ena_net_renegotiate(enet, &cfg);
	/* More came between ena_net_shed_queues() and this */
	if (enet->up && enet->netdev->real_num_tx_queues > cfg.nr)
		return -EAGAIN;

	if (!ena_net_hears_of_link(enet))
		enet->link_up = true;

	enet->resetting = false;
	enet->quiet = false;
	/* What was refused may have been so for what the reset has mended */
	WRITE_ONCE(enet->room_refused, false);
	if (enet->up) {
		err = ena_net_bring_up(enet, cfg);
		if (err)
			goto refreeze;
	}

	err = ena_flow_restore(enet);
	if (err)
		goto refreeze;

	if (enet->up)
		ena_net_wake(enet);
	return 0;

refreeze:
	ena_net_freeze(enet);
	return err;
}

void ena_net_set_link(struct ena_net *enet, bool up)
{
	struct ena_dev *edev = enet->edev;
	struct ena_hw_link link = {};
	int err;

	err = up ? ena_feature_get_link(&edev->admin, &edev->caps, &link) : 0;

	ena_net_lock(enet);
	if (!err)
		enet->link = link;
	if (enet->link_up != up && net_ratelimit())
		netif_info(enet, link, enet->netdev, "link is %s\n",
			   up ? "up" : "down");
	enet->link_up = up;
	ena_net_update_carrier(enet);
	ena_net_unlock(enet);
}
