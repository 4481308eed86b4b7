// SPDX-License-Identifier: GPL-2.0-only
/*
 * The event ring: order, credit, wrapping, and events that should not be.
 */
#include "../src/ena_aenq.h"
#include "fixture.h"

#define AENQ_SEEN	64

/* What was dispatched */
struct aenq_seen {
	unsigned int nr;
	u16 group[AENQ_SEEN];
};

static void aenq_take(void *ctx, u16 group, const struct ena_hw_aenq_entry *e)
{
	struct aenq_seen *seen = ctx;

	if (seen->nr < AENQ_SEEN)
		seen->group[seen->nr] = group;
	seen->nr++;
}

static const struct ena_aenq_ops aenq_ops = {
	.event = aenq_take,
};

/* A ring from which the first event, the link's state, was taken */
static struct ena_fixture *aenq_fixture(struct kunit *test,
					struct aenq_seen *seen)
{
	struct ena_fixture *f = ena_fixture_create(test, NULL);

	ena_fixture_aenq(f, &aenq_ops, seen);
	ena_fixture_step(f);
	KUNIT_ASSERT_EQ(test, ena_aenq_poll(&f->aenq), 1U);
	KUNIT_ASSERT_EQ(test, seen->group[0], ENA_HW_AENQ_LINK_CHANGE);
	seen->nr = 0;
	return f;
}

static void event_that_waits_is_seen_and_taken(struct kunit *test)
{
	struct aenq_seen seen = {};
	struct ena_fixture *f = aenq_fixture(test, &seen);

	KUNIT_EXPECT_FALSE(test, ena_aenq_is_pending(&f->aenq));
	ena_sim_aenq_raise(f->fn, ENA_HW_AENQ_RESET_REQUEST);
	ena_fixture_step(f);
	KUNIT_EXPECT_TRUE(test, ena_aenq_is_pending(&f->aenq));

	KUNIT_EXPECT_EQ(test, ena_aenq_poll(&f->aenq), 1U);
	KUNIT_EXPECT_EQ(test, seen.group[0], ENA_HW_AENQ_RESET_REQUEST);
	KUNIT_EXPECT_FALSE(test, ena_aenq_is_pending(&f->aenq));
}

static void nothing_to_take_writes_no_doorbell(struct kunit *test)
{
	struct aenq_seen seen = {};
	struct ena_fixture *f = aenq_fixture(test, &seen);
	__le32 *doorbell = f->bar0 + ENA_HW_REG_AENQ_HEAD_DB;

	*doorbell = cpu_to_le32(0x1234);
	KUNIT_EXPECT_EQ(test, ena_aenq_poll(&f->aenq), 0U);
	KUNIT_EXPECT_EQ(test, le32_to_cpu(*doorbell), 0x1234U);
	KUNIT_EXPECT_EQ(test, seen.nr, 0U);
	*doorbell = cpu_to_le32(1 + ENA_AENQ_DEPTH);
}

static void no_event_comes_before_the_ring_is_open(struct kunit *test)
{
	struct aenq_seen seen = {};
	struct ena_fixture *f = aenq_fixture(test, &seen);
	u32 caps;

	KUNIT_ASSERT_EQ(test, ena_reset_run(&f->regs, ENA_HW_RESET_NORMAL, true,
					    &caps), 0);
	ena_admin_start(&f->admin, ENA_ADMIN_TIMEOUT_US);
	ena_aenq_start(&f->aenq);
	KUNIT_ASSERT_EQ(test, ena_feature_set_aenq(&f->admin, U32_MAX, &caps),
			0);
	ena_fixture_advance_ms(f, 5000);
	KUNIT_EXPECT_EQ(test, ena_aenq_poll(&f->aenq), 0U);

	ena_aenq_open(&f->aenq);
	ena_fixture_step(f);
	KUNIT_EXPECT_EQ(test, ena_aenq_poll(&f->aenq), 1U);
}

static void keep_alive_comes_every_second(struct kunit *test)
{
	struct aenq_seen seen = {};
	struct ena_fixture *f = aenq_fixture(test, &seen);
	unsigned int i;

	/* Over the end of the ring, twice */
	for (i = 0; i < 3 * ENA_AENQ_DEPTH; i++) {
		ena_fixture_advance_ms(f, 1000);
		KUNIT_ASSERT_EQ(test, ena_aenq_poll(&f->aenq), 1U);
		KUNIT_ASSERT_EQ(test, seen.group[i], ENA_HW_AENQ_KEEP_ALIVE);
	}
	KUNIT_EXPECT_EQ(test, f->fn->aenq_dropped, 0ULL);
}

static void full_ring_is_taken_at_once(struct kunit *test)
{
	struct aenq_seen seen = {};
	struct ena_fixture *f = aenq_fixture(test, &seen);

	ena_fixture_advance_ms(f, 30000);
	KUNIT_EXPECT_GT(test, f->fn->aenq_dropped, 0ULL);
	KUNIT_EXPECT_EQ(test, ena_aenq_poll(&f->aenq), (u32)ENA_AENQ_DEPTH);
	KUNIT_EXPECT_EQ(test, ena_aenq_poll(&f->aenq), 0U);

	/* There is credit again */
	ena_fixture_advance_ms(f, 1000);
	KUNIT_EXPECT_EQ(test, ena_aenq_poll(&f->aenq), 1U);
}

static void flood_takes_a_ring_full_at_a_time(struct kunit *test)
{
	struct aenq_seen seen = {};
	struct ena_fixture *f = aenq_fixture(test, &seen);
	unsigned int i;

	ena_fixture_fault(f, ENA_SIM_FAULT_AENQ_FLOOD, U32_MAX, 0);
	for (i = 1; i < 4; i++) {
		ena_fixture_step(f);
		KUNIT_EXPECT_EQ(test, ena_aenq_poll(&f->aenq),
				(u32)ENA_AENQ_DEPTH);
		KUNIT_EXPECT_EQ(test, seen.nr, i * ENA_AENQ_DEPTH);
	}
	KUNIT_EXPECT_EQ(test, seen.group[47], ENA_HW_AENQ_WARNING);
}

static void unknown_group_is_passed_over(struct kunit *test)
{
	struct aenq_seen seen = {};
	struct ena_fixture *f = aenq_fixture(test, &seen);

	ena_fixture_fault(f, ENA_SIM_FAULT_AENQ_BAD_GROUP, 1, 0);
	ena_fixture_advance_ms(f, 1500);
	KUNIT_EXPECT_EQ(test, ena_fixture_hits(f, ENA_SIM_FAULT_AENQ_BAD_GROUP),
			1ULL);
	KUNIT_EXPECT_GE(test, ena_aenq_poll(&f->aenq), 2U);
	KUNIT_EXPECT_EQ(test, seen.nr, 1U);
	KUNIT_EXPECT_EQ(test, seen.group[0], ENA_HW_AENQ_KEEP_ALIVE);
}

static void event_without_interrupt_is_there(struct kunit *test)
{
	struct aenq_seen seen = {};
	struct ena_fixture *f = aenq_fixture(test, &seen);
	u32 messages;

	ena_admin_set_polling(&f->admin, false);
	ena_fixture_step(f);
	messages = f->messages[0];
	ena_fixture_fault(f, ENA_SIM_FAULT_AENQ_NO_IRQ, U32_MAX, 0);
	ena_fixture_advance_ms(f, 1000);
	KUNIT_EXPECT_EQ(test, f->messages[0] - messages, 0U);
	KUNIT_EXPECT_EQ(test, ena_aenq_poll(&f->aenq), 1U);
}

static void restart_forgets_what_was_in_the_ring(struct kunit *test)
{
	struct aenq_seen seen = {};
	struct ena_fixture *f = aenq_fixture(test, &seen);

	ena_fixture_advance_ms(f, 3000);
	KUNIT_EXPECT_TRUE(test, ena_aenq_is_pending(&f->aenq));
	ena_aenq_start(&f->aenq);
	KUNIT_EXPECT_FALSE(test, ena_aenq_is_pending(&f->aenq));
	KUNIT_EXPECT_EQ(test, f->aenq.head, 0U);
}

static void no_memory_for_the_ring_is_an_error(struct kunit *test)
{
	struct ena_fixture *f = ena_fixture_create(test, NULL);
	struct ena_aenq aenq = {};

	ena_fixture_regs(f);
	ena_shim_fail_nth(1);
	KUNIT_EXPECT_EQ(test, ena_aenq_alloc(&aenq, &f->regs, &aenq_ops, NULL),
			-ENOMEM);
	KUNIT_EXPECT_TRUE(test, ena_shim_fail_end());
}

static struct kunit_case aenq_tests[] = {
	KUNIT_CASE(event_that_waits_is_seen_and_taken),
	KUNIT_CASE(nothing_to_take_writes_no_doorbell),
	KUNIT_CASE(no_event_comes_before_the_ring_is_open),
	KUNIT_CASE(keep_alive_comes_every_second),
	KUNIT_CASE(full_ring_is_taken_at_once),
	KUNIT_CASE(flood_takes_a_ring_full_at_a_time),
	KUNIT_CASE(unknown_group_is_passed_over),
	KUNIT_CASE(event_without_interrupt_is_there),
	KUNIT_CASE(restart_forgets_what_was_in_the_ring),
	KUNIT_CASE(no_memory_for_the_ring_is_an_error),
	{}
};

static struct kunit_suite aenq_suite = {
	.name = "ena_aenq",
	.test_cases = aenq_tests,
};

kunit_test_suite(aenq_suite);
