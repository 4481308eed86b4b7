// SPDX-License-Identifier: GPL-2.0-only
/*
 * The simulator's referee: it names what is wrong and nothing else. The driver
 * is the test, which writes commands, descriptors and doorbells by itself.
 */
#include <linux/ip.h>
#include <linux/tcp.h>
#include <net/ip.h>

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

/* ---- packets ---- */

#define REFEREE_HDR	(ETH_HLEN + sizeof(struct iphdr) + \
			 sizeof(struct tcphdr))

/* A segment that must not be fragmented, with @len bytes of data */
static void referee_frame(struct referee *r, u32 len)
{
	struct ethhdr *eth = (void *)(r->mem + 2 * PAGE_SIZE);
	struct iphdr *ip = (void *)(eth + 1);
	struct tcphdr *tcp = (void *)(ip + 1);

	eth->h_proto = htons(ETH_P_IP);
	ip->version = 4;
	ip->ihl = 5;
	ip->tot_len = htons(sizeof(*ip) + sizeof(*tcp) + len);
	ip->frag_off = htons(IP_DF);
	ip->protocol = IPPROTO_TCP;
	tcp->doff = 5;
}

/* It, with its metadata, at entries 2 * @nr and the next, in segments of @mss */
static struct ena_hw_tx_desc *referee_send(struct referee *r, u32 nr, u32 len,
					   u32 mss)
{
	struct ena_hw_tx_desc *desc = (struct ena_hw_tx_desc *)r->mem + 2 * nr;
	u64 addr = r->dma + 2 * PAGE_SIZE;

	desc[0].len_ctrl = cpu_to_le32(ENA_HW_TX_META | ENA_HW_TX_FIRST |
				       ENA_HW_TX_PHASE |
				       ENA_HW_TX_META_EXT_VALID |
				       ENA_HW_TX_META_ETH_TYPE |
				       ENA_HW_TX_META_STORE);
	desc[0].addr_lo =
		cpu_to_le32(FIELD_PREP(ENA_HW_TX_META_L3_OFF, ETH_HLEN) |
			    FIELD_PREP(ENA_HW_TX_META_L3_LEN, 20) |
			    FIELD_PREP(ENA_HW_TX_META_L4_WORDS, 5) |
			    FIELD_PREP(ENA_HW_TX_META_MSS_LO, mss));
	desc[1].len_ctrl = cpu_to_le32(REFEREE_HDR + len);
	desc[1].len_ctrl |= cpu_to_le32(ENA_HW_TX_LAST | ENA_HW_TX_PHASE |
					ENA_HW_TX_COMP_REQ);
	desc[1].offload =
		cpu_to_le32(FIELD_PREP(ENA_HW_TX_L3_PROTO, ENA_HW_L3_IPV4) |
			    FIELD_PREP(ENA_HW_TX_L4_PROTO, ENA_HW_L4_TCP) |
			    FIELD_PREP(ENA_HW_TX_REQ_ID_LO, nr) |
			    ENA_HW_TX_TSO | ENA_HW_TX_DF |
			    ENA_HW_TX_L3_CSUM | ENA_HW_TX_L4_CSUM);
	desc[1].addr_lo = cpu_to_le32(lower_32_bits(addr));
	desc[1].addr_hi_hdr = cpu_to_le32(upper_32_bits(addr));
	return desc;
}

static void referee_doorbell(struct referee *r, u32 val)
{
	writel(val, (__force void __iomem *)r->f->bar0 + r->sq.doorbell_off);
}

struct packet_case {
	const char *name;
	u32 ctrl;			/* bits that are the other way round */
	u32 offload;
	u32 offers;			/* feature 11 */
	enum ena_sim_breach breach;
};

static const struct packet_case packet_cases[] = {
	{ "segments", 0, 0, 0xff, REFEREE_OK },
	{ "segments of a device without L3 checksum", 0, 0, 0xfe, REFEREE_OK },
	{ "checksums", 0, ENA_HW_TX_TSO, 0xff, REFEREE_OK },
	{ "first again", ENA_HW_TX_FIRST, 0, 0xff,
	  ENA_SIM_BREACH_TX_FIRST_LAST },
	{ "no completion", ENA_HW_TX_COMP_REQ, 0, 0xff,
	  ENA_SIM_BREACH_TX_RESERVED },
	{ "no FCS", 0, ENA_HW_TX_NO_FCS, 0xff, ENA_SIM_BREACH_TX_OFFLOAD },
	{ "DF denied", 0, ENA_HW_TX_DF, 0xff, ENA_SIM_BREACH_TX_OFFLOAD },
	{ "segments with the L3 checksum of the whole", 0, ENA_HW_TX_L3_CSUM,
	  0xff, ENA_SIM_BREACH_TX_OFFLOAD },
	{ "L3 checksum of a device without it", 0, ENA_HW_TX_TSO, 0xfe,
	  ENA_SIM_BREACH_TX_OFFLOAD },
};

KUNIT_ARRAY_PARAM_DESC(packet, packet_cases, name);

static void packet_is_sent_to_the_letter(struct kunit *test)
{
	struct referee *r = referee_new(test, "queues=1 llq=0");
	const struct packet_case *c = test->param_value;
	struct ena_hw_tx_desc *desc;

	r->f->fn->cfg.tx_offloads = c->offers;
	referee_create(r);
	referee_frame(r, 200);
	desc = referee_send(r, 0, 200, 100);
	desc[1].len_ctrl ^= cpu_to_le32(c->ctrl);
	desc[1].offload ^= cpu_to_le32(c->offload);
	referee_doorbell(r, 2);
	ena_fixture_step(r->f);

	KUNIT_EXPECT_EQ(test, skb_queue_len(&r->f->wire),
			c->offload & ENA_HW_TX_TSO ? 1 : 2);
	referee_expect(r, c->breach);
}

/* A thousand frames and those of a packet, then it is another queue's turn */
static void one_look_makes_so_many_frames(struct kunit *test)
{
	struct referee *r = referee_new(test, "queues=1 llq=0");
	struct ena_sim_fn *fn = r->f->fn;
	u32 i;

	referee_create(r);
	referee_frame(r, 700);
	for (i = 0; i < 3; i++)
		referee_send(r, i, 700, 1);
	referee_doorbell(r, 2 * i);

	mutex_lock(&fn->io_lock);
	ena_sim_io_poll(fn);
	KUNIT_EXPECT_EQ(test, fn->count.tx_packets, 2ULL);
	ena_sim_io_poll(fn);
	KUNIT_EXPECT_EQ(test, fn->count.tx_packets, 3ULL);
	mutex_unlock(&fn->io_lock);
	KUNIT_EXPECT_EQ(test, fn->count.tx_segments, 2100ULL);
}

/* ---- entries in device memory ---- */

#define REFEREE_ENTRY	128
#define REFEREE_INLINE	60

struct entry_case {
	const char *name;
	u8 descs;			/* 2 of them in the first entry */
	u8 at;				/* byte that is not zero; 0: none */
	enum ena_sim_breach breach;
};

static const struct entry_case entry_cases[] = {
	{ "one descriptor", 1, 0, REFEREE_OK },
	{ "one descriptor, the next entry not yet", 1, 128, REFEREE_OK },
	{ "one descriptor, something of a second", 1, 16,
	  ENA_SIM_BREACH_TX_RESERVED },
	{ "one descriptor, something behind the header", 1, 92,
	  ENA_SIM_BREACH_TX_RESERVED },
	{ "one descriptor, something at the end", 1, 127,
	  ENA_SIM_BREACH_TX_RESERVED },
	{ "two entries", 3, 0, REFEREE_OK },
	{ "two entries, something in the first", 3, 92,
	  ENA_SIM_BREACH_TX_RESERVED },
	{ "two entries, something in the second", 3, 144,
	  ENA_SIM_BREACH_TX_RESERVED },
	{ "two entries, something at their end", 3, 255,
	  ENA_SIM_BREACH_TX_RESERVED },
};

KUNIT_ARRAY_PARAM_DESC(entry, entry_cases, name);

static void referee_use_llq(struct referee *r)
{
	struct ena_hw_llq llq = {
		.hdr_location = cpu_to_le16(ENA_HW_LLQ_HDR_INLINE),
		.entry_size = cpu_to_le16(ENA_HW_LLQ_ENTRY_128),
		.descs_before_hdr = cpu_to_le16(2),
		.stride = cpu_to_le16(ENA_HW_LLQ_STRIDE_MULTIPLE),
	};
	struct ena_caps caps = { .features = BIT(ENA_HW_FEAT_LLQ) };

	KUNIT_ASSERT_EQ(r->f->test,
			ena_feature_set_llq(&r->f->admin, &caps, &llq), 0);
}

static void unused_bytes_of_an_entry_are_zero(struct kunit *test)
{
	struct referee *r = referee_new(test, "queues=1");
	const struct entry_case *c = test->param_value;
	struct ena_hw_tx_desc *desc;
	u8 *entry;
	u8 i;

	referee_use_llq(r);
	referee_create(r);
	entry = r->f->bar2 + r->sq.llq_off;
	if (c->at)
		entry[c->at] = 1;
	/* Buffers of no bytes */
	for (i = 0; i < c->descs; i++) {
		desc = (void *)(i < 2 ? entry : entry + REFEREE_ENTRY);
		desc[i % 2].len_ctrl |= cpu_to_le32(ENA_HW_TX_PHASE);
	}
	desc = (void *)entry;
	desc->len_ctrl |= cpu_to_le32(ENA_HW_TX_FIRST | ENA_HW_TX_COMP_REQ);
	desc->addr_hi_hdr = cpu_to_le32(FIELD_PREP(ENA_HW_TX_HDR_LEN,
						   REFEREE_INLINE));
	if (c->descs > 1)
		desc += REFEREE_ENTRY / sizeof(*desc);
	desc->len_ctrl |= cpu_to_le32(ENA_HW_TX_LAST);
	referee_doorbell(r, c->descs > 1 ? 2 : 1);
	ena_fixture_step(r->f);

	KUNIT_EXPECT_EQ(test, skb_queue_len(&r->f->wire), 1U);
	referee_expect(r, c->breach);
}

static struct kunit_case referee_cases[] = {
	KUNIT_CASE_PARAM(sq_is_created_to_the_letter, command_gen_params),
	KUNIT_CASE(sq_goes_by_index_and_direction),
	KUNIT_CASE(cq_starts_with_zeroes),
	KUNIT_CASE_PARAM(cq_is_one_for_its_sqs, match_gen_params),
	KUNIT_CASE_PARAM(packet_is_sent_to_the_letter, packet_gen_params),
	KUNIT_CASE(one_look_makes_so_many_frames),
	KUNIT_CASE_PARAM(unused_bytes_of_an_entry_are_zero, entry_gen_params),
	{}
};

static struct kunit_suite referee_suite = {
	.name = "ena_referee",
	.test_cases = referee_cases,
};

kunit_test_suite(referee_suite);
