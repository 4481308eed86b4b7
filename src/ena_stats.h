/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ENA_STATS_H
#define ENA_STATS_H

#include <linux/ethtool.h>

#include "ena_net.h"

struct netdev_stat_ops;

/*
 * Counters of ethtool -S: how many, their names (ETH_GSTRING_LEN each), their
 * values, in one order. Under the lock; never wait for the device.
 */
unsigned int ena_stats_count(struct ena_net *enet);
void ena_stats_names(struct ena_net *enet, u8 *names);
void ena_stats_values(struct ena_net *enet, u64 *values);

/* What is not 0 to the log, and all to the debug area. Process context. */
void ena_stats_log(struct ena_net *enet);

/* ndo_get_stats64 */
void ena_stats_get64(struct net_device *netdev,
		     struct rtnl_link_stats64 *stats);

extern const struct netdev_stat_ops ena_stats_ops;

/* The health check and the transmit timeout count these; process context */
void ena_stats_add_lost_interrupt(struct ena_queue_counters *count);
void ena_stats_add_empty_ring(struct ena_queue_counters *count);
u64 ena_stats_get_missed(const struct ena_queue_counters *count);

#endif /* ENA_STATS_H */
