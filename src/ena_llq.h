/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ENA_LLQ_H
#define ENA_LLQ_H

#include <linux/io.h>

#include "ena_ring.h"

enum ena_llq_want {
	ENA_LLQ_RECOMMENDED,		/* what the device says */
	ENA_LLQ_NORMAL,			/* 128-byte entries */
	ENA_LLQ_LARGE,			/* 256-byte entries */
	ENA_LLQ_NONE,			/* descriptors in host memory */
};

/*
 * Choose a form both sides know and tell the device; @geom->on is false when
 * descriptors stay in host memory. Cannot fail: that is the fallback. Sleeps.
 */
void ena_llq_negotiate(struct ena_dev *edev, enum ena_llq_want want,
		       struct ena_llq_geom *geom);

/* What ena_llq_negotiate() would come to; the device is not told */
void ena_llq_predict(const struct ena_dev *edev, enum ena_llq_want want,
		     struct ena_llq_geom *geom);
/* Descriptors in host memory */
void ena_llq_use_host(struct ena_llq_geom *geom);

/* Largest Tx ring with @geom, entries */
u32 ena_llq_depth_max(const struct ena_caps *caps,
		      const struct ena_llq_geom *geom);

/* The form with room for headers of @bytes that costs least */
enum ena_llq_want ena_llq_with_room(const struct ena_dev *edev, u32 bytes);

/* L2 to L4 headers of a packet that is not offloaded, bytes (data plane 4.3) */
u32 ena_llq_hdr_bytes(const struct sk_buff *skb);

/* Queue pairs the device has, in device memory if there is such; at least 1 */
u16 ena_llq_pairs_max(const struct ena_dev *edev);

/* Pieces a packet may have and still fit in one burst; U16_MAX: any number */
u16 ena_llq_bufs_max(const struct ena_llq_geom *geom);

/* Entries of a packet of @descs descriptors (data plane 4.4) */
static inline u32 ena_llq_entries(u32 descs, u32 first, u32 next)
{
	return descs <= first ? 1 : 1 + DIV_ROUND_UP(descs - first, next);
}

/*
 * Entry @idx to the device, whole. The memory is write combining: nothing
 * orders the copy before the barrier that precedes the doorbell.
 */
static inline void ena_llq_write(const struct ena_tx_ring *txr, u32 idx,
				 const void *entry)
{
	u32 bytes = txr->llq_entry_bytes;

	__iowrite64_copy(txr->llq_mem + (idx & txr->mask) * bytes, entry,
			 bytes / sizeof(u64));
}

#endif /* ENA_LLQ_H */
