// SPDX-License-Identifier: GPL-2.0-only
/*
 * The admin queue against a device that answers, late, twice, with nonsense or
 * not at all.
 */
#include <linux/kthread.h>

#include "../src/ena_admin.h"
#include "../src/ena_feature.h"
#include "fixture.h"

#define ADMIN_TIMEOUT_MS	3000
/* Threads that want a buffer each, of which there are fewer */
#define ADMIN_THREADS		6

static unsigned int admin_broken;

static void admin_note_broken(void *ctx)
{
	admin_broken++;
}

static struct ena_fixture *admin_fixture(struct kunit *test)
{
	struct ena_fixture *f = ena_fixture_create(test, NULL);

	ena_fixture_admin(f);
	f->admin.broken = admin_note_broken;
	admin_broken = 0;
	return f;
}

static void admin_interrupt(struct ena_fixture *f, u16 vector)
{
	if (!vector)
		ena_admin_irq(&f->admin);
}

/* ... whose vector 0 has a handler */
static struct ena_fixture *admin_fixture_irq(struct kunit *test)
{
	struct ena_fixture *f = admin_fixture(test);

	f->handler = admin_interrupt;
	ena_admin_set_polling(&f->admin, false);
	return f;
}

/* A command without a buffer, one with, and one that is not worth a reset */
static int admin_get_attr(struct ena_fixture *f)
{
	struct ena_hw_dev_attr attr;

	return ena_feature_get(&f->admin, ENA_HW_FEAT_DEVICE_ATTR, 0, &attr,
			       sizeof(attr), NULL);
}

static int admin_get_fields(struct ena_fixture *f)
{
	static const struct ena_caps caps = { .features = U32_MAX };
	struct ena_hw_rss_fields fields;
	u16 sort;

	return ena_feature_get_rss_input(&f->admin, &caps, &fields, &sort);
}

static int admin_get_stats(struct ena_fixture *f)
{
	struct ena_hw_stats_basic stats;

	return ena_feature_get_basic_stats(&f->admin, &stats);
}

static u64 admin_ms_since(u64 start)
{
	return div_u64(ena_shim_now_ns() - start, NSEC_PER_MSEC);
}

static void polled_command_is_answered(struct kunit *test)
{
	struct ena_fixture *f = admin_fixture(test);
	u64 start = ena_shim_now_ns();

	KUNIT_EXPECT_EQ(test, admin_get_attr(f), 0);
	KUNIT_EXPECT_EQ(test, admin_ms_since(start), 0ULL);
	KUNIT_EXPECT_EQ(test, f->messages[0], 0U);
}

static void interrupt_brings_the_answer(struct kunit *test)
{
	struct ena_fixture *f = admin_fixture_irq(test);
	u64 start = ena_shim_now_ns();

	KUNIT_EXPECT_EQ(test, admin_get_attr(f), 0);
	KUNIT_EXPECT_EQ(test, admin_ms_since(start), 0ULL);
	KUNIT_EXPECT_EQ(test, f->messages[0], 1U);
	KUNIT_EXPECT_FALSE(test, f->admin.missed_irq);
}

static void lost_interrupt_costs_a_wait_and_nothing_else(struct kunit *test)
{
	struct ena_fixture *f = admin_fixture_irq(test);
	u64 start = ena_shim_now_ns();

	ena_fixture_fault(f, ENA_SIM_FAULT_ADMIN_NO_IRQ, 1, 0);
	KUNIT_EXPECT_EQ(test, admin_get_attr(f), 0);
	KUNIT_EXPECT_GE(test, admin_ms_since(start), (u64)ADMIN_TIMEOUT_MS);
	KUNIT_EXPECT_LT(test, admin_ms_since(start), ADMIN_TIMEOUT_MS + 100ULL);
	KUNIT_EXPECT_TRUE(test, f->admin.polling);
	KUNIT_EXPECT_TRUE(test, f->admin.missed_irq);
	KUNIT_EXPECT_EQ(test, admin_broken, 0U);

	start = ena_shim_now_ns();
	ena_fixture_fault(f, ENA_SIM_FAULT_ADMIN_NO_IRQ, U32_MAX, 0);
	KUNIT_EXPECT_EQ(test, admin_get_attr(f), 0);
	KUNIT_EXPECT_LT(test, admin_ms_since(start), 10ULL);
}

static void masked_vector_stays_silent(struct kunit *test)
{
	struct ena_fixture *f = admin_fixture_irq(test);

	ena_admin_set_polling(&f->admin, true);
	KUNIT_EXPECT_EQ(test, admin_get_attr(f), 0);
	KUNIT_EXPECT_EQ(test, f->messages[0], 0U);

	/* What came meanwhile is told when it is unmasked */
	ena_admin_set_polling(&f->admin, false);
	ena_fixture_step(f);
	KUNIT_EXPECT_EQ(test, f->messages[0], 1U);
}

static void admin_poll_from_now_on(struct ena_fixture *f)
{
	f->meddle = NULL;
	ena_admin_set_polling(&f->admin, true);
}

static void waiter_follows_a_switch_to_polling(struct kunit *test)
{
	struct ena_fixture *f = admin_fixture_irq(test);
	u64 start = ena_shim_now_ns();

	f->deaf = true;
	f->meddle = admin_poll_from_now_on;
	KUNIT_EXPECT_EQ(test, admin_get_attr(f), 0);
	KUNIT_EXPECT_LT(test, admin_ms_since(start), 100ULL);
}

static void unanswered_command_kills_the_queue(struct kunit *test)
{
	struct ena_fixture *f = admin_fixture(test);
	u64 start = ena_shim_now_ns();

	ena_fixture_fault(f, ENA_SIM_FAULT_ADMIN_LOST, 1, 0);
	KUNIT_EXPECT_EQ(test, admin_get_attr(f), -ETIMEDOUT);
	KUNIT_EXPECT_GE(test, admin_ms_since(start), (u64)ADMIN_TIMEOUT_MS);
	KUNIT_EXPECT_LT(test, admin_ms_since(start), ADMIN_TIMEOUT_MS + 100ULL);
	KUNIT_EXPECT_TRUE(test, f->admin.dead);
	KUNIT_EXPECT_EQ(test, admin_broken, 1U);
	KUNIT_EXPECT_EQ(test, f->admin.stats.no_completion, 1ULL);

	/* No later command waits, and nobody is told again */
	start = ena_shim_now_ns();
	KUNIT_EXPECT_EQ(test, admin_get_attr(f), -ENODEV);
	KUNIT_EXPECT_EQ(test, admin_get_stats(f), -ENODEV);
	KUNIT_EXPECT_EQ(test, admin_ms_since(start), 0ULL);
	KUNIT_EXPECT_EQ(test, admin_broken, 1U);
}

static void time_limit_is_what_the_device_says(struct kunit *test)
{
	struct ena_fixture *f = admin_fixture(test);
	u64 start = ena_shim_now_ns();

	f->admin.timeout_us = 100 * USEC_PER_MSEC;
	ena_fixture_fault(f, ENA_SIM_FAULT_ADMIN_LOST, 1, 0);
	KUNIT_EXPECT_EQ(test, admin_get_attr(f), -ETIMEDOUT);
	KUNIT_EXPECT_GE(test, admin_ms_since(start), 100ULL);
	KUNIT_EXPECT_LT(test, admin_ms_since(start), 120ULL);
}

static void slow_answer_is_waited_for(struct kunit *test)
{
	struct ena_fixture *f = admin_fixture(test);
	u64 start = ena_shim_now_ns();

	ena_fixture_fault(f, ENA_SIM_FAULT_ADMIN_LATE, 1, 2500);
	KUNIT_EXPECT_EQ(test, admin_get_attr(f), 0);
	KUNIT_EXPECT_GE(test, admin_ms_since(start), 2500ULL);
	KUNIT_EXPECT_LT(test, admin_ms_since(start), 2600ULL);
}

static void unanswered_statistics_leave_the_queue_alive(struct kunit *test)
{
	struct ena_fixture *f = admin_fixture(test);
	u64 start = ena_shim_now_ns();

	ena_fixture_fault(f, ENA_SIM_FAULT_ADMIN_LOST, 1, 0);
	KUNIT_EXPECT_EQ(test, admin_get_stats(f), -ETIMEDOUT);
	/* Nobody waits for them for long */
	KUNIT_EXPECT_GE(test, admin_ms_since(start), 1000ULL);
	KUNIT_EXPECT_LT(test, admin_ms_since(start), 1100ULL);
	KUNIT_EXPECT_FALSE(test, f->admin.dead);
	KUNIT_EXPECT_EQ(test, admin_broken, 0U);
	KUNIT_EXPECT_EQ(test, f->admin.nr_late, 1U);
	KUNIT_EXPECT_EQ(test, admin_get_attr(f), 0);
}

static void late_statistics_give_their_place_back(struct kunit *test)
{
	struct ena_fixture *f = admin_fixture(test);

	ena_fixture_fault(f, ENA_SIM_FAULT_ADMIN_LATE, 1, 5000);
	KUNIT_EXPECT_EQ(test, admin_get_stats(f), -ETIMEDOUT);
	KUNIT_EXPECT_EQ(test, f->admin.nr_late, 1U);

	ena_fixture_advance_ms(f, 5000);
	ena_admin_irq(&f->admin);
	KUNIT_EXPECT_EQ(test, f->admin.nr_late, 0U);
	KUNIT_EXPECT_FALSE(test, f->admin.dead);
	KUNIT_EXPECT_EQ(test, admin_get_stats(f), 0);
}

static void statistics_do_not_take_all_buffers(struct kunit *test)
{
	struct ena_fixture *f = admin_fixture(test);
	unsigned int i;
	u64 start;

	ena_fixture_fault(f, ENA_SIM_FAULT_ADMIN_LOST, ENA_ADMIN_LATE_MAX, 0);
	for (i = 0; i < ENA_ADMIN_LATE_MAX; i++)
		KUNIT_EXPECT_EQ(test, admin_get_stats(f), -ETIMEDOUT);

	start = ena_shim_now_ns();
	KUNIT_EXPECT_EQ(test, admin_get_stats(f), -ETIMEDOUT);
	KUNIT_EXPECT_EQ(test, admin_ms_since(start), 0ULL);
	KUNIT_EXPECT_EQ(test, admin_get_fields(f), 0);
}

/* As if the time for which they are waited for had gone by */
static void admin_age_late(struct ena_fixture *f)
{
	unsigned int i;

	for (i = 0; i < ENA_ADMIN_DEPTH; i++)
		f->admin.cmd[i].late -= msecs_to_jiffies(ENA_ADMIN_LATE_MS);
}

static void statistics_do_not_fill_the_ring(struct kunit *test)
{
	struct ena_fixture *f = admin_fixture(test);
	unsigned int i;

	ena_fixture_fault(f, ENA_SIM_FAULT_ADMIN_LOST, U32_MAX, 0);
	for (i = 0; i < 2 * ENA_ADMIN_DEPTH; i++) {
		KUNIT_EXPECT_EQ(test, admin_get_stats(f), -ETIMEDOUT);
		admin_age_late(f);
	}

	ena_fixture_no_faults(f);
	KUNIT_EXPECT_EQ(test, admin_get_attr(f), 0);

	/* One that answers again is asked again */
	KUNIT_EXPECT_EQ(test, admin_get_stats(f), 0);
}

static void answer_given_twice_kills_the_queue(struct kunit *test)
{
	struct ena_fixture *f = admin_fixture(test);

	ena_fixture_fault(f, ENA_SIM_FAULT_ADMIN_DUP, 1, 0);
	KUNIT_EXPECT_EQ(test, admin_get_attr(f), 0);
	KUNIT_EXPECT_TRUE(test, f->admin.dead);
	KUNIT_EXPECT_EQ(test, admin_broken, 1U);
}

static void answer_to_no_command_kills_the_queue(struct kunit *test)
{
	struct ena_fixture *f = admin_fixture(test);

	ena_fixture_fault(f, ENA_SIM_FAULT_ADMIN_BAD_ID, 1, 0);
	KUNIT_EXPECT_EQ(test, admin_get_attr(f), -ENODEV);
	KUNIT_EXPECT_TRUE(test, f->admin.dead);
	KUNIT_EXPECT_EQ(test, admin_broken, 1U);
	KUNIT_EXPECT_EQ(test, f->admin.stats.aborted_cmd, 1ULL);
}

/* An id is only good for the command that has it now */
static void answer_of_an_earlier_generation_is_refused(struct kunit *test)
{
	struct ena_fixture *f = admin_fixture(test);
	struct ena_hw_acq_entry *slot = &f->admin.acq[1];

	KUNIT_ASSERT_EQ(test, admin_get_attr(f), 0);
	ena_fixture_fault(f, ENA_SIM_FAULT_ADMIN_LOST, 1, 0);
	*slot = f->admin.acq[0];
	KUNIT_EXPECT_EQ(test, admin_get_attr(f), -ENODEV);
	KUNIT_EXPECT_TRUE(test, f->admin.dead);
}

struct admin_status {
	const char *name;
	u8 status;
	int err;
};

static const struct admin_status admin_statuses[] = {
	{ "no resources", 1, -ENOMEM },
	{ "bad opcode", 2, -EINVAL },
	{ "unsupported", 3, -EOPNOTSUPP },
	{ "malformed", 4, -EINVAL },
	{ "illegal parameter", 5, -EINVAL },
	{ "unknown error", 6, -EIO },
	{ "busy", 7, -EAGAIN },
	{ "unassigned", 8, -EIO },
	{ "largest", 255, -EIO },
};

KUNIT_ARRAY_PARAM_DESC(admin_statuses, admin_statuses, name);

static void status_becomes_an_error(struct kunit *test)
{
	const struct admin_status *c = test->param_value;
	struct ena_fixture *f = admin_fixture(test);

	ena_fixture_fault(f, ENA_SIM_FAULT_ADMIN_STATUS, 1, c->status);
	KUNIT_EXPECT_EQ(test, admin_get_attr(f), c->err);
	KUNIT_EXPECT_FALSE(test, f->admin.dead);
	KUNIT_EXPECT_EQ(test, admin_get_attr(f), 0);
}

static void refused_command_leaves_the_answer_alone(struct kunit *test)
{
	struct ena_fixture *f = admin_fixture(test);
	struct ena_hw_aq_hdr cmd = { .opcode = ENA_HW_AQ_GET_FEATURE };
	struct ena_admin_data data;
	u8 resp[64], in[256];

	memset(resp, 0x5a, sizeof(resp));
	memset(in, 0x5a, sizeof(in));
	data = (struct ena_admin_data) {
		.len = sizeof(in), .in = in, .in_len = sizeof(in),
	};
	ena_fixture_fault(f, ENA_SIM_FAULT_ADMIN_STATUS, 1, 6);
	KUNIT_EXPECT_EQ(test,
			ena_admin_exec_data(&f->admin, &cmd, sizeof(cmd), resp,
					    sizeof(resp), &data), -EIO);
	KUNIT_EXPECT_NULL(test, memchr_inv(resp, 0x5a, sizeof(resp)));
	KUNIT_EXPECT_NULL(test, memchr_inv(in, 0x5a, sizeof(in)));
}

static void answer_held_for_the_next_one_is_taken(struct kunit *test)
{
	struct ena_fixture *f = admin_fixture(test);

	ena_fixture_fault(f, ENA_SIM_FAULT_ADMIN_REORDER, 1, 0);
	KUNIT_EXPECT_EQ(test, admin_get_attr(f), 0);
	KUNIT_EXPECT_EQ(test, ena_fixture_hits(f, ENA_SIM_FAULT_ADMIN_REORDER),
			1ULL);
}

/* The statistics given up are answered after the command that follows */
static void answers_may_come_in_any_order(struct kunit *test)
{
	struct ena_fixture *f = admin_fixture(test);

	f->admin.timeout_us = 1000;
	ena_fixture_fault(f, ENA_SIM_FAULT_ADMIN_LATE, 1, 10);
	KUNIT_EXPECT_EQ(test, admin_get_stats(f), -ETIMEDOUT);
	KUNIT_EXPECT_EQ(test, admin_get_attr(f), 0);
	ena_fixture_advance_ms(f, 20);
	KUNIT_EXPECT_EQ(test, admin_get_attr(f), 0);
	KUNIT_EXPECT_EQ(test, f->admin.nr_late, 0U);
	KUNIT_EXPECT_EQ(test, f->admin.stats.completed_cmd, 3ULL);
}

static void ring_and_ids_wrap(struct kunit *test)
{
	struct ena_fixture *f = admin_fixture(test);
	unsigned int i;

	/* Both laps of the ring many times, generations of a slot twice */
	for (i = 0; i < 300; i++)
		KUNIT_ASSERT_EQ(test, admin_get_attr(f), 0);
	KUNIT_EXPECT_EQ(test, f->admin.stats.submitted_cmd, 300ULL);
	KUNIT_EXPECT_EQ(test, f->admin.stats.completed_cmd, 300ULL);
}

static void doorbell_wraps(struct kunit *test)
{
	struct ena_fixture *f = admin_fixture(test);
	unsigned int i;

	/* A multiple of two laps before the doorbell is 0 again */
	ena_fixture_step(f);
	f->admin.tail = 0xffc0;
	f->admin.fetched = 0xffc0;
	f->fn->aq.idx = 0xffc0;
	for (i = 0; i < 100; i++)
		KUNIT_ASSERT_EQ(test, admin_get_attr(f), 0);
	KUNIT_EXPECT_EQ(test, f->admin.tail, 0x10024U);
}

static void full_queue_is_waited_for(struct kunit *test)
{
	struct ena_fixture *f = admin_fixture(test);
	u64 start = ena_shim_now_ns();

	f->admin.bufs_busy = BIT(ENA_ADMIN_BUFS) - 1;
	KUNIT_EXPECT_EQ(test, admin_get_fields(f), -EBUSY);
	KUNIT_EXPECT_GE(test, admin_ms_since(start), (u64)ADMIN_TIMEOUT_MS - 10);
	KUNIT_EXPECT_EQ(test, f->admin.stats.out_of_space, 1ULL);
	KUNIT_EXPECT_FALSE(test, f->admin.dead);

	/* A command without buffer is none the worse */
	KUNIT_EXPECT_EQ(test, admin_get_attr(f), 0);
	f->admin.bufs_busy = 0;
	KUNIT_EXPECT_EQ(test, admin_get_fields(f), 0);
}

static struct completion admin_inside;

struct admin_thread {
	struct ena_fixture *f;
	struct completion done;
	int err;
};

static int admin_run_thread(void *arg)
{
	struct admin_thread *thread = arg;
	unsigned int i;

	for (i = 0; i < 20 && !thread->err; i++)
		thread->err = admin_get_fields(thread->f);
	complete(&thread->done);
	return 0;
}

static void threads_share_the_buffers(struct kunit *test)
{
	struct admin_thread thread[ADMIN_THREADS] = {};
	struct ena_fixture *f = admin_fixture(test);
	struct task_struct *task;
	unsigned int i;

	ena_fixture_fault(f, ENA_SIM_FAULT_ADMIN_LATE, U32_MAX, 1);
	for (i = 0; i < ADMIN_THREADS; i++) {
		thread[i].f = f;
		init_completion(&thread[i].done);
		task = kthread_run(admin_run_thread, &thread[i], "admin/%u", i);
		if (IS_ERR(task)) {
			thread[i].err = PTR_ERR(task);
			complete(&thread[i].done);
		}
	}
	for (i = 0; i < ADMIN_THREADS; i++) {
		wait_for_completion(&thread[i].done);
		KUNIT_EXPECT_EQ(test, thread[i].err, 0);
	}
	KUNIT_EXPECT_EQ(test, f->admin.stats.completed_cmd,
			20ULL * ADMIN_THREADS);
	KUNIT_EXPECT_EQ(test, f->admin.bufs_busy, 0UL);
}

static void admin_break_it(struct ena_fixture *f)
{
	f->meddle = NULL;
	ena_admin_break(&f->admin);
}

static void command_in_flight_ends_with_the_queue(struct kunit *test)
{
	struct ena_fixture *f = admin_fixture(test);
	u64 start = ena_shim_now_ns();

	ena_fixture_fault(f, ENA_SIM_FAULT_ADMIN_LOST, U32_MAX, 0);
	f->meddle = admin_break_it;
	KUNIT_EXPECT_EQ(test, admin_get_attr(f), -ENODEV);
	KUNIT_EXPECT_LT(test, admin_ms_since(start), 10ULL);
	KUNIT_EXPECT_EQ(test, admin_broken, 1U);
	KUNIT_EXPECT_EQ(test, f->admin.stats.aborted_cmd, 1ULL);
}

static void admin_unplug(struct ena_fixture *f)
{
	f->regs.gone = true;
}

static void command_ends_with_the_device(struct kunit *test)
{
	struct ena_fixture *f = admin_fixture(test);
	u64 start = ena_shim_now_ns();

	ena_fixture_fault(f, ENA_SIM_FAULT_ADMIN_LOST, U32_MAX, 0);
	f->meddle = admin_unplug;
	KUNIT_EXPECT_EQ(test, admin_get_attr(f), -ENODEV);
	KUNIT_EXPECT_LT(test, admin_ms_since(start), 10ULL);
	KUNIT_EXPECT_TRUE(test, f->admin.dead);
}

/* The thread is inside when this is called, and nobody stops it before */
static void admin_await_stop(struct ena_fixture *f)
{
	unsigned int i;

	f->meddle = NULL;
	complete(&admin_inside);
	for (i = 0; i < 10 * HZ && !READ_ONCE(f->admin.dead); i++)
		schedule_timeout_uninterruptible(1);
}

static void stop_waits_for_who_is_inside(struct kunit *test)
{
	struct ena_fixture *f = admin_fixture_irq(test);
	struct admin_thread thread = { .f = f };
	struct task_struct *task;

	init_completion(&thread.done);
	init_completion(&admin_inside);
	ena_fixture_fault(f, ENA_SIM_FAULT_ADMIN_LOST, U32_MAX, 0);
	f->meddle = admin_await_stop;
	task = kthread_run(admin_run_thread, &thread, "admin");
	KUNIT_ASSERT_FALSE(test, IS_ERR(task));
	wait_for_completion(&admin_inside);

	ena_admin_stop(&f->admin);
	KUNIT_EXPECT_EQ(test, f->admin.users, 0U);
	wait_for_completion(&thread.done);
	KUNIT_EXPECT_EQ(test, thread.err, -ENODEV);
	KUNIT_EXPECT_EQ(test, f->admin.stats.aborted_cmd, 1ULL);
}

static void stopped_queue_starts_again(struct kunit *test)
{
	struct ena_fixture *f = admin_fixture(test);
	u32 caps;

	ena_admin_stop(&f->admin);
	KUNIT_EXPECT_EQ(test, admin_get_attr(f), -ENODEV);

	KUNIT_ASSERT_EQ(test, ena_reset_run(&f->regs, ENA_HW_RESET_NORMAL, true,
					    &caps), 0);
	ena_admin_start(&f->admin, ENA_ADMIN_TIMEOUT_US);
	KUNIT_EXPECT_EQ(test, admin_get_attr(f), 0);
	KUNIT_EXPECT_EQ(test, f->admin.stats.submitted_cmd, 1ULL);
}

static void start_after_a_timeout_begins_afresh(struct kunit *test)
{
	struct ena_fixture *f = admin_fixture(test);
	u32 caps;

	ena_fixture_fault(f, ENA_SIM_FAULT_ADMIN_LOST, 2, 0);
	KUNIT_EXPECT_EQ(test, admin_get_stats(f), -ETIMEDOUT);
	KUNIT_EXPECT_EQ(test, admin_get_fields(f), -ETIMEDOUT);
	ena_admin_stop(&f->admin);

	KUNIT_ASSERT_EQ(test, ena_reset_run(&f->regs, ENA_HW_RESET_ADMIN_TO,
					    true, &caps), 0);
	ena_admin_start(&f->admin, ENA_ADMIN_TIMEOUT_US);
	KUNIT_EXPECT_EQ(test, f->admin.nr_late, 0U);
	KUNIT_EXPECT_EQ(test, f->admin.bufs_busy, 0UL);
	KUNIT_EXPECT_EQ(test, admin_get_fields(f), 0);
	KUNIT_EXPECT_EQ(test, f->admin.stats.no_completion, 2ULL);
}

static void counters_are_handed_out(struct kunit *test)
{
	struct ena_fixture *f = admin_fixture(test);
	struct ena_admin_stats stats;

	KUNIT_EXPECT_EQ(test, admin_get_attr(f), 0);
	ena_admin_get_stats(&f->admin, &stats);
	KUNIT_EXPECT_EQ(test, stats.submitted_cmd, 1ULL);
	KUNIT_EXPECT_EQ(test, stats.completed_cmd, 1ULL);
	KUNIT_EXPECT_EQ(test, stats.aborted_cmd, 0ULL);
}

static void each_allocation_may_fail(struct kunit *test)
{
	struct ena_fixture *f = ena_fixture_create(test, NULL);
	unsigned int n;
	int err;

	ena_fixture_regs(f);
	for (n = 1; ; n++) {
		ena_shim_fail_nth(n);
		err = ena_admin_alloc(&f->admin, &f->regs);
		if (!ena_shim_fail_end())
			break;
		KUNIT_EXPECT_EQ(test, err, -ENOMEM);
	}
	KUNIT_ASSERT_EQ(test, err, 0);
	ena_admin_free(&f->admin);
	KUNIT_EXPECT_EQ(test, n, 4U);
}

static struct kunit_case admin_tests[] = {
	KUNIT_CASE(polled_command_is_answered),
	KUNIT_CASE(interrupt_brings_the_answer),
	KUNIT_CASE(lost_interrupt_costs_a_wait_and_nothing_else),
	KUNIT_CASE(masked_vector_stays_silent),
	KUNIT_CASE(waiter_follows_a_switch_to_polling),
	KUNIT_CASE(unanswered_command_kills_the_queue),
	KUNIT_CASE(time_limit_is_what_the_device_says),
	KUNIT_CASE(slow_answer_is_waited_for),
	KUNIT_CASE(unanswered_statistics_leave_the_queue_alive),
	KUNIT_CASE(late_statistics_give_their_place_back),
	KUNIT_CASE(statistics_do_not_take_all_buffers),
	KUNIT_CASE(statistics_do_not_fill_the_ring),
	KUNIT_CASE(answer_given_twice_kills_the_queue),
	KUNIT_CASE(answer_to_no_command_kills_the_queue),
	KUNIT_CASE(answer_of_an_earlier_generation_is_refused),
	KUNIT_CASE_PARAM(status_becomes_an_error, admin_statuses_gen_params),
	KUNIT_CASE(refused_command_leaves_the_answer_alone),
	KUNIT_CASE(answer_held_for_the_next_one_is_taken),
	KUNIT_CASE(answers_may_come_in_any_order),
	KUNIT_CASE(ring_and_ids_wrap),
	KUNIT_CASE(doorbell_wraps),
	KUNIT_CASE(full_queue_is_waited_for),
	KUNIT_CASE(threads_share_the_buffers),
	KUNIT_CASE(command_in_flight_ends_with_the_queue),
	KUNIT_CASE(command_ends_with_the_device),
	KUNIT_CASE(stop_waits_for_who_is_inside),
	KUNIT_CASE(stopped_queue_starts_again),
	KUNIT_CASE(start_after_a_timeout_begins_afresh),
	KUNIT_CASE(counters_are_handed_out),
	KUNIT_CASE(each_allocation_may_fail),
	{}
};

static struct kunit_suite admin_suite = {
	.name = "ena_admin",
	.test_cases = admin_tests,
};

kunit_test_suite(admin_suite);
