// SPDX-License-Identifier: GPL-2.0-only
/*
 * The admin queue pair (control plane 5): takes commands in ring order, has
 * them executed and posts their completions.
 */

#include <linux/string.h>
#include <linux/time64.h>

#include "model.h"

/* A completion held for ADMIN_REORDER goes out alone after so long */
#define ENA_SIM_ADMIN_REORDER_NS	(20 * NSEC_PER_MSEC)

/* ADMIN_LATE without an argument */
#define ENA_SIM_ADMIN_LATE_MS	1000

/* Bytes of a command that may be other than 0; feature.c checks SET */
static const u8 ena_sim_admin_used[] = {
	[ENA_HW_AQ_CREATE_SQ] = sizeof(struct ena_hw_aq_create_sq),
	[ENA_HW_AQ_DESTROY_SQ] = sizeof(struct ena_hw_aq_destroy_sq),
	[ENA_HW_AQ_CREATE_CQ] = sizeof(struct ena_hw_aq_create_cq),
	[ENA_HW_AQ_DESTROY_CQ] = sizeof(struct ena_hw_aq_destroy_cq),
	[ENA_HW_AQ_GET_FEATURE] = offsetof(struct ena_hw_aq_feature, payload),
	[ENA_HW_AQ_SET_FEATURE] = sizeof(struct ena_hw_aq_feature),
	[ENA_HW_AQ_GET_STATS] = sizeof(struct ena_hw_aq_stats),
};

void *ena_sim_ctrl_buf(struct ena_sim_fn *fn,
		       const struct ena_hw_ctrl_buf *ctrl, u32 want)
{
	u32 len = le32_to_cpu(ctrl->len);
	u64 addr = ena_sim_addr(&ctrl->addr);

	if (len < want || !addr) {
		ena_sim_referee(fn, ENA_SIM_BREACH_AQ_PARAM,
				"control buffer 0x%llx of %u bytes, want %u",
				addr, len, want);
		return NULL;
	}

	return ena_sim_dma(fn, addr, want, "control buffer");
}

void ena_sim_mgmt_msix(struct ena_sim_fn *fn)
{
	u32 mask = ena_sim_reg_get(fn, ENA_HW_REG_INTR_MASK);

	lockdep_assert_held(&fn->ctl_lock);
	fn->mgmt_pending = mask & ENA_HW_INTR_MASK_MGMT;
	if (!fn->mgmt_pending)
		fn->front->msix(fn->ctx, ENA_HW_MSIX_MGMT);
}

/* Everything but the word of the phase first, then that word */
static void ena_sim_admin_post(struct ena_sim_fn *fn,
			       const struct ena_hw_acq_entry *entry)
{
	struct ena_sim_ring *acq = &fn->acq;
	struct ena_hw_acq_entry *slot = acq->base;
	struct ena_hw_acq_hdr hdr = entry->hdr;
	__le32 first;

	slot += acq->idx & (acq->depth - 1);
	hdr.flags = ena_sim_phase(acq->idx, acq->depth) ? ENA_HW_ACQ_PHASE : 0;
	memcpy(&first, &hdr, sizeof(first));
	memcpy((void *)slot + sizeof(first), (void *)entry + sizeof(first),
	       sizeof(*slot) - sizeof(first));

	/* Pairs with the host's barrier after it has seen the phase */
	smp_wmb();
	WRITE_ONCE(*(__le32 *)slot, first);
	acq->idx++;
}

static bool ena_sim_admin_hold(struct ena_sim_fn *fn,
			       const struct ena_hw_acq_entry *entry,
			       u64 delay_ns, bool reorder)
{
	unsigned int i;

	for (i = 0; i < ENA_SIM_NR_LATE; i++) {
		if (fn->late[i].valid)
			continue;

		fn->late[i] = (struct ena_sim_late) {
			.valid = true,
			.reorder = reorder,
			.due_ns = ena_sim_now(fn) + delay_ns,
			.entry = *entry,
		};
		return true;
	}

	return false;
}

/* Post what was held and is due, or waits for @next; true: something was */
static bool ena_sim_admin_release(struct ena_sim_fn *fn, bool next)
{
	u64 now = ena_sim_now(fn);
	bool posted = false;
	unsigned int i;

	for (i = 0; i < ENA_SIM_NR_LATE; i++) {
		struct ena_sim_late *late = &fn->late[i];

		if (!late->valid || !fn->acq.live ||
		    (now < late->due_ns && !(next && late->reorder)))
			continue;

		late->valid = false;
		ena_sim_admin_post(fn, &late->entry);
		posted = true;
	}

	return posted;
}

/* Post a completion, as the faults want it; true: raise the interrupt */
static bool ena_sim_admin_complete(struct ena_sim_fn *fn,
				   struct ena_hw_acq_entry *resp)
{
	u32 late_ms = ena_sim_fault_arg(fn, ENA_SIM_FAULT_ADMIN_LATE) ?:
		      ENA_SIM_ADMIN_LATE_MS;

	if (ena_sim_fault_hit(fn, ENA_SIM_FAULT_ADMIN_LOST)) {
		fn->aborted++;
		return false;
	}

	/* No host uses ids as large as this one becomes */
	if (ena_sim_fault_hit(fn, ENA_SIM_FAULT_ADMIN_BAD_ID))
		resp->hdr.cmd_id ^= cpu_to_le16(BIT(11));

	if (ena_sim_fault_hit(fn, ENA_SIM_FAULT_ADMIN_LATE) &&
	    ena_sim_admin_hold(fn, resp, (u64)late_ms * NSEC_PER_MSEC,
			       false))
		return false;

	if (ena_sim_fault_hit(fn, ENA_SIM_FAULT_ADMIN_REORDER) &&
	    ena_sim_admin_hold(fn, resp, ENA_SIM_ADMIN_REORDER_NS, true))
		return false;

	ena_sim_admin_post(fn, resp);
	if (ena_sim_fault_hit(fn, ENA_SIM_FAULT_ADMIN_DUP))
		ena_sim_admin_post(fn, resp);
	ena_sim_admin_release(fn, true);
	return !ena_sim_fault_hit(fn, ENA_SIM_FAULT_ADMIN_NO_IRQ);
}

/* What a device need not mind in a command, and a referee does */
static void ena_sim_admin_check(struct ena_sim_fn *fn,
				const struct ena_hw_aq_entry *cmd, u32 idx)
{
	const struct ena_hw_aq_hdr *hdr = &cmd->hdr;
	u8 known = ENA_HW_AQ_PHASE;
	u8 used = sizeof(*hdr);

	if (hdr->opcode > ENA_HW_AQ_DESTROY_CQ)
		known |= ENA_HW_AQ_CTRL_DATA | ENA_HW_AQ_CTRL_DATA_INDIRECT;

	if (!!(hdr->flags & ENA_HW_AQ_PHASE) !=
	    ena_sim_phase(idx, fn->aq.depth))
		ena_sim_referee(fn, ENA_SIM_BREACH_AQ_PHASE,
				"opcode %u in slot %u, flags 0x%02x",
				hdr->opcode, idx & (fn->aq.depth - 1),
				hdr->flags);

	if (le16_to_cpu(hdr->cmd_id) & ~ENA_HW_AQ_CMD_ID ||
	    hdr->flags & ~known)
		ena_sim_referee(fn, ENA_SIM_BREACH_AQ_RESERVED,
				"opcode %u, id 0x%04x, flags 0x%02x",
				hdr->opcode, le16_to_cpu(hdr->cmd_id),
				hdr->flags);

	if (hdr->opcode < ARRAY_SIZE(ena_sim_admin_used))
		used = max(used, ena_sim_admin_used[hdr->opcode]);
	if (memchr_inv((void *)cmd + used, 0, sizeof(*cmd) - used))
		ena_sim_referee(fn, ENA_SIM_BREACH_AQ_RESERVED,
				"opcode %u, bytes after %u", hdr->opcode, used);
}

/* ADMIN_STATUS: refuse unseen; 0: do not */
static u8 ena_sim_admin_refuse(struct ena_sim_fn *fn,
			       const struct ena_hw_aq_entry *cmd)
{
	const struct ena_hw_aq_feature *feat = (const void *)cmd;
	u32 arg = ena_sim_fault_arg(fn, ENA_SIM_FAULT_ADMIN_STATUS);
	u8 status = arg, opcode = arg >> 8, feature = arg >> 16;
	bool has_feature = cmd->hdr.opcode == ENA_HW_AQ_GET_FEATURE ||
			   cmd->hdr.opcode == ENA_HW_AQ_SET_FEATURE;

	if (opcode && opcode != cmd->hdr.opcode)
		return 0;

	if (feature && !(has_feature && feature == feat->sel.id))
		return 0;

	if (!ena_sim_fault_hit(fn, ENA_SIM_FAULT_ADMIN_STATUS))
		return 0;

	return status ?: ENA_HW_ACQ_UNKNOWN_ERROR;
}

static u8 ena_sim_admin_run(struct ena_sim_fn *fn,
			    const struct ena_hw_aq_entry *cmd,
			    struct ena_hw_acq_entry *resp)
{
	switch (cmd->hdr.opcode) {
	case ENA_HW_AQ_CREATE_SQ:
		return ena_sim_create_sq(fn, cmd, resp);
	case ENA_HW_AQ_DESTROY_SQ:
		return ena_sim_destroy_sq(fn, cmd);
	case ENA_HW_AQ_CREATE_CQ:
		return ena_sim_create_cq(fn, cmd, resp);
	case ENA_HW_AQ_DESTROY_CQ:
		return ena_sim_destroy_cq(fn, cmd);
	case ENA_HW_AQ_GET_FEATURE:
		return ena_sim_get_feature(fn, cmd, resp);
	case ENA_HW_AQ_SET_FEATURE:
		return ena_sim_set_feature(fn, cmd, resp);
	case ENA_HW_AQ_GET_STATS:
		return ena_sim_get_stats(fn, cmd, resp);
	}

	ena_sim_referee(fn, ENA_SIM_BREACH_AQ_PARAM, "opcode %u",
			cmd->hdr.opcode);
	return ENA_HW_ACQ_BAD_OPCODE;
}

/* One command; true: raise the interrupt */
static bool ena_sim_admin_next(struct ena_sim_fn *fn)
{
	struct ena_sim_ring *aq = &fn->aq;
	struct ena_hw_acq_entry resp = {};
	struct ena_hw_aq_entry cmd, *slot = aq->base;
	u8 status;

	/* A copy: the host may write the slot again meanwhile */
	memcpy(&cmd, &slot[aq->idx & (aq->depth - 1)], sizeof(cmd));
	ena_sim_admin_check(fn, &cmd, aq->idx);
	aq->idx++;
	fn->commands++;

	status = ena_sim_admin_refuse(fn, &cmd);
	if (!status)
		status = ena_sim_admin_run(fn, &cmd, &resp);
	if (status)
		memset(&resp, 0, sizeof(resp));

	resp.hdr.cmd_id = cmd.hdr.cmd_id & cpu_to_le16(ENA_HW_AQ_CMD_ID);
	resp.hdr.status = status;
	resp.hdr.sq_head = cpu_to_le16(aq->idx);
	return ena_sim_admin_complete(fn, &resp);
}

/* Commands that wait; what the doorbell says is checked once */
static u16 ena_sim_admin_waiting(struct ena_sim_fn *fn)
{
	u16 db = FIELD_GET(ENA_HW_DB_INDEX,
			   ena_sim_reg_get(fn, ENA_HW_REG_AQ_DB));
	u16 n = db - fn->aq.idx;
	bool rung = db != fn->aq_db;

	fn->aq_db = db;
	if (n > fn->aq.depth) {
		if (rung)
			ena_sim_referee(fn, ENA_SIM_BREACH_AQ_DOORBELL,
					"doorbell %u, head %u, depth %u", db,
					(u16)fn->aq.idx, fn->aq.depth);
		return 0;
	}

	if (rung && n && !ena_sim_bus_needed(fn, "admin command"))
		return 0;

	return ena_sim_may_dma(fn) ? n : 0;
}

bool ena_sim_admin_poll(struct ena_sim_fn *fn)
{
	bool irq, busy;
	u16 n;

	lockdep_assert_held(&fn->ctl_lock);
	if (!fn->aq.live || !fn->acq.live)
		return false;

	n = ena_sim_admin_waiting(fn);
	irq = ena_sim_may_dma(fn) && ena_sim_admin_release(fn, false);
	busy = n || irq;

	/* Entries are read after the doorbell that covers them */
	smp_rmb();
	while (n--)
		irq |= ena_sim_admin_next(fn);

	if (irq)
		ena_sim_mgmt_msix(fn);
	return busy;
}
