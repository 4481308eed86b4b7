// SPDX-License-Identifier: GPL-2.0-only
/*
 * Transmit: from a packet to descriptors, and from completions back.
 *
 * Barriers. Descriptors and packets in host memory: writel() of the doorbell
 * makes them visible first. LLQ entries are stored through a write-combining
 * mapping, which writel() need not order on every architecture: one wmb() a
 * doorbell, however many packets it covers. On x86 that is an SFENCE, on
 * arm64 a DSB; the store to the doorbell may then be a relaxed one.
 */
#include <net/netdev_queues.h>

#include "ena_desc.h"
#include "ena_offload.h"
#include "ena_tx.h"

/*
 * A packet on its way into the ring. Until it is published the ring does not
 * know it, and giving up means to unmap and forget.
 */
struct ena_tx_pkt {
	u32 prod;			/* next entry */
	u32 id_cons;			/* next free id */
	u32 headlen;			/* bytes of the linear part */
	u32 push;			/* bytes inline */
	u32 left;			/* bytes no descriptor has yet */
	u32 offload;			/* word of the first descriptor; 0: none */
	u64 meta;
	struct ena_tx_words words;	/* of the first descriptor */
	struct ena_tx_buf *first;	/* the piece that has its request id */
	/* LLQ: the entry being composed */
	void *entry;
	struct ena_hw_tx_desc *slot;	/* next descriptor in it */
	u32 slots_left;
	u32 phase;
};

/* Entries and request ids that are free; at most what is true. Any context. */
static u32 ena_tx_room(const struct ena_tx_ring *txr)
{
	u32 cons, id_prod, slots, ids;

	/* Pairs with ena_tx_finish(): what is free is NAPI's no more */
	cons = smp_load_acquire(&txr->cons);
	/* ... the same */
	id_prod = smp_load_acquire(&txr->id_prod);

	slots = txr->mask - (READ_ONCE(txr->prod) - cons);
	ids = id_prod - READ_ONCE(txr->id_cons);
	return min(slots, ids);
}

static u32 ena_tx_wake_room(const struct ena_tx_ring *txr)
{
	return txr->mask / 4;
}

static void ena_tx_count_stop(struct ena_tx_ring *txr)
{
	u64_stats_update_begin(&txr->count->xmit_sync);
	u64_stats_inc(&txr->count->xmit.queue_stop);
	u64_stats_update_end(&txr->count->xmit_sync);
}

/* Look at how much room there is now; false: the queue was stopped. */
static noinline bool ena_tx_refresh_room(struct ena_tx_ring *txr)
{
	int res = netif_txq_maybe_stop(txr->txq, ena_tx_room(txr),
				       ENA_TX_ROOM_MIN, ena_tx_wake_room(txr));

	txr->room = ena_tx_room(txr);
	if (res)
		return true;

	ena_tx_count_stop(txr);
	return false;
}

static __always_inline void ena_tx_ring_doorbell(struct ena_tx_ring *txr,
						 const bool llq)
{
	u32 tail = txr->prod & ENA_HW_DB_INDEX;

	txr->rung = txr->prod;
	if (llq) {
		txr->burst_left = txr->llq_burst;
		/* Entries were stored write combining: see the top */
		wmb();
		writel_relaxed(tail, txr->doorbell);
	} else {
		writel(tail, txr->doorbell);
	}

	u64_stats_update_begin(&txr->count->xmit_sync);
	u64_stats_inc(&txr->count->xmit.doorbells);
	u64_stats_update_end(&txr->count->xmit_sync);
}

/**
 * ena_tx_features_check() - ndo_features_check
 * @skb: a packet about to be sent
 * @netdev: the interface
 * @features: what could be left to the device
 *
 * What the device would do wrong or not at all is done by the stack: tunnels,
 * stacked VLAN tags, IPv6 extension headers, other transports, headers beyond
 * the linear part or longer than the room of an LLQ entry (data plane 2.2, 4.3,
 * 8.2), offloads it lost with a reset. A tag that is not in the packet yet
 * counts, as it will be when it is sent.
 *
 * Context: Any; the interface may be down.
 *
 * Return: features that may be used for @skb
 */
netdev_features_t ena_tx_features_check(struct sk_buff *skb,
					struct net_device *netdev,
					netdev_features_t features)
{
	const struct ena_net *enet = netdev_priv(netdev);
	u32 tag = ena_offload_tag_bytes(skb);
	bool gso = skb_is_gso(skb);

	if (skb->ip_summed != CHECKSUM_PARTIAL && !gso)
		return features;

	if (unlikely(!ena_offload_is_possible(skb, enet->cfg.llq.hdr_bytes,
					      tag)))
		return features & ~(NETIF_F_CSUM_MASK | NETIF_F_GSO_MASK);

	features &= ~enet->lost_features;
	if (gso && unlikely(!ena_offload_can_segment(skb, tag)))
		return features & ~NETIF_F_GSO_MASK;

	return features;
}

/*
 * A packet whose offload the device would do wrong: one that never saw
 * ena_tx_features_check(), as those of generic XDP and pktgen, or that saw it
 * before a change of the room for headers. Make do without; false: impossible.
 */
static noinline bool ena_tx_unload(struct ena_tx_ring *txr, struct sk_buff *skb)
{
	if (!skb_is_gso(skb) && !skb_checksum_help(skb))
		return true;

	u64_stats_update_begin(&txr->count->xmit_sync);
	u64_stats_inc(&txr->count->xmit.prepare_ctx_err);
	u64_stats_update_end(&txr->count->xmit_sync);
	return false;
}

/* Offload word and metadata of @skb; false: it cannot be sent */
static __always_inline bool ena_tx_offload(struct ena_tx_ring *txr,
					   struct sk_buff *skb,
					   struct ena_tx_pkt *pkt)
{
	u32 mss = skb_shinfo(skb)->gso_size;
	u32 l3_off, l3_len;
	bool ipv4, df;

	if (skb->ip_summed != CHECKSUM_PARTIAL && !mss)
		return true;

	if (unlikely(!ena_offload_is_possible(skb, txr->hdr_max, 0) ||
		     (mss && !ena_offload_can_segment(skb, 0))))
		return ena_tx_unload(txr, skb);

	ipv4 = ip_hdr(skb)->version == 4;
	df = !ipv4 || ip_hdr(skb)->frag_off & htons(IP_DF);
	l3_off = skb_network_offset(skb);
	l3_len = skb_network_header_len(skb);
	if (mss) {
		pkt->offload = ena_tx_offload_tso(ipv4, df);
		pkt->meta = ena_tx_meta(l3_off, l3_len, tcp_hdr(skb)->doff,
					mss);
	} else {
		pkt->offload = ena_tx_offload_csum(ipv4, df,
						   ena_offload_is_tcp(skb));
		pkt->meta = ena_tx_meta(l3_off, l3_len, 0, 0);
	}

	return true;
}

/*
 * How much of @skb goes inline: what there is room for. Headers in the linear
 * part are enough where we know that they end there; where we do not, and the
 * linear part is short, the rest is collected from the fragments.
 */
static __always_inline u32 ena_tx_push_len(const struct ena_tx_ring *txr,
					   const struct ena_tx_pkt *pkt,
					   u32 len, const bool linear)
{
	if (pkt->headlen >= txr->hdr_max)
		return txr->hdr_max;

	if (linear || likely(pkt->offload || pkt->headlen == len))
		return pkt->headlen;

	return min_t(u32, len, txr->hdr_max);
}

/* Buffers @skb needs besides what is inline */
static u32 ena_tx_nr_bufs(const struct sk_buff *skb, u32 push)
{
	u32 nr = skb_shinfo(skb)->nr_frags;

	return skb_headlen(skb) > push ? nr + 1 : nr;
}

/* Make @skb one that the ring can take, if need be; false: impossible. */
static noinline bool ena_tx_fit(struct ena_tx_ring *txr, struct sk_buff *skb,
				u32 push)
{
	struct ena_queue_counters *count = txr->count;
	bool fits = ena_tx_nr_bufs(skb, push) <= txr->bufs_max;
	bool failed = false;

	/* What pktgen sends again and again stays as it is */
	if (!fits)
		failed = skb_shared(skb) || skb_linearize(skb);

	u64_stats_update_begin(&count->xmit_sync);
	if (!fits)
		u64_stats_inc(failed ? &count->xmit.linearize_failed :
				       &count->xmit.linearize);
	if (skb->len > ENA_TX_BYTES_MAX)
		u64_stats_inc(&count->xmit.prepare_ctx_err);
	u64_stats_update_end(&count->xmit_sync);

	return !failed && skb->len <= ENA_TX_BYTES_MAX;
}

/* @push bytes of @skb, more than its linear part; false: they are not there. */
static noinline bool ena_tx_gather_hdr(struct ena_tx_ring *txr,
				       const struct sk_buff *skb, void *hdr,
				       u32 push)
{
	struct ena_tx_xmit_stats *xmit = &txr->count->xmit;
	bool failed = skb_copy_bits(skb, 0, hdr, push);

	u64_stats_update_begin(&txr->count->xmit_sync);
	u64_stats_inc(failed ? &xmit->prepare_ctx_err : &xmit->llq_buffer_copy);
	u64_stats_update_end(&txr->count->xmit_sync);
	return !failed;
}

/* Header into the first LLQ entry, and zeroes behind it */
static __always_inline bool ena_tx_push_hdr(struct ena_tx_ring *txr,
					    const struct sk_buff *skb,
					    u32 headlen, u32 push,
					    const bool linear)
{
	u32 used = txr->llq_used;
	void *hdr = txr->llq_hdr;

	txr->llq_used = push;
	if (used > push)
		memset(hdr + push, 0, used - push);

	if (linear || likely(push <= headlen)) {
		memcpy(hdr, skb->data, push);
		return true;
	}

	return ena_tx_gather_hdr(txr, skb, hdr, push);
}

/* Entries after the first one are composed apart from it, out of zeroes. */
static noinline void *ena_tx_next_entry(const struct ena_tx_ring *txr)
{
	return memset(txr->llq_bounce + txr->llq_entry_bytes, 0,
		      txr->llq_entry_bytes);
}

/* Where the next descriptor of the packet goes */
static __always_inline struct ena_hw_tx_desc *
ena_tx_next_slot(struct ena_tx_ring *txr, struct ena_tx_pkt *pkt,
		 const bool llq)
{
	if (!llq) {
		pkt->phase = ena_phase(pkt->prod, txr->mask);
		return &txr->desc[pkt->prod++ & txr->mask];
	}

	if (!pkt->slots_left) {
		ena_llq_write(txr, pkt->prod++, pkt->entry);
		pkt->entry = ena_tx_next_entry(txr);
		pkt->slot = pkt->entry;
		pkt->slots_left = txr->llq_descs_next;
		pkt->phase = ena_phase(pkt->prod, txr->mask);
	}

	pkt->slots_left--;
	return pkt->slot++;
}

/*
 * The last LLQ entry of the packet to the device, unused slots being 0: those
 * of the first one may be the last packet's.
 */
static __always_inline void ena_tx_flush_entry(struct ena_tx_ring *txr,
					       struct ena_tx_pkt *pkt)
{
	u32 used = txr->llq_descs_used;
	u32 end;

	if (likely(pkt->entry == txr->llq_bounce)) {
		end = (void *)pkt->slot - pkt->entry;
		if (unlikely(used > end))
			memset(pkt->slot, 0, used - end);
		txr->llq_descs_used = end;
	} else {
		txr->llq_descs_used = txr->llq_hdr - txr->llq_bounce;
	}

	ena_llq_write(txr, pkt->prod++, pkt->entry);
}

/* Meta descriptor if one is due, and the words of the first data descriptor */
static __always_inline void ena_tx_open(struct ena_tx_ring *txr,
					struct ena_tx_pkt *pkt, const bool llq)
{
	bool meta = (llq && txr->llq_meta_always) ||
		    (pkt->offload && pkt->meta != txr->meta);
	struct ena_hw_tx_desc *desc;
	u16 id;

	if (llq) {
		pkt->entry = txr->llq_bounce;
		pkt->slot = pkt->entry;
		pkt->slots_left = txr->llq_descs_first;
		pkt->phase = ena_phase(pkt->prod, txr->mask);
	}

	if (meta) {
		desc = ena_tx_next_slot(txr, pkt, llq);
		ena_tx_meta_encode((void *)desc, pkt->meta, pkt->phase);
	}

	id = txr->free_id[pkt->id_cons & txr->mask];
	pkt->first = &txr->buf[id];
	pkt->words = ena_tx_words_first(id, pkt->offload, pkt->push, meta);
}

/*
 * A data descriptor for @len bytes at @dma, and what unmaps them later. @first
 * is a constant where this is called.
 */
static __always_inline void ena_tx_add(struct ena_tx_ring *txr,
				       struct ena_tx_pkt *pkt, dma_addr_t dma,
				       u32 len, const bool first,
				       const bool llq, const bool linear)
{
	const struct ena_tx_words none = {};
	struct ena_hw_tx_desc *desc;
	struct ena_tx_buf *buf;

	buf = first ? pkt->first :
		      &txr->buf[txr->free_id[pkt->id_cons & txr->mask]];
	buf->dma = dma;
	buf->len = len;
	pkt->id_cons++;
	pkt->left = linear ? 0 : pkt->left - len;
	buf->next = pkt->left ? txr->free_id[pkt->id_cons & txr->mask] :
				ENA_TX_BUF_END;

	desc = ena_tx_next_slot(txr, pkt, llq);
	ena_tx_desc_encode(desc, first ? pkt->words : none, dma, len,
			   !pkt->left, pkt->phase);
}

static __always_inline dma_addr_t ena_tx_map_linear(struct device *dev,
						    void *data, u32 len)
{
	return dma_map_page(dev, virt_to_page(data), offset_in_page(data), len,
			    DMA_TO_DEVICE);
}

/*
 * Descriptors for all that is not inline; if nothing is, the one that says so
 * (data plane 2.3, A6). false: out of DMA mappings.
 */
static __always_inline bool ena_tx_map(struct ena_tx_ring *txr,
				       struct sk_buff *skb,
				       struct ena_tx_pkt *pkt, const bool llq,
				       const bool linear)
{
	const skb_frag_t *frag = skb_shinfo(skb)->frags;
	u32 len = 0, skip, headlen = pkt->headlen;
	struct device *dev = txr->dma_dev;
	dma_addr_t dma = 0;

	if (pkt->push < headlen) {
		len = headlen - pkt->push;
		dma = ena_tx_map_linear(dev, skb->data + pkt->push, len);
	} else if (!linear && pkt->left) {
		skip = pkt->push - headlen;
		for (; unlikely(skip >= skb_frag_size(frag)); frag++)
			skip -= skb_frag_size(frag);
		len = skb_frag_size(frag) - skip;
		dma = skb_frag_dma_map(dev, frag++, skip, len, DMA_TO_DEVICE);
	}

	if (unlikely(dma_mapping_error(dev, dma)))
		return false;

	ena_tx_add(txr, pkt, dma, len, true, llq, linear);
	while (pkt->left) {
		len = skb_frag_size(frag);
		dma = skb_frag_dma_map(dev, frag++, 0, len, DMA_TO_DEVICE);
		if (unlikely(dma_mapping_error(dev, dma)))
			return false;

		ena_tx_add(txr, pkt, dma, len, false, llq, false);
	}

	return true;
}

/* Out of DMA mappings half way: undo, count */
static noinline void ena_tx_undo(struct ena_tx_ring *txr, u32 id_cons)
{
	struct ena_tx_buf *buf;

	/* Any slot may have been written */
	txr->llq_descs_used = txr->llq_hdr - txr->llq_bounce;
	while (id_cons != txr->id_cons) {
		buf = &txr->buf[txr->free_id[--id_cons & txr->mask]];
		if (buf->len)
			dma_unmap_page(txr->dma_dev, buf->dma, buf->len,
				       DMA_TO_DEVICE);
	}

	u64_stats_update_begin(&txr->count->xmit_sync);
	u64_stats_inc(&txr->count->xmit.dma_mapping_err);
	u64_stats_update_end(&txr->count->xmit_sync);
}

/*
 * Hand the packet over. From the store to @slots on it may be completed, even
 * by a device that was not told of it yet, and @skb be gone.
 */
static __always_inline void ena_tx_publish(struct ena_tx_ring *txr,
					   struct sk_buff *skb,
					   const struct ena_tx_pkt *pkt,
					   const bool llq, const bool linear)
{
	struct ena_queue_counters *count = txr->count;
	struct ena_tx_buf *buf = pkt->first;
	u32 slots = pkt->prod - txr->prod;
	u32 ids = linear ? 1 : pkt->id_cons - txr->id_cons;
	u32 bytes = skb->len;
	bool kick;

	if (unlikely(skb_shinfo(skb)->tx_flags))
		skb_tx_timestamp(skb);

	buf->skb = skb;
	buf->bytes = bytes;
	buf->sent = jiffies;
	if (pkt->offload)
		txr->meta = pkt->meta;

	u64_stats_update_begin(&count->xmit_sync);
	u64_stats_inc(&count->xmit.cnt);
	u64_stats_add(&count->xmit.bytes, bytes);
	u64_stats_update_end(&count->xmit_sync);

	/* BQL must know of bytes before their completion can be counted */
	kick = __netdev_tx_sent_queue(txr->txq, bytes, netdev_xmit_more());
	WRITE_ONCE(txr->prod, pkt->prod);
	WRITE_ONCE(txr->id_cons, pkt->id_cons);
	/* Pairs with ena_tx_complete(): what @buf holds is there */
	smp_store_release(&buf->slots, slots);

	if (llq)
		txr->burst_left -= slots;
	txr->room -= max(slots, ids);
	if (unlikely(txr->room < ENA_TX_ROOM_MIN))
		kick |= !ena_tx_refresh_room(txr);

	if (kick)
		ena_tx_ring_doorbell(txr, llq);
}

static noinline void ena_tx_drop(struct ena_tx_ring *txr, struct sk_buff *skb)
{
	dev_kfree_skb_any(skb);

	/* The packets before this one may have left the doorbell to it */
	if (!netdev_xmit_more() && txr->rung != txr->prod)
		ena_tx_ring_doorbell(txr, !txr->desc);
}

/*
 * Is there no room for the headers of @skb? Its queue is stopped then, until
 * there are others; false if there can be none.
 */
static noinline bool ena_tx_lacks_room(struct ena_tx_ring *txr,
				       const struct sk_buff *skb)
{
	struct ena_net *enet = netdev_priv(txr->txq->dev);
	u32 bytes = ena_llq_hdr_bytes(skb);

	if (bytes <= txr->hdr_max || READ_ONCE(enet->room_refused))
		return false;

	netif_tx_stop_queue(txr->txq);
	ena_tx_count_stop(txr);
	ena_net_want_room(enet, bytes);
	if (txr->rung != txr->prod)
		ena_tx_ring_doorbell(txr, true);
	return true;
}

/*
 * NETDEV_TX_OK: @skb is ours; NETDEV_TX_BUSY: it is not, and comes again. @llq
 * and @linear, no fragments, are constants where this is called.
 */
static __always_inline netdev_tx_t ena_tx_send(struct ena_tx_ring *txr,
					       struct sk_buff *skb,
					       const bool llq,
					       const bool linear)
{
	u32 len = skb->len;
	struct ena_tx_pkt pkt = {
		.prod = txr->prod,
		.id_cons = txr->id_cons,
	};

	if (unlikely(!ena_tx_offload(txr, skb, &pkt)))
		goto drop;

	if (llq && !pkt.offload && len > txr->hdr_max &&
	    unlikely(ena_offload_has_odd_hdr(skb, txr->hdr_max, linear)) &&
	    ena_tx_lacks_room(txr, skb))
		return NETDEV_TX_BUSY;

	pkt.headlen = linear ? len : skb_headlen(skb);
	if (llq)
		pkt.push = ena_tx_push_len(txr, &pkt, len, linear);

	if (unlikely((!linear &&
		      skb_shinfo(skb)->nr_frags >= txr->bufs_max) ||
		     len > ENA_TX_BYTES_MAX)) {
		if (!ena_tx_fit(txr, skb, pkt.push))
			goto drop;

		pkt.headlen = skb_headlen(skb);
		if (llq)
			pkt.push = ena_tx_push_len(txr, &pkt, len, linear);
	}

	if (llq && unlikely(!ena_tx_push_hdr(txr, skb, pkt.headlen, pkt.push,
					     linear)))
		goto drop;

	/* What was written goes out before this packet exceeds the burst */
	if (llq && unlikely(txr->burst_left < txr->llq_entries_max))
		ena_tx_ring_doorbell(txr, llq);

	pkt.left = len - pkt.push;
	ena_tx_open(txr, &pkt, llq);
	if (unlikely(!ena_tx_map(txr, skb, &pkt, llq, linear))) {
		ena_tx_undo(txr, pkt.id_cons);
		/* Entries that were written count, though they are again */
		if (llq)
			txr->burst_left -= pkt.prod - txr->prod;
		goto drop;
	}

	if (llq)
		ena_tx_flush_entry(txr, &pkt);
	ena_tx_publish(txr, skb, &pkt, llq, linear);
	return NETDEV_TX_OK;

drop:
	ena_tx_drop(txr, skb);
	return NETDEV_TX_OK;
}

/* One function for each form, so that none pays for what another needs */
static noinline netdev_tx_t ena_tx_send_host(struct ena_tx_ring *txr,
					     struct sk_buff *skb)
{
	return ena_tx_send(txr, skb, false, false);
}

static noinline netdev_tx_t ena_tx_send_llq(struct ena_tx_ring *txr,
					    struct sk_buff *skb)
{
	return ena_tx_send(txr, skb, true, false);
}

static noinline netdev_tx_t ena_tx_send_llq_linear(struct ena_tx_ring *txr,
						   struct sk_buff *skb)
{
	return ena_tx_send(txr, skb, true, true);
}

/* For a queue that went with a reset or with ethtool -L */
static noinline netdev_tx_t ena_tx_drop_stray(struct sk_buff *skb,
					      struct net_device *netdev)
{
	dev_core_stats_tx_dropped_inc(netdev);
	dev_kfree_skb_any(skb);
	return NETDEV_TX_OK;
}

/**
 * ena_tx_xmit() - ndo_start_xmit
 * @skb: packet; ours from here on, unless the ring is full
 * @netdev: the interface, up
 *
 * Context: Softirq or process with softirqs off, holds the lock of its queue.
 *
 * Return: %NETDEV_TX_BUSY if the queue was woken without room, or has to be
 * exchanged for one that can take @skb, else %NETDEV_TX_OK
 */
netdev_tx_t ena_tx_xmit(struct sk_buff *skb, struct net_device *netdev)
{
	const struct ena_net *enet = netdev_priv(netdev);
	const struct ena_queue_set *set = enet->set;
	u16 queue = skb_get_queue_mapping(skb);
	struct ena_tx_ring *txr;

	/* AF_XDP sockets name a queue for as long as they live */
	if (unlikely(queue >= set->cfg.nr))
		return ena_tx_drop_stray(skb, netdev);

	txr = &set->vec[queue]->txr;
	if (unlikely(txr->room < ENA_TX_ROOM_MIN) && !ena_tx_refresh_room(txr))
		return NETDEV_TX_BUSY;

	if (txr->desc)
		return ena_tx_send_host(txr, skb);
	if (skb_is_nonlinear(skb))
		return ena_tx_send_llq(txr, skb);

	return ena_tx_send_llq_linear(txr, skb);
}

/* Is @cdesc, the entry of index @head, a completion? Its flags to @flags. */
static __always_inline bool ena_tx_cq_peek(const struct ena_tx_ring *txr,
					   const struct ena_hw_tx_cdesc *cdesc,
					   u32 head, u8 *flags)
{
	*flags = READ_ONCE(cdesc->flags);
	if (FIELD_GET(ENA_HW_TX_CDESC_PHASE, *flags) !=
	    ena_phase(head, txr->mask))
		return false;

	/* The phase hands the entry over; read nothing else of it before */
	dma_rmb();
	return true;
}

bool ena_tx_has_work(const struct ena_tx_ring *txr)
{
	u32 head = READ_ONCE(txr->cq_head);
	u8 flags;

	return ena_tx_cq_peek(txr, &txr->cdesc[head & txr->mask], head, &flags);
}

bool ena_tx_is_skipped(const struct ena_tx_ring *txr)
{
	u32 head = READ_ONCE(txr->cq_head), next = head + 1;
	u8 flags;

	/* In this order: the device may be writing both at this moment */
	return ena_tx_cq_peek(txr, &txr->cdesc[next & txr->mask], next,
			      &flags) &&
	       !ena_tx_cq_peek(txr, &txr->cdesc[head & txr->mask], head,
			       &flags);
}

static void ena_tx_log_bad_id(const struct ena_tx_ring *txr, u16 req_id)
{
	if (req_id <= txr->mask)
		netdev_err(txr->txq->dev,
			   "tx_info doesn't have valid skb. qid %u req_id %u\n",
			   txr->queue, req_id);
	else
		netdev_err(txr->txq->dev, "Invalid req_id %u in qid %u\n",
			   req_id, txr->queue);
}

/* The device wrote what it cannot mean; nothing of it is used any more. */
static noinline void ena_tx_fail(struct ena_tx_ring *txr, u16 req_id, u8 flags)
{
	bool malformed = flags & txr->cdesc_mbz;

	txr->dead = true;
	if (malformed) {
		if (net_ratelimit())
			netdev_err(txr->txq->dev,
				   "Corrupted TX descriptor on q_id: %u, req_id: %u\n",
				   txr->queue, req_id);
		ena_dev_fail(txr->edev, ENA_HW_RESET_TX_DESC_MALFORMED);
		return;
	}

	u64_stats_update_begin(&txr->count->clean_sync);
	u64_stats_inc(&txr->count->clean.bad_req_id);
	u64_stats_update_end(&txr->count->clean_sync);
	if (net_ratelimit())
		ena_tx_log_bad_id(txr, req_id);
	ena_dev_fail(txr->edev, ENA_HW_RESET_INV_TX_REQ_ID);
}

static __always_inline void ena_tx_unmap_buf(struct ena_tx_ring *txr,
					     const struct ena_tx_buf *buf)
{
	if (buf->len)
		dma_unmap_page(txr->dma_dev, buf->dma, buf->len,
			       DMA_TO_DEVICE);
}

/* ... of a packet, from @id on; their ids are free from @id_prod on */
static noinline u32 ena_tx_unmap(struct ena_tx_ring *txr, u16 id, u32 id_prod)
{
	const struct ena_tx_buf *buf;

	do {
		buf = &txr->buf[id];
		ena_tx_unmap_buf(txr, buf);
		txr->free_id[id_prod++ & txr->mask] = id;
		id = buf->next;
	} while (id != ENA_TX_BUF_END);

	return id_prod;
}

/* What a run of completions amounts to */
struct ena_tx_done {
	u32 bytes;
	u32 slots;
	u32 id_prod;
};

/* Take the packet of a completion back; false: there is none, or a lie. */
static __always_inline bool ena_tx_complete(struct ena_tx_ring *txr, u32 head,
					    int napi_budget,
					    struct ena_tx_done *done)
{
	const struct ena_hw_tx_cdesc *cdesc = &txr->cdesc[head & txr->mask];
	struct ena_tx_buf *buf;
	u32 id, slots = 0;
	u8 flags;

	if (!ena_tx_cq_peek(txr, cdesc, head, &flags))
		return false;

	id = le16_to_cpu(READ_ONCE(cdesc->req_id));
	buf = &txr->buf[id];
	if (likely(id <= txr->mask))
		/* Pairs with ena_tx_publish() */
		slots = smp_load_acquire(&buf->slots);
	if (unlikely(!slots || flags & txr->cdesc_mbz)) {
		ena_tx_fail(txr, id, flags);
		return false;
	}

	buf->slots = 0;
	done->bytes += buf->bytes;
	done->slots += slots;
	ena_tx_unmap_buf(txr, buf);
	txr->free_id[done->id_prod++ & txr->mask] = id;
	if (buf->next != ENA_TX_BUF_END)
		done->id_prod = ena_tx_unmap(txr, buf->next, done->id_prod);
	napi_consume_skb(buf->skb, napi_budget);
	return true;
}

/* Give entries and ids back, wake the queue, count */
static __always_inline void ena_tx_finish(struct ena_tx_ring *txr, u32 pkts,
					  const struct ena_tx_done *done)
{
	struct ena_queue_counters *count = txr->count;
	int woken;

	txr->done_pkts += pkts;
	txr->done_bytes += done->bytes;
	/* Pairs with ena_tx_room() */
	smp_store_release(&txr->cons, txr->cons + done->slots);
	/* ... the same, for ids and what they stand for */
	smp_store_release(&txr->id_prod, done->id_prod);
	woken = netif_txq_completed_wake(txr->txq, pkts, done->bytes,
					 ena_tx_room(txr),
					 ena_tx_wake_room(txr));

	u64_stats_update_begin(&count->clean_sync);
	u64_stats_inc(&count->clean.tx_poll);
	if (!woken)
		u64_stats_inc(&count->clean.queue_wakeup);
	u64_stats_update_end(&count->clean_sync);
}

/**
 * ena_tx_clean() - take completions of a Tx ring
 * @txr: the ring
 * @napi_budget: of the poll; 0: netpoll, maybe with interrupts off
 *
 * At most a quarter of the ring, so that receive has its turn.
 *
 * Context: NAPI.
 *
 * Return: false if there may be more
 */
bool ena_tx_clean(struct ena_tx_ring *txr, int napi_budget)
{
	struct ena_tx_done done = { .id_prod = txr->id_prod };
	u32 head = txr->cq_head;
	u32 pkts, end = head + (txr->mask + 1) / 4;

	if (unlikely(txr->dead))
		return true;

	while (head != end && ena_tx_complete(txr, head, napi_budget, &done))
		head++;

	pkts = head - txr->cq_head;
	WRITE_ONCE(txr->cq_head, head);
	ena_tx_finish(txr, pkts, &done);
	return head != end;
}

void ena_tx_init(struct ena_tx_ring *txr)
{
	u32 i;

	for (i = 0; i <= txr->mask; i++) {
		txr->free_id[i] = i;
		txr->buf[i].slots = 0;
	}

	txr->prod = 0;
	txr->rung = 0;
	txr->id_cons = 0;
	txr->room = txr->mask;
	txr->meta = 0;
	txr->burst_left = txr->llq_burst;
	txr->cons = 0;
	txr->id_prod = txr->mask + 1;
	txr->cq_head = 0;
	txr->late_checked = jiffies;
	txr->late_oldest = jiffies;
	txr->dead = false;
}

/**
 * ena_tx_drain() - free packets the device will never complete
 * @txr: a ring whose queue does not exist on the device any more
 *
 * Context: Process. Neither transmit nor NAPI uses @txr.
 */
void ena_tx_drain(struct ena_tx_ring *txr)
{
	struct ena_tx_buf *buf;
	bool logged = false;
	u32 id, id_prod = 0;

	for (id = 0; id <= txr->mask; id++) {
		buf = &txr->buf[id];
		if (!buf->slots)
			continue;

		if (logged)
			netdev_dbg(txr->txq->dev,
				   "free uncompleted tx skb qid %u idx 0x%x\n",
				   txr->queue, id);
		else
			netdev_notice(txr->txq->dev,
				      "free uncompleted tx skb qid %u idx 0x%x\n",
				      txr->queue, id);
		logged = true;
		buf->slots = 0;
		id_prod = ena_tx_unmap(txr, id, id_prod);
		dev_kfree_skb_any(buf->skb);
	}

	ena_tx_init(txr);
}
