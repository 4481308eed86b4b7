/* SPDX-License-Identifier: GPL-2.0-only */
/* 6.10: statistics of queues over netlink, struct netdev_stat_ops */
#ifndef ENA_COMPAT_STAT_OPS_H
#define ENA_COMPAT_STAT_OPS_H

#include <linux/netdevice.h>
#include <linux/version.h>
#include <net/netdev_queues.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 10, 0) && !defined(ENA_HAS_STAT_OPS)
struct netdev_queue_stats_rx {
	u64 bytes;
	u64 packets;
	u64 alloc_fail;
	u64 hw_drops;
	u64 hw_drop_overruns;
	u64 csum_unnecessary;
	u64 csum_none;
	u64 csum_bad;
};

struct netdev_queue_stats_tx {
	u64 bytes;
	u64 packets;
	u64 hw_drops;
	u64 stop;
	u64 wake;
};

struct netdev_stat_ops {
	void (*get_queue_stats_rx)(struct net_device *dev, int idx,
				   struct netdev_queue_stats_rx *stats);
	void (*get_queue_stats_tx)(struct net_device *dev, int idx,
				   struct netdev_queue_stats_tx *stats);
	void (*get_base_stats)(struct net_device *dev,
			       struct netdev_queue_stats_rx *rx,
			       struct netdev_queue_stats_tx *tx);
};

static inline void netdev_set_stat_ops(struct net_device *dev,
				       const struct netdev_stat_ops *ops)
{
}
#else
static inline void netdev_set_stat_ops(struct net_device *dev,
				       const struct netdev_stat_ops *ops)
{
	dev->stat_ops = ops;
}
#endif

#endif /* ENA_COMPAT_STAT_OPS_H */
