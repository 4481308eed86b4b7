// SPDX-License-Identifier: GPL-2.0-only
/*
 * Index and phase of rings (data plane 1.4): what is seen of a completion queue
 * at the end of each lap and where the free running index starts over.
 */
#include <kunit/test.h>

#include "../src/ena_rx.h"
#include "../src/ena_tx.h"

static const u32 depths[] = { 256, 512, 1024, 8192, 32768 };

static void depth_name(const u32 *depth, char *desc)
{
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "%u entries", *depth);
}

KUNIT_ARRAY_PARAM(depth, depths, depth_name);

/* What the one that writes entries does: flips its phase at the end of a lap */
static void phase_is_that_of_a_writer_who_flips_it(struct kunit *test)
{
	u32 depth = *(const u32 *)test->param_value;
	u32 idx, bad = 0, phase = 1;

	for (idx = 0; idx < 5 * depth; idx++) {
		bad += ena_phase(idx, depth - 1) != phase;
		if (!((idx + 1) % depth))
			phase ^= 1;
	}

	KUNIT_EXPECT_EQ(test, bad, 0);
}

static void phase_goes_on_where_the_index_starts_over(struct kunit *test)
{
	u32 depth = *(const u32 *)test->param_value;

	KUNIT_EXPECT_EQ(test, ena_phase(0U - depth - 1, depth - 1), 1);
	KUNIT_EXPECT_EQ(test, ena_phase(0U - depth, depth - 1), 0);
	KUNIT_EXPECT_EQ(test, ena_phase(U32_MAX, depth - 1), 0);
	KUNIT_EXPECT_EQ(test, ena_phase(0, depth - 1), 1);
}

/* A place in the life of a completion queue of RING_DEPTH entries */
#define RING_DEPTH	256

struct place_case {
	const char *name;
	u32 idx;
	u8 phase;			/* of what the device writes there */
};

static const struct place_case place_cases[] = {
	{ "first entry", 0, 1 },
	{ "last entry of the first lap", RING_DEPTH - 1, 1 },
	{ "first entry of the second lap", RING_DEPTH, 0 },
	{ "last entry of the second lap", 2 * RING_DEPTH - 1, 0 },
	{ "first entry of the third lap", 2 * RING_DEPTH, 1 },
	{ "end of 16 bits", 0xffff, 0 },
	{ "beyond 16 bits", 0x10000, 1 },
	{ "sign bit", 0x80000000, 1 },
	{ "last entry before the index starts over", U32_MAX, 0 },
};

KUNIT_ARRAY_PARAM_DESC(place, place_cases, name);

static void tx_completion_is_seen_with_the_phase_of_its_lap(struct kunit *test)
{
	const struct place_case *c = test->param_value;
	struct ena_hw_tx_cdesc *cdesc;
	struct ena_tx_ring *txr;

	txr = kunit_kzalloc(test, sizeof(*txr), GFP_KERNEL);
	cdesc = kunit_kcalloc(test, RING_DEPTH, sizeof(*cdesc), GFP_KERNEL);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, txr);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, cdesc);
	txr->cdesc = cdesc;
	txr->mask = RING_DEPTH - 1;
	txr->cq_head = c->idx;

	/* Bits beside the phase say nothing */
	cdesc[c->idx % RING_DEPTH].flags = c->phase ? 0x3e : 0x3f;
	KUNIT_EXPECT_FALSE(test, ena_tx_has_work(txr));

	cdesc[c->idx % RING_DEPTH].flags = c->phase;
	KUNIT_EXPECT_TRUE(test, ena_tx_has_work(txr));
}

static struct ena_rx_ring *ring_rx_new(struct kunit *test,
				       struct ena_hw_rx_cdesc **cdesc)
{
	struct ena_rx_ring *rxr;

	rxr = kunit_kzalloc(test, sizeof(*rxr), GFP_KERNEL);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, rxr);
	*cdesc = kunit_kcalloc(test, RING_DEPTH, sizeof(**cdesc), GFP_KERNEL);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, *cdesc);
	rxr->cdesc = *cdesc;
	rxr->mask = RING_DEPTH - 1;
	return rxr;
}

static __le32 ring_rx_status(u8 phase)
{
	return cpu_to_le32(phase << 24);
}

static void rx_completion_is_seen_with_the_phase_of_its_lap(struct kunit *test)
{
	const struct place_case *c = test->param_value;
	struct ena_hw_rx_cdesc *cdesc;
	struct ena_rx_ring *rxr;

	rxr = ring_rx_new(test, &cdesc);
	rxr->cons = c->idx;

	/* Bits beside the phase say nothing */
	cdesc[c->idx % RING_DEPTH].status = ring_rx_status(!c->phase) |
					    cpu_to_le32(0xfeffffff);
	KUNIT_EXPECT_FALSE(test, ena_rx_has_work(rxr));

	cdesc[c->idx % RING_DEPTH].status = ring_rx_status(c->phase);
	KUNIT_EXPECT_TRUE(test, ena_rx_has_work(rxr));
}

/* The phases of this entry and of the next, which may be on another lap */
static void rx_completion_behind_a_missing_one_is_noticed(struct kunit *test)
{
	const struct place_case *c = test->param_value;
	struct ena_hw_rx_cdesc *here, *next;
	struct ena_hw_rx_cdesc *cdesc;
	struct ena_rx_ring *rxr;
	u8 next_phase;

	rxr = ring_rx_new(test, &cdesc);
	rxr->cons = c->idx;
	here = &cdesc[c->idx % RING_DEPTH];
	next = &cdesc[(c->idx + 1) % RING_DEPTH];
	next_phase = c->idx % RING_DEPTH == RING_DEPTH - 1 ? !c->phase :
							     c->phase;

	here->status = ring_rx_status(!c->phase);
	next->status = ring_rx_status(!next_phase);
	KUNIT_EXPECT_FALSE(test, ena_rx_is_skipped(rxr));

	next->status = ring_rx_status(next_phase);
	KUNIT_EXPECT_TRUE(test, ena_rx_is_skipped(rxr));

	here->status = ring_rx_status(c->phase);
	KUNIT_EXPECT_FALSE(test, ena_rx_is_skipped(rxr));
}

static void rx_ring_is_starved_below_a_packet_of_buffers(struct kunit *test)
{
	const struct place_case *c = test->param_value;
	struct ena_hw_rx_cdesc *cdesc;
	struct ena_rx_ring *rxr;

	rxr = ring_rx_new(test, &cdesc);
	rxr->bufs_max = 3;
	rxr->prod = c->idx;
	rxr->cons = c->idx;
	KUNIT_EXPECT_TRUE(test, ena_rx_is_starved(rxr));

	rxr->prod = c->idx + 2;
	KUNIT_EXPECT_TRUE(test, ena_rx_is_starved(rxr));
	rxr->prod = c->idx + 3;
	KUNIT_EXPECT_FALSE(test, ena_rx_is_starved(rxr));
	rxr->prod = c->idx + RING_DEPTH - 1;
	KUNIT_EXPECT_FALSE(test, ena_rx_is_starved(rxr));
}

static bool ring_has_each_id_once(struct kunit *test, const u16 *id, u32 depth)
{
	unsigned long *seen = kunit_kcalloc(test, BITS_TO_LONGS(depth),
					    sizeof(long), GFP_KERNEL);
	u32 i;

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, seen);
	for (i = 0; i < depth; i++)
		if (id[i] >= depth || __test_and_set_bit(id[i], seen))
			return false;
	return true;
}

static void new_tx_ring_has_all_ids_and_no_packet(struct kunit *test)
{
	u32 depth = *(const u32 *)test->param_value;
	struct ena_tx_ring *txr;
	u32 i, pending = 0;

	txr = kunit_kzalloc(test, sizeof(*txr), GFP_KERNEL);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, txr);
	txr->mask = depth - 1;
	txr->buf = kunit_kcalloc(test, depth, sizeof(*txr->buf), GFP_KERNEL);
	txr->free_id = kunit_kcalloc(test, depth, sizeof(u16), GFP_KERNEL);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, txr->buf);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, txr->free_id);

	/* As a ring in use leaves it */
	txr->prod = 12345;
	txr->cq_head = 777;
	txr->meta = 1;
	txr->dead = true;
	txr->buf[17].slots = 3;
	ena_tx_init(txr);

	for (i = 0; i < depth; i++)
		pending += txr->buf[i].slots;
	KUNIT_EXPECT_EQ(test, pending, 0);
	KUNIT_EXPECT_TRUE(test, ring_has_each_id_once(test, txr->free_id,
						      depth));
	KUNIT_EXPECT_EQ(test, txr->id_prod - txr->id_cons, depth);
	KUNIT_EXPECT_EQ(test, txr->room, depth - 1);
	KUNIT_EXPECT_EQ(test, txr->prod, 0);
	KUNIT_EXPECT_EQ(test, txr->cons, 0);
	KUNIT_EXPECT_EQ(test, txr->cq_head, 0);
	KUNIT_EXPECT_EQ(test, txr->meta, 0ULL);
	KUNIT_EXPECT_FALSE(test, txr->dead);
}

static void new_rx_ring_has_all_ids(struct kunit *test)
{
	u32 depth = *(const u32 *)test->param_value;
	struct ena_rx_ring *rxr;

	rxr = kunit_kzalloc(test, sizeof(*rxr), GFP_KERNEL);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, rxr);
	rxr->mask = depth - 1;
	rxr->free_id = kunit_kcalloc(test, depth, sizeof(u16), GFP_KERNEL);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, rxr->free_id);

	rxr->prod = 12345;
	rxr->cons = 12000;
	rxr->dead = true;
	ena_rx_init(rxr);

	KUNIT_EXPECT_TRUE(test, ring_has_each_id_once(test, rxr->free_id,
						      depth));
	KUNIT_EXPECT_EQ(test, rxr->cons, 0);
	KUNIT_EXPECT_EQ(test, rxr->prod, 0);
	KUNIT_EXPECT_FALSE(test, rxr->dead);
}

static struct kunit_case ring_cases[] = {
	KUNIT_CASE_PARAM(phase_is_that_of_a_writer_who_flips_it,
			 depth_gen_params),
	KUNIT_CASE_PARAM(phase_goes_on_where_the_index_starts_over,
			 depth_gen_params),
	KUNIT_CASE_PARAM(tx_completion_is_seen_with_the_phase_of_its_lap,
			 place_gen_params),
	KUNIT_CASE_PARAM(rx_completion_is_seen_with_the_phase_of_its_lap,
			 place_gen_params),
	KUNIT_CASE_PARAM(rx_completion_behind_a_missing_one_is_noticed,
			 place_gen_params),
	KUNIT_CASE_PARAM(rx_ring_is_starved_below_a_packet_of_buffers,
			 place_gen_params),
	KUNIT_CASE_PARAM(new_tx_ring_has_all_ids_and_no_packet,
			 depth_gen_params),
	KUNIT_CASE_PARAM(new_rx_ring_has_all_ids, depth_gen_params),
	{}
};

static struct kunit_suite ring_suite = {
	.name = "ena_ring",
	.test_cases = ring_cases,
};

kunit_test_suite(ring_suite);
