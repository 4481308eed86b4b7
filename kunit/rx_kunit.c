// SPDX-License-Identifier: GPL-2.0-only
/*
 * Receive (data plane 5): buffers for the device, packets for the stack, and
 * completions that cannot be.
 */
#include "../src/ena_rx.h"
#include "rig.h"

#define RX_DEPTH	ENA_RING_MIN

static struct ena_rig *rx_rig(struct kunit *test)
{
	return ena_rig_new(test, NULL);
}

static struct ena_rx_stats *rx_stats(struct ena_rig *rig)
{
	return &rig->enet->count[0].rx;
}

static struct sk_buff *rx_taken(struct ena_rig *rig)
{
	return skb_dequeue(&rig->received);
}

/* Is @skb, as the stack has it, the rest of a frame of @len counting bytes? */
static bool rx_is_frame(const struct sk_buff *skb, u32 len)
{
	u32 i;
	u8 byte;

	if (!skb || skb->len != len - ETH_HLEN)
		return false;

	for (i = 0; i < skb->len; i++) {
		if (skb_copy_bits(skb, i, &byte, 1) ||
		    byte != (u8)(i + ETH_HLEN))
			return false;
	}

	return true;
}

/* What the stack is told of the checksum; a bit field */
static u8 rx_csum(const struct sk_buff *skb)
{
	return skb->ip_summed;
}

/* A frame of one buffer */
static u16 rx_frame(struct ena_rig *rig, u16 len, u32 status, u32 hash)
{
	const struct ena_rig_rx rx = {
		.status = ENA_RIG_RX_WHOLE | status,
		.hash = hash,
		.len = len,
	};

	return ena_rig_rx_fill(rig, &rx);
}

/* One of several buffers */
static void rx_part(struct ena_rig *rig, u32 status, u16 len, u8 offset)
{
	const struct ena_rig_rx rx = {
		.status = status, .len = len, .offset = offset,
	};

	ena_rig_rx_fill(rig, &rx);
}

/* ---- buffers ---- */

static void ring_is_filled_but_for_one_entry(struct kunit *test)
{
	struct ena_rig *rig = rx_rig(test);
	struct ena_rx_ring *rxr = ena_rig_rxr(rig);
	u32 i, bad = 0;

	KUNIT_EXPECT_EQ(test, rig->regs[0].rx_doorbell, RX_DEPTH - 1);
	for (i = 0; i < RX_DEPTH - 1; i++) {
		const struct ena_hw_rx_desc *desc = &rxr->desc[i];
		u64 dma = (u64)le16_to_cpu(desc->addr_hi) << 32 |
			  le32_to_cpu(desc->addr_lo);

		bad += desc->ctrl != 0x1d || le16_to_cpu(desc->req_id) != i ||
		       le16_to_cpu(desc->len) != rxr->data_bytes ||
		       !ena_rig_at(rig, dma, rxr->data_bytes);
	}

	KUNIT_EXPECT_EQ(test, bad, 0);
	KUNIT_EXPECT_EQ(test, rxr->desc[RX_DEPTH - 1].ctrl, 0);
}

struct mtu_case {
	const char *name;
	u32 mtu;
	u32 page;			/* buffer size is this at most */
	u32 buf;
};

static const struct mtu_case mtu_cases[] = {
	{ "smallest", 128, SZ_4K, 2048 },
	{ "1500 bytes", 1500, SZ_4K, 2048 },
	{ "3000 bytes", 3000, SZ_4K, 4096 },
	{ "9001 bytes", 9001, SZ_4K, 4096 },
};

KUNIT_ARRAY_PARAM_DESC(mtu, mtu_cases, name);

static void buffers_are_as_large_as_a_frame_needs(struct kunit *test)
{
	const struct mtu_case *c = test->param_value;
	const struct ena_rig_opts opts = { .cfg.mtu = c->mtu };
	struct ena_rig *rig = ena_rig_new(test, &opts);
	struct ena_rx_ring *rxr = ena_rig_rxr(rig);
	u32 overhead = NET_SKB_PAD + NET_IP_ALIGN +
		       SKB_DATA_ALIGN(sizeof(struct skb_shared_info));

	if (c->page != PAGE_SIZE)
		kunit_skip(test, "pages of another size");
	KUNIT_EXPECT_EQ(test, rxr->buf_bytes, c->buf);
	KUNIT_EXPECT_EQ(test, rxr->data_bytes, c->buf - overhead);
}

static void buffers_come_back_in_batches(struct kunit *test)
{
	struct ena_rig *rig = rx_rig(test);
	u32 i, batch = RX_DEPTH / 8;

	for (i = 0; i < batch; i++)
		rx_frame(rig, 100, 0, 0);
	KUNIT_EXPECT_EQ(test, ena_rig_rx_poll(rig, 64), batch);
	KUNIT_EXPECT_EQ(test, rig->regs[0].rx_doorbell, RX_DEPTH - 1);

	rx_frame(rig, 100, 0, 0);
	KUNIT_EXPECT_EQ(test, ena_rig_rx_poll(rig, 64), 1);
	KUNIT_EXPECT_EQ(test, rig->regs[0].rx_doorbell, RX_DEPTH + batch);
	/* They are those of the second lap but for the first */
	KUNIT_EXPECT_EQ(test, ena_rig_rxr(rig)->desc[RX_DEPTH - 1].ctrl, 0x1d);
	KUNIT_EXPECT_EQ(test, ena_rig_rxr(rig)->desc[0].ctrl, 0x1c);
}

static void many_laps_bring_every_frame(struct kunit *test)
{
	struct ena_rig *rig = rx_rig(test);
	u32 i, bad = 0, lens = 0;
	struct sk_buff *skb;

	for (i = 0; i < 5 * RX_DEPTH; i++) {
		rx_frame(rig, 60 + i % 1400, 0, 0);
		ena_rig_rx_poll(rig, 64);
		skb = rx_taken(rig);
		bad += !rx_is_frame(skb, 60 + i % 1400);
		lens += 60 + i % 1400;
		kfree_skb(skb);
	}

	KUNIT_EXPECT_EQ(test, bad, 0);
	KUNIT_EXPECT_EQ(test, rig->fails, 0);
	KUNIT_EXPECT_EQ(test, u64_stats_read(&rx_stats(rig)->cnt),
			5ULL * RX_DEPTH);
	KUNIT_EXPECT_EQ(test, u64_stats_read(&rx_stats(rig)->bytes), (u64)lens);
}

static void buffers_may_come_back_in_any_order(struct kunit *test)
{
	struct ena_rig *rig = rx_rig(test);
	const struct ena_rig_rx rx = {
		.status = ENA_RIG_RX_WHOLE, .len = 100,
	};
	static const u8 order[] = { 3, 1, 0, 2 };
	u32 i;

	for (i = 0; i < ARRAY_SIZE(order); i++)
		ena_rig_rx_complete_raw(rig, order[i], &rx);
	KUNIT_EXPECT_EQ(test, ena_rig_rx_poll(rig, 64), 4);
	KUNIT_EXPECT_EQ(test, rig->fails, 0);
	KUNIT_EXPECT_EQ(test, skb_queue_len(&rig->received), 4);
}

static void rings_are_given_back_with_frames_half_here(struct kunit *test)
{
	struct ena_rig *rig = rx_rig(test);
	u32 i;

	for (i = 0; i < 100; i++) {
		rx_frame(rig, 60 + i, 0, 0);
		ena_rig_rx_poll(rig, 64);
	}
	rx_part(rig, ENA_RIG_RX_FIRST, 500, 0);
	rx_part(rig, 0, 500, 0);
	ena_rig_rx_poll(rig, 64);

	/* Frames the stack has, one that is half here, buffers posted */
	KUNIT_EXPECT_EQ(test, skb_queue_len(&rig->received), 100);
	KUNIT_EXPECT_NE(test, rig->dma.coherent, 0);
	ena_rig_detach(rig);
	KUNIT_EXPECT_EQ(test, rig->dma.coherent, 0);
}

static void drained_ring_is_filled_anew(struct kunit *test)
{
	struct ena_rig *rig = rx_rig(test);
	struct ena_rx_ring *rxr = ena_rig_rxr(rig);

	rx_part(rig, ENA_RIG_RX_FIRST, 500, 0);
	ena_rig_rx_poll(rig, 64);
	KUNIT_EXPECT_NOT_NULL(test, rxr->skb);

	ena_rx_drain(rxr);
	KUNIT_EXPECT_NULL(test, rxr->skb);
	KUNIT_EXPECT_EQ(test, rxr->prod, rxr->cons);

	memset((void *)rxr->cdesc, 0, RX_DEPTH * sizeof(*rxr->cdesc));
	rig->rx_cq_tail = 0;
	rig->rx_sq_head = 0;
	KUNIT_EXPECT_EQ(test, ena_rx_fill(rxr), RX_DEPTH - 1);
	rx_frame(rig, 200, 0, 0);
	KUNIT_EXPECT_EQ(test, ena_rig_rx_poll(rig, 64), 1);
	KUNIT_EXPECT_EQ(test, skb_queue_len(&rig->received), 1);
}

/* ---- frames ---- */

struct frame_case {
	const char *name;
	u16 len;
	u8 offset;
	u16 copybreak;
	bool copied;
};

static const struct frame_case frame_cases[] = {
	{ "header only", 14, 0, 0, false },
	{ "60 bytes", 60, 0, 0, false },
	{ "60 bytes, copied", 60, 0, 256, true },
	{ "longest that is copied", 256, 0, 256, true },
	{ "shortest that is not", 257, 0, 256, false },
	{ "copied from an offset", 60, 18, 256, true },
	{ "in place, with an offset", 1000, 200, 256, false },
	{ "full frame", 1514, 0, 256, false },
};

KUNIT_ARRAY_PARAM_DESC(frame, frame_cases, name);

static void frame_arrives_whole(struct kunit *test)
{
	const struct frame_case *c = test->param_value;
	const struct ena_rig_opts opts = { .cfg.rx_copybreak = c->copybreak };
	const struct ena_rig_rx rx = {
		.status = ENA_RIG_RX_WHOLE,
		.len = c->len, .offset = c->offset,
	};
	struct ena_rig *rig = ena_rig_new(test, &opts);
	struct ena_rx_ring *rxr = ena_rig_rxr(rig);
	struct sk_buff *skb;
	u16 id;

	id = ena_rig_rx_fill(rig, &rx);
	KUNIT_EXPECT_EQ(test, ena_rig_rx_poll(rig, 64), 1);
	skb = rx_taken(rig);
	KUNIT_EXPECT_TRUE(test, rx_is_frame(skb, c->len));
	/* A copy leaves the buffer where it is, to be posted again */
	KUNIT_EXPECT_EQ(test, !!rxr->buf[id].va, c->copied);
	KUNIT_EXPECT_EQ(test, u64_stats_read(&rx_stats(rig)->rx_copybreak_pkt),
			(u64)c->copied);
	KUNIT_EXPECT_EQ(test, u64_stats_read(&rx_stats(rig)->bytes),
			(u64)c->len);
	kfree_skb(skb);
}

struct parts_case {
	const char *name;
	u16 len[4];
	u8 nr;
};

static const struct parts_case parts_cases[] = {
	{ "two buffers", { 1600, 100 }, 2 },
	{ "four buffers", { 1600, 1600, 1600, 1 }, 4 },
	{ "an empty one at the end", { 1600, 0 }, 2 },
	{ "an empty one in the middle", { 1600, 0, 5 }, 3 },
	{ "no whole header in the first", { 8, 52 }, 2 },
	{ "nothing in the first", { 0, 100 }, 2 },
};

KUNIT_ARRAY_PARAM_DESC(parts, parts_cases, name);

/* Each buffer holds bytes that count from 0 */
static bool rx_is_of_parts(const struct sk_buff *skb,
			   const struct parts_case *c)
{
	u32 i, n, at = 0, bad = 0;
	u8 byte;

	for (n = 0; n < c->nr; n++) {
		for (i = 0; i < c->len[n]; i++, at++) {
			if (at < ETH_HLEN)
				continue;
			bad += skb_copy_bits(skb, at - ETH_HLEN, &byte, 1) ||
			       byte != (u8)i;
		}
	}

	return !bad && skb->len + ETH_HLEN == at;
}

static void frame_of_several_buffers_is_put_together(struct kunit *test)
{
	const struct parts_case *c = test->param_value;
	struct ena_rig *rig = rx_rig(test);
	struct sk_buff *skb;
	u32 i;

	for (i = 0; i < c->nr; i++)
		rx_part(rig, (i ? 0 : ENA_RIG_RX_FIRST) |
			(i == c->nr - 1 ? ENA_RIG_RX_LAST : 0), c->len[i], 0);
	KUNIT_EXPECT_EQ(test, ena_rig_rx_poll(rig, 64), 1);
	KUNIT_EXPECT_EQ(test, rig->fails, 0);

	skb = rx_taken(rig);
	KUNIT_ASSERT_NOT_NULL(test, skb);
	KUNIT_EXPECT_TRUE(test, rx_is_of_parts(skb, c));
	kfree_skb(skb);
}

static void half_a_frame_waits_for_the_other_half(struct kunit *test)
{
	const struct parts_case c = { .len = { 1000, 500 }, .nr = 2 };
	struct ena_rig *rig = rx_rig(test);
	struct sk_buff *skb;

	rx_part(rig, ENA_RIG_RX_FIRST, 1000, 0);
	KUNIT_EXPECT_EQ(test, ena_rig_rx_poll(rig, 64), 0);
	KUNIT_EXPECT_EQ(test, ena_rig_rx_poll(rig, 64), 0);
	KUNIT_EXPECT_EQ(test, skb_queue_len(&rig->received), 0);

	rx_part(rig, ENA_RIG_RX_LAST, 500, 0);
	rx_frame(rig, 60, 0, 0);
	KUNIT_EXPECT_EQ(test, ena_rig_rx_poll(rig, 64), 2);
	skb = rx_taken(rig);
	KUNIT_ASSERT_NOT_NULL(test, skb);
	KUNIT_EXPECT_TRUE(test, rx_is_of_parts(skb, &c));
	kfree_skb(skb);
	skb = rx_taken(rig);
	KUNIT_EXPECT_TRUE(test, rx_is_frame(skb, 60));
	kfree_skb(skb);
}

static void offset_counts_in_the_first_buffer_only(struct kunit *test)
{
	const struct parts_case c = { .len = { 1000, 500 }, .nr = 2 };
	struct ena_rig *rig = rx_rig(test);
	struct sk_buff *skb;
	struct ena_rig_rx rx = { .status = ENA_RIG_RX_LAST, .len = 500 };

	rx_part(rig, ENA_RIG_RX_FIRST, 1000, 64);
	ena_rig_rx_fill(rig, &rx);
	/* What the field holds otherwise means nothing */
	((struct ena_hw_rx_cdesc *)ena_rig_rxr(rig)->cdesc)[1].offset = 99;
	KUNIT_EXPECT_EQ(test, ena_rig_rx_poll(rig, 64), 1);
	skb = rx_taken(rig);
	KUNIT_ASSERT_NOT_NULL(test, skb);
	KUNIT_EXPECT_TRUE(test, rx_is_of_parts(skb, &c));
	kfree_skb(skb);
}

static void frame_without_a_header_is_dropped(struct kunit *test)
{
	struct ena_rig *rig = rx_rig(test);

	rx_frame(rig, 13, 0, 0);
	rx_frame(rig, 0, 0, 0);
	rx_part(rig, ENA_RIG_RX_FIRST, 6, 0);
	rx_part(rig, ENA_RIG_RX_LAST, 7, 0);
	rx_frame(rig, 14, 0, 0);
	KUNIT_EXPECT_EQ(test, ena_rig_rx_poll(rig, 64), 4);
	KUNIT_EXPECT_EQ(test, skb_queue_len(&rig->received), 1);
	KUNIT_EXPECT_EQ(test, u64_stats_read(&rx_stats(rig)->bad_desc_num),
			3ULL);
	KUNIT_EXPECT_EQ(test, rig->fails, 0);
}

static void budget_counts_frames_not_buffers(struct kunit *test)
{
	struct ena_rig *rig = rx_rig(test);
	u32 i;

	for (i = 0; i < 5; i++) {
		rx_part(rig, ENA_RIG_RX_FIRST, 1000, 0);
		rx_part(rig, ENA_RIG_RX_LAST, 500, 0);
	}
	KUNIT_EXPECT_EQ(test, ena_rig_rx_poll(rig, 3), 3);
	KUNIT_EXPECT_EQ(test, skb_queue_len(&rig->received), 3);
	KUNIT_EXPECT_EQ(test, ena_rig_rx_poll(rig, 3), 2);
	KUNIT_EXPECT_EQ(test, skb_queue_len(&rig->received), 5);
}

static void poll_without_budget_receives_nothing(struct kunit *test)
{
	struct ena_rig *rig = rx_rig(test);

	rx_frame(rig, 60, 0, 0);
	KUNIT_EXPECT_EQ(test, ena_rig_napi(rig, 0, false), 0);
	KUNIT_EXPECT_EQ(test, skb_queue_len(&rig->received), 0);
	KUNIT_EXPECT_EQ(test, rig->regs[0].intr, 0);
	KUNIT_EXPECT_TRUE(test, ena_rx_has_work(ena_rig_rxr(rig)));
	KUNIT_EXPECT_EQ(test, ena_rig_napi(rig, 64, false), 1);
}

/* ---- what the device says of a frame ---- */

struct word_case {
	const char *name;
	u32 status;			/* by hand, data plane 5.2 */
	bool unnecessary;
	u8 good;
	u8 bad;
	u8 unchecked;
	bool l4_hash;
};

static const struct word_case word_cases[] = {
	{ "TCP/IPv4", 0x10c08, true, 1, 0, 0, true },
	{ "UDP/IPv6", 0x10d0b, true, 1, 0, 0, true },
	{ "not checked", 0x00c08, false, 0, 0, 1, true },
	{ "bad L4 checksum", 0x14c08, false, 0, 1, 0, true },
	{ "bad L3 checksum", 0x12c08, false, 0, 1, 0, true },
	{ "fragment", 0x18d08, false, 0, 0, 0, false },
	{ "not TCP or UDP", 0x10008, false, 0, 0, 0, false },
	{ "not IP", 0, false, 0, 0, 0, false },
};

KUNIT_ARRAY_PARAM_DESC(word, word_cases, name);

static void stack_is_told_of_checksum_and_hash(struct kunit *test)
{
	const struct word_case *c = test->param_value;
	const struct ena_rig_opts opts = {
		.features = NETIF_F_RXCSUM | NETIF_F_RXHASH,
	};
	struct ena_rig *rig = ena_rig_new(test, &opts);
	struct sk_buff *skb;

	rx_frame(rig, 100, c->status, 0xdecade01);
	ena_rig_rx_poll(rig, 64);
	skb = rx_taken(rig);
	KUNIT_ASSERT_NOT_NULL(test, skb);
	KUNIT_EXPECT_EQ(test, rx_csum(skb), c->unnecessary ?
			CHECKSUM_UNNECESSARY : CHECKSUM_NONE);
	KUNIT_EXPECT_EQ(test, skb->hash, 0xdecade01);
	KUNIT_EXPECT_EQ(test, !!skb->l4_hash, c->l4_hash);
	KUNIT_EXPECT_EQ(test, skb_get_rx_queue(skb), 0);
	KUNIT_EXPECT_EQ(test, u64_stats_read(&rx_stats(rig)->csum_good),
			(u64)c->good);
	KUNIT_EXPECT_EQ(test, u64_stats_read(&rx_stats(rig)->csum_bad),
			(u64)c->bad);
	KUNIT_EXPECT_EQ(test, u64_stats_read(&rx_stats(rig)->csum_unchecked),
			(u64)c->unchecked);
	kfree_skb(skb);
}

static void nothing_is_told_that_is_switched_off(struct kunit *test)
{
	struct ena_rig *rig = rx_rig(test);
	struct sk_buff *skb;

	rx_frame(rig, 100, 0x10c08, 0xdecade01);
	ena_rig_rx_poll(rig, 64);
	skb = rx_taken(rig);
	KUNIT_ASSERT_NOT_NULL(test, skb);
	KUNIT_EXPECT_EQ(test, rx_csum(skb), CHECKSUM_NONE);
	KUNIT_EXPECT_EQ(test, skb->hash, 0);
	KUNIT_EXPECT_EQ(test, u64_stats_read(&rx_stats(rig)->csum_good), 0ULL);
	kfree_skb(skb);
}

static void features_change_while_the_ring_runs(struct kunit *test)
{
	struct ena_rig *rig = rx_rig(test);
	struct sk_buff *skb;

	ena_net_set_features(rig->netdev, NETIF_F_RXCSUM | NETIF_F_RXHASH);
	rx_frame(rig, 100, 0x10c08, 7);
	ena_rig_rx_poll(rig, 64);
	skb = rx_taken(rig);
	KUNIT_ASSERT_NOT_NULL(test, skb);
	KUNIT_EXPECT_EQ(test, rx_csum(skb), CHECKSUM_UNNECESSARY);
	KUNIT_EXPECT_EQ(test, skb->hash, 7);
	kfree_skb(skb);

	ena_net_set_features(rig->netdev, 0);
	rx_frame(rig, 100, 0x10c08, 7);
	ena_rig_rx_poll(rig, 64);
	skb = rx_taken(rig);
	KUNIT_ASSERT_NOT_NULL(test, skb);
	KUNIT_EXPECT_EQ(test, rx_csum(skb), CHECKSUM_NONE);
	KUNIT_EXPECT_EQ(test, skb->hash, 0);
	kfree_skb(skb);
}

static void last_completion_speaks_for_the_frame(struct kunit *test)
{
	const struct ena_rig_opts opts = {
		.features = NETIF_F_RXCSUM | NETIF_F_RXHASH,
	};
	struct ena_rig *rig = ena_rig_new(test, &opts);
	struct ena_rig_rx rx = {
		.status = ENA_RIG_RX_FIRST | 0x14c08, .len = 100, .hash = 1,
	};
	struct sk_buff *skb;

	ena_rig_rx_fill(rig, &rx);
	rx.status = ENA_RIG_RX_LAST | 0x10c08;
	rx.hash = 2;
	ena_rig_rx_fill(rig, &rx);
	ena_rig_rx_poll(rig, 64);
	skb = rx_taken(rig);
	KUNIT_ASSERT_NOT_NULL(test, skb);
	KUNIT_EXPECT_EQ(test, rx_csum(skb), CHECKSUM_UNNECESSARY);
	KUNIT_EXPECT_EQ(test, skb->hash, 2);
	kfree_skb(skb);
}

/* ---- completions that cannot be ---- */

struct lie_case {
	const char *name;
	u32 before;			/* parts of a frame before it */
	u32 status;
	u16 id;
	u16 len;			/* beyond what fits: added to it */
	u8 offset;
	bool beyond;
	bool checks_mbz;
	bool harmless;
	enum ena_hw_reset_reason reason;
};

static const struct lie_case lie_cases[] = {
	{ .name = "id beyond the ring", .status = ENA_RIG_RX_WHOLE, .id = 256,
	  .len = 60, .reason = ENA_HW_RESET_INV_RX_REQ_ID },
	{ .name = "largest id", .status = ENA_RIG_RX_WHOLE, .id = 0xffff,
	  .len = 60, .reason = ENA_HW_RESET_INV_RX_REQ_ID },
	{ .name = "id that was not posted", .status = ENA_RIG_RX_WHOLE,
	  .id = 255, .len = 60, .reason = ENA_HW_RESET_INV_RX_REQ_ID },
	{ .name = "id completed before", .before = 1, .status = ENA_RIG_RX_LAST,
	  .id = 0, .len = 60, .reason = ENA_HW_RESET_INV_RX_REQ_ID },
	{ .name = "a byte more than the buffer", .status = ENA_RIG_RX_WHOLE,
	  .id = 3, .len = 1, .beyond = true,
	  .reason = ENA_HW_RESET_RX_DESC_MALFORMED },
	{ .name = "exactly the buffer", .status = ENA_RIG_RX_WHOLE, .id = 3,
	  .beyond = true, .harmless = true },
	{ .name = "exactly the buffer, but for the offset",
	  .status = ENA_RIG_RX_WHOLE, .id = 3, .offset = 1, .beyond = true,
	  .reason = ENA_HW_RESET_RX_DESC_MALFORMED },
	{ .name = "largest length", .status = ENA_RIG_RX_WHOLE, .id = 3,
	  .len = 0xffff, .reason = ENA_HW_RESET_RX_DESC_MALFORMED },
	{ .name = "largest length and offset", .status = ENA_RIG_RX_WHOLE,
	  .id = 3, .len = 0xffff, .offset = 0xff,
	  .reason = ENA_HW_RESET_RX_DESC_MALFORMED },
	{ .name = "a first one in the middle", .before = 2,
	  .status = ENA_RIG_RX_FIRST, .id = 3, .len = 60,
	  .reason = ENA_HW_RESET_RX_DESC_MALFORMED },
	{ .name = "a first one at the end", .before = 1,
	  .status = ENA_RIG_RX_WHOLE, .id = 3, .len = 60,
	  .reason = ENA_HW_RESET_RX_DESC_MALFORMED },
	{ .name = "as many buffers as there may be", .before = 3,
	  .status = ENA_RIG_RX_LAST, .id = 9, .len = 60, .harmless = true },
	{ .name = "a buffer too many", .before = 4,
	  .status = ENA_RIG_RX_LAST, .id = 9, .len = 60,
	  .reason = ENA_HW_RESET_TOO_MANY_RX_DESCS },
	{ .name = "bit 7 that must be 0", .status = ENA_RIG_RX_WHOLE | 0x80,
	  .id = 3, .len = 60, .checks_mbz = true,
	  .reason = ENA_HW_RESET_RX_DESC_MALFORMED },
	{ .name = "bit 17 that must be 0", .status = ENA_RIG_RX_WHOLE | 0x20000,
	  .id = 3, .len = 60, .checks_mbz = true,
	  .reason = ENA_HW_RESET_RX_DESC_MALFORMED },
	{ .name = "bit 17 of a device that promised nothing",
	  .status = ENA_RIG_RX_WHOLE | 0x20000, .id = 3, .len = 60,
	  .harmless = true },
	{ .name = "reserved bits", .status = ENA_RIG_RX_WHOLE | 0xf2fc0060,
	  .id = 3, .len = 60, .checks_mbz = true, .harmless = true },
	{ .name = "nothing says that it is the first",
	  .status = ENA_RIG_RX_LAST, .id = 3, .len = 60, .harmless = true },
};

KUNIT_ARRAY_PARAM_DESC(lie, lie_cases, name);

/* The device takes 4 buffers a packet */
static void false_completion_costs_a_reset(struct kunit *test)
{
	const struct lie_case *c = test->param_value;
	const struct ena_rig_opts opts = {
		.rx_bufs_max = 4,
		.caps = c->checks_mbz ? ENA_HW_CAP_CDESC_MBZ : 0,
	};
	struct ena_rig *rig = ena_rig_new(test, &opts);
	struct ena_rx_ring *rxr = ena_rig_rxr(rig);
	const struct ena_rig_rx rx = {
		.status = c->status,
		.len = c->beyond ? rxr->data_bytes + c->len : c->len,
		.offset = c->offset,
	};
	u32 i;

	for (i = 0; i < c->before; i++)
		rx_part(rig, i ? 0 : ENA_RIG_RX_FIRST, 100, 0);
	ena_rig_rx_complete_raw(rig, c->id, &rx);
	ena_rig_rx_poll(rig, 64);

	KUNIT_EXPECT_EQ(test, rig->fails, !c->harmless);
	KUNIT_EXPECT_EQ(test, rig->reason, c->reason);
	KUNIT_EXPECT_EQ(test, skb_queue_len(&rig->received), c->harmless);
	KUNIT_EXPECT_EQ(test, u64_stats_read(&rx_stats(rig)->bad_req_id),
			(u64)(c->reason == ENA_HW_RESET_INV_RX_REQ_ID));
	KUNIT_EXPECT_EQ(test, u64_stats_read(&rx_stats(rig)->bad_desc_num),
			(u64)(c->reason == ENA_HW_RESET_TOO_MANY_RX_DESCS));
}

static void ring_is_not_looked_at_after_a_lie(struct kunit *test)
{
	struct ena_rig *rig = rx_rig(test);
	const struct ena_rig_rx rx = {
		.status = ENA_RIG_RX_WHOLE, .len = 60,
	};

	rx_frame(rig, 60, 0, 0);
	ena_rig_rx_complete_raw(rig, 300, &rx);
	ena_rig_rx_complete_raw(rig, 1, &rx);
	KUNIT_EXPECT_EQ(test, ena_rig_rx_poll(rig, 64), 1);
	KUNIT_EXPECT_EQ(test, ena_rig_rx_poll(rig, 64), 0);
	KUNIT_EXPECT_EQ(test, rig->fails, 1);
	KUNIT_EXPECT_EQ(test, skb_queue_len(&rig->received), 1);
	KUNIT_EXPECT_EQ(test, u64_stats_read(&rx_stats(rig)->bad_req_id), 1ULL);
}

static void completion_of_another_lap_is_not_taken(struct kunit *test)
{
	struct ena_rig *rig = rx_rig(test);
	struct ena_hw_rx_cdesc *cdesc;

	rx_frame(rig, 60, 0, 0);
	cdesc = (void *)ena_rig_rxr(rig)->cdesc;
	cdesc->status &= cpu_to_le32(~0x01000000);
	KUNIT_EXPECT_EQ(test, ena_rig_rx_poll(rig, 64), 0);
	KUNIT_EXPECT_EQ(test, skb_queue_len(&rig->received), 0);
	KUNIT_EXPECT_EQ(test, rig->fails, 0);
}

/* ---- want of memory ---- */

static void ring_runs_on_with_the_buffers_there_are(struct kunit *test)
{
	struct ena_rig *rig = rx_rig(test);
	u32 i, rung;

	for (i = 0; i < RX_DEPTH / 8; i++)
		rx_frame(rig, 1000, 0, 0);
	ena_rig_rx_poll(rig, 64);
	rung = rig->regs[0].rx_doorbell;
	rig->no_pages = true;
	for (i = 0; i < 100; i++)
		rx_frame(rig, 1000, 0, 0);
	while (ena_rig_rx_poll(rig, 64))
		;

	KUNIT_EXPECT_EQ(test, skb_queue_len(&rig->received),
			RX_DEPTH / 8 + 100);
	KUNIT_EXPECT_GT(test, u64_stats_read(&rx_stats(rig)->refil_partial),
			0ULL);
	KUNIT_EXPECT_GT(test, u64_stats_read(&rx_stats(rig)->page_alloc_fail),
			0ULL);
	KUNIT_EXPECT_EQ(test, rig->regs[0].rx_doorbell, rung);

	rig->no_pages = false;
	rx_frame(rig, 60, 0, 0);
	ena_rig_rx_poll(rig, 64);
	KUNIT_EXPECT_EQ(test, ena_rig_rxr(rig)->prod - ena_rig_rxr(rig)->cons,
			RX_DEPTH - 1);
	KUNIT_EXPECT_EQ(test, rig->fails, 0);
}

static void rx_exit(struct kunit *test)
{
	ena_rig_free(test->priv);
}

static struct kunit_case rx_cases[] = {
	KUNIT_CASE(ring_is_filled_but_for_one_entry),
	KUNIT_CASE_PARAM(buffers_are_as_large_as_a_frame_needs,
			 mtu_gen_params),
	KUNIT_CASE(buffers_come_back_in_batches),
	KUNIT_CASE(many_laps_bring_every_frame),
	KUNIT_CASE(buffers_may_come_back_in_any_order),
	KUNIT_CASE(rings_are_given_back_with_frames_half_here),
	KUNIT_CASE(drained_ring_is_filled_anew),
	KUNIT_CASE_PARAM(frame_arrives_whole, frame_gen_params),
	KUNIT_CASE_PARAM(frame_of_several_buffers_is_put_together,
			 parts_gen_params),
	KUNIT_CASE(half_a_frame_waits_for_the_other_half),
	KUNIT_CASE(offset_counts_in_the_first_buffer_only),
	KUNIT_CASE(frame_without_a_header_is_dropped),
	KUNIT_CASE(budget_counts_frames_not_buffers),
	KUNIT_CASE(poll_without_budget_receives_nothing),
	KUNIT_CASE_PARAM(stack_is_told_of_checksum_and_hash, word_gen_params),
	KUNIT_CASE(nothing_is_told_that_is_switched_off),
	KUNIT_CASE(features_change_while_the_ring_runs),
	KUNIT_CASE(last_completion_speaks_for_the_frame),
	KUNIT_CASE_PARAM(false_completion_costs_a_reset, lie_gen_params),
	KUNIT_CASE(ring_is_not_looked_at_after_a_lie),
	KUNIT_CASE(completion_of_another_lap_is_not_taken),
	KUNIT_CASE(ring_runs_on_with_the_buffers_there_are),
	{}
};

static struct kunit_suite rx_suite = {
	.name = "ena_rx",
	.exit = rx_exit,
	.test_cases = rx_cases,
};

kunit_test_suite(rx_suite);
