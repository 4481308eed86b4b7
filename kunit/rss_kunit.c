// SPDX-License-Identifier: GPL-2.0-only
/*
 * Receive side scaling: the hash against published vectors, from the user's
 * key to the packet's hash and queue; and the shadow of what the device knows.
 */
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/tcp.h>
#include <net/checksum.h>

#include "../src/ena_rss.h"
#include "fixture.h"

#define RSS_QUEUES	4
#define RSS_NO_PROTOCOL	253	/* for experiments */

/* The key of Microsoft's verification suite for receive side scaling */
static const u8 rss_published_key[40] = {
	0x6d, 0x5a, 0x56, 0xda, 0x25, 0x5b, 0x0e, 0xc2, 0x41, 0x67,
	0x25, 0x3d, 0x43, 0xa3, 0x8f, 0xb0, 0xd0, 0xca, 0x2b, 0xcb,
	0xae, 0x7b, 0x30, 0xb4, 0x77, 0xcb, 0x2d, 0xa3, 0x80, 0x30,
	0xf2, 0x0c, 0x6a, 0x42, 0xb7, 0x3b, 0xbe, 0xac, 0x01, 0xfa,
};

/* The key of the hashes that were seen on instances, control plane 7.11 */
static const u8 rss_instance_key[40] = {
	0x77, 0xd1, 0xc9, 0x34, 0xa4, 0xc9, 0xbd, 0x87, 0x6e, 0x35,
	0xdd, 0x17, 0xb2, 0xe3, 0x23, 0x9e, 0x39, 0x6d, 0x8a, 0x93,
	0x2a, 0x95, 0xb4, 0x72, 0x3a, 0xb3, 0x7f, 0x56, 0x8e, 0xde,
	0xb6, 0x01, 0x97, 0xaf, 0x3b, 0x2f, 0x3a, 0x70, 0xe7, 0x04,
};

/* A flow, and its hash with and without ports */
struct rss_vector {
	const char *name;
	u8 len;			/* of an address */
	u8 src[16];
	u8 dst[16];
	u16 sport;
	u16 dport;
	u32 ip;
	u32 tcp;
};

static const struct rss_vector rss_vectors[] = {
	{
		.name = "66.9.149.187 to 161.142.100.80", .len = 4,
		.src = { 66, 9, 149, 187 }, .dst = { 161, 142, 100, 80 },
		.sport = 2794, .dport = 1766,
		.ip = 0x323e8fc2, .tcp = 0x51ccc178,
	}, {
		.name = "199.92.111.2 to 65.69.140.83", .len = 4,
		.src = { 199, 92, 111, 2 }, .dst = { 65, 69, 140, 83 },
		.sport = 14230, .dport = 4739,
		.ip = 0xd718262a, .tcp = 0xc626b0ea,
	}, {
		.name = "24.19.198.95 to 12.22.207.184", .len = 4,
		.src = { 24, 19, 198, 95 }, .dst = { 12, 22, 207, 184 },
		.sport = 12898, .dport = 38024,
		.ip = 0xd2d0a5de, .tcp = 0x5c2b394a,
	}, {
		.name = "38.27.205.30 to 209.142.163.6", .len = 4,
		.src = { 38, 27, 205, 30 }, .dst = { 209, 142, 163, 6 },
		.sport = 48228, .dport = 2217,
		.ip = 0x82989176, .tcp = 0xafc7327f,
	}, {
		.name = "153.39.163.191 to 202.188.127.2", .len = 4,
		.src = { 153, 39, 163, 191 }, .dst = { 202, 188, 127, 2 },
		.sport = 44251, .dport = 1303,
		.ip = 0x5d1809c5, .tcp = 0x10e828a2,
	}, {
		.name = "3ffe:2501:200:1fff::7 to 3ffe:2501:200:3::1",
		.len = 16,
		.src = { 0x3f, 0xfe, 0x25, 0x01, 0x02, 0x00, 0x1f, 0xff,
			 [15] = 7 },
		.dst = { 0x3f, 0xfe, 0x25, 0x01, 0x02, 0x00, 0x00, 0x03,
			 [15] = 1 },
		.sport = 2794, .dport = 1766,
		.ip = 0x2cc18cd5, .tcp = 0x40207d3d,
	}, {
		.name = "3ffe:501:8::260:97ff:fe40:efab to ff02::1", .len = 16,
		.src = { 0x3f, 0xfe, 0x05, 0x01, 0x00, 0x08, 0x00, 0x00,
			 0x02, 0x60, 0x97, 0xff, 0xfe, 0x40, 0xef, 0xab },
		.dst = { 0xff, 0x02, [15] = 1 },
		.sport = 14230, .dport = 4739,
		.ip = 0x0f0c461c, .tcp = 0xdde51bbf,
	}, {
		.name = "3ffe:1900:4545:3:200:f8ff:fe21:67cf to fe80::200:f8ff:fe21:67cf",
		.len = 16,
		.src = { 0x3f, 0xfe, 0x19, 0x00, 0x45, 0x45, 0x00, 0x03,
			 0x02, 0x00, 0xf8, 0xff, 0xfe, 0x21, 0x67, 0xcf },
		.dst = { 0xfe, 0x80, [8] = 0x02, 0x00, 0xf8, 0xff,
			 0xfe, 0x21, 0x67, 0xcf },
		.sport = 44251, .dport = 38024,
		.ip = 0x4b61e985, .tcp = 0x02d1feef,
	},
};

KUNIT_ARRAY_PARAM_DESC(rss_vectors, rss_vectors, name);

static const struct rss_vector rss_instance_vector = {
	.name = "seen on instances", .len = 4,
	.src = { 1, 2, 3, 4 }, .dst = { 1, 2, 3, 5 },
	.sport = 7000, .dport = 7000,
	.tcp = 0x5b5eb8e5,
};

/* ---- packets ---- */

static void rss_put_ip(u8 *ip, const struct rss_vector *v, u8 proto)
{
	struct ipv6hdr *v6 = (struct ipv6hdr *)ip;
	struct iphdr *v4 = (struct iphdr *)ip;

	if (v->len == 4) {
		*v4 = (struct iphdr) {
			.version = 4, .ihl = 5, .ttl = 64, .protocol = proto,
			.tot_len = htons(sizeof(*v4) + sizeof(struct tcphdr)),
		};
		memcpy(&v4->saddr, v->src, 4);
		memcpy(&v4->daddr, v->dst, 4);
		v4->check = ip_fast_csum(v4, v4->ihl);
	} else {
		*v6 = (struct ipv6hdr) {
			.version = 6, .hop_limit = 64, .nexthdr = proto,
			.payload_len = htons(sizeof(struct tcphdr)),
		};
		memcpy(&v6->saddr, v->src, 16);
		memcpy(&v6->daddr, v->dst, 16);
	}
}

/* What the driver told the stack of a packet that comes from the wire */
static struct sk_buff *rss_receive(struct ena_fixture *f,
				   const struct rss_vector *v, u8 proto)
{
	unsigned int ip_len = v->len == 4 ? sizeof(struct iphdr) :
					    sizeof(struct ipv6hdr);
	struct sk_buff *skb;
	struct tcphdr *tcp;

	skb = ena_fixture_frame(f, ETH_HLEN + ip_len + sizeof(*tcp) + 10);
	eth_hdr(skb)->h_proto = htons(v->len == 4 ? ETH_P_IP : ETH_P_IPV6);
	rss_put_ip(skb->data + ETH_HLEN, v, proto);
	tcp = (struct tcphdr *)(skb->data + ETH_HLEN + ip_len);
	*tcp = (struct tcphdr) {
		.source = htons(v->sport), .dest = htons(v->dport), .doff = 5,
	};

	skb_queue_purge(&f->stack);
	ena_sim_wire_rx(f->fn, skb);
	ena_shim_elapse(NSEC_PER_MSEC);
	skb = skb_peek(&f->stack);
	KUNIT_ASSERT_NOT_NULL(f->test, skb);
	return skb;
}

static struct ena_fixture *rss_fixture(struct kunit *test, const char *params)
{
	struct ena_fixture *f = ena_fixture_create_pci(test, params);

	ena_fixture_net(f, NULL);
	ena_fixture_open(f);
	return f;
}

static int rss_set(struct ena_fixture *f, const struct ena_rss *next)
{
	int err;

	ena_net_lock(f->enet);
	err = ena_rss_set(f->enet, next);
	ena_net_unlock(f->enet);
	return err;
}

/* ---- the hash ---- */

/* The device takes a key from its end, and begins with ones (7.11) */
static void rss_set_published_key(struct ena_fixture *f)
{
	struct ena_rss next = *f->enet->rss;
	unsigned int i;

	for (i = 0; i < 40; i++)
		next.key[i] = rss_published_key[39 - i];
	KUNIT_ASSERT_EQ(f->test, rss_set(f, &next), 0);
}

static void hash_of_addresses_is_the_published_one(struct kunit *test)
{
	const struct rss_vector *v = test->param_value;
	struct ena_fixture *f = rss_fixture(test, NULL);
	struct sk_buff *skb;

	rss_set_published_key(f);
	skb = rss_receive(f, v, RSS_NO_PROTOCOL);
	KUNIT_EXPECT_EQ(test, skb->hash, ~v->ip);
	KUNIT_EXPECT_FALSE(test, skb->l4_hash);
}

static void hash_of_ports_is_the_published_one(struct kunit *test)
{
	const struct rss_vector *v = test->param_value;
	struct ena_fixture *f = rss_fixture(test, NULL);
	struct sk_buff *skb;

	rss_set_published_key(f);
	skb = rss_receive(f, v, IPPROTO_TCP);
	KUNIT_EXPECT_EQ(test, skb->hash, ~v->tcp);
	KUNIT_EXPECT_TRUE(test, skb->l4_hash);
}

static void hash_is_the_one_seen_on_instances(struct kunit *test)
{
	struct ena_fixture *f = rss_fixture(test, NULL);
	struct ena_rss next = *f->enet->rss;
	struct sk_buff *skb;

	memcpy(next.key, rss_instance_key, sizeof(next.key));
	memset(next.table, 0, sizeof(next.table));
	next.table[101] = 3;
	KUNIT_ASSERT_EQ(test, rss_set(f, &next), 0);
	skb = rss_receive(f, &rss_instance_vector, IPPROTO_TCP);
	KUNIT_EXPECT_EQ(test, skb->hash, 0x5b5eb8e5U);
	KUNIT_EXPECT_EQ(test, skb_get_rx_queue(skb), 3);
}

static void table_chooses_the_queue(struct kunit *test)
{
	const struct rss_vector *v = test->param_value;
	struct ena_fixture *f = rss_fixture(test, NULL);
	struct ena_rss next = *f->enet->rss;
	unsigned int queue;
	struct sk_buff *skb;

	for (queue = 0; queue < RSS_QUEUES; queue++) {
		memset(next.table, 0, sizeof(next.table));
		next.table[~v->tcp & 127] = queue;
		KUNIT_ASSERT_EQ(test, rss_set(f, &next), 0);
		rss_set_published_key(f);
		skb = rss_receive(f, v, IPPROTO_TCP);
		KUNIT_EXPECT_EQ(test, skb_get_rx_queue(skb), queue);
	}
}

static void fields_choose_the_hash(struct kunit *test)
{
	const struct rss_vector *v = &rss_vectors[0];
	struct ena_fixture *f = rss_fixture(test, NULL);
	struct ena_rss next = *f->enet->rss;

	next.fields.selected[ENA_HW_RSS_TCP4].fields = cpu_to_le16(0x0c);
	KUNIT_ASSERT_EQ(test, rss_set(f, &next), 0);
	rss_set_published_key(f);
	KUNIT_EXPECT_EQ(test, rss_receive(f, v, IPPROTO_TCP)->hash, ~v->ip);
}

/* ---- the shadow ---- */

static void packets_are_spread_evenly_at_first(struct kunit *test)
{
	struct ena_fixture *f = rss_fixture(test, NULL);
	unsigned int i;

	for (i = 0; i < ENA_RSS_ENTRIES; i++)
		KUNIT_EXPECT_EQ(test, f->enet->rss->table[i], i % RSS_QUEUES);
	KUNIT_EXPECT_EQ(test, f->fn->rss_log2, 7);
}

static void table_of_fewer_queues_names_no_other(struct kunit *test)
{
	struct ena_fixture *f = rss_fixture(test, NULL);
	unsigned int i;

	ena_rss_fit(f->enet, 3);
	for (i = 0; i < ENA_RSS_ENTRIES; i++)
		KUNIT_EXPECT_EQ(test, f->enet->rss->table[i], i % 3);
}

static void refused_setting_leaves_all_as_it_was(struct kunit *test)
{
	struct ena_fixture *f = rss_fixture(test, NULL);
	struct ena_rss was = *f->enet->rss, next = was;
	u16 entry = f->fn->rss_table[0];

	memset(next.table, 0, sizeof(next.table));
	next.table[0] = 1;
	next.key[0] ^= 1;

	/* The key, which comes after the table */
	ena_fixture_fault(f, ENA_SIM_FAULT_ADMIN_STATUS, 1,
			  6 | 9 << 8 | 10 << 16);
	KUNIT_EXPECT_EQ(test, rss_set(f, &next), -EIO);
	KUNIT_EXPECT_MEMEQ(test, f->enet->rss, &was, sizeof(was));
	KUNIT_EXPECT_EQ(test, f->fn->rss_table[0], entry);
	KUNIT_EXPECT_MEMEQ(test, f->fn->rss_key, was.key, sizeof(was.key));
}

/* In a reset there may be none */
static void telling_the_device_needs_no_memory(struct kunit *test)
{
	struct ena_fixture *f = rss_fixture(test, NULL);
	struct ena_rss *rss = f->enet->rss;
	int err;

	memset(f->fn->rss_table, 0, 2 * sizeof(*f->fn->rss_table));
	rss->key[0] ^= 1;
	ena_net_lock(f->enet);
	ena_shim_fail_nth(1);
	err = ena_rss_apply(f->enet, f->enet->set);
	KUNIT_EXPECT_FALSE(test, ena_shim_fail_end());
	ena_net_unlock(f->enet);
	KUNIT_EXPECT_EQ(test, err, 0);
	KUNIT_EXPECT_NE(test, f->fn->rss_table[1], f->fn->rss_table[0]);
	KUNIT_EXPECT_MEMEQ(test, f->fn->rss_key, rss->key, sizeof(rss->key));
}

struct rss_refusal {
	const char *name;
	u32 feature;
};

static const struct rss_refusal rss_refusals[] = {
	{ "table", ENA_HW_FEAT_RSS_TABLE },
	{ "function and key", ENA_HW_FEAT_RSS_HASH_FUNCTION },
	{ "fields", ENA_HW_FEAT_RSS_HASH_INPUT },
};

KUNIT_ARRAY_PARAM_DESC(rss_refusals, rss_refusals, name);

/* The device does not let itself be told, now and later */
static void rss_refuse(struct ena_fixture *f, u32 feature)
{
	ena_fixture_fault(f, ENA_SIM_FAULT_ADMIN_STATUS, 100,
			  ENA_HW_ACQ_UNSUPPORTED | ENA_HW_AQ_SET_FEATURE << 8 |
			  feature << 16);
}

static void rss_change_all(struct ena_rss *rss)
{
	rss->table[0] = 1;
	rss->key[0] ^= 1;
	rss->fields.selected[ENA_HW_RSS_TCP4].fields = cpu_to_le16(0x0c);
	rss->want[ENA_HW_RSS_TCP4] = 0x0c;
}

/* What is not known is not shown */
static void rss_expect_own_way(struct ena_fixture *f, u32 feature)
{
	const struct ena_rss *rss = f->enet->rss;

	KUNIT_EXPECT_EQ(f->test, rss->has_table,
			feature != ENA_HW_FEAT_RSS_TABLE);
	KUNIT_EXPECT_EQ(f->test, !!rss->funcs,
			feature != ENA_HW_FEAT_RSS_HASH_FUNCTION);
	KUNIT_EXPECT_TRUE(f->test, rss->has_fields);
}

static void setting_the_device_never_changes_is_refused(struct kunit *test)
{
	const struct rss_refusal *c = test->param_value;
	struct ena_fixture *f = rss_fixture(test, NULL);
	struct ena_rss was = *f->enet->rss, next = was;
	const struct ena_rss *rss = f->enet->rss;
	u16 entry = f->fn->rss_table[0];

	rss_change_all(&next);
	rss_refuse(f, c->feature);
	KUNIT_EXPECT_EQ(test, rss_set(f, &next), -EOPNOTSUPP);
	KUNIT_EXPECT_MEMEQ(test, rss->table, was.table, sizeof(was.table));
	KUNIT_EXPECT_MEMEQ(test, rss->key, was.key, sizeof(was.key));
	KUNIT_EXPECT_MEMEQ(test, &rss->fields, &was.fields,
			   sizeof(was.fields));
	KUNIT_EXPECT_EQ(test, f->fn->rss_table[0], entry);
	KUNIT_EXPECT_MEMEQ(test, f->fn->rss_key, was.key, sizeof(was.key));
	rss_expect_own_way(f, c->feature);
}

/* It took settings while the interface was down */
static void device_that_goes_its_own_way_is_shown_as_it_is(struct kunit *test)
{
	const struct rss_refusal *c = test->param_value;
	struct ena_fixture *f = ena_fixture_create_pci(test, NULL);
	const struct ena_hw_rss_fields *fields;
	struct ena_rss next;

	ena_fixture_net(f, NULL);
	next = *f->enet->rss;
	rss_change_all(&next);
	KUNIT_ASSERT_EQ(test, rss_set(f, &next), 0);
	rss_refuse(f, c->feature);
	ena_fixture_open(f);
	rss_expect_own_way(f, c->feature);
	fields = &f->enet->rss->fields;
	KUNIT_EXPECT_EQ(test, !memcmp(fields, &next.fields, sizeof(*fields)),
			c->feature != ENA_HW_FEAT_RSS_HASH_INPUT);
}

struct rss_bad_moment {
	const char *name;
	u8 opcode;
	u8 feature;
	u8 status;
	bool table, func, fields;	/* still set as configured */
};

static const struct rss_bad_moment rss_bad_moments[] = {
	{ "question for the table", ENA_HW_AQ_GET_FEATURE,
	  ENA_HW_FEAT_RSS_TABLE, ENA_HW_ACQ_UNSUPPORTED, false, true, true },
	{ "question for functions", ENA_HW_AQ_GET_FEATURE,
	  ENA_HW_FEAT_RSS_HASH_FUNCTION, ENA_HW_ACQ_UNSUPPORTED, true, false,
	  true },
	{ "question for fields", ENA_HW_AQ_GET_FEATURE,
	  ENA_HW_FEAT_RSS_HASH_INPUT, ENA_HW_ACQ_UNSUPPORTED, true, true,
	  false },
	{ "question for the table, not now", ENA_HW_AQ_GET_FEATURE,
	  ENA_HW_FEAT_RSS_TABLE, ENA_HW_ACQ_BUSY, true, true, true },
	{ "question for functions, not now", ENA_HW_AQ_GET_FEATURE,
	  ENA_HW_FEAT_RSS_HASH_FUNCTION, ENA_HW_ACQ_BUSY, true, true, true },
	{ "question for fields, not now", ENA_HW_AQ_GET_FEATURE,
	  ENA_HW_FEAT_RSS_HASH_INPUT, ENA_HW_ACQ_BUSY, true, true, true },
	{ "table", ENA_HW_AQ_SET_FEATURE, ENA_HW_FEAT_RSS_TABLE,
	  ENA_HW_ACQ_UNSUPPORTED, false, true, true },
	{ "function and key", ENA_HW_AQ_SET_FEATURE,
	  ENA_HW_FEAT_RSS_HASH_FUNCTION, ENA_HW_ACQ_UNSUPPORTED, true, false,
	  true },
	{ "fields", ENA_HW_AQ_SET_FEATURE, ENA_HW_FEAT_RSS_HASH_INPUT,
	  ENA_HW_ACQ_UNSUPPORTED, true, true, false },
	{ "table, no room for it", ENA_HW_AQ_SET_FEATURE,
	  ENA_HW_FEAT_RSS_TABLE, ENA_HW_ACQ_NO_RESOURCES, false, true, true },
	{ "function and key, not now", ENA_HW_AQ_SET_FEATURE,
	  ENA_HW_FEAT_RSS_HASH_FUNCTION, ENA_HW_ACQ_BUSY, true, false, true },
	{ "fields, not now", ENA_HW_AQ_SET_FEATURE,
	  ENA_HW_FEAT_RSS_HASH_INPUT, ENA_HW_ACQ_BUSY, true, true, false },
};

KUNIT_ARRAY_PARAM_DESC(rss_bad_moments, rss_bad_moments, name);

static void rss_reset(struct ena_fixture *f)
{
	u32 starts = f->edev.reset_count;

	ena_dev_fail(&f->edev, ENA_HW_RESET_GENERIC);
	ena_fixture_advance_ms(f, 10000);
	KUNIT_ASSERT_EQ(f->test, f->edev.reset_count, starts + 1);
}

/* Is what is shown what the device does, and that what was wanted? */
static void rss_expect_shown(struct ena_fixture *f, const struct ena_rss *want,
			     const struct rss_bad_moment *c)
{
	const struct ena_rss *rss = f->enet->rss;
	u16 fields = le16_to_cpu(rss->fields.selected[ENA_HW_RSS_TCP4].fields);
	struct kunit *test = f->test;
	unsigned int i;

	KUNIT_EXPECT_EQ(test, rss->has_table, c->table);
	KUNIT_EXPECT_EQ(test, f->fn->rss_on, c->table);
	for (i = 0; rss->has_table && i < ENA_RSS_ENTRIES; i++) {
		u16 queue = rss->table[i];

		KUNIT_EXPECT_EQ(test, f->fn->rss_table[i],
				f->enet->set->vec[queue]->rxr.sq_idx);
	}
	KUNIT_EXPECT_EQ(test, !!rss->funcs, c->func);
	KUNIT_EXPECT_EQ(test, !memcmp(f->fn->rss_key, want->key,
				      sizeof(want->key)), c->func);
	if (rss->has_fields)
		KUNIT_EXPECT_EQ(test, f->fn->rss_fields[ENA_HW_RSS_TCP4],
				fields);
	KUNIT_EXPECT_EQ(test, f->fn->rss_fields[ENA_HW_RSS_TCP4] == 0x0c,
			c->fields);
	KUNIT_EXPECT_EQ(test, rss->has_fields && fields == 0x0c, c->fields);
}

static void refusal_counts_until_the_next_reset(struct kunit *test)
{
	static const struct rss_bad_moment none = {
		.table = true, .func = true, .fields = true,
	};
	const struct rss_bad_moment *c = test->param_value;
	struct ena_fixture *f = rss_fixture(test, NULL);
	struct ena_rss next = *f->enet->rss;

	rss_change_all(&next);
	KUNIT_ASSERT_EQ(test, rss_set(f, &next), 0);
	rss_expect_shown(f, &next, &none);

	ena_fixture_fault(f, ENA_SIM_FAULT_ADMIN_STATUS, 1,
			  c->status | c->opcode << 8 | c->feature << 16);
	rss_reset(f);
	KUNIT_EXPECT_EQ(test, ena_fixture_hits(f, ENA_SIM_FAULT_ADMIN_STATUS),
			1ULL);
	rss_expect_shown(f, &next, c);

	rss_reset(f);
	rss_expect_shown(f, &next, &none);
}

static void busy_device_is_told_again(struct kunit *test)
{
	static const struct rss_bad_moment none = {
		.table = true, .func = true, .fields = true,
	};
	const struct rss_refusal *c = test->param_value;
	struct ena_fixture *f = ena_fixture_create_pci(test, "queues=4");
	struct ena_rss next;

	ena_fixture_net(f, NULL);
	next = *f->enet->rss;
	rss_change_all(&next);
	KUNIT_ASSERT_EQ(test, rss_set(f, &next), 0);
	ena_fixture_fault(f, ENA_SIM_FAULT_ADMIN_STATUS, 1,
			  ENA_HW_ACQ_BUSY | ENA_HW_AQ_SET_FEATURE << 8 |
			  c->feature << 16);
	ena_fixture_open(f);
	KUNIT_EXPECT_TRUE(test, f->enet->rss->retry);

	/* A new set is one occasion, a change by the user another */
	if (c->feature == ENA_HW_FEAT_RSS_TABLE) {
		ena_fixture_stop(f);
		ena_fixture_open(f);
	} else {
		ena_net_lock(f->enet);
		ena_rss_retry(f->enet);
		ena_net_unlock(f->enet);
	}
	rss_expect_shown(f, &next, &none);
	KUNIT_EXPECT_FALSE(test, f->enet->rss->retry);
}

static void setting_while_down_is_for_later(struct kunit *test)
{
	struct ena_fixture *f = rss_fixture(test, NULL);
	struct ena_rss next = *f->enet->rss;
	u64 commands;

	ena_fixture_stop(f);
	commands = f->fn->commands;
	memcpy(next.key, rss_instance_key, sizeof(next.key));
	KUNIT_EXPECT_EQ(test, rss_set(f, &next), 0);
	KUNIT_EXPECT_EQ(test, f->fn->commands, commands);

	ena_fixture_open(f);
	KUNIT_EXPECT_MEMEQ(test, f->fn->rss_key, rss_instance_key, 40);
}

static void setting_survives_a_reset(struct kunit *test)
{
	struct ena_fixture *f = rss_fixture(test, NULL);
	struct ena_rss next = *f->enet->rss;

	memcpy(next.key, rss_instance_key, sizeof(next.key));
	KUNIT_ASSERT_EQ(test, rss_set(f, &next), 0);
	ena_dev_fail(&f->edev, ENA_HW_RESET_GENERIC);
	ena_fixture_advance_ms(f, 10000);
	KUNIT_ASSERT_EQ(test, f->edev.reset_count, 2U);
	KUNIT_EXPECT_MEMEQ(test, f->fn->rss_key, rss_instance_key, 40);
	KUNIT_EXPECT_EQ(test, f->fn->rss_log2, 7);
}

struct rss_device {
	const char *name;
	const char *params;
	bool table, func, fields;
	u16 sort;
};

static const struct rss_device rss_devices[] = {
	{ "everything", NULL, true, true, true },
	{ "fixed key", "rss_key_fixed=1", true, false, true,
	  ENA_HW_RSS_SORT_L3 | ENA_HW_RSS_SORT_L4 },
	{ "no table", "features=0xffffefff", false, false, false },
	{ "no hash fields", "features=0xfffbffff", true, true, false },
	{ "table too short", "rss_log2_min=5 rss_log2_max=6", false, true,
	  true },
	{ "table too long", "rss_log2_min=8 rss_log2_max=9", false, true,
	  true },
};

KUNIT_ARRAY_PARAM_DESC(rss_devices, rss_devices, name);

static void packets_arrive_whatever_the_device_has(struct kunit *test)
{
	const struct rss_device *c = test->param_value;
	struct ena_fixture *f = rss_fixture(test, c->params);

	KUNIT_EXPECT_EQ(test, f->enet->rss->has_table, c->table);
	KUNIT_EXPECT_EQ(test, !!f->enet->rss->funcs, c->func);
	KUNIT_EXPECT_EQ(test, f->enet->rss->has_fields, c->fields);
	KUNIT_EXPECT_EQ(test, f->enet->rss->sort, c->sort);
	rss_receive(f, &rss_vectors[0], IPPROTO_TCP);
	rss_receive(f, &rss_vectors[5], IPPROTO_TCP);
}

/* The first command after the start is not answered, nor are those behind it */
static void rss_lose_question(struct ena_fixture *f)
{
	if (!f->edev.reset_count)
		return;

	f->meddle = NULL;
	ena_fixture_fault(f, ENA_SIM_FAULT_ADMIN_LOST, 1, 0);
}

static void what_a_dead_queue_did_not_tell_is_asked_again(struct kunit *test)
{
	struct ena_fixture *f = ena_fixture_create_pci(test, "queues=4");

	f->meddle = rss_lose_question;
	ena_fixture_net(f, NULL);
	ena_fixture_advance_ms(f, 5000);
	KUNIT_ASSERT_EQ(test, f->edev.reset_count, 2U);
	KUNIT_EXPECT_TRUE(test, f->enet->rss->has_table);
	KUNIT_EXPECT_TRUE(test, f->enet->rss->has_fields);
	KUNIT_EXPECT_NE(test, f->enet->rss->funcs, 0U);
	ena_fixture_open(f);
	rss_receive(f, &rss_vectors[0], IPPROTO_TCP);
}

/* ---- ethtool's words ---- */

struct rss_fields {
	const char *name;
	u64 rxh;
	u16 fields;
};

static const struct rss_fields rss_fields[] = {
	{ "none", 0, 0 },
	{ "destination MAC address", RXH_L2DA, 0x01 },
	{ "addresses", RXH_IP_SRC | RXH_IP_DST, 0x0c },
	{ "destination port", RXH_L4_B_2_3, 0x10 },
	{ "source port", RXH_L4_B_0_1, 0x20 },
	{ "addresses and ports", RXH_IP_SRC | RXH_IP_DST | RXH_L4_B_0_1 |
	  RXH_L4_B_2_3, 0x3c },
};

KUNIT_ARRAY_PARAM_DESC(rss_fields, rss_fields, name);

static void fields_are_told_in_ethtools_words(struct kunit *test)
{
	const struct rss_fields *c = test->param_value;
	u16 fields;

	KUNIT_EXPECT_EQ(test, ena_rss_to_rxh(c->fields), c->rxh);
	KUNIT_EXPECT_EQ(test, ena_rss_from_rxh(c->rxh, &fields), 0);
	KUNIT_EXPECT_EQ(test, fields, c->fields);
}

static void fields_the_device_has_not_are_refused(struct kunit *test)
{
	u16 fields;

	KUNIT_EXPECT_EQ(test, ena_rss_from_rxh(RXH_VLAN, &fields), -EINVAL);
	KUNIT_EXPECT_EQ(test, ena_rss_from_rxh(RXH_IP_SRC | RXH_DISCARD,
					       &fields), -EINVAL);
}

static void flow_types_have_their_rows(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, ena_rss_row(TCP_V4_FLOW), 0);
	KUNIT_EXPECT_EQ(test, ena_rss_row(UDP_V4_FLOW), 1);
	KUNIT_EXPECT_EQ(test, ena_rss_row(TCP_V6_FLOW), 2);
	KUNIT_EXPECT_EQ(test, ena_rss_row(UDP_V6_FLOW), 3);
	KUNIT_EXPECT_EQ(test, ena_rss_row(IPV4_FLOW), 4);
	KUNIT_EXPECT_EQ(test, ena_rss_row(IPV6_FLOW), 5);
	KUNIT_EXPECT_EQ(test, ena_rss_row(ETHER_FLOW), 7);
	KUNIT_EXPECT_EQ(test, ena_rss_row(SCTP_V4_FLOW), -EOPNOTSUPP);
}

static struct kunit_case rss_tests[] = {
	KUNIT_CASE_PARAM(hash_of_addresses_is_the_published_one,
			 rss_vectors_gen_params),
	KUNIT_CASE_PARAM(hash_of_ports_is_the_published_one,
			 rss_vectors_gen_params),
	KUNIT_CASE(hash_is_the_one_seen_on_instances),
	KUNIT_CASE_PARAM(table_chooses_the_queue, rss_vectors_gen_params),
	KUNIT_CASE(fields_choose_the_hash),
	KUNIT_CASE(packets_are_spread_evenly_at_first),
	KUNIT_CASE(table_of_fewer_queues_names_no_other),
	KUNIT_CASE(refused_setting_leaves_all_as_it_was),
	KUNIT_CASE(telling_the_device_needs_no_memory),
	KUNIT_CASE_PARAM(setting_the_device_never_changes_is_refused,
			 rss_refusals_gen_params),
	KUNIT_CASE_PARAM(device_that_goes_its_own_way_is_shown_as_it_is,
			 rss_refusals_gen_params),
	KUNIT_CASE_PARAM(busy_device_is_told_again, rss_refusals_gen_params),
	KUNIT_CASE_PARAM(refusal_counts_until_the_next_reset,
			 rss_bad_moments_gen_params),
	KUNIT_CASE(setting_while_down_is_for_later),
	KUNIT_CASE(setting_survives_a_reset),
	KUNIT_CASE_PARAM(packets_arrive_whatever_the_device_has,
			 rss_devices_gen_params),
	KUNIT_CASE(what_a_dead_queue_did_not_tell_is_asked_again),
	KUNIT_CASE_PARAM(fields_are_told_in_ethtools_words,
			 rss_fields_gen_params),
	KUNIT_CASE(fields_the_device_has_not_are_refused),
	KUNIT_CASE(flow_types_have_their_rows),
	{}
};

static struct kunit_suite rss_suite = {
	.name = "ena_rss",
	.test_cases = rss_tests,
};

kunit_test_suite(rss_suite);
