// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the device does to a packet between its buffers and the wire: IPv4
 * header and L4 checksums, TCP segmentation, padding (data plane 8.2, 8.3 and
 * 11.5). Where the headers are is what the metadata says, not a parse.
 */
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/tcp.h>
#include <linux/udp.h>
#include <net/checksum.h>
#include <net/ip.h>
#include <net/ip6_checksum.h>

#include "packet.h"

/*
 * Bytes of headers that are to be inline in an LLQ entry. TCP options need not
 * be, unless every segment gets a copy of them (data plane 4.3).
 */
static u32 ena_sim_offload_hdr_bytes(const struct ena_sim_fn *fn,
				     const struct ena_sim_tx_packet *pkt,
				     const struct ena_sim_headers *hdr,
				     const u8 *data, u32 len)
{
	const struct tcphdr *tcp = (const void *)(data + hdr->l4_off);
	u32 bytes = hdr->l4_off;

	if (pkt->tso && pkt->has_meta)
		bytes = pkt->meta.l3_off + pkt->meta.l3_len +
			4 * pkt->meta.l4_words;
	else if (hdr->l4 == ENA_HW_L4_TCP)
		bytes += fn->cfg.llq_whole_header ? 4 * tcp->doff :
						    sizeof(*tcp);
	else if (hdr->l4 == ENA_HW_L4_UDP)
		bytes += sizeof(struct udphdr);

	return min(bytes, len);
}

/* Headers that are not inline cost the packet, even if there is no room */
static bool ena_sim_offload_inline_ok(struct ena_sim_fn *fn,
				      const struct ena_sim_sq *sq,
				      const struct ena_sim_tx_packet *pkt,
				      u32 need)
{
	u32 room = sq->entry_bytes - sq->descs_first * ENA_HW_SQ_DESC_SIZE;

	if (!sq->llq || need <= pkt->hdr_bytes)
		return true;

	if (need <= room)
		ena_sim_referee(fn, ENA_SIM_BREACH_TX_HEADER,
				"SQ %u: %u of %u header bytes inline",
				sq->idx, pkt->hdr_bytes, need);
	return false;
}

static bool ena_sim_offload_size_ok(struct ena_sim_fn *fn,
				    const struct ena_sim_sq *sq,
				    const struct ena_sim_tx_packet *pkt,
				    u8 vlans, u32 len)
{
	u32 frame = len;

	if (pkt->tso && pkt->has_meta)
		frame = min_t(u32, len, pkt->meta.l3_off + pkt->meta.l3_len +
			      4 * pkt->meta.l4_words + pkt->meta.mss);
	if (len >= ETH_HLEN &&
	    frame <= ena_sim_frame_max(READ_ONCE(fn->mtu), vlans))
		return true;

	/* Frames of before a smaller MTU are dropped without blame */
	if (len < ETH_HLEN ||
	    frame > ena_sim_frame_max(fn->cfg.mtu_max, vlans))
		ena_sim_referee(fn, ENA_SIM_BREACH_TX_SIZE,
				"SQ %u: frame of %u bytes", sq->idx, frame);
	return false;
}

/* Offload bits of feature 11 of which the packet needs one */
static u32 ena_sim_offload_needs(const struct ena_sim_tx_packet *pkt)
{
	bool v6 = pkt->l3 == ENA_HW_L3_IPV6;

	if (pkt->tso)
		return v6 ? ENA_HW_OFFLOAD_TSO_IPV6 : ENA_HW_OFFLOAD_TSO_IPV4;
	if (pkt->l4_csum && v6)
		return ENA_HW_OFFLOAD_TX_L4_IPV6_PART |
		       ENA_HW_OFFLOAD_TX_L4_IPV6_FULL;
	if (pkt->l4_csum)
		return ENA_HW_OFFLOAD_TX_L4_IPV4_PART |
		       ENA_HW_OFFLOAD_TX_L4_IPV4_FULL;

	return ENA_HW_OFFLOAD_TX_L3_IPV4;
}

/* Why @pkt's metadata cannot be followed, or NULL */
static const char *ena_sim_offload_layout(const struct ena_sim_tx_packet *pkt,
					  u32 len)
{
	const struct ena_sim_meta *meta = &pkt->meta;
	u32 l4_off = meta->l3_off + meta->l3_len;
	bool v6 = pkt->l3 == ENA_HW_L3_IPV6;
	u32 l4_min;

	if (!pkt->has_meta || !meta->l3_len)
		return "no metadata";
	if (meta->l3_off < ETH_HLEN)
		return "L3 inside the Ethernet header";
	if (meta->l3_len < (v6 ? sizeof(struct ipv6hdr) : sizeof(struct iphdr)))
		return "L3 header too short";
	if (l4_off > len)
		return "L3 header beyond the frame";
	if (!pkt->l4_csum && !pkt->tso)
		return NULL;

	if (pkt->l4 != ENA_HW_L4_TCP && pkt->l4 != ENA_HW_L4_UDP)
		return "L4 protocol not known";
	l4_min = pkt->l4 == ENA_HW_L4_TCP ? sizeof(struct tcphdr) :
					    sizeof(struct udphdr);
	if (l4_off + l4_min > len)
		return "L4 header beyond the frame";
	if (!pkt->tso)
		return NULL;

	if (pkt->l4 != ENA_HW_L4_TCP)
		return "segmentation of what is not TCP";
	if (!meta->mss)
		return "MSS of 0";
	if (4 * meta->l4_words < l4_min)
		return "TCP header too short";
	if (l4_off + 4 * meta->l4_words > len)
		return "TCP header beyond the frame";
	return NULL;
}

/* What the metadata says and the packet does not, or NULL; @layout is right */
static const char *
ena_sim_offload_contradiction(const struct ena_sim_tx_packet *pkt,
			      const u8 *data)
{
	const struct ena_sim_meta *meta = &pkt->meta;
	const u8 *l3 = data + meta->l3_off;
	const struct tcphdr *tcp = (const void *)(l3 + meta->l3_len);
	u8 proto = pkt->l4 == ENA_HW_L4_TCP ? IPPROTO_TCP : IPPROTO_UDP;
	bool l4 = pkt->l4_csum || pkt->tso;

	switch (pkt->l3) {
	case ENA_HW_L3_IPV4:
		if (l3[0] >> 4 != 4)
			return "not IPv4";
		if ((l3[0] & 0xf) * 4 != meta->l3_len)
			return "IPv4 header of another length";
		if (l4 && ((const struct iphdr *)l3)->protocol != proto)
			return "another L4 protocol in the IPv4 header";
		break;
	case ENA_HW_L3_IPV6:
		if (l3[0] >> 4 != 6)
			return "not IPv6";
		if (pkt->l3_csum)
			return "IPv6 has no header checksum";
		if (l4 && meta->l3_len == sizeof(struct ipv6hdr) &&
		    ((const struct ipv6hdr *)l3)->nexthdr != proto)
			return "another L4 protocol in the IPv6 header";
		break;
	default:
		if (pkt->l3_csum || pkt->tso || !pkt->l4_partial)
			return "L3 protocol not known";
	}
	if (pkt->tso && tcp->doff != meta->l4_words)
		return "TCP header of another length";
	if (pkt->tso && !pkt->l4_csum)
		return "segmentation without L4 checksum";
	return NULL;
}

/* Requests of IPv4 that make no sense, though they can be carried out */
static void ena_sim_offload_check_ipv4(struct ena_sim_fn *fn,
				       const struct ena_sim_sq *sq,
				       const struct ena_sim_tx_packet *pkt,
				       const struct iphdr *ip)
{
	if (pkt->l3 != ENA_HW_L3_IPV4)
		return;

	if (pkt->tso && !pkt->l3_csum)
		ena_sim_referee(fn, ENA_SIM_BREACH_TX_OFFLOAD,
				"SQ %u: segmentation without L3 checksum",
				sq->idx);
	if (!pkt->df && ip->frag_off & htons(IP_DF))
		ena_sim_referee(fn, ENA_SIM_BREACH_TX_OFFLOAD,
				"SQ %u: DF of the header is denied", sq->idx);
}

/* Can @pkt's requests be carried out? What is wrong is named. */
static bool ena_sim_offload_possible(struct ena_sim_fn *fn,
				     const struct ena_sim_sq *sq,
				     const struct ena_sim_tx_packet *pkt,
				     const u8 *data, u32 len)
{
	const char *why;

	if (!(fn->cfg.tx_offloads & ena_sim_offload_needs(pkt)))
		ena_sim_referee(fn, ENA_SIM_BREACH_TX_OFFLOAD,
				"SQ %u: offload not offered, needs one of %#x",
				sq->idx, ena_sim_offload_needs(pkt));
	else if (pkt->l3_csum && !pkt->tso &&
		 !(fn->cfg.tx_offloads & ENA_HW_OFFLOAD_TX_L3_IPV4))
		ena_sim_referee(fn, ENA_SIM_BREACH_TX_OFFLOAD,
				"SQ %u: L3 checksum not offered", sq->idx);

	why = ena_sim_offload_layout(pkt, len);
	if (!why)
		why = ena_sim_offload_contradiction(pkt, data);
	if (why)
		ena_sim_referee(fn, ENA_SIM_BREACH_TX_OFFLOAD,
				"SQ %u: %s (L3 at %u, %u bytes, code %u; L4 code %u)",
				sq->idx, why, pkt->meta.l3_off,
				pkt->meta.l3_len, pkt->l3, pkt->l4);
	else
		ena_sim_offload_check_ipv4(fn, sq, pkt,
					   (void *)(data + pkt->meta.l3_off));
	return !why;
}

static void ena_sim_offload_csum_ipv4(u8 *l3, u32 l3_len)
{
	struct iphdr *ip = (void *)l3;

	ip->check = 0;
	ip->check = csum_fold(csum_partial(ip, l3_len, 0));
}

/* Sum of @len bytes at @l4 and the pseudo-header of the header at @l3 */
static __sum16 ena_sim_offload_csum_l4(const u8 *l3, bool v6, const u8 *l4,
				       u32 len, u8 proto)
{
	const struct ipv6hdr *ip6 = (const void *)l3;
	const struct iphdr *ip = (const void *)l3;
	__wsum sum = csum_partial(l4, len, 0);

	if (v6)
		return csum_ipv6_magic(&ip6->saddr, &ip6->daddr, len, proto,
				       sum);

	return csum_tcpudp_magic(ip->saddr, ip->daddr, len, proto, sum);
}

/* L4 bytes as the IP header has it, else all to the end of the frame */
static u32 ena_sim_offload_l4_len(const u8 *l3, bool v6, u32 l3_len, u32 room)
{
	u32 end = v6 ? ntohs(((const struct ipv6hdr *)l3)->payload_len) +
		       sizeof(struct ipv6hdr) :
		       ntohs(((const struct iphdr *)l3)->tot_len);

	return end > l3_len && end - l3_len <= room ? end - l3_len : room;
}

static void ena_sim_offload_csum(const struct ena_sim_tx_packet *pkt, u8 *frame,
				 u32 len)
{
	u32 l4_off = pkt->meta.l3_off + pkt->meta.l3_len;
	bool tcp = pkt->l4 == ENA_HW_L4_TCP;
	u8 proto = tcp ? IPPROTO_TCP : IPPROTO_UDP;
	bool v6 = pkt->l3 == ENA_HW_L3_IPV6;
	u8 *l3 = frame + pkt->meta.l3_off;
	u8 *l4 = frame + l4_off;
	__sum16 *check;
	u32 n;

	if (pkt->l3_csum)
		ena_sim_offload_csum_ipv4(l3, pkt->meta.l3_len);
	if (!pkt->l4_csum)
		return;

	check = tcp ? &((struct tcphdr *)l4)->check :
		      &((struct udphdr *)l4)->check;
	if (pkt->l4_partial) {
		*check = csum_fold(csum_partial(l4, len - l4_off, 0));
	} else {
		n = ena_sim_offload_l4_len(l3, v6, pkt->meta.l3_len,
					   len - l4_off);
		*check = 0;
		*check = ena_sim_offload_csum_l4(l3, v6, l4, n, proto);
	}
	if (!tcp && !*check)
		*check = CSUM_MANGLED_0;
}

/* A frame of @len bytes, padded, or NULL; the caller fills in the bytes */
static struct sk_buff *ena_sim_offload_alloc(u32 len)
{
	u32 size = max_t(u32, len, ETH_ZLEN);
	struct sk_buff *skb;

	skb = __netdev_alloc_skb_ip_align(NULL, size, GFP_KERNEL);
	if (!skb)
		return NULL;

	skb_put(skb, size);
	memset(skb->data + len, 0, size - len);
	return skb;
}

static int ena_sim_offload_send_one(struct ena_sim_fn *fn,
				    const struct ena_sim_tx_packet *pkt,
				    bool offload, const u8 *data, u32 len)
{
	struct sk_buff *skb = ena_sim_offload_alloc(len);

	if (!skb)
		return -ENOMEM;

	memcpy(skb->data, data, len);
	if (offload)
		ena_sim_offload_csum(pkt, skb->data, len);
	fn->front->wire(fn->ctx, skb);
	return 1;
}

/* Make headers copied from the whole packet those of one segment */
static void ena_sim_offload_tso_headers(const struct ena_sim_fn *fn,
					const struct ena_sim_tx_packet *pkt,
					u8 *frame, u32 len, u32 nr, bool last)
{
	u32 l4_off = pkt->meta.l3_off + pkt->meta.l3_len;
	struct tcphdr *tcp = (void *)(frame + l4_off);
	bool v6 = pkt->l3 == ENA_HW_L3_IPV6;
	u8 *l3 = frame + pkt->meta.l3_off;
	struct ipv6hdr *ip6 = (void *)l3;
	struct iphdr *ip = (void *)l3;
	u32 l4_len = len - l4_off;

	if (v6) {
		ip6->payload_len = htons(len - pkt->meta.l3_off - sizeof(*ip6));
	} else {
		ip->tot_len = htons(len - pkt->meta.l3_off);
		ip->id = htons(ntohs(ip->id) + nr);
		if (pkt->l3_csum)
			ena_sim_offload_csum_ipv4(l3, pkt->meta.l3_len);
	}

	tcp->seq = htonl(ntohl(tcp->seq) + nr * pkt->meta.mss);
	if (!last) {
		tcp->fin = 0;
		tcp->psh = 0;
	}
	if (nr && fn->cfg.tx_offloads & ENA_HW_OFFLOAD_TSO_ECN)
		tcp->cwr = 0;

	/* A partial sum has all of the pseudo-header but the length */
	if (pkt->l4_partial) {
		tcp->check = csum_fold(csum_partial(tcp, l4_len,
						    (__force __wsum)
						    htonl(l4_len)));
		return;
	}
	tcp->check = 0;
	tcp->check = ena_sim_offload_csum_l4(l3, v6, (u8 *)tcp, l4_len,
					     IPPROTO_TCP);
}

static int ena_sim_offload_send_segments(struct ena_sim_fn *fn,
					 const struct ena_sim_tx_packet *pkt,
					 const u8 *data, u32 len)
{
	const struct ena_sim_meta *meta = &pkt->meta;
	u32 hdr_len = meta->l3_off + meta->l3_len + 4 * meta->l4_words;
	u32 off = hdr_len;
	struct sk_buff *skb;
	u32 nr = 0;
	u32 n;

	do {
		n = min_t(u32, meta->mss, len - off);
		skb = ena_sim_offload_alloc(hdr_len + n);
		if (!skb)
			return -ENOMEM;
		memcpy(skb->data, data, hdr_len);
		memcpy(skb->data + hdr_len, data + off, n);
		off += n;
		ena_sim_offload_tso_headers(fn, pkt, skb->data, hdr_len + n,
					    nr++, off == len);
		fn->front->wire(fn->ctx, skb);
	} while (off < len);

	return nr;
}

int ena_sim_offload_send(struct ena_sim_fn *fn, struct ena_sim_sq *sq,
			 const struct ena_sim_tx_packet *pkt,
			 const u8 *data, u32 len)
{
	bool offload = pkt->tso || pkt->l3_csum || pkt->l4_csum;
	struct ena_sim_headers hdr;
	u32 need;

	ena_sim_parse(data, len, len, &hdr);
	need = ena_sim_offload_hdr_bytes(fn, pkt, &hdr, data, len);
	if (!ena_sim_offload_size_ok(fn, sq, pkt, hdr.vlans, len) ||
	    !ena_sim_offload_inline_ok(fn, sq, pkt, need))
		return -EINVAL;

	if (offload && !ena_sim_offload_possible(fn, sq, pkt, data, len)) {
		if (pkt->tso)
			return -EINVAL;
		offload = false;
	}
	if (pkt->tso)
		return ena_sim_offload_send_segments(fn, pkt, data, len);

	return ena_sim_offload_send_one(fn, pkt, offload, data, len);
}
