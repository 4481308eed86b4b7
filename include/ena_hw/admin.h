/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The admin queue pair and its commands (control plane 5 and 6). Everything
 * is little endian. What GET_STATS returns is in stats.h, the payloads of
 * GET_FEATURE and SET_FEATURE are in feature.h and rss.h.
 */
#ifndef ENA_HW_ADMIN_H
#define ENA_HW_ADMIN_H

#include <linux/bits.h>
#include <linux/build_bug.h>
#include <linux/stddef.h>
#include <linux/types.h>

/* A DMA address as commands carry it: 48 bits (L-01) */
struct ena_hw_addr {
	__le32 lo;
	__le16 hi;
	__le16 rsvd;
};

static_assert(sizeof(struct ena_hw_addr) == 8);

#define ENA_HW_AQ_ENTRY_SIZE		64	/* AQ and ACQ, bytes */

enum ena_hw_aq_opcode {
	ENA_HW_AQ_CREATE_SQ	= 1,
	ENA_HW_AQ_DESTROY_SQ	= 2,
	ENA_HW_AQ_CREATE_CQ	= 3,
	ENA_HW_AQ_DESTROY_CQ	= 4,
	ENA_HW_AQ_GET_FEATURE	= 8,
	ENA_HW_AQ_SET_FEATURE	= 9,
	ENA_HW_AQ_GET_STATS	= 11,
};

/* First word of every command (L-03) */
struct ena_hw_aq_hdr {
	__le16 cmd_id;
#define ENA_HW_AQ_CMD_ID		GENMASK(11, 0)
	u8 opcode;
	u8 flags;
#define ENA_HW_AQ_PHASE			BIT(0)
#define ENA_HW_AQ_CTRL_DATA		BIT(1)
#define ENA_HW_AQ_CTRL_DATA_INDIRECT	BIT(2)	/* means: a buffer is there */
};

static_assert(sizeof(struct ena_hw_aq_hdr) == 4);

/* A buffer that travels with a command; contiguous, whatever the flag (L-05) */
struct ena_hw_ctrl_buf {
	__le32 len;				/* bytes; 0: no buffer */
	struct ena_hw_addr addr;
};

static_assert(sizeof(struct ena_hw_ctrl_buf) == 12);

/* A command slot (L-04) */
struct ena_hw_aq_entry {
	struct ena_hw_aq_hdr hdr;
	union {
		struct ena_hw_ctrl_buf ctrl;
		u8 data[60];
	};
};

static_assert(sizeof(struct ena_hw_aq_entry) == ENA_HW_AQ_ENTRY_SIZE);

enum ena_hw_acq_status {
	ENA_HW_ACQ_SUCCESS		= 0,
	ENA_HW_ACQ_NO_RESOURCES		= 1,
	ENA_HW_ACQ_BAD_OPCODE		= 2,
	ENA_HW_ACQ_UNSUPPORTED		= 3,	/* the one for "not available" */
	ENA_HW_ACQ_MALFORMED		= 4,
	ENA_HW_ACQ_ILLEGAL_PARAM	= 5,
	ENA_HW_ACQ_UNKNOWN_ERROR	= 6,
	ENA_HW_ACQ_BUSY			= 7,
};

/* First two words of every completion (L-06); the phase is in the first */
struct ena_hw_acq_hdr {
	__le16 cmd_id;
#define ENA_HW_ACQ_CMD_ID		GENMASK(11, 0)
	u8 status;
	u8 flags;
#define ENA_HW_ACQ_PHASE		BIT(0)
	__le16 ext_status;
	__le16 sq_head;
};

static_assert(sizeof(struct ena_hw_acq_hdr) == 8);

#define ENA_HW_ACQ_PAYLOAD_SIZE		56

/* A completion slot (L-07) */
struct ena_hw_acq_entry {
	struct ena_hw_acq_hdr hdr;
	u8 data[ENA_HW_ACQ_PAYLOAD_SIZE];
};

static_assert(sizeof(struct ena_hw_acq_entry) == ENA_HW_AQ_ENTRY_SIZE);

#define ENA_HW_SQ_DIR			GENMASK(7, 5)	/* of identity */
#define ENA_HW_SQ_DIR_TX		1
#define ENA_HW_SQ_DIR_RX		2

/* CREATE_SQ (L-08) */
struct ena_hw_aq_create_sq {
	struct ena_hw_aq_hdr hdr;
	u8 identity;				/* ENA_HW_SQ_DIR */
	u8 rsvd1;
	u8 caps2;
#define ENA_HW_SQ_PLACEMENT		GENMASK(3, 0)
#define ENA_HW_SQ_PLACEMENT_HOST	1
#define ENA_HW_SQ_PLACEMENT_DEV		3	/* LLQ, Tx only */
#define ENA_HW_SQ_COMPLETION		GENMASK(6, 4)
#define ENA_HW_SQ_COMPLETION_DESC	0	/* the one in use */
#define ENA_HW_SQ_COMPLETION_DESC_OD	1
#define ENA_HW_SQ_COMPLETION_HEAD_OD	2
#define ENA_HW_SQ_COMPLETION_HEAD	3
	u8 caps3;
#define ENA_HW_SQ_CONTIGUOUS		BIT(0)
	__le16 cq_idx;
	__le16 depth;				/* entries, power of two */
	struct ena_hw_addr base;		/* page aligned; 0 for LLQ */
	struct ena_hw_addr head_writeback;	/* completion policies 2, 3 */
	__le32 rsvd7;
	__le32 rsvd8;
};

static_assert(sizeof(struct ena_hw_aq_create_sq) == 36);

/* CREATE_SQ answer (L-09); hdr is the whole of an answer without payload */
struct ena_hw_acq_create_sq {
	struct ena_hw_acq_hdr hdr;
	__le16 sq_idx;
	__le16 rsvd;
	__le32 doorbell_off;			/* BAR0 */
	__le32 llq_desc_off;			/* BAR2 */
	__le32 llq_hdr_off;			/* BAR2, header ring only */
};

static_assert(sizeof(struct ena_hw_acq_create_sq) == 24);

/* DESTROY_SQ (L-10) */
struct ena_hw_aq_destroy_sq {
	struct ena_hw_aq_hdr hdr;
	__le16 sq_idx;
	u8 identity;				/* ENA_HW_SQ_DIR */
	u8 rsvd;
};

static_assert(sizeof(struct ena_hw_aq_destroy_sq) == 8);

/* CREATE_CQ (L-11) */
struct ena_hw_aq_create_cq {
	struct ena_hw_aq_hdr hdr;
	u8 caps1;
#define ENA_HW_CQ_INTERRUPT		BIT(5)
	u8 caps2;
#define ENA_HW_CQ_ENTRY_WORDS		GENMASK(4, 0)	/* 32-bit words */
	__le16 depth;				/* entries, power of two */
	__le32 msix_vector;			/* or ENA_HW_MSIX_NONE */
	struct ena_hw_addr base;
};

static_assert(sizeof(struct ena_hw_aq_create_cq) == 20);

/* CREATE_CQ answer (L-12); an offset of 0: the register does not exist */
struct ena_hw_acq_create_cq {
	struct ena_hw_acq_hdr hdr;
	__le16 cq_idx;
	__le16 actual_depth;
	__le32 numa_off;			/* BAR0 */
	__le32 head_db_off;			/* BAR0 */
	__le32 intr_off;			/* BAR0, always there */
};

static_assert(sizeof(struct ena_hw_acq_create_cq) == 24);

/* DESTROY_CQ (L-13) */
struct ena_hw_aq_destroy_cq {
	struct ena_hw_aq_hdr hdr;
	__le16 cq_idx;
	__le16 rsvd;
};

static_assert(sizeof(struct ena_hw_aq_destroy_cq) == 8);

/* Which feature, which value of it (L-14) */
struct ena_hw_feat_sel {
	u8 flags;
#define ENA_HW_FEAT_SELECT		GENMASK(1, 0)
#define ENA_HW_FEAT_SELECT_CURRENT	1	/* 0 means the same */
#define ENA_HW_FEAT_SELECT_DEFAULT	3
	u8 id;					/* enum ena_hw_feature */
	u8 version;
	u8 rsvd;
};

static_assert(sizeof(struct ena_hw_feat_sel) == 4);

#define ENA_HW_SET_PAYLOAD_SIZE		44

/* GET_FEATURE and SET_FEATURE (L-15, L-16) */
struct ena_hw_aq_feature {
	struct ena_hw_aq_hdr hdr;
	struct ena_hw_ctrl_buf ctrl;
	struct ena_hw_feat_sel sel;
	u8 payload[ENA_HW_SET_PAYLOAD_SIZE];	/* SET only */
};

static_assert(sizeof(struct ena_hw_aq_feature) == ENA_HW_AQ_ENTRY_SIZE);
static_assert(offsetof(struct ena_hw_aq_feature, payload) == 20);

#endif /* ENA_HW_ADMIN_H */
