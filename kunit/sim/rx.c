// SPDX-License-Identifier: GPL-2.0-only
/*
 * Receive: posted buffers, where a frame goes, completions (data plane 5 and
 * 11.6). A frame is delivered whole or not at all. A posted descriptor is
 * looked at twice: checked when the doorbell comes, used when a frame comes.
 */
#include <linux/etherdevice.h>

#include "packet.h"

#define ENA_SIM_RX_FRAMES	128	/* one poll */

#define ENA_SIM_RX_ALWAYS \
	(ENA_HW_RX_FIRST | ENA_HW_RX_LAST | ENA_HW_RX_COMP_REQ)

/* A frame and what the device found out about it */
struct ena_sim_rx_frame {
	struct sk_buff *skb;
	struct ena_sim_headers hdr;
	struct ena_sim_verdict verdict;
	u32 offset;			/* bytes skipped in the first buffer */
	u32 hash;
};

static struct ena_hw_rx_desc ena_sim_rx_fetch(const struct ena_sim_sq *sq,
					      u32 idx)
{
	const struct ena_hw_rx_desc *ring = sq->base;
	struct ena_hw_rx_desc desc = ring[idx & (sq->depth - 1)];

	/* The driver may still change it: from here on the copy counts */
	barrier();
	return desc;
}

static u64 ena_sim_rx_addr(const struct ena_hw_rx_desc *desc)
{
	return (u64)le16_to_cpu(desc->addr_hi) << 32 |
	       le32_to_cpu(desc->addr_lo);
}

static u32 ena_sim_rx_size(const struct ena_hw_rx_desc *desc)
{
	return le16_to_cpu(desc->len) ?: ENA_HW_RX_LEN_64K;
}

/* Does entry @idx share memory with one posted before it? Slow. */
static void ena_sim_rx_check_overlap(struct ena_sim_fn *fn,
				     struct ena_sim_sq *sq,
				     const struct ena_hw_rx_desc *desc, u32 idx)
{
	u64 start = ena_sim_rx_addr(desc);
	u64 end = start + ena_sim_rx_size(desc);
	struct ena_hw_rx_desc other;
	u64 addr;
	u32 i;

	for (i = sq->head; i != idx; i++) {
		other = ena_sim_rx_fetch(sq, i);
		addr = ena_sim_rx_addr(&other);
		if (start >= addr + ena_sim_rx_size(&other) || end <= addr)
			continue;
		ena_sim_referee(fn, ENA_SIM_BREACH_RX_BUF_TOUCHED,
				"SQ %u: buffers of entries %u and %u overlap at %#llx",
				sq->idx, i, idx, start);
		return;
	}
}

static void ena_sim_rx_check_posted(struct ena_sim_fn *fn,
				    struct ena_sim_sq *sq, u32 idx)
{
	struct ena_hw_rx_desc desc = ena_sim_rx_fetch(sq, idx);
	u16 req_id = le16_to_cpu(desc.req_id);

	if (FIELD_GET(ENA_HW_RX_PHASE, desc.ctrl) !=
	    ena_sim_phase(idx, sq->depth))
		ena_sim_referee(fn, ENA_SIM_BREACH_RX_PHASE,
				"SQ %u: wrong phase at entry %u",
				sq->idx, idx);
	if ((desc.ctrl & ENA_SIM_RX_ALWAYS) != ENA_SIM_RX_ALWAYS ||
	    desc.ctrl & ENA_HW_RX_CTRL_MBZ || desc.rsvd || desc.rsvd2 ||
	    desc.rsvd3)
		ena_sim_referee(fn, ENA_SIM_BREACH_RX_RESERVED,
				"SQ %u: entry %u: control %#x, reserved %#x %#x %#x",
				sq->idx, idx, desc.ctrl, desc.rsvd,
				le16_to_cpu(desc.rsvd2),
				le16_to_cpu(desc.rsvd3));
	if (__test_and_set_bit(req_id, sq->in_flight))
		ena_sim_referee(fn, ENA_SIM_BREACH_RX_REQ_ID,
				"SQ %u: request id %u is posted already",
				sq->idx, req_id);
	if (fn->strict)
		ena_sim_rx_check_overlap(fn, sq, &desc, idx);
}

static bool ena_sim_rx_doorbell(struct ena_sim_fn *fn, struct ena_sim_sq *sq)
{
	u32 idx = sq->head + ena_sim_sq_avail(sq);
	u32 end;

	if (!ena_sim_sq_doorbell(fn, sq))
		return false;

	end = sq->head + ena_sim_sq_avail(sq);
	if (idx == end)
		return false;
	for (; idx != end; idx++)
		ena_sim_rx_check_posted(fn, sq, idx);
	return true;
}

/* Take the next buffer into the plan, for at most @len bytes of the frame */
static u32 ena_sim_rx_plan_buf(struct ena_sim_work *work,
			       const struct ena_sim_sq *sq, u32 offset, u32 len)
{
	struct ena_sim_rx_buf *buf = &work->buf[work->nr_bufs];
	u32 room;

	buf->desc = ena_sim_rx_fetch(sq, sq->head + work->nr_bufs);
	room = ena_sim_rx_size(&buf->desc);
	if (!work->nr_bufs)
		room -= min(offset, room);
	buf->len = min(len, room);
	work->nr_bufs++;
	return buf->len;
}

/* -EMSGSIZE: more buffers than a packet may have; -ENOBUFS: than are posted */
static int ena_sim_rx_plan(struct ena_sim_fn *fn, const struct ena_sim_sq *sq,
			   u32 offset, u32 len)
{
	u32 avail = ena_sim_sq_avail(sq);
	struct ena_sim_work *work = fn->work;

	work->nr_bufs = 0;
	while (len) {
		if (work->nr_bufs == fn->cfg.rx_descs)
			return -EMSGSIZE;
		if (work->nr_bufs == avail)
			return -ENOBUFS;
		len -= ena_sim_rx_plan_buf(work, sq, offset, len);
	}

	return 0;
}

/* Spread the frame over @n buffers, for the sake of a fault */
static void ena_sim_rx_spread(struct ena_sim_work *work,
			      const struct ena_sim_sq *sq, u32 offset, u32 len,
			      u32 n)
{
	u32 share = len / n;

	work->nr_bufs = 0;
	while (work->nr_bufs < n - 1)
		ena_sim_rx_plan_buf(work, sq, offset, share);
	ena_sim_rx_plan_buf(work, sq, offset, len - share * (n - 1));
}

/* Faults that need another number of completions than the frame does */
static void ena_sim_rx_plan_faults(struct ena_sim_fn *fn,
				   const struct ena_sim_sq *sq,
				   const struct ena_sim_rx_frame *frame)
{
	u32 avail = ena_sim_sq_avail(sq);
	struct ena_sim_work *work = fn->work;
	u32 limit = fn->cfg.rx_descs;

	if (avail > limit && ena_sim_fault_hit(fn, ENA_SIM_FAULT_RX_TOO_MANY))
		ena_sim_rx_spread(work, sq, frame->offset, frame->skb->len,
				  limit + 1);
	if (avail > work->nr_bufs && work->nr_bufs < limit &&
	    ena_sim_fault_hit(fn, ENA_SIM_FAULT_RX_ZERO_LAST))
		ena_sim_rx_plan_buf(work, sq, frame->offset, 0);
}

static u32 ena_sim_rx_status(const struct ena_sim_fn *fn,
			     const struct ena_sim_rx_frame *frame)
{
	const struct ena_sim_verdict *verdict = &frame->verdict;
	const struct ena_sim_headers *hdr = &frame->hdr;
	bool v4 = hdr->l3 == ENA_HW_L3_IPV4;
	u32 status, l4_bit;

	status = FIELD_PREP(ENA_HW_RX_CDESC_L3_PROTO, hdr->l3) |
		 FIELD_PREP(ENA_HW_RX_CDESC_L4_PROTO, hdr->l4) |
		 FIELD_PREP(ENA_HW_RX_CDESC_VLANS, hdr->vlans);
	if (hdr->ipv4_frag)
		status |= ENA_HW_RX_CDESC_IPV4_FRAG;
	if (v4 && (verdict->l3_bad ||
		   !(fn->cfg.rx_offloads & ENA_HW_OFFLOAD_RX_L3_IPV4)))
		status |= ENA_HW_RX_CDESC_L3_CSUM_ERR;

	l4_bit = v4 ? ENA_HW_OFFLOAD_RX_L4_IPV4 : ENA_HW_OFFLOAD_RX_L4_IPV6;
	if (verdict->l4_checked && fn->cfg.rx_offloads & l4_bit) {
		status |= ENA_HW_RX_CDESC_L4_CSUM_CHECKED;
		if (verdict->l4_bad)
			status |= ENA_HW_RX_CDESC_L4_CSUM_ERR;
	}

	return status;
}

/* RX_CSUM_BAD; frames that have no checksum do not use it up */
static u32 ena_sim_rx_bad_csum(struct ena_sim_fn *fn,
			       const struct ena_sim_rx_frame *frame)
{
	u32 bits = 0;

	if (frame->hdr.l4)
		bits = ENA_HW_RX_CDESC_L4_CSUM_CHECKED |
		       ENA_HW_RX_CDESC_L4_CSUM_ERR;
	else if (frame->hdr.l3 == ENA_HW_L3_IPV4)
		bits = ENA_HW_RX_CDESC_L3_CSUM_ERR;

	if (bits && ena_sim_fault_hit(fn, ENA_SIM_FAULT_RX_CSUM_BAD))
		return bits;

	return 0;
}

/* Completion @i of the frame, fields only where they are to be relied on */
static void ena_sim_rx_compose(struct ena_sim_fn *fn,
			       const struct ena_sim_sq *sq,
			       const struct ena_sim_rx_frame *frame, u32 i,
			       struct ena_hw_rx_cdesc_ext *cdesc)
{
	const struct ena_sim_rx_buf *buf = &fn->work->buf[i];
	u32 status = ENA_HW_RX_CDESC_BUFFER;
	u64 now;

	if (!i) {
		status |= ENA_HW_RX_CDESC_FIRST;
		cdesc->base.offset = frame->offset;
	}
	if (i == fn->work->nr_bufs - 1) {
		status |= ENA_HW_RX_CDESC_LAST | ena_sim_rx_status(fn, frame) |
			  ena_sim_rx_bad_csum(fn, frame);
		if (fn->cfg.rx_offloads & ENA_HW_OFFLOAD_RX_HASH)
			cdesc->base.hash = cpu_to_le32(frame->hash);
		now = fn->cq[sq->cq].extended ? fn->front->real_ns(fn->ctx) : 0;
		cdesc->timestamp_lo = cpu_to_le32(lower_32_bits(now));
		cdesc->timestamp_hi = cpu_to_le32(upper_32_bits(now));
	}

	cdesc->base.status = cpu_to_le32(status);
	cdesc->base.len = cpu_to_le16(buf->len);
	cdesc->base.req_id = buf->desc.req_id;
	cdesc->base.sub_qid = cpu_to_le16(sq->idx);
	cdesc->addr_lo = buf->desc.addr_lo;
	cdesc->addr_hi = buf->desc.addr_hi;
}

/* What the armed @fault puts in place of a field that holds @largest at most */
static u16 ena_sim_rx_arg(const struct ena_sim_fn *fn, enum ena_sim_fault fault,
			  u16 largest)
{
	return ena_sim_fault_arg(fn, fault) ?: largest;
}

/* Faults in the first completion of a frame */
static void ena_sim_rx_first_faults(struct ena_sim_fn *fn,
				    const struct ena_sim_sq *sq,
				    struct ena_hw_rx_cdesc *cdesc)
{
	u16 id = le16_to_cpu(cdesc->req_id);
	u16 arg;

	if (ena_sim_fault_hit(fn, ENA_SIM_FAULT_RX_BAD_ID)) {
		arg = ena_sim_rx_arg(fn, ENA_SIM_FAULT_RX_BAD_ID, U16_MAX);
		cdesc->req_id = cpu_to_le16(arg);
	}
	if (ena_sim_fault_hit(fn, ENA_SIM_FAULT_RX_DUP_ID)) {
		id = find_next_zero_bit(sq->in_flight, U16_MAX, id + 1);
		if (id >= sq->depth)
			id = find_first_zero_bit(sq->in_flight, U16_MAX);
		cdesc->req_id = cpu_to_le16(id);
	}
	if (ena_sim_fault_hit(fn, ENA_SIM_FAULT_RX_BAD_LEN)) {
		arg = ena_sim_rx_arg(fn, ENA_SIM_FAULT_RX_BAD_LEN, U16_MAX);
		cdesc->len = cpu_to_le16(arg);
	}
	if (ena_sim_fault_hit(fn, ENA_SIM_FAULT_RX_ZERO_LEN))
		cdesc->len = 0;
	if (ena_sim_fault_hit(fn, ENA_SIM_FAULT_RX_BAD_OFFSET))
		cdesc->offset = ena_sim_rx_arg(fn, ENA_SIM_FAULT_RX_BAD_OFFSET,
					       U8_MAX);
}

static void ena_sim_rx_post(struct ena_sim_fn *fn, struct ena_sim_sq *sq,
			    const struct ena_sim_rx_frame *frame, u32 i)
{
	struct ena_sim_cq *cq = &fn->cq[sq->cq];
	struct ena_hw_rx_cdesc_ext cdesc = { };
	u32 flip = 0;

	if (!cq->live)
		return;

	ena_sim_rx_compose(fn, sq, frame, i, &cdesc);
	if (!i)
		ena_sim_rx_first_faults(fn, sq, &cdesc.base);
	if (i && ena_sim_fault_hit(fn, ENA_SIM_FAULT_RX_FIRST_AGAIN))
		flip |= ENA_HW_RX_CDESC_FIRST;
	if (i == fn->work->nr_bufs - 1 &&
	    ena_sim_fault_hit(fn, ENA_SIM_FAULT_RX_NO_LAST))
		flip |= ENA_HW_RX_CDESC_LAST;
	if (ena_sim_fault_hit(fn, ENA_SIM_FAULT_RX_MBZ))
		flip |= ENA_HW_RX_CDESC_MBZ;
	cdesc.base.status ^= cpu_to_le32(flip);

	sq->completions++;
	ena_sim_cq_post(fn, cq, &cdesc, ENA_SIM_VEC_RX,
			ena_sim_fault_hit(fn, ENA_SIM_FAULT_RX_PHASE));
}

/* Fill the planned buffers. False: one of them is not memory. */
static bool ena_sim_rx_fill(struct ena_sim_fn *fn,
			    const struct ena_sim_rx_frame *frame)
{
	struct ena_sim_work *work = fn->work;
	const u8 *data = frame->skb->data;
	struct ena_sim_rx_buf *buf;
	u32 size, offset;
	u8 *mem;
	u32 i;

	for (i = 0; i < work->nr_bufs; i++) {
		buf = &work->buf[i];
		size = ena_sim_rx_size(&buf->desc);
		mem = ena_sim_dma(fn, ena_sim_rx_addr(&buf->desc), size,
				  "Rx buffer");
		if (!mem)
			return false;
		offset = i ? 0 : min(frame->offset, size);
		memcpy(mem + offset, data, buf->len);
		data += buf->len;
	}

	return true;
}

/* The planned buffers are the driver's again, or lost to it */
static void ena_sim_rx_consume(struct ena_sim_fn *fn, struct ena_sim_sq *sq)
{
	struct ena_sim_work *work = fn->work;
	u16 req_id;
	u32 i;

	for (i = 0; i < work->nr_bufs; i++) {
		req_id = le16_to_cpu(work->buf[i].desc.req_id);
		if (!__test_and_clear_bit(req_id, sq->in_flight))
			ena_sim_referee(fn, ENA_SIM_BREACH_SQ_REWRITTEN,
					"SQ %u: entry %u has request id %u, which was not posted",
					sq->idx, sq->head + i, req_id);
	}
	sq->head += work->nr_bufs;
}

static void ena_sim_rx_deliver(struct ena_sim_fn *fn, struct ena_sim_sq *sq,
			       const struct ena_sim_rx_frame *frame)
{
	u32 len = frame->skb->len;
	bool filled;
	int err;
	u32 i;

	err = ena_sim_rx_plan(fn, sq, frame->offset, len);
	if (err == -ENOBUFS)
		fn->count.rx_overruns++;
	else if (err)
		fn->count.rx_drops++;
	if (err)
		return;

	ena_sim_rx_plan_faults(fn, sq, frame);
	if (fn->work->nr_bufs == 1 && ena_sim_sq_avail(sq) > 1 &&
	    fn->fault[ENA_SIM_FAULT_RX_FIRST_AGAIN].budget)
		ena_sim_rx_spread(fn->work, sq, frame->offset, len, 2);

	filled = ena_sim_rx_fill(fn, frame);
	ena_sim_rx_consume(fn, sq);
	if (!filled || ena_sim_fault_hit(fn, ENA_SIM_FAULT_RX_LOST)) {
		fn->count.rx_drops++;
		return;
	}

	fn->count.rx_packets++;
	fn->count.rx_bytes += len;
	sq->packets++;
	sq->bytes += len;
	for (i = 0; i < fn->work->nr_bufs; i++)
		ena_sim_rx_post(fn, sq, frame, i);
}

/* Invert the last byte that a checksum covers */
static void ena_sim_rx_corrupt(struct sk_buff *skb)
{
	struct ena_sim_headers hdr;
	u32 pos = skb->len - 1;

	if (skb_ensure_writable(skb, skb->len))
		return;

	ena_sim_parse(skb->data, skb->len, skb->len, &hdr);
	if (hdr.l4)
		pos = hdr.l4_off + hdr.l4_len - 1;
	skb->data[pos] ^= 0xff;
}

static void ena_sim_rx_frame(struct ena_sim_fn *fn, struct sk_buff *skb)
{
	struct ena_sim_rx_frame frame = { .skb = skb };
	struct ena_sim_sq *sq;
	bool hashed;

	if (ena_sim_fault_hit(fn, ENA_SIM_FAULT_RX_CORRUPT))
		ena_sim_rx_corrupt(skb);

	ena_sim_parse(skb->data, skb->len, skb->len, &frame.hdr);
	if (skb->len > ena_sim_frame_max(READ_ONCE(fn->mtu),
					 frame.hdr.vlans)) {
		fn->count.rx_drops++;
		return;
	}

	ena_sim_verify(skb->data, skb->len, &frame.hdr, &frame.verdict);
	hashed = ena_sim_rss_hash(fn, skb->data, &frame.hdr, &frame.hash);
	if (READ_ONCE(fn->host_features) & ENA_HW_HOST_RX_OFFSET)
		frame.offset = fn->cfg.rx_offset;

	sq = ena_sim_rx_target(fn, &frame.hdr, hashed, frame.hash);
	if (sq)
		ena_sim_rx_deliver(fn, sq, &frame);
}

bool ena_sim_rx_poll(struct ena_sim_fn *fn)
{
	u32 budget = ENA_SIM_RX_FRAMES;
	struct ena_sim_sq *sq;
	struct sk_buff *skb;
	bool busy = false;

	lockdep_assert_held(&fn->io_lock);

	for (sq = fn->sq; sq < fn->sq + ENA_SIM_MAX_SQS; sq++)
		if (sq->live && !sq->tx)
			busy |= ena_sim_rx_doorbell(fn, sq);

	if (skb_queue_empty_lockless(&fn->rx_wait) ||
	    ena_sim_fault_hit(fn, ENA_SIM_FAULT_RX_STALL))
		return busy;

	while (budget--) {
		skb = skb_dequeue(&fn->rx_wait);
		if (!skb)
			break;
		/* A wire carries no shorter frames; @skb is gone on error */
		if (eth_skb_pad(skb))
			continue;
		if (!skb_linearize(skb))
			ena_sim_rx_frame(fn, skb);
		kfree_skb(skb);
	}

	return true;
}
