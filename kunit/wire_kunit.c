// SPDX-License-Identifier: GPL-2.0-only
/*
 * What goes over the bus, byte by byte. The bytes here were written down from
 * docs/device/control-plane.md; no mask and no layout of include/ena_hw has
 * helped, since a mistake there would be the same on both sides of any other
 * test.
 */
#include "../src/ena_aenq.h"
#include "../src/ena_feature.h"
#include "../src/ena_reset.h"
#include "fixture.h"

#define WIRE_ENTRY	64
#define WIRE_PAYLOAD	8	/* of a completion */

/* A device that says it can do everything */
static const struct ena_caps wire_caps = {
	.features = 0xffffffff,
	.caps = 0xffffffff,
	.flow_rules_max = 64,
	.metrics = 0x21,
};

/* ---- commands ---- */

/* @at: entry of the ring; @feature: the one whose command is refused, or 0 */
struct wire_command {
	const char *name;
	int (*send)(struct ena_admin *admin);
	u8 at;
	u8 feature;
	bool buffer;
	u8 wire[WIRE_ENTRY];
};

static int wire_create_tx_sq(struct ena_admin *admin)
{
	struct ena_sq_cfg cfg = {
		.tx = true, .depth = 1024, .cq_idx = 0x1234,
		.base = 0xabcd12345678,
	};

	return ena_feature_create_sq(admin, &cfg);
}

static int wire_create_llq(struct ena_admin *admin)
{
	struct ena_sq_cfg cfg = {
		.tx = true, .llq = true, .depth = 512, .cq_idx = 1,
		.base = 0xabcd12345678,
	};

	return ena_feature_create_sq(admin, &cfg);
}

static int wire_create_rx_sq(struct ena_admin *admin)
{
	struct ena_sq_cfg cfg = {
		.depth = 256, .cq_idx = 2, .base = 0x1000,
	};

	return ena_feature_create_sq(admin, &cfg);
}

static int wire_create_tx_cq(struct ena_admin *admin)
{
	struct ena_cq_cfg cfg = {
		.depth = 1024, .entry_words = 2, .vector = 5,
		.base = 0xabcd12345678,
	};

	return ena_feature_create_cq(admin, &cfg);
}

static int wire_create_rx_cq(struct ena_admin *admin)
{
	struct ena_cq_cfg cfg = {
		.depth = 32768, .entry_words = 4, .vector = 0x12345678,
		.base = 0xffffffffffff,
	};

	return ena_feature_create_cq(admin, &cfg);
}

static int wire_destroy_tx_sq(struct ena_admin *admin)
{
	return ena_feature_destroy_sq(admin, 0x1234, true);
}

static int wire_destroy_rx_sq(struct ena_admin *admin)
{
	return ena_feature_destroy_sq(admin, 0x1234, false);
}

static int wire_destroy_cq(struct ena_admin *admin)
{
	return ena_feature_destroy_cq(admin, 0x1234);
}

static int wire_get_caps(struct ena_admin *admin)
{
	struct ena_caps caps;

	return ena_feature_get_caps(admin, &caps);
}

static int wire_get_hints(struct ena_admin *admin)
{
	struct ena_hw_hints hints;

	return ena_feature_get_hints(admin, &wire_caps, &hints);
}

static int wire_get_link(struct ena_admin *admin)
{
	struct ena_hw_link link;

	return ena_feature_get_link(admin, &wire_caps, &link);
}

static int wire_set_mtu(struct ena_admin *admin)
{
	return ena_feature_set_mtu(admin, &wire_caps, 9001);
}

static int wire_set_aenq(struct ena_admin *admin)
{
	u32 enabled;

	return ena_feature_set_aenq(admin, 0xffffffff, &enabled);
}

static int wire_set_host_page(struct ena_admin *admin)
{
	return ena_feature_set_host_attr(admin, 0xabcd12345678, 0, 4096);
}

static int wire_set_host_area(struct ena_admin *admin)
{
	return ena_feature_set_host_attr(admin, 0xabcd12345678, 0x112233445566,
					 40960);
}

static int wire_set_rss_key(struct ena_admin *admin)
{
	u8 key[40];
	int i;

	for (i = 0; i < 40; i++)
		key[i] = 0x80 + i;

	return ena_feature_set_rss_func(admin, &wire_caps, 2, 0xffffffff, key);
}

static int wire_set_rss_table(struct ena_admin *admin)
{
	static const struct ena_hw_rss_entry entry[] = {
		{ .cq_idx = cpu_to_le16(0x1234) }, { .cq_idx = cpu_to_le16(1) },
		{ .cq_idx = cpu_to_le16(2) }, { .cq_idx = cpu_to_le16(0xffff) },
	};

	return ena_feature_set_rss_table(admin, &wire_caps, entry, 2);
}

static int wire_get_rss_fields(struct ena_admin *admin)
{
	struct ena_hw_rss_fields fields;
	u16 sort;

	return ena_feature_get_rss_input(admin, &wire_caps, &fields, &sort);
}

static int wire_set_rss_fields(struct ena_admin *admin)
{
	struct ena_hw_rss_fields fields = {};

	return ena_feature_set_rss_input(admin, &wire_caps, &fields, 6);
}

static int wire_get_rss_table(struct ena_admin *admin)
{
	u16 lo, hi;

	return ena_feature_get_rss_table(admin, &wire_caps, &lo, &hi);
}

static int wire_add_flow(struct ena_admin *admin)
{
	struct ena_hw_flow_rule rule = {};
	u16 location = 5;

	return ena_feature_add_flow(admin, &wire_caps, 3, 2, &rule, &location);
}

static int wire_del_flow(struct ena_admin *admin)
{
	return ena_feature_del_flow(admin, &wire_caps, 5);
}

static int wire_basic_stats(struct ena_admin *admin)
{
	struct ena_hw_stats_basic stats;

	return ena_feature_get_basic_stats(admin, &stats);
}

static int wire_eni_stats(struct ena_admin *admin)
{
	struct ena_hw_stats_eni stats;

	return ena_feature_get_eni(admin, &wire_caps, &stats);
}

static int wire_srd_stats(struct ena_admin *admin)
{
	struct ena_hw_stats_srd stats;

	return ena_feature_get_srd(admin, &wire_caps, &stats);
}

static int wire_query_metrics(struct ena_admin *admin)
{
	u32 metrics;

	return ena_feature_query_metrics(admin, &wire_caps, &metrics);
}

static int wire_get_metrics(struct ena_admin *admin)
{
	u64 value[6];

	return ena_feature_get_metrics(admin, &wire_caps, value);
}

/*
 * The first command has the id 0x20, slot 0 in its first generation, and those
 * that follow one by one 0x40, 0x60, ... On the first lap the phase is 1.
 */
static const struct wire_command wire_commands[] = {
	{
		.name = "CREATE_SQ Tx in host memory",
		.send = wire_create_tx_sq,
		.wire = { 0x20, 0x00, 0x01, 0x01, 0x20, 0x00, 0x01, 0x01,
			  0x34, 0x12, 0x00, 0x04, 0x78, 0x56, 0x34, 0x12,
			  0xcd, 0xab, 0x00, 0x00 },
	}, {
		.name = "CREATE_SQ Tx in device memory",
		.send = wire_create_llq,
		.wire = { 0x20, 0x00, 0x01, 0x01, 0x20, 0x00, 0x03, 0x01,
			  0x01, 0x00, 0x00, 0x02 },
	}, {
		.name = "CREATE_SQ Rx",
		.send = wire_create_rx_sq,
		.wire = { 0x20, 0x00, 0x01, 0x01, 0x40, 0x00, 0x01, 0x01,
			  0x02, 0x00, 0x00, 0x01, 0x00, 0x10, 0x00, 0x00 },
	}, {
		.name = "CREATE_CQ Tx",
		.send = wire_create_tx_cq,
		.wire = { 0x20, 0x00, 0x03, 0x01, 0x20, 0x02, 0x00, 0x04,
			  0x05, 0x00, 0x00, 0x00, 0x78, 0x56, 0x34, 0x12,
			  0xcd, 0xab, 0x00, 0x00 },
	}, {
		.name = "CREATE_CQ Rx with the largest values",
		.send = wire_create_rx_cq,
		.wire = { 0x20, 0x00, 0x03, 0x01, 0x20, 0x04, 0x00, 0x80,
			  0x78, 0x56, 0x34, 0x12, 0xff, 0xff, 0xff, 0xff,
			  0xff, 0xff, 0x00, 0x00 },
	}, {
		.name = "DESTROY_SQ Tx",
		.send = wire_destroy_tx_sq,
		.wire = { 0x20, 0x00, 0x02, 0x01, 0x34, 0x12, 0x20, 0x00 },
	}, {
		.name = "DESTROY_SQ Rx",
		.send = wire_destroy_rx_sq,
		.wire = { 0x20, 0x00, 0x02, 0x01, 0x34, 0x12, 0x40, 0x00 },
	}, {
		.name = "DESTROY_CQ",
		.send = wire_destroy_cq,
		.wire = { 0x20, 0x00, 0x04, 0x01, 0x34, 0x12 },
	}, {
		.name = "GET device attributes",
		.send = wire_get_caps, .feature = 1,
		.wire = { 0x20, 0x00, 0x08, 0x01, [17] = 0x01 },
	}, {
		.name = "GET queue limits, second layout",
		.send = wire_get_caps, .feature = 7, .at = 1,
		.wire = { 0x40, 0x00, 0x08, 0x01, [17] = 0x07, 0x01 },
	}, {
		.name = "GET offloads",
		.send = wire_get_caps, .feature = 11, .at = 2,
		.wire = { 0x60, 0x00, 0x08, 0x01, [17] = 0x0b },
	}, {
		.name = "GET moderation",
		.send = wire_get_caps, .feature = 20, .at = 3,
		.wire = { 0x80, 0x00, 0x08, 0x01, [17] = 0x14 },
	}, {
		.name = "GET LLQ, second layout",
		.send = wire_get_caps, .feature = 4, .at = 4,
		.wire = { 0xa0, 0x00, 0x08, 0x01, [17] = 0x04, 0x01 },
	}, {
		.name = "GET hints",
		.send = wire_get_hints,
		.wire = { 0x20, 0x00, 0x08, 0x01, [17] = 0x03 },
	}, {
		.name = "GET link",
		.send = wire_get_link,
		.wire = { 0x20, 0x00, 0x08, 0x01, [17] = 0x1b },
	}, {
		.name = "GET hash fields",
		.send = wire_get_rss_fields, .buffer = true,
		.wire = { 0x20, 0x00, 0x08, 0x05, 0x00, 0x01, [17] = 0x12 },
	}, {
		.name = "GET indirection table, second layout",
		.send = wire_get_rss_table,
		.wire = { 0x20, 0x00, 0x08, 0x01, [17] = 0x0c, 0x01 },
	}, {
		.name = "SET MTU",
		.send = wire_set_mtu,
		.wire = { 0x20, 0x00, 0x09, 0x01, [17] = 0x0e,
			  [20] = 0x29, 0x23 },
	}, {
		.name = "SET event groups",
		.send = wire_set_aenq, .feature = 26, .at = 1,
		.wire = { 0x40, 0x00, 0x09, 0x01, [17] = 0x1a,
			  [24] = 0xdf },
	}, {
		.name = "SET host attributes, page only",
		.send = wire_set_host_page,
		.wire = { 0x20, 0x00, 0x09, 0x01, [17] = 0x1c,
			  [20] = 0x78, 0x56, 0x34, 0x12, 0xcd, 0xab },
	}, {
		.name = "SET host attributes, page and debug area",
		.send = wire_set_host_area,
		.wire = { 0x20, 0x00, 0x09, 0x01, [17] = 0x1c,
			  [20] = 0x78, 0x56, 0x34, 0x12, 0xcd, 0xab, 0x00, 0x00,
			  0x66, 0x55, 0x44, 0x33, 0x22, 0x11, 0x00, 0x00,
			  0x00, 0xa0, 0x00, 0x00 },
	}, {
		.name = "SET hash function",
		.send = wire_set_rss_key, .buffer = true,
		.wire = { 0x20, 0x00, 0x09, 0x05, 0x30, [17] = 0x0a,
			  [24] = 0x02, 0x00, 0x00, 0x00,
			  0xff, 0xff, 0xff, 0xff },
	}, {
		.name = "SET indirection table",
		.send = wire_set_rss_table, .buffer = true,
		.wire = { 0x20, 0x00, 0x09, 0x05, 0x10, [17] = 0x0c,
			  [24] = 0x02, 0x00, 0x00, 0x00,
			  0xff, 0xff, 0xff, 0xff },
	}, {
		.name = "SET hash fields",
		.send = wire_set_rss_fields, .buffer = true,
		.wire = { 0x20, 0x00, 0x09, 0x05, 0x00, 0x01, [17] = 0x12,
			  [22] = 0x06 },
	}, {
		.name = "SET flow rule, add",
		.send = wire_add_flow, .buffer = true,
		.wire = { 0x20, 0x00, 0x09, 0x05, 0x80, [17] = 0x1e,
			  [20] = 0x01, 0x03, 0x02, 0x00, 0x05, 0x00 },
	}, {
		.name = "SET flow rule, remove",
		.send = wire_del_flow,
		.wire = { 0x20, 0x00, 0x09, 0x01, [17] = 0x1e,
			  [20] = 0x02, 0x00, 0x00, 0x00, 0x05, 0x00 },
	}, {
		.name = "GET_STATS basic",
		.send = wire_basic_stats,
		.wire = { 0x20, 0x00, 0x0b, 0x01 },
	}, {
		.name = "GET_STATS ENI",
		.send = wire_eni_stats,
		.wire = { 0x20, 0x00, 0x0b, 0x01, [16] = 0x02 },
	}, {
		.name = "GET_STATS SRD",
		.send = wire_srd_stats,
		.wire = { 0x20, 0x00, 0x0b, 0x01, [16] = 0x03 },
	}, {
		.name = "GET_STATS query of customer metrics",
		.send = wire_query_metrics,
		.wire = { 0x20, 0x00, 0x0b, 0x01, [16] = 0x04, [24] = 0x3f },
	}, {
		.name = "GET_STATS customer metrics",
		.send = wire_get_metrics, .buffer = true,
		.wire = { 0x20, 0x00, 0x0b, 0x01, 0x00, 0x02, [16] = 0x04,
			  [24] = 0x21 },
	},
};

KUNIT_ARRAY_PARAM_DESC(wire_commands, wire_commands, name);

static void command_is_as_documented(struct kunit *test)
{
	const struct wire_command *c = test->param_value;
	struct ena_fixture *f = ena_fixture_create(test, NULL);
	u8 opcode = c->wire[2];
	u8 want[WIRE_ENTRY];
	int i;

	ena_fixture_admin(f);
	/* Refused unread, so that it may speak of anything */
	ena_fixture_fault(f, ENA_SIM_FAULT_ADMIN_STATUS, 1,
			  6 | opcode << 8 | c->feature << 16);
	c->send(&f->admin);
	KUNIT_ASSERT_EQ(test, ena_fixture_hits(f, ENA_SIM_FAULT_ADMIN_STATUS),
			1ULL);

	memcpy(want, c->wire, sizeof(want));
	for (i = 0; c->buffer && i < 6; i++)
		want[8 + i] = (u64)f->admin.buf_dma >> 8 * i;
	KUNIT_EXPECT_MEMEQ(test, (u8 *)f->admin.aq + c->at * WIRE_ENTRY, want,
			   WIRE_ENTRY);
}

struct wire_buffer {
	const char *name;
	int (*send)(struct ena_admin *admin);
	u8 wire[48];
};

static const struct wire_buffer wire_buffers[] = {
	{
		.name = "hash key",
		.send = wire_set_rss_key,
		.wire = { 0x0a, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
			  0x80, 0x81, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87,
			  0x88, 0x89, 0x8a, 0x8b, 0x8c, 0x8d, 0x8e, 0x8f,
			  0x90, 0x91, 0x92, 0x93, 0x94, 0x95, 0x96, 0x97,
			  0x98, 0x99, 0x9a, 0x9b, 0x9c, 0x9d, 0x9e, 0x9f,
			  0xa0, 0xa1, 0xa2, 0xa3, 0xa4, 0xa5, 0xa6, 0xa7 },
	}, {
		.name = "indirection table",
		.send = wire_set_rss_table,
		.wire = { 0x34, 0x12, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00,
			  0x02, 0x00, 0x00, 0x00, 0xff, 0xff, 0x00, 0x00 },
	},
};

KUNIT_ARRAY_PARAM_DESC(wire_buffers, wire_buffers, name);

static void buffer_is_as_documented(struct kunit *test)
{
	const struct wire_buffer *c = test->param_value;
	struct ena_fixture *f = ena_fixture_create(test, NULL);

	ena_fixture_admin(f);
	ena_fixture_fault(f, ENA_SIM_FAULT_ADMIN_STATUS, 1, 6);
	c->send(&f->admin);

	KUNIT_EXPECT_MEMEQ(test, f->admin.buf, c->wire, sizeof(c->wire));
}

/* ---- answers ---- */

/* Answers in their order; the bytes are the payload of a completion */
struct wire_script {
	const u8 (*answer)[WIRE_ENTRY - WIRE_PAYLOAD];
	unsigned int nr;
	unsigned int next;
	const void *buffer;
	size_t size;
	struct ena_hw_acq_entry *seen;
};

/* Put the bytes into the completion that the model holds back */
static void wire_meddle(struct ena_fixture *f)
{
	struct wire_script *script = f->test->priv;
	struct ena_sim_late *late = &f->fn->late[0];
	u8 *bytes = (u8 *)&late->entry;

	if (!late->valid || bytes[WIRE_ENTRY - 1] == 0xa5 ||
	    script->next >= script->nr)
		return;

	bytes[2] = 0;
	memcpy(bytes + WIRE_PAYLOAD, script->answer[script->next++],
	       WIRE_ENTRY - WIRE_PAYLOAD);
	if (script->size)
		memcpy(f->admin.buf, script->buffer, script->size);
	/* Nothing is read there, and it says that this one is done */
	bytes[WIRE_ENTRY - 1] = 0xa5;
}

static struct ena_fixture *wire_answers(struct kunit *test,
					struct wire_script *script)
{
	struct ena_fixture *f = ena_fixture_create(test, NULL);

	ena_fixture_admin(f);
	test->priv = script;
	f->meddle = wire_meddle;
	ena_fixture_fault(f, ENA_SIM_FAULT_ADMIN_STATUS, script->nr, 6);
	ena_fixture_fault(f, ENA_SIM_FAULT_ADMIN_LATE, script->nr, 1);
	return f;
}

static void capabilities_are_read_as_documented(struct kunit *test)
{
	static const u8 answer[][WIRE_ENTRY - WIRE_PAYLOAD] = {
		/* Attributes */
		{ 0x01, 0x00, 0x00, 0x00, 0x78, 0x56, 0x34, 0x12,
		  0x90, 0x08, 0x10, 0x40, 0x1b, 0x00, 0x00, 0x00,
		  0x30, 0x00, 0x00, 0x00, 0x30, 0x00, 0x00, 0x00,
		  0x02, 0x11, 0x22, 0x33, 0x44, 0x55, 0x34, 0x12,
		  0x00, 0x24, 0x00, 0x00 },
		/* Queue limits */
		{ 0x01, 0x00, 0x00, 0x00, 0x10, 0x00, 0x00, 0x00,
		  0x0c, 0x00, 0x00, 0x00, 0x08, 0x00, 0x00, 0x00,
		  0x09, 0x00, 0x00, 0x00, 0x00, 0x04, 0x00, 0x00,
		  0x00, 0x08, 0x00, 0x00, 0xff, 0x0f, 0x00, 0x00,
		  0x00, 0x20, 0x00, 0x00, 0x60, 0x00, 0x00, 0x00,
		  0x13, 0x00, 0x11, 0x00 },
		/* Offloads */
		{ 0xeb, 0x00, 0x00, 0x00, 0x0f },
		/* Moderation */
		{ 0x05, 0x00 },
		/* LLQ */
		{ 0x04, 0x00, 0x00, 0x00, 0x00, 0x04, 0x00, 0x00,
		  0x01, 0x00, 0x00, 0x00, 0x05, 0x00, 0x00, 0x00,
		  0x02, 0x00, 0x00, 0x00, 0x02, 0x00, 0x00, 0x00,
		  0x01, 0x04, 0x00, 0x02, 0x01, 0x00, 0x00, 0x00 },
	};
	struct wire_script script = { .answer = answer, .nr = 5 };
	struct ena_fixture *f = wire_answers(test, &script);
	static const u8 mac[] = { 0x02, 0x11, 0x22, 0x33, 0x44, 0x55 };
	struct ena_caps caps;

	KUNIT_ASSERT_EQ(test, ena_feature_get_caps(&f->admin, &caps), 0);
	KUNIT_EXPECT_EQ(test, caps.features, 0x40100890U);
	KUNIT_EXPECT_EQ(test, caps.caps, 0x1bU);
	KUNIT_EXPECT_EQ(test, caps.device_version, 0x12345678U);
	KUNIT_EXPECT_MEMEQ(test, caps.mac, mac, sizeof(mac));
	KUNIT_EXPECT_EQ(test, caps.flow_rules_max, 0x1234);
	KUNIT_EXPECT_EQ(test, caps.mtu_max, 9216U);
	KUNIT_EXPECT_EQ(test, caps.tx_queues_max, 12);
	KUNIT_EXPECT_EQ(test, caps.rx_queues_max, 8);
	KUNIT_EXPECT_EQ(test, caps.tx_depth_max, 1024U);
	KUNIT_EXPECT_EQ(test, caps.tx_cq_depth_max, 2048U);
	KUNIT_EXPECT_EQ(test, caps.rx_depth_max, 2048U);
	KUNIT_EXPECT_EQ(test, caps.tx_hdr_max, 96);
	KUNIT_EXPECT_EQ(test, caps.tx_bufs_max, 18);
	KUNIT_EXPECT_EQ(test, caps.rx_bufs_max, 17);
	KUNIT_EXPECT_EQ(test, caps.tx_offloads, 0xebU);
	KUNIT_EXPECT_EQ(test, caps.rx_offloads, 0x0fU);
	KUNIT_EXPECT_EQ(test, caps.moderation_us, 5);
	KUNIT_EXPECT_EQ(test, caps.llq_queues_max, 4);
	KUNIT_EXPECT_MEMEQ(test, &caps.llq, answer[4], sizeof(caps.llq));
}

static void old_queue_limits_are_read_as_documented(struct kunit *test)
{
	static const u8 answer[][WIRE_ENTRY - WIRE_PAYLOAD] = {
		{ [8] = 0x04, [32] = 0xdc, 0x05 },
		{ 0x06, 0x00, 0x00, 0x00, 0x00, 0x02, 0x00, 0x00,
		  0x05, 0x00, 0x00, 0x00, 0x00, 0x01, 0x00, 0x00,
		  0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
		  0x80, 0x00, 0x00, 0x00, 0x04, 0x00, 0x03, 0x00 },
	};
	struct wire_script script = { .answer = answer, .nr = 2 };
	struct ena_fixture *f = wire_answers(test, &script);
	struct ena_caps caps;

	KUNIT_ASSERT_EQ(test, ena_feature_get_caps(&f->admin, &caps), 0);
	KUNIT_EXPECT_EQ(test, caps.mtu_max, 1500U);
	KUNIT_EXPECT_EQ(test, caps.tx_queues_max, 5);
	KUNIT_EXPECT_EQ(test, caps.rx_queues_max, 5);
	KUNIT_EXPECT_EQ(test, caps.tx_depth_max, 256U);
	KUNIT_EXPECT_EQ(test, caps.rx_depth_max, 256U);
	KUNIT_EXPECT_EQ(test, caps.tx_hdr_max, 128);
	KUNIT_EXPECT_EQ(test, caps.tx_bufs_max, 3);
	KUNIT_EXPECT_EQ(test, caps.rx_bufs_max, 3);
}

static void created_cq_is_read_as_documented(struct kunit *test)
{
	static const u8 answer[][WIRE_ENTRY - WIRE_PAYLOAD] = {
		{ 0x34, 0x12, 0x00, 0x04, 0x14, 0x20, 0x00, 0x00,
		  0x00, 0x00, 0x00, 0x00, 0x10, 0x20, 0x00, 0x00 },
	};
	struct wire_script script = { .answer = answer, .nr = 1 };
	struct ena_fixture *f = wire_answers(test, &script);
	struct ena_cq_cfg cfg = { .depth = 1024, .entry_words = 2 };

	KUNIT_ASSERT_EQ(test, ena_feature_create_cq(&f->admin, &cfg), 0);
	KUNIT_EXPECT_EQ(test, cfg.idx, 0x1234);
	KUNIT_EXPECT_EQ(test, cfg.numa_off, 0x2014U);
	KUNIT_EXPECT_EQ(test, cfg.intr_off, 0x2010U);
}

static void created_sq_is_read_as_documented(struct kunit *test)
{
	static const u8 answer[][WIRE_ENTRY - WIRE_PAYLOAD] = {
		{ 0x34, 0x12, 0x00, 0x00, 0x04, 0x10, 0x00, 0x00,
		  0x00, 0x00, 0x02, 0x00, 0x00, 0x00, 0x00, 0x00 },
	};
	struct wire_script script = { .answer = answer, .nr = 1 };
	struct ena_fixture *f = wire_answers(test, &script);
	struct ena_sq_cfg cfg = { .tx = true, .llq = true, .depth = 1024 };

	KUNIT_ASSERT_EQ(test, ena_feature_create_sq(&f->admin, &cfg), 0);
	KUNIT_EXPECT_EQ(test, cfg.idx, 0x1234);
	KUNIT_EXPECT_EQ(test, cfg.doorbell_off, 0x1004U);
	KUNIT_EXPECT_EQ(test, cfg.llq_off, 0x20000U);
}

static void metrics_are_unpacked_as_documented(struct kunit *test)
{
	static const u8 answer[][WIRE_ENTRY - WIRE_PAYLOAD] = { { 0x21 } };
	static const u8 buffer[] = {
		0x88, 0x77, 0x66, 0x55, 0x44, 0x33, 0x22, 0x11,
		0x01, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x80,
	};
	struct wire_script script = {
		.answer = answer, .nr = 1,
		.buffer = buffer, .size = sizeof(buffer),
	};
	struct ena_fixture *f = wire_answers(test, &script);
	u64 value[6] = { 1, 2, 3, 4, 5, 6 };

	KUNIT_ASSERT_EQ(test,
			ena_feature_get_metrics(&f->admin, &wire_caps, value),
			0);
	KUNIT_EXPECT_EQ(test, value[0], 0x1122334455667788ULL);
	KUNIT_EXPECT_EQ(test, value[1], 2ULL);
	KUNIT_EXPECT_EQ(test, value[4], 5ULL);
	KUNIT_EXPECT_EQ(test, value[5], 0x8000000000000001ULL);
}

static void table_sizes_are_read_as_documented(struct kunit *test)
{
	static const u8 answer[][WIRE_ENTRY - WIRE_PAYLOAD] = {
		{ 0x05, 0x00, 0x09, 0x00, 0x07, 0x00 },
	};
	struct wire_script script = { .answer = answer, .nr = 1 };
	struct ena_fixture *f = wire_answers(test, &script);
	u16 lo, hi;

	KUNIT_ASSERT_EQ(test,
			ena_feature_get_rss_table(&f->admin, &wire_caps, &lo,
						  &hi), 0);
	KUNIT_EXPECT_EQ(test, lo, 5);
	KUNIT_EXPECT_EQ(test, hi, 9);
}

/* ---- registers ---- */

static u32 wire_reg(struct ena_fixture *f, unsigned int off)
{
	return le32_to_cpup(f->bar0 + off);
}

static void mailbox_record_is_told_before_anything(struct kunit *test)
{
	struct ena_fixture *f = ena_fixture_create(test, NULL);

	ena_fixture_regs(f);
	KUNIT_EXPECT_EQ(test, wire_reg(f, 0x60), (u32)f->regs.resp_dma);
	KUNIT_EXPECT_EQ(test, wire_reg(f, 0x64),
			(u32)((u64)f->regs.resp_dma >> 32));
}

/* What is in the mailbox when it is the device's turn for the first time */
static void wire_see_mailbox(struct ena_fixture *f)
{
	u32 *seen = f->test->priv;

	if (!*seen)
		*seen = wire_reg(f, 0x5c);
}

static void mailbox_request_is_as_documented(struct kunit *test)
{
	struct ena_fixture *f = ena_fixture_create(test, NULL);
	u32 seen = 0, val;

	ena_fixture_regs(f);
	f->regs.seq = 0x1233;
	test->priv = &seen;
	f->meddle = wire_see_mailbox;
	KUNIT_ASSERT_EQ(test, ena_reg_read(&f->regs, 0x58, &val), 0);
	KUNIT_EXPECT_EQ(test, seen, 0x00581234U);
}

static void mailbox_answer_is_as_documented(struct kunit *test)
{
	static const u8 want[] = { 0x34, 0x12, 0x08, 0x00,
				   0x15, 0x30, 0x00, 0x00 };
	struct ena_fixture *f = ena_fixture_create(test, NULL);
	u32 val;

	ena_fixture_regs(f);
	f->regs.seq = 0x1233;
	KUNIT_ASSERT_EQ(test, ena_reg_read(&f->regs, 0x08, &val), 0);
	KUNIT_EXPECT_MEMEQ(test, f->regs.resp, want, sizeof(want));
	KUNIT_EXPECT_EQ(test, val, 0x00003015U);
}

static void admin_rings_are_told_as_documented(struct kunit *test)
{
	struct ena_fixture *f = ena_fixture_create(test, NULL);

	ena_fixture_admin(f);
	KUNIT_EXPECT_EQ(test, wire_reg(f, 0x10), (u32)f->admin.aq_dma);
	KUNIT_EXPECT_EQ(test, wire_reg(f, 0x14),
			(u32)((u64)f->admin.aq_dma >> 32));
	KUNIT_EXPECT_EQ(test, wire_reg(f, 0x18), 0x00400020U);
	KUNIT_EXPECT_EQ(test, wire_reg(f, 0x20), (u32)f->admin.acq_dma);
	KUNIT_EXPECT_EQ(test, wire_reg(f, 0x28), 0x00400020U);
	KUNIT_EXPECT_EQ(test, wire_reg(f, 0x4c), 1U);
	KUNIT_EXPECT_EQ(test, wire_reg(f, 0x2c), 0U);

	wire_basic_stats(&f->admin);
	KUNIT_EXPECT_EQ(test, wire_reg(f, 0x2c), 1U);
}

static void wire_no_event(void *ctx, u16 group,
			  const struct ena_hw_aenq_entry *e)
{
}

static void event_ring_is_told_as_documented(struct kunit *test)
{
	static const struct ena_aenq_ops ops = { .event = wire_no_event };
	struct ena_fixture *f = ena_fixture_create(test, NULL);

	ena_fixture_aenq(f, &ops, f);
	KUNIT_EXPECT_EQ(test, wire_reg(f, 0x34), 0x00400010U);
	KUNIT_EXPECT_EQ(test, wire_reg(f, 0x38), (u32)f->aenq.dma);
	KUNIT_EXPECT_EQ(test, wire_reg(f, 0x3c),
			(u32)((u64)f->aenq.dma >> 32));
	KUNIT_EXPECT_EQ(test, wire_reg(f, 0x40), 16U);
}

struct wire_reset {
	const char *name;
	u32 reason;
	bool extended;
	u32 word;
};

static const struct wire_reset wire_resets[] = {
	{ "normal", 0, true, 0x00000001 },
	{ "shutdown", 11, true, 0xb0000001 },
	{ "last of four bits", 15, true, 0xf0000001 },
	{ "first of more", 16, true, 0x01000001 },
	{ "device request", 19, true, 0x31000001 },
	{ "missing first interrupt", 20, true, 0x41000001 },
	{ "shutdown, old device", 11, false, 0xb0000001 },
	{ "device request, old device", 19, false, 0xd0000001 },
};

KUNIT_ARRAY_PARAM_DESC(wire_resets, wire_resets, name);

static void reset_word_is_as_documented(struct kunit *test)
{
	const struct wire_reset *c = test->param_value;

	KUNIT_EXPECT_EQ(test, ena_reset_word(c->reason, c->extended), c->word);
}

/* ---- events ---- */

struct wire_seen {
	unsigned int nr;
	u16 group;
	u8 bytes[WIRE_ENTRY];
};

static void wire_take_event(void *ctx, u16 group,
			    const struct ena_hw_aenq_entry *e)
{
	struct wire_seen *seen = ctx;

	seen->nr++;
	seen->group = group;
	memcpy(seen->bytes, e, sizeof(seen->bytes));
}

static void event_is_taken_as_documented(struct kunit *test)
{
	static const struct ena_aenq_ops ops = { .event = wire_take_event };
	static const u8 event[WIRE_ENTRY] = {
		0x03, 0x00, 0x02, 0x00, 0x01, 0x00, 0x00, 0x00,
		[16] = 0xc8, 0x00,
	};
	struct ena_fixture *f = ena_fixture_create(test, NULL);
	struct wire_seen seen = {};

	ena_fixture_aenq(f, &ops, &seen);
	memcpy(f->aenq.ring, event, sizeof(event));
	KUNIT_EXPECT_EQ(test, ena_aenq_poll(&f->aenq), 1U);
	KUNIT_EXPECT_EQ(test, seen.nr, 1U);
	KUNIT_EXPECT_EQ(test, seen.group, 3);
	KUNIT_EXPECT_MEMEQ(test, seen.bytes, event, sizeof(event));
	KUNIT_EXPECT_EQ(test, wire_reg(f, 0x40), 17U);
}

static struct kunit_case wire_tests[] = {
	KUNIT_CASE_PARAM(command_is_as_documented, wire_commands_gen_params),
	KUNIT_CASE_PARAM(buffer_is_as_documented, wire_buffers_gen_params),
	KUNIT_CASE(capabilities_are_read_as_documented),
	KUNIT_CASE(old_queue_limits_are_read_as_documented),
	KUNIT_CASE(created_cq_is_read_as_documented),
	KUNIT_CASE(created_sq_is_read_as_documented),
	KUNIT_CASE(metrics_are_unpacked_as_documented),
	KUNIT_CASE(table_sizes_are_read_as_documented),
	KUNIT_CASE(mailbox_record_is_told_before_anything),
	KUNIT_CASE(mailbox_request_is_as_documented),
	KUNIT_CASE(mailbox_answer_is_as_documented),
	KUNIT_CASE(admin_rings_are_told_as_documented),
	KUNIT_CASE(event_ring_is_told_as_documented),
	KUNIT_CASE_PARAM(reset_word_is_as_documented, wire_resets_gen_params),
	KUNIT_CASE(event_is_taken_as_documented),
	{}
};

static struct kunit_suite wire_suite = {
	.name = "ena_wire",
	.test_cases = wire_tests,
};

kunit_test_suite(wire_suite);
