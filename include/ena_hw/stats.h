/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * GET_STATS and the statistics it returns (control plane 6.7). Little endian.
 */
#ifndef ENA_HW_STATS_H
#define ENA_HW_STATS_H

#include <ena_hw/admin.h>

/* GET_STATS (L-17) */
struct ena_hw_aq_stats {
	struct ena_hw_aq_hdr hdr;
	struct ena_hw_ctrl_buf ctrl;
	u8 type;
#define ENA_HW_STATS_BASIC		0
#define ENA_HW_STATS_EXTENDED		1
#define ENA_HW_STATS_ENI		2	/* ENA_HW_CAP_ENI_STATS */
#define ENA_HW_STATS_SRD		3	/* ENA_HW_CAP_SRD_INFO */
#define ENA_HW_STATS_CUSTOMER		4	/* ..._CUSTOMER_METRICS */
	u8 scope;
#define ENA_HW_STATS_SCOPE_QUEUE	0
#define ENA_HW_STATS_SCOPE_FUNCTION	1
	__le16 rsvd;
	__le16 queue_idx;
	__le16 device_id;
#define ENA_HW_STATS_OWN_FUNCTION	0xffff
	__le64 requested;			/* customer metrics, a bitmap */
};

static_assert(sizeof(struct ena_hw_aq_stats) == 32);

/* A 64-bit counter as two words, low one first */
struct ena_hw_u64 {
	__le32 lo;
	__le32 hi;
};

static_assert(sizeof(struct ena_hw_u64) == 8);

/* Basic statistics (L-18); older hosts know all but the last */
struct ena_hw_stats_basic {
	struct ena_hw_u64 tx_bytes;
	struct ena_hw_u64 tx_pkts;
	struct ena_hw_u64 rx_bytes;
	struct ena_hw_u64 rx_pkts;
	struct ena_hw_u64 rx_drops;
	struct ena_hw_u64 tx_drops;
	struct ena_hw_u64 rx_overruns;
};

static_assert(sizeof(struct ena_hw_stats_basic) == 56);

/* ENI statistics (L-19): packets queued or dropped by an instance limit */
struct ena_hw_stats_eni {
	__le64 bw_in_allowance_exceeded;
	__le64 bw_out_allowance_exceeded;
	__le64 pps_allowance_exceeded;
	__le64 conntrack_allowance_exceeded;
	__le64 linklocal_allowance_exceeded;
};

static_assert(sizeof(struct ena_hw_stats_eni) == 40);

/* SRD information (L-20) */
struct ena_hw_stats_srd {
	__le64 flags;
#define ENA_HW_SRD_ENABLED		BIT(0)
#define ENA_HW_SRD_UDP_ENABLED		BIT(1)
#define ENA_HW_SRD_UDP_REORDER		BIT(2)
	__le64 tx_pkts;
	__le64 eligible_tx_pkts;
	__le64 rx_pkts;
	__le64 resource_utilization;		/* percent */
};

static_assert(sizeof(struct ena_hw_stats_srd) == 40);

/* Customer metrics: header (L-21), then one __le64 a bit in the buffer */
struct ena_hw_stats_customer {
	__le64 reported;			/* BIT(enum ena_hw_metric) */
};

static_assert(sizeof(struct ena_hw_stats_customer) == 8);

enum ena_hw_metric {
	ENA_HW_METRIC_BW_IN_EXCEEDED		= 0,
	ENA_HW_METRIC_BW_OUT_EXCEEDED		= 1,
	ENA_HW_METRIC_PPS_EXCEEDED		= 2,
	ENA_HW_METRIC_CONNTRACK_EXCEEDED	= 3,
	ENA_HW_METRIC_LINKLOCAL_EXCEEDED	= 4,
	ENA_HW_METRIC_CONNTRACK_AVAILABLE	= 5,
	ENA_HW_METRICS
};

#define ENA_HW_METRICS_BUF_SIZE		512

#endif /* ENA_HW_STATS_H */
