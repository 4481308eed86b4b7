/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The precision hardware clock, read by doorbell and DMA (control plane 10).
 * Little endian.
 */
#ifndef ENA_HW_PHC_H
#define ENA_HW_PHC_H

#include <ena_hw/admin.h>

/* Feature 29 (L-49); doorbell and timeouts: GET, the record: SET */
struct ena_hw_phc {
	u8 version;				/* 0, the only one */
	u8 rsvd[3];
	__le32 doorbell_off;			/* BAR0 */
	__le32 expire_timeout_us;		/* 0: the default */
	__le32 block_timeout_us;		/* 0: the default */
	struct ena_hw_addr output;
	__le32 output_len;			/* bytes */
};

static_assert(sizeof(struct ena_hw_phc) == 28);

#define ENA_HW_PHC_EXPIRE_DEFAULT_US	10
#define ENA_HW_PHC_BLOCK_DEFAULT_US	1000

/* The record the device writes, req_id last (L-50) */
struct ena_hw_phc_resp {
	__le16 req_id;
	u8 rsvd1[6];
	__le64 timestamp;			/* ns since 1970 */
	u8 rsvd2[8];
	__le32 error_bound;			/* ns */
#define ENA_HW_PHC_ERROR_BOUND_UNKNOWN	0xffffffff
	__le32 error_flags;
#define ENA_HW_PHC_ERR_TIMESTAMP	BIT(0)
#define ENA_HW_PHC_ERR_ERROR_BOUND	BIT(1)
	u8 rsvd3[32];
};

static_assert(sizeof(struct ena_hw_phc_resp) == 64);

#endif /* ENA_HW_PHC_H */
