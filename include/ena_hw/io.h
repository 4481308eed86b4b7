/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Descriptors and completions of the I/O queues (data plane 2, 3 and 5). All
 * words are little endian.
 */
#ifndef ENA_HW_IO_H
#define ENA_HW_IO_H

#include <linux/bits.h>
#include <linux/build_bug.h>
#include <linux/types.h>

#define ENA_HW_SQ_DESC_SIZE		16	/* Tx and Rx, host memory */

/* One Tx buffer (T2.1) */
struct ena_hw_tx_desc {
	__le32 len_ctrl;
#define ENA_HW_TX_LEN			GENMASK(15, 0)	/* bytes, not inline */
#define ENA_HW_TX_REQ_ID_HI		GENMASK(21, 16)	/* first data desc */
#define ENA_HW_TX_META			BIT(23)		/* 0 here */
#define ENA_HW_TX_PHASE			BIT(24)
#define ENA_HW_TX_FIRST			BIT(26)
#define ENA_HW_TX_LAST			BIT(27)
#define ENA_HW_TX_COMP_REQ		BIT(28)		/* first data desc */
#define ENA_HW_TX_CTRL_MBZ		(GENMASK(31, 29) | BIT(25) | BIT(22))
	__le32 offload;				/* first data desc */
#define ENA_HW_TX_L3_PROTO		GENMASK(3, 0)
#define ENA_HW_TX_DF			BIT(4)
#define ENA_HW_TX_TSO			BIT(7)
#define ENA_HW_TX_L4_PROTO		GENMASK(12, 8)
#define ENA_HW_TX_L3_CSUM		BIT(13)
#define ENA_HW_TX_L4_CSUM		BIT(14)
#define ENA_HW_TX_NO_FCS		BIT(15)
#define ENA_HW_TX_L4_CSUM_PARTIAL	BIT(17)	/* pseudo-header sum is there */
#define ENA_HW_TX_OFFLOAD_MBZ	\
	(GENMASK(21, 18) | BIT(16) | GENMASK(6, 5))
#define ENA_HW_TX_REQ_ID_LO		GENMASK(31, 22)
	__le32 addr_lo;
	__le32 addr_hi_hdr;
#define ENA_HW_TX_ADDR_HI		GENMASK(15, 0)
#define ENA_HW_TX_ADDR_MBZ		GENMASK(23, 16)
#define ENA_HW_TX_HDR_LEN		GENMASK(31, 24)	/* bytes; LLQ: inline */
};

static_assert(sizeof(struct ena_hw_tx_desc) == ENA_HW_SQ_DESC_SIZE);

#define ENA_HW_TX_REQ_ID_LO_BITS	10

/* What the offloads of a packet need to know, ahead of its data (T2.2) */
struct ena_hw_tx_meta_desc {
	__le32 len_ctrl;
#define ENA_HW_TX_META_EXT_VALID	BIT(14)
#define ENA_HW_TX_META_MSS_HI		GENMASK(19, 16)
#define ENA_HW_TX_META_ETH_TYPE		BIT(20)		/* 1 with EXT_VALID */
#define ENA_HW_TX_META_STORE		BIT(21)		/* in the SQ's cache */
/* PHASE, FIRST, LAST, COMP_REQ and META (1) as in the data descriptor */
#define ENA_HW_TX_META_CTRL_MBZ	\
	(GENMASK(31, 29) | BIT(25) | BIT(22) | BIT(15) | GENMASK(13, 0))
	__le32 rsvd1;
	__le32 hdr;
#define ENA_HW_TX_META_L3_LEN		GENMASK(7, 0)	/* bytes */
#define ENA_HW_TX_META_L3_OFF		GENMASK(15, 8)	/* bytes */
#define ENA_HW_TX_META_L4_WORDS		GENMASK(21, 16)	/* 32-bit words */
#define ENA_HW_TX_META_MSS_LO		GENMASK(31, 22)
	__le32 rsvd3;
};

static_assert(sizeof(struct ena_hw_tx_meta_desc) == ENA_HW_SQ_DESC_SIZE);

#define ENA_HW_TX_MSS_LO_BITS		10
#define ENA_HW_TX_MSS_MAX		16383

/* Protocol codes of descriptors and completions (T2.3) */
enum ena_hw_l3_proto {
	ENA_HW_L3_UNKNOWN	= 0,
	ENA_HW_L3_IPV4		= 8,
	ENA_HW_L3_IPV6		= 11,
	ENA_HW_L3_FCOE		= 21,
	ENA_HW_L3_ROCE		= 22,
};

enum ena_hw_l4_proto {
	ENA_HW_L4_UNKNOWN	= 0,
	ENA_HW_L4_TCP		= 12,
	ENA_HW_L4_UDP		= 13,
	ENA_HW_L4_ROCE		= 23,
};

/* A Tx packet is sent, its buffers are free (T3.1) */
struct ena_hw_tx_cdesc {
	__le16 req_id;
	u8 status;
	u8 flags;
#define ENA_HW_TX_CDESC_PHASE		BIT(0)
#define ENA_HW_TX_CDESC_MBZ		GENMASK(7, 6)	/* see CAP_CDESC_MBZ */
	__le16 sub_qid;
	__le16 sq_head;
};

static_assert(sizeof(struct ena_hw_tx_cdesc) == 8);

/* ... with a time stamp (T3.2) */
struct ena_hw_tx_cdesc_ext {
	struct ena_hw_tx_cdesc base;
	__le32 timestamp_lo;			/* ns */
	__le32 timestamp_hi;
};

static_assert(sizeof(struct ena_hw_tx_cdesc_ext) == 16);

/* One Rx buffer (T5.1) */
struct ena_hw_rx_desc {
	__le16 len;				/* bytes, 0: 65536 */
	u8 rsvd;
	u8 ctrl;
#define ENA_HW_RX_PHASE			BIT(0)
#define ENA_HW_RX_FIRST			BIT(2)		/* always 1 */
#define ENA_HW_RX_LAST			BIT(3)		/* always 1 */
#define ENA_HW_RX_COMP_REQ		BIT(4)		/* always 1 */
#define ENA_HW_RX_CTRL_MBZ		(GENMASK(7, 6) | BIT(1))
	__le16 req_id;
	__le16 rsvd2;
	__le32 addr_lo;
	__le16 addr_hi;
	__le16 rsvd3;
};

static_assert(sizeof(struct ena_hw_rx_desc) == ENA_HW_SQ_DESC_SIZE);

#define ENA_HW_RX_LEN_64K		65536		/* said by length 0 */

/* An Rx buffer is filled (T5.2) */
struct ena_hw_rx_cdesc {
	__le32 status;
#define ENA_HW_RX_CDESC_L3_PROTO	GENMASK(4, 0)	/* last cdesc */
#define ENA_HW_RX_CDESC_VLANS		GENMASK(6, 5)
#define ENA_HW_RX_CDESC_L4_PROTO	GENMASK(12, 8)	/* last cdesc */
#define ENA_HW_RX_CDESC_L3_CSUM_ERR	BIT(13)		/* last cdesc, IPv4 */
#define ENA_HW_RX_CDESC_L4_CSUM_ERR	BIT(14)		/* last cdesc */
#define ENA_HW_RX_CDESC_IPV4_FRAG	BIT(15)		/* last cdesc */
#define ENA_HW_RX_CDESC_L4_CSUM_CHECKED	BIT(16)		/* last cdesc */
#define ENA_HW_RX_CDESC_PHASE		BIT(24)
#define ENA_HW_RX_CDESC_L3_CSUM2	BIT(25)
#define ENA_HW_RX_CDESC_FIRST		BIT(26)
#define ENA_HW_RX_CDESC_LAST		BIT(27)
#define ENA_HW_RX_CDESC_BUFFER		BIT(30)
#define ENA_HW_RX_CDESC_MBZ		(BIT(17) | BIT(7))	/* CDESC_MBZ */
	__le16 len;				/* bytes in this buffer */
	__le16 req_id;
	__le32 hash;				/* last cdesc */
	__le16 sub_qid;
	u8 offset;				/* bytes, first cdesc */
	u8 rsvd;
};

static_assert(sizeof(struct ena_hw_rx_cdesc) == 16);

/* ... with a time stamp (T5.3) */
struct ena_hw_rx_cdesc_ext {
	struct ena_hw_rx_cdesc base;
	__le32 addr_lo;
	__le16 addr_hi;
	__le16 rsvd;
	__le32 timestamp_lo;			/* ns */
	__le32 timestamp_hi;
};

static_assert(sizeof(struct ena_hw_rx_cdesc_ext) == 32);

/* CREATE_CQ, entry size in 32-bit words */
#define ENA_HW_TX_CDESC_WORDS		2
#define ENA_HW_TX_CDESC_EXT_WORDS	4
#define ENA_HW_RX_CDESC_WORDS		4
#define ENA_HW_RX_CDESC_EXT_WORDS	8

#endif /* ENA_HW_IO_H */
