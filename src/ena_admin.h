/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ENA_ADMIN_H
#define ENA_ADMIN_H

#include <linux/spinlock.h>
#include <linux/types.h>
#include <linux/wait.h>

#include <ena_hw/admin.h>

#include "ena_reg.h"

#define ENA_ADMIN_DEPTH		32
#define ENA_ADMIN_TIMEOUT_US	3000000		/* if CAPS has none */

/* Buffers that travel with commands; the longest holds an RSS table */
#define ENA_ADMIN_BUFS		4
#define ENA_ADMIN_BUF_SIZE	4096
/*
 * Commands given up that the device may still answer. One with a buffer stays
 * the device's until it answers or is reset: it may write there at any time.
 */
#define ENA_ADMIN_LATE_MAX	(ENA_ADMIN_BUFS - 1)
/* How long one without is waited for; a later answer would be a fault */
#define ENA_ADMIN_LATE_MS	60000
/* ... and is forgotten, unless more ring entries than this may be unread */
#define ENA_ADMIN_UNREAD_MAX	(ENA_ADMIN_DEPTH / 4)
/* Completions in a row an interrupt told of that end polling */
#define ENA_ADMIN_IRQ_PROOF	16

/* Counters of ethtool -S, ena_admin_q_*; they survive resets */
struct ena_admin_stats {
	u64 aborted_cmd;
	u64 submitted_cmd;
	u64 completed_cmd;
	u64 out_of_space;
	u64 no_completion;
};

enum ena_admin_cmd_state {
	ENA_ADMIN_FREE,
	ENA_ADMIN_SENT,			/* the device has it */
	ENA_ADMIN_ANSWERED,		/* resp is valid */
	ENA_ADMIN_ABORTED,		/* the queue died under it */
	ENA_ADMIN_LATE,			/* given up, the device still has it */
};

/* A command, one a slot; from SENT on owned by the thread that waits for it */
struct ena_admin_cmd {
	enum ena_admin_cmd_state state;
	u16 cmd_id;		/* slot and generation */
	u8 generation;
	s8 buf;			/* its buffer, or -1 */
	u32 seq;		/* value of tail when it was sent */
	unsigned long late;	/* jiffies when it was given up */
	struct ena_hw_acq_entry resp;
};

/**
 * struct ena_admin - the admin queue pair
 * @regs: registers of the device
 * @broken: told once a start, without @lock, from any context, when the queue
 *	    dies; set by the owner before ena_admin_start(). May be NULL.
 * @ctx: its argument
 * @lock: everything below. The management interrupt takes it: always irqsave.
 *	  A leaf but for the lock inside @wait.
 * @wait: a command was answered or aborted, a slot or the queue became free
 * @aq: command ring, ENA_ADMIN_DEPTH entries
 * @acq: completion ring, ENA_ADMIN_DEPTH entries
 * @buf: ENA_ADMIN_BUFS buffers
 * @aq_dma: bus address of @aq
 * @acq_dma: bus address of @acq
 * @buf_dma: bus address of @buf
 * @tail: free running producer index of @aq
 * @fetched: commands before this one the device has read
 * @head: free running consumer index of @acq
 * @users: threads inside ena_admin_exec()
 * @nr_late: commands in state LATE
 * @nr_held: of these, those that hold a buffer
 * @bufs_busy: bitmap of @buf
 * @cmd: commands by slot
 * @polling: nobody waits for the interrupt
 * @dead: set by the first timeout or bad completion, until the next start;
 *	  every later command fails at once with -ENODEV
 * @missed_irq: a completion was there that no interrupt announced; since then
 *	  @polling is set, until interrupts have proven to come again
 * @irq_proof: completions taken by the interrupt since then
 * @timeout_us: of one command (CAPS, then hint)
 * @stats: counters
 */
struct ena_admin {
	struct ena_regs *regs;
	void (*broken)(void *ctx);
	void *ctx;
	spinlock_t lock;	/* see above */
	wait_queue_head_t wait;
	struct ena_hw_aq_entry *aq;
	struct ena_hw_acq_entry *acq;
	u8 *buf;
	dma_addr_t aq_dma;
	dma_addr_t acq_dma;
	dma_addr_t buf_dma;
	u32 tail;
	u32 fetched;
	u32 head;
	u32 users;
	u32 nr_late;
	u32 nr_held;
	unsigned long bufs_busy;
	struct ena_admin_cmd cmd[ENA_ADMIN_DEPTH];
	bool polling;
	bool dead;
	bool missed_irq;
	u32 irq_proof;
	u32 timeout_us;
	struct ena_admin_stats stats;
};

/* What travels with a command in a buffer of its own */
struct ena_admin_data {
	u32 len;		/* of the buffer, bytes */
	const void *out;	/* @len bytes for the device, or NULL */
	void *in;		/* where its answer goes, or NULL */
	u32 in_len;		/* how much of it, at most @len */
};

/* Memory, once in a device's life */
int ena_admin_alloc(struct ena_admin *admin, struct ena_regs *regs);
void ena_admin_free(struct ena_admin *admin);

/* After a device reset: empty rings, told to the device; polling mode */
void ena_admin_start(struct ena_admin *admin, u32 timeout_us);
/* Fail all commands in flight and every one to come; waits for their callers */
void ena_admin_stop(struct ena_admin *admin);

/* The device must not be trusted any more: as if a command had timed out */
void ena_admin_break(struct ena_admin *admin);

void ena_admin_set_polling(struct ena_admin *admin, bool polling);

/* The management interrupt: take completions. Hard interrupt context. */
void ena_admin_irq(struct ena_admin *admin);

void ena_admin_get_stats(struct ena_admin *admin,
			 struct ena_admin_stats *stats);

int ena_admin_exec_data(struct ena_admin *admin, struct ena_hw_aq_hdr *cmd,
			size_t cmd_size, void *resp, size_t resp_size,
			const struct ena_admin_data *data);

/* A command without a buffer; see ena_admin_exec_data() */
static inline int ena_admin_exec(struct ena_admin *admin,
				 struct ena_hw_aq_hdr *cmd, size_t cmd_size,
				 void *resp, size_t resp_size)
{
	return ena_admin_exec_data(admin, cmd, cmd_size, resp, resp_size, NULL);
}

/* A bus address as commands carry it; DMA masks keep it within 48 bits */
static inline struct ena_hw_addr ena_admin_addr(dma_addr_t dma)
{
	return (struct ena_hw_addr) {
		.lo = cpu_to_le32(lower_32_bits(dma)),
		.hi = cpu_to_le16(upper_32_bits(dma)),
	};
}

#endif /* ENA_ADMIN_H */
