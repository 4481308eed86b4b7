// SPDX-License-Identifier: GPL-2.0-only
/*
 * GET_STATS (control plane 6.7). Whatever scope a host names, it expects the
 * totals of the function. Counters are read without the I/O lock: they may be
 * a packet apart.
 */

#include <linux/bitops.h>
#include <linux/kernel.h>
#include <linux/slab.h>

#include "model.h"

#define ENA_SIM_STATS_TEXT_SIZE	4096

static u8 ena_sim_stats_basic(struct ena_sim_fn *fn,
			      struct ena_hw_stats_basic *resp)
{
	const struct ena_sim_counters *count = &fn->count;

	*resp = (struct ena_hw_stats_basic) {
		.tx_bytes = ena_sim_u64(count->tx_bytes),
		.tx_pkts = ena_sim_u64(count->tx_packets),
		.rx_bytes = ena_sim_u64(count->rx_bytes),
		.rx_pkts = ena_sim_u64(count->rx_packets),
		.rx_drops = ena_sim_u64(count->rx_drops),
		.tx_drops = ena_sim_u64(count->tx_drops),
		.rx_overruns = ena_sim_u64(count->rx_overruns),
	};
	return ENA_HW_ACQ_SUCCESS;
}

static int ena_sim_stats_text_queue(const struct ena_sim_sq *sq, char *buf,
				    int size)
{
	return scnprintf(buf, size,
			 "%s queue %u: packets %llu bytes %llu completions %llu\n",
			 sq->tx ? "tx" : "rx", sq->pair, sq->packets,
			 sq->bytes, sq->completions);
}

static int ena_sim_stats_text(struct ena_sim_fn *fn, char *buf, int size)
{
	const struct ena_sim_counters *count = &fn->count;
	unsigned int i;
	int len;

	len = scnprintf(buf, size,
			"tx: packets %llu bytes %llu drops %llu frames %llu\n"
			"rx: packets %llu bytes %llu drops %llu overruns %llu\n",
			count->tx_packets, count->tx_bytes, count->tx_drops,
			count->tx_segments, count->rx_packets, count->rx_bytes,
			count->rx_drops, count->rx_overruns);
	for (i = 0; i < ENA_SIM_MAX_SQS; i++) {
		if (fn->sq[i].live)
			len += ena_sim_stats_text_queue(&fn->sq[i], buf + len,
							size - len);
	}

	return len;
}

/* As much of the text as fits into the host's buffer */
static u8 ena_sim_stats_extended(struct ena_sim_fn *fn,
				 const struct ena_hw_ctrl_buf *ctrl)
{
	u32 room = le32_to_cpu(ctrl->len);
	char *text;
	void *buf;
	u32 len;

	room = clamp_t(u32, room, 1, ENA_SIM_STATS_TEXT_SIZE);
	buf = ena_sim_ctrl_buf(fn, ctrl, room);
	if (!buf)
		return ENA_HW_ACQ_ILLEGAL_PARAM;

	text = kzalloc(ENA_SIM_STATS_TEXT_SIZE, GFP_KERNEL);
	if (!text)
		return ENA_HW_ACQ_NO_RESOURCES;

	len = ena_sim_stats_text(fn, text, ENA_SIM_STATS_TEXT_SIZE);
	memcpy(buf, text, min(len + 1, room));
	kfree(text);
	return ENA_HW_ACQ_SUCCESS;
}

static u8 ena_sim_stats_eni(struct ena_sim_fn *fn,
			    struct ena_hw_stats_eni *resp)
{
	const u64 *eni = fn->eni;

	*resp = (struct ena_hw_stats_eni) {
		.bw_in_allowance_exceeded =
			cpu_to_le64(eni[ENA_HW_METRIC_BW_IN_EXCEEDED]),
		.bw_out_allowance_exceeded =
			cpu_to_le64(eni[ENA_HW_METRIC_BW_OUT_EXCEEDED]),
		.pps_allowance_exceeded =
			cpu_to_le64(eni[ENA_HW_METRIC_PPS_EXCEEDED]),
		.conntrack_allowance_exceeded =
			cpu_to_le64(eni[ENA_HW_METRIC_CONNTRACK_EXCEEDED]),
		.linklocal_allowance_exceeded =
			cpu_to_le64(eni[ENA_HW_METRIC_LINKLOCAL_EXCEEDED]),
	};
	return ENA_HW_ACQ_SUCCESS;
}

static u8 ena_sim_stats_srd(struct ena_sim_fn *fn,
			    struct ena_hw_stats_srd *resp)
{
	*resp = fn->srd;
	return ENA_HW_ACQ_SUCCESS;
}

/* Without a buffer: which metrics are there; with one: their values */
static u8 ena_sim_stats_customer(struct ena_sim_fn *fn,
				 const struct ena_hw_aq_stats *cmd,
				 struct ena_hw_stats_customer *resp)
{
	unsigned long want = le64_to_cpu(cmd->requested) &
			     GENMASK(ENA_HW_METRICS - 1, 0);
	unsigned int bit, n = 0;
	__le64 *vals;

	resp->reported = cpu_to_le64(want);
	if (!cmd->ctrl.len || !want)
		return ENA_HW_ACQ_SUCCESS;

	vals = ena_sim_ctrl_buf(fn, &cmd->ctrl,
				hweight_long(want) * sizeof(*vals));
	if (!vals)
		return ENA_HW_ACQ_ILLEGAL_PARAM;

	for_each_set_bit(bit, &want, ENA_HW_METRICS)
		vals[n++] = cpu_to_le64(fn->eni[bit]);

	return ENA_HW_ACQ_SUCCESS;
}

static u32 ena_sim_stats_gate(u8 type)
{
	switch (type) {
	case ENA_HW_STATS_ENI:
		return ENA_HW_CAP_ENI_STATS;
	case ENA_HW_STATS_SRD:
		return ENA_HW_CAP_SRD_INFO;
	case ENA_HW_STATS_CUSTOMER:
		return ENA_HW_CAP_CUSTOMER_METRICS;
	default:
		return 0;
	}
}

static bool ena_sim_stats_allowed(struct ena_sim_fn *fn,
				  const struct ena_hw_aq_stats *cmd)
{
	u32 gate = ena_sim_stats_gate(cmd->type);

	if (cmd->scope > ENA_HW_STATS_SCOPE_FUNCTION)
		ena_sim_referee(fn, ENA_SIM_BREACH_AQ_PARAM,
				"statistics of scope %u", cmd->scope);
	if (cmd->rsvd || (!cmd->ctrl.len && ena_sim_addr(&cmd->ctrl.addr)))
		ena_sim_referee(fn, ENA_SIM_BREACH_AQ_RESERVED,
				"GET_STATS bytes 18 and 19, or the address of no buffer");

	if (cmd->type <= ENA_HW_STATS_CUSTOMER &&
	    (!gate || fn->cfg.capabilities & gate))
		return true;

	ena_sim_referee(fn, ENA_SIM_BREACH_AQ_GATING, "statistics of type %u",
			cmd->type);
	return false;
}

u8 ena_sim_get_stats(struct ena_sim_fn *fn, const struct ena_hw_aq_entry *cmd,
		     struct ena_hw_acq_entry *resp)
{
	const struct ena_hw_aq_stats *req = (const void *)cmd;
	void *data = resp->data;

	if (!ena_sim_stats_allowed(fn, req))
		return ENA_HW_ACQ_UNSUPPORTED;

	switch (req->type) {
	case ENA_HW_STATS_BASIC:
		return ena_sim_stats_basic(fn, data);
	case ENA_HW_STATS_EXTENDED:
		return ena_sim_stats_extended(fn, &req->ctrl);
	case ENA_HW_STATS_ENI:
		return ena_sim_stats_eni(fn, data);
	case ENA_HW_STATS_SRD:
		return ena_sim_stats_srd(fn, data);
	default:
		return ena_sim_stats_customer(fn, req, data);
	}
}
