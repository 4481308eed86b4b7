/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ENA_LLQ_H
#define ENA_LLQ_H

#include "ena_ring.h"

enum ena_llq_want {
	ENA_LLQ_RECOMMENDED,		/* what the device says */
	ENA_LLQ_NORMAL,			/* 128-byte entries */
	ENA_LLQ_LARGE,			/* 256-byte entries */
};

/*
 * Choose a form both sides know and tell the device; @geom->on is false when
 * descriptors stay in host memory. Cannot fail: that is the fallback. Sleeps.
 */
void ena_llq_negotiate(struct ena_dev *edev, enum ena_llq_want want,
		       struct ena_llq_geom *geom);

/* Largest Tx ring with @geom, entries */
u32 ena_llq_depth_max(const struct ena_caps *caps,
		      const struct ena_llq_geom *geom);

#endif /* ENA_LLQ_H */
