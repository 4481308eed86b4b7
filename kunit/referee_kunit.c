// SPDX-License-Identifier: GPL-2.0-only
/*
 * The simulator's referee: it names what is wrong and nothing else. The driver
 * is the test, which writes commands, descriptors and doorbells by itself.
 */
#include "../src/ena_feature.h"
#include "fixture.h"

#define REFEREE_DEPTH	32
/* All is as it should be */
#define REFEREE_OK	ENA_SIM_NR_BREACHES

/* A page each for the SQ, its CQ and the packet */
struct referee {
	struct ena_fixture *f;
	u8 *mem;
	dma_addr_t dma;
	u16 cq;
	struct ena_sq_cfg sq;
};

static void referee_free(void *ctx)
{
	struct referee *r = ctx;

	r->f->master = false;
	dma_free_coherent(r->f->dev, 3 * PAGE_SIZE, r->mem, r->dma);
}

static struct referee *referee_new(struct kunit *test, const char *params)
{
	struct ena_fixture *f = ena_fixture_create(test, params);
	struct referee *r;

	ena_fixture_admin(f);
	r = kunit_kzalloc(test, sizeof(*r), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, r);
	r->f = f;
	r->mem = dma_alloc_coherent(f->dev, 3 * PAGE_SIZE, &r->dma, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, r->mem);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, referee_free, r),
			0);
	return r;
}

static int referee_create_cq(struct referee *r, u16 depth, u8 words)
{
	struct ena_cq_cfg cfg = {
		.depth = depth,
		.entry_words = words,
		.vector = ENA_HW_MSIX_IO_BASE,
		.base = r->dma + PAGE_SIZE,
	};
	int err = ena_feature_create_cq(&r->f->admin, &cfg);

	r->cq = cfg.idx;
	return err;
}

static int referee_create_sq(struct referee *r, bool tx)
{
	r->sq = (struct ena_sq_cfg) {
		.tx = tx,
		.llq = tx && r->f->fn->llq_on,
		.depth = REFEREE_DEPTH,
		.cq_idx = r->cq,
		.base = r->dma,
	};
	return ena_feature_create_sq(&r->f->admin, &r->sq);
}

/* A Tx queue, which is to be there */
static void referee_create(struct referee *r)
{
	KUNIT_ASSERT_EQ(r->f->test,
			referee_create_cq(r, REFEREE_DEPTH,
					  ENA_HW_TX_CDESC_WORDS), 0);
	KUNIT_ASSERT_EQ(r->f->test, referee_create_sq(r, true), 0);
}

/* The one breach there was; the fixture looks for others */
static void referee_expect(struct referee *r, enum ena_sim_breach breach)
{
	if (breach == REFEREE_OK)
		return;

	KUNIT_EXPECT_EQ(r->f->test, r->f->fn->breach[breach].count, 1ULL);
	ena_fixture_forgive(r->f, breach);
}

/* ---- commands ---- */

struct command_case {
	const char *name;
	u8 at;				/* byte of the command ... */
	u8 val;				/* ... and what is there */
	enum ena_sim_breach breach;
};

static const struct command_case command_cases[] = {
	{ "all as it should be", 7, 1, REFEREE_OK },
	{ "not contiguous", 7, 0, ENA_SIM_BREACH_AQ_PARAM },
	{ "reserved half of the write-back address", 26, 1,
	  ENA_SIM_BREACH_AQ_RESERVED },
};

KUNIT_ARRAY_PARAM_DESC(command, command_cases, name);

static void sq_is_created_to_the_letter(struct kunit *test)
{
	const struct command_case *c = test->param_value;
	struct referee *r = referee_new(test, "queues=1");
	struct ena_hw_aq_create_sq cmd = {
		.hdr.opcode = ENA_HW_AQ_CREATE_SQ,
		.identity = FIELD_PREP(ENA_HW_SQ_DIR, ENA_HW_SQ_DIR_TX),
		.caps2 = FIELD_PREP(ENA_HW_SQ_PLACEMENT,
				    ENA_HW_SQ_PLACEMENT_HOST),
		.depth = cpu_to_le16(REFEREE_DEPTH),
		.base = ena_admin_addr(r->dma),
	};
	struct ena_hw_acq_create_sq resp;

	KUNIT_ASSERT_EQ(test,
			referee_create_cq(r, REFEREE_DEPTH,
					  ENA_HW_TX_CDESC_WORDS), 0);
	cmd.cq_idx = cpu_to_le16(r->cq);
	cmd.caps3 = ENA_HW_SQ_CONTIGUOUS;
	((u8 *)&cmd)[c->at] = c->val;
	KUNIT_EXPECT_EQ(test,
			ena_admin_exec(&r->f->admin, &cmd.hdr, sizeof(cmd),
				       &resp, sizeof(resp)), 0);
	referee_expect(r, c->breach);
}

static void sq_goes_by_index_and_direction(struct kunit *test)
{
	struct referee *r = referee_new(test, "queues=1 llq=0");

	referee_create(r);
	KUNIT_EXPECT_EQ(test, ena_feature_destroy_sq(&r->f->admin, r->sq.idx,
						     true), 0);
	KUNIT_EXPECT_EQ(test, referee_create_sq(r, true), 0);
	KUNIT_EXPECT_EQ(test, r->f->fn->breach[ENA_SIM_BREACH_AQ_PARAM].count,
			0ULL);

	/* Served all the same */
	KUNIT_EXPECT_EQ(test, ena_feature_destroy_sq(&r->f->admin, r->sq.idx,
						     false), 0);
	KUNIT_EXPECT_EQ(test, r->f->fn->nr_tx, 0);
	referee_expect(r, ENA_SIM_BREACH_AQ_PARAM);
}

static void cq_starts_with_zeroes(struct kunit *test)
{
	struct referee *r = referee_new(test, "queues=1 llq=0");

	r->mem[PAGE_SIZE + REFEREE_DEPTH * 8] = 1;
	referee_create(r);
	KUNIT_EXPECT_EQ(test, r->f->fn->breach[ENA_SIM_BREACH_AQ_PARAM].count,
			0ULL);

	r->mem[PAGE_SIZE + REFEREE_DEPTH * 8 - 1] = 1;
	KUNIT_EXPECT_EQ(test,
			referee_create_cq(r, REFEREE_DEPTH,
					  ENA_HW_TX_CDESC_WORDS), 0);
	referee_expect(r, ENA_SIM_BREACH_AQ_PARAM);
}

/* Time stamps for @stamps of Tx (1) and Rx (2), and a CQ for an SQ */
struct match_case {
	const char *name;
	u8 stamps;
	bool tx;
	u8 words;
	u16 depth;
	u8 sqs;				/* so many of them */
	bool ok;
};

static const struct match_case match_cases[] = {
	{ "Tx", 0, true, 2, 32, 1, true },
	{ "Tx extended, no time stamps", 0, true, 4, 32, 1, false },
	{ "Tx extended, time stamps of Rx", 2, true, 4, 32, 1, false },
	{ "Tx extended", 1, true, 4, 32, 1, true },
	{ "Tx not extended, time stamps", 1, true, 2, 32, 1, false },
	{ "Rx, time stamps of Tx", 1, false, 4, 32, 1, true },
	{ "Rx extended", 2, false, 8, 32, 1, true },
	{ "Rx extended, no time stamps", 0, false, 8, 32, 1, false },
	{ "Rx, deepest CQ", 0, false, 4, 64, 1, true },
	{ "Tx, CQ deeper than Tx may be", 0, true, 2, 64, 1, false },
	{ "two SQs of a CQ", 0, false, 4, 64, 2, true },
	{ "two SQs of a CQ for one", 0, false, 4, 32, 2, false },
};

KUNIT_ARRAY_PARAM_DESC(match, match_cases, name);

static void cq_is_one_for_its_sqs(struct kunit *test)
{
	struct referee *r = referee_new(test,
					"queues=2 llq=0 tx_depth=32 rx_depth=64");
	const struct match_case *c = test->param_value;
	struct ena_hw_timestamp_cfg stamps = {
		.tx = c->stamps & 1,
		.rx = c->stamps >> 1,
	};
	int err = 0;
	u8 i;

	KUNIT_ASSERT_EQ(test,
			ena_feature_set(&r->f->admin, ENA_HW_FEAT_HW_TIMESTAMP,
					&stamps, sizeof(stamps), NULL, NULL),
			0);
	KUNIT_ASSERT_EQ(test, referee_create_cq(r, c->depth, c->words), 0);
	for (i = 0; i < c->sqs; i++) {
		KUNIT_EXPECT_EQ(test, err, 0);
		err = referee_create_sq(r, c->tx);
	}

	KUNIT_EXPECT_EQ(test, !err, c->ok);
	referee_expect(r, c->ok ? REFEREE_OK : ENA_SIM_BREACH_AQ_PARAM);
}

static struct kunit_case referee_cases[] = {
	KUNIT_CASE_PARAM(sq_is_created_to_the_letter, command_gen_params),
	KUNIT_CASE(sq_goes_by_index_and_direction),
	KUNIT_CASE(cq_starts_with_zeroes),
	KUNIT_CASE_PARAM(cq_is_one_for_its_sqs, match_gen_params),
	{}
};

static struct kunit_suite referee_suite = {
	.name = "ena_referee",
	.test_cases = referee_cases,
};

kunit_test_suite(referee_suite);
