/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Features of the device: the payloads of GET_FEATURE and SET_FEATURE (control
 * plane 7 and 9.1). Receive steering is in rss.h, the clock in phc.h.
 */
#ifndef ENA_HW_FEATURE_H
#define ENA_HW_FEATURE_H

#include <ena_hw/admin.h>

enum ena_hw_feature {
	ENA_HW_FEAT_DEVICE_ATTR		= 1,
	ENA_HW_FEAT_MAX_QUEUES		= 2,
	ENA_HW_FEAT_HW_HINTS		= 3,
	ENA_HW_FEAT_LLQ			= 4,
	ENA_HW_FEAT_EXTRA_STRINGS	= 5,
	ENA_HW_FEAT_EXTRA_FLAGS		= 6,
	ENA_HW_FEAT_MAX_QUEUES_EXT	= 7,
	ENA_HW_FEAT_FRAG_BYPASS		= 8,
	ENA_HW_FEAT_RSS_HASH_FUNCTION	= 10,
	ENA_HW_FEAT_OFFLOAD		= 11,
	ENA_HW_FEAT_RSS_TABLE		= 12,
	ENA_HW_FEAT_MTU			= 14,
	ENA_HW_FEAT_RSS_HASH_INPUT	= 18,
	ENA_HW_FEAT_INTR_MODERATION	= 20,
	ENA_HW_FEAT_AENQ		= 26,
	ENA_HW_FEAT_LINK		= 27,
	ENA_HW_FEAT_HOST_ATTR		= 28,
	ENA_HW_FEAT_PHC			= 29,
	ENA_HW_FEAT_FLOW_STEERING	= 30,
	ENA_HW_FEAT_HW_TIMESTAMP	= 31,
	ENA_HW_FEATURES			= 32
};

/* 1: what the device is and can do (L-22) */
struct ena_hw_dev_attr {
	__le32 impl_id;
	__le32 device_version;
	__le32 features;			/* BIT(enum ena_hw_feature) */
	__le32 caps;
#define ENA_HW_CAP_ENI_STATS		BIT(0)
#define ENA_HW_CAP_SRD_INFO		BIT(1)
#define ENA_HW_CAP_CUSTOMER_METRICS	BIT(2)
#define ENA_HW_CAP_EXT_RESET_REASONS	BIT(3)
#define ENA_HW_CAP_CDESC_MBZ		BIT(4)
	__le32 phys_addr_width;
	__le32 virt_addr_width;
	u8 mac[6];				/* network order */
	__le16 flow_rules_max;
	__le32 mtu_max;				/* L3 bytes */
};

static_assert(sizeof(struct ena_hw_dev_attr) == 36);

/* 2: queue limits, legacy (L-23) */
struct ena_hw_max_queues {
	__le32 sq_num;
	__le32 sq_depth;
	__le32 cq_num;
	__le32 cq_depth;
	__le32 llq_num;
	__le32 llq_depth;
	__le32 tx_hdr_bytes;
	__le16 tx_descs;			/* a packet, the meta one too */
	__le16 rx_descs;
};

static_assert(sizeof(struct ena_hw_max_queues) == 32);

#define ENA_HW_MAX_QUEUES_EXT_VERSION	1

/* 7: queue limits, extended (L-24) */
struct ena_hw_max_queues_ext {
	u8 version;				/* the one above */
	u8 rsvd[3];
	__le32 tx_sq_num;
	__le32 tx_cq_num;
	__le32 rx_sq_num;
	__le32 rx_cq_num;
	__le32 tx_sq_depth;
	__le32 tx_cq_depth;
	__le32 rx_sq_depth;
	__le32 rx_cq_depth;
	__le32 tx_hdr_bytes;
	__le16 tx_descs;			/* a packet, the meta one too */
	__le16 rx_descs;
};

static_assert(sizeof(struct ena_hw_max_queues_ext) == 44);

/* 3, and AENQ notification 2: hardware hints (L-37); 0: keep the default */
struct ena_hw_hints {
	__le16 mmio_read_timeout_ms;
	__le16 driver_watchdog_timeout_ms;	/* keep-alive */
	__le16 missing_tx_timeout_ms;
	__le16 missing_tx_threshold;		/* packets */
	__le16 admin_timeout_ms;
	__le16 netdev_wd_timeout_ms;
	__le16 tx_sgl_max;
	__le16 rx_sgl_max;
	__le32 rsvd[4];
#define ENA_HW_HINT_UNSUPERVISED	0xffff	/* watchdog, missing Tx */
};

static_assert(sizeof(struct ena_hw_hints) == 32);

#define ENA_HW_LLQ_VERSION		1

/* 4: low-latency queues (L-25, data plane 4.1) */
struct ena_hw_llq {
	__le32 num_max;
	__le32 depth_max;			/* entries of the base size */
	__le16 hdr_location_supported;
	__le16 hdr_location;
#define ENA_HW_LLQ_HDR_INLINE		BIT(0)
#define ENA_HW_LLQ_HDR_RING		BIT(1)
	__le16 entry_size_supported;
	__le16 entry_size;
#define ENA_HW_LLQ_ENTRY_128		BIT(0)
#define ENA_HW_LLQ_ENTRY_192		BIT(1)
#define ENA_HW_LLQ_ENTRY_256		BIT(2)
	__le16 descs_before_hdr_supported;	/* bitmap, the value is the */
	__le16 descs_before_hdr;		/* count: 1, 2, 4 or 8 */
	__le16 stride_supported;
	__le16 stride;
#define ENA_HW_LLQ_STRIDE_SINGLE	BIT(0)
#define ENA_HW_LLQ_STRIDE_MULTIPLE	BIT(1)
	u8 version;
	u8 entry_size_recommended;		/* ENA_HW_LLQ_ENTRY_* or 0 */
	__le16 wide_depth_max;			/* of 256 bytes; 0 not given */
	__le16 accel_flags;
#define ENA_HW_LLQ_NO_META_CACHE	BIT(0)	/* a meta with each packet */
#define ENA_HW_LLQ_LIMIT_BURST		BIT(1)
	__le16 burst_bytes_max;			/* between two doorbells */
	__le32 rsvd;
};

static_assert(sizeof(struct ena_hw_llq) == 36);

/* 8: fragments bypass their packet-rate limit (L-26) */
struct ena_hw_frag_bypass {
	u8 enable;
	u8 rsvd[3];
};

static_assert(sizeof(struct ena_hw_frag_bypass) == 4);

/* 11: stateless offloads (L-27) */
struct ena_hw_offload {
	__le32 tx;
#define ENA_HW_OFFLOAD_TX_L3_IPV4	BIT(0)
#define ENA_HW_OFFLOAD_TX_L4_IPV4_PART	BIT(1)
#define ENA_HW_OFFLOAD_TX_L4_IPV4_FULL	BIT(2)
#define ENA_HW_OFFLOAD_TX_L4_IPV6_PART	BIT(3)
#define ENA_HW_OFFLOAD_TX_L4_IPV6_FULL	BIT(4)
#define ENA_HW_OFFLOAD_TSO_IPV4		BIT(5)
#define ENA_HW_OFFLOAD_TSO_IPV6		BIT(6)
#define ENA_HW_OFFLOAD_TSO_ECN		BIT(7)
	__le32 rx_supported;
	__le32 rx_enabled;
#define ENA_HW_OFFLOAD_RX_L3_IPV4	BIT(0)
#define ENA_HW_OFFLOAD_RX_L4_IPV4	BIT(1)
#define ENA_HW_OFFLOAD_RX_L4_IPV6	BIT(2)
#define ENA_HW_OFFLOAD_RX_HASH		BIT(3)
};

static_assert(sizeof(struct ena_hw_offload) == 12);

/* 14: MTU (L-28) */
struct ena_hw_mtu {
	__le32 mtu;				/* L3 bytes */
};

static_assert(sizeof(struct ena_hw_mtu) == 4);

/* 20: unit of the interrupt delays (L-29) */
struct ena_hw_intr_moderation {
	__le16 resolution_us;			/* 0 is taken as 1 */
	__le16 rsvd;
};

static_assert(sizeof(struct ena_hw_intr_moderation) == 4);

/* 26: AENQ groups (L-35) */
struct ena_hw_aenq_groups {
	__le32 supported;			/* BIT(ena_hw_aenq_group) */
	__le32 enabled;
};

static_assert(sizeof(struct ena_hw_aenq_groups) == 8);

/* 27: link (L-36) */
struct ena_hw_link {
	__le32 speed_mbps;
	__le32 supported;
#define ENA_HW_LINK_1G			BIT(0)
#define ENA_HW_LINK_2_5G		BIT(1)
#define ENA_HW_LINK_5G			BIT(2)
#define ENA_HW_LINK_10G			BIT(3)
#define ENA_HW_LINK_25G			BIT(4)
#define ENA_HW_LINK_40G			BIT(5)
#define ENA_HW_LINK_50G			BIT(6)
#define ENA_HW_LINK_100G		BIT(7)
#define ENA_HW_LINK_200G		BIT(8)
#define ENA_HW_LINK_400G		BIT(9)
	__le32 flags;
#define ENA_HW_LINK_AUTONEG		BIT(0)
#define ENA_HW_LINK_FULL_DUPLEX		BIT(1)
};

static_assert(sizeof(struct ena_hw_link) == 12);

/* 28: where the host describes itself (L-38); the pages: host_info.h */
struct ena_hw_host_attr {
	struct ena_hw_addr host_info;
	struct ena_hw_addr debug_area;
	__le32 debug_area_size;			/* bytes */
};

static_assert(sizeof(struct ena_hw_host_attr) == 20);

/* 31: packet timestamps (L-43) */
struct ena_hw_timestamp_cfg {
	u8 version;
	u8 tx;
	u8 rx;
#define ENA_HW_TIMESTAMP_NONE		0
#define ENA_HW_TIMESTAMP_ALL		1
};

static_assert(sizeof(struct ena_hw_timestamp_cfg) == 3);
#define ENA_HW_TIMESTAMP_VERSION	1

#endif /* ENA_HW_FEATURE_H */
