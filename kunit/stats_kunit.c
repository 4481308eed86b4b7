// SPDX-License-Identifier: GPL-2.0-only
/*
 * Counters of ethtool -S (data plane 9.1 to 9.6): names, their order, and that
 * each shows the counter it names. Tools of operators know them by both.
 */
#include <linux/pci.h>
#include <linux/rtnetlink.h>

#include <ena_compat_stat_ops.h>

#include "../src/ena_metrics.h"
#include "../src/ena_queue.h"
#include "../src/ena_stats.h"
#include "rig.h"

/* ---- names, as documented ---- */

static const char *const stats_global[] = {
	"tx_timeout", "suspend", "resume", "wd_expired", "interface_up",
	"interface_down", "admin_q_pause", "reset_fail",
};

static const char *const stats_metrics[] = {
	"bw_in_allowance_exceeded", "bw_out_allowance_exceeded",
	"pps_allowance_exceeded", "conntrack_allowance_exceeded",
	"linklocal_allowance_exceeded", "conntrack_allowance_available",
	"ena_srd_mode", "ena_srd_tx_pkts", "ena_srd_eligible_tx_pkts",
	"ena_srd_rx_pkts", "ena_srd_resource_utilization",
};

static const char *const stats_tx[] = {
	"cnt", "bytes", "queue_stop", "queue_wakeup", "dma_mapping_err",
	"linearize", "linearize_failed", "napi_comp", "tx_poll", "doorbells",
	"prepare_ctx_err", "bad_req_id", "llq_buffer_copy", "missed_tx",
	"unmask_interrupt",
};

static const char *const stats_rx[] = {
	"cnt", "bytes", "rx_copybreak_pkt", "csum_good", "refil_partial",
	"csum_bad", "page_alloc_fail", "skb_alloc_fail", "dma_mapping_err",
	"bad_desc_num", "bad_req_id", "empty_rx_ring", "csum_unchecked",
	"xdp_aborted", "xdp_drop", "xdp_pass", "xdp_tx", "xdp_invalid",
	"xdp_redirect",
};

static const char *const stats_admin[] = {
	"ena_admin_q_aborted_cmd", "ena_admin_q_submitted_cmd",
	"ena_admin_q_completed_cmd", "ena_admin_q_out_of_space",
	"ena_admin_q_no_completion",
};

/* What is beyond the kernel's own driver comes after all of it */
static const char *const stats_more[] = {
	"io_suspend", "io_resume", "total_resets", "bad_tx_req_id",
	"bad_rx_req_id", "bad_rx_desc_num", "missing_intr",
	"suspected_poll_starvation", "missing_tx_cmpl", "rx_desc_malformed",
	"tx_desc_malformed", "invalid_state", "os_netdev_wd",
	"missing_admin_interrupt", "admin_to", "device_request_reset",
	"missing_first_intr", "rx_drops", "tx_drops", "rx_overruns",
};

static const char *const stats_tx_more[] = {
	"lost_interrupt", "pending_timedout_pkts", "poll", "missing_tx_comp",
};

static const char *const stats_rx_more[] = {
	"bad_csum", "small_copy_len_pkt",
};

/* A walk along the names that ethtool shows */
struct stats_walk {
	struct kunit *test;
	u8 *names;
	u32 n;
};

static void stats_expect(struct stats_walk *walk, const char *prefix,
			 const char *const *names, size_t n)
{
	char want[64];
	size_t i;

	for (i = 0; i < n; i++) {
		snprintf(want, sizeof(want), "%s%s", prefix, names[i]);
		want[ETH_GSTRING_LEN - 1] = 0;
		KUNIT_EXPECT_STREQ(walk->test, want,
				   walk->names + walk->n * ETH_GSTRING_LEN);
		walk->n++;
	}
}

static void stats_expect_queue(struct stats_walk *walk, u32 queue,
			       const char *const *tx, size_t nr_tx,
			       const char *const *rx, size_t nr_rx)
{
	char prefix[16];

	snprintf(prefix, sizeof(prefix), "queue_%u_tx_", queue);
	stats_expect(walk, prefix, tx, nr_tx);
	snprintf(prefix, sizeof(prefix), "queue_%u_rx_", queue);
	stats_expect(walk, prefix, rx, nr_rx);
}

static u8 *stats_names(struct ena_rig *rig, u32 *n)
{
	u8 *names;

	*n = ena_stats_count(rig->enet);
	names = kunit_kzalloc(rig->test, *n * ETH_GSTRING_LEN + 1, GFP_KERNEL);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(rig->test, names);
	names[*n * ETH_GSTRING_LEN] = 0xa5;
	ena_stats_names(rig->enet, names);
	KUNIT_EXPECT_EQ(rig->test, names[*n * ETH_GSTRING_LEN], 0xa5);
	return names;
}

struct order_case {
	const char *name;
	u32 pairs;
	u32 metrics;			/* BIT(enum ena_metric) */
	u32 metrics_from;		/* of stats_metrics */
	u32 metrics_nr;
};

static const struct order_case order_cases[] = {
	{ "no metrics", 1, 0, 0, 0 },
	{ "two queues", 2, 0, 0, 0 },
	{ "five metrics", 1, 0x1f, 0, 5 },
	{ "all metrics", 2, 0x7ff, 0, 11 },
	{ "SRD alone", 1, 0x7c0, 6, 5 },
};

KUNIT_ARRAY_PARAM_DESC(order, order_cases, name);

static void names_come_in_the_documented_order(struct kunit *test)
{
	const struct order_case *c = test->param_value;
	const struct ena_rig_opts opts = { .cfg.nr = c->pairs };
	struct ena_rig *rig = ena_rig_new(test, &opts);
	struct stats_walk walk = { .test = test };
	u32 n, q;

	rig->enet->metrics->there = c->metrics;
	walk.names = stats_names(rig, &n);
	stats_expect(&walk, "", stats_global, ARRAY_SIZE(stats_global));
	stats_expect(&walk, "", stats_metrics + c->metrics_from, c->metrics_nr);
	for (q = 0; q < c->pairs; q++)
		stats_expect_queue(&walk, q, stats_tx, ARRAY_SIZE(stats_tx),
				   stats_rx, ARRAY_SIZE(stats_rx));
	stats_expect(&walk, "", stats_admin, ARRAY_SIZE(stats_admin));
	stats_expect(&walk, "", stats_more, ARRAY_SIZE(stats_more));
	for (q = 0; q < c->pairs; q++)
		stats_expect_queue(&walk, q, stats_tx_more,
				   ARRAY_SIZE(stats_tx_more), stats_rx_more,
				   ARRAY_SIZE(stats_rx_more));
	KUNIT_EXPECT_EQ(test, walk.n, n);
}

/* Longest number of a queue: 127. One name is known to be cut. */
static void stats_expect_room(struct kunit *test, const char *dir,
			      const char *const *names, size_t n)
{
	size_t i, used = strlen("queue_127_") + strlen(dir);

	for (i = 0; i < n; i++)
		if (strcmp(names[i], "pending_timedout_pkts"))
			KUNIT_EXPECT_LT_MSG(test, used + strlen(names[i]),
					    (size_t)ETH_GSTRING_LEN, "%s",
					    names[i]);
}

static void names_fit_with_the_longest_number(struct kunit *test)
{
	stats_expect_room(test, "tx_", stats_tx, ARRAY_SIZE(stats_tx));
	stats_expect_room(test, "rx_", stats_rx, ARRAY_SIZE(stats_rx));
	stats_expect_room(test, "tx_", stats_tx_more,
			  ARRAY_SIZE(stats_tx_more));
	stats_expect_room(test, "rx_", stats_rx_more,
			  ARRAY_SIZE(stats_rx_more));
}

static void no_name_is_there_twice(struct kunit *test)
{
	const struct ena_rig_opts opts = { .cfg.nr = 2 };
	struct ena_rig *rig = ena_rig_new(test, &opts);
	u32 n, i, j, twice = 0;
	u8 *names;

	rig->enet->metrics->there = 0x7ff;
	names = stats_names(rig, &n);
	for (i = 0; i < n; i++)
		for (j = i + 1; j < n; j++)
			twice += !strcmp(names + i * ETH_GSTRING_LEN,
					 names + j * ETH_GSTRING_LEN);
	KUNIT_EXPECT_EQ(test, twice, 0);
}

/* ---- values ---- */

/* What ethtool shows under a name */
static u64 stats_value(struct ena_rig *rig, const char *name)
{
	u32 n, i;
	u8 *names = stats_names(rig, &n);
	u64 *values = kunit_kcalloc(rig->test, n, sizeof(u64), GFP_KERNEL);

	KUNIT_ASSERT_NOT_ERR_OR_NULL(rig->test, values);
	ena_stats_values(rig->enet, values);
	for (i = 0; i < n; i++)
		if (!strcmp(names + i * ETH_GSTRING_LEN, name))
			return values[i];

	KUNIT_FAIL(rig->test, "no counter %s", name);
	return U64_MAX;
}

#define TX(_name, part, field) \
	{ "tx_" _name, offsetof(struct ena_queue_counters, part.field) }
#define RX(_name, part, field) \
	{ "rx_" _name, offsetof(struct ena_queue_counters, part.field) }

struct counter_case {
	const char *name;
	size_t off;
};

static const struct counter_case counter_cases[] = {
	TX("cnt", xmit, cnt),
	TX("bytes", xmit, bytes),
	TX("queue_stop", xmit, queue_stop),
	TX("queue_wakeup", clean, queue_wakeup),
	TX("dma_mapping_err", xmit, dma_mapping_err),
	TX("linearize", xmit, linearize),
	TX("linearize_failed", xmit, linearize_failed),
	TX("napi_comp", clean, napi_comp),
	TX("tx_poll", clean, tx_poll),
	TX("doorbells", xmit, doorbells),
	TX("prepare_ctx_err", xmit, prepare_ctx_err),
	TX("bad_req_id", clean, bad_req_id),
	TX("llq_buffer_copy", xmit, llq_buffer_copy),
	TX("missed_tx", tx_watch, missed_tx),
	TX("unmask_interrupt", clean, unmask_interrupt),
	TX("lost_interrupt", tx_watch, lost_interrupt),
	TX("pending_timedout_pkt", tx_watch, pending_timedout_pkts),
	TX("poll", clean, tx_poll),
	TX("missing_tx_comp", tx_watch, missed_tx),
	RX("cnt", rx, cnt),
	RX("bytes", rx, bytes),
	RX("rx_copybreak_pkt", rx, rx_copybreak_pkt),
	RX("csum_good", rx, csum_good),
	RX("refil_partial", rx, refil_partial),
	RX("csum_bad", rx, csum_bad),
	RX("page_alloc_fail", rx, page_alloc_fail),
	RX("skb_alloc_fail", rx, skb_alloc_fail),
	RX("dma_mapping_err", rx, dma_mapping_err),
	RX("bad_desc_num", rx, bad_desc_num),
	RX("bad_req_id", rx, bad_req_id),
	RX("empty_rx_ring", rx_watch, empty_rx_ring),
	RX("csum_unchecked", rx, csum_unchecked),
	RX("xdp_aborted", rx, xdp_aborted),
	RX("xdp_drop", rx, xdp_drop),
	RX("xdp_pass", rx, xdp_pass),
	RX("xdp_tx", rx, xdp_tx),
	RX("xdp_invalid", rx, xdp_invalid),
	RX("xdp_redirect", rx, xdp_redirect),
	RX("bad_csum", rx, csum_bad),
	RX("small_copy_len_pkt", rx, rx_copybreak_pkt),
};

KUNIT_ARRAY_PARAM_DESC(counter, counter_cases, name);

/* All counters differ, and are beyond 32 bits */
static void stats_fill(struct ena_rig *rig)
{
	u64_stats_t *word;
	size_t off;
	u32 q;

	for (q = 0; q < ENA_RIG_PAIRS; q++) {
		for (off = 0; off < offsetof(struct ena_queue_counters,
					     watch_sync); off += sizeof(u64)) {
			word = (void *)&rig->enet->count[q] + off;
			u64_stats_set(word, (5ULL << 32) + 1000 * q + off);
		}
		u64_stats_init(&rig->enet->count[q].xmit_sync);
		u64_stats_init(&rig->enet->count[q].clean_sync);
		u64_stats_init(&rig->enet->count[q].rx_sync);
	}
}

static void name_shows_the_counter_of_its_queue(struct kunit *test)
{
	const struct counter_case *c = test->param_value;
	const struct ena_rig_opts opts = { .cfg.nr = 2 };
	struct ena_rig *rig = ena_rig_new(test, &opts);
	char name[ETH_GSTRING_LEN];
	u32 q;

	stats_fill(rig);
	for (q = 0; q < 2; q++) {
		snprintf(name, sizeof(name), "queue_%u_%s", q, c->name);
		KUNIT_EXPECT_EQ(test, stats_value(rig, name),
				(5ULL << 32) + 1000 * q + c->off);
	}
}

/* Codes of data plane 10.8 */
struct reset_case {
	const char *name;
	u8 reason;
};

static const struct reset_case reset_cases[] = {
	{ "admin_to", 2 }, { "missing_tx_cmpl", 3 }, { "bad_rx_req_id", 4 },
	{ "bad_tx_req_id", 5 }, { "bad_rx_desc_num", 6 },
	{ "invalid_state", 8 }, { "os_netdev_wd", 10 }, { "missing_intr", 14 },
	{ "suspected_poll_starvation", 15 }, { "rx_desc_malformed", 16 },
	{ "tx_desc_malformed", 17 }, { "missing_admin_interrupt", 18 },
	{ "device_request_reset", 19 }, { "missing_first_intr", 20 },
};

KUNIT_ARRAY_PARAM_DESC(reset, reset_cases, name);

static void name_counts_the_resets_of_its_reason(struct kunit *test)
{
	const struct reset_case *c = test->param_value;
	struct ena_rig *rig = ena_rig_new(test, NULL);
	u32 i;

	for (i = 0; i < ENA_HW_RESET_REASONS; i++)
		rig->enet->events.by_reason[i] = 100 + i;
	KUNIT_EXPECT_EQ(test, stats_value(rig, c->name), 100ULL + c->reason);
}

static void events_of_the_interface_are_shown(struct kunit *test)
{
	struct ena_rig *rig = ena_rig_new(test, NULL);

	rig->enet->events = (struct ena_net_events) {
		.tx_timeout = 1, .suspend = 2, .resume = 3, .wd_expired = 4,
		.interface_up = 5, .interface_down = 6, .admin_q_pause = 7,
		.reset_fail = 8, .total_resets = 9,
	};
	KUNIT_EXPECT_EQ(test, stats_value(rig, "tx_timeout"), 1ULL);
	KUNIT_EXPECT_EQ(test, stats_value(rig, "suspend"), 2ULL);
	KUNIT_EXPECT_EQ(test, stats_value(rig, "resume"), 3ULL);
	KUNIT_EXPECT_EQ(test, stats_value(rig, "wd_expired"), 4ULL);
	KUNIT_EXPECT_EQ(test, stats_value(rig, "interface_up"), 5ULL);
	KUNIT_EXPECT_EQ(test, stats_value(rig, "interface_down"), 6ULL);
	KUNIT_EXPECT_EQ(test, stats_value(rig, "admin_q_pause"), 7ULL);
	KUNIT_EXPECT_EQ(test, stats_value(rig, "reset_fail"), 8ULL);
	KUNIT_EXPECT_EQ(test, stats_value(rig, "total_resets"), 9ULL);
	KUNIT_EXPECT_EQ(test, stats_value(rig, "io_suspend"), 0ULL);
	KUNIT_EXPECT_EQ(test, stats_value(rig, "io_resume"), 0ULL);
}

static void counters_of_the_device_are_shown(struct kunit *test)
{
	struct ena_rig *rig = ena_rig_new(test, NULL);
	u32 i;

	rig->edev->admin.stats = (struct ena_admin_stats) {
		.aborted_cmd = 1, .submitted_cmd = 2, .completed_cmd = 3,
		.out_of_space = 4, .no_completion = 5,
	};
	/* Of resets before, and since */
	rig->edev->drops_base = (struct ena_dev_drops) { 100, 200, 300 };
	rig->edev->drops = (struct ena_dev_drops) { 1, 2, 3 };
	rig->enet->metrics->there = 0x7ff;
	for (i = 0; i < ENA_METRICS; i++)
		rig->enet->metrics->value[i] = 1000 + i;

	for (i = 0; i < ARRAY_SIZE(stats_admin); i++)
		KUNIT_EXPECT_EQ(test, stats_value(rig, stats_admin[i]),
				1ULL + i);
	for (i = 0; i < ARRAY_SIZE(stats_metrics); i++)
		KUNIT_EXPECT_EQ(test, stats_value(rig, stats_metrics[i]),
				1000ULL + i);
	KUNIT_EXPECT_EQ(test, stats_value(rig, "rx_drops"), 101ULL);
	KUNIT_EXPECT_EQ(test, stats_value(rig, "tx_drops"), 202ULL);
	KUNIT_EXPECT_EQ(test, stats_value(rig, "rx_overruns"), 303ULL);
}

static void counters_outlive_the_queues(struct kunit *test)
{
	struct ena_rig *rig = ena_rig_new(test, NULL);
	u32 i;

	for (i = 0; i < 3; i++)
		ena_rig_xmit(rig, ena_rig_skb(rig, 60, 0, 0), false);
	ena_rig_detach(rig);
	KUNIT_EXPECT_EQ(test, stats_value(rig, "queue_0_tx_cnt"), 3ULL);

	ena_rig_attach(rig);
	ena_rig_xmit(rig, ena_rig_skb(rig, 60, 0, 0), false);
	KUNIT_EXPECT_EQ(test, stats_value(rig, "queue_0_tx_cnt"), 4ULL);
	KUNIT_EXPECT_EQ(test, stats_value(rig, "queue_0_tx_bytes"), 240ULL);
}

/* ---- other readers ---- */

static void totals_are_of_all_queues_there_ever_were(struct kunit *test)
{
	struct ena_rig *rig = ena_rig_new(test, NULL);
	struct rtnl_link_stats64 sum = {};
	u32 q;

	for (q = 0; q < 2; q++) {
		u64_stats_set(&rig->enet->count[q].xmit.cnt, 10 + q);
		u64_stats_set(&rig->enet->count[q].xmit.bytes, 1000 + q);
		u64_stats_set(&rig->enet->count[q].rx.cnt, 20 + q);
		u64_stats_set(&rig->enet->count[q].rx.bytes, 2000 + q);
		u64_stats_set(&rig->enet->count[q].rx.xdp_drop, 3);
	}
	rig->edev->drops = (struct ena_dev_drops) { 100, 200, 300 };

	ena_stats_get64(rig->netdev, &sum);
	KUNIT_EXPECT_EQ(test, sum.tx_packets, 21ULL);
	KUNIT_EXPECT_EQ(test, sum.tx_bytes, 2001ULL);
	KUNIT_EXPECT_EQ(test, sum.rx_packets, 41ULL);
	KUNIT_EXPECT_EQ(test, sum.rx_bytes, 4001ULL);
	KUNIT_EXPECT_EQ(test, sum.rx_dropped, 106ULL);
	KUNIT_EXPECT_EQ(test, sum.tx_dropped, 200ULL);
	KUNIT_EXPECT_EQ(test, sum.rx_over_errors, 300ULL);
	KUNIT_EXPECT_EQ(test, sum.rx_errors, 300ULL);
}

static void queues_and_base_add_up_to_the_totals(struct kunit *test)
{
	struct ena_rig *rig = ena_rig_new(test, NULL);
	struct netdev_queue_stats_rx rx = {}, rx_base = {};
	struct netdev_queue_stats_tx tx = {}, tx_base = {};

	rtnl_lock();
	netif_set_real_num_queues(rig->netdev, 1, 1);
	rtnl_unlock();
	/* The second queue was there once */
	u64_stats_set(&rig->enet->count[0].rx.cnt, 5);
	u64_stats_set(&rig->enet->count[0].rx.csum_good, 4);
	u64_stats_set(&rig->enet->count[0].rx.page_alloc_fail, 1);
	u64_stats_set(&rig->enet->count[0].rx.skb_alloc_fail, 2);
	u64_stats_set(&rig->enet->count[1].rx.cnt, 7);
	u64_stats_set(&rig->enet->count[0].xmit.queue_stop, 8);
	u64_stats_set(&rig->enet->count[1].xmit.cnt, 9);
	rig->edev->drops = (struct ena_dev_drops) { 100, 200, 300 };

	ena_stats_ops.get_queue_stats_rx(rig->netdev, 0, &rx);
	ena_stats_ops.get_queue_stats_tx(rig->netdev, 0, &tx);
	ena_stats_ops.get_base_stats(rig->netdev, &rx_base, &tx_base);
	KUNIT_EXPECT_EQ(test, rx.packets, 5ULL);
	KUNIT_EXPECT_EQ(test, rx.csum_unnecessary, 4ULL);
	KUNIT_EXPECT_EQ(test, rx.alloc_fail, 3ULL);
	KUNIT_EXPECT_EQ(test, tx.stop, 8ULL);
	KUNIT_EXPECT_EQ(test, rx_base.packets, 7ULL);
	KUNIT_EXPECT_EQ(test, tx_base.packets, 9ULL);
	KUNIT_EXPECT_EQ(test, rx_base.hw_drops, 400ULL);
	KUNIT_EXPECT_EQ(test, tx_base.hw_drops, 200ULL);
	KUNIT_EXPECT_EQ(test, rx_base.hw_drop_overruns, 300ULL);
}

static void debug_area_gets_pairs_of_name_and_value(struct kunit *test)
{
	struct ena_rig *rig = ena_rig_new(test, NULL);
	struct ena_hw_debug_stat *area;

	/* Room for two and a half */
	area = kunit_kzalloc(test, 3 * sizeof(*area), GFP_KERNEL);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, area);
	rig->edev->debug_area = area;
	rig->edev->debug_area_size = 5 * sizeof(*area) / 2;
	rig->enet->events.tx_timeout = 77;
	rig->enet->events.suspend = 88;
	rig->enet->events.resume = 99;

	ena_net_lock(rig->enet);
	ena_stats_log(rig->enet);
	ena_net_unlock(rig->enet);
	KUNIT_EXPECT_STREQ(test, (char *)area[0].name, "tx_timeout");
	KUNIT_EXPECT_EQ(test, le64_to_cpu(area[0].value), 77ULL);
	KUNIT_EXPECT_STREQ(test, (char *)area[1].name, "suspend");
	KUNIT_EXPECT_EQ(test, le64_to_cpu(area[1].value), 88ULL);
	KUNIT_EXPECT_EQ(test, le64_to_cpu(area[2].value), 0ULL);
	rig->edev->debug_area = NULL;
}

static void stats_exit(struct kunit *test)
{
	ena_rig_free(test->priv);
}

static struct kunit_case stats_cases[] = {
	KUNIT_CASE_PARAM(names_come_in_the_documented_order, order_gen_params),
	KUNIT_CASE(names_fit_with_the_longest_number),
	KUNIT_CASE(no_name_is_there_twice),
	KUNIT_CASE_PARAM(name_shows_the_counter_of_its_queue,
			 counter_gen_params),
	KUNIT_CASE_PARAM(name_counts_the_resets_of_its_reason,
			 reset_gen_params),
	KUNIT_CASE(events_of_the_interface_are_shown),
	KUNIT_CASE(counters_of_the_device_are_shown),
	KUNIT_CASE(counters_outlive_the_queues),
	KUNIT_CASE(totals_are_of_all_queues_there_ever_were),
	KUNIT_CASE(queues_and_base_add_up_to_the_totals),
	KUNIT_CASE(debug_area_gets_pairs_of_name_and_value),
	{}
};

static struct kunit_suite stats_suite = {
	.name = "ena_stats",
	.exit = stats_exit,
	.test_cases = stats_cases,
};

kunit_test_suite(stats_suite);
