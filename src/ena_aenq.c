// SPDX-License-Identifier: GPL-2.0-only
/*
 * The ring of events the device posts by itself (control plane 8).
 */
#include <linux/dma-mapping.h>

#include "ena_aenq.h"

#define ENA_AENQ_MASK		(ENA_AENQ_DEPTH - 1)

/* The entry at @head if the device has written it */
static const struct ena_hw_aenq_entry *
ena_aenq_peek(const struct ena_aenq *aenq, u32 head)
{
	const struct ena_hw_aenq_entry *e = &aenq->ring[head & ENA_AENQ_MASK];
	bool phase = !(head & ENA_AENQ_DEPTH);

	if (FIELD_GET(ENA_HW_AENQ_PHASE, READ_ONCE(e->hdr.flags)) != phase)
		return NULL;

	return e;
}

bool ena_aenq_is_pending(const struct ena_aenq *aenq)
{
	return ena_aenq_peek(aenq, READ_ONCE(aenq->head));
}

static void ena_aenq_dispatch(struct ena_aenq *aenq,
			      const struct ena_hw_aenq_entry *e)
{
	u16 group = le16_to_cpu(e->hdr.group);

	if (group < ENA_HW_AENQ_GROUPS)
		aenq->ops->event(aenq->ctx, group, e);
	else
		dev_warn_ratelimited(aenq->regs->dev,
				     "Event of unknown group %u, syndrome %u\n",
				     group, le16_to_cpu(e->hdr.syndrome));
}

/* Credit: how many entries the device may have written in all */
static void ena_aenq_give_credit(struct ena_aenq *aenq)
{
	ena_reg_write(aenq->regs, ENA_HW_REG_AENQ_HEAD_DB,
		      FIELD_PREP(ENA_HW_DB_INDEX,
				 (aenq->head + ENA_AENQ_DEPTH) &
				 FIELD_MAX(ENA_HW_DB_INDEX)));
}

/**
 * ena_aenq_poll() - dispatch events
 * @aenq: the event ring
 *
 * Control plane 8.1, 8.2.
 *
 * Context: Process; one caller at a time. Bounded by the ring's depth.
 * Return: how many were dispatched; ENA_AENQ_DEPTH: there may be more.
 */
unsigned int ena_aenq_poll(struct ena_aenq *aenq)
{
	const struct ena_hw_aenq_entry *seen;
	struct ena_hw_aenq_entry e;
	unsigned int n;

	for (n = 0; n < ENA_AENQ_DEPTH; n++) {
		seen = ena_aenq_peek(aenq, aenq->head);
		if (!seen)
			break;

		/* PHASE hands the entry over; read the rest only after it */
		dma_rmb();
		memcpy(&e, seen, sizeof(e));
		/* Nothing is read from the ring after this */
		barrier();
		WRITE_ONCE(aenq->head, aenq->head + 1);
		ena_aenq_dispatch(aenq, &e);
	}

	/* With credit the device may overwrite what was copied */
	mb();
	if (n)
		ena_aenq_give_credit(aenq);

	return n;
}

void ena_aenq_start(struct ena_aenq *aenq)
{
	struct ena_regs *regs = aenq->regs;

	memset(aenq->ring, 0, ENA_AENQ_DEPTH * sizeof(*aenq->ring));
	WRITE_ONCE(aenq->head, 0);

	ena_reg_write_addr(regs, ENA_HW_REG_AENQ_BASE_LO, aenq->dma);
	ena_reg_write(regs, ENA_HW_REG_AENQ_CAPS,
		      FIELD_PREP(ENA_HW_QUEUE_CAPS_DEPTH, ENA_AENQ_DEPTH) |
		      FIELD_PREP(ENA_HW_QUEUE_CAPS_ENTRY_SIZE,
				 ENA_HW_AENQ_ENTRY_SIZE));
}

void ena_aenq_open(struct ena_aenq *aenq)
{
	ena_aenq_give_credit(aenq);
}

/**
 * ena_aenq_alloc() - memory of the ring
 * @aenq: to be filled
 * @regs: registers of the device, allocated
 * @ops: where events go
 * @ctx: their context
 *
 * Context: Process.
 * Return: %0, or %-ENOMEM.
 */
int ena_aenq_alloc(struct ena_aenq *aenq, struct ena_regs *regs,
		   const struct ena_aenq_ops *ops, void *ctx)
{
	aenq->regs = regs;
	aenq->ops = ops;
	aenq->ctx = ctx;
	aenq->head = 0;
	aenq->ring = dma_alloc_coherent(regs->dev, ENA_AENQ_DEPTH *
					sizeof(*aenq->ring), &aenq->dma,
					GFP_KERNEL);

	return aenq->ring ? 0 : -ENOMEM;
}

/* The device is reset or cannot do DMA */
void ena_aenq_free(struct ena_aenq *aenq)
{
	dma_free_coherent(aenq->regs->dev,
			  ENA_AENQ_DEPTH * sizeof(*aenq->ring), aenq->ring,
			  aenq->dma);
}
