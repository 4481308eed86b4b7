// SPDX-License-Identifier: GPL-2.0-only
/*
 * Low-latency queues (data plane 4): the form that is chosen from what a device
 * offers, and the bytes of entries in device memory, made by hand.
 */
#include "../src/ena_llq.h"
#include "../src/ena_offload.h"
#include "rig.h"

/* ---- choice of the form ---- */

struct form_case {
	const char *name;
	enum ena_llq_want want;
	/* What the device offers, as in its answer; 0: as in llq_offer() */
	u32 depth_max;
	u16 hdr_location;
	u16 sizes;
	u16 before;
	u16 stride;
	u16 wide_depth;
	u16 flags;
	u16 burst_bytes;
	u8 recommended;
	bool no_bar;
	bool no_queues;
	/* What comes of it; without @on nothing but descriptors in host memory */
	u32 depth;
	struct ena_llq_geom geom;
};

#define FORM(entry, hdr, first, next) \
	.geom = { .on = true, .entry_bytes = (entry), .hdr_bytes = (hdr), \
		  .descs_first = (first), .descs_next = (next) }
#define FORM_BURST(entry, hdr, first, next, burst) \
	.geom = { .on = true, .entry_bytes = (entry), .hdr_bytes = (hdr), \
		  .descs_first = (first), .descs_next = (next), \
		  .burst_entries = (burst) }

static const struct form_case form_cases[] = {
	{ .name = "128 bytes", .depth = 1024, FORM(128, 96, 2, 8) },
	{ .name = "large wanted", .want = ENA_LLQ_LARGE,
	  .sizes = 7, .depth = 512, FORM(256, 224, 2, 16) },
	{ .name = "large wanted, its depth given", .want = ENA_LLQ_LARGE,
	  .sizes = 7, .wide_depth = 256, .depth = 256, FORM(256, 224, 2, 16) },
	{ .name = "large wanted, its depth above the normal one",
	  .want = ENA_LLQ_LARGE, .sizes = 7, .wide_depth = 4096,
	  .depth = 1024, FORM(256, 224, 2, 16) },
	{ .name = "large wanted, not offered", .want = ENA_LLQ_LARGE,
	  .depth = 1024, FORM(128, 96, 2, 8) },
	{ .name = "large wanted, too few of them", .want = ENA_LLQ_LARGE,
	  .sizes = 7, .wide_depth = 128, .depth = 1024, FORM(128, 96, 2, 8) },
	{ .name = "large recommended", .sizes = 7, .recommended = 4,
	  .depth = 512, FORM(256, 224, 2, 16) },
	{ .name = "large recommended, normal wanted", .want = ENA_LLQ_NORMAL,
	  .sizes = 7, .recommended = 4, .depth = 1024, FORM(128, 96, 2, 8) },
	{ .name = "nothing recommended", .sizes = 7,
	  .depth = 1024, FORM(128, 96, 2, 8) },
	{ .name = "192 bytes only", .sizes = 2,
	  .depth = 1024, FORM(192, 160, 2, 12) },
	{ .name = "256 bytes only, normal wanted", .want = ENA_LLQ_NORMAL,
	  .sizes = 4, .depth = 512, FORM(256, 224, 2, 16) },
	{ .name = "192 before 256", .want = ENA_LLQ_NORMAL, .sizes = 6,
	  .depth = 1024, FORM(192, 160, 2, 12) },
	{ .name = "single stride", .stride = 1,
	  .depth = 1024, FORM(128, 96, 2, 1) },
	{ .name = "multiple stride before single", .stride = 3,
	  .depth = 1024, FORM(128, 96, 2, 8) },
	{ .name = "1 descriptor before 4 and 8", .before = 13,
	  .depth = 1024, FORM(128, 112, 1, 8) },
	{ .name = "4 descriptors before 8", .before = 12,
	  .depth = 1024, FORM(128, 64, 4, 8) },
	{ .name = "8 descriptors leave 64 bytes of 192", .before = 8, .sizes = 2,
	  .depth = 1024, FORM(192, 64, 8, 12) },
	{ .name = "8 descriptors leave nothing of 128", .before = 8 },
	{ .name = "depth is no power of two", .depth_max = 1000,
	  .depth = 512, FORM(128, 96, 2, 8) },
	{ .name = "depth above that of the completion queue",
	  .depth_max = 65536, .depth = 1024, FORM(128, 96, 2, 8) },
	{ .name = "rings too short", .depth_max = 255 },
	{ .name = "headers elsewhere", .hdr_location = 2 },
	{ .name = "headers inline or elsewhere", .hdr_location = 3,
	  .depth = 1024, FORM(128, 96, 2, 8) },
	{ .name = "unknown stride", .stride = 4 },
	{ .name = "unknown entry size", .sizes = 8 },
	{ .name = "unknown number of descriptors", .before = 16 },
	{ .name = "no device memory", .no_bar = true },
	{ .name = "no queue in it", .no_queues = true },
	{ .name = "burst of four entries", .flags = 2, .burst_bytes = 512,
	  .depth = 1024, FORM_BURST(128, 96, 2, 8, 4) },
	{ .name = "burst counted in large entries", .want = ENA_LLQ_LARGE,
	  .sizes = 7, .flags = 2, .burst_bytes = 1000,
	  .depth = 512, FORM_BURST(256, 224, 2, 16, 3) },
	{ .name = "burst size without the flag", .burst_bytes = 512,
	  .depth = 1024, FORM(128, 96, 2, 8) },
	{ .name = "burst too small for a packet with metadata", .before = 1,
	  .flags = 2, .burst_bytes = 128 },
	{ .name = "metadata with each packet", .flags = 1, .depth = 1024,
	  .geom = { .on = true, .meta_always = true, .entry_bytes = 128,
		    .hdr_bytes = 96, .descs_first = 2, .descs_next = 8 } },
};

KUNIT_ARRAY_PARAM_DESC(form, form_cases, name);

static void llq_offer(const struct form_case *c, struct ena_dev *edev)
{
	struct ena_caps *caps = &edev->caps;
	struct ena_hw_llq *llq = &caps->llq;

	/* Any address will do */
	edev->llq_bar = c->no_bar ? NULL : (__force void __iomem *)edev;
	caps->llq_queues_max = c->no_queues ? 0 : 32;
	caps->tx_cq_depth_max = 1024;
	caps->tx_depth_max = 2048;
	llq->depth_max = cpu_to_le32(c->depth_max ?: 1024);
	llq->hdr_location_supported = cpu_to_le16(c->hdr_location ?: 1);
	llq->entry_size_supported = cpu_to_le16(c->sizes ?: 1);
	llq->descs_before_hdr_supported = cpu_to_le16(c->before ?: 2);
	llq->stride_supported = cpu_to_le16(c->stride ?: 2);
	llq->entry_size_recommended = c->recommended;
	llq->wide_depth_max = cpu_to_le16(c->wide_depth);
	llq->accel_flags = cpu_to_le16(c->flags);
	llq->burst_bytes_max = cpu_to_le16(c->burst_bytes);
}

static void form_follows_from_what_is_offered(struct kunit *test)
{
	const struct form_case *c = test->param_value;
	struct ena_llq_geom geom;
	struct ena_dev *edev;

	edev = kunit_kzalloc(test, sizeof(*edev), GFP_KERNEL);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, edev);
	llq_offer(c, edev);
	memset(&geom, 0xa5, sizeof(geom));
	ena_llq_predict(edev, c->want, &geom);

	KUNIT_EXPECT_EQ(test, geom.on, c->geom.on);
	KUNIT_EXPECT_EQ(test, geom.entry_bytes, c->geom.entry_bytes);
	/* In host memory headers have to fit one byte of the descriptor */
	KUNIT_EXPECT_EQ(test, geom.hdr_bytes, c->geom.hdr_bytes ?: 255);
	KUNIT_EXPECT_EQ(test, geom.descs_first, c->geom.descs_first);
	KUNIT_EXPECT_EQ(test, geom.descs_next, c->geom.descs_next);
	KUNIT_EXPECT_EQ(test, geom.burst_entries, c->geom.burst_entries);
	KUNIT_EXPECT_EQ(test, geom.meta_always, c->geom.meta_always);
	KUNIT_EXPECT_EQ(test, ena_llq_depth_max(&edev->caps, &geom),
			c->depth ?: 2048);
}

struct entries_case {
	const char *name;
	u32 descs;
	u32 first;
	u32 next;
	u32 entries;
};

static const struct entries_case entries_cases[] = {
	{ "one descriptor", 1, 2, 8, 1 },
	{ "the first entry exactly", 2, 2, 8, 1 },
	{ "one more than the first entry", 3, 2, 8, 2 },
	{ "metadata and 3 buffers", 4, 2, 8, 2 },
	{ "two entries exactly", 10, 2, 8, 2 },
	{ "metadata and 10 buffers", 11, 2, 8, 3 },
	{ "metadata takes the only place", 2, 1, 8, 2 },
	{ "one descriptor an entry", 5, 2, 1, 4 },
	{ "large entries", 19, 2, 16, 3 },
};

KUNIT_ARRAY_PARAM_DESC(entries, entries_cases, name);

static void packets_take_as_many_entries_as_documented(struct kunit *test)
{
	const struct entries_case *c = test->param_value;

	KUNIT_EXPECT_EQ(test, ena_llq_entries(c->descs, c->first, c->next),
			c->entries);
}

struct burst_case {
	const char *name;
	u16 entries;
	u8 first;
	u8 next;
	u16 bufs;
};

/* Metadata counts, buffers only are limited */
static const struct burst_case burst_cases[] = {
	{ "no limit", 0, 2, 8, U16_MAX },
	{ "one entry", 1, 2, 8, 1 },
	{ "one entry with room for metadata only", 1, 1, 8, 0 },
	{ "two entries", 2, 2, 8, 9 },
	{ "four entries of one descriptor", 4, 2, 1, 4 },
	{ "more than a count can say", 65535, 8, 16, U16_MAX },
};

KUNIT_ARRAY_PARAM_DESC(burst, burst_cases, name);

static void burst_limits_the_buffers_of_a_packet(struct kunit *test)
{
	const struct burst_case *c = test->param_value;
	struct ena_llq_geom geom = {
		.on = true,
		.burst_entries = c->entries,
		.descs_first = c->first,
		.descs_next = c->next,
	};

	KUNIT_EXPECT_EQ(test, ena_llq_bufs_max(&geom), c->bufs);
}

/* ---- bytes of entries ---- */

static struct ena_rig *llq_rig(struct kunit *test, struct ena_llq_geom geom,
			       u16 bufs_max)
{
	struct ena_rig_opts opts = { .tx_bufs_max = bufs_max };

	geom.on = true;
	opts.cfg.llq = geom;
	return ena_rig_new(test, &opts);
}

static const struct ena_llq_geom llq_128 = {
	.entry_bytes = 128, .hdr_bytes = 96, .descs_first = 2, .descs_next = 8,
};

static const struct ena_llq_geom llq_192 = {
	.entry_bytes = 192, .hdr_bytes = 160, .descs_first = 2,
	.descs_next = 12,
};

static const struct ena_llq_geom llq_256 = {
	.entry_bytes = 256, .hdr_bytes = 224, .descs_first = 2,
	.descs_next = 16,
};

static const u8 *llq_entry(struct ena_rig *rig, u32 idx)
{
	const struct ena_tx_ring *txr = ena_rig_txr(rig);

	return rig->llq_mem[0] + (idx & txr->mask) * txr->llq_entry_bytes;
}

/* Are @len bytes the pattern of ena_rig_skb() from @from on? */
static bool llq_is_pattern(const u8 *p, u32 len, u8 from)
{
	while (len--)
		if (*p++ != from++)
			return false;
	return true;
}

static bool llq_is_zero(const u8 *p, u32 len)
{
	return !memchr_inv(p, 0, len);
}

/* Where a descriptor points to */
static const u8 *llq_buffer(struct ena_rig *rig, const u8 *desc, u32 len)
{
	u64 dma = get_unaligned_le32(desc + 8) |
		  (u64)get_unaligned_le16(desc + 12) << 32;

	return ena_rig_at(rig, dma, len);
}

struct pushed_case {
	const char *name;
	const struct ena_llq_geom *geom;
	u32 len;
	u8 desc[16];
};

static const struct pushed_case pushed_cases[] = {
	{ "60 bytes in 128", &llq_128, 60,
	  { [3] = 0x1d, [15] = 60 } },
	{ "all there is room for in 128", &llq_128, 96,
	  { [3] = 0x1d, [15] = 96 } },
	{ "160 bytes in 192", &llq_192, 160,
	  { [3] = 0x1d, [15] = 160 } },
	{ "224 bytes in 256", &llq_256, 224,
	  { [3] = 0x1d, [15] = 224 } },
	{ "14 bytes in 256", &llq_256, 14,
	  { [3] = 0x1d, [15] = 14 } },
};

KUNIT_ARRAY_PARAM_DESC(pushed, pushed_cases, name);

static void short_packet_is_all_in_its_entry(struct kunit *test)
{
	const struct pushed_case *c = test->param_value;
	struct ena_rig *rig = llq_rig(test, *c->geom, 0);
	const u8 *e;

	memset(rig->llq_mem[0], 0xa5, 2 * c->geom->entry_bytes);
	ena_rig_xmit(rig, ena_rig_skb(rig, c->len, 0, 0), false);

	e = llq_entry(rig, 0);
	KUNIT_EXPECT_MEMEQ(test, e, c->desc, 16);
	KUNIT_EXPECT_TRUE(test, llq_is_zero(e + 16, 16));
	KUNIT_EXPECT_TRUE(test, llq_is_pattern(e + 32, c->len, 0));
	KUNIT_EXPECT_TRUE(test, llq_is_zero(e + 32 + c->len,
					    c->geom->hdr_bytes - c->len));
	/* Nothing behind the entry, and the device was told of one */
	KUNIT_EXPECT_EQ(test, e[c->geom->entry_bytes], 0xa5);
	KUNIT_EXPECT_EQ(test, rig->regs[0].tx_doorbell, 1);
}

static void rest_of_a_long_packet_stays_in_host_memory(struct kunit *test)
{
	static const u8 desc[8] = { 76, 0, 0, 0x1d };
	struct ena_rig *rig = llq_rig(test, llq_256, 0);
	const u8 *e, *buf;

	ena_rig_xmit(rig, ena_rig_skb(rig, 300, 0, 0), false);

	e = llq_entry(rig, 0);
	KUNIT_EXPECT_MEMEQ(test, e, desc, 8);
	KUNIT_EXPECT_EQ(test, e[15], 224);
	KUNIT_EXPECT_TRUE(test, llq_is_pattern(e + 32, 224, 0));
	buf = llq_buffer(rig, e, 76);
	KUNIT_ASSERT_NOT_NULL(test, buf);
	KUNIT_EXPECT_TRUE(test, llq_is_pattern(buf, 76, 224));
}

static void uncached_metadata_opens_every_packet(struct kunit *test)
{
	static const u8 meta[16] = { 0x00, 0x40, 0xb0, 0x05 };
	static const u8 desc[16] = { [3] = 0x19, [15] = 60 };
	struct ena_llq_geom geom = llq_128;
	struct ena_rig *rig;
	u32 i;

	geom.meta_always = true;
	rig = llq_rig(test, geom, 0);
	for (i = 0; i < 2; i++) {
		ena_rig_xmit(rig, ena_rig_skb(rig, 60, 0, 0), false);
		KUNIT_EXPECT_MEMEQ(test, llq_entry(rig, i), meta, 16);
		KUNIT_EXPECT_MEMEQ(test, llq_entry(rig, i) + 16, desc, 4);
		KUNIT_EXPECT_EQ(test, llq_entry(rig, i)[31], 60);
	}
}

static void descriptors_go_on_in_the_next_entry(struct kunit *test)
{
	struct ena_llq_geom geom = llq_128;
	struct ena_rig *rig;
	const u8 *e, *buf;

	geom.meta_always = true;
	rig = llq_rig(test, geom, 0);
	memset(rig->llq_mem[0], 0xa5, 3 * 128);
	ena_rig_xmit(rig, ena_rig_skb(rig, 200, 2, 1000), false);

	/* Metadata and the rest of the head, then the fragments */
	e = llq_entry(rig, 0);
	KUNIT_EXPECT_EQ(test, get_unaligned_le32(e), 0x05b04000);
	KUNIT_EXPECT_EQ(test, get_unaligned_le32(e + 16), 0x11000000 + 104);
	e = llq_entry(rig, 1);
	KUNIT_EXPECT_EQ(test, get_unaligned_le32(e), 0x01000000 + 1000);
	KUNIT_EXPECT_EQ(test, get_unaligned_le32(e + 16), 0x09000000 + 1000);
	KUNIT_EXPECT_TRUE(test, llq_is_zero(e + 32, 96));
	KUNIT_EXPECT_EQ(test, e[128], 0xa5);

	buf = llq_buffer(rig, e + 16, 1000);
	KUNIT_ASSERT_NOT_NULL(test, buf);
	KUNIT_EXPECT_TRUE(test, llq_is_pattern(buf, 1000, 1200 & 0xff));
	KUNIT_EXPECT_EQ(test, rig->regs[0].tx_doorbell, 2);
}

static void single_stride_has_one_descriptor_an_entry(struct kunit *test)
{
	struct ena_llq_geom geom = llq_128;
	struct ena_rig *rig;
	u32 i;

	geom.descs_next = 1;
	rig = llq_rig(test, geom, 0);
	ena_rig_xmit(rig, ena_rig_skb(rig, 200, 3, 500), false);

	/* Two in the first entry, two entries for the others */
	KUNIT_EXPECT_EQ(test, rig->regs[0].tx_doorbell, 3);
	for (i = 1; i < 3; i++) {
		u32 word = get_unaligned_le32(llq_entry(rig, i));

		KUNIT_EXPECT_EQ(test, word, 0x01000000 + 500 +
				(i == 2 ? 0x08000000 : 0));
		KUNIT_EXPECT_TRUE(test, llq_is_zero(llq_entry(rig, i) + 16,
						    112));
	}
}

static void headers_leave_nothing_to_the_next_packet(struct kunit *test)
{
	struct ena_rig *rig = llq_rig(test, llq_128, 0);

	ena_rig_xmit(rig, ena_rig_skb(rig, 500, 0, 0), false);
	ena_rig_xmit(rig, ena_rig_skb(rig, 20, 0, 0), false);

	KUNIT_EXPECT_TRUE(test, llq_is_pattern(llq_entry(rig, 1) + 32, 20, 0));
	KUNIT_EXPECT_TRUE(test, llq_is_zero(llq_entry(rig, 1) + 52, 76));
}

static void header_is_gathered_from_fragments(struct kunit *test)
{
	struct ena_rig *rig = llq_rig(test, llq_128, 0);
	const u8 *e, *buf;

	/* 20 + 50 + 26 of 50 inline; 24 of the second fragment are not */
	ena_rig_xmit(rig, ena_rig_skb(rig, 20, 2, 50), false);

	e = llq_entry(rig, 0);
	KUNIT_EXPECT_EQ(test, get_unaligned_le32(e), 0x1d000000 + 24);
	KUNIT_EXPECT_EQ(test, e[15], 96);
	KUNIT_EXPECT_TRUE(test, llq_is_pattern(e + 32, 96, 0));
	buf = llq_buffer(rig, e, 24);
	KUNIT_ASSERT_NOT_NULL(test, buf);
	KUNIT_EXPECT_TRUE(test, llq_is_pattern(buf, 24, 96));
	KUNIT_EXPECT_EQ(test, u64_stats_read(&rig->enet->count[0].xmit.llq_buffer_copy),
			1ULL);
}

/* As of a packet socket: beyond the linear bytes lies what was there before */
static void headers_in_a_fragment_are_not_taken_for_usual(struct kunit *test)
{
	struct ena_rig *rig = ena_rig_new(test, NULL);
	struct sk_buff *skb = ena_rig_skb(rig, ETH_HLEN, 1, 300);

	skb->protocol = htons(ETH_P_IPV6);
	ipv6_hdr(skb)->nexthdr = IPPROTO_UDP;
	KUNIT_EXPECT_TRUE(test, ena_offload_has_odd_hdr(skb, 96, false));
	kfree_skb(skb);

	skb = ena_rig_skb(rig, 100, 1, 300);
	skb->protocol = htons(ETH_P_IPV6);
	ipv6_hdr(skb)->nexthdr = IPPROTO_UDP;
	KUNIT_EXPECT_FALSE(test, ena_offload_has_odd_hdr(skb, 96, false));
	kfree_skb(skb);
}

/* As of AF_XDP: what lies at the start of the buffer is no header */
static void headers_nobody_points_to_are_not_looked_for(struct kunit *test)
{
	struct ena_rig *rig = ena_rig_new(test, NULL);
	struct sk_buff *skb = ena_rig_skb(rig, ETH_HLEN, 1, 300);

	memset(skb->head, 0x4f, skb_headroom(skb));
	skb_set_network_header(skb, -(int)skb_headroom(skb));
	KUNIT_EXPECT_EQ(test, ena_llq_hdr_bytes(skb), 0);
	kfree_skb(skb);
}

static void phase_changes_with_the_lap_of_entries(struct kunit *test)
{
	struct ena_rig *rig = llq_rig(test, llq_128, 0);
	u32 i;

	for (i = 0; i < ENA_RING_MIN + 1; i++) {
		ena_rig_xmit(rig, ena_rig_skb(rig, 60, 0, 0), false);
		KUNIT_ASSERT_EQ(test, rig->regs[0].tx_doorbell, i + 1);
		KUNIT_ASSERT_EQ(test, llq_entry(rig, i)[3],
				i < ENA_RING_MIN ? 0x1d : 0x1c);
		ena_rig_tx_complete(rig, i % ENA_RING_MIN);
		ena_rig_tx_clean(rig);
	}
}

static void doorbell_rings_before_a_burst_is_too_long(struct kunit *test)
{
	struct ena_llq_geom geom = llq_128;
	struct ena_rig *rig;
	u32 i;

	geom.burst_entries = 4;
	/* One buffer: a packet takes an entry */
	rig = llq_rig(test, geom, 1);
	for (i = 1; i <= 12; i++) {
		ena_rig_xmit(rig, ena_rig_skb(rig, 60, 0, 0), true);
		KUNIT_EXPECT_EQ(test, rig->regs[0].tx_doorbell, (i - 1) / 4 * 4);
	}

	ena_rig_xmit(rig, ena_rig_skb(rig, 60, 0, 0), false);
	KUNIT_EXPECT_EQ(test, rig->regs[0].tx_doorbell, 13);
}

static void doorbell_refills_the_burst(struct kunit *test)
{
	struct ena_llq_geom geom = llq_128;
	struct ena_rig *rig;
	u32 i;

	geom.burst_entries = 4;
	rig = llq_rig(test, geom, 1);
	for (i = 0; i < 3; i++)
		ena_rig_xmit(rig, ena_rig_skb(rig, 60, 0, 0), i < 2);
	KUNIT_EXPECT_EQ(test, rig->regs[0].tx_doorbell, 3);

	for (i = 0; i < 4; i++)
		ena_rig_xmit(rig, ena_rig_skb(rig, 60, 0, 0), true);
	KUNIT_EXPECT_EQ(test, rig->regs[0].tx_doorbell, 3);
	ena_rig_xmit(rig, ena_rig_skb(rig, 60, 0, 0), true);
	KUNIT_EXPECT_EQ(test, rig->regs[0].tx_doorbell, 7);
}

static void llq_exit(struct kunit *test)
{
	ena_rig_free(test->priv);
}

/* What was written counts as written, though it is written again (4.5) */
static void burst_counts_entries_of_dropped_packets(struct kunit *test)
{
	struct ena_llq_geom geom = llq_128;
	struct ena_tx_ring *txr;
	struct ena_rig *rig;

	geom.burst_entries = 16;
	rig = llq_rig(test, geom, 0);
	txr = ena_rig_txr(rig);
	txr->burst_left = txr->llq_burst;

	/* Two entries are full when the twelfth piece cannot be mapped */
	rig->dma.fail_after = 12;
	ena_rig_xmit(rig, ena_rig_skb(rig, 100, 14, 100), false);
	KUNIT_EXPECT_EQ(test, txr->prod, 0U);
	KUNIT_EXPECT_EQ(test, txr->burst_left, 14U);
}

static struct kunit_case llq_cases[] = {
	KUNIT_CASE_PARAM(form_follows_from_what_is_offered, form_gen_params),
	KUNIT_CASE_PARAM(packets_take_as_many_entries_as_documented,
			 entries_gen_params),
	KUNIT_CASE_PARAM(burst_limits_the_buffers_of_a_packet,
			 burst_gen_params),
	KUNIT_CASE_PARAM(short_packet_is_all_in_its_entry, pushed_gen_params),
	KUNIT_CASE(rest_of_a_long_packet_stays_in_host_memory),
	KUNIT_CASE(uncached_metadata_opens_every_packet),
	KUNIT_CASE(descriptors_go_on_in_the_next_entry),
	KUNIT_CASE(single_stride_has_one_descriptor_an_entry),
	KUNIT_CASE(headers_leave_nothing_to_the_next_packet),
	KUNIT_CASE(header_is_gathered_from_fragments),
	KUNIT_CASE(headers_in_a_fragment_are_not_taken_for_usual),
	KUNIT_CASE(headers_nobody_points_to_are_not_looked_for),
	KUNIT_CASE(phase_changes_with_the_lap_of_entries),
	KUNIT_CASE(doorbell_rings_before_a_burst_is_too_long),
	KUNIT_CASE(doorbell_refills_the_burst),
	KUNIT_CASE(burst_counts_entries_of_dropped_packets),
	{}
};

static struct kunit_suite llq_suite = {
	.name = "ena_llq",
	.exit = llq_exit,
	.test_cases = llq_cases,
};

kunit_test_suite(llq_suite);
