/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a packet asks for and where its headers are, as the device would see
 * them (data plane 2.2, 4.3, 8.2). Hot, and pure: no ring, nothing is changed.
 */
#ifndef ENA_OFFLOAD_H
#define ENA_OFFLOAD_H

#include <linux/if_vlan.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/tcp.h>
#include <linux/udp.h>
#include <net/ip.h>

#include "ena_ring.h"

/* Does @skb ask for an offload of TCP? If not it is one of UDP. */
static __always_inline bool ena_offload_is_tcp(const struct sk_buff *skb)
{
	return skb->csum_offset == offsetof(struct tcphdr, check) ||
	       skb_is_gso(skb);
}

/*
 * Where the L4 header of a packet that asks for an offload ends, in bytes from
 * the start of the frame; U32_MAX if that is not in the linear part.
 */
static __always_inline u32 ena_offload_hdr_end(const struct sk_buff *skb,
					       bool tcp)
{
	u32 headlen = skb_headlen(skb);
	u32 end = skb_transport_offset(skb);

	if (!tcp)
		end += sizeof(struct udphdr);
	else if (likely(end + sizeof(struct tcphdr) <= headlen &&
			tcp_hdr(skb)->doff >= sizeof(struct tcphdr) / 4))
		end += tcp_hdr(skb)->doff * 4;
	else
		return U32_MAX;

	return likely(end <= headlen) ? end : U32_MAX;
}

/* Is the L4 header right behind that of IP, and of protocol @proto? */
static __always_inline bool ena_offload_is_plain_ip(const struct sk_buff *skb,
						    u8 proto)
{
	u32 l3_len = skb_network_header_len(skb);
	u8 first = *skb_network_header(skb);

	/* Version and header length in one */
	if (likely(first == (4 << 4 | l3_len / 4)))
		return ip_hdr(skb)->protocol == proto;

	return first >> 4 == 6 && l3_len == sizeof(struct ipv6hdr) &&
	       ipv6_hdr(skb)->nexthdr == proto;
}

/* Bytes of a VLAN tag that the stack puts in front of IP before it sends @skb */
static inline u32 ena_offload_tag_bytes(const struct sk_buff *skb)
{
	return skb_vlan_tag_present(skb) ? VLAN_HLEN : 0;
}

/*
 * The device finds the headers, and they are TCP or UDP right behind IP. @tag
 * bytes are still to come.
 */
static __always_inline bool ena_offload_is_possible(const struct sk_buff *skb,
						    u32 hdr_max, u32 tag)
{
	u32 l3_off = skb_network_offset(skb);
	bool tcp = ena_offload_is_tcp(skb);

	if (!tcp && skb->csum_offset != offsetof(struct udphdr, check))
		return false;

	/* Both from skb->head; more than one VLAN tag is none of its forms */
	if (skb->encapsulation || l3_off - ETH_HLEN > VLAN_HLEN - tag ||
	    (skb->ip_summed == CHECKSUM_PARTIAL &&
	     skb->csum_start != skb->transport_header))
		return false;

	/* In this order: the end of the headers says what may be read */
	return ena_offload_hdr_end(skb, tcp) <= hdr_max - tag &&
	       ena_offload_is_plain_ip(skb, tcp ? IPPROTO_TCP : IPPROTO_UDP);
}

/* Is a packet that is to be segmented one that the device can cut? */
static __always_inline bool ena_offload_can_segment(const struct sk_buff *skb,
						    u32 tag)
{
	return skb_shinfo(skb)->gso_size <= ENA_HW_TX_MSS_MAX &&
	       skb->len <= ENA_TX_BYTES_MAX - tag;
}

/* May headers of a packet that is not offloaded be longer than @hdr_max? */
static __always_inline bool ena_offload_has_odd_hdr(const struct sk_buff *skb,
						    u32 hdr_max,
						    const bool linear)
{
	u8 proto;

	if (hdr_max < ENA_TX_HDR_USUAL)
		return true;
	/* Frames of packet sockets have the rest of their headers in a page */
	if (!linear &&
	    skb_headlen(skb) < skb_network_offset(skb) + sizeof(struct ipv6hdr))
		return true;
	if (skb->protocol == htons(ETH_P_IP))
		return ip_hdr(skb)->ihl > sizeof(struct iphdr) / 4;
	if (skb->protocol != htons(ETH_P_IPV6))
		return eth_type_vlan(skb->protocol);

	proto = ipv6_hdr(skb)->nexthdr;
	return proto != IPPROTO_TCP && proto != IPPROTO_UDP &&
	       proto != IPPROTO_ICMPV6;
}

#endif /* ENA_OFFLOAD_H */
