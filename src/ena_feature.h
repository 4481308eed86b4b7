/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One typed function for each admin command and feature. All may sleep; all
 * return 0, -EOPNOTSUPP (the device cannot, no command was sent or it was
 * answered so), -EIO (an answer that cannot be), or an error of
 * ena_admin_exec(). Values are in host order, structures ena_hw_* are as on
 * the wire. What comes back is checked here, but for the content of ena_hw_llq.
 */
#ifndef ENA_FEATURE_H
#define ENA_FEATURE_H

#include <linux/if_ether.h>

#include <ena_hw/feature.h>
#include <ena_hw/io.h>
#include <ena_hw/rss.h>
#include <ena_hw/stats.h>

#include "ena_admin.h"

/* What a driver makes use of, whatever the device says */
#define ENA_CAPS_QUEUES_MAX	128
#define ENA_CAPS_DEPTH_MIN	256
#define ENA_CAPS_DEPTH_MAX	32768
#define ENA_CAPS_MTU_MIN	68
#define ENA_CAPS_MTU_MAX	65535

/* Tables longer than this do not fit the buffer of a command */
#define ENA_RSS_LOG2_MAX	10

/* What the device said it can do; validated, host byte order */
struct ena_caps {
	u32 features;			/* BIT(enum ena_hw_feature) */
	u32 caps;			/* ENA_HW_CAP_* */
	u32 device_version;
	u8 mac[ETH_ALEN];
	u32 mtu_max;
	u16 flow_rules_max;		/* 0: no steering */
	u16 tx_queues_max;		/* host placement; 1 to 128 */
	u16 llq_queues_max;		/* 0: no LLQ */
	u16 rx_queues_max;		/* 1 to 128 */
	u32 tx_depth_max;		/* host placement, power of two >= 256 */
	u32 rx_depth_max;		/* power of two >= 256 */
	u32 tx_cq_depth_max;		/* power of two >= 256 */
	u16 tx_bufs_max;		/* a packet, without the meta one */
	u16 rx_bufs_max;		/* a packet */
	u16 tx_hdr_max;			/* host placement hint, bytes */
	u32 tx_offloads;		/* ENA_HW_OFFLOAD_TX_* ... */
	u32 rx_offloads;
	u32 aenq_groups;		/* enabled */
	u32 metrics;			/* BIT(enum ena_hw_metric) */
	u16 moderation_us;		/* unit of interrupt delays; 0: none */
	struct ena_hw_llq llq;		/* as the device sent it */
};

/* What CREATE_CQ wants to know and tells */
struct ena_cq_cfg {
	u16 depth;
	u8 entry_words;			/* 32-bit words */
	u32 vector;
	dma_addr_t base;
	/* answers */
	u16 idx;
	u32 intr_off;			/* BAR0, checked */
	u32 numa_off;			/* BAR0, checked, or 0 */
};

/* What CREATE_SQ wants to know and tells */
struct ena_sq_cfg {
	bool tx;
	bool llq;
	u16 depth;
	u16 cq_idx;
	dma_addr_t base;		/* host placement */
	/* answers */
	u16 idx;
	u32 doorbell_off;		/* BAR0, checked */
	u32 llq_off;			/* BAR2, not yet checked */
};

/* Building blocks, for the functions below and features still to come */
bool ena_feature_has(const struct ena_admin *admin,
		     const struct ena_caps *caps, u8 id);
int ena_feature_get(struct ena_admin *admin, u8 id, u8 version, void *payload,
		    size_t size, const struct ena_admin_data *data);
/* @answer: first bytes of the answer's payload, or NULL */
int ena_feature_set(struct ena_admin *admin, u8 id, const void *payload,
		    size_t size, const struct ena_admin_data *data,
		    struct ena_hw_acq_entry *answer);

int ena_feature_create_cq(struct ena_admin *admin, struct ena_cq_cfg *cfg);
int ena_feature_create_sq(struct ena_admin *admin, struct ena_sq_cfg *cfg);
int ena_feature_destroy_cq(struct ena_admin *admin, u16 idx);
int ena_feature_destroy_sq(struct ena_admin *admin, u16 idx, bool tx);

/* Fills @caps whole: features 1, 2 or 7, 11, 20, 4, customer metrics */
int ena_feature_get_caps(struct ena_admin *admin, struct ena_caps *caps);
int ena_feature_get_hints(struct ena_admin *admin, const struct ena_caps *caps,
			  struct ena_hw_hints *hints);
/* @enabled: those of @want that the device knows */
int ena_feature_set_aenq(struct ena_admin *admin, u32 want, u32 *enabled);
int ena_feature_set_llq(struct ena_admin *admin, const struct ena_caps *caps,
			const struct ena_hw_llq *llq);
int ena_feature_set_mtu(struct ena_admin *admin, const struct ena_caps *caps,
			u32 mtu);
int ena_feature_get_link(struct ena_admin *admin, const struct ena_caps *caps,
			 struct ena_hw_link *link);
int ena_feature_set_host_attr(struct ena_admin *admin, dma_addr_t info,
			      dma_addr_t debug, u32 debug_size);

/* ena_feature_rss.c */
int ena_feature_get_rss_func(struct ena_admin *admin,
			     const struct ena_caps *caps, u32 *supported,
			     u32 *selected);
int ena_feature_set_rss_func(struct ena_admin *admin,
			     const struct ena_caps *caps, u32 func, u32 init,
			     const u8 key[ENA_HW_RSS_KEY_SIZE]);
int ena_feature_get_rss_table(struct ena_admin *admin,
			      const struct ena_caps *caps, u16 *log2_min,
			      u16 *log2_max);
/* @entry: Rx SQ indices, 1 << @log2 of them */
int ena_feature_set_rss_table(struct ena_admin *admin,
			      const struct ena_caps *caps,
			      const struct ena_hw_rss_entry *entry, u16 log2);
/* @fields is a copy of the device's buffer (supported and selected) */
int ena_feature_get_rss_input(struct ena_admin *admin,
			      const struct ena_caps *caps,
			      struct ena_hw_rss_fields *fields, u16 *sort);
int ena_feature_set_rss_input(struct ena_admin *admin,
			      const struct ena_caps *caps,
			      const struct ena_hw_rss_fields *fields, u16 sort);

/* @location in: wanted or ENA_HW_FLOW_LOCATION_ANY; out: used */
int ena_feature_add_flow(struct ena_admin *admin, const struct ena_caps *caps,
			 u8 type, u16 queue, const struct ena_hw_flow_rule *rule,
			 u16 *location);
int ena_feature_del_flow(struct ena_admin *admin, const struct ena_caps *caps,
			 u16 location);

/* ena_feature_stats.c; -ETIMEDOUT of these leaves the queue alive */
int ena_feature_get_basic_stats(struct ena_admin *admin,
				struct ena_hw_stats_basic *stats);
int ena_feature_get_eni(struct ena_admin *admin, const struct ena_caps *caps,
			struct ena_hw_stats_eni *eni);
int ena_feature_get_srd(struct ena_admin *admin, const struct ena_caps *caps,
			struct ena_hw_stats_srd *srd);
/* Which customer metrics there are, BIT(enum ena_hw_metric) */
int ena_feature_query_metrics(struct ena_admin *admin,
			      const struct ena_caps *caps, u32 *metrics);
/* @value by enum ena_hw_metric; those not in caps->metrics untouched */
int ena_feature_get_metrics(struct ena_admin *admin,
			    const struct ena_caps *caps,
			    u64 value[ENA_HW_METRICS]);

#endif /* ENA_FEATURE_H */
