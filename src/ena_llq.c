// SPDX-License-Identifier: GPL-2.0-only
/*
 * Low-latency queues: Tx descriptors and headers pushed into device memory.
 * Here is the choice of their form; data plane 4.
 */
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/log2.h>
#include <linux/tcp.h>
#include <linux/udp.h>
#include <net/ip.h>
#include <net/ipv6.h>

#include "ena_feature.h"
#include "ena_llq.h"

/* A single bit of @supported, the first of @order that is there, or 0 */
static u16 ena_llq_pick(u16 supported, const u16 *order, unsigned int n)
{
	unsigned int i;

	for (i = 0; i < n; i++)
		if (supported & order[i])
			return order[i];

	return 0;
}

/* Entries of a ring in device memory, at most */
static u32 ena_llq_depth(const struct ena_caps *caps, u16 entry_bytes)
{
	u32 depth = min3(le32_to_cpu(caps->llq.depth_max),
			 caps->tx_cq_depth_max, (u32)ENA_RING_MAX);
	u32 wide = le16_to_cpu(caps->llq.wide_depth_max);

	if (entry_bytes == 256)
		depth = wide ? min(depth, wide) : depth / 2;

	return depth ? rounddown_pow_of_two(depth) : 0;
}

static bool ena_llq_is_large(const struct ena_caps *caps,
			     enum ena_llq_want want)
{
	const struct ena_hw_llq *llq = &caps->llq;

	if (!(le16_to_cpu(llq->entry_size_supported) & ENA_HW_LLQ_ENTRY_256) ||
	    ena_llq_depth(caps, 256) < ENA_RING_MIN)
		return false;

	return want == ENA_LLQ_LARGE ||
	       (want == ENA_LLQ_RECOMMENDED &&
		llq->entry_size_recommended == ENA_HW_LLQ_ENTRY_256);
}

static u16 ena_llq_pick_size(const struct ena_caps *caps,
			     enum ena_llq_want want)
{
	static const u16 sizes[] = {
		ENA_HW_LLQ_ENTRY_128, ENA_HW_LLQ_ENTRY_192,
		ENA_HW_LLQ_ENTRY_256,
	};

	if (ena_llq_is_large(caps, want))
		return ENA_HW_LLQ_ENTRY_256;

	return ena_llq_pick(le16_to_cpu(caps->llq.entry_size_supported), sizes,
			    ARRAY_SIZE(sizes));
}

/* What to ask the device for; all 0 if there is no common form */
static struct ena_hw_llq ena_llq_choose(const struct ena_caps *caps,
					enum ena_llq_want want)
{
	static const u16 strides[] = {
		ENA_HW_LLQ_STRIDE_MULTIPLE, ENA_HW_LLQ_STRIDE_SINGLE,
	};
	static const u16 descs[] = { 2, 1, 4, 8 };
	const struct ena_hw_llq *dev = &caps->llq;
	u16 size, stride, before;
	struct ena_hw_llq llq = {};

	size = ena_llq_pick_size(caps, want);
	stride = ena_llq_pick(le16_to_cpu(dev->stride_supported), strides,
			      ARRAY_SIZE(strides));
	before = ena_llq_pick(le16_to_cpu(dev->descs_before_hdr_supported),
			      descs, ARRAY_SIZE(descs));
	if (!size || !stride || !before ||
	    !(le16_to_cpu(dev->hdr_location_supported) & ENA_HW_LLQ_HDR_INLINE))
		return llq;

	llq.hdr_location = cpu_to_le16(ENA_HW_LLQ_HDR_INLINE);
	llq.entry_size = cpu_to_le16(size);
	llq.stride = cpu_to_le16(stride);
	llq.descs_before_hdr = cpu_to_le16(before);
	/* Both flags, whatever it offered (control plane 7.4) */
	llq.accel_flags = cpu_to_le16(ENA_HW_LLQ_NO_META_CACHE |
				      ENA_HW_LLQ_LIMIT_BURST);
	return llq;
}

static u16 ena_llq_entry_bytes(u16 size)
{
	switch (size) {
	case ENA_HW_LLQ_ENTRY_192:
		return 192;
	case ENA_HW_LLQ_ENTRY_256:
		return 256;
	default:
		return 128;
	}
}

/* The form that @llq, our choice, means for us; false: it cannot be used. */
static bool ena_llq_derive(const struct ena_caps *caps,
			   const struct ena_hw_llq *llq,
			   struct ena_llq_geom *geom)
{
	const struct ena_hw_llq *dev = &caps->llq;
	u16 bytes = ena_llq_entry_bytes(le16_to_cpu(llq->entry_size));
	u16 first = le16_to_cpu(llq->descs_before_hdr);
	u16 flags = le16_to_cpu(dev->accel_flags);

	if (first * ENA_HW_SQ_DESC_SIZE >= bytes ||
	    ena_llq_depth(caps, bytes) < ENA_RING_MIN)
		return false;

	geom->entry_bytes = bytes;
	geom->hdr_bytes = bytes - first * ENA_HW_SQ_DESC_SIZE;
	geom->descs_first = first;
	geom->descs_next =
		llq->stride == cpu_to_le16(ENA_HW_LLQ_STRIDE_MULTIPLE) ?
		bytes / ENA_HW_SQ_DESC_SIZE : 1;
	geom->meta_always = flags & ENA_HW_LLQ_NO_META_CACHE;
	geom->burst_entries = flags & ENA_HW_LLQ_LIMIT_BURST ?
			      le16_to_cpu(dev->burst_bytes_max) / bytes : 0;

	/* A burst has to take the smallest packet there is */
	return ena_llq_bufs_max(geom) > 0;
}

/* Does the device have device memory for its queues at all? */
static bool ena_llq_is_offered(const struct ena_dev *edev)
{
	struct device *dev = &edev->pdev->dev;

	if (!(edev->caps.features & BIT(ENA_HW_FEAT_LLQ)) ||
	    !edev->caps.llq_queues_max) {
		dev_info_once(dev, "LLQ is not supported Fallback to host mode policy.\n");
		return false;
	}

	if (!edev->llq_bar) {
		dev_warn_once(dev, "LLQ is advertised as supported but device doesn't expose mem bar\n");
		return false;
	}

	return true;
}

void ena_llq_use_host(struct ena_llq_geom *geom)
{
	*geom = (struct ena_llq_geom) { .hdr_bytes = ENA_TX_HDR_MAX };
}

void ena_llq_predict(const struct ena_dev *edev, enum ena_llq_want want,
		     struct ena_llq_geom *geom)
{
	struct ena_hw_llq llq = ena_llq_choose(&edev->caps, want);

	ena_llq_use_host(geom);
	if (want == ENA_LLQ_NONE || !edev->llq_bar ||
	    !edev->caps.llq_queues_max || !llq.entry_size)
		return;

	geom->on = ena_llq_derive(&edev->caps, &llq, geom);
	if (!geom->on)
		ena_llq_use_host(geom);
}

/**
 * ena_llq_negotiate() - agree with the device on the form of LLQ entries
 * @edev: a started device
 * @want: entry size the user asked for
 * @geom: the form; without @on it is that of host placement
 *
 * Once after each start of the device, before Tx queues are created. What the
 * device lacks or refuses leaves descriptors in host memory (data plane 4.2).
 *
 * Context: Process. Sends one admin command.
 */
void ena_llq_negotiate(struct ena_dev *edev, enum ena_llq_want want,
		       struct ena_llq_geom *geom)
{
	struct ena_hw_llq llq;

	ena_llq_use_host(geom);
	if (want == ENA_LLQ_NONE || !ena_llq_is_offered(edev))
		return;

	llq = ena_llq_choose(&edev->caps, want);
	ena_llq_predict(edev, want, geom);
	if (!geom->on ||
	    ena_feature_set_llq(&edev->admin, &edev->caps, &llq)) {
		dev_err(&edev->pdev->dev,
			"Failed to configure the device mode.  Fallback to host mode policy.\n");
		ena_llq_use_host(geom);
	}
}

u32 ena_llq_depth_max(const struct ena_caps *caps,
		      const struct ena_llq_geom *geom)
{
	return geom->on ? ena_llq_depth(caps, geom->entry_bytes) :
			  caps->tx_depth_max;
}

enum ena_llq_want ena_llq_with_room(const struct ena_dev *edev, u32 bytes)
{
	struct ena_llq_geom geom;

	ena_llq_predict(edev, ENA_LLQ_LARGE, &geom);
	return geom.on && geom.hdr_bytes >= bytes ? ENA_LLQ_LARGE :
						    ENA_LLQ_NONE;
}

/* Where the L4 header of @skb starts, and what it is; 0: none to be seen */
static u32 ena_llq_l4_offset(const struct sk_buff *skb, u8 *proto)
{
	int off = skb_network_offset(skb);
	const struct ipv6hdr *ip6;
	struct ipv6hdr buf6;
	const struct iphdr *ip;
	struct iphdr buf;
	__be16 frag_off;

	/* Not every sender says where it is: AF_XDP without zero-copy does not */
	if (off < ETH_HLEN)
		return 0;

	ip = skb_header_pointer(skb, off, sizeof(buf), &buf);
	if (!ip)
		return 0;

	if (ip->version == 4) {
		*proto = ip_is_fragment(ip) ? IPPROTO_NONE : ip->protocol;
		return off + 4 * ip->ihl;
	}

	ip6 = skb_header_pointer(skb, off, sizeof(buf6), &buf6);
	if (!ip6 || ip6->version != 6)
		return 0;

	*proto = ip6->nexthdr;
	return max(ipv6_skip_exthdr(skb, off + sizeof(*ip6), proto, &frag_off),
		   0);
}

u32 ena_llq_hdr_bytes(const struct sk_buff *skb)
{
	u8 proto = IPPROTO_NONE;
	u32 off = ena_llq_l4_offset(skb, &proto);

	switch (proto) {
	case IPPROTO_TCP:
		return off + sizeof(struct tcphdr);
	case IPPROTO_UDP:
		return off + sizeof(struct udphdr);
	default:
		return off;
	}
}

u16 ena_llq_pairs_max(const struct ena_dev *edev)
{
	const struct ena_caps *caps = &edev->caps;
	u16 pairs = min(caps->tx_queues_max, caps->rx_queues_max);

	return edev->llq_bar && caps->llq_queues_max ?
	       min(pairs, caps->llq_queues_max) : pairs;
}

u16 ena_llq_bufs_max(const struct ena_llq_geom *geom)
{
	u32 descs;

	if (!geom->burst_entries)
		return U16_MAX;

	descs = geom->descs_first +
		(geom->burst_entries - 1) * geom->descs_next;
	return min_t(u32, descs - 1, U16_MAX);
}
