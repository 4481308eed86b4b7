// SPDX-License-Identifier: GPL-2.0-only
/*
 * I/O queues: CREATE and DESTROY (control plane 6.1 to 6.4), where they lie,
 * and the posting of completions.
 *
 * Indices are unique over both directions, since some hosts name the wrong one
 * when they destroy a queue: Rx queues are 0 to cfg.queues - 1 in order of
 * creation, Tx queues follow. CQs are numbered alike where the entry size says
 * the direction: RSS tables may then hold either index. That is here; the host's
 * indices start at cfg.sq_index and cfg.cq_index.
 */

#include <linux/align.h>
#include <linux/log2.h>
#include <linux/mm.h>

#include "model.h"

#define ENA_SIM_REQ_IDS		65536

/* Where DB_BAD_OFFSET, INTR_BAD_OFFSET, LLQ_BAD_OFFSET point by default */
#define ENA_SIM_FAR_OUT		0x7ffff000

static u8 ena_sim_queue_bad(struct ena_sim_fn *fn, const char *what, u32 val)
{
	ena_sim_referee(fn, ENA_SIM_BREACH_AQ_PARAM, "%s 0x%x", what, val);
	return ENA_HW_ACQ_ILLEGAL_PARAM;
}

/* The live queue that the host knows by @idx, or NULL */
static struct ena_sim_cq *ena_sim_cq_find(struct ena_sim_fn *fn, __le16 idx)
{
	u32 i = le16_to_cpu(idx) - fn->cfg.cq_index;

	return i < ENA_SIM_MAX_CQS && fn->cq[i].live ? &fn->cq[i] : NULL;
}

static struct ena_sim_sq *ena_sim_sq_find(struct ena_sim_fn *fn, u16 idx)
{
	u32 i = idx - fn->cfg.sq_index;

	return i < ENA_SIM_MAX_SQS && fn->sq[i].live ? &fn->sq[i] : NULL;
}

static bool ena_sim_depth_ok(u32 depth, u32 max)
{
	return depth >= 2 && is_power_of_2(depth) && depth <= max;
}

/* CREATE_REFUSED: the status to answer, 0: go on */
static u8 ena_sim_create_refused(struct ena_sim_fn *fn)
{
	if (!ena_sim_fault_hit(fn, ENA_SIM_FAULT_CREATE_REFUSED))
		return 0;

	return ena_sim_fault_arg(fn, ENA_SIM_FAULT_CREATE_REFUSED) ?:
	       ENA_HW_ACQ_NO_RESOURCES;
}

/* ---- completion queues ---- */

static u8 ena_sim_cq_check(struct ena_sim_fn *fn,
			   const struct ena_hw_aq_create_cq *cmd)
{
	u32 max = max(fn->cfg.tx_depth, fn->cfg.rx_depth);
	u8 words = FIELD_GET(ENA_HW_CQ_ENTRY_WORDS, cmd->caps2);
	u16 depth = le16_to_cpu(cmd->depth);

	if (cmd->caps1 & ~ENA_HW_CQ_INTERRUPT ||
	    cmd->caps2 & ~ENA_HW_CQ_ENTRY_WORDS || cmd->base.rsvd)
		ena_sim_referee(fn, ENA_SIM_BREACH_AQ_RESERVED,
				"CREATE_CQ 0x%02x 0x%02x", cmd->caps1,
				cmd->caps2);

	if (words != ENA_HW_TX_CDESC_WORDS && words != ENA_HW_RX_CDESC_WORDS &&
	    words != ENA_HW_RX_CDESC_EXT_WORDS)
		return ena_sim_queue_bad(fn, "CQ entry words", words);

	if (!ena_sim_depth_ok(depth, max))
		return ena_sim_queue_bad(fn, "CQ depth", depth);

	return 0;
}

/* A vector there is none of raises nothing */
static u32 ena_sim_cq_vector(struct ena_sim_fn *fn, __le32 wanted)
{
	u32 vector = le32_to_cpu(wanted);

	if (vector == ENA_HW_MSIX_NONE ||
	    (vector >= ENA_HW_MSIX_IO_BASE && vector < ena_sim_nr_vectors(fn)))
		return vector;

	ena_sim_queue_bad(fn, "CQ vector", vector);
	return ENA_HW_MSIX_NONE;
}

/* The first free CQ; those that look like Tx are numbered like Tx SQs */
static struct ena_sim_cq *ena_sim_cq_find_free(struct ena_sim_fn *fn, u8 words)
{
	bool tx = words == ENA_HW_TX_CDESC_WORDS ||
		  (words == ENA_HW_TX_CDESC_EXT_WORDS && fn->tx_timestamp);
	u32 queues = fn->cfg.queues;
	u32 i, first = tx ? queues : 0;

	for (i = 0; i < 2 * queues; i++) {
		struct ena_sim_cq *cq = &fn->cq[(first + i) % (2 * queues)];

		if (!cq->live)
			return cq;
	}

	return NULL;
}

static bool ena_sim_vector_used(struct ena_sim_fn *fn, u32 vector)
{
	unsigned int i;

	for (i = 0; i < ENA_SIM_MAX_CQS; i++) {
		if (fn->cq[i].live && fn->cq[i].vector == vector)
			return true;
	}

	return false;
}

/* No CQ is left on, or was on @vector: nothing to report, masked */
static void ena_sim_vector_idle(struct ena_sim_fn *fn, u32 vector)
{
	struct ena_sim_vec *vec;

	if (vector == ENA_HW_MSIX_NONE || ena_sim_vector_used(fn, vector))
		return;

	vec = &fn->vec[vector];
	vec->armed = false;
	memset(vec->pending, 0, sizeof(vec->pending));
	memset(vec->delay, 0, sizeof(vec->delay));
	memset(vec->due_ns, 0, sizeof(vec->due_ns));
}

/* What a CQ has not reported goes with it, unless another may have posted it */
static void ena_sim_vector_leave(struct ena_sim_fn *fn,
				 const struct ena_sim_cq *gone)
{
	const struct ena_sim_cq *cq;

	if (gone->vector == ENA_HW_MSIX_NONE)
		return;

	for (cq = fn->cq; cq < fn->cq + ENA_SIM_MAX_CQS; cq++)
		if (cq != gone && cq->live && cq->vector == gone->vector &&
		    cq->dir == gone->dir)
			return;

	fn->vec[gone->vector].pending[gone->dir] = false;
}

static void ena_sim_cq_clear_regs(struct ena_sim_fn *fn, u16 idx)
{
	ena_sim_reg_set(fn, ENA_SIM_REG_INTR(idx), ENA_SIM_NO_UNMASK);
	ena_sim_reg_set(fn, ENA_SIM_REG_NUMA(idx), 0);
	ena_sim_reg_set(fn, ENA_SIM_REG_CQ_HEAD(idx), 0);
}

static void ena_sim_cq_answer(struct ena_sim_fn *fn,
			      const struct ena_sim_cq *cq,
			      struct ena_hw_acq_create_cq *resp)
{
	u16 idx = cq - fn->cq;
	u16 depth = cq->depth;
	u32 intr = ENA_SIM_REG_INTR(idx);

	if (ena_sim_fault_hit(fn, ENA_SIM_FAULT_CQ_BAD_DEPTH))
		depth /= 2;
	if (ena_sim_fault_hit(fn, ENA_SIM_FAULT_INTR_BAD_OFFSET))
		intr = ENA_SIM_FAR_OUT;

	resp->cq_idx = cpu_to_le16(fn->cfg.cq_index + idx);
	resp->actual_depth = cpu_to_le16(depth);
	resp->numa_off = cpu_to_le32(ENA_SIM_REG_NUMA(idx));
	resp->head_db_off = cpu_to_le32(ENA_SIM_REG_CQ_HEAD(idx));
	resp->intr_off = cpu_to_le32(intr);
}

/* Make a CQ of what has been checked; io_lock */
static u8 ena_sim_cq_create(struct ena_sim_fn *fn,
			    const struct ena_hw_aq_create_cq *cmd, void *base,
			    struct ena_hw_acq_create_cq *resp)
{
	u8 words = FIELD_GET(ENA_HW_CQ_ENTRY_WORDS, cmd->caps2);
	u32 vector = ena_sim_cq_vector(fn, cmd->msix_vector);
	struct ena_sim_cq *cq;

	cq = ena_sim_cq_find_free(fn, words);
	if (!cq)
		return ENA_HW_ACQ_NO_RESOURCES;

	ena_sim_vector_idle(fn, vector);
	*cq = (struct ena_sim_cq) {
		.live = true,
		.intr = cmd->caps1 & ENA_HW_CQ_INTERRUPT,
		.stamps = {
			[ENA_SIM_VEC_RX] = fn->rx_timestamp,
			[ENA_SIM_VEC_TX] = fn->tx_timestamp,
		},
		.entry_bytes = words * sizeof(u32),
		.depth = le16_to_cpu(cmd->depth),
		.vector = vector,
		.base = base,
	};
	ena_sim_cq_clear_regs(fn, cq - fn->cq);
	ena_sim_cq_answer(fn, cq, resp);
	return ENA_HW_ACQ_SUCCESS;
}

u8 ena_sim_create_cq(struct ena_sim_fn *fn, const struct ena_hw_aq_entry *cmd,
		     struct ena_hw_acq_entry *resp)
{
	const struct ena_hw_aq_create_cq *req = (const void *)cmd;
	u64 addr = ena_sim_addr(&req->base);
	void *base;
	u32 bytes;
	u8 status;

	status = ena_sim_create_refused(fn) ?: ena_sim_cq_check(fn, req);
	if (status)
		return status;

	if (!IS_ALIGNED(addr, sizeof(u64)))
		return ena_sim_queue_bad(fn, "CQ base", addr);

	bytes = le16_to_cpu(req->depth) * sizeof(u32) *
		FIELD_GET(ENA_HW_CQ_ENTRY_WORDS, req->caps2);
	base = ena_sim_dma(fn, addr, bytes, "CQ");
	if (!base)
		return ENA_HW_ACQ_ILLEGAL_PARAM;

	/* An entry of before may have the phase of a new one */
	if (memchr_inv(base, 0, bytes))
		ena_sim_queue_bad(fn, "CQ memory is not zero at", addr);

	mutex_lock(&fn->io_lock);
	status = ena_sim_cq_create(fn, req, base, (void *)resp);
	mutex_unlock(&fn->io_lock);
	return status;
}

/* ---- submission queues ---- */

static bool ena_sim_sq_is_tx(const struct ena_hw_aq_create_sq *cmd)
{
	return FIELD_GET(ENA_HW_SQ_DIR, cmd->identity) == ENA_HW_SQ_DIR_TX;
}

static bool ena_sim_sq_is_llq(const struct ena_hw_aq_create_sq *cmd)
{
	return FIELD_GET(ENA_HW_SQ_PLACEMENT, cmd->caps2) ==
	       ENA_HW_SQ_PLACEMENT_DEV;
}

/* Bytes of an LLQ entry as SET 4 chose them; 1, 2, 4 mean 128, 192, 256 */
static u32 ena_sim_llq_entry_bytes(const struct ena_sim_fn *fn)
{
	switch (le16_to_cpu(fn->llq.entry_size)) {
	case ENA_HW_LLQ_ENTRY_256:
		return 256;
	case ENA_HW_LLQ_ENTRY_192:
		return 192;
	default:
		return 128;
	}
}

static u32 ena_sim_sq_depth_max(const struct ena_sim_fn *fn,
				const struct ena_hw_aq_create_sq *cmd)
{
	const struct ena_sim_config *cfg = &fn->cfg;

	if (!ena_sim_sq_is_tx(cmd))
		return cfg->rx_depth;

	if (!ena_sim_sq_is_llq(cmd))
		return cfg->tx_depth;

	if (ena_sim_llq_entry_bytes(fn) == 256)
		return cfg->llq_wide_depth ?: cfg->llq_depth / 2;

	return cfg->llq_depth;
}

static void ena_sim_sq_check_reserved(struct ena_sim_fn *fn,
				      const struct ena_hw_aq_create_sq *cmd)
{
	if (cmd->identity & ~ENA_HW_SQ_DIR || cmd->rsvd1 ||
	    cmd->caps2 & ~(ENA_HW_SQ_PLACEMENT | ENA_HW_SQ_COMPLETION) ||
	    cmd->caps3 & ~ENA_HW_SQ_CONTIGUOUS || cmd->base.rsvd ||
	    cmd->head_writeback.rsvd || cmd->rsvd7 || cmd->rsvd8)
		ena_sim_referee(fn, ENA_SIM_BREACH_AQ_RESERVED,
				"CREATE_SQ 0x%02x 0x%02x 0x%02x 0x%02x",
				cmd->identity, cmd->rsvd1, cmd->caps2,
				cmd->caps3);

	if (!(cmd->caps3 & ENA_HW_SQ_CONTIGUOUS))
		ena_sim_queue_bad(fn, "SQ not contiguous", cmd->caps3);
	if (ena_sim_addr(&cmd->head_writeback))
		ena_sim_referee(fn, ENA_SIM_BREACH_AQ_RESERVED,
				"CREATE_SQ head write-back 0x%llx",
				ena_sim_addr(&cmd->head_writeback));
	if (ena_sim_sq_is_llq(cmd) && ena_sim_addr(&cmd->base))
		ena_sim_referee(fn, ENA_SIM_BREACH_AQ_RESERVED,
				"CREATE_SQ LLQ with base 0x%llx",
				ena_sim_addr(&cmd->base));
}

static u8 ena_sim_sq_check_placement(struct ena_sim_fn *fn,
				     const struct ena_hw_aq_create_sq *cmd)
{
	u8 dir = FIELD_GET(ENA_HW_SQ_DIR, cmd->identity);

	if (dir != ENA_HW_SQ_DIR_TX && dir != ENA_HW_SQ_DIR_RX)
		return ena_sim_queue_bad(fn, "SQ direction", dir);

	if (FIELD_GET(ENA_HW_SQ_COMPLETION, cmd->caps2) !=
	    ENA_HW_SQ_COMPLETION_DESC)
		return ena_sim_queue_bad(fn, "SQ completion policy",
					 cmd->caps2);

	switch (FIELD_GET(ENA_HW_SQ_PLACEMENT, cmd->caps2)) {
	case ENA_HW_SQ_PLACEMENT_HOST:
		return 0;
	case ENA_HW_SQ_PLACEMENT_DEV:
		if (dir == ENA_HW_SQ_DIR_TX && fn->llq_on && fn->bar2)
			return 0;
		break;
	}

	return ena_sim_queue_bad(fn, "SQ placement", cmd->caps2);
}

/* Entries of the SQs that complete into the CQ; U32_MAX: of the other direction */
static u32 ena_sim_cq_taken(struct ena_sim_fn *fn, u16 cq, bool tx)
{
	const struct ena_sim_sq *sq;
	u32 taken = 0;

	for (sq = fn->sq; sq < fn->sq + ENA_SIM_MAX_SQS; sq++) {
		if (!sq->live || sq->cq != cq)
			continue;
		if (sq->tx != tx)
			return U32_MAX;
		taken += sq->depth;
	}

	return taken;
}

static u8 ena_sim_sq_dir(bool tx)
{
	return tx ? ENA_SIM_VEC_TX : ENA_SIM_VEC_RX;
}

/* Is there a CQ for the SQ, of the right format and large enough? io_lock */
static u8 ena_sim_sq_check_cq(struct ena_sim_fn *fn,
			      const struct ena_hw_aq_create_sq *cmd,
			      const struct ena_sim_cq *cq)
{
	bool tx = ena_sim_sq_is_tx(cmd);
	u8 bytes = tx ? sizeof(struct ena_hw_tx_cdesc) :
			sizeof(struct ena_hw_rx_cdesc);
	u32 max = tx ? fn->cfg.tx_depth : fn->cfg.rx_depth;
	u16 idx = le16_to_cpu(cmd->cq_idx);
	u32 taken;

	if (!cq)
		return ena_sim_queue_bad(fn, "SQ of no CQ", idx);

	/* Time stamps make entries twice as long */
	if (cq->entry_bytes != bytes << cq->stamps[ena_sim_sq_dir(tx)])
		return ena_sim_queue_bad(fn, "SQ of a CQ with entry bytes",
					 cq->entry_bytes);

	if (cq->depth > max)
		return ena_sim_queue_bad(fn, "SQ of a CQ with entries",
					 cq->depth);

	taken = ena_sim_cq_taken(fn, cq - fn->cq, tx);
	if (taken == U32_MAX)
		return ena_sim_queue_bad(fn, "CQ for both directions", idx);

	taken += le16_to_cpu(cmd->depth);
	if (taken > cq->depth)
		return ena_sim_queue_bad(fn, "SQs deeper than their CQ", taken);

	return 0;
}

static struct ena_sim_sq *ena_sim_sq_find_free(struct ena_sim_fn *fn, bool tx)
{
	u32 queues = fn->cfg.queues;
	u32 i, first = tx ? queues : 0;

	for (i = first; i < first + queues; i++) {
		if (!fn->sq[i].live)
			return &fn->sq[i];
	}

	return NULL;
}

/* The LLQ that lies in BAR2 from @off to @end, if any; its end to @end */
static bool ena_sim_llq_overlap(struct ena_sim_fn *fn, u32 off, u32 *end)
{
	unsigned int i;

	for (i = 0; i < ENA_SIM_MAX_SQS; i++) {
		const struct ena_sim_sq *sq = &fn->sq[i];
		u32 start, stop;

		if (!sq->live || !sq->llq)
			continue;

		start = sq->base - fn->bar2;
		stop = start + sq->depth * sq->entry_bytes;
		if (start < *end && off < stop) {
			*end = stop;
			return true;
		}
	}

	return false;
}

/* Room for a ring in BAR2: the first free pages, or NULL */
static void *ena_sim_llq_place(struct ena_sim_fn *fn, u32 bytes)
{
	u32 off = 0, end;

	while (bytes <= fn->bar2_size && off <= fn->bar2_size - bytes) {
		end = off + bytes;
		if (!ena_sim_llq_overlap(fn, off, &end))
			return fn->bar2 + off;
		off = PAGE_ALIGN(end);
	}

	return NULL;
}

/* Ring memory of the SQ in @base */
static u8 ena_sim_sq_map(struct ena_sim_fn *fn,
			 const struct ena_hw_aq_create_sq *cmd, void **base)
{
	u32 depth = le16_to_cpu(cmd->depth);
	u64 addr = ena_sim_addr(&cmd->base);

	if (ena_sim_sq_is_llq(cmd)) {
		u32 bytes = depth * ena_sim_llq_entry_bytes(fn);

		*base = ena_sim_llq_place(fn, bytes);
		if (!*base)
			return ENA_HW_ACQ_NO_RESOURCES;

		memset(*base, 0, bytes);
		return 0;
	}

	if (!IS_ALIGNED(addr, PAGE_SIZE))
		ena_sim_queue_bad(fn, "SQ base not page aligned", addr);
	if (!IS_ALIGNED(addr, ENA_HW_SQ_DESC_SIZE))
		return ENA_HW_ACQ_ILLEGAL_PARAM;

	*base = ena_sim_dma(fn, addr, depth * ENA_HW_SQ_DESC_SIZE, "SQ");
	return *base ? 0 : ENA_HW_ACQ_ILLEGAL_PARAM;
}

/* Request ids in flight, kept with the slot of the queue */
static unsigned long *ena_sim_sq_ids(struct ena_sim_sq *sq)
{
	if (sq->in_flight)
		bitmap_zero(sq->in_flight, ENA_SIM_REQ_IDS);
	else
		sq->in_flight = bitmap_zalloc(ENA_SIM_REQ_IDS, GFP_KERNEL);
	return sq->in_flight;
}

static void ena_sim_sq_geometry(struct ena_sim_fn *fn, struct ena_sim_sq *sq)
{
	sq->entry_bytes = ENA_HW_SQ_DESC_SIZE;
	sq->descs_first = 1;
	sq->descs_next = 1;
	if (!sq->llq)
		return;

	sq->entry_bytes = ena_sim_llq_entry_bytes(fn);
	sq->descs_first = le16_to_cpu(fn->llq.descs_before_hdr);
	if (le16_to_cpu(fn->llq.stride) == ENA_HW_LLQ_STRIDE_MULTIPLE)
		sq->descs_next = sq->entry_bytes / ENA_HW_SQ_DESC_SIZE;
}

static void ena_sim_sq_answer(struct ena_sim_fn *fn,
			      const struct ena_sim_sq *sq,
			      struct ena_hw_acq_create_sq *resp)
{
	u32 db = ENA_SIM_REG_SQ_DB(sq - fn->sq);
	u32 llq = sq->llq ? sq->base - fn->bar2 : 0;

	if (ena_sim_fault_hit(fn, ENA_SIM_FAULT_DB_BAD_OFFSET))
		db = ena_sim_fault_arg(fn, ENA_SIM_FAULT_DB_BAD_OFFSET) ?:
		     ENA_SIM_FAR_OUT;
	if (sq->llq && ena_sim_fault_hit(fn, ENA_SIM_FAULT_LLQ_BAD_OFFSET))
		llq = ena_sim_fault_arg(fn, ENA_SIM_FAULT_LLQ_BAD_OFFSET) ?:
		      ENA_SIM_FAR_OUT;

	resp->sq_idx = cpu_to_le16(sq->idx);
	resp->doorbell_off = cpu_to_le32(db);
	resp->llq_desc_off = cpu_to_le32(llq);
}

static void ena_sim_sq_count(struct ena_sim_fn *fn, const struct ena_sim_sq *sq,
			     int by)
{
	if (sq->tx)
		WRITE_ONCE(fn->nr_tx, fn->nr_tx + by);
	else
		WRITE_ONCE(fn->nr_rx, fn->nr_rx + by);
}

/* Make an SQ of what has been checked; io_lock */
static u8 ena_sim_sq_create(struct ena_sim_fn *fn,
			    const struct ena_hw_aq_create_sq *cmd,
			    struct ena_hw_acq_create_sq *resp)
{
	struct ena_sim_cq *cq = ena_sim_cq_find(fn, cmd->cq_idx);
	bool tx = ena_sim_sq_is_tx(cmd);
	struct ena_sim_sq *sq;
	unsigned long *ids;
	void *base;
	u8 status;

	status = ena_sim_sq_check_cq(fn, cmd, cq);
	if (status)
		return status;

	sq = ena_sim_sq_find_free(fn, tx);
	ids = sq ? ena_sim_sq_ids(sq) : NULL;
	if (!ids)
		return ENA_HW_ACQ_NO_RESOURCES;

	status = ena_sim_sq_map(fn, cmd, &base);
	if (status)
		return status;

	*sq = (struct ena_sim_sq) {
		.live = true,
		.tx = tx,
		.llq = ena_sim_sq_is_llq(cmd),
		.idx = fn->cfg.sq_index + (sq - fn->sq),
		.cq = cq - fn->cq,
		.depth = le16_to_cpu(cmd->depth),
		.base = base,
		.in_flight = ids,
	};
	sq->pair = (sq - fn->sq) - (tx ? fn->cfg.queues : 0);
	ena_sim_sq_geometry(fn, sq);
	cq->dir = ena_sim_sq_dir(tx);
	cq->extended = cq->stamps[cq->dir];
	ena_sim_reg_set(fn, ENA_SIM_REG_SQ_DB(sq - fn->sq), 0);
	ena_sim_sq_count(fn, sq, 1);
	ena_sim_sq_answer(fn, sq, resp);
	return ENA_HW_ACQ_SUCCESS;
}

u8 ena_sim_create_sq(struct ena_sim_fn *fn, const struct ena_hw_aq_entry *cmd,
		     struct ena_hw_acq_entry *resp)
{
	const struct ena_hw_aq_create_sq *req = (const void *)cmd;
	u16 depth = le16_to_cpu(req->depth);
	u8 status;

	ena_sim_sq_check_reserved(fn, req);
	status = ena_sim_create_refused(fn) ?:
		 ena_sim_sq_check_placement(fn, req);
	if (status)
		return status;

	if (!ena_sim_depth_ok(depth, ena_sim_sq_depth_max(fn, req)))
		return ena_sim_queue_bad(fn, "SQ depth", depth);

	mutex_lock(&fn->io_lock);
	status = ena_sim_sq_create(fn, req, (void *)resp);
	mutex_unlock(&fn->io_lock);

	/* The poller may sleep for as long as nothing lives */
	if (!status && fn->front->wake_io)
		fn->front->wake_io(fn->ctx);
	return status;
}

/* ---- the end of queues ---- */

static void ena_sim_sq_destroy(struct ena_sim_fn *fn, struct ena_sim_sq *sq)
{
	ena_sim_sq_count(fn, sq, -1);
	*sq = (struct ena_sim_sq) { .in_flight = sq->in_flight };
	ena_sim_reg_set(fn, ENA_SIM_REG_SQ_DB(sq - fn->sq), 0);

	/* The next Rx queue is not to find frames of long ago */
	if (!fn->nr_rx)
		skb_queue_purge(&fn->rx_wait);
}

/* The index alone says which, though a host is to give the direction too */
u8 ena_sim_destroy_sq(struct ena_sim_fn *fn,
		      const struct ena_hw_aq_entry *cmd)
{
	const struct ena_hw_aq_destroy_sq *req = (const void *)cmd;
	u16 idx = le16_to_cpu(req->sq_idx);
	struct ena_sim_sq *sq;

	if (req->identity & ~ENA_HW_SQ_DIR || req->rsvd)
		ena_sim_referee(fn, ENA_SIM_BREACH_AQ_RESERVED,
				"DESTROY_SQ 0x%02x 0x%02x", req->identity,
				req->rsvd);

	/* Queues come and go under ctl_lock, which is held */
	sq = ena_sim_sq_find(fn, idx);
	if (!sq)
		return ena_sim_queue_bad(fn, "DESTROY_SQ of no queue", idx);
	if (FIELD_GET(ENA_HW_SQ_DIR, req->identity) !=
	    (sq->tx ? ENA_HW_SQ_DIR_TX : ENA_HW_SQ_DIR_RX))
		ena_sim_queue_bad(fn, "DESTROY_SQ with direction",
				  req->identity);

	mutex_lock(&fn->io_lock);
	ena_sim_sq_destroy(fn, sq);
	mutex_unlock(&fn->io_lock);
	return ENA_HW_ACQ_SUCCESS;
}

/* SQs go first. If the host forgot, its memory must be left alone as well */
static void ena_sim_cq_destroy(struct ena_sim_fn *fn, struct ena_sim_cq *cq)
{
	u32 vector = cq->vector;
	u16 idx = cq - fn->cq;
	unsigned int i;

	for (i = 0; i < ENA_SIM_MAX_SQS; i++) {
		if (!fn->sq[i].live || fn->sq[i].cq != idx)
			continue;

		ena_sim_queue_bad(fn, "DESTROY_CQ before DESTROY_SQ of queue",
				  i);
		ena_sim_sq_destroy(fn, &fn->sq[i]);
	}

	ena_sim_vector_leave(fn, cq);
	memset(cq, 0, sizeof(*cq));
	ena_sim_cq_clear_regs(fn, idx);
	ena_sim_vector_idle(fn, vector);
}

u8 ena_sim_destroy_cq(struct ena_sim_fn *fn,
		      const struct ena_hw_aq_entry *cmd)
{
	const struct ena_hw_aq_destroy_cq *req = (const void *)cmd;
	struct ena_sim_cq *cq;

	if (req->rsvd)
		ena_sim_referee(fn, ENA_SIM_BREACH_AQ_RESERVED,
				"DESTROY_CQ 0x%04x", le16_to_cpu(req->rsvd));

	cq = ena_sim_cq_find(fn, req->cq_idx);
	if (!cq)
		return ena_sim_queue_bad(fn, "DESTROY_CQ of no queue",
					 le16_to_cpu(req->cq_idx));

	mutex_lock(&fn->io_lock);
	ena_sim_cq_destroy(fn, cq);
	mutex_unlock(&fn->io_lock);
	return ENA_HW_ACQ_SUCCESS;
}

void ena_sim_queues_forget(struct ena_sim_fn *fn)
{
	unsigned int i;

	lockdep_assert_held(&fn->io_lock);
	for (i = 0; i < ENA_SIM_MAX_SQS; i++)
		fn->sq[i] = (struct ena_sim_sq) {
			.in_flight = fn->sq[i].in_flight,
		};

	memset(fn->cq, 0, sizeof(fn->cq));
	WRITE_ONCE(fn->nr_tx, 0);
	WRITE_ONCE(fn->nr_rx, 0);
}

struct ena_sim_sq *ena_sim_rx_sq(struct ena_sim_fn *fn, u16 sq_idx)
{
	struct ena_sim_sq *sq = ena_sim_sq_find(fn, sq_idx);

	return sq && !sq->tx ? sq : NULL;
}

/*
 * Both kinds of completion have their phase in bit 24 of the first word,
 * which goes last; the interrupt comes after that.
 */
void ena_sim_cq_post(struct ena_sim_fn *fn, struct ena_sim_cq *cq,
		     const void *entry, u8 dir, bool wrong_phase)
{
	void *slot = cq->base + (cq->tail & (cq->depth - 1)) * cq->entry_bytes;
	bool phase = ena_sim_phase(cq->tail, cq->depth) != wrong_phase;
	__le32 first;

	lockdep_assert_held(&fn->io_lock);
	memcpy(&first, entry, sizeof(first));
	first &= ~cpu_to_le32(ENA_HW_RX_CDESC_PHASE);
	if (phase)
		first |= cpu_to_le32(ENA_HW_RX_CDESC_PHASE);
	memcpy(slot + sizeof(first), entry + sizeof(first),
	       cq->entry_bytes - sizeof(first));

	/* Pairs with the host's barrier after it has seen the phase */
	smp_wmb();
	WRITE_ONCE(*(__le32 *)slot, first);
	cq->tail++;
	if (cq->intr && cq->vector != ENA_HW_MSIX_NONE)
		ena_sim_vec_raise(fn, cq->vector, dir);
}
