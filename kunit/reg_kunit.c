// SPDX-License-Identifier: GPL-2.0-only
/*
 * Register access and the reset handshake: the mailbox, what a device may
 * answer or not, how long it is waited for, where registers may lie.
 */
#include "../src/ena_reg.h"
#include "../src/ena_reset.h"
#include "fixture.h"

#define REG_TIMEOUT_NS	(200 * NSEC_PER_MSEC)
#define REG_TRIES	3

/* One register read: its error, and how long it took */
static int reg_read_timed(struct ena_fixture *f, u16 off, u32 *val, u64 *ns)
{
	u64 start = ena_shim_now_ns();
	int err = ena_reg_read(&f->regs, off, val);

	*ns = ena_shim_now_ns() - start;
	return err;
}

static struct ena_fixture *reg_fixture(struct kunit *test, const char *params)
{
	struct ena_fixture *f = ena_fixture_create(test, params);

	ena_fixture_regs(f);
	return f;
}

static void read_returns_what_the_register_holds(struct kunit *test)
{
	struct ena_fixture *f = reg_fixture(test, "version=0x20a");
	u32 val = 0;
	u64 ns;

	KUNIT_EXPECT_EQ(test, reg_read_timed(f, 0x00, &val, &ns), 0);
	KUNIT_EXPECT_EQ(test, val, 0x20aU);
	KUNIT_EXPECT_LT(test, ns, (u64)NSEC_PER_MSEC);
}

static void direct_read_needs_no_mailbox(struct kunit *test)
{
	struct ena_fixture *f = reg_fixture(test, "version=0x20a direct_reads=1");
	u32 val = 0;

	ena_fixture_fault(f, ENA_SIM_FAULT_MMIO_SILENT, U32_MAX, 0);
	KUNIT_EXPECT_EQ(test, ena_reg_read(&f->regs, 0x00, &val), 0);
	KUNIT_EXPECT_EQ(test, val, 0x20aU);
}

static void direct_read_of_all_ones_is_an_error(struct kunit *test)
{
	struct ena_fixture *f = reg_fixture(test, "direct_reads=1");
	u32 val = 7;

	ena_fixture_fault(f, ENA_SIM_FAULT_MMIO_GONE, U32_MAX, 0);
	ena_fixture_step(f);
	KUNIT_EXPECT_EQ(test, ena_reg_read(&f->regs, 0x00, &val), -EIO);
	KUNIT_EXPECT_EQ(test, val, 7U);
}

struct reg_fault {
	const char *name;
	enum ena_sim_fault fault;
	int err;
	bool waits;		/* for the whole of each try */
};

static const struct reg_fault reg_faults[] = {
	{ "no answer", ENA_SIM_FAULT_MMIO_SILENT, -ETIMEDOUT, true },
	{ "answer to another request", ENA_SIM_FAULT_MMIO_WRONG_ID,
	  -ETIMEDOUT, true },
	{ "answer for another register", ENA_SIM_FAULT_MMIO_WRONG_OFF, -EIO,
	  false },
	{ "a value no register has", ENA_SIM_FAULT_MMIO_GONE, -EIO, false },
};

KUNIT_ARRAY_PARAM_DESC(reg_faults, reg_faults, name);

static void bad_answer_once_is_asked_again(struct kunit *test)
{
	const struct reg_fault *c = test->param_value;
	struct ena_fixture *f = reg_fixture(test, "version=0x20a");
	u32 val = 0;
	u64 ns;

	ena_fixture_fault(f, c->fault, 1, 0);
	KUNIT_EXPECT_EQ(test, reg_read_timed(f, 0x00, &val, &ns), 0);
	KUNIT_EXPECT_EQ(test, val, 0x20aU);
	KUNIT_EXPECT_EQ(test, f->regs.read_timeouts, 1U);
	KUNIT_EXPECT_LT(test, ns, 2ULL * REG_TIMEOUT_NS);
}

static void bad_answers_for_ever_end_in_an_error(struct kunit *test)
{
	const struct reg_fault *c = test->param_value;
	struct ena_fixture *f = reg_fixture(test, NULL);
	u32 val = 7;
	u64 ns;

	ena_fixture_fault(f, c->fault, U32_MAX, 0);
	KUNIT_EXPECT_EQ(test, reg_read_timed(f, 0x00, &val, &ns), c->err);
	KUNIT_EXPECT_EQ(test, val, 7U);
	KUNIT_EXPECT_EQ(test, f->regs.read_timeouts, (u32)REG_TRIES);
	KUNIT_EXPECT_EQ(test, ena_fixture_hits(f, c->fault), (u64)REG_TRIES);
	KUNIT_EXPECT_LT(test, ns, (REG_TRIES + 1) * (u64)REG_TIMEOUT_NS);
	if (c->waits)
		KUNIT_EXPECT_GE(test, ns, REG_TRIES * (u64)REG_TIMEOUT_NS);
}

static void wait_is_as_long_as_the_device_hints(struct kunit *test)
{
	struct ena_fixture *f = reg_fixture(test, NULL);
	u32 val;
	u64 ns;

	f->regs.timeout_us = 1000;
	ena_fixture_fault(f, ENA_SIM_FAULT_MMIO_SILENT, U32_MAX, 0);
	KUNIT_EXPECT_EQ(test, reg_read_timed(f, 0x00, &val, &ns), -ETIMEDOUT);
	KUNIT_EXPECT_GE(test, ns, 3ULL * NSEC_PER_MSEC);
	KUNIT_EXPECT_LT(test, ns, 4ULL * NSEC_PER_MSEC);
}

static void late_answer_is_not_taken_for_the_next(struct kunit *test)
{
	struct ena_fixture *f = reg_fixture(test, "version=0x20a");
	u32 val = 0;

	/* As if the answer to the last request came when this one is asked */
	f->regs.resp->req_id = cpu_to_le16(f->regs.seq + 1);
	f->regs.resp->val = cpu_to_le32(0x666);
	KUNIT_EXPECT_EQ(test, ena_reg_read(&f->regs, 0x00, &val), 0);
	KUNIT_EXPECT_EQ(test, val, 0x20aU);
}

static void tags_wrap(struct kunit *test)
{
	struct ena_fixture *f = reg_fixture(test, "version=0x20a");
	unsigned int i;
	u32 val;

	f->regs.seq = 0xfffd;
	for (i = 0; i < 5; i++) {
		val = 0;
		KUNIT_EXPECT_EQ(test, ena_reg_read(&f->regs, 0x00, &val), 0);
		KUNIT_EXPECT_EQ(test, val, 0x20aU);
	}
	KUNIT_EXPECT_EQ(test, f->regs.seq, 2);
}

static void device_that_is_gone_is_not_asked(struct kunit *test)
{
	struct ena_fixture *f = reg_fixture(test, NULL);
	u32 val;
	u64 ns;

	f->regs.gone = true;
	KUNIT_EXPECT_EQ(test, reg_read_timed(f, 0x00, &val, &ns), -ENODEV);
	KUNIT_EXPECT_EQ(test, ns, 0ULL);
}

static void reg_leave(struct ena_fixture *f)
{
	f->regs.gone = true;
}

static void device_that_leaves_ends_the_wait(struct kunit *test)
{
	struct ena_fixture *f = reg_fixture(test, NULL);
	u32 val;
	u64 ns;

	ena_fixture_fault(f, ENA_SIM_FAULT_MMIO_SILENT, U32_MAX, 0);
	f->meddle = reg_leave;
	KUNIT_EXPECT_EQ(test, reg_read_timed(f, 0x00, &val, &ns), -ENODEV);
	KUNIT_EXPECT_LT(test, ns, (u64)NSEC_PER_MSEC);
}

static void unplugged_function_is_noticed(struct kunit *test)
{
	struct ena_fixture *f = ena_fixture_create_pci(test, NULL);
	u32 val;

	ena_fixture_attach(f);
	KUNIT_EXPECT_FALSE(test, ena_regs_check_gone(&f->edev.regs));
	ena_sim_pci_unplug(f->port);
	KUNIT_EXPECT_TRUE(test, ena_regs_check_gone(&f->edev.regs));
	KUNIT_EXPECT_EQ(test, ena_reg_read(&f->edev.regs, 0, &val), -ENODEV);

	ena_sim_pci_plug(f->port);
	KUNIT_EXPECT_FALSE(test, ena_regs_check_gone(&f->edev.regs));
}

static void function_behind_a_frozen_channel_is_not_gone(struct kunit *test)
{
	struct ena_fixture *f = ena_fixture_create_pci(test, NULL);

	ena_fixture_attach(f);
	f->pdev->error_state = pci_channel_io_frozen;
	ena_sim_pci_unplug(f->port);
	KUNIT_EXPECT_FALSE(test, ena_regs_check_gone(&f->edev.regs));

	/* Nor is one that was thought to be before that was known */
	f->pdev->error_state = pci_channel_io_normal;
	KUNIT_EXPECT_TRUE(test, ena_regs_check_gone(&f->edev.regs));
	f->pdev->error_state = pci_channel_io_frozen;
	KUNIT_EXPECT_FALSE(test, ena_regs_check_gone(&f->edev.regs));

	f->pdev->error_state = pci_channel_io_normal;
	ena_sim_pci_plug(f->port);
}

static void disarmed_mailbox_gets_no_answer(struct kunit *test)
{
	struct ena_fixture *f = reg_fixture(test, NULL);
	u32 val;

	ena_regs_disarm(&f->regs);
	KUNIT_EXPECT_EQ(test, ena_reg_read(&f->regs, 0x00, &val), -ETIMEDOUT);
	ena_regs_arm(&f->regs);
	KUNIT_EXPECT_EQ(test, ena_reg_read(&f->regs, 0x00, &val), 0);
}

static void no_memory_for_the_mailbox_is_an_error(struct kunit *test)
{
	struct ena_fixture *f = ena_fixture_create(test, NULL);
	struct ena_regs regs = {};

	ena_shim_fail_nth(1);
	KUNIT_EXPECT_EQ(test, ena_regs_alloc(&regs, f->dev, NULL, 0x4000, 0),
			-ENOMEM);
	KUNIT_EXPECT_TRUE(test, ena_shim_fail_end());
}

struct reg_place {
	const char *name;
	u32 size;
	u32 off;
	bool good;
};

static const struct reg_place reg_places[] = {
	{ "first register", 0x4000, 0x00, false },
	{ "device control", 0x4000, 0x54, false },
	{ "last register every device has", 0x4000, 0x68, false },
	{ "the one after it", 0x4000, 0x6c, true },
	{ "middle", 0x4000, 0x1000, true },
	{ "middle, not aligned", 0x4000, 0x1002, false },
	{ "last word", 0x4000, 0x3ffc, true },
	{ "last byte", 0x4000, 0x3fff, false },
	{ "end", 0x4000, 0x4000, false },
	{ "far away", 0x4000, 0xfffffffc, false },
	{ "end of a larger BAR", 0x10000, 0xfffc, true },
};

KUNIT_ARRAY_PARAM_DESC(reg_places, reg_places, name);

static void located_register_must_be_a_word_of_the_bar(struct kunit *test)
{
	const struct reg_place *c = test->param_value;
	struct ena_regs regs = { .size = c->size };

	KUNIT_EXPECT_EQ(test, ena_reg_is_located(&regs, c->off), c->good);
}

/* ---- reset ---- */

static void reset_goes_through_the_handshake(struct kunit *test)
{
	struct ena_fixture *f = reg_fixture(test, NULL);
	u32 caps = 0;

	KUNIT_EXPECT_EQ(test, ena_reset_run(&f->regs, ENA_HW_RESET_DEVICE_REQUEST,
					    true, &caps), 0);
	KUNIT_EXPECT_EQ(test, caps, 0x3015U);
	KUNIT_EXPECT_EQ(test, f->fn->nr_resets, 1ULL);
	KUNIT_EXPECT_EQ(test, ena_fixture_reset_reason(f), 19);
	KUNIT_EXPECT_FALSE(test, f->fn->resetting);
}

static void old_device_is_told_a_reason_it_knows(struct kunit *test)
{
	struct ena_fixture *f = reg_fixture(test, "capabilities=0");
	u32 caps;

	KUNIT_EXPECT_EQ(test, ena_reset_run(&f->regs, ENA_HW_RESET_DEVICE_REQUEST,
					    false, &caps), 0);
	KUNIT_EXPECT_EQ(test, ena_fixture_reset_reason(f), 13);
}

struct reset_fault {
	const char *name;
	enum ena_sim_fault fault;
	u32 times;
	const char *params;
	int err;
	u32 longest_ms;
};

static const struct reset_fault reset_faults[] = {
	{ "never begins", ENA_SIM_FAULT_RESET_STUCK_ON, U32_MAX, NULL,
	  -ETIMEDOUT, 1100 },
	{ "never begins, least timeout", ENA_SIM_FAULT_RESET_STUCK_ON, U32_MAX,
	  "reset_timeout=1", -ETIMEDOUT, 200 },
	{ "never ends", ENA_SIM_FAULT_RESET_STUCK_OFF, U32_MAX, NULL,
	  -ETIMEDOUT, 1100 },
	{ "never ends, largest timeout", ENA_SIM_FAULT_RESET_STUCK_OFF, U32_MAX,
	  "reset_timeout=31", -ETIMEDOUT, 3200 },
	{ "never ready", ENA_SIM_FAULT_NOT_READY, U32_MAX, NULL, -ETIMEDOUT,
	  1100 },
	{ "not ready for a while", ENA_SIM_FAULT_NOT_READY, 20, NULL, 0, 100 },
	{ "no answer", ENA_SIM_FAULT_MMIO_SILENT, U32_MAX, NULL, -ETIMEDOUT,
	  700 },
	{ "one answer lost", ENA_SIM_FAULT_MMIO_SILENT, 1, NULL, 0, 300 },
	{ "all ones", ENA_SIM_FAULT_MMIO_GONE, U32_MAX, NULL, -EIO, 10 },
};

KUNIT_ARRAY_PARAM_DESC(reset_faults, reset_faults, name);

static void reset_that_fails_ends_in_time(struct kunit *test)
{
	const struct reset_fault *c = test->param_value;
	struct ena_fixture *f = reg_fixture(test, c->params);
	u64 start = ena_shim_now_ns();
	u32 caps;

	ena_fixture_fault(f, c->fault, c->times, 0);
	KUNIT_EXPECT_EQ(test, ena_reset_run(&f->regs, ENA_HW_RESET_NORMAL, true,
					    &caps), c->err);
	KUNIT_EXPECT_LE(test, ena_shim_now_ns() - start,
			(u64)c->longest_ms * NSEC_PER_MSEC);
}

static void device_left_in_a_reset_is_taken_out_of_it(struct kunit *test)
{
	struct ena_fixture *f = reg_fixture(test, NULL);
	u32 caps;

	ena_reset_begin(&f->regs, ENA_HW_RESET_GENERIC, false);
	ena_regs_arm(&f->regs);
	KUNIT_EXPECT_TRUE(test, f->fn->resetting);

	KUNIT_EXPECT_EQ(test, ena_reset_run(&f->regs, ENA_HW_RESET_NORMAL, true,
					    &caps), 0);
	KUNIT_EXPECT_FALSE(test, f->fn->resetting);
	KUNIT_EXPECT_EQ(test, f->fn->nr_resets, 2ULL);
}

static void reset_timeout_of_nothing_is_refused(struct kunit *test)
{
	struct ena_fixture *f = reg_fixture(test, "reset_timeout=0");
	u32 caps;

	KUNIT_EXPECT_EQ(test, ena_reset_run(&f->regs, ENA_HW_RESET_NORMAL, true,
					    &caps), -EIO);
	KUNIT_EXPECT_EQ(test, f->fn->nr_resets, 0ULL);
}

static void every_reason_has_a_name_of_its_own(struct kunit *test)
{
	unsigned int i, j;

	for (i = 0; i < ENA_HW_RESET_REASONS; i++) {
		for (j = 0; j < i; j++)
			KUNIT_EXPECT_STRNEQ(test, ena_reset_reason_name(i),
					    ena_reset_reason_name(j));
	}
	KUNIT_EXPECT_STREQ(test, ena_reset_reason_name(ENA_HW_RESET_REASONS),
			   "unknown");
}

static struct kunit_case reg_tests[] = {
	KUNIT_CASE(read_returns_what_the_register_holds),
	KUNIT_CASE(direct_read_needs_no_mailbox),
	KUNIT_CASE(direct_read_of_all_ones_is_an_error),
	KUNIT_CASE_PARAM(bad_answer_once_is_asked_again, reg_faults_gen_params),
	KUNIT_CASE_PARAM(bad_answers_for_ever_end_in_an_error,
			 reg_faults_gen_params),
	KUNIT_CASE(wait_is_as_long_as_the_device_hints),
	KUNIT_CASE(late_answer_is_not_taken_for_the_next),
	KUNIT_CASE(tags_wrap),
	KUNIT_CASE(device_that_is_gone_is_not_asked),
	KUNIT_CASE(device_that_leaves_ends_the_wait),
	KUNIT_CASE(unplugged_function_is_noticed),
	KUNIT_CASE(function_behind_a_frozen_channel_is_not_gone),
	KUNIT_CASE(disarmed_mailbox_gets_no_answer),
	KUNIT_CASE(no_memory_for_the_mailbox_is_an_error),
	KUNIT_CASE_PARAM(located_register_must_be_a_word_of_the_bar,
			 reg_places_gen_params),
	KUNIT_CASE(reset_goes_through_the_handshake),
	KUNIT_CASE(old_device_is_told_a_reason_it_knows),
	KUNIT_CASE_PARAM(reset_that_fails_ends_in_time,
			 reset_faults_gen_params),
	KUNIT_CASE(device_left_in_a_reset_is_taken_out_of_it),
	KUNIT_CASE(reset_timeout_of_nothing_is_refused),
	KUNIT_CASE(every_reason_has_a_name_of_its_own),
	{}
};

static struct kunit_suite reg_suite = {
	.name = "ena_reg",
	.test_cases = reg_tests,
};

kunit_test_suite(reg_suite);
