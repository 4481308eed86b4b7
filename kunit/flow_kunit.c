// SPDX-License-Identifier: GPL-2.0-only
/*
 * Flow rules (control plane 7.17, data plane 7.3): what the device is told, in
 * bytes made by hand, and where rules are kept.
 */
#include "../src/ena_flow.h"
#include "rig.h"

/* Offsets in the rule */
#define RULE_DST	0
#define RULE_DST_MASK	16
#define RULE_SRC	32
#define RULE_SRC_MASK	48
#define RULE_PORTS	64
#define RULE_TOS	72

struct encode_case {
	const char *name;
	u32 flow_type;
	u8 type;
	bool ipv6;
	bool ports;
};

static const struct encode_case encode_cases[] = {
	{ "IPv4", IPV4_USER_FLOW, 1, false, false },
	{ "IPv6", IPV6_USER_FLOW, 2, true, false },
	{ "TCP/IPv4", TCP_V4_FLOW, 3, false, true },
	{ "TCP/IPv6", TCP_V6_FLOW, 4, true, true },
	{ "UDP/IPv4", UDP_V4_FLOW, 5, false, true },
	{ "UDP/IPv6", UDP_V6_FLOW, 6, true, true },
};

KUNIT_ARRAY_PARAM_DESC(encode, encode_cases, name);

static const u8 flow_dst[16] = { 10, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12,
				 13, 14, 15 };
static const u8 flow_src[16] = { 192, 168, 0, 9, 21, 22, 23, 24, 25, 26, 27,
				 28, 29, 30, 31, 32 };

static void flow_put_v4(struct ethtool_rx_flow_spec *spec, bool ports)
{
	struct ethtool_tcpip4_spec *h = &spec->h_u.tcp_ip4_spec;
	struct ethtool_tcpip4_spec *m = &spec->m_u.tcp_ip4_spec;

	memcpy(&h->ip4dst, flow_dst, 4);
	memcpy(&h->ip4src, flow_src, 4);
	m->ip4dst = htonl(0xffffff00);
	m->ip4src = htonl(0xffffffff);
	if (ports) {
		h->pdst = htons(0x1234);
		h->psrc = htons(0x5678);
		m->pdst = htons(0xffff);
		m->psrc = htons(0xff00);
		h->tos = 0x20;
		m->tos = 0xff;
	} else {
		spec->h_u.usr_ip4_spec.tos = 0x20;
		spec->m_u.usr_ip4_spec.tos = 0xff;
	}
}

static void flow_put_v6(struct ethtool_rx_flow_spec *spec, bool ports)
{
	struct ethtool_tcpip6_spec *h = &spec->h_u.tcp_ip6_spec;
	struct ethtool_tcpip6_spec *m = &spec->m_u.tcp_ip6_spec;

	memcpy(h->ip6dst, flow_dst, 16);
	memcpy(h->ip6src, flow_src, 16);
	memset(m->ip6dst, 0xff, 12);
	memset(m->ip6src, 0xff, 16);
	if (ports) {
		h->pdst = htons(0x1234);
		h->psrc = htons(0x5678);
		m->pdst = htons(0xffff);
		m->psrc = htons(0xff00);
		h->tclass = 0x20;
		m->tclass = 0xff;
	} else {
		spec->h_u.usr_ip6_spec.tclass = 0x20;
		spec->m_u.usr_ip6_spec.tclass = 0xff;
	}
}

static void rule_has_the_bytes_of_the_interface(struct kunit *test)
{
	static const u8 ports[8] = { 0x34, 0x12, 0xff, 0xff,
				     0x78, 0x56, 0x00, 0xff };
	const struct encode_case *c = test->param_value;
	struct ethtool_rx_flow_spec spec = { .flow_type = c->flow_type };
	u32 len = c->ipv6 ? 16 : 4;
	u8 want[128] = {};
	struct ena_hw_flow_rule rule;
	u8 type = 0;

	memcpy(want + RULE_DST, flow_dst, len);
	memset(want + RULE_DST_MASK, 0xff, c->ipv6 ? 12 : 3);
	memcpy(want + RULE_SRC, flow_src, len);
	memset(want + RULE_SRC_MASK, 0xff, len);
	if (c->ports)
		memcpy(want + RULE_PORTS, ports, sizeof(ports));
	want[RULE_TOS] = 0x20;
	want[RULE_TOS + 1] = 0xff;

	if (c->ipv6)
		flow_put_v6(&spec, c->ports);
	else
		flow_put_v4(&spec, c->ports);
	memset(&rule, 0xa5, sizeof(rule));
	KUNIT_EXPECT_EQ(test, ena_flow_encode(&spec, &type, &rule), 0);
	KUNIT_EXPECT_EQ(test, type, c->type);
	KUNIT_EXPECT_MEMEQ(test, &rule, want, sizeof(rule));
}

struct refuse_case {
	const char *name;
	u32 flow_type;
	u8 l4_bytes;			/* of the mask */
	u8 proto;
	u8 ip_ver;
	int err;
};

static const struct refuse_case refuse_cases[] = {
	{ "first bytes of L4, IPv4", IPV4_USER_FLOW, 1, 0, 0, -EINVAL },
	{ "protocol, IPv4", IPV4_USER_FLOW, 0, 0xff, 0, -EINVAL },
	{ "version, IPv4", IPV4_USER_FLOW, 0, 0, 0xff, -EINVAL },
	{ "first bytes of L4, IPv6", IPV6_USER_FLOW, 1, 0, 0, -EINVAL },
	{ "protocol, IPv6", IPV6_USER_FLOW, 0, 0xff, 0, -EINVAL },
	{ "SCTP", SCTP_V4_FLOW, 0, 0, 0, -EOPNOTSUPP },
	{ "Ethernet", ETHER_FLOW, 0, 0, 0, -EOPNOTSUPP },
	{ "VLAN tag", TCP_V4_FLOW | FLOW_EXT, 0, 0, 0, -EOPNOTSUPP },
	{ "MAC address", UDP_V6_FLOW | FLOW_MAC_EXT, 0, 0, 0, -EOPNOTSUPP },
};

KUNIT_ARRAY_PARAM_DESC(refuse, refuse_cases, name);

static void rule_the_device_cannot_match_is_refused(struct kunit *test)
{
	const struct refuse_case *c = test->param_value;
	struct ethtool_rx_flow_spec spec = { .flow_type = c->flow_type };
	struct ena_hw_flow_rule rule;
	u8 type;

	if (c->flow_type == IPV4_USER_FLOW) {
		spec.m_u.usr_ip4_spec.l4_4_bytes = htonl(c->l4_bytes);
		spec.m_u.usr_ip4_spec.proto = c->proto;
		spec.m_u.usr_ip4_spec.ip_ver = c->ip_ver;
	} else if (c->flow_type == IPV6_USER_FLOW) {
		spec.m_u.usr_ip6_spec.l4_4_bytes = htonl(c->l4_bytes);
		spec.m_u.usr_ip6_spec.l4_proto = c->proto;
	}

	KUNIT_EXPECT_EQ(test, ena_flow_encode(&spec, &type, &rule), c->err);
}

/* ---- where rules are kept; the device is away and told nothing ---- */

#define FLOW_RULES	4

static struct ena_rig *flow_rig(struct kunit *test)
{
	struct ena_rig *rig = ena_rig_new(test, NULL);
	struct ena_caps *caps = &rig->edev->caps;

	caps->features = BIT(ENA_HW_FEAT_FLOW_STEERING);
	caps->flow_rules_max = FLOW_RULES;
	rig->enet->resetting = true;
	KUNIT_ASSERT_EQ(test, ena_flow_alloc(rig->enet), 0);
	KUNIT_ASSERT_NOT_NULL(test, rig->enet->flows);
	return rig;
}

static int flow_add(struct ena_rig *rig, u32 location, u32 queue, u32 *where)
{
	struct ethtool_rx_flow_spec spec = {
		.flow_type = TCP_V4_FLOW,
		.location = location,
		.ring_cookie = queue,
	};
	int err;

	ena_net_lock(rig->enet);
	err = ena_flow_add(rig->enet, &spec);
	ena_net_unlock(rig->enet);
	if (where)
		*where = spec.location;
	return err;
}

static int flow_del(struct ena_rig *rig, u32 location)
{
	int err;

	ena_net_lock(rig->enet);
	err = ena_flow_del(rig->enet, location);
	ena_net_unlock(rig->enet);
	return err;
}

static void rule_goes_where_it_was_asked_to(struct kunit *test)
{
	struct ena_rig *rig = flow_rig(test);

	KUNIT_EXPECT_EQ(test, flow_add(rig, 2, 0, NULL), 0);
	KUNIT_EXPECT_EQ(test, flow_add(rig, 2, 0, NULL), -EEXIST);
	KUNIT_EXPECT_EQ(test, flow_add(rig, FLOW_RULES, 0, NULL), -EINVAL);
	KUNIT_EXPECT_EQ(test, flow_add(rig, 0x80000000, 0, NULL), -EINVAL);
	KUNIT_EXPECT_EQ(test, rig->enet->flows->count, 1);
	KUNIT_EXPECT_NOT_NULL(test, rig->enet->flows->rule[2]);
}

static void rule_goes_to_the_first_free_place(struct kunit *test)
{
	struct ena_rig *rig = flow_rig(test);
	u32 i, where;

	KUNIT_EXPECT_EQ(test, flow_add(rig, 1, 0, NULL), 0);
	for (i = 0; i < FLOW_RULES; i++) {
		if (i == 1)
			continue;
		KUNIT_EXPECT_EQ(test, flow_add(rig, RX_CLS_LOC_ANY, 0, &where),
				0);
		KUNIT_EXPECT_EQ(test, where, i);
	}
	KUNIT_EXPECT_EQ(test, flow_add(rig, RX_CLS_LOC_ANY, 0, NULL), -ENOSPC);

	KUNIT_EXPECT_EQ(test, flow_del(rig, 3), 0);
	KUNIT_EXPECT_EQ(test, flow_add(rig, RX_CLS_LOC_ANY, 0, &where), 0);
	KUNIT_EXPECT_EQ(test, where, 3);
}

static void rule_that_is_not_there_cannot_go(struct kunit *test)
{
	struct ena_rig *rig = flow_rig(test);

	KUNIT_EXPECT_EQ(test, flow_add(rig, 1, 0, NULL), 0);
	KUNIT_EXPECT_EQ(test, flow_del(rig, 0), -ENOENT);
	KUNIT_EXPECT_EQ(test, flow_del(rig, FLOW_RULES), -EINVAL);
	KUNIT_EXPECT_EQ(test, flow_del(rig, 1), 0);
	KUNIT_EXPECT_EQ(test, flow_del(rig, 1), -ENOENT);
	KUNIT_EXPECT_EQ(test, rig->enet->flows->count, 0);
}

static void refused_rule_leaves_nothing_behind(struct kunit *test)
{
	struct ena_rig *rig = flow_rig(test);
	struct ethtool_rx_flow_spec spec = {
		.flow_type = SCTP_V4_FLOW, .location = 1,
	};

	ena_net_lock(rig->enet);
	KUNIT_EXPECT_EQ(test, ena_flow_add(rig->enet, &spec), -EOPNOTSUPP);
	ena_net_unlock(rig->enet);
	KUNIT_EXPECT_EQ(test, rig->enet->flows->count, 0);
	KUNIT_EXPECT_NULL(test, rig->enet->flows->rule[1]);
}

static void highest_queue_of_all_rules_is_known(struct kunit *test)
{
	struct ena_rig *rig = flow_rig(test);

	KUNIT_EXPECT_EQ(test, ena_flow_max_queue(rig->enet), -1);
	flow_add(rig, 0, 3, NULL);
	flow_add(rig, 1, 7, NULL);
	flow_add(rig, 2, 0, NULL);
	KUNIT_EXPECT_EQ(test, ena_flow_max_queue(rig->enet), 7);
	flow_del(rig, 1);
	KUNIT_EXPECT_EQ(test, ena_flow_max_queue(rig->enet), 3);
}

static void device_without_rules_has_no_room_for_them(struct kunit *test)
{
	struct ena_rig *rig = ena_rig_new(test, NULL);

	rig->edev->caps.flow_rules_max = 8;
	KUNIT_EXPECT_EQ(test, ena_flow_alloc(rig->enet), 0);
	KUNIT_EXPECT_NULL(test, rig->enet->flows);
	rig->edev->caps.features = BIT(ENA_HW_FEAT_FLOW_STEERING);
	rig->edev->caps.flow_rules_max = 0;
	KUNIT_EXPECT_EQ(test, ena_flow_alloc(rig->enet), 0);
	KUNIT_EXPECT_NULL(test, rig->enet->flows);
	KUNIT_EXPECT_EQ(test, ena_flow_max_queue(rig->enet), -1);
	KUNIT_EXPECT_EQ(test, ena_flow_restore(rig->enet), 0);
}

static void flow_exit(struct kunit *test)
{
	struct ena_rig *rig = test->priv;

	if (rig)
		ena_flow_free(rig->enet);
	ena_rig_free(rig);
}

static struct kunit_case flow_cases[] = {
	KUNIT_CASE_PARAM(rule_has_the_bytes_of_the_interface,
			 encode_gen_params),
	KUNIT_CASE_PARAM(rule_the_device_cannot_match_is_refused,
			 refuse_gen_params),
	KUNIT_CASE(rule_goes_where_it_was_asked_to),
	KUNIT_CASE(rule_goes_to_the_first_free_place),
	KUNIT_CASE(rule_that_is_not_there_cannot_go),
	KUNIT_CASE(refused_rule_leaves_nothing_behind),
	KUNIT_CASE(highest_queue_of_all_rules_is_known),
	KUNIT_CASE(device_without_rules_has_no_room_for_them),
	{}
};

static struct kunit_suite flow_suite = {
	.name = "ena_flow",
	.exit = flow_exit,
	.test_cases = flow_cases,
};

kunit_test_suite(flow_suite);
