/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Events the device posts by itself (control plane 8). Little endian.
 */
#ifndef ENA_HW_AENQ_H
#define ENA_HW_AENQ_H

#include <ena_hw/admin.h>
#include <ena_hw/feature.h>
#include <ena_hw/stats.h>

#define ENA_HW_AENQ_ENTRY_SIZE		64	/* bytes */

enum ena_hw_aenq_group {
	ENA_HW_AENQ_LINK_CHANGE		= 0,
	ENA_HW_AENQ_FATAL_ERROR		= 1,
	ENA_HW_AENQ_WARNING		= 2,
	ENA_HW_AENQ_NOTIFICATION	= 3,
	ENA_HW_AENQ_KEEP_ALIVE		= 4,
	ENA_HW_AENQ_REFRESH_CAPS	= 5,
	ENA_HW_AENQ_CONF_NOTIFICATION	= 6,
	ENA_HW_AENQ_RESET_REQUEST	= 7,
	ENA_HW_AENQ_GROUPS
};

/* Syndromes of ENA_HW_AENQ_NOTIFICATION */
#define ENA_HW_AENQ_SYNDROME_SUSPEND	0	/* obsolete */
#define ENA_HW_AENQ_SYNDROME_RESUME	1	/* obsolete */
#define ENA_HW_AENQ_SYNDROME_HINTS	2

/* First four words of every event (L-44); the phase is in the second */
struct ena_hw_aenq_hdr {
	__le16 group;
	__le16 syndrome;
	u8 flags;
#define ENA_HW_AENQ_PHASE		BIT(0)
	u8 rsvd[3];
	__le32 timestamp_lo;
	__le32 timestamp_hi;
};

static_assert(sizeof(struct ena_hw_aenq_hdr) == 16);

/* KEEP_ALIVE, counts since reset (L-47); older hosts know the first two */
struct ena_hw_aenq_keep_alive {
	struct ena_hw_u64 rx_drops;
	struct ena_hw_u64 tx_drops;
	struct ena_hw_u64 rx_overruns;
};

static_assert(sizeof(struct ena_hw_aenq_keep_alive) == 24);

/* An event slot (L-45 to L-48) */
struct ena_hw_aenq_entry {
	struct ena_hw_aenq_hdr hdr;
	union {
		__le32 link;			/* LINK_CHANGE */
#define ENA_HW_AENQ_LINK_UP		BIT(0)
		struct ena_hw_aenq_keep_alive keep_alive;
		struct ena_hw_hints hints;	/* NOTIFICATION, syndrome 2 */
		__le64 conf_notifications;	/* bit n: notification n + 1 */
		u8 data[48];
	};
};

static_assert(sizeof(struct ena_hw_aenq_entry) == ENA_HW_AENQ_ENTRY_SIZE);

#endif /* ENA_HW_AENQ_H */
