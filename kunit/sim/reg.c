// SPDX-License-Identifier: GPL-2.0-only
/*
 * The fixed registers (control plane 2 to 4). BAR0 is plain memory the driver
 * writes at any time: event registers are taken by exchange, the others are
 * compared with what they held, and what can be read always holds the truth.
 */

#include <linux/log2.h>

#include "model.h"

/* How often the registers that do not exist are looked at */
#define ENA_SIM_REG_SCAN_NS	10000000ULL
#define ENA_SIM_REG_SCAN_PART	64	/* words, of those behind the fixed */

enum ena_sim_reg_kind {
	ENA_SIM_REG_NONE,		/* unassigned, or always 0 */
	ENA_SIM_REG_SHOWN,		/* read-only, see ena_sim_reg_shown */
	ENA_SIM_REG_HOST,		/* the host's, cleared by a reset */
	ENA_SIM_REG_RESP,		/* the host's, not cleared */
	ENA_SIM_REG_EVENT,		/* taken by exchange */
};

static const u8 ena_sim_reg_kinds[ENA_HW_REGS_FIXED_END / 4] = {
	[ENA_HW_REG_VERSION / 4] = ENA_SIM_REG_SHOWN,
	[ENA_HW_REG_CTRL_VERSION / 4] = ENA_SIM_REG_SHOWN,
	[ENA_HW_REG_CAPS / 4] = ENA_SIM_REG_SHOWN,
	[ENA_HW_REG_AQ_BASE_LO / 4] = ENA_SIM_REG_HOST,
	[ENA_HW_REG_AQ_BASE_HI / 4] = ENA_SIM_REG_HOST,
	[ENA_HW_REG_AQ_CAPS / 4] = ENA_SIM_REG_HOST,
	[ENA_HW_REG_ACQ_BASE_LO / 4] = ENA_SIM_REG_HOST,
	[ENA_HW_REG_ACQ_BASE_HI / 4] = ENA_SIM_REG_HOST,
	[ENA_HW_REG_ACQ_CAPS / 4] = ENA_SIM_REG_HOST,
	[ENA_HW_REG_AQ_DB / 4] = ENA_SIM_REG_HOST,
	[ENA_HW_REG_AENQ_CAPS / 4] = ENA_SIM_REG_HOST,
	[ENA_HW_REG_AENQ_BASE_LO / 4] = ENA_SIM_REG_HOST,
	[ENA_HW_REG_AENQ_BASE_HI / 4] = ENA_SIM_REG_HOST,
	[ENA_HW_REG_AENQ_HEAD_DB / 4] = ENA_SIM_REG_HOST,
	[ENA_HW_REG_INTR_MASK / 4] = ENA_SIM_REG_HOST,
	[ENA_HW_REG_DEV_CTL / 4] = ENA_SIM_REG_EVENT,
	[ENA_HW_REG_DEV_STS / 4] = ENA_SIM_REG_SHOWN,
	[ENA_HW_REG_MMIO_READ / 4] = ENA_SIM_REG_EVENT,
	[ENA_HW_REG_MMIO_RESP_LO / 4] = ENA_SIM_REG_RESP,
	[ENA_HW_REG_MMIO_RESP_HI / 4] = ENA_SIM_REG_RESP,
};

static const u8 ena_sim_reg_shown[] = {
	ENA_HW_REG_VERSION, ENA_HW_REG_CTRL_VERSION, ENA_HW_REG_CAPS,
	ENA_HW_REG_DEV_STS,
};

static_assert(ARRAY_SIZE(ena_sim_reg_shown) ==
	      ARRAY_SIZE(((struct ena_sim_fn *)NULL)->shown));

static bool ena_sim_reg_is_phc(struct ena_sim_fn *fn, u32 off)
{
	return off == fn->cfg.phc_doorbell &&
	       ena_sim_has_feature(fn, ENA_HW_FEAT_PHC);
}

static u32 ena_sim_reg_caps(const struct ena_sim_config *cfg)
{
	return ENA_HW_CAPS_CONTIGUOUS |
	       FIELD_PREP(ENA_HW_CAPS_RESET_TIMEOUT, cfg->reset_timeout) |
	       FIELD_PREP(ENA_HW_CAPS_DMA_ADDR_WIDTH, cfg->dma_width) |
	       FIELD_PREP(ENA_HW_CAPS_ADMIN_TIMEOUT, cfg->admin_timeout);
}

/* A host that gave up on a stuck reset may begin another: READY says so */
static u32 ena_sim_reg_sts(const struct ena_sim_fn *fn)
{
	if (!fn->resetting)
		return ENA_HW_DEV_STS_READY;

	return ENA_HW_DEV_STS_RESETTING |
	       (fn->reset_stuck ? ENA_HW_DEV_STS_READY : 0);
}

/* What the host reads at @off when nothing misbehaves */
static u32 ena_sim_reg_value(struct ena_sim_fn *fn, u32 off)
{
	u8 kind;

	switch (off) {
	case ENA_HW_REG_VERSION:
		return fn->cfg.version;
	case ENA_HW_REG_CTRL_VERSION:
		return fn->cfg.ctrl_version;
	case ENA_HW_REG_CAPS:
		return ena_sim_reg_caps(&fn->cfg);
	case ENA_HW_REG_DEV_STS:
		return ena_sim_reg_sts(fn);
	}

	if (off >= ENA_HW_REGS_FIXED_END || !IS_ALIGNED(off, 4))
		return 0;

	kind = ena_sim_reg_kinds[off / 4];
	if (kind != ENA_SIM_REG_HOST && kind != ENA_SIM_REG_RESP)
		return 0;
	if (off == ENA_HW_REG_MMIO_RESP_LO)
		return ena_sim_reg_get(fn, off) & ~(u32)ENA_SIM_RESP_MARK;

	return ena_sim_reg_get(fn, off);
}

/*
 * What the image holds at @off for hosts that read it directly. Nobody sees
 * those reads, so a fault shows for as long as it is armed.
 */
static u32 ena_sim_reg_image(struct ena_sim_fn *fn, u32 off)
{
	u32 val = ena_sim_reg_value(fn, off);

	if (READ_ONCE(fn->fault[ENA_SIM_FAULT_MMIO_GONE].budget))
		return ENA_HW_REG_GONE;

	if (off == ENA_HW_REG_DEV_STS &&
	    READ_ONCE(fn->fault[ENA_SIM_FAULT_NOT_READY].budget))
		val &= ~ENA_HW_DEV_STS_READY;
	return val;
}

static void ena_sim_reg_show(struct ena_sim_fn *fn)
{
	u32 off, val;
	int i;

	for (i = 0; i < ARRAY_SIZE(ena_sim_reg_shown); i++) {
		off = ena_sim_reg_shown[i];
		val = ena_sim_reg_image(fn, off);
		fn->shown[i] = val;
		ena_sim_reg_set(fn, off, val);
	}
}

/* As ena_sim_reg_show(), but somebody may have written there */
static void ena_sim_reg_show_again(struct ena_sim_fn *fn)
{
	u32 off, val;
	int i;

	for (i = 0; i < ARRAY_SIZE(ena_sim_reg_shown); i++) {
		off = ena_sim_reg_shown[i];
		val = ena_sim_reg_get(fn, off);
		if (val != fn->shown[i])
			ena_sim_referee(fn, ENA_SIM_BREACH_REG_WIDTH,
					"read-only register 0x%02x = 0x%x",
					off, val);
	}

	ena_sim_reg_show(fn);
}

/* Take @seen out of a register, unless the host has written again */
static void ena_sim_reg_scrub(struct ena_sim_fn *fn, u32 off, u32 seen, u32 val)
{
	cmpxchg(ena_sim_reg(fn, off), cpu_to_le32(seen), cpu_to_le32(val));
}

/* Located registers: those of queues that are not there yet */
static void ena_sim_reg_clear_located(struct ena_sim_fn *fn)
{
	unsigned int i;

	for (i = 0; i < ENA_SIM_MAX_SQS; i++)
		ena_sim_reg_set(fn, ENA_SIM_REG_SQ_DB(i), 0);

	for (i = 0; i < ENA_SIM_MAX_CQS; i++) {
		ena_sim_reg_set(fn, ENA_SIM_REG_INTR(i), ENA_SIM_NO_UNMASK);
		ena_sim_reg_set(fn, ENA_SIM_REG_NUMA(i), 0);
		ena_sim_reg_set(fn, ENA_SIM_REG_CQ_HEAD(i), 0);
	}
}

/*
 * The response address and a waiting mailbox word stay: a host writes them
 * right after DEV_CTL, perhaps before the reset is noticed here. Whether it has
 * written the address is seen when it asks next.
 */
static void ena_sim_reg_clear(struct ena_sim_fn *fn)
{
	u32 off;

	for (off = 0; off < ENA_HW_REGS_FIXED_END; off += 4) {
		u8 kind = ena_sim_reg_kinds[off / 4];

		if (kind == ENA_SIM_REG_HOST || kind == ENA_SIM_REG_NONE)
			ena_sim_reg_set(fn, off, 0);
	}

	ena_sim_reg_clear_located(fn);
	if (ena_sim_has_feature(fn, ENA_HW_FEAT_PHC))
		ena_sim_reg_set(fn, fn->cfg.phc_doorbell, ENA_SIM_NO_WRITE);
}

static void ena_sim_reset_record(struct ena_sim_fn *fn, u8 reason, bool flr)
{
	struct ena_sim_reset *entry;

	entry = &fn->resets[fn->nr_resets++ % ENA_SIM_RESET_HISTORY];
	*entry = (struct ena_sim_reset) {
		.when_ns = ena_sim_now(fn),
		.reason = reason,
		.flr = flr,
	};
}

static void ena_sim_forget_late(struct ena_sim_fn *fn)
{
	unsigned int i;

	for (i = 0; i < ENA_SIM_NR_LATE; i++)
		fn->aborted += fn->late[i].valid;

	memset(fn->late, 0, sizeof(fn->late));
}

void ena_sim_forget(struct ena_sim_fn *fn)
{
	lockdep_assert_held(&fn->ctl_lock);
	lockdep_assert_held(&fn->io_lock);

	memset(&fn->aq, 0, sizeof(fn->aq));
	memset(&fn->acq, 0, sizeof(fn->acq));
	memset(&fn->aenq, 0, sizeof(fn->aenq));
	ena_sim_forget_late(fn);
	fn->aq_db = 0;
	fn->aenq_credit = 0;
	fn->aenq_started = false;
	fn->aenq_enabled = 0;
	fn->mgmt_pending = false;
	fn->mgmt_masked = false;
	fn->link_due = true;
	fn->hints_due = false;
	fn->events_due = 0;
	fn->keep_alive_ns = 0;
	fn->bad_group_ns = 0;
	memset(&fn->host_attr, 0, sizeof(fn->host_attr));
	fn->host_features = 0;
	fn->mtu = fn->cfg.mtu_max;
	fn->llq_on = false;
	memset(&fn->llq, 0, sizeof(fn->llq));
	fn->frag_bypass = false;
	fn->tx_timestamp = false;
	fn->rx_timestamp = false;
	fn->phc_on = false;
	fn->phc_record = 0;
	fn->phc_in_window = 0;

	ena_sim_queues_forget(fn);
	ena_sim_vec_reset(fn);
	ena_sim_rss_reset(fn);
	ena_sim_flow_reset(fn);
	skb_queue_purge(&fn->rx_wait);
	atomic_set(&fn->rx_refused, 0);
	fn->count_at_reset = fn->count;
	ena_sim_reg_clear(fn);
}

void ena_sim_reset(struct ena_sim_fn *fn, u8 reason)
{
	ena_sim_reset_record(fn, reason, false);
	fn->resetting = true;
	fn->reset_stuck = false;
	fn->resp_forgotten = true;
	ena_sim_forget(fn);
	if (fn->front->drop_msix)
		fn->front->drop_msix(fn->ctx);

	/* Who sees RESETTING finds everything stopped */
	smp_wmb();
	ena_sim_reg_show(fn);
}

void ena_sim_power_on(struct ena_sim_fn *fn)
{
	ena_sim_forget(fn);
	fn->dev_ctl = ENA_SIM_NO_WRITE;
	ena_sim_reg_set(fn, ENA_HW_REG_DEV_CTL, ENA_SIM_NO_WRITE);
	ena_sim_reg_set(fn, ENA_HW_REG_MMIO_READ, ENA_SIM_NO_WRITE);
	ena_sim_reg_set(fn, ENA_HW_REG_MMIO_RESP_LO, 0);
	ena_sim_reg_set(fn, ENA_HW_REG_MMIO_RESP_HI, 0);
	fn->resp_forgotten = false;
	fn->resetting = false;
	fn->reset_stuck = false;
	ena_sim_reg_show(fn);
}

void ena_sim_fn_flr(struct ena_sim_fn *fn)
{
	ena_sim_reset_record(fn, ENA_HW_RESET_NORMAL, true);
	ena_sim_power_on(fn);
}

/* The reason is in two nibbles, the high one only with the capability */
static u8 ena_sim_dev_ctl_reason(struct ena_sim_fn *fn, u32 word)
{
	u8 hi = FIELD_GET(ENA_HW_DEV_CTL_REASON_HI, word);
	u8 reason = FIELD_GET(ENA_HW_DEV_CTL_REASON_LO, word);

	if (fn->cfg.capabilities & ENA_HW_CAP_EXT_RESET_REASONS)
		reason |= hi << 4;
	else if (hi)
		ena_sim_referee(fn, ENA_SIM_BREACH_REG_RESERVED,
				"DEV_CTL 0x%08x: reasons have four bits", word);

	if (reason >= ENA_HW_RESET_REASONS)
		ena_sim_referee(fn, ENA_SIM_BREACH_RESET_REASON, "reason %u",
				reason);
	return reason;
}

static void ena_sim_dev_ctl_finish(struct ena_sim_fn *fn)
{
	if (!fn->resetting)
		return;

	if (ena_sim_fault_hit(fn, ENA_SIM_FAULT_RESET_STUCK_OFF)) {
		fn->reset_stuck = true;
	} else {
		fn->resetting = false;
		fn->reset_stuck = false;
	}
	ena_sim_reg_show(fn);
}

static void ena_sim_dev_ctl_write(struct ena_sim_fn *fn, u32 word)
{
	u32 known = ENA_HW_DEV_CTL_RESET;
	u8 reason;

	if (word & ENA_HW_DEV_CTL_RESET)
		known |= ENA_HW_DEV_CTL_REASON_LO | ENA_HW_DEV_CTL_REASON_HI;
	if (word & ~known)
		ena_sim_referee(fn, ENA_SIM_BREACH_REG_RESERVED,
				"DEV_CTL 0x%08x", word);

	if (!(word & ENA_HW_DEV_CTL_RESET)) {
		ena_sim_dev_ctl_finish(fn);
		return;
	}

	reason = ena_sim_dev_ctl_reason(fn, word);
	if (!ena_sim_fault_hit(fn, ENA_SIM_FAULT_RESET_STUCK_ON))
		ena_sim_reset(fn, reason);
}

/*
 * A host that waits for RESETTING may spin with interrupts off on the CPU of
 * a thread that holds the I/O lock. Waiting for that lock would leave its
 * mailbox unanswered: try again at the next poll instead.
 */
static bool ena_sim_dev_ctl_poll(struct ena_sim_fn *fn)
{
	u32 word = fn->dev_ctl;

	if (word == ENA_SIM_NO_WRITE)
		word = ena_sim_reg_take(fn, ENA_HW_REG_DEV_CTL,
					ENA_SIM_NO_WRITE);
	if (word == ENA_SIM_NO_WRITE)
		return false;

	fn->dev_ctl = word;
	if (!mutex_trylock(&fn->io_lock))
		return true;

	fn->dev_ctl = ENA_SIM_NO_WRITE;
	ena_sim_dev_ctl_write(fn, word);
	mutex_unlock(&fn->io_lock);
	return true;
}

/* Is there a write of DEV_CTL that was not acted on? */
static bool ena_sim_dev_ctl_waits(struct ena_sim_fn *fn)
{
	return fn->dev_ctl != ENA_SIM_NO_WRITE ||
	       ena_sim_reg_get(fn, ENA_HW_REG_DEV_CTL) != ENA_SIM_NO_WRITE;
}

static u64 ena_sim_mailbox_addr(struct ena_sim_fn *fn)
{
	return ena_sim_reg_addr(fn, ENA_HW_REG_MMIO_RESP_LO) &
	       ~(u64)ENA_SIM_RESP_MARK;
}

/*
 * Mark the response address before the answer: who waits for that does not
 * write it. Another thread of the host may be resetting the device meanwhile,
 * DEV_CTL first; the address may then be the new one already.
 */
static void ena_sim_mailbox_mark(struct ena_sim_fn *fn, u32 lo)
{
	ena_sim_reg_scrub(fn, ENA_HW_REG_MMIO_RESP_LO, lo,
			  lo | ENA_SIM_RESP_MARK);
	if (ena_sim_dev_ctl_waits(fn))
		ena_sim_reg_scrub(fn, ENA_HW_REG_MMIO_RESP_LO,
				  lo | ENA_SIM_RESP_MARK, lo);
}

/*
 * Does the device know where to answer, or did a reset make it forget? Only if it
 * @forgot before the question came is the host to blame: who had given up on that
 * may have written DEV_CTL meanwhile.
 */
static bool ena_sim_mailbox_known(struct ena_sim_fn *fn, bool forgot)
{
	u32 lo = ena_sim_reg_get(fn, ENA_HW_REG_MMIO_RESP_LO);

	if (!(lo & ENA_SIM_RESP_MARK)) {
		fn->resp_forgotten = false;
		ena_sim_mailbox_mark(fn, lo);
	}
	if (fn->resp_forgotten && forgot)
		ena_sim_referee(fn, ENA_SIM_BREACH_RESET_ORDER,
				"register read, MMIO_RESP not written since DEV_CTL");

	return !fn->resp_forgotten;
}

static u32 ena_sim_mailbox_value(struct ena_sim_fn *fn, u32 off)
{
	u32 val = ena_sim_reg_value(fn, off);

	if (ena_sim_fault_hit(fn, ENA_SIM_FAULT_MMIO_GONE))
		return ENA_HW_REG_GONE;

	if (off == ENA_HW_REG_DEV_STS &&
	    ena_sim_fault_hit(fn, ENA_SIM_FAULT_NOT_READY))
		val &= ~ENA_HW_DEV_STS_READY;
	return val;
}

/* One store: who sees the id sees the value */
static void ena_sim_mailbox_write(u64 *mem, u16 id, u16 off, u32 val)
{
	union {
		struct ena_hw_mmio_resp resp;
		u64 word;
	} answer = {
		.resp.req_id = cpu_to_le16(id),
		.resp.off = cpu_to_le16(off),
		.resp.val = cpu_to_le32(val),
	};

	WRITE_ONCE(*mem, answer.word);
}

static void ena_sim_mailbox_answer(struct ena_sim_fn *fn, u32 req, bool forgot)
{
	u64 addr = ena_sim_mailbox_addr(fn);
	u16 id = FIELD_GET(ENA_HW_MMIO_READ_REQ_ID, req);
	u16 off = FIELD_GET(ENA_HW_MMIO_READ_OFF, req);
	u64 *mem;
	u32 val;

	if (!addr || !ena_sim_mailbox_known(fn, forgot) ||
	    ena_sim_fault_hit(fn, ENA_SIM_FAULT_MMIO_SILENT) ||
	    !ena_sim_bus_needed(fn, "register read"))
		return;

	if (!IS_ALIGNED(addr, sizeof(*mem))) {
		ena_sim_referee(fn, ENA_SIM_BREACH_DMA_RANGE,
				"mailbox record at 0x%llx not aligned", addr);
		return;
	}

	/* The host has to read CAPS before it knows how wide it may be */
	mem = ena_sim_dma_wide(fn, addr, sizeof(*mem), ENA_HW_DMA_WIDTH_MAX,
			       "mailbox record");
	if (!mem)
		return;

	val = ena_sim_mailbox_value(fn, off);
	if (ena_sim_fault_hit(fn, ENA_SIM_FAULT_MMIO_WRONG_ID))
		id++;
	if (ena_sim_fault_hit(fn, ENA_SIM_FAULT_MMIO_WRONG_OFF))
		off ^= sizeof(u32);
	ena_sim_mailbox_write(mem, id, off, val);
}

static bool ena_sim_mailbox_has_fault(const struct ena_sim_fn *fn)
{
	static const enum ena_sim_fault faults[] = {
		ENA_SIM_FAULT_MMIO_SILENT, ENA_SIM_FAULT_MMIO_WRONG_ID,
		ENA_SIM_FAULT_MMIO_WRONG_OFF, ENA_SIM_FAULT_MMIO_GONE,
		ENA_SIM_FAULT_NOT_READY,
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(faults); i++)
		if (READ_ONCE(fn->fault[faults[i]].budget))
			return true;
	return false;
}

/*
 * A write of DEV_CTL is left for the poll: until it is acted on, the status
 * is what it was, and a host looks again. So is all that is not in order.
 */
void ena_sim_mailbox_rescue(struct ena_sim_fn *fn)
{
	u64 addr, *mem;
	u16 off;
	u32 req;

	if (!READ_ONCE(fn->powered) || ena_sim_mailbox_has_fault(fn) ||
	    ena_sim_reg_get(fn, ENA_HW_REG_MMIO_READ) == ENA_SIM_NO_WRITE)
		return;

	addr = ena_sim_mailbox_addr(fn);
	if (!addr || !IS_ALIGNED(addr, sizeof(*mem)) || !ena_sim_may_dma(fn))
		return;

	mem = fn->front->dma(fn->ctx, addr, sizeof(*mem));
	if (!mem)
		return;

	req = ena_sim_reg_take(fn, ENA_HW_REG_MMIO_READ, ENA_SIM_NO_WRITE);
	if (req == ENA_SIM_NO_WRITE)
		return;

	off = FIELD_GET(ENA_HW_MMIO_READ_OFF, req);
	ena_sim_mailbox_write(mem, FIELD_GET(ENA_HW_MMIO_READ_REQ_ID, req), off,
			      ena_sim_reg_value(fn, off));
}

bool ena_sim_mailbox_poll(struct ena_sim_fn *fn)
{
	bool busy, forgot;
	u32 req;

	lockdep_assert_held(&fn->ctl_lock);
	if (!fn->powered)
		return false;

	/*
	 * The host writes DEV_CTL first and asks for DEV_STS then: take the
	 * question first, and what it is to find has been taken too.
	 */
	req = ena_sim_reg_take(fn, ENA_HW_REG_MMIO_READ, ENA_SIM_NO_WRITE);
	forgot = fn->resp_forgotten;
	busy = ena_sim_dev_ctl_poll(fn);
	if (req != ENA_SIM_NO_WRITE) {
		ena_sim_mailbox_answer(fn, req, forgot);
		busy = true;
	}

	busy |= ena_sim_phc_poll(fn);
	return busy;
}

/* A ring that is on is programmed again: its doorbell starts over */
static void ena_sim_ring_restart(struct ena_sim_fn *fn, u32 db_reg, u16 seen)
{
	u32 db = ena_sim_reg_get(fn, db_reg);

	if (FIELD_GET(ENA_HW_DB_INDEX, db) == seen)
		ena_sim_reg_scrub(fn, db_reg, db, 0);
}

static void ena_sim_ring_map(struct ena_sim_fn *fn, struct ena_sim_ring *ring,
			     u32 base_reg, const char *name)
{
	u16 depth = FIELD_GET(ENA_HW_QUEUE_CAPS_DEPTH, ring->caps);
	u16 size = FIELD_GET(ENA_HW_QUEUE_CAPS_ENTRY_SIZE, ring->caps);
	u64 addr;

	/* CAPS is written last */
	smp_rmb();
	addr = ena_sim_reg_addr(fn, base_reg);
	if (depth < 2 || !is_power_of_2(depth) ||
	    size != ENA_HW_AQ_ENTRY_SIZE || !IS_ALIGNED(addr, 64)) {
		ena_sim_referee(fn, ENA_SIM_BREACH_QUEUE_CAPS,
				"%s: %u entries of %u bytes at 0x%llx", name,
				depth, size, addr);
		return;
	}

	if (!ena_sim_bus_needed(fn, name))
		return;

	ring->base = ena_sim_dma(fn, addr, depth * ENA_HW_AQ_ENTRY_SIZE, name);
	ring->depth = depth;
	ring->live = ring->base;
}

/* Follow a CAPS register; true: it changed */
static bool ena_sim_ring_latch(struct ena_sim_fn *fn, struct ena_sim_ring *ring,
			       u32 caps_reg, u32 base_reg, const char *name)
{
	u32 caps = ena_sim_reg_get(fn, caps_reg);

	if (caps == ring->caps)
		return false;

	*ring = (struct ena_sim_ring) { .caps = caps };
	if (FIELD_GET(ENA_HW_QUEUE_CAPS_DEPTH, caps))
		ena_sim_ring_map(fn, ring, base_reg, name);
	return true;
}

static bool ena_sim_reg_poll_rings(struct ena_sim_fn *fn)
{
	bool aq_was = fn->aq.live, aenq_was = fn->aenq.live, busy;

	busy = ena_sim_ring_latch(fn, &fn->acq, ENA_HW_REG_ACQ_CAPS,
				  ENA_HW_REG_ACQ_BASE_LO, "ACQ");
	/* A new ring is not to get completions of the old one */
	if (busy)
		ena_sim_forget_late(fn);
	if (ena_sim_ring_latch(fn, &fn->aq, ENA_HW_REG_AQ_CAPS,
			       ENA_HW_REG_AQ_BASE_LO, "AQ")) {
		if (aq_was)
			ena_sim_ring_restart(fn, ENA_HW_REG_AQ_DB, fn->aq_db);
		fn->aq_db = 0;
		busy = true;
	}

	if (busy && fn->aq.live && fn->acq.live &&
	    fn->aq.depth != fn->acq.depth)
		ena_sim_referee(fn, ENA_SIM_BREACH_QUEUE_CAPS,
				"AQ of %u entries, ACQ of %u", fn->aq.depth,
				fn->acq.depth);

	if (ena_sim_ring_latch(fn, &fn->aenq, ENA_HW_REG_AENQ_CAPS,
			       ENA_HW_REG_AENQ_BASE_LO, "AENQ")) {
		if (aenq_was)
			ena_sim_ring_restart(fn, ENA_HW_REG_AENQ_HEAD_DB,
					     fn->aenq_credit);
		fn->aenq_credit = 0;
		fn->aenq_started = false;
		busy = true;
	}

	return busy;
}

static void ena_sim_reg_poll_intr_mask(struct ena_sim_fn *fn)
{
	u32 mask = ena_sim_reg_get(fn, ENA_HW_REG_INTR_MASK);

	if (mask & ~ENA_HW_INTR_MASK_MGMT) {
		ena_sim_referee(fn, ENA_SIM_BREACH_REG_RESERVED,
				"INTR_MASK 0x%x", mask);
		ena_sim_reg_scrub(fn, ENA_HW_REG_INTR_MASK, mask,
				  mask & ENA_HW_INTR_MASK_MGMT);
	}

	fn->mgmt_masked = mask & ENA_HW_INTR_MASK_MGMT;
	if (!fn->mgmt_masked && fn->mgmt_pending)
		ena_sim_mgmt_msix(fn);
}

/*
 * A write to a register of a queue that does not exist. The end of a reset
 * that was not noticed yet makes it a proper one.
 */
static void ena_sim_reg_stray(struct ena_sim_fn *fn, u32 off, u32 val, u32 idle,
			      enum ena_sim_breach breach, const char *what)
{
	if (fn->resetting) {
		/* Pairs with the host's order: DEV_CTL, then the doorbell */
		smp_rmb();
		if (ena_sim_dev_ctl_waits(fn))
			return;
		breach = ENA_SIM_BREACH_RESET_ORDER;
	}

	ena_sim_referee(fn, breach, "%s, register 0x%04x = 0x%x", what, off,
			val);
	ena_sim_reg_scrub(fn, off, val, idle);
}

/* NUMA registers are hints: keep them, mind their reserved bits */
static void ena_sim_reg_scan_numa(struct ena_sim_fn *fn, unsigned int cq)
{
	u32 off = ENA_SIM_REG_NUMA(cq);
	u32 val = ena_sim_reg_get(fn, off);
	u32 good = val & (ENA_HW_NUMA_NODE | ENA_HW_NUMA_ENABLED);

	if (val != good) {
		ena_sim_referee(fn, ENA_SIM_BREACH_REG_RESERVED,
				"NUMA register of CQ %u = 0x%x", cq, val);
		ena_sim_reg_scrub(fn, off, val, good);
	}

	if (good & ENA_HW_NUMA_ENABLED)
		WRITE_ONCE(fn->cq[cq].numa, FIELD_GET(ENA_HW_NUMA_NODE, good));
}

/* A register of a queue that is not there, which reads 0 */
static void ena_sim_reg_scan_dead(struct ena_sim_fn *fn, u32 off,
				  const char *what)
{
	u32 val = ena_sim_reg_get(fn, off);

	if (val)
		ena_sim_reg_stray(fn, off, val, 0, ENA_SIM_BREACH_REG_WIDTH,
				  what);
}

static void ena_sim_reg_scan_located(struct ena_sim_fn *fn)
{
	unsigned int i;
	u32 val;

	for (i = 0; i < ENA_SIM_MAX_SQS; i++)
		if (!fn->sq[i].live)
			ena_sim_reg_scan_dead(fn, ENA_SIM_REG_SQ_DB(i),
					      "doorbell of no queue");

	for (i = 0; i < ENA_SIM_MAX_CQS; i++) {
		if (fn->cq[i].live) {
			ena_sim_reg_scan_numa(fn, i);
			continue;
		}

		ena_sim_reg_scan_dead(fn, ENA_SIM_REG_NUMA(i),
				      "NUMA node of no queue");
		ena_sim_reg_scan_dead(fn, ENA_SIM_REG_CQ_HEAD(i),
				      "head of no queue");
		val = ena_sim_reg_get(fn, ENA_SIM_REG_INTR(i));
		if (val != ENA_SIM_NO_UNMASK)
			ena_sim_reg_stray(fn, ENA_SIM_REG_INTR(i), val,
					  ENA_SIM_NO_UNMASK,
					  ENA_SIM_BREACH_INTR_REG,
					  "unmask of no queue");
	}
}

/* Is there a register at @off, fixed or located? */
static bool ena_sim_reg_exists(struct ena_sim_fn *fn, u32 off)
{
	if (ena_sim_reg_is_phc(fn, off))
		return true;

	if (off < ENA_HW_REGS_FIXED_END)
		return ena_sim_reg_kinds[off / 4] != ENA_SIM_REG_NONE;

	if (off >= ENA_SIM_REG_INTR(0) &&
	    off < ENA_SIM_REG_INTR(ENA_SIM_MAX_CQS))
		return off % 16 != ENA_SIM_REG_CQ_REST;

	return off >= ENA_SIM_REG_SQ_DB(0) &&
	       off < ENA_SIM_REG_SQ_DB(ENA_SIM_MAX_SQS);
}

static void ena_sim_reg_scan_one(struct ena_sim_fn *fn, u32 off)
{
	u32 val;

	if (ena_sim_reg_exists(fn, off))
		return;

	val = ena_sim_reg_get(fn, off);
	if (!val)
		return;

	ena_sim_referee(fn, ENA_SIM_BREACH_REG_WIDTH, "register 0x%02x = 0x%x",
			off, val);
	ena_sim_reg_scrub(fn, off, val, 0);
}

/* The fixed registers each time, of all others a part */
static void ena_sim_reg_scan_gaps(struct ena_sim_fn *fn)
{
	u32 off, n;

	for (off = 0; off < ENA_HW_REGS_FIXED_END; off += 4)
		ena_sim_reg_scan_one(fn, off);

	for (n = 0; n < ENA_SIM_REG_SCAN_PART; n++) {
		if (fn->scan_off < ENA_HW_REGS_FIXED_END ||
		    fn->scan_off >= ENA_HW_REGS_SIZE)
			fn->scan_off = ENA_HW_REGS_FIXED_END;
		ena_sim_reg_scan_one(fn, fn->scan_off);
		fn->scan_off += 4;
	}
}

static void ena_sim_reg_scan(struct ena_sim_fn *fn)
{
	u64 now = ena_sim_now(fn);
	bool due = now >= fn->scan_ns;
	u32 db;

	/* A reset is soon over, and with it what was wrong in it */
	if (!due && !fn->resetting)
		return;

	if (due) {
		fn->scan_ns = now + ENA_SIM_REG_SCAN_NS;
		ena_sim_reg_scan_gaps(fn);
	}
	ena_sim_reg_scan_located(fn);

	db = ena_sim_reg_get(fn, ENA_HW_REG_AQ_DB);
	if (db && fn->resetting)
		ena_sim_reg_stray(fn, ENA_HW_REG_AQ_DB, db, 0,
				  ENA_SIM_BREACH_RESET_ORDER, "command");
}

bool ena_sim_reg_poll(struct ena_sim_fn *fn)
{
	bool busy = false;

	ena_sim_reg_show_again(fn);
	ena_sim_reg_scan(fn);
	if (!fn->resetting) {
		busy = ena_sim_reg_poll_rings(fn);
		ena_sim_reg_poll_intr_mask(fn);
	}

	return busy;
}
