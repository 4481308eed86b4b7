// SPDX-License-Identifier: GPL-2.0-only
/*
 * Words of descriptors and completions. The bytes are those of data plane 2.8
 * and 5.1, or were made by hand from its tables: no mask of the driver is used.
 */
#include <kunit/test.h>

#include "../src/ena_desc.h"

struct tx_desc_case {
	const char *name;
	u64 dma;
	u32 len;
	u32 offload;
	u32 hdr;
	u16 req_id;
	bool open;			/* the first data descriptor */
	bool meta;			/* behind a meta descriptor */
	bool last;
	bool phase;
	u8 wire[16];
};

static const struct tx_desc_case tx_desc_cases[] = {
	{
		.name = "one buffer, largest request id",
		.dma = 0x123400000000, .len = 100, .hdr = 42, .req_id = 0xffff,
		.open = true, .last = true, .phase = true,
		.wire = { 0x64, 0x00, 0x3f, 0x1d,  0x00, 0x00, 0xc0, 0xff,
			  0x00, 0x00, 0x00, 0x00,  0x34, 0x12, 0x00, 0x2a },
	},
	{
		.name = "first of two buffers behind a meta descriptor",
		.dma = 0x123400000000, .len = 100, .hdr = 54, .req_id = 2,
		.offload = 0x24c08,
		.open = true, .meta = true, .phase = true,
		.wire = { 0x64, 0x00, 0x00, 0x11,  0x08, 0x4c, 0x82, 0x00,
			  0x00, 0x00, 0x00, 0x00,  0x34, 0x12, 0x00, 0x36 },
	},
	{
		.name = "second of two buffers",
		.dma = 0x123400001000, .len = 101, .last = true, .phase = true,
		.wire = { 0x65, 0x00, 0x00, 0x09,  0x00, 0x00, 0x00, 0x00,
			  0x00, 0x10, 0x00, 0x00,  0x34, 0x12, 0x00, 0x00 },
	},
	{
		.name = "last buffer on the second lap",
		.dma = 0x123400001000, .len = 101, .last = true,
		.wire = { 0x65, 0x00, 0x00, 0x08,  0x00, 0x00, 0x00, 0x00,
			  0x00, 0x10, 0x00, 0x00,  0x34, 0x12, 0x00, 0x00 },
	},
	{
		.name = "buffer in the middle on the second lap",
		.dma = 0x1000, .len = 1,
		.wire = { 0x01, 0x00, 0x00, 0x00,  0x00, 0x00, 0x00, 0x00,
			  0x00, 0x10, 0x00, 0x00,  0x00, 0x00, 0x00, 0x00 },
	},
	{
		.name = "segmentation, lowest bit of the high part of the id",
		.dma = 0x0, .len = 100, .hdr = 96, .req_id = 0x400,
		.offload = 0x4c88,
		.open = true, .meta = true, .last = true, .phase = true,
		.wire = { 0x64, 0x00, 0x01, 0x19,  0x88, 0x4c, 0x00, 0x00,
			  0x00, 0x00, 0x00, 0x00,  0x00, 0x00, 0x00, 0x60 },
	},
	{
		.name = "the metadata the device has",
		.dma = 0x0, .len = 100, .hdr = 96, .req_id = 7,
		.offload = 0x4c88,
		.open = true, .last = true, .phase = true,
		.wire = { 0x64, 0x00, 0x00, 0x1d,  0x88, 0x4c, 0xc0, 0x01,
			  0x00, 0x00, 0x00, 0x00,  0x00, 0x00, 0x00, 0x60 },
	},
	{
		.name = "nothing but inline bytes",
		.hdr = 60, .req_id = 5,
		.open = true, .last = true, .phase = true,
		.wire = { 0x00, 0x00, 0x00, 0x1d,  0x00, 0x00, 0x40, 0x01,
			  0x00, 0x00, 0x00, 0x00,  0x00, 0x00, 0x00, 0x3c },
	},
	{
		.name = "longest buffer at the highest address",
		.dma = 0xffffffffffff, .len = 0xffff, .hdr = 255, .req_id = 1,
		.open = true, .last = true,
		.wire = { 0xff, 0xff, 0x00, 0x1c,  0x00, 0x00, 0x40, 0x00,
			  0xff, 0xff, 0xff, 0xff,  0xff, 0xff, 0x00, 0xff },
	},
};

KUNIT_ARRAY_PARAM_DESC(tx_desc, tx_desc_cases, name);

static void tx_desc_has_the_bytes_of_the_interface(struct kunit *test)
{
	const struct tx_desc_case *c = test->param_value;
	struct ena_tx_words words = {};
	struct ena_hw_tx_desc desc;

	if (c->open)
		words = ena_tx_words_first(c->req_id, c->offload, c->hdr,
					   c->meta);
	memset(&desc, 0xa5, sizeof(desc));
	ena_tx_desc_encode(&desc, words, c->dma, c->len, c->last, c->phase);

	KUNIT_EXPECT_MEMEQ(test, &desc, c->wire, sizeof(desc));
}

struct tx_meta_case {
	const char *name;
	u32 l3_off;
	u32 l3_len;
	u32 l4_words;
	u32 mss;
	bool phase;
	u8 wire[16];
};

static const struct tx_meta_case tx_meta_cases[] = {
	{
		.name = "segments of 2472 bytes",
		.l3_off = 14, .l3_len = 20, .l4_words = 8, .mss = 2472,
		.phase = true,
		.wire = { 0x00, 0x40, 0xb2, 0x05,  0x00, 0x00, 0x00, 0x00,
			  0x14, 0x0e, 0x08, 0x6a,  0x00, 0x00, 0x00, 0x00 },
	},
	{
		.name = "nothing to say",
		.phase = true,
		.wire = { 0x00, 0x40, 0xb0, 0x05,  0x00, 0x00, 0x00, 0x00,
			  0x00, 0x00, 0x00, 0x00,  0x00, 0x00, 0x00, 0x00 },
	},
	{
		.name = "checksum behind a VLAN tag, IPv6, second lap",
		.l3_off = 18, .l3_len = 40,
		.wire = { 0x00, 0x40, 0xb0, 0x04,  0x00, 0x00, 0x00, 0x00,
			  0x28, 0x12, 0x00, 0x00,  0x00, 0x00, 0x00, 0x00 },
	},
	{
		.name = "largest segments and headers",
		.l3_off = 255, .l3_len = 255, .l4_words = 63, .mss = 16383,
		.phase = true,
		.wire = { 0x00, 0x40, 0xbf, 0x05,  0x00, 0x00, 0x00, 0x00,
			  0xff, 0xff, 0xff, 0xff,  0x00, 0x00, 0x00, 0x00 },
	},
	{
		.name = "smallest segment with a high part",
		.l3_off = 14, .l3_len = 20, .l4_words = 5, .mss = 1024,
		.phase = true,
		.wire = { 0x00, 0x40, 0xb1, 0x05,  0x00, 0x00, 0x00, 0x00,
			  0x14, 0x0e, 0x05, 0x00,  0x00, 0x00, 0x00, 0x00 },
	},
};

KUNIT_ARRAY_PARAM_DESC(tx_meta, tx_meta_cases, name);

static void tx_meta_has_the_bytes_of_the_interface(struct kunit *test)
{
	const struct tx_meta_case *c = test->param_value;
	struct ena_hw_tx_meta_desc desc;
	u64 meta;

	meta = ena_tx_meta(c->l3_off, c->l3_len, c->l4_words, c->mss);
	memset(&desc, 0xa5, sizeof(desc));
	ena_tx_meta_encode(&desc, meta, c->phase);

	KUNIT_EXPECT_MEMEQ(test, &desc, c->wire, sizeof(desc));
}

static void metadata_differs_in_each_of_its_parts(struct kunit *test)
{
	u64 meta = ena_tx_meta(14, 20, 5, 1448);

	KUNIT_EXPECT_EQ(test, meta, ena_tx_meta(14, 20, 5, 1448));
	KUNIT_EXPECT_NE(test, meta, ena_tx_meta(18, 20, 5, 1448));
	KUNIT_EXPECT_NE(test, meta, ena_tx_meta(14, 24, 5, 1448));
	KUNIT_EXPECT_NE(test, meta, ena_tx_meta(14, 20, 8, 1448));
	KUNIT_EXPECT_NE(test, meta, ena_tx_meta(14, 20, 5, 424));
	/* What the device begins with */
	KUNIT_EXPECT_EQ(test, ena_tx_meta(0, 0, 0, 0), 0ULL);
}

struct offload_case {
	const char *name;
	bool tso;
	bool ipv4;
	bool df;
	bool tcp;
	u32 word;
};

static const struct offload_case offload_cases[] = {
	{ "TCP/IPv4 that may be fragmented", false, true, false, true, 0x24c08 },
	{ "TCP/IPv4", false, true, true, true, 0x24c18 },
	{ "UDP/IPv4 that may be fragmented", false, true, false, false, 0x24d08 },
	{ "UDP/IPv4", false, true, true, false, 0x24d18 },
	{ "TCP/IPv6", false, false, true, true, 0x24c1b },
	{ "UDP/IPv6", false, false, true, false, 0x24d1b },
	{ "segmentation, IPv4 that may be fragmented",
	  true, true, false, true, 0x6c88 },
	{ "segmentation, IPv4", true, true, true, true, 0x6c98 },
	{ "segmentation, IPv6", true, false, true, true, 0x4c9b },
};

KUNIT_ARRAY_PARAM_DESC(offload, offload_cases, name);

static void offload_word_asks_for_what_the_packet_needs(struct kunit *test)
{
	const struct offload_case *c = test->param_value;
	u32 word = c->tso ? ena_tx_offload_tso(c->ipv4, c->df) :
			    ena_tx_offload_csum(c->ipv4, c->df, c->tcp);

	KUNIT_EXPECT_EQ(test, word, c->word);
}

struct rx_desc_case {
	const char *name;
	u64 dma;
	u32 len;
	u16 req_id;
	bool phase;
	u8 wire[16];
};

static const struct rx_desc_case rx_desc_cases[] = {
	{
		.name = "3712 bytes",
		.dma = 0xabcd12345678, .len = 3712, .req_id = 1, .phase = true,
		.wire = { 0x80, 0x0e, 0x00, 0x1d,  0x01, 0x00, 0x00, 0x00,
			  0x78, 0x56, 0x34, 0x12,  0xcd, 0xab, 0x00, 0x00 },
	},
	{
		.name = "64 KiB are said by 0, second lap",
		.dma = 0xffffffff0000, .len = 65536, .req_id = 0x7fff,
		.wire = { 0x00, 0x00, 0x00, 0x1c,  0xff, 0x7f, 0x00, 0x00,
			  0x00, 0x00, 0xff, 0xff,  0xff, 0xff, 0x00, 0x00 },
	},
	{
		.name = "below 4 GiB",
		.dma = 0xfffff040, .len = 1, .phase = true,
		.wire = { 0x01, 0x00, 0x00, 0x1d,  0x00, 0x00, 0x00, 0x00,
			  0x40, 0xf0, 0xff, 0xff,  0x00, 0x00, 0x00, 0x00 },
	},
};

KUNIT_ARRAY_PARAM_DESC(rx_desc, rx_desc_cases, name);

static void rx_desc_has_the_bytes_of_the_interface(struct kunit *test)
{
	const struct rx_desc_case *c = test->param_value;
	struct ena_hw_rx_desc desc;

	memset(&desc, 0xa5, sizeof(desc));
	ena_rx_desc_encode(&desc, c->dma, c->len, c->req_id, c->phase);

	KUNIT_EXPECT_MEMEQ(test, &desc, c->wire, sizeof(desc));
}

struct verdict_case {
	const char *name;
	u32 status;
	enum ena_rx_csum csum;
	bool l4_hash;
};

static const struct verdict_case verdict_cases[] = {
	{ "TCP/IPv4, good", 0x0d010c08, ENA_RX_CSUM_GOOD, true },
	{ "UDP/IPv4, good", 0x0d010d08, ENA_RX_CSUM_GOOD, true },
	{ "TCP/IPv6, good", 0x0d010c0b, ENA_RX_CSUM_GOOD, true },
	{ "UDP/IPv6, good", 0x0d010d0b, ENA_RX_CSUM_GOOD, true },
	{ "TCP/IPv4, not checked", 0x0d000c08, ENA_RX_CSUM_UNCHECKED, true },
	{ "UDP/IPv6, not checked", 0x0d000d0b, ENA_RX_CSUM_UNCHECKED, true },
	{ "TCP/IPv4, L4 bad", 0x0d014c08, ENA_RX_CSUM_BAD, true },
	{ "TCP/IPv4, L4 bad and not checked", 0x0d004c08, ENA_RX_CSUM_BAD,
	  true },
	{ "UDP/IPv6, L4 bad", 0x0d014d0b, ENA_RX_CSUM_BAD, true },
	{ "TCP/IPv4, L3 bad", 0x0d012c08, ENA_RX_CSUM_BAD, true },
	{ "TCP/IPv4, both bad", 0x0d016c08, ENA_RX_CSUM_BAD, true },
	{ "ICMP, L3 bad", 0x0d002008, ENA_RX_CSUM_BAD, false },
	{ "TCP/IPv6, L3 error means nothing", 0x0d012c0b, ENA_RX_CSUM_GOOD,
	  true },
	{ "unknown L3, L3 error means nothing", 0x0d002000, ENA_RX_CSUM_NONE,
	  false },
	{ "ICMP", 0x0d010008, ENA_RX_CSUM_NONE, false },
	{ "ICMP, L4 error means nothing", 0x0d014008, ENA_RX_CSUM_NONE, false },
	{ "IPv6 without L4", 0x0d00000b, ENA_RX_CSUM_NONE, false },
	{ "not IP", 0x0d000000, ENA_RX_CSUM_NONE, false },
	{ "RoCE over IPv4", 0x0d011708, ENA_RX_CSUM_NONE, false },
	{ "fragment of UDP", 0x0d018d08, ENA_RX_CSUM_NONE, false },
	{ "fragment with every error", 0x0d01ed08, ENA_RX_CSUM_NONE, false },
	{ "bits without meaning", 0xf2fc0c68, ENA_RX_CSUM_UNCHECKED,
	  true },
};

KUNIT_ARRAY_PARAM_DESC(verdict, verdict_cases, name);

static void rx_status_tells_checksum_and_hash_type(struct kunit *test)
{
	const struct verdict_case *c = test->param_value;

	KUNIT_EXPECT_EQ(test, ena_rx_status_csum(c->status), c->csum);
	KUNIT_EXPECT_EQ(test, ena_rx_status_has_l4_hash(c->status), c->l4_hash);
}

static void numa_word_names_the_node(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, ena_numa_encode(0), 0x80000000);
	KUNIT_EXPECT_EQ(test, ena_numa_encode(3), 0x80000003);
	KUNIT_EXPECT_EQ(test, ena_numa_encode(255), 0x800000ff);
	/* Node numbers that the field cannot hold do not spill over */
	KUNIT_EXPECT_EQ(test, ena_numa_encode(256 + 7), 0x80000007);
	KUNIT_EXPECT_EQ(test, ena_numa_encode(-1), 0x800000ff);
}

static struct kunit_case desc_cases[] = {
	KUNIT_CASE_PARAM(tx_desc_has_the_bytes_of_the_interface,
			 tx_desc_gen_params),
	KUNIT_CASE_PARAM(tx_meta_has_the_bytes_of_the_interface,
			 tx_meta_gen_params),
	KUNIT_CASE(metadata_differs_in_each_of_its_parts),
	KUNIT_CASE_PARAM(offload_word_asks_for_what_the_packet_needs,
			 offload_gen_params),
	KUNIT_CASE_PARAM(rx_desc_has_the_bytes_of_the_interface,
			 rx_desc_gen_params),
	KUNIT_CASE_PARAM(rx_status_tells_checksum_and_hash_type,
			 verdict_gen_params),
	KUNIT_CASE(numa_word_names_the_node),
	{}
};

static struct kunit_suite desc_suite = {
	.name = "ena_desc",
	.test_cases = desc_cases,
};

kunit_test_suite(desc_suite);
