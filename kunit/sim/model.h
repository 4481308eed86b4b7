/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The model of one simulated function: the calls that move the objects of
 * objects.h. It knows nothing of PCI, threads or time: a front (the virtual bus
 * of ena_sim.ko, or a test) lends it BAR memory, host memory, a clock and an
 * interrupt line through struct ena_sim_front, and steps it. The front takes
 * the locks: every function below says which it wants held.
 *
 * Files: reg.c (fixed registers, reset), admin.c (command rings), feature.c
 * (GET/SET_FEATURE), stats.c, queue.c (CREATE/DESTROY), aenq.c, tx.c, rx.c,
 * offload.c (checksums, TSO), parse.c (packet headers), rss.c, steer.c, vec.c
 * (interrupts, moderation), phc.c, fault.c, referee.c, config.c.
 */
#ifndef ENA_SIM_MODEL_H
#define ENA_SIM_MODEL_H

#include "objects.h"

/* ---- life ---- */

/* Fill in a zeroed @fn: configuration, power-on state. -ENOMEM possible. */
int ena_sim_fn_init(struct ena_sim_fn *fn, unsigned int id,
		    const struct ena_sim_config *cfg,
		    const struct ena_sim_front *front, void *ctx,
		    void *bar0, void *bar2, u32 bar2_size);
void ena_sim_fn_destroy(struct ena_sim_fn *fn);

/* Function-level reset: power-on state. Wants both locks. */
void ena_sim_fn_flr(struct ena_sim_fn *fn);

/* ---- stepping; each returns whether there was something to do ---- */

/* Mailbox, device control, admin queue, AENQ, PHC, timers. Wants ctl_lock. */
bool ena_sim_ctl_poll(struct ena_sim_fn *fn);

/* The mailbox and the PHC alone, which a driver may spin on. Wants ctl_lock. */
bool ena_sim_mailbox_poll(struct ena_sim_fn *fn);

/*
 * Answer the mailbox without a lock, in any context, because no thread gets
 * to. @fn and its BARs have to stay for an RCU grace period.
 */
void ena_sim_mailbox_rescue(struct ena_sim_fn *fn);

/* Doorbells, unmask registers, frames from the wire, moderation. io_lock. */
bool ena_sim_io_poll(struct ena_sim_fn *fn);

/* When a timer of the model is due next, now_ns time; U64_MAX: never */
u64 ena_sim_ctl_next_ns(struct ena_sim_fn *fn);
u64 ena_sim_io_next_ns(struct ena_sim_fn *fn);

/* A frame came from the wire; takes @skb over. Any context, no lock wanted. */
void ena_sim_wire_rx(struct ena_sim_fn *fn, struct sk_buff *skb);

/* Is any I/O queue alive? Without a lock: a hint for pollers. */
bool ena_sim_io_live(const struct ena_sim_fn *fn);

/* ---- BAR0 image ---- */

static inline __le32 *ena_sim_reg(struct ena_sim_fn *fn, u32 off)
{
	return READ_ONCE(fn->bar0) + off;
}

static inline u32 ena_sim_reg_get(struct ena_sim_fn *fn, u32 off)
{
	return le32_to_cpu(READ_ONCE(*ena_sim_reg(fn, off)));
}

static inline void ena_sim_reg_set(struct ena_sim_fn *fn, u32 off, u32 val)
{
	WRITE_ONCE(*ena_sim_reg(fn, off), cpu_to_le32(val));
}

/* Take the write that waits in an event register, leaving @empty */
static inline u32 ena_sim_reg_take(struct ena_sim_fn *fn, u32 off, u32 empty)
{
	if (ena_sim_reg_get(fn, off) == empty)
		return empty;
	return le32_to_cpu(xchg(ena_sim_reg(fn, off), cpu_to_le32(empty)));
}

/* ---- helpers shared by the model's files ---- */

static inline u64 ena_sim_now(struct ena_sim_fn *fn)
{
	return fn->front->now_ns(fn->ctx);
}

/* The host asks for @what, which needs the bus; false: a breach, it is off */
bool ena_sim_bus_needed(struct ena_sim_fn *fn, const char *what);

/*
 * Host memory, checked; a wrong address is a breach that names @what. Without
 * the bus there is none, and nobody is to blame: hot unplug takes it away
 * in the middle of a burst.
 */
void *ena_sim_dma(struct ena_sim_fn *fn, u64 addr, u32 len, const char *what);
/* ... addresses of @width bits, whatever CAPS says */
void *ena_sim_dma_wide(struct ena_sim_fn *fn, u64 addr, u32 len, u32 width,
		       const char *what);

static inline u64 ena_sim_addr(const struct ena_hw_addr *a)
{
	return (u64)le16_to_cpu(a->hi) << 32 | le32_to_cpu(a->lo);
}

static inline u64 ena_sim_reg_addr(struct ena_sim_fn *fn, u32 lo)
{
	return (u64)ena_sim_reg_get(fn, lo + 4) << 32 | ena_sim_reg_get(fn, lo);
}

static inline bool ena_sim_may_dma(struct ena_sim_fn *fn)
{
	return !fn->front->may_dma || fn->front->may_dma(fn->ctx);
}

static inline struct ena_hw_u64 ena_sim_u64(u64 val)
{
	return (struct ena_hw_u64) {
		.lo = cpu_to_le32(lower_32_bits(val)),
		.hi = cpu_to_le32(upper_32_bits(val)),
	};
}

/* MSI-X vectors the function has */
static inline u32 ena_sim_nr_vectors(const struct ena_sim_fn *fn)
{
	return fn->cfg.vectors ?: fn->cfg.queues + 1;
}

/* The phase a free-running index stands for in a ring of @depth */
static inline bool ena_sim_phase(u32 idx, u16 depth)
{
	return !(idx & depth);
}

static inline bool ena_sim_has_feature(const struct ena_sim_fn *fn, u8 id)
{
	return id < ENA_HW_FEATURES &&
	       (fn->cfg.features & ena_sim_config_features(&fn->cfg) & BIT(id));
}

/* reg.c; wants both locks */
void ena_sim_reset(struct ena_sim_fn *fn, u8 reason);
/* reg.c: power on, or FLR without an entry in the history; both locks */
void ena_sim_power_on(struct ena_sim_fn *fn);
/* reg.c: rings, interrupt mask, writes to read-only registers; ctl_lock */
bool ena_sim_reg_poll(struct ena_sim_fn *fn);
/* reg.c: forget queues, rings, features: what reset and FLR share */
void ena_sim_forget(struct ena_sim_fn *fn);

/* admin.c; ctl_lock */
bool ena_sim_admin_poll(struct ena_sim_fn *fn);
/* Vector 0, held back by INTR_MASK */
void ena_sim_mgmt_msix(struct ena_sim_fn *fn);

/*
 * Command handlers: read @cmd (a private copy), fill the payload of @resp,
 * return enum ena_hw_acq_status. ctl_lock; queue.c, rss.c and steer.c take
 * io_lock themselves.
 */
u8 ena_sim_create_cq(struct ena_sim_fn *fn, const struct ena_hw_aq_entry *cmd,
		     struct ena_hw_acq_entry *resp);
u8 ena_sim_create_sq(struct ena_sim_fn *fn, const struct ena_hw_aq_entry *cmd,
		     struct ena_hw_acq_entry *resp);
u8 ena_sim_destroy_sq(struct ena_sim_fn *fn,
		      const struct ena_hw_aq_entry *cmd);
u8 ena_sim_destroy_cq(struct ena_sim_fn *fn,
		      const struct ena_hw_aq_entry *cmd);
u8 ena_sim_get_feature(struct ena_sim_fn *fn,
		       const struct ena_hw_aq_entry *cmd,
		       struct ena_hw_acq_entry *resp);
u8 ena_sim_set_feature(struct ena_sim_fn *fn,
		       const struct ena_hw_aq_entry *cmd,
		       struct ena_hw_acq_entry *resp);
u8 ena_sim_get_stats(struct ena_sim_fn *fn, const struct ena_hw_aq_entry *cmd,
		     struct ena_hw_acq_entry *resp);

/* The control buffer of a command, @want bytes at least, or NULL */
void *ena_sim_ctrl_buf(struct ena_sim_fn *fn,
		       const struct ena_hw_ctrl_buf *ctrl, u32 want);

/* rss.c features 10, 12, 18; steer.c feature 30; phc.c feature 29 */
u8 ena_sim_rss_func_get(struct ena_sim_fn *fn,
			const struct ena_hw_aq_feature *cmd,
			struct ena_hw_rss_func *resp);
u8 ena_sim_rss_func_set(struct ena_sim_fn *fn,
			const struct ena_hw_aq_feature *cmd);
u8 ena_sim_rss_table_get(struct ena_sim_fn *fn,
			 const struct ena_hw_aq_feature *cmd,
			 struct ena_hw_rss_table *resp);
u8 ena_sim_rss_table_set(struct ena_sim_fn *fn,
			 const struct ena_hw_aq_feature *cmd);
u8 ena_sim_rss_input_get(struct ena_sim_fn *fn,
			 const struct ena_hw_aq_feature *cmd,
			 struct ena_hw_rss_input *resp);
u8 ena_sim_rss_input_set(struct ena_sim_fn *fn,
			 const struct ena_hw_aq_feature *cmd);
u8 ena_sim_flow_set(struct ena_sim_fn *fn,
		    const struct ena_hw_aq_feature *cmd,
		    struct ena_hw_flow_resp *resp);
u8 ena_sim_phc_get(struct ena_sim_fn *fn, struct ena_hw_phc *resp);
u8 ena_sim_phc_set(struct ena_sim_fn *fn, const struct ena_hw_phc *req);
bool ena_sim_phc_poll(struct ena_sim_fn *fn);

/* rss.c, steer.c: defaults after reset; wants io_lock */
void ena_sim_rss_reset(struct ena_sim_fn *fn);
void ena_sim_flow_reset(struct ena_sim_fn *fn);

/* aenq.c; ctl_lock */
bool ena_sim_aenq_poll(struct ena_sim_fn *fn);
u64 ena_sim_aenq_next_ns(struct ena_sim_fn *fn);
/* Ask for an event of @group to be posted when there is credit; no lock */
void ena_sim_aenq_raise(struct ena_sim_fn *fn, enum ena_hw_aenq_group group);

/* queue.c; io_lock */
void ena_sim_queues_forget(struct ena_sim_fn *fn);
struct ena_sim_sq *ena_sim_rx_sq(struct ena_sim_fn *fn, u16 sq_idx);
/* Room for the next completion, zeroed into @tmp by the caller */
void ena_sim_cq_post(struct ena_sim_fn *fn, struct ena_sim_cq *cq,
		     const void *entry, u8 dir, bool wrong_phase);

/* tx.c: memory of the data path; for ena_sim_fn_init() and _destroy() */
int ena_sim_io_init(struct ena_sim_fn *fn);
void ena_sim_io_exit(struct ena_sim_fn *fn);

/* tx.c, rx.c; io_lock */
bool ena_sim_tx_poll(struct ena_sim_fn *fn, struct ena_sim_sq *sq);
bool ena_sim_rx_poll(struct ena_sim_fn *fn);

/* vec.c; io_lock */
bool ena_sim_vec_poll(struct ena_sim_fn *fn);
void ena_sim_vec_raise(struct ena_sim_fn *fn, u32 vector, u8 dir);
u64 ena_sim_vec_next_ns(struct ena_sim_fn *fn);
void ena_sim_vec_reset(struct ena_sim_fn *fn);

#endif /* ENA_SIM_MODEL_H */
