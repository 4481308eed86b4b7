/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ENA_AENQ_H
#define ENA_AENQ_H

#include <linux/types.h>

#include <ena_hw/aenq.h>

#include "ena_reg.h"

#define ENA_AENQ_DEPTH		16

/*
 * What the device has to say. Called by ena_aenq_poll() in its context; @e
 * is a copy, safe to read twice, of a group below ENA_HW_AENQ_GROUPS.
 */
struct ena_aenq_ops {
	void (*event)(void *ctx, u16 group, const struct ena_hw_aenq_entry *e);
};

/**
 * struct ena_aenq - the event ring
 * @regs: registers of the device
 * @ring: ENA_AENQ_DEPTH entries
 * @dma: bus address of @ring
 * @head: free running consumer index; read by ena_aenq_is_pending() without
 *	  a lock
 * @ops: where events go
 * @ctx: their context
 */
struct ena_aenq {
	struct ena_regs *regs;
	struct ena_hw_aenq_entry *ring;
	dma_addr_t dma;
	u32 head;
	const struct ena_aenq_ops *ops;
	void *ctx;
};

int ena_aenq_alloc(struct ena_aenq *aenq, struct ena_regs *regs,
		   const struct ena_aenq_ops *ops, void *ctx);
void ena_aenq_free(struct ena_aenq *aenq);

/* After a device reset: empty ring, told to the device, no credit yet */
void ena_aenq_start(struct ena_aenq *aenq);
/* Credit for the whole ring: events may come from now on */
void ena_aenq_open(struct ena_aenq *aenq);

/*
 * Dispatch what is there, at most a ring full. Returns how many. One caller
 * at a time (the owner of struct ena_dev serialises).
 */
unsigned int ena_aenq_poll(struct ena_aenq *aenq);

/* Is an event waiting that ena_aenq_poll() has not seen? Any context. */
bool ena_aenq_is_pending(const struct ena_aenq *aenq);

#endif /* ENA_AENQ_H */
