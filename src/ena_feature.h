/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One typed function for each admin command and feature. All may sleep; all
 * return 0, -EOPNOTSUPP (the device cannot, no command was sent or it was
 * answered so), or an error of ena_admin_exec(). Values are in host order.
 */
#ifndef ENA_FEATURE_H
#define ENA_FEATURE_H

#include <ena_hw/feature.h>
#include <ena_hw/io.h>
#include <ena_hw/rss.h>
#include <ena_hw/stats.h>

#include "ena_admin.h"

struct ena_caps;

/* What CREATE_CQ and CREATE_SQ want to know and tell; offsets not yet checked */
struct ena_cq_cfg {
	u16 depth;
	u8 entry_words;			/* 32-bit words */
	u32 vector;
	dma_addr_t base;
	/* answers */
	u16 idx;
	u32 intr_off;			/* BAR0 */
	u32 numa_off;			/* BAR0, or 0 */
};

struct ena_sq_cfg {
	bool tx;
	bool llq;
	u16 depth;
	u16 cq_idx;
	dma_addr_t base;		/* host placement */
	/* answers */
	u16 idx;
	u32 doorbell_off;		/* BAR0 */
	u32 llq_off;			/* BAR2 */
};

int ena_feature_create_cq(struct ena_admin *admin, struct ena_cq_cfg *cfg);
int ena_feature_create_sq(struct ena_admin *admin, struct ena_sq_cfg *cfg);
int ena_feature_destroy_cq(struct ena_admin *admin, u16 idx);
int ena_feature_destroy_sq(struct ena_admin *admin, u16 idx, bool tx);

/* Fills @caps whole: features 1, 2 or 7, 11, 20, 4, customer metrics */
int ena_feature_get_caps(struct ena_admin *admin, struct ena_caps *caps);
int ena_feature_get_hints(struct ena_admin *admin, const struct ena_caps *caps,
			  struct ena_hw_hints *hints);
int ena_feature_set_aenq(struct ena_admin *admin, u32 want, u32 *enabled);
int ena_feature_set_llq(struct ena_admin *admin, const struct ena_caps *caps,
			const struct ena_hw_llq *llq);
int ena_feature_set_mtu(struct ena_admin *admin, const struct ena_caps *caps,
			u32 mtu);
int ena_feature_get_link(struct ena_admin *admin, const struct ena_caps *caps,
			 struct ena_hw_link *link);
int ena_feature_set_host_attr(struct ena_admin *admin, dma_addr_t info,
			      dma_addr_t debug, u32 debug_size);

int ena_feature_get_rss_func(struct ena_admin *admin,
			     const struct ena_caps *caps, u32 *supported,
			     u32 *selected);
int ena_feature_set_rss_func(struct ena_admin *admin,
			     const struct ena_caps *caps, u32 func, u32 init,
			     const u8 key[ENA_HW_RSS_KEY_SIZE]);
int ena_feature_get_rss_table(struct ena_admin *admin,
			      const struct ena_caps *caps, u16 *log2_min,
			      u16 *log2_max);
/* @queue: Rx SQ indices, 1 << @log2 of them */
int ena_feature_set_rss_table(struct ena_admin *admin,
			      const struct ena_caps *caps, const u16 *queue,
			      u16 log2);
/* @fields is a copy of the device's buffer (supported and selected) */
int ena_feature_get_rss_input(struct ena_admin *admin,
			      const struct ena_caps *caps,
			      struct ena_hw_rss_fields *fields, u16 *sort);
int ena_feature_set_rss_input(struct ena_admin *admin,
			      const struct ena_caps *caps,
			      const struct ena_hw_rss_fields *fields, u16 sort);

/* @rule->location in: wanted or ENA_HW_FLOW_LOCATION_ANY; out: used */
int ena_feature_add_flow(struct ena_admin *admin, const struct ena_caps *caps,
			 u8 type, u16 queue, const struct ena_hw_flow_rule *rule,
			 u16 *location);
int ena_feature_del_flow(struct ena_admin *admin, const struct ena_caps *caps,
			 u16 location);

int ena_feature_get_basic_stats(struct ena_admin *admin,
				struct ena_hw_stats_basic *stats);
int ena_feature_get_eni(struct ena_admin *admin, const struct ena_caps *caps,
			struct ena_hw_stats_eni *eni);
int ena_feature_get_srd(struct ena_admin *admin, const struct ena_caps *caps,
			struct ena_hw_stats_srd *srd);
/* @value by enum ena_hw_metric; those not in caps->metrics untouched */
int ena_feature_get_metrics(struct ena_admin *admin,
			    const struct ena_caps *caps,
			    u64 value[ENA_HW_METRICS]);

#endif /* ENA_FEATURE_H */
