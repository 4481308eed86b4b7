// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a host does wrong on the control plane: the device has to say so, and
 * which rule it was, since all other tests rely on its silence.
 */
#include "../src/ena_aenq.h"
#include "../src/ena_feature.h"
#include "../src/ena_reset.h"
#include "fixture.h"

#define CONTROL_BUF	512
#define CONTROL_DIRTY	0x5a5a
/* Looks at a part of BAR0, until all was seen */
#define CONTROL_SCANS	(ENA_HW_REGS_SIZE / 4 / 64)

static u64 control_count(const struct ena_fixture *f,
			 enum ena_sim_breach breach)
{
	return f->fn->breach[breach].count;
}

/* ---- commands ---- */

/*
 * @fill: bytes of the control buffer; if the command has one without address,
 * that is where it is. @also: a second rule that is broken on the way
 */
struct control_command {
	const char *name;
	struct ena_hw_aq_feature cmd;
	u8 fill[CONTROL_BUF];
	enum ena_sim_breach breach;
	enum ena_sim_breach also;
};

#define CONTROL_SET(feature)	.hdr.opcode = ENA_HW_AQ_SET_FEATURE, \
				.sel.id = (feature)
#define CONTROL_GET(feature)	.hdr.opcode = ENA_HW_AQ_GET_FEATURE, \
				.sel.id = (feature)
#define CONTROL_BUFFER(bytes)	.hdr.flags = ENA_HW_AQ_CTRL_DATA_INDIRECT, \
				.ctrl.len = cpu_to_le32(bytes)
#define CONTROL_FLOWS_GONE	CONTROL_SET(ENA_HW_FEAT_FLOW_STEERING), \
				.payload[0] = ENA_HW_FLOW_REMOVE_ALL

static const struct control_command control_commands[] = {
	{ "buffer without flag", {
		CONTROL_FLOWS_GONE, .ctrl.len = cpu_to_le32(128) },
	  .breach = ENA_SIM_BREACH_AQ_RESERVED },
	{ "buffer with both flags", {
		CONTROL_FLOWS_GONE, .ctrl.len = cpu_to_le32(128),
		.hdr.flags = ENA_HW_AQ_CTRL_DATA |
			     ENA_HW_AQ_CTRL_DATA_INDIRECT },
	  .breach = ENA_SIM_BREACH_AQ_RESERVED },
	{ "flag without buffer", {
		CONTROL_FLOWS_GONE, CONTROL_BUFFER(0) },
	  .breach = ENA_SIM_BREACH_AQ_RESERVED },
	{ "address without buffer", {
		CONTROL_FLOWS_GONE, .ctrl.addr.lo = cpu_to_le32(0x1000) },
	  .breach = ENA_SIM_BREACH_AQ_RESERVED },
	{ "flag of a command that has no buffer", {
		.hdr.opcode = ENA_HW_AQ_DESTROY_CQ,
		.hdr.flags = ENA_HW_AQ_CTRL_DATA_INDIRECT },
	  .breach = ENA_SIM_BREACH_AQ_RESERVED,
	  .also = ENA_SIM_BREACH_AQ_PARAM },
	{ "statistics into no buffer", {
		.hdr.opcode = ENA_HW_AQ_GET_STATS,
		.ctrl.addr.lo = cpu_to_le32(0x1000) },
	  .breach = ENA_SIM_BREACH_AQ_RESERVED },
	{ "version of SET", {
		CONTROL_SET(ENA_HW_FEAT_MTU), .sel.version = 1,
		.payload[1] = 5 },
	  .breach = ENA_SIM_BREACH_AQ_RESERVED },
	{ "fragments, reserved byte", {
		CONTROL_SET(ENA_HW_FEAT_FRAG_BYPASS), .payload[3] = 1 },
	  .breach = ENA_SIM_BREACH_AQ_RESERVED },
	{ "events, supported groups", {
		CONTROL_SET(ENA_HW_FEAT_AENQ), .payload[0] = 0x10 },
	  .breach = ENA_SIM_BREACH_AQ_RESERVED },
	{ "time stamps, version", {
		CONTROL_SET(ENA_HW_FEAT_HW_TIMESTAMP), .payload[0] = 1 },
	  .breach = ENA_SIM_BREACH_AQ_RESERVED },
	{ "hash function, supported", {
		CONTROL_SET(ENA_HW_FEAT_RSS_HASH_FUNCTION),
		CONTROL_BUFFER(48), .payload[0] = 2, .payload[4] = 2 },
	  .fill[0] = ENA_HW_RSS_KEY_WORDS,
	  .breach = ENA_SIM_BREACH_AQ_RESERVED },
	{ "table, reserved byte", {
		CONTROL_SET(ENA_HW_FEAT_RSS_TABLE), CONTROL_BUFFER(512),
		.payload = { [4] = 7, [7] = 1, [8] = 0xff, [9] = 0xff,
			     [10] = 0xff, [11] = 0xff } },
	  .breach = ENA_SIM_BREACH_AQ_RESERVED,
	  .also = ENA_SIM_BREACH_AQ_PARAM },
	{ "hash fields, reserved half", {
		CONTROL_SET(ENA_HW_FEAT_RSS_HASH_INPUT),
		CONTROL_BUFFER(256) },
	  .fill[255] = 1,
	  .breach = ENA_SIM_BREACH_AQ_RESERVED },
	{ "fragments cannot be read", {
		CONTROL_GET(ENA_HW_FEAT_FRAG_BYPASS) },
	  .breach = ENA_SIM_BREACH_AQ_GATING },
	{ "MTU cannot be read", { CONTROL_GET(ENA_HW_FEAT_MTU) },
	  .breach = ENA_SIM_BREACH_AQ_GATING },
	{ "host attributes cannot be read", {
		CONTROL_GET(ENA_HW_FEAT_HOST_ATTR) },
	  .breach = ENA_SIM_BREACH_AQ_GATING },
	{ "flow rules cannot be read", {
		CONTROL_GET(ENA_HW_FEAT_FLOW_STEERING) },
	  .breach = ENA_SIM_BREACH_AQ_GATING },
	{ "attributes cannot be set", {
		CONTROL_SET(ENA_HW_FEAT_DEVICE_ATTR) },
	  .breach = ENA_SIM_BREACH_AQ_GATING },
	{ "link cannot be set", { CONTROL_SET(ENA_HW_FEAT_LINK) },
	  .breach = ENA_SIM_BREACH_AQ_GATING },
};

KUNIT_ARRAY_PARAM_DESC(control_commands, control_commands, name);

static void wrong_command_is_noticed(struct kunit *test)
{
	const struct control_command *c = test->param_value;
	struct ena_fixture *f = ena_fixture_create(test, NULL);
	struct ena_hw_aq_feature cmd = c->cmd;
	struct ena_hw_acq_entry resp;

	ena_fixture_admin(f);
	ena_fixture_forgive(f, c->breach);
	if (c->also)
		ena_fixture_forgive(f, c->also);
	if (cmd.ctrl.len)
		cmd.ctrl.addr = ena_admin_addr(f->admin.buf_dma);
	memcpy(f->admin.buf, c->fill, sizeof(c->fill));

	ena_admin_exec_data(&f->admin, &cmd.hdr, sizeof(cmd), &resp,
			    sizeof(resp), NULL);
	KUNIT_EXPECT_EQ(test, control_count(f, c->breach), 1ULL);
}

/* What is announced is taken, or refused without blame */

static void table_of_one_entry_is_one(struct kunit *test)
{
	static const struct ena_caps caps = { .features = U32_MAX };
	struct ena_hw_rss_entry entry = {};
	struct ena_fixture *f;

	f = ena_fixture_create(test, "rss_log2_min=0 rss_log2_max=0");
	ena_fixture_admin(f);
	/* There is no queue to name */
	ena_fixture_forgive(f, ENA_SIM_BREACH_AQ_PARAM);
	KUNIT_EXPECT_EQ(test, ena_feature_set_rss_table(&f->admin, &caps,
							&entry, 0), 0);
	KUNIT_EXPECT_TRUE(test, f->fn->rss_on);
}

static void header_ring_is_refused_without_blame(struct kunit *test)
{
	static const struct ena_caps caps = { .features = U32_MAX };
	struct ena_hw_llq llq = {
		.hdr_location = cpu_to_le16(2),
		.entry_size = cpu_to_le16(ENA_HW_LLQ_ENTRY_128),
	};
	struct ena_fixture *f = ena_fixture_create(test, "llq_location=3");

	ena_fixture_admin(f);
	KUNIT_EXPECT_EQ(test, ena_feature_set_llq(&f->admin, &caps, &llq),
			-EOPNOTSUPP);
	KUNIT_EXPECT_FALSE(test, f->fn->llq_on);
}

/* ---- events ---- */

static void control_no_event(void *ctx, u16 group,
			     const struct ena_hw_aenq_entry *e)
{
}

static const struct ena_aenq_ops control_aenq_ops = {
	.event = control_no_event,
};

static void control_aenq_head(struct ena_fixture *f, u16 head)
{
	ena_reg_write(&f->regs, ENA_HW_REG_AENQ_HEAD_DB, head);
	ena_fixture_step(f);
}

static void event_credit_begins_whole_and_only_grows(struct kunit *test)
{
	struct ena_fixture *f = ena_fixture_create(test, NULL);
	const enum ena_sim_breach breach = ENA_SIM_BREACH_AENQ_CREDIT;
	u32 caps;

	ena_fixture_aenq(f, &control_aenq_ops, NULL);
	ena_fixture_step(f);
	KUNIT_ASSERT_EQ(test, ena_reset_run(&f->regs, ENA_HW_RESET_NORMAL, true,
					    &caps), 0);
	ena_fixture_forgive(f, breach);
	ena_aenq_start(&f->aenq);
	ena_fixture_step(f);

	control_aenq_head(f, ENA_AENQ_DEPTH / 2);
	KUNIT_EXPECT_EQ(test, control_count(f, breach), 1ULL);
	control_aenq_head(f, ENA_AENQ_DEPTH);
	KUNIT_EXPECT_EQ(test, control_count(f, breach), 1ULL);
	control_aenq_head(f, ENA_AENQ_DEPTH - 1);
	KUNIT_EXPECT_EQ(test, control_count(f, breach), 2ULL);
	control_aenq_head(f, ENA_AENQ_DEPTH + 1);
	KUNIT_EXPECT_EQ(test, control_count(f, breach), 3ULL);
}

/* ---- registers ---- */

static struct ena_fixture *control_regs(struct kunit *test, const char *params)
{
	struct ena_fixture *f = ena_fixture_create(test, params);

	ena_fixture_regs(f);
	return f;
}

static void reset_makes_the_device_forget_where_to_answer(struct kunit *test)
{
	struct ena_fixture *f = control_regs(test, NULL);
	u32 val;

	ena_fixture_forgive(f, ENA_SIM_BREACH_RESET_ORDER);
	KUNIT_ASSERT_EQ(test, ena_reg_read(&f->regs, 0, &val), 0);
	ena_reg_write(&f->regs, ENA_HW_REG_DEV_CTL, ENA_HW_DEV_CTL_RESET);
	KUNIT_EXPECT_EQ(test, ena_reg_read(&f->regs, 0, &val), -ETIMEDOUT);
	/* The first may have been asked before */
	KUNIT_EXPECT_EQ(test, control_count(f, ENA_SIM_BREACH_RESET_ORDER),
			(u64)ENA_REG_READ_TRIES - 1);

	ena_regs_arm(&f->regs);
	KUNIT_EXPECT_EQ(test, ena_reg_read(&f->regs, 0, &val), 0);
	KUNIT_EXPECT_EQ(test, ena_reg_read(&f->regs, ENA_HW_REG_MMIO_RESP_LO,
					   &val), 0);
	KUNIT_EXPECT_EQ(test, val, lower_32_bits(f->regs.resp_dma));
}

/* As if one thread had asked before another one began the reset */
static void address_written_while_a_reset_waits_is_known(struct kunit *test)
{
	struct ena_fixture *f = control_regs(test, NULL);
	u32 val;

	KUNIT_ASSERT_EQ(test, ena_reg_read(&f->regs, 0, &val), 0);
	ena_reg_write(&f->regs, ENA_HW_REG_MMIO_READ, 0);
	ena_reg_write(&f->regs, ENA_HW_REG_DEV_CTL, ENA_HW_DEV_CTL_RESET);
	ena_regs_arm(&f->regs);

	/* The reset cannot be acted on, the mailbox can */
	mutex_lock(&f->fn->ctl_lock);
	mutex_lock(&f->fn->io_lock);
	ena_sim_ctl_poll(f->fn);
	mutex_unlock(&f->fn->io_lock);
	mutex_unlock(&f->fn->ctl_lock);
	KUNIT_EXPECT_FALSE(test, f->fn->resetting);

	ena_fixture_step(f);
	KUNIT_EXPECT_TRUE(test, f->fn->resetting);
	KUNIT_EXPECT_EQ(test, ena_reg_read(&f->regs, 0, &val), 0);
	KUNIT_EXPECT_EQ(test, f->regs.read_timeouts, 0U);
}

static void register_without_a_write_is_not_all_ones(struct kunit *test)
{
	struct ena_fixture *f = control_regs(test, "direct_reads=1");
	u32 val = 0;

	KUNIT_EXPECT_EQ(test, ena_reg_read(&f->regs, ENA_HW_REG_DEV_CTL, &val),
			0);
	KUNIT_EXPECT_EQ(test, val & ENA_HW_DEV_CTL_RESET, 0UL);
	KUNIT_EXPECT_EQ(test, ena_reg_read(&f->regs, ENA_HW_REG_MMIO_READ,
					   &val), 0);
}

static void command_during_a_reset_is_noticed_at_once(struct kunit *test)
{
	struct ena_fixture *f = control_regs(test, NULL);

	ena_fixture_advance_ms(f, 1);
	ena_fixture_forgive(f, ENA_SIM_BREACH_RESET_ORDER);
	ena_reg_write(&f->regs, ENA_HW_REG_DEV_CTL, ENA_HW_DEV_CTL_RESET);
	ena_fixture_step(f);
	ena_reg_write(&f->regs, ENA_HW_REG_AQ_DB, 1);
	ena_fixture_step(f);
	KUNIT_EXPECT_EQ(test, control_count(f, ENA_SIM_BREACH_RESET_ORDER),
			1ULL);
}

static void narrow_device_answers_wherever_the_record_is(struct kunit *test)
{
	struct ena_fixture *f = control_regs(test, "dma_width=12");
	u32 val;

	KUNIT_EXPECT_EQ(test, ena_reg_read(&f->regs, ENA_HW_REG_CAPS, &val), 0);
}

struct control_place {
	const char *name;
	u32 off;
};

static const struct control_place control_places[] = {
	{ "between the fixed registers", 0x1c },
	{ "single entry of the table", ENA_HW_REG_RSS_ENTRY },
	{ "behind the fixed registers", ENA_HW_REGS_FIXED_END },
	{ "behind the doorbells", 0x1100 },
	{ "doorbell of no queue", 0x1000 },
	{ "NUMA node of no queue", 0x2004 },
	{ "head of no queue", 0x2008 },
	{ "behind the registers of a queue", 0x200c },
	{ "last word", ENA_HW_REGS_SIZE - 4 },
};

KUNIT_ARRAY_PARAM_DESC(control_places, control_places, name);

static void write_to_no_register_is_noticed(struct kunit *test)
{
	const struct control_place *c = test->param_value;
	struct ena_fixture *f = control_regs(test, "phc_doorbell=0x2400");
	unsigned int i;

	ena_fixture_forgive(f, ENA_SIM_BREACH_REG_WIDTH);
	ena_reg_write(&f->regs, c->off, CONTROL_DIRTY);
	for (i = 0; i < CONTROL_SCANS; i++)
		ena_fixture_advance_ms(f, 10);
	KUNIT_EXPECT_EQ(test, control_count(f, ENA_SIM_BREACH_REG_WIDTH), 1ULL);
}

static struct kunit_case control_tests[] = {
	KUNIT_CASE_PARAM(wrong_command_is_noticed, control_commands_gen_params),
	KUNIT_CASE(table_of_one_entry_is_one),
	KUNIT_CASE(header_ring_is_refused_without_blame),
	KUNIT_CASE(event_credit_begins_whole_and_only_grows),
	KUNIT_CASE(reset_makes_the_device_forget_where_to_answer),
	KUNIT_CASE(address_written_while_a_reset_waits_is_known),
	KUNIT_CASE(register_without_a_write_is_not_all_ones),
	KUNIT_CASE(command_during_a_reset_is_noticed_at_once),
	KUNIT_CASE(narrow_device_answers_wherever_the_record_is),
	KUNIT_CASE_PARAM(write_to_no_register_is_noticed,
			 control_places_gen_params),
	{}
};

static struct kunit_suite control_suite = {
	.name = "ena_control",
	.test_cases = control_tests,
};

kunit_test_suite(control_suite);
