// SPDX-License-Identifier: GPL-2.0-only
/*
 * The precision clock (control plane 10): a doorbell, and a record in host
 * memory that answers it.
 */

#include <linux/string.h>
#include <linux/time64.h>

#include "model.h"

#define ENA_SIM_PHC_ERROR_BOUND_NS	1000

u8 ena_sim_phc_get(struct ena_sim_fn *fn, struct ena_hw_phc *resp)
{
	const struct ena_sim_config *cfg = &fn->cfg;

	*resp = (struct ena_hw_phc) {
		.doorbell_off = cpu_to_le32(cfg->phc_doorbell),
		.expire_timeout_us = cpu_to_le32(cfg->phc_expire_us),
		.block_timeout_us = cpu_to_le32(cfg->phc_block_us),
	};
	return ENA_HW_ACQ_SUCCESS;
}

u8 ena_sim_phc_set(struct ena_sim_fn *fn, const struct ena_hw_phc *req)
{
	u64 addr = ena_sim_addr(&req->output);
	u32 len = le32_to_cpu(req->output_len);

	if (req->version || len < sizeof(struct ena_hw_phc_resp) ||
	    !IS_ALIGNED(addr, 8)) {
		ena_sim_referee(fn, ENA_SIM_BREACH_AQ_PARAM,
				"PHC version %u, record 0x%llx of %u bytes",
				req->version, addr, len);
		return ENA_HW_ACQ_ILLEGAL_PARAM;
	}

	if (!ena_sim_dma(fn, addr, sizeof(struct ena_hw_phc_resp),
			 "PHC record"))
		return ENA_HW_ACQ_ILLEGAL_PARAM;

	if (req->output.rsvd || memchr_inv(req->rsvd, 0, sizeof(req->rsvd)))
		ena_sim_referee(fn, ENA_SIM_BREACH_AQ_RESERVED, "SET of PHC");
	fn->phc_record = addr;
	fn->phc_on = true;
	return ENA_HW_ACQ_SUCCESS;
}

/* At most cfg.phc_rate requests in a second */
static bool ena_sim_phc_allowed(struct ena_sim_fn *fn)
{
	u64 now = ena_sim_now(fn);

	if (!fn->cfg.phc_rate)
		return true;

	if (!fn->phc_in_window || now - fn->phc_window_ns >= NSEC_PER_SEC) {
		fn->phc_window_ns = now;
		fn->phc_in_window = 0;
	}

	return fn->phc_in_window++ < fn->cfg.phc_rate;
}

static u32 ena_sim_phc_errors(struct ena_sim_fn *fn)
{
	u32 flags = 0;

	if (!ena_sim_phc_allowed(fn))
		flags |= ENA_HW_PHC_ERR_TIMESTAMP;
	if (ena_sim_fault_hit(fn, ENA_SIM_FAULT_PHC_ERROR))
		flags |= ena_sim_fault_arg(fn, ENA_SIM_FAULT_PHC_ERROR) ?:
			 ENA_HW_PHC_ERR_TIMESTAMP | ENA_HW_PHC_ERR_ERROR_BOUND;
	return flags;
}

static void ena_sim_phc_answer(struct ena_sim_fn *fn, u16 req_id)
{
	struct ena_hw_phc_resp *rec, resp = {};
	u32 flags;

	rec = ena_sim_dma(fn, fn->phc_record, sizeof(*rec), "PHC record");
	if (!rec)
		return;

	flags = ena_sim_phc_errors(fn);
	resp.error_flags = cpu_to_le32(flags);
	resp.error_bound = cpu_to_le32(flags & ENA_HW_PHC_ERR_ERROR_BOUND ?
				       ENA_HW_PHC_ERROR_BOUND_UNKNOWN :
				       ENA_SIM_PHC_ERROR_BOUND_NS);
	if (!(flags & ENA_HW_PHC_ERR_TIMESTAMP))
		resp.timestamp = cpu_to_le64(fn->front->real_ns(fn->ctx));
	memcpy((void *)rec + sizeof(rec->req_id),
	       (void *)&resp + sizeof(resp.req_id),
	       sizeof(resp) - sizeof(resp.req_id));

	/* The host waits for its id: everything else comes first */
	smp_wmb();
	WRITE_ONCE(rec->req_id, cpu_to_le16(req_id));
}

bool ena_sim_phc_poll(struct ena_sim_fn *fn)
{
	u32 val;

	lockdep_assert_held(&fn->ctl_lock);
	if (!ena_sim_has_feature(fn, ENA_HW_FEAT_PHC))
		return false;

	val = ena_sim_reg_take(fn, fn->cfg.phc_doorbell, ENA_SIM_NO_WRITE);
	if (val == ENA_SIM_NO_WRITE)
		return false;

	if (val & ~ENA_HW_PHC_DB_REQ_ID)
		ena_sim_referee(fn, ENA_SIM_BREACH_REG_RESERVED,
				"PHC doorbell 0x%x", val);
	if (fn->phc_on && !ena_sim_fault_hit(fn, ENA_SIM_FAULT_PHC_SILENT))
		ena_sim_phc_answer(fn, FIELD_GET(ENA_HW_PHC_DB_REQ_ID, val));
	return true;
}
