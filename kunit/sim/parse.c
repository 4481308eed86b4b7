// SPDX-License-Identifier: GPL-2.0-only
/*
 * The device's parser: Ethernet with up to two tags, IPv4, IPv6 and its
 * extension headers, TCP, UDP, and the checksum verdicts (data plane 8.4).
 * Offsets come from the wire or from a driver: nothing is read past @len.
 */
#include <linux/if_vlan.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/tcp.h>
#include <linux/udp.h>
#include <net/checksum.h>
#include <net/dsfield.h>
#include <net/ip.h>
#include <net/ip6_checksum.h>
#include <net/ipv6.h>

#include "packet.h"

#define ENA_SIM_MAX_EXT		8	/* IPv6 extension headers followed */

static u16 ena_sim_parse_be16(const u8 *p)
{
	return p[0] << 8 | p[1];
}

static u16 ena_sim_parse_l2(const u8 *data, u32 len,
			    struct ena_sim_headers *hdr)
{
	u32 off = 2 * ETH_ALEN;
	u16 type;

	if (len < ETH_HLEN)
		return 0;

	type = ena_sim_parse_be16(data + off);
	while (eth_type_vlan(htons(type)) && hdr->vlans < 2 &&
	       off + VLAN_HLEN + sizeof(__be16) <= len) {
		hdr->vlans++;
		off += VLAN_HLEN;
		type = ena_sim_parse_be16(data + off);
	}

	hdr->l3_off = off + sizeof(__be16);
	return type;
}

static void ena_sim_parse_l4(const u8 *data, u32 len,
			     struct ena_sim_headers *hdr)
{
	u32 need;
	u8 l4;

	switch (hdr->ip_proto) {
	case IPPROTO_TCP:
		need = sizeof(struct tcphdr);
		l4 = ENA_HW_L4_TCP;
		break;
	case IPPROTO_UDP:
		need = sizeof(struct udphdr);
		l4 = ENA_HW_L4_UDP;
		break;
	default:
		return;
	}
	if (hdr->l4_len < need || hdr->l4_off + need > len)
		return;

	hdr->l4 = l4;
	hdr->src_port = htons(ena_sim_parse_be16(data + hdr->l4_off));
	hdr->dst_port = htons(ena_sim_parse_be16(data + hdr->l4_off + 2));
}

static void ena_sim_parse_ipv4(const u8 *data, u32 len, u32 frame_len,
			       struct ena_sim_headers *hdr)
{
	const struct iphdr *ip = (const void *)(data + hdr->l3_off);
	u32 hdr_len, tot_len;

	if (hdr->l3_off + sizeof(*ip) > len || ip->version != 4)
		return;
	hdr_len = 4 * ip->ihl;
	tot_len = ntohs(ip->tot_len);
	if (hdr_len < sizeof(*ip) || hdr->l3_off + hdr_len > len)
		return;

	hdr->l3 = ENA_HW_L3_IPV4;
	hdr->tos = ip->tos;
	hdr->ip_proto = ip->protocol;
	hdr->src_ip = (const u8 *)&ip->saddr;
	hdr->dst_ip = (const u8 *)&ip->daddr;
	hdr->ip_len = sizeof(ip->saddr);
	hdr->ipv4_frag = ip_is_fragment(ip);
	hdr->frag = hdr->ipv4_frag;
	if (hdr->frag || tot_len < hdr_len ||
	    hdr->l3_off + tot_len > frame_len)
		return;

	hdr->l4_off = hdr->l3_off + hdr_len;
	hdr->l4_len = tot_len - hdr_len;
	ena_sim_parse_l4(data, len, hdr);
}

/* Bytes of the extension header @next at @ext; 0: it is none, or cut off */
static u32 ena_sim_parse_ext_len(u8 next, const u8 *ext, u32 room)
{
	u32 n;

	if (room < 8)
		return 0;

	switch (next) {
	case NEXTHDR_HOP:
	case NEXTHDR_ROUTING:
	case NEXTHDR_DEST:
		n = (ext[1] + 1) * 8;
		break;
	case NEXTHDR_AUTH:
		n = (ext[1] + 2) * 4;
		break;
	case NEXTHDR_FRAGMENT:
		n = sizeof(struct frag_hdr);
		break;
	default:
		return 0;
	}
	return n <= room ? n : 0;
}

static void ena_sim_parse_ipv6(const u8 *data, u32 len, u32 frame_len,
			       struct ena_sim_headers *hdr)
{
	const struct ipv6hdr *ip = (const void *)(data + hdr->l3_off);
	u32 off = hdr->l3_off + sizeof(*ip);
	u32 end, stop, n, i;

	if (off > len || ip->version != 6)
		return;

	hdr->l3 = ENA_HW_L3_IPV6;
	hdr->tos = ipv6_get_dsfield(ip);
	hdr->ip_proto = ip->nexthdr;
	hdr->src_ip = (const u8 *)&ip->saddr;
	hdr->dst_ip = (const u8 *)&ip->daddr;
	hdr->ip_len = sizeof(ip->saddr);

	end = off + ntohs(ip->payload_len);
	if (end > frame_len)
		return;
	stop = min(end, len);
	for (i = 0; i < ENA_SIM_MAX_EXT; i++) {
		n = off < stop ? ena_sim_parse_ext_len(hdr->ip_proto,
						       data + off,
						       stop - off) : 0;
		if (!n)
			break;
		hdr->ext = true;
		if (hdr->ip_proto == NEXTHDR_FRAGMENT) {
			hdr->frag = true;
			return;
		}
		hdr->ip_proto = data[off];
		off += n;
	}

	hdr->l4_off = off;
	hdr->l4_len = end - off;
	ena_sim_parse_l4(data, len, hdr);
}

void ena_sim_parse(const u8 *data, u32 len, u32 frame_len,
		   struct ena_sim_headers *hdr)
{
	memset(hdr, 0, sizeof(*hdr));

	switch (ena_sim_parse_l2(data, len, hdr)) {
	case ETH_P_IP:
		ena_sim_parse_ipv4(data, len, frame_len, hdr);
		break;
	case ETH_P_IPV6:
		ena_sim_parse_ipv6(data, len, frame_len, hdr);
		break;
	}
}

static __sum16 ena_sim_verify_l4_sum(const u8 *data,
				     const struct ena_sim_headers *hdr, u32 len)
{
	__wsum sum = csum_partial(data + hdr->l4_off, len, 0);

	if (hdr->l3 == ENA_HW_L3_IPV4)
		return csum_tcpudp_magic(*(const __be32 *)hdr->src_ip,
					 *(const __be32 *)hdr->dst_ip,
					 len, hdr->ip_proto, sum);

	return csum_ipv6_magic((const struct in6_addr *)hdr->src_ip,
			       (const struct in6_addr *)hdr->dst_ip,
			       len, hdr->ip_proto, sum);
}

/* How many bytes the L4 checksum covers; 0: it cannot or need not be checked */
static u32 ena_sim_verify_l4_len(const u8 *data,
				 const struct ena_sim_headers *hdr)
{
	const struct udphdr *udp = (const void *)(data + hdr->l4_off);
	u32 udp_len;

	if (hdr->l4 == ENA_HW_L4_TCP)
		return hdr->l4_len;
	if (hdr->l4 != ENA_HW_L4_UDP)
		return 0;

	udp_len = ntohs(udp->len);
	if (udp_len < sizeof(*udp) || udp_len > hdr->l4_len)
		return 0;
	if (hdr->l3 == ENA_HW_L3_IPV4 && !udp->check)
		return 0;

	return udp_len;
}

void ena_sim_verify(const u8 *data, u32 len, const struct ena_sim_headers *hdr,
		    struct ena_sim_verdict *verdict)
{
	const struct iphdr *ip = (const void *)(data + hdr->l3_off);
	u32 n;

	memset(verdict, 0, sizeof(*verdict));
	if (hdr->l3 == ENA_HW_L3_IPV4)
		verdict->l3_bad = ip_fast_csum(ip, ip->ihl);

	if (hdr->frag || hdr->ext || hdr->l4_off + hdr->l4_len > len)
		return;
	n = ena_sim_verify_l4_len(data, hdr);
	if (!n)
		return;

	verdict->l4_checked = true;
	verdict->l4_bad = ena_sim_verify_l4_sum(data, hdr, n);
}
