// SPDX-License-Identifier: GPL-2.0-only
/*
 * Transmit: doorbells, descriptors in host memory and in LLQ entries, packet
 * assembly and completions (data plane 2 to 4, 11.2 to 11.5). A packet is
 * taken when all of it is there: nothing of one is kept between two polls.
 */
#include "packet.h"

/* One poll of one SQ, so that others get their turn */
#define ENA_SIM_TX_PACKETS	64
#define ENA_SIM_TX_BYTES	(512 * 1024)
#define ENA_SIM_TX_FRAMES	1024

/* A completion held for TX_REORDER goes out alone after so long; queues are polled then */
#define ENA_SIM_TX_REORDER_NS	(5 * NSEC_PER_MSEC)

int ena_sim_io_init(struct ena_sim_fn *fn)
{
	fn->work = kvcalloc(1, sizeof(*fn->work), GFP_KERNEL);
	return fn->work ? 0 : -ENOMEM;
}

void ena_sim_io_exit(struct ena_sim_fn *fn)
{
	kvfree(fn->work);
	fn->work = NULL;
}

/* The ring makes no sense any more; what is left of it is never looked at */
static void ena_sim_tx_jam(struct ena_sim_fn *fn, struct ena_sim_sq *sq)
{
	sq->stuck = true;
	if (fn->strict)
		ena_sim_aenq_raise(fn, ENA_HW_AENQ_RESET_REQUEST);
}

/* Entries of one LLQ burst, by the smallest divisor in use, or U32_MAX */
static u32 ena_sim_tx_burst_max(const struct ena_sim_fn *fn,
				const struct ena_sim_sq *sq)
{
	if (!sq->llq || !(fn->cfg.llq_flags & ENA_HW_LLQ_LIMIT_BURST))
		return U32_MAX;

	return fn->cfg.llq_burst / 128 ?: U32_MAX;
}

bool ena_sim_sq_doorbell(struct ena_sim_fn *fn, struct ena_sim_sq *sq)
{
	u32 val = ena_sim_reg_get(fn, ENA_SIM_REG_SQ_DB(sq - fn->sq));
	u16 db = FIELD_GET(ENA_HW_DB_INDEX, val);
	u32 used;

	if (sq->stuck)
		return false;
	if (db == sq->db_seen)
		return true;

	sq->db_seen = db;
	if (sq->tx && ena_sim_fault_hit_arg(fn, ENA_SIM_FAULT_TX_STALL,
					    sq->pair + 1))
		return true;

	sq->burst = (u16)(db - sq->db);
	used = sq->burst + ena_sim_sq_avail(sq);
	if (used > sq->depth ||
	    (used == sq->depth && !fn->cfg.allow_full_ring)) {
		ena_sim_referee(fn, ENA_SIM_BREACH_SQ_DOORBELL,
				"SQ %u: doorbell %u makes %u entries of %u",
				sq->idx, db, used, sq->depth);
		if (used > sq->depth) {
			ena_sim_tx_jam(fn, sq);
			return false;
		}
	}
	if (fn->front->exact_doorbells &&
	    sq->burst > ena_sim_tx_burst_max(fn, sq))
		ena_sim_referee(fn, ENA_SIM_BREACH_TX_BURST,
				"SQ %u: %u entries before a doorbell",
				sq->idx, sq->burst);

	sq->db = db;
	sq->partial = false;
	/* The doorbell says the entries are there; read them after it */
	smp_rmb();
	return true;
}

/* Copy a descriptor, for the driver may change it. True: the packet's last */
static bool ena_sim_tx_fetch_desc(struct ena_sim_work *work,
				  const struct ena_hw_tx_desc *slot, bool phase)
{
	struct ena_hw_tx_desc desc = {
		.len_ctrl = READ_ONCE(slot->len_ctrl),
		.offload = READ_ONCE(slot->offload),
		.addr_lo = READ_ONCE(slot->addr_lo),
		.addr_hi_hdr = READ_ONCE(slot->addr_hi_hdr),
	};
	u32 ctrl = le32_to_cpu(desc.len_ctrl);

	if (work->nr_descs < ENA_SIM_TX_DESCS)
		work->desc[work->nr_descs] = desc;
	work->nr_descs++;
	if (FIELD_GET(ENA_HW_TX_PHASE, ctrl) != phase)
		work->bad_phase = true;

	return ctrl & ENA_HW_TX_LAST;
}

static void *ena_sim_tx_entry(const struct ena_sim_sq *sq, u32 idx)
{
	u32 size = sq->llq ? sq->entry_bytes : ENA_HW_SQ_DESC_SIZE;

	return sq->base + (idx & (sq->depth - 1)) * size;
}

/* Collect the descriptors of the next packet. False: its last is missing. */
static bool ena_sim_tx_fetch(struct ena_sim_work *work,
			     const struct ena_sim_sq *sq)
{
	u32 avail = ena_sim_sq_avail(sq);
	const struct ena_hw_tx_desc *slot;
	u32 idx, i, n;
	bool phase;

	work->nr_descs = 0;
	work->bad_phase = false;
	for (work->slots = 0; work->slots < avail; ) {
		idx = sq->head + work->slots;
		slot = ena_sim_tx_entry(sq, idx);
		phase = ena_sim_phase(idx, sq->depth);
		n = 1;
		if (sq->llq)
			n = work->slots ? sq->descs_next : sq->descs_first;
		work->slots++;
		for (i = 0; i < n; i++)
			if (ena_sim_tx_fetch_desc(work, &slot[i], phase))
				return true;
	}

	return false;
}

/* The doorbell came in mid-packet, or there is no end of it in a whole ring */
static void ena_sim_tx_no_last(struct ena_sim_fn *fn, struct ena_sim_sq *sq)
{
	sq->partial = true;
	if (fn->work->slots < sq->depth) {
		ena_sim_referee(fn, ENA_SIM_BREACH_SQ_BOUNDARY,
				"SQ %u: doorbell %u, no last in the %u entries before it",
				sq->idx, sq->db, fn->work->slots);
		return;
	}

	ena_sim_referee(fn, ENA_SIM_BREACH_TX_FIRST_LAST,
			"SQ %u: no last in the whole ring", sq->idx);
	ena_sim_tx_jam(fn, sq);
}

static bool ena_sim_tx_meta_cached(const struct ena_sim_fn *fn,
				   const struct ena_sim_sq *sq)
{
	return !sq->llq || !(fn->cfg.llq_flags & ENA_HW_LLQ_NO_META_CACHE);
}

static void ena_sim_tx_meta_fields(const struct ena_hw_tx_meta_desc *desc,
				   struct ena_sim_meta *meta)
{
	u32 ctrl = le32_to_cpu(desc->len_ctrl);
	u32 hdr = le32_to_cpu(desc->hdr);

	meta->mss = FIELD_GET(ENA_HW_TX_META_MSS_HI, ctrl) <<
		    ENA_HW_TX_MSS_LO_BITS |
		    FIELD_GET(ENA_HW_TX_META_MSS_LO, hdr);
	meta->l3_off = FIELD_GET(ENA_HW_TX_META_L3_OFF, hdr);
	meta->l3_len = FIELD_GET(ENA_HW_TX_META_L3_LEN, hdr);
	meta->l4_words = FIELD_GET(ENA_HW_TX_META_L4_WORDS, hdr);
}

/* A meta descriptor leads the packet */
static void ena_sim_tx_meta(struct ena_sim_fn *fn, struct ena_sim_sq *sq,
			    const struct ena_hw_tx_meta_desc *desc,
			    struct ena_sim_tx_packet *pkt)
{
	u32 ctrl = le32_to_cpu(desc->len_ctrl);

	if (ctrl & ENA_HW_TX_META_CTRL_MBZ || desc->rsvd1 || desc->rsvd3)
		ena_sim_referee(fn, ENA_SIM_BREACH_TX_RESERVED,
				"SQ %u: reserved bits in meta words %08x %08x %08x",
				sq->idx, ctrl, le32_to_cpu(desc->rsvd1),
				le32_to_cpu(desc->rsvd3));
	if (ctrl & (ENA_HW_TX_LAST | ENA_HW_TX_COMP_REQ))
		ena_sim_referee(fn, ENA_SIM_BREACH_TX_META,
				"SQ %u: last or completion request in meta word %08x",
				sq->idx, ctrl);

	/* Not valid: a meta descriptor that says nothing */
	if (!(ctrl & ENA_HW_TX_META_EXT_VALID))
		return;
	if (!(ctrl & ENA_HW_TX_META_ETH_TYPE)) {
		ena_sim_referee(fn, ENA_SIM_BREACH_TX_META,
				"SQ %u: meta word %08x without the extended type",
				sq->idx, ctrl);
		return;
	}

	ena_sim_tx_meta_fields(desc, &pkt->meta);
	pkt->has_meta = true;
	if (ctrl & ENA_HW_TX_META_STORE && ena_sim_tx_meta_cached(fn, sq))
		sq->cache = pkt->meta;
}

static void ena_sim_tx_first_data(struct ena_sim_fn *fn, struct ena_sim_sq *sq,
				  const struct ena_hw_tx_desc *desc,
				  struct ena_sim_tx_packet *pkt)
{
	u32 hdr = le32_to_cpu(desc->addr_hi_hdr);
	u32 ctrl = le32_to_cpu(desc->len_ctrl);
	u32 off = le32_to_cpu(desc->offload);

	pkt->req_id = FIELD_GET(ENA_HW_TX_REQ_ID_HI, ctrl) <<
		      ENA_HW_TX_REQ_ID_LO_BITS |
		      FIELD_GET(ENA_HW_TX_REQ_ID_LO, off);
	pkt->comp_req = ctrl & ENA_HW_TX_COMP_REQ;
	pkt->tso = off & ENA_HW_TX_TSO;
	pkt->l3_csum = off & ENA_HW_TX_L3_CSUM;
	pkt->l4_csum = off & ENA_HW_TX_L4_CSUM;
	pkt->l4_partial = off & ENA_HW_TX_L4_CSUM_PARTIAL;
	pkt->df = off & ENA_HW_TX_DF;
	pkt->l3 = FIELD_GET(ENA_HW_TX_L3_PROTO, off);
	pkt->l4 = FIELD_GET(ENA_HW_TX_L4_PROTO, off);
	pkt->hdr_bytes = FIELD_GET(ENA_HW_TX_HDR_LEN, hdr);

	if (ctrl & ENA_HW_TX_CTRL_MBZ || off & ENA_HW_TX_OFFLOAD_MBZ ||
	    hdr & ENA_HW_TX_ADDR_MBZ || !pkt->comp_req)
		ena_sim_referee(fn, ENA_SIM_BREACH_TX_RESERVED,
				"SQ %u: reserved or fixed bits in descriptor words %08x %08x %08x",
				sq->idx, ctrl, off, hdr);
	/* Buffers have none (8.6), so this would be a frame without */
	if (off & ENA_HW_TX_NO_FCS)
		ena_sim_referee(fn, ENA_SIM_BREACH_TX_OFFLOAD,
				"SQ %u: no FCS wanted", sq->idx);
	if (!sq->llq && pkt->hdr_bytes > fn->cfg.tx_header)
		ena_sim_referee(fn, ENA_SIM_BREACH_TX_HEADER,
				"SQ %u: header length %u of at most %u",
				sq->idx, pkt->hdr_bytes, fn->cfg.tx_header);
}

/* The descriptors after the first data descriptor */
static bool ena_sim_tx_next_data(struct ena_sim_fn *fn, struct ena_sim_sq *sq,
				 const struct ena_hw_tx_desc *desc)
{
	u32 hdr = le32_to_cpu(desc->addr_hi_hdr);
	u32 ctrl = le32_to_cpu(desc->len_ctrl);

	if (ctrl & ENA_HW_TX_META) {
		ena_sim_referee(fn, ENA_SIM_BREACH_TX_META,
				"SQ %u: meta descriptor in mid-packet",
				sq->idx);
		return false;
	}
	if (ctrl & ENA_HW_TX_FIRST)
		ena_sim_referee(fn, ENA_SIM_BREACH_TX_FIRST_LAST,
				"SQ %u: first set in mid-packet", sq->idx);
	if (ctrl & (ENA_HW_TX_CTRL_MBZ | ENA_HW_TX_COMP_REQ |
		    ENA_HW_TX_REQ_ID_HI) ||
	    desc->offload || hdr & ~ENA_HW_TX_ADDR_HI)
		ena_sim_referee(fn, ENA_SIM_BREACH_TX_RESERVED,
				"SQ %u: more than a buffer in descriptor words %08x %08x %08x",
				sq->idx, ctrl, le32_to_cpu(desc->offload), hdr);

	return true;
}

static void ena_sim_tx_in_flight(struct ena_sim_fn *fn, struct ena_sim_sq *sq,
				 const struct ena_sim_tx_packet *pkt)
{
	if (pkt->comp_req && __test_and_set_bit(pkt->req_id, sq->in_flight))
		ena_sim_referee(fn, ENA_SIM_BREACH_TX_REQ_ID,
				"SQ %u: request id %u again before its completion",
				sq->idx, pkt->req_id);
}

/* What the descriptors say. False: nothing that can be sent. */
static bool ena_sim_tx_decode(struct ena_sim_fn *fn, struct ena_sim_sq *sq,
			      struct ena_sim_tx_packet *pkt, u32 *first)
{
	struct ena_sim_work *work = fn->work;
	u32 n = min_t(u32, work->nr_descs, ENA_SIM_TX_DESCS);
	struct ena_hw_tx_desc *desc = work->desc;
	u32 ctrl = le32_to_cpu(desc->len_ctrl);
	bool ok = true;
	u32 i;

	if (work->bad_phase)
		ena_sim_referee(fn, ENA_SIM_BREACH_TX_PHASE,
				"SQ %u: wrong phase at entry %u",
				sq->idx, sq->head);
	if (!(ctrl & ENA_HW_TX_FIRST))
		ena_sim_referee(fn, ENA_SIM_BREACH_TX_FIRST_LAST,
				"SQ %u: first missing at entry %u",
				sq->idx, sq->head);

	*first = !!(ctrl & ENA_HW_TX_META);
	if (*first)
		ena_sim_tx_meta(fn, sq, (void *)desc, pkt);
	else if (!ena_sim_tx_meta_cached(fn, sq))
		ena_sim_referee(fn, ENA_SIM_BREACH_TX_META,
				"SQ %u: no meta descriptor, and no meta cache",
				sq->idx);
	if (!*first && ena_sim_tx_meta_cached(fn, sq)) {
		pkt->meta = sq->cache;
		pkt->has_meta = true;
	}
	if (*first >= n) {
		ena_sim_referee(fn, ENA_SIM_BREACH_TX_META,
				"SQ %u: meta descriptor without data",
				sq->idx);
		return false;
	}

	if (*first && le32_to_cpu(desc[1].len_ctrl) & ENA_HW_TX_FIRST)
		ena_sim_referee(fn, ENA_SIM_BREACH_TX_FIRST_LAST,
				"SQ %u: first set twice", sq->idx);
	ena_sim_tx_first_data(fn, sq, &desc[*first], pkt);
	ena_sim_tx_in_flight(fn, sq, pkt);
	for (i = *first + 1; i < n && ok; i++)
		ok = ena_sim_tx_next_data(fn, sq, &desc[i]);

	/* Drivers count buffers, the limit descriptors: one more is fine */
	if (work->nr_descs > fn->cfg.tx_descs + 1) {
		ena_sim_referee(fn, ENA_SIM_BREACH_TX_DESCS,
				"SQ %u: packet of %u descriptors",
				sq->idx, work->nr_descs);
		ok = false;
	}
	return ok;
}

static u64 ena_sim_tx_desc_addr(const struct ena_hw_tx_desc *desc)
{
	return (u64)le32_get_bits(desc->addr_hi_hdr, ENA_HW_TX_ADDR_HI) << 32 |
	       le32_to_cpu(desc->addr_lo);
}

static bool ena_sim_tx_gather_inline(struct ena_sim_fn *fn,
				     struct ena_sim_sq *sq, u32 bytes)
{
	u32 off = sq->descs_first * ENA_HW_SQ_DESC_SIZE;

	if (off + bytes > sq->entry_bytes) {
		ena_sim_referee(fn, ENA_SIM_BREACH_TX_HEADER,
				"SQ %u: %u inline bytes in an entry of %u with %u before them",
				sq->idx, bytes, sq->entry_bytes, off);
		return false;
	}

	memcpy(fn->work->data, ena_sim_tx_entry(sq, sq->head) + off, bytes);
	fn->work->len = bytes;
	return true;
}

/* Bring the packet together: what is inline, then the buffers */
static bool ena_sim_tx_gather(struct ena_sim_fn *fn, struct ena_sim_sq *sq,
			      const struct ena_sim_tx_packet *pkt, u32 first)
{
	struct ena_sim_work *work = fn->work;
	const void *buf;
	u32 i, len;

	work->len = 0;
	if (sq->llq && !ena_sim_tx_gather_inline(fn, sq, pkt->hdr_bytes))
		return false;

	for (i = first; i < work->nr_descs; i++) {
		len = le32_get_bits(work->desc[i].len_ctrl, ENA_HW_TX_LEN);
		if (!len)
			continue;
		if (work->len + len > sizeof(work->data)) {
			ena_sim_referee(fn, ENA_SIM_BREACH_TX_SIZE,
					"SQ %u: packet longer than %zu bytes",
					sq->idx, sizeof(work->data));
			return false;
		}
		buf = ena_sim_dma(fn, ena_sim_tx_desc_addr(&work->desc[i]), len,
				  "Tx buffer");
		if (!buf)
			return false;
		memcpy(work->data + work->len, buf, len);
		work->len += len;
	}

	/* A hint in host memory, but one that says something of this packet */
	if (!sq->llq && pkt->hdr_bytes > work->len)
		ena_sim_referee(fn, ENA_SIM_BREACH_TX_HEADER,
				"SQ %u: header length %u of a packet of %u bytes",
				sq->idx, pkt->hdr_bytes, work->len);
	return true;
}

/* Is all zero that the packet's LLQ entries have no use for (4.4)? */
static void ena_sim_tx_check_unused(struct ena_sim_fn *fn,
				    struct ena_sim_sq *sq, u32 hdr_bytes)
{
	u32 room = sq->descs_first * ENA_HW_SQ_DESC_SIZE;
	u32 left = fn->work->nr_descs * ENA_HW_SQ_DESC_SIZE;
	u32 used = min(left, room);
	const void *entry = ena_sim_tx_entry(sq, sq->head);
	bool bad;
	u32 i;

	bad = memchr_inv(entry + used, 0, room - used) ||
	      memchr_inv(entry + room + hdr_bytes, 0,
			 sq->entry_bytes - room - hdr_bytes);
	for (i = 1; i < fn->work->slots && !bad; i++) {
		left -= used;
		used = min_t(u32, left, sq->descs_next * ENA_HW_SQ_DESC_SIZE);
		entry = ena_sim_tx_entry(sq, sq->head + i);
		bad = memchr_inv(entry + used, 0, sq->entry_bytes - used);
	}

	if (bad)
		ena_sim_referee(fn, ENA_SIM_BREACH_TX_RESERVED,
				"SQ %u: unused bytes in entries from %u",
				sq->idx, sq->head);
}

/*
 * Until its completion a packet is the device's. Only what changes while the
 * packet is being sent is seen here, so this accuses nobody wrongly.
 */
static void ena_sim_tx_check_unchanged(struct ena_sim_fn *fn,
				       struct ena_sim_sq *sq, u32 first)
{
	struct ena_sim_work *work = fn->work;
	const struct ena_hw_tx_desc *desc;
	u32 off = work->len;
	const void *buf;
	u32 i, len;

	for (i = work->nr_descs; i-- > first; ) {
		desc = &work->desc[i];
		if (!sq->llq &&
		    memcmp(desc, ena_sim_tx_entry(sq, sq->head + i),
			   sizeof(*desc)))
			ena_sim_referee(fn, ENA_SIM_BREACH_SQ_REWRITTEN,
					"SQ %u: entry %u changed before the completion",
					sq->idx, sq->head + i);
		len = le32_get_bits(desc->len_ctrl, ENA_HW_TX_LEN);
		off -= len;
		if (!len)
			continue;
		buf = ena_sim_dma(fn, ena_sim_tx_desc_addr(desc), len,
				  "Tx buffer");
		if (buf && memcmp(buf, work->data + off, len))
			ena_sim_referee(fn, ENA_SIM_BREACH_TX_BUF_CHANGED,
					"SQ %u: buffer of entry %u changed before the completion",
					sq->idx, sq->head + i);
	}
}

static void ena_sim_tx_post(struct ena_sim_fn *fn, struct ena_sim_sq *sq,
			    u16 req_id)
{
	struct ena_sim_cq *cq = &fn->cq[sq->cq];
	union {
		struct ena_hw_tx_cdesc_ext ext;
		u8 largest[sizeof(struct ena_hw_rx_cdesc_ext)];
	} cdesc = { };
	u64 now;

	if (!cq->live)
		return;

	cdesc.ext.base.req_id = cpu_to_le16(req_id);
	cdesc.ext.base.sub_qid = cpu_to_le16(sq->idx);
	cdesc.ext.base.sq_head = cpu_to_le16(sq->head);
	if (ena_sim_fault_hit(fn, ENA_SIM_FAULT_TX_MBZ))
		cdesc.ext.base.flags = ENA_HW_TX_CDESC_MBZ;
	if (cq->extended) {
		now = fn->front->real_ns(fn->ctx);
		cdesc.ext.timestamp_lo = cpu_to_le32(lower_32_bits(now));
		cdesc.ext.timestamp_hi = cpu_to_le32(upper_32_bits(now));
	}

	sq->completions++;
	ena_sim_cq_post(fn, cq, &cdesc, ENA_SIM_VEC_TX,
			ena_sim_fault_hit(fn, ENA_SIM_FAULT_TX_PHASE));
}

/* The id a completion reports: usually the packet's */
static u16 ena_sim_tx_reported_id(struct ena_sim_fn *fn,
				  const struct ena_sim_sq *sq, u16 req_id)
{
	u32 i;

	if (ena_sim_fault_hit(fn, ENA_SIM_FAULT_TX_BAD_ID))
		return ena_sim_fault_arg(fn, ENA_SIM_FAULT_TX_BAD_ID) ?:
		       U16_MAX;
	if (!ena_sim_fault_hit(fn, ENA_SIM_FAULT_TX_IDLE_ID))
		return req_id;

	/* Far from those the driver is about to use */
	for (i = sq->depth / 2; i < sq->depth; i++)
		if (!test_bit((req_id + i) % sq->depth, sq->in_flight))
			break;
	return (req_id + i) % sq->depth;
}

/* Post what was held */
static void ena_sim_tx_release(struct ena_sim_fn *fn, struct ena_sim_sq *sq)
{
	if (!sq->held.valid)
		return;

	sq->held.valid = false;
	__clear_bit(sq->held.req_id, sq->in_flight);
	ena_sim_tx_post(fn, sq, sq->held.req_id);
}

static void ena_sim_tx_complete(struct ena_sim_fn *fn, struct ena_sim_sq *sq,
				u16 req_id)
{
	if (ena_sim_fault_hit(fn, ENA_SIM_FAULT_TX_LOST))
		return;
	if (!sq->held.valid &&
	    ena_sim_fault_hit(fn, ENA_SIM_FAULT_TX_REORDER)) {
		sq->held = (struct ena_sim_held) {
			.valid = true,
			.req_id = req_id,
			.due_ns = ena_sim_now(fn) + ENA_SIM_TX_REORDER_NS,
		};
		return;
	}

	/* Free before the driver can know it */
	__clear_bit(req_id, sq->in_flight);
	ena_sim_tx_post(fn, sq, ena_sim_tx_reported_id(fn, sq, req_id));
	if (ena_sim_fault_hit(fn, ENA_SIM_FAULT_TX_DUP))
		ena_sim_tx_post(fn, sq, req_id);
	ena_sim_tx_release(fn, sq);
}

/* Send the packet in fn->work and complete it, sent or dropped */
static void ena_sim_tx_packet(struct ena_sim_fn *fn, struct ena_sim_sq *sq)
{
	struct ena_sim_tx_packet pkt = { };
	struct ena_sim_work *work = fn->work;
	int frames = -EINVAL;
	u32 first;

	if (work->slots > ena_sim_tx_burst_max(fn, sq))
		ena_sim_referee(fn, ENA_SIM_BREACH_TX_BURST,
				"SQ %u: packet of %u entries",
				sq->idx, work->slots);

	work->len = 0;
	if (ena_sim_tx_decode(fn, sq, &pkt, &first) &&
	    ena_sim_tx_gather(fn, sq, &pkt, first)) {
		if (sq->llq)
			ena_sim_tx_check_unused(fn, sq, pkt.hdr_bytes);
		frames = ena_sim_offload_send(fn, sq, &pkt, work->data,
					      work->len);
		if (fn->strict)
			ena_sim_tx_check_unchanged(fn, sq, first);
	}

	if (frames < 0) {
		fn->count.tx_drops++;
	} else {
		fn->count.tx_packets++;
		fn->count.tx_bytes += work->len;
		fn->count.tx_segments += frames;
		sq->packets++;
		sq->bytes += work->len;
	}

	sq->head += work->slots;
	if (pkt.comp_req)
		ena_sim_tx_complete(fn, sq, pkt.req_id);
}

bool ena_sim_tx_poll(struct ena_sim_fn *fn, struct ena_sim_sq *sq)
{
	u64 frames = fn->count.tx_segments;
	u32 packets = 0, bytes = 0;

	lockdep_assert_held(&fn->io_lock);

	if (unlikely(sq->held.valid) && ena_sim_now(fn) >= sq->held.due_ns)
		ena_sim_tx_release(fn, sq);
	if (!ena_sim_sq_doorbell(fn, sq) || sq->partial)
		return false;

	while (ena_sim_sq_avail(sq) && packets < ENA_SIM_TX_PACKETS &&
	       bytes < ENA_SIM_TX_BYTES &&
	       fn->count.tx_segments - frames < ENA_SIM_TX_FRAMES) {
		if (!ena_sim_tx_fetch(fn->work, sq)) {
			ena_sim_tx_no_last(fn, sq);
			break;
		}
		ena_sim_tx_packet(fn, sq);
		packets++;
		bytes += fn->work->len;
	}

	return packets;
}
