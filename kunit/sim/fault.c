// SPDX-License-Identifier: GPL-2.0-only
/*
 * When an armed fault strikes. The control poll, the I/O poll and debugfs meet
 * here without a lock: each fault is consumed by one of them only, and what
 * debugfs changes takes effect a chance earlier or later.
 */

#include "model.h"

static const char * const ena_sim_fault_names[] = {
#define ENA_SIM_FAULT(symbol, name, ...) \
	[ENA_SIM_FAULT_##symbol] = #name,
#include "faults.h"
};

static_assert(ARRAY_SIZE(ena_sim_fault_names) == ENA_SIM_NR_FAULTS);

/* xorshift64*; never 0 once it is not 0 */
static u32 ena_sim_fault_random(struct ena_sim_fault_ctl *ctl)
{
	ctl->rng ^= ctl->rng >> 12;
	ctl->rng ^= ctl->rng << 25;
	ctl->rng ^= ctl->rng >> 27;
	return (ctl->rng * 0x2545f4914f6cdd1dULL) >> 32;
}

bool ena_sim_fault_hit(struct ena_sim_fn *fn, enum ena_sim_fault fault)
{
	struct ena_sim_fault_ctl *ctl = &fn->fault[fault];
	u32 budget = READ_ONCE(ctl->budget);
	u32 rate = READ_ONCE(ctl->rate);

	if (likely(!budget))
		return false;

	if (rate > 1 && ena_sim_fault_random(ctl) % rate)
		return false;

	if (budget != U32_MAX)
		WRITE_ONCE(ctl->budget, budget - 1);
	ctl->hits++;
	return true;
}

bool ena_sim_fault_hit_arg(struct ena_sim_fn *fn, enum ena_sim_fault fault,
			   u32 match)
{
	u32 arg = ena_sim_fault_arg(fn, fault);

	return (!arg || arg == match) && ena_sim_fault_hit(fn, fault);
}

u32 ena_sim_fault_arg(const struct ena_sim_fn *fn, enum ena_sim_fault fault)
{
	return READ_ONCE(fn->fault[fault].arg);
}

void ena_sim_fault_arm(struct ena_sim_fn *fn, enum ena_sim_fault fault,
		       u32 budget, u32 rate, u32 arg)
{
	struct ena_sim_fault_ctl *ctl = &fn->fault[fault];

	/* Off while it changes; the same seed gives the same run */
	WRITE_ONCE(ctl->budget, 0);
	ctl->rng = (fn->fault_seed ^ (fault + 1) * 0x9e3779b97f4a7c15ULL) ?: 1;
	WRITE_ONCE(ctl->rate, rate);
	WRITE_ONCE(ctl->arg, arg);
	WRITE_ONCE(ctl->budget, budget);
}

void ena_sim_fault_clear_all(struct ena_sim_fn *fn)
{
	memset(fn->fault, 0, sizeof(fn->fault));
}

const char *ena_sim_fault_name(enum ena_sim_fault fault)
{
	return ena_sim_fault_names[fault];
}
