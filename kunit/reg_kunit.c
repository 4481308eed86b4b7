// SPDX-License-Identifier: GPL-2.0-only
/*
 * Register access: the mailbox, what a device may answer, and where registers
 * may lie.
 */
#include "../src/ena_reg.h"
#include "fixture.h"

static void read_returns_what_the_register_holds(struct kunit *test)
{
	struct ena_fixture *f = ena_fixture_create(test, "version=0x20a");
	u32 val = 0;

	ena_fixture_regs(f);
	KUNIT_EXPECT_EQ(test, ena_reg_read(&f->regs, 0x00, &val), 0);
	KUNIT_EXPECT_EQ(test, val, 0x20aU);
}

static struct kunit_case ena_reg_tests[] = {
	KUNIT_CASE(read_returns_what_the_register_holds),
	{}
};

static struct kunit_suite ena_reg_suite = {
	.name = "ena_reg",
	.test_cases = ena_reg_tests,
};

kunit_test_suite(ena_reg_suite);
