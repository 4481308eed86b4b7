// SPDX-License-Identifier: GPL-2.0-only
/*
 * Flow steering rules: kept as the user gave them, so that a reset can give
 * them to the device again in their places (control plane 7.17).
 */
#include <linux/overflow.h>
#include <linux/slab.h>

#include "ena_feature.h"
#include "ena_flow.h"

static void ena_flow_encode_ip4(struct ena_hw_flow_rule *rule, __be32 dst,
				__be32 dst_mask, __be32 src, __be32 src_mask)
{
	memcpy(rule->dst_ip, &dst, sizeof(dst));
	memcpy(rule->dst_ip_mask, &dst_mask, sizeof(dst_mask));
	memcpy(rule->src_ip, &src, sizeof(src));
	memcpy(rule->src_ip_mask, &src_mask, sizeof(src_mask));
}

static void ena_flow_encode_ip6(struct ena_hw_flow_rule *rule,
				const __be32 dst[4], const __be32 dst_mask[4],
				const __be32 src[4], const __be32 src_mask[4])
{
	memcpy(rule->dst_ip, dst, sizeof(rule->dst_ip));
	memcpy(rule->dst_ip_mask, dst_mask, sizeof(rule->dst_ip_mask));
	memcpy(rule->src_ip, src, sizeof(rule->src_ip));
	memcpy(rule->src_ip_mask, src_mask, sizeof(rule->src_ip_mask));
}

/* Ports are numbers here, not in network order */
static void ena_flow_encode_ports(struct ena_hw_flow_rule *rule, __be16 dst,
				  __be16 dst_mask, __be16 src, __be16 src_mask)
{
	rule->dst_port = cpu_to_le16(be16_to_cpu(dst));
	rule->dst_port_mask = cpu_to_le16(be16_to_cpu(dst_mask));
	rule->src_port = cpu_to_le16(be16_to_cpu(src));
	rule->src_port_mask = cpu_to_le16(be16_to_cpu(src_mask));
}

static void ena_flow_encode_l4_v4(const struct ethtool_rx_flow_spec *spec,
				  struct ena_hw_flow_rule *rule)
{
	const struct ethtool_tcpip4_spec *h = &spec->h_u.tcp_ip4_spec;
	const struct ethtool_tcpip4_spec *m = &spec->m_u.tcp_ip4_spec;

	ena_flow_encode_ip4(rule, h->ip4dst, m->ip4dst, h->ip4src, m->ip4src);
	ena_flow_encode_ports(rule, h->pdst, m->pdst, h->psrc, m->psrc);
	rule->tos = h->tos;
	rule->tos_mask = m->tos;
}

static void ena_flow_encode_l4_v6(const struct ethtool_rx_flow_spec *spec,
				  struct ena_hw_flow_rule *rule)
{
	const struct ethtool_tcpip6_spec *h = &spec->h_u.tcp_ip6_spec;
	const struct ethtool_tcpip6_spec *m = &spec->m_u.tcp_ip6_spec;

	ena_flow_encode_ip6(rule, h->ip6dst, m->ip6dst, h->ip6src, m->ip6src);
	ena_flow_encode_ports(rule, h->pdst, m->pdst, h->psrc, m->psrc);
	rule->tos = h->tclass;
	rule->tos_mask = m->tclass;
}

static int ena_flow_encode_l3_v4(const struct ethtool_rx_flow_spec *spec,
				 struct ena_hw_flow_rule *rule)
{
	const struct ethtool_usrip4_spec *h = &spec->h_u.usr_ip4_spec;
	const struct ethtool_usrip4_spec *m = &spec->m_u.usr_ip4_spec;

	if (m->l4_4_bytes || m->proto || m->ip_ver)
		return -EINVAL;

	ena_flow_encode_ip4(rule, h->ip4dst, m->ip4dst, h->ip4src, m->ip4src);
	rule->tos = h->tos;
	rule->tos_mask = m->tos;
	return 0;
}

static int ena_flow_encode_l3_v6(const struct ethtool_rx_flow_spec *spec,
				 struct ena_hw_flow_rule *rule)
{
	const struct ethtool_usrip6_spec *h = &spec->h_u.usr_ip6_spec;
	const struct ethtool_usrip6_spec *m = &spec->m_u.usr_ip6_spec;

	if (m->l4_4_bytes || m->l4_proto)
		return -EINVAL;

	ena_flow_encode_ip6(rule, h->ip6dst, m->ip6dst, h->ip6src, m->ip6src);
	rule->tos = h->tclass;
	rule->tos_mask = m->tclass;
	return 0;
}

int ena_flow_encode(const struct ethtool_rx_flow_spec *spec, u8 *type,
		    struct ena_hw_flow_rule *rule)
{
	memset(rule, 0, sizeof(*rule));
	switch (spec->flow_type) {
	case TCP_V4_FLOW:
		*type = ENA_HW_FLOW_TCP4;
		ena_flow_encode_l4_v4(spec, rule);
		return 0;
	case UDP_V4_FLOW:
		*type = ENA_HW_FLOW_UDP4;
		ena_flow_encode_l4_v4(spec, rule);
		return 0;
	case TCP_V6_FLOW:
		*type = ENA_HW_FLOW_TCP6;
		ena_flow_encode_l4_v6(spec, rule);
		return 0;
	case UDP_V6_FLOW:
		*type = ENA_HW_FLOW_UDP6;
		ena_flow_encode_l4_v6(spec, rule);
		return 0;
	case IPV4_USER_FLOW:
		*type = ENA_HW_FLOW_IPV4;
		return ena_flow_encode_l3_v4(spec, rule);
	case IPV6_USER_FLOW:
		*type = ENA_HW_FLOW_IPV6;
		return ena_flow_encode_l3_v6(spec, rule);
	default:
		return -EOPNOTSUPP;
	}
}

static int ena_flow_push(struct ena_net *enet, struct ena_flow *flow)
{
	const struct ethtool_rx_flow_spec *spec = &flow->spec;
	struct ena_dev *edev = enet->edev;
	u16 location = spec->location;
	struct ena_hw_flow_rule rule;
	u8 type;
	int err;

	flow->on_device = false;
	err = ena_flow_encode(spec, &type, &rule);
	if (err || !ena_net_is_reachable(enet))
		return err;

	/* It may have gone with a reset */
	if (spec->ring_cookie >= ena_net_cfg(enet)->nr)
		return -EINVAL;

	err = ena_feature_add_flow(&edev->admin, &edev->caps, type,
				   spec->ring_cookie, &rule, &location);
	flow->on_device = !err;
	return err;
}

int ena_flow_restore(struct ena_net *enet)
{
	struct ena_flows *flows = enet->flows;
	unsigned int i;
	int err;

	if (!flows)
		return 0;

	for (i = 0; i < flows->max; i++) {
		if (!flows->rule[i])
			continue;
		err = ena_flow_push(enet, flows->rule[i]);
		if (READ_ONCE(enet->edev->admin.dead))
			return err;
		if (err)
			netdev_warn(enet->netdev,
				    "Flow rule %u was refused (error %d)\n", i,
				    err);
	}

	return 0;
}

void ena_flow_retry(struct ena_net *enet)
{
	struct ena_flows *flows = enet->flows;
	unsigned int i;

	for (i = 0; flows && i < flows->max; i++)
		if (flows->rule[i] && !flows->rule[i]->on_device)
			ena_flow_push(enet, flows->rule[i]);
}

/* The lowest free location */
static int ena_flow_find_free(const struct ena_flows *flows)
{
	unsigned int i;

	for (i = 0; i < flows->max; i++)
		if (!flows->rule[i])
			return i;
	return -ENOSPC;
}

int ena_flow_add(struct ena_net *enet, struct ethtool_rx_flow_spec *spec)
{
	struct ena_flows *flows = enet->flows;
	struct ena_flow *flow;
	int location = spec->location;
	int err;

	ena_net_assert_locked(enet);
	if (spec->location == RX_CLS_LOC_ANY)
		location = ena_flow_find_free(flows);
	if (location < 0)
		return spec->location == RX_CLS_LOC_ANY ? -ENOSPC : -EINVAL;
	if (location >= flows->max)
		return -EINVAL;
	if (flows->rule[location])
		return -EEXIST;

	spec->location = location;
	flow = kzalloc_obj(*flow);
	if (!flow)
		return -ENOMEM;

	flow->spec = *spec;
	err = ena_flow_push(enet, flow);
	if (err) {
		kfree(flow);
		return err;
	}

	flows->rule[location] = flow;
	flows->count++;
	return 0;
}

int ena_flow_del(struct ena_net *enet, u32 location)
{
	struct ena_flows *flows = enet->flows;
	struct ena_dev *edev = enet->edev;
	int err;

	ena_net_assert_locked(enet);
	if (location >= flows->max)
		return -EINVAL;
	if (!flows->rule[location])
		return -ENOENT;

	if (flows->rule[location]->on_device && ena_net_is_reachable(enet)) {
		err = ena_feature_del_flow(&edev->admin, &edev->caps, location);
		if (err)
			return err;
	}

	kfree(flows->rule[location]);
	flows->rule[location] = NULL;
	flows->count--;
	ena_flow_retry(enet);
	return 0;
}

int ena_flow_max_queue(const struct ena_net *enet)
{
	const struct ena_flows *flows = enet->flows;
	unsigned int i;
	int queue = -1;

	for (i = 0; flows && i < flows->max; i++)
		if (flows->rule[i])
			queue = max_t(int, queue,
				      flows->rule[i]->spec.ring_cookie);
	return queue;
}

int ena_flow_alloc(struct ena_net *enet)
{
	const struct ena_caps *caps = &enet->edev->caps;
	u16 max = caps->flow_rules_max;
	struct ena_flows *flows;

	if (!(caps->features & BIT(ENA_HW_FEAT_FLOW_STEERING)) || !max)
		return 0;

	flows = kvzalloc(struct_size(flows, rule, max), GFP_KERNEL);
	if (!flows)
		return -ENOMEM;

	flows->max = max;
	enet->flows = flows;
	return 0;
}

void ena_flow_free(struct ena_net *enet)
{
	struct ena_flows *flows = enet->flows;
	unsigned int i;

	if (!flows)
		return;

	for (i = 0; i < flows->max; i++)
		kfree(flows->rule[i]);
	kvfree(flows);
	enet->flows = NULL;
}
