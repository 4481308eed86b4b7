// SPDX-License-Identifier: GPL-2.0-only
/*
 * I/O interrupt vectors (data plane 6.3 and 11.7). A vector sends one message
 * and then none until it is armed again; completions it did not report are
 * pending, by direction, because each direction has its own delay.
 */
#include "packet.h"

static u64 ena_sim_vec_delay_ns(const struct ena_sim_fn *fn, u32 units)
{
	return (u64)units * max(fn->cfg.moderation_us, 1U) * NSEC_PER_USEC;
}

static bool ena_sim_vec_pending(const struct ena_sim_vec *vec)
{
	return vec->pending[ENA_SIM_VEC_RX] || vec->pending[ENA_SIM_VEC_TX];
}

/* When the earliest delay of a vector that has something pending is over */
static u64 ena_sim_vec_due_ns(const struct ena_sim_vec *vec)
{
	u64 due = U64_MAX;
	u8 dir;

	for (dir = 0; dir < ARRAY_SIZE(vec->pending); dir++)
		if (vec->pending[dir])
			due = min(due, vec->due_ns[dir]);

	return due;
}

static void ena_sim_vec_forget(struct ena_sim_vec *vec)
{
	vec->pending[ENA_SIM_VEC_RX] = false;
	vec->pending[ENA_SIM_VEC_TX] = false;
}

static void ena_sim_vec_send(struct ena_sim_fn *fn, struct ena_sim_vec *vec)
{
	ena_sim_vec_forget(vec);
	vec->messages++;
	fn->front->msix(fn->ctx, vec - fn->vec);
}

static void ena_sim_vec_fire(struct ena_sim_fn *fn, struct ena_sim_vec *vec)
{
	u16 nr = vec - fn->vec;

	if (ena_sim_fault_hit_arg(fn, ENA_SIM_FAULT_MSIX_NEVER, nr)) {
		ena_sim_vec_forget(vec);
		return;
	}

	vec->armed = false;
	/* Lost: nothing was reported, so everything stays pending */
	if (!ena_sim_fault_hit_arg(fn, ENA_SIM_FAULT_MSIX_LOST, nr))
		ena_sim_vec_send(fn, vec);
}

static bool ena_sim_vec_evaluate(struct ena_sim_fn *fn, struct ena_sim_vec *vec)
{
	if (!vec->armed || !ena_sim_vec_pending(vec) ||
	    ena_sim_vec_due_ns(vec) > ena_sim_now(fn))
		return false;

	ena_sim_vec_fire(fn, vec);
	return true;
}

/* A completion was posted to a CQ of @vector */
void ena_sim_vec_raise(struct ena_sim_fn *fn, u32 vector, u8 dir)
{
	struct ena_sim_vec *vec;

	if (!vector || vector >= ENA_SIM_MAX_VECTORS)
		return;

	vec = &fn->vec[vector];
	if (vec->pending[dir])
		return;

	vec->pending[dir] = true;
	vec->due_ns[dir] = 0;
	if (vec->delay[dir])
		vec->due_ns[dir] = ena_sim_now(fn) +
				   ena_sim_vec_delay_ns(fn, vec->delay[dir]);
}

/* New delays also shorten, never lengthen, those that run */
static void ena_sim_vec_set_delays(struct ena_sim_fn *fn,
				   struct ena_sim_vec *vec, u32 val)
{
	u64 now = ena_sim_now(fn);
	u64 delay;
	u8 dir;

	if (!ena_sim_has_feature(fn, ENA_HW_FEAT_INTR_MODERATION))
		return;

	vec->delay[ENA_SIM_VEC_RX] = FIELD_GET(ENA_HW_INTR_RX_DELAY, val);
	vec->delay[ENA_SIM_VEC_TX] = FIELD_GET(ENA_HW_INTR_TX_DELAY, val);
	for (dir = 0; dir < ARRAY_SIZE(vec->delay); dir++) {
		delay = ena_sim_vec_delay_ns(fn, vec->delay[dir]);
		vec->due_ns[dir] = min(vec->due_ns[dir], now + delay);
	}
}

/*
 * A driver that suspects a lost interrupt writes delays without the unmask
 * bit: what is overdue is reported again, the vector stays as it is.
 */
static void ena_sim_vec_refresh(struct ena_sim_fn *fn, struct ena_sim_vec *vec)
{
	vec->refreshes++;
	if (!vec->armed && ena_sim_vec_due_ns(vec) <= ena_sim_now(fn))
		ena_sim_vec_send(fn, vec);
}

/* Take a write to the interrupt register of a CQ */
static bool ena_sim_vec_take_write(struct ena_sim_fn *fn, u32 cq_idx)
{
	const struct ena_sim_cq *cq = &fn->cq[cq_idx];
	struct ena_sim_vec *vec;
	u32 val;

	val = ena_sim_reg_take(fn, ENA_SIM_REG_INTR(cq_idx),
			       ENA_SIM_NO_UNMASK);
	if (val == ENA_SIM_NO_UNMASK)
		return false;

	if (!cq->intr || !cq->vector || cq->vector >= ENA_SIM_MAX_VECTORS) {
		if (val & ENA_HW_INTR_UNMASK)
			ena_sim_referee(fn, ENA_SIM_BREACH_INTR_REG,
					"%#x to the interrupt register of CQ %u without vector",
					val, cq_idx);
		return true;
	}

	vec = &fn->vec[cq->vector];
	if (!(val & ENA_HW_INTR_KEEP_DELAYS))
		ena_sim_vec_set_delays(fn, vec, val);
	if (val & ENA_HW_INTR_UNMASK) {
		vec->armed = true;
		vec->unmasks++;
	} else if (!(val & ENA_HW_INTR_KEEP_DELAYS)) {
		ena_sim_vec_refresh(fn, vec);
	}
	return true;
}

/*
 * A write that comes while the driver's poll still runs must not be missed:
 * all registers are taken first, then every vector is looked at.
 */
bool ena_sim_vec_poll(struct ena_sim_fn *fn)
{
	bool busy = false;
	u32 i;

	lockdep_assert_held(&fn->io_lock);

	for (i = 0; i < ENA_SIM_MAX_CQS; i++)
		if (fn->cq[i].live)
			busy |= ena_sim_vec_take_write(fn, i);

	for (i = 1; i < ENA_SIM_MAX_VECTORS; i++)
		busy |= ena_sim_vec_evaluate(fn, &fn->vec[i]);

	if (ena_sim_fault_hit(fn, ENA_SIM_FAULT_MSIX_SPURIOUS))
		fn->front->msix(fn->ctx, ena_sim_fault_arg(fn,
				ENA_SIM_FAULT_MSIX_SPURIOUS) %
				ENA_SIM_MAX_VECTORS);

	return busy;
}

u64 ena_sim_vec_next_ns(struct ena_sim_fn *fn)
{
	u64 next = U64_MAX;
	u32 i;

	for (i = 1; i < ENA_SIM_MAX_VECTORS; i++)
		if (fn->vec[i].armed)
			next = min(next, ena_sim_vec_due_ns(&fn->vec[i]));

	return next;
}

void ena_sim_vec_reset(struct ena_sim_fn *fn)
{
	memset(fn->vec, 0, sizeof(fn->vec));
}
