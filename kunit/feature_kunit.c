// SPDX-License-Identifier: GPL-2.0-only
/*
 * Commands and features: what is asked of which device, and what answers are
 * believed.
 */
#include "../src/ena_feature.h"
#include "fixture.h"

/* Unlike any other */
#define FEATURE_ODD_DEVICE \
	"queues=3 mtu_max=4000 tx_depth=512 rx_depth=2048 tx_descs=10 " \
	"rx_descs=7 tx_header=48 flow_rules=5 moderation_us=7 version=0x201"

/* Attributes, old queue limits, offloads and events are all that it has */
#define FEATURE_BARE_DEVICE \
	"features=0x04000806 capabilities=0 queues=2"

static struct ena_fixture *feature_fixture(struct kunit *test,
					   const char *params)
{
	struct ena_fixture *f = ena_fixture_create(test, params);

	ena_fixture_admin(f);
	return f;
}

static struct ena_caps feature_caps(struct ena_fixture *f)
{
	struct ena_caps caps;

	KUNIT_ASSERT_EQ(f->test, ena_feature_get_caps(&f->admin, &caps), 0);
	return caps;
}

/* ---- capabilities ---- */

static void capabilities_are_those_of_the_device(struct kunit *test)
{
	struct ena_fixture *f = feature_fixture(test, FEATURE_ODD_DEVICE);
	struct ena_caps caps = feature_caps(f);

	KUNIT_EXPECT_EQ(test, caps.device_version, 0x201U);
	KUNIT_EXPECT_EQ(test, caps.mtu_max, 4000U);
	KUNIT_EXPECT_EQ(test, caps.tx_queues_max, 3);
	KUNIT_EXPECT_EQ(test, caps.rx_queues_max, 3);
	KUNIT_EXPECT_EQ(test, caps.tx_depth_max, 512U);
	KUNIT_EXPECT_EQ(test, caps.rx_depth_max, 2048U);
	KUNIT_EXPECT_EQ(test, caps.tx_bufs_max, 9);
	KUNIT_EXPECT_EQ(test, caps.rx_bufs_max, 7);
	KUNIT_EXPECT_EQ(test, caps.tx_hdr_max, 48);
	KUNIT_EXPECT_EQ(test, caps.flow_rules_max, 5);
	KUNIT_EXPECT_EQ(test, caps.moderation_us, 7);
	KUNIT_EXPECT_EQ(test, caps.metrics, 0x3fU);
	KUNIT_EXPECT_MEMEQ(test, caps.mac, f->fn->mac, ETH_ALEN);
}

static void device_without_options_has_capabilities(struct kunit *test)
{
	struct ena_fixture *f = feature_fixture(test, FEATURE_BARE_DEVICE);
	struct ena_caps caps = feature_caps(f);

	KUNIT_EXPECT_EQ(test, caps.tx_queues_max, 2);
	KUNIT_EXPECT_EQ(test, caps.llq_queues_max, 0);
	KUNIT_EXPECT_EQ(test, caps.flow_rules_max, 0);
	KUNIT_EXPECT_EQ(test, caps.moderation_us, 0);
	KUNIT_EXPECT_EQ(test, caps.metrics, 0U);
	KUNIT_EXPECT_EQ(test, caps.tx_depth_max, 1024U);
}

static void moderation_unit_of_nothing_is_a_microsecond(struct kunit *test)
{
	struct ena_fixture *f = feature_fixture(test, "moderation_us=0");

	KUNIT_EXPECT_EQ(test, feature_caps(f).moderation_us, 1);
}

struct feature_limit {
	const char *name;
	const char *params;
	u32 hostile;		/* of ATTR_HOSTILE, or 0 */
	int err;
};

static const struct feature_limit feature_limits[] = {
	{ "no MTU", NULL, 3, -EIO },
	{ "huge MTU", NULL, 4, 0 },
	{ "features that are not there", NULL, 5, 0 },
	{ "no queues", NULL, 6, -EIO },
	{ "absurdly many queues", NULL, 7, 0 },
	{ "rings of nothing", NULL, 8, -EIO },
	{ "rings of no power of two", NULL, 9, 0 },
	{ "absurdly long rings", NULL, 10, 0 },
	{ "no descriptors a packet", NULL, 11, -EIO },
	{ "absurdly many descriptors a packet", NULL, 12, 0 },
	{ "unknown layout", NULL, 13, -EIO },
	{ "LLQ of nothing", NULL, 14, 0 },
	{ "huge LLQ", NULL, 15, 0 },
	{ "absurd moderation unit", NULL, 16, 0 },
	{ "short Tx ring", "tx_depth=128", 0, -EIO },
	{ "short Rx ring", "rx_depth=255", 0, -EIO },
	{ "least rings", "tx_depth=256 rx_depth=256", 0, 0 },
	{ "only a meta descriptor", "tx_descs=1", 0, -EIO },
	{ "one buffer a packet", "tx_descs=2 rx_descs=1", 0, 0 },
};

KUNIT_ARRAY_PARAM_DESC(feature_limits, feature_limits, name);

static void absurd_limits_are_refused_or_bounded(struct kunit *test)
{
	const struct feature_limit *c = test->param_value;
	struct ena_fixture *f = feature_fixture(test, c->params);
	struct ena_caps caps;

	if (c->hostile)
		ena_fixture_fault(f, ENA_SIM_FAULT_ATTR_HOSTILE, U32_MAX,
				  c->hostile);
	KUNIT_ASSERT_EQ(test, ena_feature_get_caps(&f->admin, &caps), c->err);
	if (c->hostile)
		KUNIT_EXPECT_GT(test,
				ena_fixture_hits(f, ENA_SIM_FAULT_ATTR_HOSTILE),
				0ULL);
	if (c->err)
		return;

	KUNIT_EXPECT_LE(test, caps.mtu_max, 65535U);
	KUNIT_EXPECT_LE(test, caps.tx_queues_max, 128);
	KUNIT_EXPECT_LE(test, caps.rx_queues_max, 128);
	KUNIT_EXPECT_LE(test, caps.llq_queues_max, 128);
	KUNIT_EXPECT_LE(test, caps.tx_depth_max, 32768U);
	KUNIT_EXPECT_LE(test, caps.rx_depth_max, 32768U);
	KUNIT_EXPECT_TRUE(test, is_power_of_2(caps.tx_depth_max));
	KUNIT_EXPECT_TRUE(test, is_power_of_2(caps.rx_depth_max));
	KUNIT_EXPECT_GE(test, caps.tx_bufs_max, 1);
	KUNIT_EXPECT_GE(test, caps.rx_bufs_max, 1);
	KUNIT_EXPECT_LE(test, caps.tx_hdr_max, 255);
}

struct feature_refusal {
	const char *name;
	u8 opcode;
	u8 feature;
	u8 status;
	int err;
};

/* ADMIN_STATUS wants an opcode or a feature: 8 is GET_FEATURE */
static const struct feature_refusal feature_refusals[] = {
	{ "attributes not there", 8, 1, 3, -EOPNOTSUPP },
	{ "attributes fail", 8, 1, 6, -EIO },
	{ "queue limits fail", 8, 7, 6, -EIO },
	{ "offloads not there", 8, 11, 3, 0 },
	{ "offloads fail", 8, 11, 6, 0 },
	{ "moderation fails", 8, 20, 5, 0 },
	{ "LLQ not there", 8, 4, 3, 0 },
	{ "LLQ fails", 8, 4, 6, 0 },
	{ "metrics fail", 11, 0, 6, 0 },
};

KUNIT_ARRAY_PARAM_DESC(feature_refusals, feature_refusals, name);

static void only_what_is_needed_must_be_answered(struct kunit *test)
{
	const struct feature_refusal *c = test->param_value;
	struct ena_fixture *f = feature_fixture(test, NULL);
	struct ena_caps caps;

	ena_fixture_fault(f, ENA_SIM_FAULT_ADMIN_STATUS, 1,
			  c->status | c->opcode << 8 | c->feature << 16);
	KUNIT_EXPECT_EQ(test, ena_feature_get_caps(&f->admin, &caps), c->err);
	KUNIT_EXPECT_EQ(test, ena_fixture_hits(f, ENA_SIM_FAULT_ADMIN_STATUS),
			1ULL);
	if (c->feature == 4)
		KUNIT_EXPECT_EQ(test, caps.llq_queues_max, 0);
	if (c->feature == 11)
		KUNIT_EXPECT_EQ(test, caps.tx_offloads, 0U);
}

/* Lose the answer to the command that a test counts down to */
static void feature_lose_one(struct ena_fixture *f)
{
	unsigned int *left = f->test->priv;

	if (f->fn->commands == *left)
		f->fn->fault[ENA_SIM_FAULT_ADMIN_LOST].budget = 1;
	else
		f->fn->fault[ENA_SIM_FAULT_ADMIN_LOST].budget = 0;
}

struct feature_silence {
	const char *name;
	unsigned int before;	/* commands that are answered */
	int err;
};

static const struct feature_silence feature_silences[] = {
	{ "attributes", 0, -ETIMEDOUT },
	{ "queue limits", 1, -ETIMEDOUT },
	{ "offloads", 2, -ETIMEDOUT },
	{ "moderation", 3, -ETIMEDOUT },
	{ "LLQ", 4, -ETIMEDOUT },
	{ "metrics, which are statistics", 5, 0 },
};

KUNIT_ARRAY_PARAM_DESC(feature_silences, feature_silences, name);

static void device_that_falls_silent_is_given_up(struct kunit *test)
{
	const struct feature_silence *c = test->param_value;
	struct ena_fixture *f = feature_fixture(test, NULL);
	unsigned int before = c->before;
	struct ena_caps caps;

	test->priv = &before;
	f->meddle = feature_lose_one;
	KUNIT_EXPECT_EQ(test, ena_feature_get_caps(&f->admin, &caps), c->err);
	KUNIT_EXPECT_EQ(test, f->fn->commands, c->before + 1ULL);
	KUNIT_EXPECT_EQ(test, f->admin.dead, c->err != 0);
}

/* ---- what was not announced is not asked for ---- */

static int feature_try_hints(struct ena_admin *admin,
			     const struct ena_caps *caps)
{
	struct ena_hw_hints hints;

	return ena_feature_get_hints(admin, caps, &hints);
}

static int feature_try_llq(struct ena_admin *admin, const struct ena_caps *caps)
{
	struct ena_hw_llq llq = {};

	return ena_feature_set_llq(admin, caps, &llq);
}

static int feature_try_mtu(struct ena_admin *admin, const struct ena_caps *caps)
{
	return ena_feature_set_mtu(admin, caps, 1500);
}

static int feature_try_link(struct ena_admin *admin,
			    const struct ena_caps *caps)
{
	struct ena_hw_link link;

	return ena_feature_get_link(admin, caps, &link);
}

static int feature_try_get_func(struct ena_admin *admin,
				const struct ena_caps *caps)
{
	u32 supported, selected;

	return ena_feature_get_rss_func(admin, caps, &supported, &selected);
}

static int feature_try_set_func(struct ena_admin *admin,
				const struct ena_caps *caps)
{
	static const u8 key[ENA_HW_RSS_KEY_SIZE];

	return ena_feature_set_rss_func(admin, caps, ENA_HW_RSS_TOEPLITZ, 0,
					key);
}

static int feature_try_get_table(struct ena_admin *admin,
				 const struct ena_caps *caps)
{
	u16 lo, hi;

	return ena_feature_get_rss_table(admin, caps, &lo, &hi);
}

static int feature_try_set_table(struct ena_admin *admin,
				 const struct ena_caps *caps)
{
	static const struct ena_hw_rss_entry entry[128];

	return ena_feature_set_rss_table(admin, caps, entry, 7);
}

static int feature_try_get_input(struct ena_admin *admin,
				 const struct ena_caps *caps)
{
	struct ena_hw_rss_fields fields;
	u16 sort;

	return ena_feature_get_rss_input(admin, caps, &fields, &sort);
}

static int feature_try_set_input(struct ena_admin *admin,
				 const struct ena_caps *caps)
{
	struct ena_hw_rss_fields fields = {};

	return ena_feature_set_rss_input(admin, caps, &fields, 0);
}

static int feature_try_add_flow(struct ena_admin *admin,
				const struct ena_caps *caps)
{
	struct ena_hw_flow_rule rule = {};
	u16 location = 0;

	return ena_feature_add_flow(admin, caps, ENA_HW_FLOW_TCP4, 0, &rule,
				    &location);
}

static int feature_try_del_flow(struct ena_admin *admin,
				const struct ena_caps *caps)
{
	return ena_feature_del_flow(admin, caps, 0);
}

static int feature_try_eni(struct ena_admin *admin, const struct ena_caps *caps)
{
	struct ena_hw_stats_eni eni;

	return ena_feature_get_eni(admin, caps, &eni);
}

static int feature_try_srd(struct ena_admin *admin, const struct ena_caps *caps)
{
	struct ena_hw_stats_srd srd;

	return ena_feature_get_srd(admin, caps, &srd);
}

static int feature_try_query(struct ena_admin *admin,
			     const struct ena_caps *caps)
{
	u32 metrics;

	return ena_feature_query_metrics(admin, caps, &metrics);
}

static int feature_try_metrics(struct ena_admin *admin,
			       const struct ena_caps *caps)
{
	u64 value[ENA_HW_METRICS];

	return ena_feature_get_metrics(admin, caps, value);
}

struct feature_try {
	const char *name;
	int (*try)(struct ena_admin *admin, const struct ena_caps *caps);
};

static const struct feature_try feature_tries[] = {
	{ "hints", feature_try_hints },
	{ "LLQ", feature_try_llq },
	{ "MTU", feature_try_mtu },
	{ "link", feature_try_link },
	{ "hash function", feature_try_get_func },
	{ "choice of a hash function", feature_try_set_func },
	{ "indirection table", feature_try_get_table },
	{ "choice of an indirection table", feature_try_set_table },
	{ "hash fields", feature_try_get_input },
	{ "choice of hash fields", feature_try_set_input },
	{ "addition of a flow rule", feature_try_add_flow },
	{ "removal of a flow rule", feature_try_del_flow },
	{ "ENI statistics", feature_try_eni },
	{ "SRD statistics", feature_try_srd },
	{ "query of metrics", feature_try_query },
	{ "metrics", feature_try_metrics },
};

KUNIT_ARRAY_PARAM_DESC(feature_tries, feature_tries, name);

static void what_was_not_announced_is_not_asked_for(struct kunit *test)
{
	const struct feature_try *c = test->param_value;
	struct ena_fixture *f = feature_fixture(test, NULL);
	static const struct ena_caps caps;

	KUNIT_EXPECT_EQ(test, c->try(&f->admin, &caps), -EOPNOTSUPP);
	KUNIT_EXPECT_EQ(test, f->admin.stats.submitted_cmd, 0ULL);
}

static void refusal_of_a_feature_is_passed_on(struct kunit *test)
{
	static const struct ena_caps caps = {
		.features = U32_MAX, .caps = U32_MAX, .flow_rules_max = 1,
		.metrics = 1,
	};
	const struct feature_try *c = test->param_value;
	struct ena_fixture *f = feature_fixture(test, NULL);

	ena_fixture_fault(f, ENA_SIM_FAULT_ADMIN_STATUS, 1,
			  ENA_HW_ACQ_BUSY);
	KUNIT_EXPECT_EQ(test, c->try(&f->admin, &caps), -EAGAIN);
	KUNIT_EXPECT_EQ(test, f->admin.stats.submitted_cmd, 1ULL);
}

/* ---- queues ---- */

static struct ena_cq_cfg feature_cq(struct ena_fixture *f)
{
	/* Any memory of a page or more will do */
	return (struct ena_cq_cfg) {
		.depth = 256, .entry_words = 2, .vector = 1,
		.base = f->admin.buf_dma,
	};
}

static void queues_come_and_go(struct kunit *test)
{
	struct ena_fixture *f = feature_fixture(test, NULL);
	struct ena_cq_cfg cq = feature_cq(f);
	struct ena_sq_cfg sq = {
		.tx = true, .depth = 256, .base = f->admin.buf_dma,
	};

	KUNIT_ASSERT_EQ(test, ena_feature_create_cq(&f->admin, &cq), 0);
	KUNIT_EXPECT_TRUE(test, f->fn->cq[cq.idx].live);
	sq.cq_idx = cq.idx;
	KUNIT_ASSERT_EQ(test, ena_feature_create_sq(&f->admin, &sq), 0);
	KUNIT_EXPECT_EQ(test, f->fn->nr_tx, 1);
	KUNIT_EXPECT_TRUE(test, ena_reg_is_located(&f->regs, sq.doorbell_off));

	KUNIT_EXPECT_EQ(test, ena_feature_destroy_sq(&f->admin, sq.idx, true),
			0);
	KUNIT_EXPECT_EQ(test, ena_feature_destroy_cq(&f->admin, cq.idx), 0);
	KUNIT_EXPECT_EQ(test, f->fn->nr_tx, 0);
	KUNIT_EXPECT_FALSE(test, f->fn->cq[cq.idx].live);
}

static void interrupt_register_far_out_undoes_the_queue(struct kunit *test)
{
	struct ena_fixture *f = feature_fixture(test, NULL);
	struct ena_cq_cfg cq = feature_cq(f);

	ena_fixture_fault(f, ENA_SIM_FAULT_INTR_BAD_OFFSET, 1, 0);
	KUNIT_EXPECT_EQ(test, ena_feature_create_cq(&f->admin, &cq), -EIO);
	KUNIT_EXPECT_FALSE(test, f->fn->cq[cq.idx].live);
	KUNIT_EXPECT_FALSE(test, f->admin.dead);
}

static void doorbell_far_out_undoes_the_queue(struct kunit *test)
{
	struct ena_fixture *f = feature_fixture(test, NULL);
	struct ena_cq_cfg cq = feature_cq(f);
	struct ena_sq_cfg sq = { .depth = 256, .base = f->admin.buf_dma };

	cq.entry_words = 4;
	KUNIT_ASSERT_EQ(test, ena_feature_create_cq(&f->admin, &cq), 0);
	sq.cq_idx = cq.idx;
	ena_fixture_fault(f, ENA_SIM_FAULT_DB_BAD_OFFSET, 1, 0);
	KUNIT_EXPECT_EQ(test, ena_feature_create_sq(&f->admin, &sq), -EIO);
	KUNIT_EXPECT_EQ(test, f->fn->nr_rx, 0);
	KUNIT_EXPECT_FALSE(test, f->admin.dead);
}

static void device_short_of_memory_says_so(struct kunit *test)
{
	struct ena_fixture *f = feature_fixture(test, NULL);
	struct ena_cq_cfg cq = feature_cq(f);

	ena_fixture_fault(f, ENA_SIM_FAULT_CREATE_REFUSED, 1, 0);
	KUNIT_EXPECT_EQ(test, ena_feature_create_cq(&f->admin, &cq), -ENOMEM);
	KUNIT_EXPECT_FALSE(test, f->admin.dead);
}

static void queue_that_is_not_destroyed_kills_the_admin_queue(struct kunit *test)
{
	struct ena_fixture *f = feature_fixture(test, NULL);
	struct ena_cq_cfg cq = feature_cq(f);

	KUNIT_ASSERT_EQ(test, ena_feature_create_cq(&f->admin, &cq), 0);
	ena_fixture_fault(f, ENA_SIM_FAULT_ADMIN_STATUS, 1,
			  ENA_HW_ACQ_UNKNOWN_ERROR);
	KUNIT_EXPECT_EQ(test, ena_feature_destroy_cq(&f->admin, cq.idx), -EIO);
	KUNIT_EXPECT_TRUE(test, f->admin.dead);
}

/* ---- settings ---- */

static void mtu_is_set(struct kunit *test)
{
	struct ena_fixture *f = feature_fixture(test, NULL);
	struct ena_caps caps = feature_caps(f);

	KUNIT_EXPECT_EQ(test, ena_feature_set_mtu(&f->admin, &caps, 3000), 0);
	KUNIT_EXPECT_EQ(test, f->fn->mtu, 3000U);
}

static void only_events_the_device_knows_are_enabled(struct kunit *test)
{
	struct ena_fixture *f = feature_fixture(test, "aenq_groups=0x13");
	u32 enabled = 0;

	KUNIT_EXPECT_EQ(test, ena_feature_set_aenq(&f->admin, 0x91, &enabled),
			0);
	KUNIT_EXPECT_EQ(test, enabled, 0x11U);
	KUNIT_EXPECT_EQ(test, f->fn->aenq_enabled, 0x11U);
}

static void hints_are_handed_on(struct kunit *test)
{
	struct ena_fixture *f = feature_fixture(test, "hint_admin_ms=1234");
	struct ena_caps caps = feature_caps(f);
	struct ena_hw_hints hints;

	KUNIT_EXPECT_EQ(test, ena_feature_get_hints(&f->admin, &caps, &hints),
			0);
	KUNIT_EXPECT_EQ(test, le16_to_cpu(hints.admin_timeout_ms), 1234);
}

struct feature_table {
	const char *name;
	const char *params;
	int err;
	u16 lo, hi;
};

static const struct feature_table feature_tables[] = {
	{ "one size", "rss_log2_min=7 rss_log2_max=7", 0, 7, 7 },
	{ "from one entry on", "rss_log2_min=0 rss_log2_max=9", 0, 0, 9 },
	{ "larger than a buffer", "rss_log2_min=7 rss_log2_max=15", 0, 7, 10 },
	{ "all larger than a buffer", "rss_log2_min=11 rss_log2_max=15",
	  -EOPNOTSUPP, 0, 0 },
};

KUNIT_ARRAY_PARAM_DESC(feature_tables, feature_tables, name);

static void table_sizes_fit_a_command(struct kunit *test)
{
	const struct feature_table *c = test->param_value;
	struct ena_fixture *f = feature_fixture(test, c->params);
	struct ena_caps caps = feature_caps(f);
	u16 lo = 0, hi = 0;

	KUNIT_EXPECT_EQ(test, ena_feature_get_rss_table(&f->admin, &caps, &lo,
							&hi), c->err);
	KUNIT_EXPECT_EQ(test, lo, c->lo);
	KUNIT_EXPECT_EQ(test, hi, c->hi);
}

static void table_larger_than_a_command_is_refused(struct kunit *test)
{
	struct ena_fixture *f = feature_fixture(test, NULL);
	struct ena_caps caps = feature_caps(f);
	struct ena_hw_rss_entry entry = {};

	KUNIT_EXPECT_EQ(test, ena_feature_set_rss_table(&f->admin, &caps,
							&entry, 11), -EINVAL);
}

static void hash_function_is_one_the_device_may_know(struct kunit *test)
{
	struct ena_fixture *f = feature_fixture(test, NULL);
	struct ena_caps caps = feature_caps(f);
	u8 key[ENA_HW_RSS_KEY_SIZE] = {};
	u32 supported, selected;

	KUNIT_EXPECT_EQ(test, ena_feature_get_rss_func(&f->admin, &caps,
						       &supported, &selected),
			0);
	KUNIT_EXPECT_TRUE(test, supported & ENA_HW_RSS_TOEPLITZ);
	KUNIT_EXPECT_EQ(test, ena_feature_set_rss_func(&f->admin, &caps, 6, 0,
						       key), -EINVAL);
	KUNIT_EXPECT_EQ(test, ena_feature_set_rss_func(&f->admin, &caps, 0, 0,
						       key), -EINVAL);
	KUNIT_EXPECT_EQ(test, ena_feature_set_rss_func(&f->admin, &caps, 0x100,
						       0, key), -EINVAL);
}

static void flow_rule_goes_where_it_is_told(struct kunit *test)
{
	struct ena_fixture *f = feature_fixture(test, "flow_rules=4");
	struct ena_caps caps = feature_caps(f);
	struct ena_hw_flow_rule rule = {};
	u16 location = 3;

	KUNIT_EXPECT_EQ(test, ena_feature_add_flow(&f->admin, &caps,
						   ENA_HW_FLOW_UDP4, 0, &rule,
						   &location), 0);
	KUNIT_EXPECT_EQ(test, location, 3);
	KUNIT_EXPECT_TRUE(test, f->fn->flow[3].valid);

	location = ENA_HW_FLOW_LOCATION_ANY;
	KUNIT_EXPECT_EQ(test, ena_feature_add_flow(&f->admin, &caps,
						   ENA_HW_FLOW_UDP4, 0, &rule,
						   &location), 0);
	KUNIT_EXPECT_LT(test, location, 3);
	KUNIT_EXPECT_EQ(test, f->fn->nr_flows, 2);

	KUNIT_EXPECT_EQ(test, ena_feature_del_flow(&f->admin, &caps, 3), 0);
	KUNIT_EXPECT_FALSE(test, f->fn->flow[3].valid);

	location = 4;
	KUNIT_EXPECT_EQ(test, ena_feature_add_flow(&f->admin, &caps,
						   ENA_HW_FLOW_UDP4, 0, &rule,
						   &location), -EINVAL);
}

/* ---- statistics ---- */

static void statistics_are_handed_on(struct kunit *test)
{
	struct ena_fixture *f = feature_fixture(test, NULL);
	struct ena_caps caps = feature_caps(f);
	u64 value[ENA_HW_METRICS] = {};
	struct ena_hw_stats_basic basic;
	struct ena_hw_stats_eni eni;
	struct ena_hw_stats_srd srd;

	f->fn->count.rx_packets = 0x123456789a;
	f->fn->eni[ENA_HW_METRIC_PPS_EXCEEDED] = 77;
	f->fn->srd.rx_pkts = cpu_to_le64(88);

	KUNIT_EXPECT_EQ(test, ena_feature_get_basic_stats(&f->admin, &basic),
			0);
	KUNIT_EXPECT_EQ(test, le32_to_cpu(basic.rx_pkts.lo), 0x3456789aU);
	KUNIT_EXPECT_EQ(test, le32_to_cpu(basic.rx_pkts.hi), 0x12U);
	KUNIT_EXPECT_EQ(test, ena_feature_get_eni(&f->admin, &caps, &eni), 0);
	KUNIT_EXPECT_EQ(test, le64_to_cpu(eni.pps_allowance_exceeded), 77ULL);
	KUNIT_EXPECT_EQ(test, ena_feature_get_srd(&f->admin, &caps, &srd), 0);
	KUNIT_EXPECT_EQ(test, le64_to_cpu(srd.rx_pkts), 88ULL);
	KUNIT_EXPECT_EQ(test, ena_feature_get_metrics(&f->admin, &caps, value),
			0);
	KUNIT_EXPECT_EQ(test, value[ENA_HW_METRIC_PPS_EXCEEDED], 77ULL);
}

static struct kunit_case feature_tests[] = {
	KUNIT_CASE(capabilities_are_those_of_the_device),
	KUNIT_CASE(device_without_options_has_capabilities),
	KUNIT_CASE(moderation_unit_of_nothing_is_a_microsecond),
	KUNIT_CASE_PARAM(absurd_limits_are_refused_or_bounded,
			 feature_limits_gen_params),
	KUNIT_CASE_PARAM(only_what_is_needed_must_be_answered,
			 feature_refusals_gen_params),
	KUNIT_CASE_PARAM(device_that_falls_silent_is_given_up,
			 feature_silences_gen_params),
	KUNIT_CASE_PARAM(what_was_not_announced_is_not_asked_for,
			 feature_tries_gen_params),
	KUNIT_CASE_PARAM(refusal_of_a_feature_is_passed_on,
			 feature_tries_gen_params),
	KUNIT_CASE(queues_come_and_go),
	KUNIT_CASE(interrupt_register_far_out_undoes_the_queue),
	KUNIT_CASE(doorbell_far_out_undoes_the_queue),
	KUNIT_CASE(device_short_of_memory_says_so),
	KUNIT_CASE(queue_that_is_not_destroyed_kills_the_admin_queue),
	KUNIT_CASE(mtu_is_set),
	KUNIT_CASE(only_events_the_device_knows_are_enabled),
	KUNIT_CASE(hints_are_handed_on),
	KUNIT_CASE_PARAM(table_sizes_fit_a_command, feature_tables_gen_params),
	KUNIT_CASE(table_larger_than_a_command_is_refused),
	KUNIT_CASE(hash_function_is_one_the_device_may_know),
	KUNIT_CASE(flow_rule_goes_where_it_is_told),
	KUNIT_CASE(statistics_are_handed_on),
	{}
};

static struct kunit_suite feature_suite = {
	.name = "ena_feature",
	.test_cases = feature_tests,
};

kunit_test_suite(feature_suite);
