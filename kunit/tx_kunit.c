// SPDX-License-Identifier: GPL-2.0-only
/*
 * Transmit (data plane 2, 3, 8): what the device is told of packets, and what
 * becomes of right and wrong completions.
 */
#include <linux/if_vlan.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/tcp.h>
#include <linux/udp.h>
#include <net/ip.h>

#include "../src/ena_tx.h"
#include "rig.h"

#define TX_DEPTH	ENA_RING_MIN
/* Packets of one descriptor until the queue is stopped */
#define TX_FULL		(TX_DEPTH - 1 - ENA_TX_ROOM_MIN + 1)

static struct ena_rig *tx_rig(struct kunit *test)
{
	return ena_rig_new(test, NULL);
}

static struct ena_tx_xmit_stats *tx_xmit_stats(struct ena_rig *rig)
{
	return &rig->enet->count[0].xmit;
}

static struct ena_tx_clean_stats *tx_clean_stats(struct ena_rig *rig)
{
	return &rig->enet->count[0].clean;
}

static bool tx_is_stopped(struct ena_rig *rig)
{
	return netif_tx_queue_stopped(netdev_get_tx_queue(rig->netdev, 0));
}

/* One to the device, that the test holds too, to see whether it is freed */
static struct sk_buff *tx_send_held(struct ena_rig *rig, u32 headlen, u32 frags,
				    u32 frag_len)
{
	struct sk_buff *skb = ena_rig_skb(rig, headlen, frags, frag_len);

	ena_rig_xmit(rig, skb_get(skb), false);
	return skb;
}

/* Was it freed, but for the test's own reference? Gives that back. */
static bool tx_was_freed(struct sk_buff *skb)
{
	bool freed = refcount_read(&skb->users) == 1;

	kfree_skb(skb);
	return freed;
}

static void tx_send(struct ena_rig *rig, u32 n)
{
	while (n--)
		ena_rig_xmit(rig, ena_rig_skb(rig, 60, 0, 0), false);
}

/* ---- shapes ---- */

struct shape_case {
	const char *name;
	u32 headlen;
	u32 frags;
	u32 frag_len;
	u32 descs;
};

static const struct shape_case shape_cases[] = {
	{ "shortest frame", 14, 0, 0, 1 },
	{ "full frame", 1514, 0, 0, 1 },
	{ "head and a fragment", 66, 1, 1448, 2 },
	{ "no head", 0, 3, 500, 3 },
	{ "as many fragments as there can be", 66, MAX_SKB_FRAGS, 1000,
	  MAX_SKB_FRAGS + 1 },
	{ "fragments of a byte", 14, 5, 1, 6 },
	{ "longest packet, linear", 65535, 0, 0, 1 },
	{ "longest packet, with fragments", 65535 - 2 * 32000, 2, 32000, 3 },
};

KUNIT_ARRAY_PARAM_DESC(shape, shape_cases, name);

static void packet_is_described_whole_and_unmapped_once(struct kunit *test)
{
	const struct shape_case *c = test->param_value;
	u32 i, n, got, len = c->headlen + c->frags * c->frag_len;
	struct ena_rig *rig = tx_rig(test);
	u32 mapped = rig->dma.live, bad = 0;
	struct sk_buff *skb;
	u8 *seen;

	seen = kunit_kzalloc(test, 65536, GFP_KERNEL);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, seen);
	skb = tx_send_held(rig, c->headlen, c->frags, c->frag_len);

	got = ena_rig_tx_read(rig, 0, seen, 65536, &n);
	KUNIT_EXPECT_EQ(test, got, len);
	KUNIT_EXPECT_EQ(test, n, c->descs);
	for (i = 0; i < got; i++)
		bad += seen[i] != (u8)i;
	KUNIT_EXPECT_EQ(test, bad, 0);
	KUNIT_EXPECT_EQ(test, rig->regs[0].tx_doorbell, c->descs);
	KUNIT_EXPECT_EQ(test, u64_stats_read(&tx_xmit_stats(rig)->cnt), 1ULL);
	KUNIT_EXPECT_EQ(test, u64_stats_read(&tx_xmit_stats(rig)->bytes),
			(u64)len);

	ena_rig_tx_complete(rig, ena_rig_tx_id(rig, 0));
	KUNIT_EXPECT_TRUE(test, ena_rig_tx_clean(rig));
	KUNIT_EXPECT_TRUE(test, tx_was_freed(skb));
	KUNIT_EXPECT_EQ(test, rig->dma.live, mapped);
	KUNIT_EXPECT_EQ(test, rig->dma.bad, 0);
	KUNIT_EXPECT_EQ(test, rig->fails, 0);
}

static void packet_goes_on_at_the_start_of_the_ring(struct kunit *test)
{
	struct ena_rig *rig = tx_rig(test);
	u32 i, n, got, bad = 0;
	u8 *seen;

	seen = kunit_kzalloc(test, 4096, GFP_KERNEL);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, seen);
	for (i = 0; i < TX_DEPTH - 2; i++) {
		tx_send(rig, 1);
		ena_rig_tx_complete(rig, ena_rig_tx_id(rig, i));
		ena_rig_tx_clean(rig);
	}

	ena_rig_xmit(rig, ena_rig_skb(rig, 100, 4, 300), false);
	got = ena_rig_tx_read(rig, TX_DEPTH - 2, seen, 4096, &n);
	KUNIT_EXPECT_EQ(test, got, 1300);
	KUNIT_EXPECT_EQ(test, n, 5);
	for (i = 0; i < got; i++)
		bad += seen[i] != (u8)i;
	KUNIT_EXPECT_EQ(test, bad, 0);
	/* Entries of the second lap say so */
	KUNIT_EXPECT_EQ(test, le32_to_cpu(ena_rig_txr(rig)->desc[1].len_ctrl) >> 24, 0);
	KUNIT_EXPECT_EQ(test, le32_to_cpu(ena_rig_txr(rig)->desc[2].len_ctrl) >> 24, 0x08);
	KUNIT_EXPECT_EQ(test, rig->regs[0].tx_doorbell, TX_DEPTH + 3);
}

static void packet_too_long_is_dropped(struct kunit *test)
{
	struct ena_rig *rig = tx_rig(test);
	struct sk_buff *skb;

	skb = tx_send_held(rig, 65536 - 2 * 32000, 2, 32000);
	KUNIT_EXPECT_TRUE(test, tx_was_freed(skb));
	KUNIT_EXPECT_EQ(test, rig->regs[0].tx_doorbell, 0);
	KUNIT_EXPECT_EQ(test, u64_stats_read(&tx_xmit_stats(rig)->prepare_ctx_err),
			1ULL);
	KUNIT_EXPECT_EQ(test, u64_stats_read(&tx_xmit_stats(rig)->cnt), 0ULL);
}

struct linearize_case {
	const char *name;
	u32 headlen;
	u32 frags;
	bool copied;
};

/* The device takes 4 buffers a packet */
static const struct linearize_case linearize_cases[] = {
	{ "as many as it takes", 60, 3, false },
	{ "one more", 60, 4, true },
	{ "as many fragments, and no head", 0, 4, false },
	{ "far more", 60, 10, true },
};

KUNIT_ARRAY_PARAM_DESC(linearize, linearize_cases, name);

static void packet_of_too_many_pieces_is_copied(struct kunit *test)
{
	const struct linearize_case *c = test->param_value;
	const struct ena_rig_opts opts = { .tx_bufs_max = 4 };
	struct ena_rig *rig = ena_rig_new(test, &opts);
	u32 i, n, got, bad = 0;
	u8 seen[1100];

	ena_rig_xmit(rig, ena_rig_skb(rig, c->headlen, c->frags, 100), false);

	got = ena_rig_tx_read(rig, 0, seen, sizeof(seen), &n);
	KUNIT_EXPECT_EQ(test, got, c->headlen + c->frags * 100);
	KUNIT_EXPECT_EQ(test, n, c->copied ? 1 : c->frags + !!c->headlen);
	for (i = 0; i < got; i++)
		bad += seen[i] != (u8)i;
	KUNIT_EXPECT_EQ(test, bad, 0);
	KUNIT_EXPECT_EQ(test, u64_stats_read(&tx_xmit_stats(rig)->linearize),
			(u64)c->copied);
	KUNIT_EXPECT_EQ(test, u64_stats_read(&tx_xmit_stats(rig)->linearize_failed),
			0ULL);
}

static void shared_packet_is_not_changed(struct kunit *test)
{
	const struct ena_rig_opts opts = { .tx_bufs_max = 4 };
	struct ena_rig *rig = ena_rig_new(test, &opts);
	struct sk_buff *skb = tx_send_held(rig, 60, 10, 1000);

	KUNIT_EXPECT_EQ(test, skb_shinfo(skb)->nr_frags, 10);
	KUNIT_EXPECT_TRUE(test, tx_was_freed(skb));
	KUNIT_EXPECT_EQ(test, rig->regs[0].tx_doorbell, 0);
	KUNIT_EXPECT_EQ(test, u64_stats_read(&tx_xmit_stats(rig)->linearize_failed),
			1ULL);
}

/* The queue set has fewer queues than the interface once had */
static void packet_for_a_queue_that_is_gone_is_dropped(struct kunit *test)
{
	struct ena_rig *rig = tx_rig(test);
	struct sk_buff *skb = ena_rig_skb(rig, 60, 0, 0);

	skb_set_queue_mapping(skb, 1);
	KUNIT_EXPECT_EQ(test, ena_rig_xmit(rig, skb_get(skb), false),
			NETDEV_TX_OK);
	KUNIT_EXPECT_TRUE(test, tx_was_freed(skb));
	KUNIT_EXPECT_EQ(test, rig->regs[0].tx_doorbell, 0);

	tx_send(rig, 1);
	KUNIT_EXPECT_EQ(test, rig->regs[0].tx_doorbell, 1);
}

static void packet_that_cannot_be_mapped_is_dropped(struct kunit *test)
{
	struct ena_rig *rig = tx_rig(test);
	u32 nth, mapped = rig->dma.live;
	struct sk_buff *skb;

	for (nth = 1; nth <= 4; nth++) {
		rig->dma.fail_after = nth;
		skb = tx_send_held(rig, 100, 3, 100);
		KUNIT_EXPECT_TRUE(test, tx_was_freed(skb));
		KUNIT_EXPECT_EQ(test, rig->dma.live, mapped);
		KUNIT_EXPECT_EQ(test, u64_stats_read(&tx_xmit_stats(rig)->dma_mapping_err),
				(u64)nth);
	}

	/* Nothing of them is left: the next packet is the first */
	KUNIT_EXPECT_EQ(test, rig->regs[0].tx_doorbell, 0);
	skb = tx_send_held(rig, 100, 3, 100);
	KUNIT_EXPECT_EQ(test, rig->regs[0].tx_doorbell, 4);
	KUNIT_EXPECT_EQ(test, rig->dma.live, mapped + 4);
	ena_rig_tx_complete(rig, ena_rig_tx_id(rig, 0));
	ena_rig_tx_clean(rig);
	KUNIT_EXPECT_TRUE(test, tx_was_freed(skb));
	KUNIT_EXPECT_EQ(test, rig->dma.live, mapped);
}

/* ---- offloads ---- */

struct l4_case {
	const char *name;
	bool ipv6;
	bool udp;
	bool df;
	u8 vlans;
	u16 mss;
	u32 meta_w0;			/* words by hand, data plane 2.2 */
	u32 meta_w2;
	u32 offload;
};

static const struct l4_case l4_cases[] = {
	{ .name = "TCP/IPv4", .df = true,
	  .meta_w0 = 0x05b04000, .meta_w2 = 0x00000e14, .offload = 0x24c18 },
	{ .name = "UDP/IPv4 that may be fragmented", .udp = true,
	  .meta_w0 = 0x05b04000, .meta_w2 = 0x00000e14, .offload = 0x24d08 },
	{ .name = "TCP/IPv6", .ipv6 = true,
	  .meta_w0 = 0x05b04000, .meta_w2 = 0x00000e28, .offload = 0x24c1b },
	{ .name = "UDP/IPv6", .ipv6 = true, .udp = true,
	  .meta_w0 = 0x05b04000, .meta_w2 = 0x00000e28, .offload = 0x24d1b },
	{ .name = "TCP/IPv4 behind a VLAN tag", .df = true, .vlans = 1,
	  .meta_w0 = 0x05b04000, .meta_w2 = 0x00001214, .offload = 0x24c18 },
	{ .name = "segments of 1448 bytes, IPv4", .df = true, .mss = 1448,
	  .meta_w0 = 0x05b14000, .meta_w2 = 0x6a050e14, .offload = 0x6c98 },
	{ .name = "segments of 500 bytes, IPv6", .ipv6 = true, .mss = 500,
	  .meta_w0 = 0x05b04000, .meta_w2 = 0x7d050e28, .offload = 0x4c9b },
};

KUNIT_ARRAY_PARAM_DESC(l4, l4_cases, name);

static void tx_put_ip(struct sk_buff *skb, const struct l4_case *c)
{
	u8 proto = c->udp ? IPPROTO_UDP : IPPROTO_TCP;
	struct ipv6hdr *ip6;
	struct iphdr *ip4;

	skb_set_network_header(skb, skb->len);
	if (c->ipv6) {
		ip6 = skb_put_zero(skb, sizeof(*ip6));
		ip6->version = 6;
		ip6->nexthdr = proto;
		skb->protocol = htons(ETH_P_IPV6);
		return;
	}

	ip4 = skb_put_zero(skb, sizeof(*ip4));
	ip4->version = 4;
	ip4->ihl = 5;
	ip4->protocol = proto;
	ip4->frag_off = c->df ? htons(IP_DF) : 0;
	skb->protocol = htons(ETH_P_IP);
}

/* A packet with @payload bytes that asks for what @c says */
static struct sk_buff *tx_l4_skb(struct ena_rig *rig, const struct l4_case *c,
				 u32 payload)
{
	struct sk_buff *skb = alloc_skb(256 + payload, GFP_KERNEL);
	struct tcphdr *tcp;

	KUNIT_ASSERT_NOT_ERR_OR_NULL(rig->test, skb);
	skb->dev = rig->netdev;
	skb_reset_mac_header(skb);
	skb_put_zero(skb, ETH_HLEN + c->vlans * VLAN_HLEN);
	tx_put_ip(skb, c);
	skb_set_transport_header(skb, skb->len);
	skb->ip_summed = CHECKSUM_PARTIAL;
	skb->csum_start = skb->transport_header;
	if (c->udp) {
		skb_put_zero(skb, sizeof(struct udphdr));
		skb->csum_offset = offsetof(struct udphdr, check);
	} else {
		tcp = skb_put_zero(skb, sizeof(*tcp));
		tcp->doff = 5;
		skb->csum_offset = offsetof(struct tcphdr, check);
	}

	skb_put_zero(skb, payload);
	skb_shinfo(skb)->gso_size = c->mss;
	skb_shinfo(skb)->gso_type = !c->mss ? 0 :
				    c->ipv6 ? SKB_GSO_TCPV6 : SKB_GSO_TCPV4;
	return skb;
}

static void offload_is_asked_for_with_metadata(struct kunit *test)
{
	const struct l4_case *c = test->param_value;
	struct ena_rig *rig = tx_rig(test);
	const struct ena_hw_tx_desc *desc;
	const __le32 *meta;

	ena_rig_xmit(rig, tx_l4_skb(rig, c, 3000), false);

	desc = ena_rig_txr(rig)->desc;
	meta = (const __le32 *)desc;
	KUNIT_EXPECT_EQ(test, le32_to_cpu(meta[0]), c->meta_w0);
	KUNIT_EXPECT_EQ(test, le32_to_cpu(meta[1]), 0);
	KUNIT_EXPECT_EQ(test, le32_to_cpu(meta[2]), c->meta_w2);
	KUNIT_EXPECT_EQ(test, le32_to_cpu(meta[3]), 0);
	/* Not the first descriptor, but what the packet needs is here */
	KUNIT_EXPECT_EQ(test, le32_to_cpu(desc[1].len_ctrl) >> 24, 0x19);
	KUNIT_EXPECT_EQ(test, le32_to_cpu(desc[1].offload), c->offload);
	KUNIT_EXPECT_EQ(test, rig->regs[0].tx_doorbell, 2);
}

/* Descriptors the doorbell told of since it was last asked */
static u32 tx_new_descs(struct ena_rig *rig, u32 *seen)
{
	u32 n = rig->regs[0].tx_doorbell - *seen;

	*seen += n;
	return n;
}

static void metadata_is_sent_only_when_it_changes(struct kunit *test)
{
	const struct l4_case *tcp = &l4_cases[0], *tso = &l4_cases[5];
	struct ena_rig *rig = tx_rig(test);
	u32 seen = 0;

	ena_rig_xmit(rig, tx_l4_skb(rig, tcp, 100), false);
	KUNIT_EXPECT_EQ(test, tx_new_descs(rig, &seen), 2);
	ena_rig_xmit(rig, tx_l4_skb(rig, tcp, 200), false);
	KUNIT_EXPECT_EQ(test, tx_new_descs(rig, &seen), 1);

	/* A packet without offload leaves the device's copy alone */
	tx_send(rig, 1);
	KUNIT_EXPECT_EQ(test, tx_new_descs(rig, &seen), 1);
	ena_rig_xmit(rig, tx_l4_skb(rig, tcp, 100), false);
	KUNIT_EXPECT_EQ(test, tx_new_descs(rig, &seen), 1);

	ena_rig_xmit(rig, tx_l4_skb(rig, tso, 3000), false);
	KUNIT_EXPECT_EQ(test, tx_new_descs(rig, &seen), 2);
	ena_rig_xmit(rig, tx_l4_skb(rig, tcp, 100), false);
	KUNIT_EXPECT_EQ(test, tx_new_descs(rig, &seen), 2);
}

static void unmapped_packet_leaves_the_metadata_unsent(struct kunit *test)
{
	struct ena_rig *rig = tx_rig(test);
	u32 seen = 0;

	rig->dma.fail_after = 1;
	ena_rig_xmit(rig, tx_l4_skb(rig, &l4_cases[0], 100), false);
	KUNIT_EXPECT_EQ(test, tx_new_descs(rig, &seen), 0);
	ena_rig_xmit(rig, tx_l4_skb(rig, &l4_cases[0], 100), false);
	KUNIT_EXPECT_EQ(test, tx_new_descs(rig, &seen), 2);
}

/* ---- what is left to the stack ---- */

struct check_case {
	const char *name;
	struct l4_case l4;
	void (*spoil)(struct sk_buff *skb);
	u32 payload;
	u16 hdr_max;			/* 0: host memory, 255 */
	bool csum;			/* what remains */
	bool gso;
};

static void tx_spoil_tunnel(struct sk_buff *skb)
{
	skb->encapsulation = 1;
}

static void tx_spoil_options(struct sk_buff *skb)
{
	ipv6_hdr(skb)->nexthdr = IPPROTO_HOPOPTS;
}

static void tx_spoil_ihl(struct sk_buff *skb)
{
	ip_hdr(skb)->ihl = 6;
}

static void tx_spoil_protocol(struct sk_buff *skb)
{
	ip_hdr(skb)->protocol = IPPROTO_SCTP;
}

static void tx_spoil_csum_offset(struct sk_buff *skb)
{
	skb->csum_offset = 8;
}

static void tx_spoil_csum_start(struct sk_buff *skb)
{
	skb->csum_start += 4;
}

static void tx_spoil_doff(struct sk_buff *skb)
{
	tcp_hdr(skb)->doff = 15;
}

static void tx_spoil_nothing_asked(struct sk_buff *skb)
{
	skb->ip_summed = CHECKSUM_NONE;
	skb->encapsulation = 1;
}

/* As VLAN devices leave it to the stack, which puts the tag in later */
static void tx_spoil_tag_to_come(struct sk_buff *skb)
{
	__vlan_hwaccel_put_tag(skb, htons(ETH_P_8021Q), 5);
}

static const struct check_case check_cases[] = {
	{ .name = "TCP/IPv4", .payload = 100, .csum = true, .gso = true },
	{ .name = "UDP/IPv6", .l4 = { .ipv6 = true, .udp = true },
	  .payload = 100, .csum = true, .gso = true },
	{ .name = "segments", .l4 = { .mss = 1448 }, .payload = 60000,
	  .csum = true, .gso = true },
	{ .name = "one VLAN tag", .l4 = { .vlans = 1 }, .payload = 100,
	  .csum = true, .gso = true },
	{ .name = "two VLAN tags", .l4 = { .vlans = 2 }, .payload = 100 },
	{ .name = "VLAN tag to come", .spoil = tx_spoil_tag_to_come,
	  .payload = 100, .csum = true, .gso = true },
	{ .name = "VLAN tag to come before another", .l4 = { .vlans = 1 },
	  .spoil = tx_spoil_tag_to_come, .payload = 100 },
	{ .name = "tunnel", .spoil = tx_spoil_tunnel, .payload = 100 },
	{ .name = "tunnel that wants nothing", .spoil = tx_spoil_nothing_asked,
	  .payload = 100, .csum = true, .gso = true },
	{ .name = "IPv6 options", .l4 = { .ipv6 = true },
	  .spoil = tx_spoil_options, .payload = 100 },
	{ .name = "IPv4 header that says another length",
	  .spoil = tx_spoil_ihl, .payload = 100 },
	{ .name = "another protocol", .spoil = tx_spoil_protocol,
	  .payload = 100 },
	{ .name = "checksum elsewhere", .spoil = tx_spoil_csum_offset,
	  .payload = 100 },
	{ .name = "checksum from elsewhere on", .spoil = tx_spoil_csum_start,
	  .payload = 100 },
	{ .name = "TCP header longer than the linear part",
	  .spoil = tx_spoil_doff, .payload = 30 },
	{ .name = "headers fit the entry exactly", .payload = 100,
	  .hdr_max = 54, .csum = true, .gso = true },
	{ .name = "headers a byte longer than the entry", .payload = 100,
	  .hdr_max = 53 },
	{ .name = "headers fit the entry exactly with the tag to come",
	  .spoil = tx_spoil_tag_to_come, .payload = 100, .hdr_max = 58,
	  .csum = true, .gso = true },
	{ .name = "headers a byte longer than the entry with the tag to come",
	  .spoil = tx_spoil_tag_to_come, .payload = 100, .hdr_max = 57 },
	{ .name = "largest segment", .l4 = { .mss = 16383 }, .payload = 30000,
	  .csum = true, .gso = true },
	{ .name = "segment too large", .l4 = { .mss = 16384 },
	  .payload = 40000, .csum = true },
	{ .name = "longest packet", .l4 = { .mss = 1448 },
	  .payload = 65535 - 54, .csum = true, .gso = true },
	{ .name = "packet too long", .l4 = { .mss = 1448 },
	  .payload = 65536 - 54, .csum = true },
	{ .name = "longest packet with the tag to come",
	  .spoil = tx_spoil_tag_to_come, .l4 = { .mss = 1448 },
	  .payload = 65535 - 58, .csum = true, .gso = true },
	{ .name = "packet too long with the tag to come",
	  .spoil = tx_spoil_tag_to_come, .l4 = { .mss = 1448 },
	  .payload = 65536 - 58, .csum = true },
};

KUNIT_ARRAY_PARAM_DESC(check, check_cases, name);

static void stack_does_what_the_device_cannot(struct kunit *test)
{
	const netdev_features_t all = NETIF_F_SG | NETIF_F_IP_CSUM |
				      NETIF_F_IPV6_CSUM | NETIF_F_TSO |
				      NETIF_F_TSO6;
	const struct check_case *c = test->param_value;
	struct ena_rig *rig = tx_rig(test);
	netdev_features_t left;
	struct sk_buff *skb;

	if (c->hdr_max)
		rig->enet->cfg.llq.hdr_bytes = c->hdr_max;
	skb = tx_l4_skb(rig, &c->l4, c->payload);
	if (c->spoil)
		c->spoil(skb);

	left = ena_tx_features_check(skb, rig->netdev, all);
	KUNIT_EXPECT_EQ(test, !!(left & NETIF_F_CSUM_MASK), c->csum);
	KUNIT_EXPECT_EQ(test, !!(left & NETIF_F_GSO_MASK), c->gso);
	KUNIT_EXPECT_TRUE(test, left & NETIF_F_SG);
	kfree_skb(skb);
}

/* ---- doorbell, stop and wake ---- */

static void doorbell_waits_for_the_last_of_a_batch(struct kunit *test)
{
	struct ena_rig *rig = tx_rig(test);
	u32 i;

	for (i = 0; i < 5; i++)
		ena_rig_xmit(rig, ena_rig_skb(rig, 60, 0, 0), true);
	KUNIT_EXPECT_EQ(test, rig->regs[0].tx_doorbell, 0);

	tx_send(rig, 1);
	KUNIT_EXPECT_EQ(test, rig->regs[0].tx_doorbell, 6);
	KUNIT_EXPECT_EQ(test, u64_stats_read(&tx_xmit_stats(rig)->doorbells),
			1ULL);
}

static void dropped_packet_rings_for_those_before(struct kunit *test)
{
	struct ena_rig *rig = tx_rig(test);

	ena_rig_xmit(rig, ena_rig_skb(rig, 60, 0, 0), true);
	ena_rig_xmit(rig, ena_rig_skb(rig, 65536 - 32000, 1, 32000), true);
	KUNIT_EXPECT_EQ(test, rig->regs[0].tx_doorbell, 0);
	ena_rig_xmit(rig, ena_rig_skb(rig, 65536 - 32000, 1, 32000), false);
	KUNIT_EXPECT_EQ(test, rig->regs[0].tx_doorbell, 1);
}

static void queue_stops_before_the_ring_is_full(struct kunit *test)
{
	struct ena_rig *rig = tx_rig(test);
	struct sk_buff *skb;
	u32 i;

	for (i = 1; i < TX_FULL; i++)
		ena_rig_xmit(rig, ena_rig_skb(rig, 60, 0, 0), true);
	KUNIT_EXPECT_FALSE(test, tx_is_stopped(rig));
	KUNIT_EXPECT_EQ(test, rig->regs[0].tx_doorbell, 0);

	/* The last one rings, though more were announced */
	ena_rig_xmit(rig, ena_rig_skb(rig, 60, 0, 0), true);
	KUNIT_EXPECT_TRUE(test, tx_is_stopped(rig));
	KUNIT_EXPECT_EQ(test, rig->regs[0].tx_doorbell, TX_FULL);
	KUNIT_EXPECT_EQ(test, u64_stats_read(&tx_xmit_stats(rig)->queue_stop),
			1ULL);

	skb = ena_rig_skb(rig, 60, 0, 0);
	KUNIT_EXPECT_EQ(test, ena_rig_xmit(rig, skb, false), NETDEV_TX_BUSY);
	KUNIT_EXPECT_EQ(test, rig->regs[0].tx_doorbell, TX_FULL);
	kfree_skb(skb);
}

static void queue_wakes_when_a_quarter_is_free(struct kunit *test)
{
	u32 i, quarter = (TX_DEPTH - 1) / 4, free = ENA_TX_ROOM_MIN - 1;
	struct ena_rig *rig = tx_rig(test);

	tx_send(rig, TX_FULL);
	for (i = 0; free + i < quarter - 1; i++)
		ena_rig_tx_complete(rig, ena_rig_tx_id(rig, i));
	ena_rig_tx_clean(rig);
	KUNIT_EXPECT_TRUE(test, tx_is_stopped(rig));

	ena_rig_tx_complete(rig, ena_rig_tx_id(rig, i));
	ena_rig_tx_clean(rig);
	KUNIT_EXPECT_FALSE(test, tx_is_stopped(rig));
	KUNIT_EXPECT_EQ(test, u64_stats_read(&tx_clean_stats(rig)->queue_wakeup),
			1ULL);

	tx_send(rig, 1);
	KUNIT_EXPECT_EQ(test, rig->regs[0].tx_doorbell, TX_FULL + 1);
}

static void request_ids_run_out_as_entries_do(struct kunit *test)
{
	struct ena_rig *rig = tx_rig(test);
	u32 i, pkts;

	/* Five ids each */
	for (pkts = 0; !tx_is_stopped(rig) && pkts < TX_DEPTH; pkts++)
		ena_rig_xmit(rig, ena_rig_skb(rig, 60, 4, 60), false);
	KUNIT_EXPECT_EQ(test, pkts, DIV_ROUND_UP(TX_FULL, 5));

	for (i = 0; i < pkts; i++)
		ena_rig_tx_complete(rig, ena_rig_tx_id(rig, 5 * i));
	ena_rig_tx_clean(rig);
	KUNIT_EXPECT_FALSE(test, tx_is_stopped(rig));
	KUNIT_EXPECT_EQ(test, ena_rig_txr(rig)->id_prod -
			ena_rig_txr(rig)->id_cons, TX_DEPTH);
	KUNIT_EXPECT_EQ(test, rig->fails, 0);
}

static void byte_limits_know_what_is_under_way(struct kunit *test)
{
	struct ena_rig *rig = tx_rig(test);
	struct netdev_queue *txq = netdev_get_tx_queue(rig->netdev, 0);

	if (!IS_ENABLED(CONFIG_BQL))
		kunit_skip(test, "no byte queue limits");

	/* The first packet of all is what the limit starts with */
	tx_send(rig, 1);
	KUNIT_EXPECT_TRUE(test, netif_xmit_stopped(txq));
	ena_rig_tx_complete(rig, ena_rig_tx_id(rig, 0));
	ena_rig_tx_clean(rig);
	KUNIT_EXPECT_FALSE(test, netif_xmit_stopped(txq));
}

/* ---- completions ---- */

static void completions_may_come_in_any_order(struct kunit *test)
{
	static const u8 order[] = { 2, 0, 3, 1 };
	struct ena_rig *rig = tx_rig(test);
	struct sk_buff *skb[4];
	u32 i;

	for (i = 0; i < 4; i++)
		skb[i] = tx_send_held(rig, 60, 1, 60);
	for (i = 0; i < 4; i++) {
		ena_rig_tx_complete(rig, ena_rig_tx_id(rig, 2 * order[i]));
		ena_rig_tx_clean(rig);
		KUNIT_EXPECT_TRUE(test, tx_was_freed(skb[order[i]]));
	}

	KUNIT_EXPECT_EQ(test, rig->fails, 0);
}

static void completion_of_another_lap_is_not_taken(struct kunit *test)
{
	struct ena_rig *rig = tx_rig(test);
	struct sk_buff *skb;

	skb = tx_send_held(rig, 60, 0, 0);
	ena_rig_tx_complete_raw(rig, ena_rig_tx_id(rig, 0), 0);
	KUNIT_EXPECT_TRUE(test, ena_rig_tx_clean(rig));
	KUNIT_EXPECT_FALSE(test, tx_was_freed(skb));
	KUNIT_EXPECT_EQ(test, rig->fails, 0);
}

static void poll_takes_a_quarter_of_the_ring(struct kunit *test)
{
	struct ena_rig *rig = tx_rig(test);
	struct ena_tx_ring *txr = ena_rig_txr(rig);
	u32 i;

	tx_send(rig, 100);
	for (i = 0; i < 100; i++)
		ena_rig_tx_complete(rig, ena_rig_tx_id(rig, i));

	KUNIT_EXPECT_FALSE(test, ena_rig_tx_clean(rig));
	KUNIT_EXPECT_EQ(test, txr->cq_head, TX_DEPTH / 4);
	KUNIT_EXPECT_TRUE(test, ena_rig_tx_clean(rig));
	KUNIT_EXPECT_EQ(test, txr->cq_head, 100);
	KUNIT_EXPECT_EQ(test, txr->done_pkts, 100);
	KUNIT_EXPECT_EQ(test, txr->done_bytes, 6000ULL);
}

struct lie_case {
	const char *name;
	u16 id;
	u8 flags;
	bool checks_mbz;
	bool harmless;
	enum ena_hw_reset_reason reason;
};

/* Packet 0 has the ids 0 and 1, packet 1 had 2 and is completed */
static const struct lie_case lie_cases[] = {
	{ .name = "id beyond the ring", .id = TX_DEPTH, .flags = 1,
	  .reason = ENA_HW_RESET_INV_TX_REQ_ID },
	{ .name = "largest id", .id = 0xffff, .flags = 1,
	  .reason = ENA_HW_RESET_INV_TX_REQ_ID },
	{ .name = "id of no packet", .id = 9, .flags = 1,
	  .reason = ENA_HW_RESET_INV_TX_REQ_ID },
	{ .name = "id of a piece", .id = 1, .flags = 1,
	  .reason = ENA_HW_RESET_INV_TX_REQ_ID },
	{ .name = "packet completed before", .id = 2, .flags = 1,
	  .reason = ENA_HW_RESET_INV_TX_REQ_ID },
	{ .name = "bit 6 that must be 0", .id = 0, .flags = 0x41,
	  .checks_mbz = true, .reason = ENA_HW_RESET_TX_DESC_MALFORMED },
	{ .name = "bit 7 that must be 0", .id = 0, .flags = 0x81,
	  .checks_mbz = true, .reason = ENA_HW_RESET_TX_DESC_MALFORMED },
	{ .name = "bit 7 of a device that promised nothing", .id = 0,
	  .flags = 0x81, .harmless = true },
	{ .name = "reserved bits", .id = 0, .flags = 0x3f,
	  .checks_mbz = true, .harmless = true },
};

KUNIT_ARRAY_PARAM_DESC(lie, lie_cases, name);

static void false_completion_costs_a_reset(struct kunit *test)
{
	const struct lie_case *c = test->param_value;
	const struct ena_rig_opts opts = {
		.caps = c->checks_mbz ? ENA_HW_CAP_CDESC_MBZ : 0,
	};
	struct ena_rig *rig = ena_rig_new(test, &opts);
	bool bad_id = c->reason == ENA_HW_RESET_INV_TX_REQ_ID;
	struct sk_buff *skb, *done;

	skb = tx_send_held(rig, 60, 1, 60);
	done = tx_send_held(rig, 60, 0, 0);
	ena_rig_tx_complete(rig, 2);
	ena_rig_tx_clean(rig);
	KUNIT_EXPECT_TRUE(test, tx_was_freed(done));

	ena_rig_tx_complete_raw(rig, c->id, c->flags);
	ena_rig_tx_clean(rig);
	KUNIT_EXPECT_EQ(test, rig->fails, !c->harmless);
	KUNIT_EXPECT_EQ(test, rig->reason, c->reason);
	KUNIT_EXPECT_EQ(test, u64_stats_read(&tx_clean_stats(rig)->bad_req_id),
			(u64)bad_id);
	KUNIT_EXPECT_EQ(test, tx_was_freed(skb), c->harmless);
}

static void ring_is_not_looked_at_after_a_lie(struct kunit *test)
{
	struct ena_rig *rig = tx_rig(test);
	u32 mapped = rig->dma.live;
	struct sk_buff *skb;

	skb = tx_send_held(rig, 60, 0, 0);
	ena_rig_tx_complete(rig, 77);
	ena_rig_tx_complete(rig, ena_rig_tx_id(rig, 0));
	ena_rig_tx_clean(rig);
	ena_rig_tx_clean(rig);
	KUNIT_EXPECT_EQ(test, rig->fails, 1);
	KUNIT_EXPECT_EQ(test, refcount_read(&skb->users), 2);

	/* The reset takes it back */
	ena_tx_drain(ena_rig_txr(rig));
	KUNIT_EXPECT_TRUE(test, tx_was_freed(skb));
	KUNIT_EXPECT_EQ(test, rig->dma.live, mapped);
	KUNIT_EXPECT_FALSE(test, ena_rig_txr(rig)->dead);
}

static void drained_ring_is_as_new(struct kunit *test)
{
	struct ena_rig *rig = tx_rig(test);
	struct ena_tx_ring *txr = ena_rig_txr(rig);
	u32 i, n, mapped = rig->dma.live;
	u8 seen[400];

	for (i = 0; i < 7; i++)
		ena_rig_xmit(rig, tx_l4_skb(rig, &l4_cases[i], 100), false);
	ena_rig_tx_complete(rig, ena_rig_tx_id(rig, 1));
	ena_rig_tx_clean(rig);

	ena_tx_drain(txr);
	KUNIT_EXPECT_EQ(test, rig->dma.live, mapped);
	KUNIT_EXPECT_EQ(test, txr->room, TX_DEPTH - 1);

	/* The device forgot the metadata too */
	ena_rig_xmit(rig, tx_l4_skb(rig, &l4_cases[6], 100), false);
	KUNIT_EXPECT_EQ(test, rig->regs[0].tx_doorbell, 2);
	KUNIT_EXPECT_EQ(test, ena_rig_tx_read(rig, 0, seen, sizeof(seen), &n),
			14 + 40 + 20 + 100);
}

/* ---- late packets ---- */

static void tx_age(struct ena_rig *rig, u16 id, u32 ms)
{
	ena_rig_txr(rig)->buf[id].sent -= msecs_to_jiffies(ms);
	ena_rig_txr(rig)->late_oldest -= msecs_to_jiffies(ms);
}

static void late_packets_are_counted_once(struct kunit *test)
{
	struct ena_rig *rig = tx_rig(test);
	struct ena_tx_ring *txr = ena_rig_txr(rig);
	struct ena_tx_watch_stats *watch = &rig->enet->count[0].tx_watch;

	tx_send(rig, 3);
	KUNIT_EXPECT_EQ(test, ena_tx_count_late(txr, 5000), 0);

	/* Late since half a second ago; looked at every second */
	tx_age(rig, 0, 5500);
	tx_age(rig, 1, 5500);
	tx_age(rig, 2, 2000);
	txr->late_checked -= HZ;
	KUNIT_EXPECT_EQ(test, ena_tx_count_late(txr, 5000), 2);
	KUNIT_EXPECT_EQ(test, u64_stats_read(&watch->missed_tx), 2ULL);

	tx_age(rig, 0, 1000);
	tx_age(rig, 1, 1000);
	tx_age(rig, 2, 1000);
	txr->late_checked -= HZ;
	KUNIT_EXPECT_EQ(test, ena_tx_count_late(txr, 5000), 2);
	KUNIT_EXPECT_EQ(test, u64_stats_read(&watch->missed_tx), 2ULL);
	KUNIT_EXPECT_EQ(test, u64_stats_read(&watch->pending_timedout_pkts),
			2ULL);

	ena_rig_tx_complete(rig, 0);
	ena_rig_tx_complete(rig, 1);
	ena_rig_tx_clean(rig);
	KUNIT_EXPECT_EQ(test, ena_tx_count_late(txr, 5000), 0);
	KUNIT_EXPECT_EQ(test, u64_stats_read(&watch->pending_timedout_pkts),
			0ULL);
}

static void tx_exit(struct kunit *test)
{
	ena_rig_free(test->priv);
}

static struct kunit_case tx_cases[] = {
	KUNIT_CASE_PARAM(packet_is_described_whole_and_unmapped_once,
			 shape_gen_params),
	KUNIT_CASE(packet_goes_on_at_the_start_of_the_ring),
	KUNIT_CASE(packet_too_long_is_dropped),
	KUNIT_CASE_PARAM(packet_of_too_many_pieces_is_copied,
			 linearize_gen_params),
	KUNIT_CASE(shared_packet_is_not_changed),
	KUNIT_CASE(packet_for_a_queue_that_is_gone_is_dropped),
	KUNIT_CASE(packet_that_cannot_be_mapped_is_dropped),
	KUNIT_CASE_PARAM(offload_is_asked_for_with_metadata, l4_gen_params),
	KUNIT_CASE(metadata_is_sent_only_when_it_changes),
	KUNIT_CASE(unmapped_packet_leaves_the_metadata_unsent),
	KUNIT_CASE_PARAM(stack_does_what_the_device_cannot, check_gen_params),
	KUNIT_CASE(doorbell_waits_for_the_last_of_a_batch),
	KUNIT_CASE(dropped_packet_rings_for_those_before),
	KUNIT_CASE(queue_stops_before_the_ring_is_full),
	KUNIT_CASE(queue_wakes_when_a_quarter_is_free),
	KUNIT_CASE(request_ids_run_out_as_entries_do),
	KUNIT_CASE(byte_limits_know_what_is_under_way),
	KUNIT_CASE(completions_may_come_in_any_order),
	KUNIT_CASE(completion_of_another_lap_is_not_taken),
	KUNIT_CASE(poll_takes_a_quarter_of_the_ring),
	KUNIT_CASE_PARAM(false_completion_costs_a_reset, lie_gen_params),
	KUNIT_CASE(ring_is_not_looked_at_after_a_lie),
	KUNIT_CASE(drained_ring_is_as_new),
	KUNIT_CASE(late_packets_are_counted_once),
	{}
};

static struct kunit_suite tx_suite = {
	.name = "ena_tx",
	.exit = tx_exit,
	.test_cases = tx_cases,
};

kunit_test_suite(tx_suite);
