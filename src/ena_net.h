/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ENA_NET_H
#define ENA_NET_H

#include <linux/netdevice.h>
#include <linux/ratelimit.h>

#include "ena_dev.h"
#include "ena_llq.h"
#include "ena_ring.h"

#define ENA_MAX_PAIRS		128
#define ENA_MTU_MIN		128

struct ena_rss;
struct ena_flows;
struct ena_metrics;

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

/* What the health check remembers of a queue pair from one pass to the next */
struct ena_queue_watch {
	unsigned long irqs;		/* vec->events then */
	unsigned long poll;		/* vec->last_poll then */
	u8 unserved;			/* passes: work, and nobody came */
	u8 lost;			/* interrupts lost since one came */
	u8 empty;			/* passes: no Rx buffer posted */
	u8 skipped;			/* passes: a completion is missing */
	u8 kicks;			/* NAPI was woken for late packets */
	bool starving;			/* NAPI has no time; it was said */
	bool excused;			/* a timeout, since NAPI last ran */
};

/* The health check; used on edev->wq only, but @on and @tx_timeout */
struct ena_watchdog {
	struct delayed_work health_work;
	struct delayed_work reset_work;
	bool on;
	unsigned long last;		/* jiffies of the last pass */
	unsigned int late;		/* passes in a row that came late */
	unsigned int skipped;		/* ... that did not get the lock */
	u32 event_head;			/* of the AENQ, at the last pass */
	bool event_waits;		/* ... there was an event there */
	bool event_logged;		/* that no interrupt tells of any */
	u32 backoff_s;			/* until the next try of a reset */
	unsigned long restarted;	/* jiffies of the last that succeeded */
	u8 brief;			/* ... and did not last, in a row */
	enum ena_hw_reset_reason reason;	/* of the reset in progress */
	struct ratelimit_state dump_limit;
	struct ena_queue_watch *queue;
	DECLARE_BITMAP(tx_timeout, ENA_MAX_PAIRS);
};

/**
 * struct ena_net - the private part of the netdev
 *
 * Locks, outermost first:
 * - ena_net_lock(), the netdev instance lock, on older kernels rtnl: @set,
 *   @retired, @cfg, @up, @resetting, settings. Held while the device is told:
 *   for one command of most settings, for four a pair and some ten more
 *   when queues are made. The first that is not answered ends that.
 * - edev->wq is ordered: reset, health check and events never run at once.
 * - leaves: admin.lock, regs.lock, edev->drops_lock, @event_lock.
 *
 * Without a lock: the producer half of a Tx ring belongs to the holder of the
 * netdev queue lock; its consumer half and the Rx ring to NAPI of the vector;
 * counters to their one writer (ena_counters.h).
 *
 * Interrupts and NAPI never sleep and never take the lock; to have the device
 * reset they call ena_dev_fail().
 *
 * @netdev: the interface
 * @edev: the device below it
 * @set: the running queue set; NULL while the interface is down
 * @irq_set: the set that has the interrupts
 * @retired: sets whose memory waits until the device is quiet
 * @cfg: what the next set is made from, as the user wants it
 * @pairs_max: queue pairs there are vectors and device queues for
 * @up: between open and stop
 * @resetting: the device is being restarted; open and reconfiguration change
 *	       host memory only and the restart creates the queues
 * @quiet: the device is stopped and writes to no memory
 * @link_up: as the device last said
 * @link: what feature 27 said then; all 0: unknown
 * @llq_want: form of LLQ entries the user wants
 * @hdr_wanted: headers, bytes, that a packet could not be sent for
 * @room_work: makes Tx queues with room for @hdr_wanted, on edev->wq
 * @room_refused: it could not; the device drops such packets
 * @lost_features: what the stack may not leave to the device since a reset
 * @count: counters, pairs_max of them; outlive queue sets
 * @mod: moderation settings by queue; outlive queue sets
 * @rss: shadow of the device's steering; what ethtool shows
 * @flows: shadow of its flow rules
 * @metrics: statistics of the device, as last read
 * @events: what happened to the interface
 * @event_lock: @events and @metrics. Taken in any context: always irqsave; a
 *		leaf.
 * @dog: health check and reset
 * @msg_enable: ethtool's message level
 */
struct ena_net {
	struct net_device *netdev;
	struct ena_dev *edev;
	struct ena_queue_set *set;
	struct ena_queue_set *irq_set;
	struct list_head retired;
	struct ena_queue_cfg cfg;
	u16 pairs_max;
	bool up;
	bool resetting;
	bool quiet;
	bool link_up;
	struct ena_hw_link link;
	enum ena_llq_want llq_want;
	u32 hdr_wanted;
	struct work_struct room_work;
	bool room_refused;
	netdev_features_t lost_features;
	struct ena_queue_counters *count;
	struct ena_moderation *mod;
	struct ena_rss *rss;
	struct ena_flows *flows;
	struct ena_metrics *metrics;
	struct ena_net_events events;
	spinlock_t event_lock;	/* see above */
	struct ena_watchdog dog;
	u32 msg_enable;
};

/* What the interface starts with */
struct ena_net_opts {
	u16 pairs_max;
	u16 pairs;
	u32 tx_depth;
	u32 rx_depth;
	enum ena_llq_want llq_want;
	u32 msg_enable;
};

void ena_net_lock(struct ena_net *enet);
bool ena_net_trylock(struct ena_net *enet);
void ena_net_unlock(struct ena_net *enet);
void ena_net_assert_locked(const struct ena_net *enet);

/* Add one to a counter of @enet->events. Any context. */
void ena_net_count(struct ena_net *enet, u64 *counter);

/* The netdev of an attached, started device, without its operations */
struct net_device *ena_net_alloc(struct ena_dev *edev,
				 const struct ena_net_opts *opts);
void ena_net_free(struct net_device *netdev);
void ena_net_init_works(struct ena_net *enet);

/* What the stack may ask of the device (data plane 8.1) */
netdev_features_t ena_net_features(const struct ena_caps *caps);
/* Agree on LLQ; with rings too short to be of use, on host memory */
void ena_net_negotiate_llq(struct ena_net *enet, enum ena_llq_want want,
			   struct ena_llq_geom *geom);

int ena_net_open(struct net_device *netdev);
int ena_net_stop(struct net_device *netdev);
int ena_net_change_mtu(struct net_device *netdev, int mtu);
int ena_net_set_features(struct net_device *netdev,
			 netdev_features_t features);

/*
 * The one way to another queue set: allocate by @cfg, stop and destroy the
 * old, create and start the new; on an error the old one runs again. @want is
 * the form of LLQ entries that @cfg was made for. Down: only remembers @cfg.
 * -EINVAL: no rings are like that. Under the lock.
 */
int ena_net_reconfigure(struct ena_net *enet, const struct ena_queue_cfg *cfg,
			enum ena_llq_want want, struct netlink_ext_ack *extack);

/*
 * For the reset, all under the lock: take traffic off the device; after
 * ena_dev_stop() give back what it held, or if it may remember that, whose packets
 * those are; after ena_dev_go() put traffic back.
 */
void ena_net_freeze(struct ena_net *enet);
void ena_net_disown(struct ena_net *enet);
void ena_net_settle(struct ena_net *enet);
int ena_net_thaw(struct ena_net *enet);

/*
 * Between freeze and thaw, not under the lock: queues of the stack for which
 * the device has no more
 */
int ena_net_shed_queues(struct ena_net *enet);

/*
 * A packet has headers of @bytes, more than LLQ entries have room for: have
 * other queues made. Any context. Queues that wait for it are woken.
 */
void ena_net_want_room(struct ena_net *enet, u32 bytes);

/* Queue pairs there can be now: vectors, and what the device has */
u16 ena_net_pairs_max(const struct ena_net *enet);

/* News of the link, from edev->wq */
void ena_net_set_link(struct ena_net *enet, bool up);

/* What the interface runs with, or would. Rings may be shorter than @cfg's. */
static inline const struct ena_queue_cfg *
ena_net_cfg(const struct ena_net *enet)
{
	return enet->set ? &enet->set->cfg : &enet->cfg;
}

/*
 * To start from in a change of something else: there was no memory for longer
 * rings than those that run
 */
static inline struct ena_queue_cfg
ena_net_cfg_to_change(const struct ena_net *enet)
{
	struct ena_queue_cfg cfg = enet->cfg;

	cfg.tx_depth = ena_net_cfg(enet)->tx_depth;
	cfg.rx_depth = ena_net_cfg(enet)->rx_depth;
	return cfg;
}

/* Does the device tell of the link? If not, it counts as up */
static inline bool ena_net_hears_of_link(const struct ena_net *enet)
{
	return enet->edev->caps.aenq_groups & BIT(ENA_HW_AENQ_LINK_CHANGE);
}

/* May commands be sent? If not the restart will send them. Under the lock. */
static inline bool ena_net_is_reachable(const struct ena_net *enet)
{
	return !enet->resetting && ena_dev_is_running(enet->edev);
}

#endif /* ENA_NET_H */
