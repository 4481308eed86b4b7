/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ENA_ADMIN_H
#define ENA_ADMIN_H

#include <linux/completion.h>
#include <linux/spinlock.h>
#include <linux/types.h>

#include <ena_hw/admin.h>

#include "ena_reg.h"

#define ENA_ADMIN_DEPTH		32

/* Counters of ethtool -S, ena_admin_q_*; they survive resets */
struct ena_admin_stats {
	u64 aborted_cmd;
	u64 submitted_cmd;
	u64 completed_cmd;
	u64 out_of_space;
	u64 no_completion;
};

/* A command in flight, one a slot; owned by the thread that waits for it */
struct ena_admin_cmd {
	struct completion done;
	bool busy;		/* the device has it */
	bool answered;		/* @resp is valid */
	bool aborted;
	u16 cmd_id;		/* slot and generation */
	u8 generation;
	struct ena_hw_acq_entry resp;
};

/**
 * struct ena_admin - the admin queue pair
 * @regs: registers of the device
 * @lock: everything below. The management interrupt takes it: always irqsave.
 *	  A leaf.
 * @aq: command ring, @acq: completion ring, ENA_ADMIN_DEPTH entries each
 * @aq_dma: bus address of @aq
 * @acq_dma: bus address of @acq
 * @tail: free running producer index of @aq
 * @head: free running consumer index of @acq
 * @cmd: commands by slot
 * @polling: nobody waits for the interrupt; it is masked in the device
 * @dead: set by the first timeout or bad completion, until the next start;
 *	  every later command fails at once with -ENODEV
 * @missed_irq: a completion was there that no interrupt announced
 * @timeout_us: of one command (CAPS, then hint)
 * @stats: counters
 */
struct ena_admin {
	struct ena_regs *regs;
	spinlock_t lock;	/* see above */
	struct ena_hw_aq_entry *aq;
	struct ena_hw_acq_entry *acq;
	dma_addr_t aq_dma;
	dma_addr_t acq_dma;
	u32 tail;
	u32 head;
	struct ena_admin_cmd cmd[ENA_ADMIN_DEPTH];
	bool polling;
	bool dead;
	bool missed_irq;
	u32 timeout_us;
	struct ena_admin_stats stats;
};

/* Memory, once in a device's life */
int ena_admin_alloc(struct ena_admin *admin, struct ena_regs *regs);
void ena_admin_free(struct ena_admin *admin);

/* After a device reset: empty rings, told to the device; polling mode */
void ena_admin_start(struct ena_admin *admin, u32 timeout_us);
/* Fail all commands in flight and every one to come */
void ena_admin_stop(struct ena_admin *admin);

void ena_admin_set_polling(struct ena_admin *admin, bool polling);

/* The management interrupt: take completions. Hard interrupt context. */
void ena_admin_irq(struct ena_admin *admin);

int ena_admin_exec(struct ena_admin *admin, struct ena_hw_aq_hdr *cmd,
		   size_t cmd_size, void *resp, size_t resp_size);

#endif /* ENA_ADMIN_H */
