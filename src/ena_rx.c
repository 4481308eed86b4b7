// SPDX-License-Identifier: GPL-2.0-only
/*
 * Receive: buffers to the device, and packets out of its completions. Each
 * buffer is a page or a part of one, has room for the headers of an skb in
 * front and for its shared info behind, and goes back to the pool it came from.
 */
#include <linux/etherdevice.h>
#include <linux/if_vlan.h>
#include <net/page_pool/helpers.h>

#include "ena_desc.h"
#include "ena_rx.h"

#define ENA_RX_HEADROOM		(NET_SKB_PAD + NET_IP_ALIGN)
#define ENA_RX_BUF_MIN		2048	/* bytes, with all that is around */
#define ENA_RX_BUF_MAX		min_t(u32, PAGE_SIZE, 16384)
/* Free entries worth the doorbell of a refill (data plane 10.2) */
#define ENA_RX_REFILL_MAX	256

/* A completion, read once */
struct ena_rx_done {
	u32 status;
	u32 hash;
	u32 len;
	u32 id;
	u32 offset;
};

/* What one poll has counted; goes to the ring's counters at its end */
struct ena_rx_tally {
	u32 done;			/* packets the budget is charged with */
	u32 pkts;
	u32 bytes;
	u32 copied;
	u32 csum[ENA_RX_CSUM_UNCHECKED + 1];
	u32 skb_alloc_fail;
	u32 bad_desc;
	u32 bad_id;
};

/* Is @cdesc, the entry of index @cons, a completion? Its status to @status. */
static __always_inline bool ena_rx_cq_peek(const struct ena_rx_ring *rxr,
					   const struct ena_hw_rx_cdesc *cdesc,
					   u32 cons, u32 *status)
{
	*status = le32_to_cpu(READ_ONCE(cdesc->status));
	if (FIELD_GET(ENA_HW_RX_CDESC_PHASE, *status) !=
	    ena_phase(cons, rxr->mask))
		return false;

	/* The phase hands the entry over; read nothing else of it before */
	dma_rmb();
	return true;
}

static bool ena_rx_has_cdesc(const struct ena_rx_ring *rxr, u32 cons)
{
	u32 status;

	return ena_rx_cq_peek(rxr, &rxr->cdesc[cons & rxr->mask], cons,
			      &status);
}

bool ena_rx_has_work(const struct ena_rx_ring *rxr)
{
	return ena_rx_has_cdesc(rxr, READ_ONCE(rxr->cons));
}

bool ena_rx_is_skipped(const struct ena_rx_ring *rxr)
{
	u32 cons = READ_ONCE(rxr->cons);

	/* In this order: the device may be writing both at this moment */
	return ena_rx_has_cdesc(rxr, cons + 1) && !ena_rx_has_cdesc(rxr, cons);
}

bool ena_rx_is_starved(const struct ena_rx_ring *rxr)
{
	return READ_ONCE(rxr->prod) - READ_ONCE(rxr->cons) < rxr->bufs_max;
}

/* A buffer, and where it is in its page; most are half a page at most */
static __always_inline struct page *ena_rx_page_get(struct ena_rx_ring *rxr,
						    u32 *offset, gfp_t gfp)
{
	unsigned int size = rxr->buf_bytes;

	if (likely(size <= PAGE_SIZE / 2))
		return page_pool_alloc_frag(rxr->pool, offset, size, gfp);

	return page_pool_alloc(rxr->pool, offset, &size, gfp);
}

/* Have @buf be one the device may write to; false: no memory. */
static __always_inline bool ena_rx_buf_get(struct ena_rx_ring *rxr,
					   struct ena_rx_buf *buf, gfp_t gfp)
{
	struct page *page;
	u32 offset;

	if (buf->va)
		return true;

	page = ena_rx_page_get(rxr, &offset, gfp);
	if (unlikely(!page))
		return false;

	buf->va = page_address(page) + offset;
	buf->dma = page_pool_get_dma_addr(page) + offset + ENA_RX_HEADROOM;
	return true;
}

/* Post up to @want buffers and ring the doorbell once; returns how many. */
static u32 ena_rx_post(struct ena_rx_ring *rxr, u32 want, gfp_t gfp)
{
	u32 prod = rxr->prod, end = prod + want;
	struct ena_rx_buf *buf;
	u16 id;

	for (; prod != end; prod++) {
		id = rxr->free_id[prod & rxr->mask];
		buf = &rxr->buf[id];
		if (unlikely(!ena_rx_buf_get(rxr, buf, gfp)))
			break;

		ena_rx_desc_encode(&rxr->desc[prod & rxr->mask], buf->dma,
				   rxr->data_bytes, id,
				   ena_phase(prod, rxr->mask));
		buf->posted = true;
	}

	want = prod - rxr->prod;
	if (likely(want)) {
		WRITE_ONCE(rxr->prod, prod);
		writel(prod & ENA_HW_DB_INDEX, rxr->doorbell);
	}

	return want;
}

/* Entries that may be written; one stays empty (data plane 1.5) */
static __always_inline u32 ena_rx_free_entries(const struct ena_rx_ring *rxr)
{
	return rxr->mask - (rxr->prod - rxr->cons);
}

/* Post what there is room for; counts and tells of what was not to be had. */
static u32 ena_rx_refill(struct ena_rx_ring *rxr, gfp_t gfp)
{
	u32 want = ena_rx_free_entries(rxr);
	u32 got = ena_rx_post(rxr, want, gfp);

	if (likely(got == want))
		return got;

	ena_counters_update_begin(&rxr->count->rx_sync);
	u64_stats_inc(&rxr->count->rx.page_alloc_fail);
	u64_stats_inc(&rxr->count->rx.refil_partial);
	ena_counters_update_end(&rxr->count->rx_sync);

	if (net_ratelimit())
		netdev_warn(rxr->netdev,
			    "failed to alloc buffer for rx queue %u: Refilled rx qid %u with only %u buffers (from %u)\n",
			    rxr->queue, rxr->queue, got, want);
	return got;
}

/* The device wrote what it cannot mean; nothing of it is used any more. */
static noinline void ena_rx_fail(struct ena_rx_ring *rxr,
				 struct ena_rx_done d,
				 enum ena_hw_reset_reason reason,
				 struct ena_rx_tally *tally)
{
	bool log = net_ratelimit();

	rxr->dead = true;
	switch (reason) {
	case ENA_HW_RESET_INV_RX_REQ_ID:
		tally->bad_id++;
		if (log)
			netdev_err(rxr->netdev,
				   "Invalid req_id %u in qid %u\n",
				   d.id, rxr->queue);
		break;
	case ENA_HW_RESET_TOO_MANY_RX_DESCS:
		tally->bad_desc++;
		if (log)
			netdev_err(rxr->netdev,
				   "Too many RX cdescs (%u) > MAX(%u)\n",
				   rxr->nr_bufs + 1, rxr->bufs_max);
		break;
	default:
		if (log)
			netdev_err(rxr->netdev,
				   "%s descriptor #%u on q_id: %u, req_id: %u\n",
				   d.status & ENA_HW_RX_CDESC_FIRST &&
				   rxr->nr_bufs ? "First bit is on in" :
						  "Corrupted RX",
				   rxr->nr_bufs, rxr->queue, d.id);
		break;
	}

	ena_dev_fail(rxr->edev, reason);
}

/* Is @d what the device may say now? ENA_HW_RESET_NORMAL: yes */
static __always_inline enum ena_hw_reset_reason
ena_rx_check(const struct ena_rx_ring *rxr, const struct ena_rx_done *d,
	     bool begun)
{
	if (unlikely(d->id > rxr->mask || !rxr->buf[d->id].posted))
		return ENA_HW_RESET_INV_RX_REQ_ID;

	if (unlikely(d->status & rxr->cdesc_mbz ||
		     d->len + d->offset > rxr->data_bytes))
		return ENA_HW_RESET_RX_DESC_MALFORMED;

	if (likely(!begun))
		return ENA_HW_RESET_NORMAL;

	if (d->status & ENA_HW_RX_CDESC_FIRST)
		return ENA_HW_RESET_RX_DESC_MALFORMED;

	return rxr->nr_bufs >= rxr->bufs_max ? ENA_HW_RESET_TOO_MANY_RX_DESCS :
					       ENA_HW_RESET_NORMAL;
}

static __always_inline void ena_rx_sync_for_cpu(const struct ena_rx_ring *rxr,
						const struct ena_rx_buf *buf,
						const struct ena_rx_done *d)
{
	dma_sync_single_for_cpu(rxr->dma_dev, buf->dma, d->offset + d->len,
				DMA_FROM_DEVICE);
}

/* An skb around the buffer, which is the skb's from then on */
static __always_inline struct sk_buff *
ena_rx_build(struct ena_rx_ring *rxr, struct ena_rx_buf *buf,
	     const struct ena_rx_done *d)
{
	struct sk_buff *skb;

	skb = napi_build_skb(buf->va, rxr->buf_bytes);
	if (unlikely(!skb))
		return NULL;

	buf->va = NULL;
	skb_mark_for_recycle(skb);
	skb_reserve(skb, ENA_RX_HEADROOM + d->offset);
	__skb_put(skb, d->len);
	return skb;
}

/* An skb with a copy; the buffer goes to the device again as it is. */
static __always_inline struct sk_buff *
ena_rx_copy(struct ena_rx_ring *rxr, const struct ena_rx_buf *buf,
	    const struct ena_rx_done *d)
{
	struct sk_buff *skb;

	skb = napi_alloc_skb(rxr->napi, d->len);
	if (unlikely(!skb))
		return NULL;

	memcpy(__skb_put(skb, d->len), buf->va + ENA_RX_HEADROOM + d->offset,
	       d->len);
	dma_sync_single_for_device(rxr->dma_dev, buf->dma, d->offset + d->len,
				   DMA_FROM_DEVICE);
	return skb;
}

/* A packet in one buffer; NULL: dropped, and the buffer stays. */
static __always_inline struct sk_buff *
ena_rx_whole(struct ena_rx_ring *rxr, struct ena_rx_buf *buf,
	     const struct ena_rx_done *d, struct ena_rx_tally *tally)
{
	struct sk_buff *skb;

	/* The stack reads them soon */
	net_prefetch(buf->va + ENA_RX_HEADROOM);
	if (unlikely(d->len < ETH_HLEN)) {
		tally->bad_desc++;
		return NULL;
	}

	ena_rx_sync_for_cpu(rxr, buf, d);
	if (d->len <= READ_ONCE(rxr->copybreak)) {
		skb = ena_rx_copy(rxr, buf, d);
		tally->copied += !!skb;
	} else {
		skb = ena_rx_build(rxr, buf, d);
	}

	tally->skb_alloc_fail += !skb;
	return skb;
}

/*
 * One buffer of a packet of several. The packet waits in the ring for the
 * rest, which may come with a later poll; without an skb what is left of it is
 * skipped. An empty buffer (data plane 5.3, R7) stays where it is.
 *
 * Returns the packet when it is complete and good.
 */
static noinline struct sk_buff *
ena_rx_part(struct ena_rx_ring *rxr, struct ena_rx_buf *buf,
	    struct ena_rx_done d, struct ena_rx_tally *tally)
{
	struct sk_buff *skb = rxr->skb;

	if (d.len)
		ena_rx_sync_for_cpu(rxr, buf, &d);

	if (!rxr->nr_bufs++) {
		skb = ena_rx_build(rxr, buf, &d);
		tally->skb_alloc_fail += !skb;
	} else if (skb && d.len) {
		skb_add_rx_frag(skb, skb_shinfo(skb)->nr_frags,
				virt_to_page(buf->va),
				offset_in_page(buf->va) + ENA_RX_HEADROOM +
				d.offset, d.len, rxr->buf_bytes);
		buf->va = NULL;
	}

	rxr->skb = skb;
	if (!(d.status & ENA_HW_RX_CDESC_LAST))
		return NULL;

	rxr->skb = NULL;
	rxr->nr_bufs = 0;
	if (skb && unlikely(!pskb_may_pull(skb, ETH_HLEN))) {
		tally->bad_desc++;
		kfree_skb(skb);
		return NULL;
	}

	return skb;
}

/* What the device says of checksum and hash of any packet */
static noinline enum ena_rx_csum
ena_rx_describe(const struct ena_rx_ring *rxr, struct sk_buff *skb, u32 status,
		u32 hash)
{
	enum ena_rx_csum csum = ENA_RX_CSUM_NONE;

	if (READ_ONCE(rxr->csum_on))
		csum = ena_rx_status_csum(status);
	if (csum == ENA_RX_CSUM_GOOD)
		skb->ip_summed = CHECKSUM_UNNECESSARY;

	if (rxr->hash_on)
		skb_set_hash(skb, hash, ena_rx_status_has_l4_hash(status) ?
			     PKT_HASH_TYPE_L4 : PKT_HASH_TYPE_NONE);
	return csum;
}

/* ... of the most frequent kind, when nothing is switched off */
static __always_inline enum ena_rx_csum
ena_rx_describe_good(struct sk_buff *skb, u32 hash)
{
	skb->ip_summed = CHECKSUM_UNNECESSARY;
	skb_set_hash(skb, hash, PKT_HASH_TYPE_L4);
	return ENA_RX_CSUM_GOOD;
}

/* What the last completion says of the packet, and on to the stack */
static __always_inline void ena_rx_deliver(struct ena_rx_ring *rxr,
					   struct sk_buff *skb,
					   const struct ena_rx_done *d,
					   struct ena_rx_tally *tally)
{
	bool plain = ena_rx_status_is_good(d->status) &&
		     READ_ONCE(rxr->csum_on) && rxr->hash_on;
	enum ena_rx_csum csum;

	tally->pkts++;
	tally->bytes += skb->len;
	if (likely(plain))
		csum = ena_rx_describe_good(skb, d->hash);
	else
		csum = ena_rx_describe(rxr, skb, d->status, d->hash);
	tally->csum[csum]++;

	skb_record_rx_queue(skb, rxr->queue);
	skb->protocol = eth_type_trans(skb, rxr->netdev);
	napi_gro_receive(rxr->napi, skb);
}

/* Take one completion; false: there is none, or it was a lie. */
static __always_inline bool ena_rx_next(struct ena_rx_ring *rxr,
					struct ena_rx_tally *tally)
{
	const struct ena_hw_rx_cdesc *cdesc;
	bool begun = rxr->nr_bufs, last;
	enum ena_hw_reset_reason reason;
	struct ena_rx_done d = {};
	struct ena_rx_buf *buf;
	u32 cons = rxr->cons;
	struct sk_buff *skb;

	cdesc = &rxr->cdesc[cons & rxr->mask];
	if (!ena_rx_cq_peek(rxr, cdesc, cons, &d.status))
		return false;

	d.len = le16_to_cpu(READ_ONCE(cdesc->len));
	d.id = le16_to_cpu(READ_ONCE(cdesc->req_id));
	d.hash = le32_to_cpu(READ_ONCE(cdesc->hash));
	/* Only the first completion has an offset */
	d.offset = likely(!begun) ? READ_ONCE(cdesc->offset) : 0;

	reason = ena_rx_check(rxr, &d, begun);
	if (unlikely(reason)) {
		ena_rx_fail(rxr, d, reason, tally);
		return false;
	}

	buf = &rxr->buf[d.id];
	buf->posted = false;
	rxr->free_id[cons & rxr->mask] = d.id;
	WRITE_ONCE(rxr->cons, cons + 1);

	last = d.status & ENA_HW_RX_CDESC_LAST;
	tally->done += last;
	if (likely(last && !begun))
		skb = ena_rx_whole(rxr, buf, &d, tally);
	else
		skb = ena_rx_part(rxr, buf, d, tally);

	if (likely(skb))
		ena_rx_deliver(rxr, skb, &d, tally);
	return true;
}

static void ena_rx_count(struct ena_rx_ring *rxr,
			 const struct ena_rx_tally *tally)
{
	struct ena_rx_stats *rx = &rxr->count->rx;

	u64_stats_update_begin(&rxr->count->rx_sync);
	u64_stats_add(&rx->cnt, tally->pkts);
	u64_stats_add(&rx->bytes, tally->bytes);
	u64_stats_add(&rx->rx_copybreak_pkt, tally->copied);
	u64_stats_add(&rx->csum_good, tally->csum[ENA_RX_CSUM_GOOD]);
	u64_stats_add(&rx->csum_bad, tally->csum[ENA_RX_CSUM_BAD]);
	u64_stats_add(&rx->csum_unchecked, tally->csum[ENA_RX_CSUM_UNCHECKED]);
	u64_stats_add(&rx->skb_alloc_fail, tally->skb_alloc_fail);
	u64_stats_add(&rx->bad_desc_num, tally->bad_desc);
	u64_stats_add(&rx->bad_req_id, tally->bad_id);
	u64_stats_update_end(&rxr->count->rx_sync);
}

/**
 * ena_rx_poll() - receive packets
 * @rxr: the ring
 * @budget: packets at most; more than 0
 *
 * Buffers are posted again in batches, one doorbell each. A completion that
 * cannot be costs a reset: the ring is not looked at again before it.
 *
 * Context: NAPI.
 *
 * Return: packets taken; @budget if there may be more
 */
int ena_rx_poll(struct ena_rx_ring *rxr, int budget)
{
	struct ena_rx_tally tally = {};

	if (unlikely(rxr->dead))
		return 0;

	while (tally.done < budget)
		if (!ena_rx_next(rxr, &tally))
			break;

	if (ena_rx_free_entries(rxr) > rxr->refill_min)
		ena_rx_refill(rxr, GFP_ATOMIC | __GFP_NOWARN);

	ena_rx_count(rxr, &tally);
	return tally.done;
}

/* Smallest buffer for a whole frame of @mtu, else the largest there is */
static u32 ena_rx_buf_bytes(u32 mtu)
{
	u32 frame = mtu + ETH_HLEN + 2 * VLAN_HLEN;
	u32 bytes = SKB_DATA_ALIGN(ENA_RX_HEADROOM + frame) +
		    SKB_DATA_ALIGN(sizeof(struct skb_shared_info));

	return clamp_t(u32, roundup_pow_of_two(bytes), ENA_RX_BUF_MIN,
		       ENA_RX_BUF_MAX);
}

int ena_rx_alloc_pool(struct ena_rx_ring *rxr, u32 mtu, int node)
{
	struct page_pool_params params = {
		.flags = PP_FLAG_DMA_MAP | PP_FLAG_DMA_SYNC_DEV,
		.pool_size = rxr->mask + 1,
		.nid = node,
		.dev = rxr->dma_dev,
		.napi = rxr->napi,
		.netdev = rxr->netdev,
		.queue_idx = rxr->queue,
		.dma_dir = DMA_FROM_DEVICE,
		.max_len = PAGE_SIZE,
	};
	struct page_pool *pool;

	rxr->buf_bytes = ena_rx_buf_bytes(mtu);
	rxr->data_bytes = SKB_WITH_OVERHEAD(rxr->buf_bytes) - ENA_RX_HEADROOM;
	rxr->refill_min = min_t(u32, (rxr->mask + 1) / 8, ENA_RX_REFILL_MAX);

	pool = page_pool_create(&params);
	if (IS_ERR(pool))
		return PTR_ERR(pool);

	rxr->pool = pool;
	return 0;
}

void ena_rx_free_pool(struct ena_rx_ring *rxr)
{
	page_pool_destroy(rxr->pool);
}

void ena_rx_init(struct ena_rx_ring *rxr)
{
	u32 i;

	for (i = 0; i <= rxr->mask; i++)
		rxr->free_id[i] = i;

	rxr->prod = 0;
	rxr->cons = 0;
	rxr->dead = false;
}

/* A shorter ring is better than a process that is killed for a long one */
u32 ena_rx_fill(struct ena_rx_ring *rxr)
{
	return ena_rx_refill(rxr, GFP_KERNEL | __GFP_RETRY_MAYFAIL |
				  __GFP_NOWARN);
}

/**
 * ena_rx_drain() - take all buffers back into the pool
 * @rxr: a ring whose queue does not exist on the device any more
 *
 * Context: Process. NAPI does not use @rxr.
 */
void ena_rx_drain(struct ena_rx_ring *rxr)
{
	struct ena_rx_buf *buf;
	u32 id;

	for (id = 0; id <= rxr->mask; id++) {
		buf = &rxr->buf[id];
		if (buf->va)
			page_pool_put_full_page(rxr->pool,
						virt_to_page(buf->va), false);
		buf->va = NULL;
		buf->posted = false;
	}

	kfree_skb(rxr->skb);
	rxr->skb = NULL;
	rxr->nr_bufs = 0;
	ena_rx_init(rxr);
}
