// SPDX-License-Identifier: GPL-2.0-only
/*
 * Flow steering, feature 30: rules that send a flow to a queue ahead of RSS
 * (control plane 7.17, data plane 7.3). The lowest location that matches wins.
 */
#include "packet.h"

static const struct ena_sim_flow_type {
	u8 l3;
	u8 l4;		/* ENA_HW_L4_UNKNOWN: any */
} ena_sim_flow_types[] = {
	[ENA_HW_FLOW_IPV4]	= { ENA_HW_L3_IPV4, ENA_HW_L4_UNKNOWN },
	[ENA_HW_FLOW_IPV6]	= { ENA_HW_L3_IPV6, ENA_HW_L4_UNKNOWN },
	[ENA_HW_FLOW_TCP4]	= { ENA_HW_L3_IPV4, ENA_HW_L4_TCP },
	[ENA_HW_FLOW_TCP6]	= { ENA_HW_L3_IPV6, ENA_HW_L4_TCP },
	[ENA_HW_FLOW_UDP4]	= { ENA_HW_L3_IPV4, ENA_HW_L4_UDP },
	[ENA_HW_FLOW_UDP6]	= { ENA_HW_L3_IPV6, ENA_HW_L4_UDP },
};

static bool ena_sim_flow_bytes_match(const u8 *field, const u8 *want,
				     const u8 *mask, u8 len)
{
	u8 i;

	for (i = 0; i < len; i++)
		if ((field[i] ^ want[i]) & mask[i])
			return false;

	return true;
}

static bool ena_sim_flow_port_match(__be16 port, __le16 want, __le16 mask)
{
	return !((ntohs(port) ^ le16_to_cpu(want)) & le16_to_cpu(mask));
}

static bool ena_sim_flow_rule_match(const struct ena_sim_flow *flow,
				    const struct ena_sim_headers *hdr)
{
	const struct ena_sim_flow_type *type = &ena_sim_flow_types[flow->type];
	const struct ena_hw_flow_rule *rule = &flow->rule;

	if (hdr->l3 != type->l3 || (type->l4 && hdr->l4 != type->l4))
		return false;
	if ((hdr->tos ^ rule->tos) & rule->tos_mask)
		return false;
	if (!ena_sim_flow_bytes_match(hdr->dst_ip, rule->dst_ip,
				      rule->dst_ip_mask, hdr->ip_len) ||
	    !ena_sim_flow_bytes_match(hdr->src_ip, rule->src_ip,
				      rule->src_ip_mask, hdr->ip_len))
		return false;
	if (!type->l4)
		return true;

	return ena_sim_flow_port_match(hdr->dst_port, rule->dst_port,
				       rule->dst_port_mask) &&
	       ena_sim_flow_port_match(hdr->src_port, rule->src_port,
				       rule->src_port_mask);
}

int ena_sim_flow_match(struct ena_sim_fn *fn,
		       const struct ena_sim_headers *hdr)
{
	u32 left = fn->nr_flows;
	struct ena_sim_flow *flow;

	for (flow = fn->flow; left; flow++) {
		if (!flow->valid)
			continue;
		left--;
		if (ena_sim_flow_rule_match(flow, hdr)) {
			flow->hits++;
			return flow->rx_queue;
		}
	}

	return -1;
}

void ena_sim_flow_reset(struct ena_sim_fn *fn)
{
	u32 i;

	for (i = 0; fn->flow && i < fn->cfg.flow_rules; i++)
		fn->flow[i].valid = false;
	fn->nr_flows = 0;
}

/* Where the rule goes; the number of locations: nowhere */
static u32 ena_sim_flow_locate(struct ena_sim_fn *fn, u16 location)
{
	u32 i;

	if (location != ENA_HW_FLOW_LOCATION_ANY)
		return location;

	for (i = 0; i < fn->cfg.flow_rules; i++)
		if (!fn->flow[i].valid)
			break;
	return i;
}

static u8 ena_sim_flow_insert(struct ena_sim_fn *fn,
			      const struct ena_hw_flow_req *req,
			      const struct ena_hw_flow_rule *rule,
			      struct ena_hw_flow_resp *resp)
{
	u32 location = ena_sim_flow_locate(fn, le16_to_cpu(req->location));

	if (location >= fn->cfg.flow_rules)
		return ENA_HW_ACQ_NO_RESOURCES;
	if (fn->flow[location].valid) {
		ena_sim_referee(fn, ENA_SIM_BREACH_AQ_PARAM,
				"flow rule added at location %u, which is in use",
				location);
		return ENA_HW_ACQ_ILLEGAL_PARAM;
	}

	fn->flow[location] = (struct ena_sim_flow) {
		.valid = true,
		.type = req->type,
		.rx_queue = le16_to_cpu(req->rx_queue),
		.rule = *rule,
	};
	fn->nr_flows++;
	resp->location = cpu_to_le16(location);
	return ENA_HW_ACQ_SUCCESS;
}

static u8 ena_sim_flow_add(struct ena_sim_fn *fn,
			   const struct ena_hw_aq_feature *cmd,
			   const struct ena_hw_flow_req *req,
			   struct ena_hw_flow_resp *resp)
{
	u16 location = le16_to_cpu(req->location);
	const struct ena_hw_flow_rule *buf;
	struct ena_hw_flow_rule rule;
	u8 status;

	if (!req->type || req->type >= ARRAY_SIZE(ena_sim_flow_types) ||
	    le16_to_cpu(req->rx_queue) >= fn->cfg.queues ||
	    (location != ENA_HW_FLOW_LOCATION_ANY &&
	     location >= fn->cfg.flow_rules)) {
		ena_sim_referee(fn, ENA_SIM_BREACH_AQ_PARAM,
				"flow rule of type %u to queue %u at location %u",
				req->type, le16_to_cpu(req->rx_queue),
				location);
		return ENA_HW_ACQ_ILLEGAL_PARAM;
	}

	buf = ena_sim_ctrl_buf(fn, &cmd->ctrl, sizeof(*buf));
	if (!buf)
		return ENA_HW_ACQ_ILLEGAL_PARAM;
	rule = *buf;
	if (memchr_inv(rule.rsvd, 0, sizeof(rule.rsvd)))
		ena_sim_referee(fn, ENA_SIM_BREACH_AQ_RESERVED,
				"reserved bytes of a flow rule set");

	mutex_lock(&fn->io_lock);
	status = ena_sim_flow_insert(fn, req, &rule, resp);
	mutex_unlock(&fn->io_lock);
	return status;
}

static u8 ena_sim_flow_remove(struct ena_sim_fn *fn, u16 location,
			      struct ena_hw_flow_resp *resp)
{
	bool found = false;

	mutex_lock(&fn->io_lock);
	if (location < fn->cfg.flow_rules && fn->flow[location].valid) {
		fn->flow[location].valid = false;
		fn->nr_flows--;
		found = true;
	}
	mutex_unlock(&fn->io_lock);

	if (!found) {
		ena_sim_referee(fn, ENA_SIM_BREACH_AQ_PARAM,
				"flow rule removed at location %u, which is free",
				location);
		return ENA_HW_ACQ_ILLEGAL_PARAM;
	}

	resp->location = cpu_to_le16(location);
	return ENA_HW_ACQ_SUCCESS;
}

u8 ena_sim_flow_set(struct ena_sim_fn *fn,
		    const struct ena_hw_aq_feature *cmd,
		    struct ena_hw_flow_resp *resp)
{
	const struct ena_hw_flow_req *req = (const void *)cmd->payload;

	if (req->rsvd || req->flags)
		ena_sim_referee(fn, ENA_SIM_BREACH_AQ_RESERVED,
				"reserved words of a flow request set");

	switch (req->action) {
	case ENA_HW_FLOW_ADD:
		return ena_sim_flow_add(fn, cmd, req, resp);
	case ENA_HW_FLOW_REMOVE:
		return ena_sim_flow_remove(fn, le16_to_cpu(req->location),
					   resp);
	case ENA_HW_FLOW_REMOVE_ALL:
		mutex_lock(&fn->io_lock);
		ena_sim_flow_reset(fn);
		mutex_unlock(&fn->io_lock);
		return ENA_HW_ACQ_SUCCESS;
	default:
		ena_sim_referee(fn, ENA_SIM_BREACH_AQ_PARAM,
				"flow action %u", req->action);
		return ENA_HW_ACQ_ILLEGAL_PARAM;
	}
}
