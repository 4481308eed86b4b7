/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ENA_FLOW_H
#define ENA_FLOW_H

#include <linux/ethtool.h>

#include <ena_hw/rss.h>

#include "ena_net.h"

/* A rule, as the user gave it */
struct ena_flow {
	struct ethtool_rx_flow_spec spec;
	bool on_device;		/* which may have refused it after a reset */
};

/* Rules that send packets to a queue (data plane 7.3). All under the lock. */
struct ena_flows {
	u16 max;
	u16 count;
	struct ena_flow *rule[];	/* by location, or NULL */
};

/* Leaves @enet->flows NULL if the device has no such rules */
int ena_flow_alloc(struct ena_net *enet);
void ena_flow_free(struct ena_net *enet);

/* Tell the device those it had refused; there may be room, or a queue, for them */
void ena_flow_retry(struct ena_net *enet);

/* Tell the device all of them, which it has forgotten */
int ena_flow_restore(struct ena_net *enet);

/* @spec->location: where, RX_CLS_LOC_ANY: anywhere; out: where it is */
int ena_flow_add(struct ena_net *enet, struct ethtool_rx_flow_spec *spec);
int ena_flow_del(struct ena_net *enet, u32 location);

/* Highest queue a rule sends to, or -1 */
int ena_flow_max_queue(const struct ena_net *enet);

/*
 * What the device is told; pure. -EINVAL: a match it cannot make; -EOPNOTSUPP:
 * a type of flow, or an action, that it does not know
 */
int ena_flow_encode(const struct ethtool_rx_flow_spec *spec, u8 *type,
		    struct ena_hw_flow_rule *rule);

#endif /* ENA_FLOW_H */
