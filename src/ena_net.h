/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ENA_NET_H
#define ENA_NET_H

#include <linux/netdevice.h>

#include "ena_dev.h"
#include "ena_llq.h"
#include "ena_ring.h"

#define ENA_MAX_PAIRS		128
#define ENA_MTU_MIN		128

struct ena_rss;
struct ena_flows;

/* Events of the interface, names of ethtool -S (data plane 9.2) */
struct ena_net_events {
	u64 tx_timeout;
	u64 suspend;
	u64 resume;
	u64 wd_expired;
	u64 interface_up;
	u64 interface_down;
	u64 admin_q_pause;
	u64 reset_fail;
	u64 total_resets;
	u64 by_reason[ENA_HW_RESET_REASONS];
};

/**
 * struct ena_net - the private part of the netdev
 *
 * Locks, outermost first:
 * - rtnl, and on kernels that have it the netdev instance lock
 *   (ena_net_lock()): @set, @cfg, @up, settings. Never held while waiting for
 *   the device longer than one bounded command.
 * - edev->wq is ordered: reset, health check and events never run at once.
 * - leaves: admin.lock, regs.lock, edev->drops_lock.
 *
 * Without a lock: the producer half of a Tx ring belongs to the holder of the
 * netdev queue lock; its consumer half and the Rx ring to NAPI of the vector;
 * counters to their one writer (ena_counters.h).
 *
 * Interrupts and NAPI never sleep and never take rtnl; to have the device
 * reset they call ena_dev_fail().
 *
 * @netdev: the interface
 * @edev: the device below it
 * @set: the running queue set; NULL while the interface is down
 * @cfg: what the next set is made from, as the user wants it
 * @pairs_max: queue pairs there are vectors and device queues for
 * @up: between open and stop
 * @resetting: the device is being restarted; open and reconfiguration change
 *	       host memory only and the restart creates the queues
 * @link_up: as the device last said
 * @llq_want: form of LLQ entries the user wants
 * @count: counters, pairs_max of them; outlive queue sets
 * @mod: moderation settings by queue; outlive queue sets
 * @rss: shadow of the device's steering; what ethtool shows
 * @flows: shadow of its flow rules
 * @events: counted under the lock or on edev->wq
 * @event_lock: @events. A leaf.
 * @health_work: the check, once a second
 * @reset_work: the reset; retries itself with back-off
 * @backoff_s: seconds until the next try
 * @reset_reason: of the reset in progress
 */
struct ena_net {
	struct net_device *netdev;
	struct ena_dev *edev;
	struct ena_queue_set *set;
	struct ena_queue_cfg cfg;
	u16 pairs_max;
	bool up;
	bool resetting;
	bool link_up;
	enum ena_llq_want llq_want;
	struct ena_queue_counters *count;
	struct ena_moderation *mod;
	struct ena_rss *rss;
	struct ena_flows *flows;
	struct ena_net_events events;
	spinlock_t event_lock;	/* see above */
	struct delayed_work health_work;
	struct delayed_work reset_work;
	u32 backoff_s;
	enum ena_hw_reset_reason reset_reason;
	u32 msg_enable;
};

void ena_net_lock(struct ena_net *enet);
void ena_net_unlock(struct ena_net *enet);

/* The netdev of an attached, started device; not yet registered */
struct net_device *ena_net_alloc(struct ena_dev *edev, u16 pairs_max);
void ena_net_free(struct net_device *netdev);
int ena_net_register(struct ena_net *enet);

/*
 * The one way to another queue set: allocate by @cfg, stop and destroy the
 * old, create and start the new; on an error the old one runs again. Down:
 * only remembers @cfg. Under the lock.
 */
int ena_net_reconfigure(struct ena_net *enet, const struct ena_queue_cfg *cfg,
			struct netlink_ext_ack *extack);

/*
 * For the reset: take traffic off the device; put it back after
 * ena_dev_start(). Under the lock.
 */
void ena_net_freeze(struct ena_net *enet);
int ena_net_thaw(struct ena_net *enet);

void ena_net_set_link(struct ena_net *enet, bool up);

extern const struct net_device_ops ena_net_ops;

#endif /* ENA_NET_H */
