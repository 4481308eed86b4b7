// SPDX-License-Identifier: GPL-2.0-only
/*
 * Interrupt vectors (data plane 6.2 to 6.4, 10.5): delays in the device's units,
 * and when a vector is unmasked. Register values are made by hand.
 */
#include "../src/ena_desc.h"
#include "../src/ena_vec.h"
#include "rig.h"

struct delay_case {
	const char *name;
	u32 rx_us;
	u32 tx_us;
	u32 unit_us;
	u32 word;
};

static const struct delay_case delay_cases[] = {
	{ "no delay", 0, 0, 1, 0 },
	{ "defaults", 20, 64, 1, 0x00200014 },
	{ "units of 4 us", 20, 64, 4, 0x00080005 },
	{ "below the unit", 3, 3, 4, 0 },
	{ "rounded down", 23, 67, 4, 0x00080005 },
	{ "unit not known", 20, 64, 0, 0 },
	{ "longest", 32767, 32767, 1, 0x3fffffff },
	{ "longer than there is", 32768, 4000000000U, 1, 0x3fffffff },
	{ "longest in units", 131068, 131071, 4, 0x3fffffff },
	{ "receive only", 1, 0, 1, 0x00000001 },
	{ "transmit only", 0, 1, 1, 0x00008000 },
};

KUNIT_ARRAY_PARAM_DESC(delay, delay_cases, name);

static void delays_are_told_in_units_of_the_device(struct kunit *test)
{
	const struct delay_case *c = test->param_value;

	KUNIT_EXPECT_EQ(test, ena_intr_delays(c->rx_us, c->tx_us, c->unit_us),
			c->word);
}

static struct ena_vec *mod_vec(struct ena_rig *rig)
{
	return rig->set->vec[0];
}

static const struct ena_moderation mod_static = { .rx_us = 20, .tx_us = 64 };

static void settings_are_told_once(struct kunit *test)
{
	struct ena_rig *rig = ena_rig_new(test, NULL);

	ena_vec_set_moderation(mod_vec(rig), &mod_static);
	KUNIT_EXPECT_EQ(test, rig->regs[0].intr, 0);
	ena_rig_napi(rig, 64, true);
	KUNIT_EXPECT_EQ(test, rig->regs[0].intr, 0x40200014);
	ena_rig_napi(rig, 64, true);
	KUNIT_EXPECT_EQ(test, rig->regs[0].intr, 0xc0200014);

	ena_vec_set_moderation(mod_vec(rig), &mod_static);
	ena_rig_napi(rig, 64, true);
	KUNIT_EXPECT_EQ(test, rig->regs[0].intr, 0x40200014);
}

static void settings_are_told_in_the_units_there_are_now(struct kunit *test)
{
	struct ena_rig *rig = ena_rig_new(test, NULL);

	rig->edev->caps.moderation_us = 4;
	ena_vec_set_moderation(mod_vec(rig), &mod_static);
	ena_rig_napi(rig, 64, true);
	KUNIT_EXPECT_EQ(test, rig->regs[0].intr, 0x40080005);
}

static void vector_is_unmasked_only_if_it_fired(struct kunit *test)
{
	struct ena_rig *rig = ena_rig_new(test, NULL);
	struct ena_tx_clean_stats *clean = &rig->enet->count[0].clean;

	ena_rig_napi(rig, 64, false);
	KUNIT_EXPECT_EQ(test, rig->regs[0].intr, 0);
	KUNIT_EXPECT_EQ(test, u64_stats_read(&clean->unmask_interrupt), 0ULL);

	ena_rig_napi(rig, 64, true);
	KUNIT_EXPECT_NE(test, rig->regs[0].intr, 0);
	KUNIT_EXPECT_FALSE(test, mod_vec(rig)->masked);
	KUNIT_EXPECT_EQ(test, u64_stats_read(&clean->unmask_interrupt), 1ULL);
	KUNIT_EXPECT_EQ(test, u64_stats_read(&clean->napi_comp), 2ULL);
}

static void vector_stays_masked_while_there_is_work(struct kunit *test)
{
	const struct ena_rig_rx rx = {
		.status = ENA_RIG_RX_WHOLE, .len = 60,
	};
	struct ena_rig *rig = ena_rig_new(test, NULL);
	u32 i;

	for (i = 0; i < 5; i++)
		ena_rig_rx_fill(rig, &rx);
	KUNIT_EXPECT_EQ(test, ena_rig_napi(rig, 4, true), 4);
	KUNIT_EXPECT_EQ(test, rig->regs[0].intr, 0);
	KUNIT_EXPECT_EQ(test, ena_rig_napi(rig, 4, true), 1);
	KUNIT_EXPECT_NE(test, rig->regs[0].intr, 0);
}

static void vector_stays_masked_while_packets_are_completed(struct kunit *test)
{
	struct ena_rig *rig = ena_rig_new(test, NULL);
	u32 i;

	for (i = 0; i < 65; i++)
		ena_rig_xmit(rig, ena_rig_skb(rig, 60, 0, 0), false);
	for (i = 0; i < 65; i++)
		ena_rig_tx_complete(rig, i);
	KUNIT_EXPECT_EQ(test, ena_rig_napi(rig, 64, true), 64);
	KUNIT_EXPECT_EQ(test, rig->regs[0].intr, 0);
	KUNIT_EXPECT_EQ(test, ena_rig_napi(rig, 64, true), 0);
	KUNIT_EXPECT_NE(test, rig->regs[0].intr, 0);
}

static void ring_that_waits_for_a_reset_is_not_unmasked(struct kunit *test)
{
	struct ena_rig *rig = ena_rig_new(test, NULL);

	ena_rig_tx_complete(rig, 77);
	ena_rig_napi(rig, 64, true);
	KUNIT_EXPECT_EQ(test, rig->fails, 1);
	KUNIT_EXPECT_EQ(test, rig->regs[0].intr, 0);
}

static void device_is_told_once_where_the_queue_is_served(struct kunit *test)
{
	struct ena_rig *rig = ena_rig_new(test, NULL);
	struct ena_vec *vec = mod_vec(rig);

	ena_rig_napi(rig, 64, true);
	KUNIT_EXPECT_EQ(test, rig->regs[0].tx_numa,
			0x80000000 | (u8)vec->numa_node);
	KUNIT_EXPECT_EQ(test, rig->regs[0].rx_numa, rig->regs[0].tx_numa);

	rig->regs[0].tx_numa = 0;
	ena_rig_napi(rig, 64, true);
	KUNIT_EXPECT_EQ(test, rig->regs[0].tx_numa, 0);

	/* It has moved, and the device has no register for that */
	vec->numa_node = 99;
	vec->txr.numa = NULL;
	vec->rxr.numa = NULL;
	ena_rig_napi(rig, 64, true);
	KUNIT_EXPECT_NE(test, vec->numa_node, 99);
	KUNIT_EXPECT_EQ(test, rig->regs[0].tx_numa, 0);
}

/* Profiles by index: microseconds, as operators are told (10.5) */
struct dim_case {
	const char *name;
	u8 index;
	u32 unit_us;
	u32 word;
};

static const struct dim_case dim_cases[] = {
	{ "profile 0", 0, 1, 0x40200001 },
	{ "profile 1", 1, 1, 0x40200008 },
	{ "profile 2", 2, 1, 0x40200040 },
	{ "profile 3", 3, 1, 0x40200080 },
	{ "profile 4", 4, 1, 0x40200100 },
	{ "profile 4 in units of 4 us", 4, 4, 0x40080040 },
};

KUNIT_ARRAY_PARAM_DESC(dim, dim_cases, name);

static void profile_becomes_the_delay_of_receive(struct kunit *test)
{
	const struct dim_case *c = test->param_value;
	const struct ena_moderation mod = {
		.rx_us = 1000, .tx_us = 64, .rx_adaptive = true,
	};
	struct ena_rig *rig = ena_rig_new(test, NULL);
	struct ena_vec *vec = mod_vec(rig);

	rig->edev->caps.moderation_us = c->unit_us;
	ena_vec_set_moderation(vec, &mod);
	vec->rx_dim.profile_ix = c->index;
	vec->rx_dim.state = DIM_APPLY_NEW_PROFILE;
	vec->rx_dim.work.func(&vec->rx_dim.work);
	KUNIT_EXPECT_EQ(test, vec->rx_dim.state, DIM_START_MEASURE);

	ena_rig_napi(rig, 64, true);
	KUNIT_EXPECT_EQ(test, rig->regs[0].intr, c->word);
}

static void adaptive_starts_with_the_second_profile(struct kunit *test)
{
	const struct ena_moderation mod = {
		.rx_adaptive = true, .tx_adaptive = true,
	};
	struct ena_rig *rig = ena_rig_new(test, NULL);

	ena_vec_set_moderation(mod_vec(rig), &mod);
	ena_rig_napi(rig, 64, true);
	KUNIT_EXPECT_EQ(test, rig->regs[0].intr, 0x40040008);
}

static void profile_of_transmit_is_its_own(struct kunit *test)
{
	const struct ena_moderation mod = {
		.rx_us = 20, .tx_adaptive = true,
	};
	struct ena_rig *rig = ena_rig_new(test, NULL);
	struct ena_vec *vec = mod_vec(rig);

	ena_vec_set_moderation(vec, &mod);
	vec->tx_dim.profile_ix = 0;
	vec->tx_dim.work.func(&vec->tx_dim.work);
	ena_rig_napi(rig, 64, true);
	KUNIT_EXPECT_EQ(test, rig->regs[0].intr, 0x40008014);
}

static void profile_is_not_used_when_not_adaptive(struct kunit *test)
{
	struct ena_rig *rig = ena_rig_new(test, NULL);
	struct ena_vec *vec = mod_vec(rig);

	ena_vec_set_moderation(vec, &mod_static);
	vec->rx_dim.profile_ix = 4;
	vec->rx_dim.work.func(&vec->rx_dim.work);
	ena_rig_napi(rig, 64, true);
	KUNIT_EXPECT_EQ(test, rig->regs[0].intr, 0x40200014);
}

static void mod_exit(struct kunit *test)
{
	ena_rig_free(test->priv);
}

static struct kunit_case mod_cases[] = {
	KUNIT_CASE_PARAM(delays_are_told_in_units_of_the_device,
			 delay_gen_params),
	KUNIT_CASE(settings_are_told_once),
	KUNIT_CASE(settings_are_told_in_the_units_there_are_now),
	KUNIT_CASE(vector_is_unmasked_only_if_it_fired),
	KUNIT_CASE(vector_stays_masked_while_there_is_work),
	KUNIT_CASE(vector_stays_masked_while_packets_are_completed),
	KUNIT_CASE(ring_that_waits_for_a_reset_is_not_unmasked),
	KUNIT_CASE(device_is_told_once_where_the_queue_is_served),
	KUNIT_CASE_PARAM(profile_becomes_the_delay_of_receive, dim_gen_params),
	KUNIT_CASE(adaptive_starts_with_the_second_profile),
	KUNIT_CASE(profile_of_transmit_is_its_own),
	KUNIT_CASE(profile_is_not_used_when_not_adaptive),
	{}
};

static struct kunit_suite mod_suite = {
	.name = "ena_moderation",
	.exit = mod_exit,
	.test_cases = mod_cases,
};

kunit_test_suite(mod_suite);
