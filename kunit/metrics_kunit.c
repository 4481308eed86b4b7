// SPDX-License-Identifier: GPL-2.0-only
/*
 * Statistics of the device (data plane 9.3): which it has, and how they get from
 * it to where users look.
 */
#include "../src/ena_metrics.h"
#include "fixture.h"
#include "rig.h"

struct probe_case {
	const char *name;
	u32 caps;			/* capability bits */
	u32 metrics;			/* customer metrics it reported */
	u32 there;
};

static const struct probe_case probe_cases[] = {
	{ "nothing", 0x0, 0x3f, 0x000 },
	{ "five of the instance", 0x1, 0x3f, 0x01f },
	{ "SRD", 0x2, 0x3f, 0x7c0 },
	{ "five, and SRD", 0x3, 0x00, 0x7df },
	{ "all six", 0x4, 0x3f, 0x03f },
	{ "some of six", 0x4, 0x21, 0x021 },
	{ "six take the place of five", 0x5, 0x20, 0x020 },
	{ "five while the six are unknown", 0x5, 0x00, 0x01f },
	{ "six, and SRD", 0x6, 0x3f, 0x7ff },
	{ "more than are known", 0x4, 0xffffffff, 0x03f },
};

KUNIT_ARRAY_PARAM_DESC(probe, probe_cases, name);

static void metrics_are_those_the_device_announces(struct kunit *test)
{
	const struct probe_case *c = test->param_value;
	struct ena_rig *rig = ena_rig_new(test, NULL);

	rig->edev->caps.caps = c->caps;
	rig->edev->caps.metrics = c->metrics;
	ena_metrics_probe(rig->enet);
	KUNIT_EXPECT_EQ(test, rig->enet->metrics->there, c->there);
}

/* A device whose metrics are 100, 101 ... */
static struct ena_fixture *metrics_fixture(struct kunit *test,
					   const char *params)
{
	struct ena_fixture *f = ena_fixture_create_pci(test, params);
	u32 i;

	ena_fixture_net(f, NULL);
	for (i = 0; i < ENA_HW_METRICS; i++)
		f->fn->eni[i] = 100 + i;
	f->fn->srd = (struct ena_hw_stats_srd) {
		.flags = cpu_to_le64(ENA_METRIC_SRD_MODE + 100),
		.tx_pkts = cpu_to_le64(ENA_METRIC_SRD_TX_PKTS + 100),
		.eligible_tx_pkts =
			cpu_to_le64(ENA_METRIC_SRD_ELIGIBLE_TX_PKTS + 100),
		.rx_pkts = cpu_to_le64(ENA_METRIC_SRD_RX_PKTS + 100),
		.resource_utilization =
			cpu_to_le64(ENA_METRIC_SRD_RESOURCE_UTILIZATION + 100),
	};
	return f;
}

struct refresh_case {
	const char *name;
	const char *params;
	u32 there;
};

static const struct refresh_case refresh_cases[] = {
	{ "none", "queues=1 capabilities=0", 0x000 },
	{ "five of the instance", "queues=1 capabilities=1", 0x01f },
	{ "SRD", "queues=1 capabilities=2", 0x7c0 },
	{ "six", "queues=1 capabilities=4", 0x03f },
	{ "all", "queues=1 capabilities=7", 0x7ff },
};

KUNIT_ARRAY_PARAM_DESC(refresh, refresh_cases, name);

static void metrics_are_read_once_a_second(struct kunit *test)
{
	const struct refresh_case *c = test->param_value;
	struct ena_fixture *f = metrics_fixture(test, c->params);
	struct ena_metrics now;
	u32 i;

	ena_fixture_advance_ms(f, 1100);
	ena_metrics_read(f->enet, &now);
	KUNIT_EXPECT_EQ(test, now.there, c->there);
	for (i = 0; i < ENA_METRICS; i++)
		KUNIT_EXPECT_EQ(test, now.value[i],
				c->there & BIT(i) ? 100ULL + i : 0ULL);

	f->fn->eni[0] = 7;
	ena_fixture_advance_ms(f, 1100);
	ena_metrics_read(f->enet, &now);
	KUNIT_EXPECT_EQ(test, now.value[0], c->there & 1 ? 7ULL : 0ULL);
}

static void metrics_that_do_not_come_stay_as_they_were(struct kunit *test)
{
	struct ena_fixture *f = metrics_fixture(test,
						"queues=1 capabilities=7");
	struct ena_metrics now;

	ena_fixture_advance_ms(f, 1100);
	f->fn->eni[0] = 7;
	f->fn->srd.tx_pkts = cpu_to_le64(8);
	ena_fixture_fault(f, ENA_SIM_FAULT_ADMIN_STATUS, U32_MAX,
			  ENA_HW_ACQ_UNKNOWN_ERROR | ENA_HW_AQ_GET_STATS << 8);
	ena_fixture_advance_ms(f, 1100);
	ena_metrics_read(f->enet, &now);
	KUNIT_EXPECT_EQ(test, now.value[0], 100ULL);
	KUNIT_EXPECT_EQ(test, now.value[ENA_METRIC_SRD_TX_PKTS],
			100ULL + ENA_METRIC_SRD_TX_PKTS);

	ena_fixture_no_faults(f);
	ena_fixture_advance_ms(f, 1100);
	ena_metrics_read(f->enet, &now);
	KUNIT_EXPECT_EQ(test, now.value[0], 7ULL);
	KUNIT_EXPECT_EQ(test, now.value[ENA_METRIC_SRD_TX_PKTS], 8ULL);
	KUNIT_EXPECT_EQ(test, f->news.fails, 0);
}

/* What is not known at the start is asked again: the names are counted on */
static void metrics_that_are_unknown_are_asked_for(struct kunit *test)
{
	struct ena_fixture *f = metrics_fixture(test,
						"queues=1 capabilities=4");
	struct ena_metrics now;

	ena_fixture_fault(f, ENA_SIM_FAULT_ADMIN_STATUS, U32_MAX,
			  ENA_HW_ACQ_BUSY | ENA_HW_AQ_GET_STATS << 8);
	ena_dev_fail(&f->edev, ENA_HW_RESET_GENERIC);
	ena_fixture_advance_ms(f, 30000);
	KUNIT_ASSERT_EQ(test, f->edev.reset_count, 2U);
	ena_metrics_read(f->enet, &now);
	KUNIT_EXPECT_EQ(test, now.there, 0U);

	ena_fixture_no_faults(f);
	ena_fixture_advance_ms(f, 40000);
	ena_metrics_read(f->enet, &now);
	KUNIT_EXPECT_EQ(test, now.there, 0x03fU);
	KUNIT_EXPECT_EQ(test, now.value[1], 101ULL);
	KUNIT_EXPECT_EQ(test, f->edev.reset_count, 2U);
}

static void metrics_have_the_names_operators_know(struct kunit *test)
{
	KUNIT_EXPECT_STREQ(test, ena_metrics_name(0),
			   "bw_in_allowance_exceeded");
	KUNIT_EXPECT_STREQ(test, ena_metrics_name(5),
			   "conntrack_allowance_available");
	KUNIT_EXPECT_STREQ(test, ena_metrics_name(6), "ena_srd_mode");
	KUNIT_EXPECT_STREQ(test, ena_metrics_name(10),
			   "ena_srd_resource_utilization");
	KUNIT_EXPECT_EQ(test, (int)ENA_METRICS, 11);
}

static void metrics_exit(struct kunit *test)
{
	ena_rig_free(test->priv);
}

static struct kunit_case metrics_cases[] = {
	KUNIT_CASE_PARAM(metrics_are_those_the_device_announces,
			 probe_gen_params),
	KUNIT_CASE_PARAM(metrics_are_read_once_a_second, refresh_gen_params),
	KUNIT_CASE(metrics_that_do_not_come_stay_as_they_were),
	KUNIT_CASE(metrics_that_are_unknown_are_asked_for),
	KUNIT_CASE(metrics_have_the_names_operators_know),
	{}
};

static struct kunit_suite metrics_suite = {
	.name = "ena_metrics",
	.exit = metrics_exit,
	.test_cases = metrics_cases,
};

kunit_test_suite(metrics_suite);
