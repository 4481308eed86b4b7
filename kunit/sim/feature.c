// SPDX-License-Identifier: GPL-2.0-only
/*
 * GET_FEATURE and SET_FEATURE (control plane 7 and 9.1). Features 10, 12, 18
 * are in rss.c, 29 in phc.c, 30 in steer.c.
 */

#include <linux/etherdevice.h>
#include <linux/log2.h>
#include <linux/string.h>

#include "model.h"

/* Arguments of ATTR_HOSTILE; 0: all of them */
enum ena_sim_hostile {
	ENA_SIM_HOSTILE_MAC_ZERO	= 1,
	ENA_SIM_HOSTILE_MAC_MULTICAST	= 2,
	ENA_SIM_HOSTILE_MTU_ZERO	= 3,
	ENA_SIM_HOSTILE_MTU_HUGE	= 4,
	ENA_SIM_HOSTILE_FEATURES	= 5,
	ENA_SIM_HOSTILE_QUEUES_NONE	= 6,
	ENA_SIM_HOSTILE_QUEUES_HUGE	= 7,
	ENA_SIM_HOSTILE_DEPTH_ZERO	= 8,
	ENA_SIM_HOSTILE_DEPTH_ODD	= 9,
	ENA_SIM_HOSTILE_DEPTH_HUGE	= 10,
	ENA_SIM_HOSTILE_DESCS_ZERO	= 11,
	ENA_SIM_HOSTILE_DESCS_HUGE	= 12,
	ENA_SIM_HOSTILE_VERSION		= 13,
	ENA_SIM_HOSTILE_LLQ_NOTHING	= 14,
	ENA_SIM_HOSTILE_LLQ_HUGE	= 15,
	ENA_SIM_HOSTILE_MODERATION	= 16,
	ENA_SIM_HOSTILE_QUEUES_ONE	= 17,
};

/* What is common to the commands of a feature */
struct ena_sim_feature {
	u8 set_len;			/* bytes of the payload of SET */
	bool ungated;			/* served whatever is announced */
	bool buffer;			/* may come with a control buffer */
};

static bool ena_sim_hostile(struct ena_sim_fn *fn, enum ena_sim_hostile what)
{
	return ena_sim_fault_hit_arg(fn, ENA_SIM_FAULT_ATTR_HOSTILE, what);
}

/* Log what is wrong with a command, for "return" */
static u8 ena_sim_feature_bad(struct ena_sim_fn *fn, const char *what, u32 val)
{
	ena_sim_referee(fn, ENA_SIM_BREACH_AQ_PARAM, "%s 0x%x", what, val);
	return ENA_HW_ACQ_ILLEGAL_PARAM;
}

static void ena_sim_attr_spoil(struct ena_sim_fn *fn,
			       struct ena_hw_dev_attr *attr)
{
	if (ena_sim_hostile(fn, ENA_SIM_HOSTILE_MAC_ZERO))
		eth_zero_addr(attr->mac);
	if (ena_sim_hostile(fn, ENA_SIM_HOSTILE_MAC_MULTICAST))
		eth_broadcast_addr(attr->mac);
	if (ena_sim_hostile(fn, ENA_SIM_HOSTILE_MTU_ZERO))
		attr->mtu_max = 0;
	if (ena_sim_hostile(fn, ENA_SIM_HOSTILE_MTU_HUGE))
		attr->mtu_max = cpu_to_le32(U32_MAX);
	if (ena_sim_hostile(fn, ENA_SIM_HOSTILE_FEATURES)) {
		attr->features = cpu_to_le32(U32_MAX);
		attr->caps = cpu_to_le32(U32_MAX);
	}
}

static u8 ena_sim_attr_get(struct ena_sim_fn *fn, struct ena_hw_dev_attr *attr)
{
	const struct ena_sim_config *cfg = &fn->cfg;
	u32 features = cfg->features & ena_sim_config_features(cfg);

	*attr = (struct ena_hw_dev_attr) {
		.impl_id = cpu_to_le32(FIELD_GET(ENA_HW_CTRL_VERSION_IMPL_ID,
						 cfg->ctrl_version)),
		.device_version = cpu_to_le32(cfg->version),
		.features = cpu_to_le32(features),
		.caps = cpu_to_le32(cfg->capabilities),
		.phys_addr_width = cpu_to_le32(cfg->dma_width),
		.virt_addr_width = cpu_to_le32(cfg->dma_width),
		.mtu_max = cpu_to_le32(cfg->mtu_max),
	};
	ether_addr_copy(attr->mac, fn->mac);
	if (ena_sim_has_feature(fn, ENA_HW_FEAT_FLOW_STEERING))
		attr->flow_rules_max = cpu_to_le16(cfg->flow_rules);

	ena_sim_attr_spoil(fn, attr);
	return ENA_HW_ACQ_SUCCESS;
}

static u8 ena_sim_queues_get(struct ena_sim_fn *fn,
			     struct ena_hw_max_queues *max)
{
	const struct ena_sim_config *cfg = &fn->cfg;
	u32 depth = min(cfg->tx_depth, cfg->rx_depth);

	*max = (struct ena_hw_max_queues) {
		.sq_num = cpu_to_le32(cfg->queues),
		.sq_depth = cpu_to_le32(depth),
		.cq_num = cpu_to_le32(2 * cfg->queues),
		.cq_depth = cpu_to_le32(depth),
		.tx_hdr_bytes = cpu_to_le32(cfg->tx_header),
		.tx_descs = cpu_to_le16(cfg->tx_descs),
		.rx_descs = cpu_to_le16(cfg->rx_descs),
	};
	if (ena_sim_hostile(fn, ENA_SIM_HOSTILE_QUEUES_NONE))
		max->sq_num = 0;
	if (ena_sim_hostile(fn, ENA_SIM_HOSTILE_QUEUES_HUGE))
		max->sq_num = cpu_to_le32(U32_MAX);
	if (ena_sim_hostile(fn, ENA_SIM_HOSTILE_DEPTH_ZERO))
		max->sq_depth = 0;
	if (ena_sim_hostile(fn, ENA_SIM_HOSTILE_DEPTH_HUGE))
		max->sq_depth = cpu_to_le32(U32_MAX);
	return ENA_HW_ACQ_SUCCESS;
}

static void ena_sim_queues_ext_num(struct ena_hw_max_queues_ext *max, u32 num)
{
	max->tx_sq_num = cpu_to_le32(num);
	max->tx_cq_num = cpu_to_le32(num);
	max->rx_sq_num = cpu_to_le32(num);
	max->rx_cq_num = cpu_to_le32(num);
}

static void ena_sim_queues_ext_descs(struct ena_hw_max_queues_ext *max,
				     u16 descs)
{
	max->tx_descs = cpu_to_le16(descs);
	max->rx_descs = cpu_to_le16(descs);
}

static void ena_sim_queues_ext_depth(struct ena_hw_max_queues_ext *max,
				     u32 depth)
{
	max->tx_sq_depth = cpu_to_le32(depth);
	max->tx_cq_depth = cpu_to_le32(depth);
	max->rx_sq_depth = cpu_to_le32(depth);
	max->rx_cq_depth = cpu_to_le32(depth);
}

static void ena_sim_queues_ext_spoil(struct ena_sim_fn *fn,
				     struct ena_hw_max_queues_ext *max)
{
	if (ena_sim_hostile(fn, ENA_SIM_HOSTILE_QUEUES_NONE))
		ena_sim_queues_ext_num(max, 0);
	if (ena_sim_hostile(fn, ENA_SIM_HOSTILE_QUEUES_ONE))
		ena_sim_queues_ext_num(max, 1);
	if (ena_sim_hostile(fn, ENA_SIM_HOSTILE_QUEUES_HUGE))
		ena_sim_queues_ext_num(max, U32_MAX);
	if (ena_sim_hostile(fn, ENA_SIM_HOSTILE_DEPTH_ZERO))
		ena_sim_queues_ext_depth(max, 0);
	if (ena_sim_hostile(fn, ENA_SIM_HOSTILE_DEPTH_ODD))
		ena_sim_queues_ext_depth(max, 999);
	if (ena_sim_hostile(fn, ENA_SIM_HOSTILE_DEPTH_HUGE))
		ena_sim_queues_ext_depth(max, U32_MAX);
	if (ena_sim_hostile(fn, ENA_SIM_HOSTILE_DESCS_ZERO))
		ena_sim_queues_ext_descs(max, 0);
	if (ena_sim_hostile(fn, ENA_SIM_HOSTILE_DESCS_HUGE))
		ena_sim_queues_ext_descs(max, U16_MAX);
	if (ena_sim_hostile(fn, ENA_SIM_HOSTILE_VERSION))
		max->version = 0xff;
}

static u8 ena_sim_queues_ext_get(struct ena_sim_fn *fn,
				 const struct ena_hw_feat_sel *sel,
				 struct ena_hw_max_queues_ext *max)
{
	const struct ena_sim_config *cfg = &fn->cfg;

	/* There is no older layout to answer with */
	if (sel->version < ENA_HW_MAX_QUEUES_EXT_VERSION)
		ena_sim_feature_bad(fn, "MAX_QUEUES_EXT version",
				    sel->version);

	*max = (struct ena_hw_max_queues_ext) {
		.version = ENA_HW_MAX_QUEUES_EXT_VERSION,
		.tx_sq_num = cpu_to_le32(cfg->queues),
		.tx_cq_num = cpu_to_le32(cfg->queues),
		.rx_sq_num = cpu_to_le32(cfg->queues),
		.rx_cq_num = cpu_to_le32(cfg->queues),
		.tx_sq_depth = cpu_to_le32(cfg->tx_depth),
		.tx_cq_depth = cpu_to_le32(cfg->tx_depth),
		.rx_sq_depth = cpu_to_le32(cfg->rx_depth),
		.rx_cq_depth = cpu_to_le32(cfg->rx_depth),
		.tx_hdr_bytes = cpu_to_le32(cfg->tx_header),
		.tx_descs = cpu_to_le16(cfg->tx_descs),
		.rx_descs = cpu_to_le16(cfg->rx_descs),
	};
	ena_sim_queues_ext_spoil(fn, max);
	return ENA_HW_ACQ_SUCCESS;
}

static u8 ena_sim_hints_get(struct ena_sim_fn *fn, struct ena_hw_hints *hints)
{
	u16 fill = ena_sim_fault_arg(fn, ENA_SIM_FAULT_HINTS_HOSTILE) ?: 1;

	*hints = fn->hints;
	if (ena_sim_fault_hit(fn, ENA_SIM_FAULT_HINTS_HOSTILE))
		memset16((u16 *)hints, (__force u16)cpu_to_le16(fill),
			 offsetof(struct ena_hw_hints, rsvd) / sizeof(u16));
	return ENA_HW_ACQ_SUCCESS;
}

static void ena_sim_llq_spoil(struct ena_sim_fn *fn, struct ena_hw_llq *llq)
{
	if (ena_sim_hostile(fn, ENA_SIM_HOSTILE_LLQ_NOTHING)) {
		llq->hdr_location_supported = 0;
		llq->entry_size_supported = 0;
		llq->descs_before_hdr_supported = 0;
		llq->stride_supported = 0;
	}
	if (ena_sim_hostile(fn, ENA_SIM_HOSTILE_LLQ_HUGE)) {
		llq->num_max = cpu_to_le32(U32_MAX);
		llq->depth_max = cpu_to_le32(U32_MAX);
		llq->wide_depth_max = cpu_to_le16(U16_MAX);
		llq->burst_bytes_max = cpu_to_le16(1);
		llq->accel_flags = cpu_to_le16(U16_MAX);
	}
	if (ena_sim_hostile(fn, ENA_SIM_HOSTILE_VERSION))
		llq->version = 0xff;
}

static u8 ena_sim_llq_get(struct ena_sim_fn *fn,
			  const struct ena_hw_feat_sel *sel,
			  struct ena_hw_llq *llq)
{
	const struct ena_sim_config *cfg = &fn->cfg;

	*llq = (struct ena_hw_llq) {
		.num_max = cpu_to_le32(fn->bar2 && cfg->llq ? cfg->queues : 0),
		.depth_max = cpu_to_le32(cfg->llq_depth),
		.hdr_location_supported = cpu_to_le16(cfg->llq_location),
		.entry_size_supported = cpu_to_le16(cfg->llq_entry),
		.descs_before_hdr_supported = cpu_to_le16(cfg->llq_descs),
		.stride_supported = cpu_to_le16(cfg->llq_stride),
		.accel_flags = cpu_to_le16(cfg->llq_flags),
	};
	if (FIELD_GET(ENA_HW_FEAT_SELECT, sel->flags) !=
	    ENA_HW_FEAT_SELECT_DEFAULT) {
		llq->hdr_location = fn->llq.hdr_location;
		llq->entry_size = fn->llq.entry_size;
		llq->descs_before_hdr = fn->llq.descs_before_hdr;
		llq->stride = fn->llq.stride;
	}

	/* Version 0 has nothing between the strides and the flags */
	if (sel->version >= ENA_HW_LLQ_VERSION) {
		llq->version = ENA_HW_LLQ_VERSION;
		llq->entry_size_recommended = cfg->llq_recommended;
		llq->wide_depth_max = cpu_to_le16(cfg->llq_wide_depth);
	}
	if (cfg->llq_flags & ENA_HW_LLQ_LIMIT_BURST)
		llq->burst_bytes_max = cpu_to_le16(cfg->llq_burst);

	ena_sim_llq_spoil(fn, llq);
	return ENA_HW_ACQ_SUCCESS;
}

/* One bit, and one of those offered? */
static bool ena_sim_llq_one_of(__le16 choice, u32 offered)
{
	u16 bit = le16_to_cpu(choice);

	return is_power_of_2(bit) && !(bit & ~offered);
}

/*
 * Flags of the accelerated mode are not looked at: hosts ask for all, what is
 * in force is what GET said. Neither are the fields of GET, which some hosts
 * send back.
 */
static u8 ena_sim_llq_set(struct ena_sim_fn *fn, const struct ena_hw_llq *llq)
{
	const struct ena_sim_config *cfg = &fn->cfg;
	u16 descs = le16_to_cpu(llq->descs_before_hdr);
	u16 size = le16_to_cpu(llq->entry_size);

	if (!fn->bar2 || !cfg->llq)
		return ENA_HW_ACQ_UNSUPPORTED;

	if (!ena_sim_llq_one_of(llq->hdr_location, cfg->llq_location))
		return ena_sim_feature_bad(fn, "LLQ header location",
					   le16_to_cpu(llq->hdr_location));

	/* Offered, so that hosts can be seen to leave it alone */
	if (le16_to_cpu(llq->hdr_location) != ENA_HW_LLQ_HDR_INLINE)
		return ENA_HW_ACQ_UNSUPPORTED;

	if (!ena_sim_llq_one_of(llq->entry_size, cfg->llq_entry))
		return ena_sim_feature_bad(fn, "LLQ entry size", size);

	/* Eight descriptors leave no room in the smallest entry */
	if (!ena_sim_llq_one_of(llq->descs_before_hdr, cfg->llq_descs) ||
	    (descs == 8 && size == ENA_HW_LLQ_ENTRY_128))
		return ena_sim_feature_bad(fn, "LLQ descriptors before header",
					   descs);

	if (!ena_sim_llq_one_of(llq->stride, cfg->llq_stride))
		return ena_sim_feature_bad(fn, "LLQ stride",
					   le16_to_cpu(llq->stride));

	fn->llq = *llq;
	fn->llq_on = true;
	return ENA_HW_ACQ_SUCCESS;
}

static u8 ena_sim_frag_bypass_set(struct ena_sim_fn *fn,
				  const struct ena_hw_frag_bypass *req)
{
	if (req->enable > 1)
		return ena_sim_feature_bad(fn, "FRAG_BYPASS", req->enable);

	if (memchr_inv(req->rsvd, 0, sizeof(req->rsvd)))
		ena_sim_referee(fn, ENA_SIM_BREACH_AQ_RESERVED,
				"SET of FRAG_BYPASS");
	fn->frag_bypass = req->enable;
	return ENA_HW_ACQ_SUCCESS;
}

static u8 ena_sim_offload_get(struct ena_sim_fn *fn,
			      struct ena_hw_offload *offload)
{
	offload->tx = cpu_to_le32(fn->cfg.tx_offloads);
	offload->rx_supported = cpu_to_le32(fn->cfg.rx_offloads);
	offload->rx_enabled = cpu_to_le32(fn->cfg.rx_offloads);
	return ENA_HW_ACQ_SUCCESS;
}

static u8 ena_sim_mtu_set(struct ena_sim_fn *fn, const struct ena_hw_mtu *req)
{
	u32 mtu = le32_to_cpu(req->mtu);

	if (mtu < ETH_MIN_MTU || mtu > fn->cfg.mtu_max)
		return ena_sim_feature_bad(fn, "MTU", mtu);

	WRITE_ONCE(fn->mtu, mtu);
	return ENA_HW_ACQ_SUCCESS;
}

static u8 ena_sim_moderation_get(struct ena_sim_fn *fn,
				 struct ena_hw_intr_moderation *moderation)
{
	u16 unit = fn->cfg.moderation_us;

	if (ena_sim_hostile(fn, ENA_SIM_HOSTILE_MODERATION))
		unit = U16_MAX;
	moderation->resolution_us = cpu_to_le16(unit);
	return ENA_HW_ACQ_SUCCESS;
}

static u8 ena_sim_aenq_get(struct ena_sim_fn *fn,
			   const struct ena_hw_feat_sel *sel,
			   struct ena_hw_aenq_groups *groups)
{
	groups->supported = cpu_to_le32(fn->cfg.aenq_groups);
	if (FIELD_GET(ENA_HW_FEAT_SELECT, sel->flags) !=
	    ENA_HW_FEAT_SELECT_DEFAULT)
		groups->enabled = cpu_to_le32(fn->aenq_enabled);
	return ENA_HW_ACQ_SUCCESS;
}

static u8 ena_sim_aenq_set(struct ena_sim_fn *fn,
			   const struct ena_hw_aenq_groups *req)
{
	u32 groups = le32_to_cpu(req->enabled);

	if (groups & ~fn->cfg.aenq_groups)
		return ena_sim_feature_bad(fn, "AENQ groups", groups);

	if (req->supported)
		ena_sim_referee(fn, ENA_SIM_BREACH_AQ_RESERVED,
				"SET of AENQ groups, supported 0x%x",
				le32_to_cpu(req->supported));
	/* The host knows nothing of the link until it is told */
	if (groups & ~fn->aenq_enabled & BIT(ENA_HW_AENQ_LINK_CHANGE))
		fn->link_due = true;
	fn->aenq_enabled = groups;
	return ENA_HW_ACQ_SUCCESS;
}

static u32 ena_sim_link_speed_bit(u32 mbps)
{
	static const u32 speeds[] = {
		1000, 2500, 5000, 10000, 25000, 40000, 50000, 100000, 200000,
		400000,
	};
	int i;

	for (i = 0; i < ARRAY_SIZE(speeds); i++) {
		if (speeds[i] == mbps)
			return BIT(i);
	}

	return 0;
}

static u8 ena_sim_link_get(struct ena_sim_fn *fn, struct ena_hw_link *link)
{
	u32 speed = fn->cfg.link_speed;

	link->speed_mbps = cpu_to_le32(speed);
	link->supported = cpu_to_le32(ena_sim_link_speed_bit(speed));
	link->flags = cpu_to_le32(ENA_HW_LINK_FULL_DUPLEX);
	return ENA_HW_ACQ_SUCCESS;
}

static void ena_sim_host_info_check(struct ena_sim_fn *fn,
				    const struct ena_hw_host_info *info)
{
	const u32 known = ENA_HW_HOST_RX_OFFSET | ENA_HW_HOST_INTR_MODERATION |
			  ENA_HW_HOST_RX_BUF_MIRRORING |
			  ENA_HW_HOST_RSS_CONFIGURABLE |
			  ENA_HW_HOST_RX_PAGE_REUSE |
			  ENA_HW_HOST_TX_IPV6_CSUM | ENA_HW_HOST_PHC |
			  ENA_HW_HOST_DEBUG_AREA_EXT;
	u32 os = le32_to_cpu(info->os_type);

	if (!os || os > ENA_HW_OS_ESXI)
		ena_sim_feature_bad(fn, "host information: operating system",
				    os);
	if (info->rsvd || fn->host_features & ~known ||
	    memchr_inv(info + 1, 0,
		       ENA_HW_HOST_INFO_PAGE_SIZE - sizeof(*info)))
		ena_sim_referee(fn, ENA_SIM_BREACH_AQ_RESERVED,
				"host information: reserved bytes, features 0x%x",
				fn->host_features);
}

static u8 ena_sim_host_attr_set(struct ena_sim_fn *fn,
				const struct ena_hw_host_attr *req)
{
	u32 debug_len = le32_to_cpu(req->debug_area_size);
	const struct ena_hw_host_info *info;

	info = ena_sim_dma(fn, ena_sim_addr(&req->host_info),
			   ENA_HW_HOST_INFO_PAGE_SIZE, "host information");
	if (!info)
		return ENA_HW_ACQ_ILLEGAL_PARAM;

	if (debug_len && !ena_sim_dma(fn, ena_sim_addr(&req->debug_area),
				      debug_len, "debug area"))
		return ENA_HW_ACQ_ILLEGAL_PARAM;

	if (req->host_info.rsvd || req->debug_area.rsvd)
		ena_sim_referee(fn, ENA_SIM_BREACH_AQ_RESERVED,
				"host attributes: high bits of an address");
	fn->host_attr = *req;
	WRITE_ONCE(fn->host_features, le32_to_cpu(info->driver_features));
	ena_sim_host_info_check(fn, info);
	return ENA_HW_ACQ_SUCCESS;
}

static u8 ena_sim_timestamp_get(struct ena_sim_fn *fn,
				struct ena_hw_timestamp_cfg *stamp)
{
	stamp->version = ENA_HW_TIMESTAMP_VERSION;
	stamp->tx = ENA_HW_TIMESTAMP_ALL;
	stamp->rx = ENA_HW_TIMESTAMP_ALL;
	if (ena_sim_hostile(fn, ENA_SIM_HOSTILE_VERSION))
		stamp->version = 0xff;
	return ENA_HW_ACQ_SUCCESS;
}

static u8 ena_sim_clock_get(struct ena_sim_fn *fn, struct ena_hw_phc *phc)
{
	u8 status = ena_sim_phc_get(fn, phc);

	if (ena_sim_hostile(fn, ENA_SIM_HOSTILE_VERSION))
		phc->version = 0xff;
	return status;
}

static u8 ena_sim_timestamp_set(struct ena_sim_fn *fn,
				const struct ena_hw_timestamp_cfg *req)
{
	if (req->tx > ENA_HW_TIMESTAMP_ALL || req->rx > ENA_HW_TIMESTAMP_ALL)
		return ena_sim_feature_bad(fn, "time stamps",
					   req->tx | req->rx << 8);

	if (req->version)
		ena_sim_referee(fn, ENA_SIM_BREACH_AQ_RESERVED,
				"SET of time stamps, version %u", req->version);
	fn->tx_timestamp = req->tx;
	fn->rx_timestamp = req->rx;
	return ENA_HW_ACQ_SUCCESS;
}

static const struct ena_sim_feature ena_sim_features[ENA_HW_FEATURES] = {
	[ENA_HW_FEAT_DEVICE_ATTR] = { .ungated = true },
	[ENA_HW_FEAT_LLQ] = { .set_len = sizeof(struct ena_hw_llq) },
	[ENA_HW_FEAT_FRAG_BYPASS] = {
		.set_len = sizeof(struct ena_hw_frag_bypass),
	},
	[ENA_HW_FEAT_RSS_HASH_FUNCTION] = {
		.set_len = sizeof(struct ena_hw_rss_func), .buffer = true,
	},
	[ENA_HW_FEAT_RSS_TABLE] = {
		.set_len = sizeof(struct ena_hw_rss_table), .buffer = true,
	},
	[ENA_HW_FEAT_MTU] = { .set_len = sizeof(struct ena_hw_mtu) },
	[ENA_HW_FEAT_RSS_HASH_INPUT] = {
		.set_len = sizeof(struct ena_hw_rss_input), .buffer = true,
	},
	[ENA_HW_FEAT_AENQ] = {
		.set_len = sizeof(struct ena_hw_aenq_groups), .ungated = true,
	},
	[ENA_HW_FEAT_HOST_ATTR] = {
		.set_len = sizeof(struct ena_hw_host_attr), .ungated = true,
	},
	[ENA_HW_FEAT_PHC] = { .set_len = sizeof(struct ena_hw_phc) },
	[ENA_HW_FEAT_FLOW_STEERING] = {
		.set_len = sizeof(struct ena_hw_flow_req), .buffer = true,
	},
	[ENA_HW_FEAT_HW_TIMESTAMP] = {
		.set_len = sizeof(struct ena_hw_timestamp_cfg),
	},
};

/* One of the two flags if there is a control buffer; nothing if there is none */
static bool ena_sim_feature_flags_ok(const struct ena_hw_aq_feature *cmd)
{
	u8 flags = cmd->hdr.flags & (ENA_HW_AQ_CTRL_DATA |
				     ENA_HW_AQ_CTRL_DATA_INDIRECT);

	if (cmd->ctrl.len)
		return is_power_of_2(flags);

	return !flags && !ena_sim_addr(&cmd->ctrl.addr);
}

/* What can be wrong with the selector and the control buffer of any feature */
static void ena_sim_feature_check(struct ena_sim_fn *fn,
				  const struct ena_sim_feature *feat,
				  const struct ena_hw_aq_feature *cmd)
{
	const struct ena_hw_feat_sel *sel = &cmd->sel;

	if (sel->flags & ~ENA_HW_FEAT_SELECT || sel->rsvd)
		ena_sim_referee(fn, ENA_SIM_BREACH_AQ_RESERVED,
				"feature %u, flags 0x%02x, byte 19 0x%02x",
				sel->id, sel->flags, sel->rsvd);
	if (FIELD_GET(ENA_HW_FEAT_SELECT, sel->flags) == 2)
		ena_sim_feature_bad(fn, "feature selector", sel->flags);
	if (cmd->ctrl.addr.rsvd || (cmd->ctrl.len && !feat->buffer) ||
	    !ena_sim_feature_flags_ok(cmd))
		ena_sim_referee(fn, ENA_SIM_BREACH_AQ_RESERVED,
				"feature %u, flags 0x%02x, control buffer 0x%llx of %u bytes",
				sel->id, cmd->hdr.flags,
				ena_sim_addr(&cmd->ctrl.addr),
				le32_to_cpu(cmd->ctrl.len));
}

static void ena_sim_feature_check_set(struct ena_sim_fn *fn,
				      const struct ena_hw_aq_feature *cmd)
{
	u8 len = ena_sim_features[cmd->sel.id].set_len;

	if (cmd->sel.version)
		ena_sim_referee(fn, ENA_SIM_BREACH_AQ_RESERVED,
				"SET of feature %u, version %u", cmd->sel.id,
				cmd->sel.version);

	if (memchr_inv(cmd->payload + len, 0, sizeof(cmd->payload) - len))
		ena_sim_referee(fn, ENA_SIM_BREACH_AQ_RESERVED,
				"SET of feature %u, bytes after %u",
				cmd->sel.id, len);
}

/* Is the feature of a command announced, or one that need not be? */
static bool ena_sim_feature_allowed(struct ena_sim_fn *fn,
				    const struct ena_hw_aq_feature *cmd)
{
	u8 id = cmd->sel.id;

	if (id >= ENA_HW_FEATURES ||
	    !(ena_sim_features[id].ungated || ena_sim_has_feature(fn, id))) {
		ena_sim_referee(fn, ENA_SIM_BREACH_AQ_GATING, "feature %u", id);
		return false;
	}

	ena_sim_feature_check(fn, &ena_sim_features[id], cmd);
	return true;
}

/* A feature can be read and not be set, or the other way round */
static u8 ena_sim_feature_one_way(struct ena_sim_fn *fn, const char *what,
				  u8 id)
{
	ena_sim_referee(fn, ENA_SIM_BREACH_AQ_GATING, "%s of feature %u", what,
			id);
	return ENA_HW_ACQ_UNSUPPORTED;
}

u8 ena_sim_get_feature(struct ena_sim_fn *fn,
		       const struct ena_hw_aq_entry *cmd,
		       struct ena_hw_acq_entry *resp)
{
	const struct ena_hw_aq_feature *req = (const void *)cmd;
	void *data = resp->data;

	if (!ena_sim_feature_allowed(fn, req))
		return ENA_HW_ACQ_UNSUPPORTED;

	switch (req->sel.id) {
	case ENA_HW_FEAT_DEVICE_ATTR:
		return ena_sim_attr_get(fn, data);
	case ENA_HW_FEAT_MAX_QUEUES:
		return ena_sim_queues_get(fn, data);
	case ENA_HW_FEAT_HW_HINTS:
		return ena_sim_hints_get(fn, data);
	case ENA_HW_FEAT_LLQ:
		return ena_sim_llq_get(fn, &req->sel, data);
	case ENA_HW_FEAT_MAX_QUEUES_EXT:
		return ena_sim_queues_ext_get(fn, &req->sel, data);
	case ENA_HW_FEAT_RSS_HASH_FUNCTION:
		return ena_sim_rss_func_get(fn, req, data);
	case ENA_HW_FEAT_OFFLOAD:
		return ena_sim_offload_get(fn, data);
	case ENA_HW_FEAT_RSS_TABLE:
		return ena_sim_rss_table_get(fn, req, data);
	case ENA_HW_FEAT_RSS_HASH_INPUT:
		return ena_sim_rss_input_get(fn, req, data);
	case ENA_HW_FEAT_INTR_MODERATION:
		return ena_sim_moderation_get(fn, data);
	case ENA_HW_FEAT_AENQ:
		return ena_sim_aenq_get(fn, &req->sel, data);
	case ENA_HW_FEAT_LINK:
		return ena_sim_link_get(fn, data);
	case ENA_HW_FEAT_PHC:
		return ena_sim_clock_get(fn, data);
	case ENA_HW_FEAT_HW_TIMESTAMP:
		return ena_sim_timestamp_get(fn, data);
	default:
		return ena_sim_feature_one_way(fn, "GET", req->sel.id);
	}
}

u8 ena_sim_set_feature(struct ena_sim_fn *fn,
		       const struct ena_hw_aq_entry *cmd,
		       struct ena_hw_acq_entry *resp)
{
	const struct ena_hw_aq_feature *req = (const void *)cmd;
	const void *payload = req->payload;

	if (!ena_sim_feature_allowed(fn, req))
		return ENA_HW_ACQ_UNSUPPORTED;

	ena_sim_feature_check_set(fn, req);
	switch (req->sel.id) {
	case ENA_HW_FEAT_LLQ:
		return ena_sim_llq_set(fn, payload);
	case ENA_HW_FEAT_FRAG_BYPASS:
		return ena_sim_frag_bypass_set(fn, payload);
	case ENA_HW_FEAT_RSS_HASH_FUNCTION:
		return ena_sim_rss_func_set(fn, req);
	case ENA_HW_FEAT_RSS_TABLE:
		return ena_sim_rss_table_set(fn, req);
	case ENA_HW_FEAT_MTU:
		return ena_sim_mtu_set(fn, payload);
	case ENA_HW_FEAT_RSS_HASH_INPUT:
		return ena_sim_rss_input_set(fn, req);
	case ENA_HW_FEAT_AENQ:
		return ena_sim_aenq_set(fn, payload);
	case ENA_HW_FEAT_HOST_ATTR:
		return ena_sim_host_attr_set(fn, payload);
	case ENA_HW_FEAT_PHC:
		return ena_sim_phc_set(fn, payload);
	case ENA_HW_FEAT_FLOW_STEERING:
		return ena_sim_flow_set(fn, req, (void *)resp->data);
	case ENA_HW_FEAT_HW_TIMESTAMP:
		return ena_sim_timestamp_set(fn, payload);
	default:
		return ena_sim_feature_one_way(fn, "SET", req->sel.id);
	}
}
