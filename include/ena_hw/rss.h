/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where a received packet goes: hash function, key, indirection table, hash
 * fields (control plane 7.11 to 7.13, data plane 7) and flow steering rules
 * (control plane 7.17). Payloads of GET_FEATURE and SET_FEATURE, and buffers.
 */
#ifndef ENA_HW_RSS_H
#define ENA_HW_RSS_H

#include <ena_hw/admin.h>

#define ENA_HW_RSS_KEY_WORDS		10
#define ENA_HW_RSS_KEY_SIZE		40

/* 10: hash function (L-30); function n is bit n */
struct ena_hw_rss_func {
	__le32 supported;
	__le32 selected;
#define ENA_HW_RSS_TOEPLITZ		BIT(1)
#define ENA_HW_RSS_CRC32		BIT(2)
#define ENA_HW_RSS_FUNCS		GENMASK(7, 0)
	__le32 init_val;
};

static_assert(sizeof(struct ena_hw_rss_func) == 12);

/* ... and its key, a buffer; the device reverses the bytes (L-31) */
struct ena_hw_rss_key {
	__le32 words;				/* ENA_HW_RSS_KEY_WORDS */
	__le32 rsvd;
	u8 key[ENA_HW_RSS_KEY_SIZE];
};

static_assert(sizeof(struct ena_hw_rss_key) == 48);

/* 12: indirection table (L-32) */
struct ena_hw_rss_table {
	__le16 size_min;			/* log2 */
	__le16 size_max;			/* log2 */
	__le16 size;				/* log2 */
	u8 flags;
#define ENA_HW_RSS_TABLE_ONE_ENTRY	BIT(0)
	u8 rsvd;
	__le32 inline_index;
#define ENA_HW_RSS_TABLE_WHOLE		0xffffffff
	__le16 inline_queue;
	__le16 rsvd2;
};

static_assert(sizeof(struct ena_hw_rss_table) == 16);

/* ... and an entry of it; named after a CQ, it carries the index of an Rx SQ */
struct ena_hw_rss_entry {
	__le16 cq_idx;
	__le16 rsvd;
};

static_assert(sizeof(struct ena_hw_rss_entry) == 4);

#define ENA_HW_RSS_TABLE_LOG2		7	/* the size every host takes */

enum ena_hw_rss_proto {
	ENA_HW_RSS_TCP4		= 0,
	ENA_HW_RSS_UDP4		= 1,
	ENA_HW_RSS_TCP6		= 2,
	ENA_HW_RSS_UDP6		= 3,
	ENA_HW_RSS_IP4		= 4,
	ENA_HW_RSS_IP6		= 5,
	ENA_HW_RSS_IP4_FRAG	= 6,
	ENA_HW_RSS_NOT_IP	= 7,
	ENA_HW_RSS_TCP6_EX	= 8,
	ENA_HW_RSS_IP6_EX	= 9,
	ENA_HW_RSS_PROTOS	= 16		/* rows */
};

/* 18: sorting of the hash input (L-34) */
struct ena_hw_rss_input {
	__le16 sort_supported;
	__le16 sort_enabled;
#define ENA_HW_RSS_SORT_L3		BIT(1)
#define ENA_HW_RSS_SORT_L4		BIT(2)
};

static_assert(sizeof(struct ena_hw_rss_input) == 4);

struct ena_hw_rss_proto_fields {
	__le16 fields;
#define ENA_HW_RSS_L2_DA		BIT(0)
#define ENA_HW_RSS_L2_SA		BIT(1)
#define ENA_HW_RSS_L3_DA		BIT(2)
#define ENA_HW_RSS_L3_SA		BIT(3)
#define ENA_HW_RSS_L4_DP		BIT(4)
#define ENA_HW_RSS_L4_SP		BIT(5)
	__le16 rsvd;
};

/* ... and the hash fields by protocol, a buffer (L-33) */
struct ena_hw_rss_fields {
	struct ena_hw_rss_proto_fields supported[ENA_HW_RSS_PROTOS];
	struct ena_hw_rss_proto_fields selected[ENA_HW_RSS_PROTOS];
	__le32 rsvd[32];
};

static_assert(sizeof(struct ena_hw_rss_fields) == 256);

enum ena_hw_flow_action {
	ENA_HW_FLOW_ADD		= 1,
	ENA_HW_FLOW_REMOVE	= 2,
	ENA_HW_FLOW_REMOVE_ALL	= 3,
};

enum ena_hw_flow_type {
	ENA_HW_FLOW_IPV4	= 1,
	ENA_HW_FLOW_IPV6	= 2,
	ENA_HW_FLOW_TCP4	= 3,
	ENA_HW_FLOW_TCP6	= 4,
	ENA_HW_FLOW_UDP4	= 5,
	ENA_HW_FLOW_UDP6	= 6,
};

/* 30: a flow steering request (L-41); type and queue: add only */
struct ena_hw_flow_req {
	u8 action;				/* enum ena_hw_flow_action */
	u8 type;				/* enum ena_hw_flow_type */
	__le16 rx_queue;			/* as the user counts them */
	__le16 location;
#define ENA_HW_FLOW_LOCATION_ANY	0xffff	/* add: the device chooses */
	__le16 rsvd;
	__le32 flags;
};

static_assert(sizeof(struct ena_hw_flow_req) == 12);

/* ... its answer (L-42) */
struct ena_hw_flow_resp {
	__le16 location;
	__le16 rsvd;
};

static_assert(sizeof(struct ena_hw_flow_resp) == 4);

/* ... and the rule, a buffer with add (L-40); mask bit 1: compare */
struct ena_hw_flow_rule {
	u8 dst_ip[16];				/* big endian, IPv4: first 4 */
	u8 dst_ip_mask[16];
	u8 src_ip[16];
	u8 src_ip_mask[16];
	__le16 dst_port;
	__le16 dst_port_mask;
	__le16 src_port;
	__le16 src_port_mask;
	u8 tos;					/* or traffic class */
	u8 tos_mask;
	u8 rsvd[54];
};

static_assert(sizeof(struct ena_hw_flow_rule) == 128);

#endif /* ENA_HW_RSS_H */
