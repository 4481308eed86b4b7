/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Misbehaviour on demand. Each fault is a file of debugfs ena_sim/N/fault/
 * (docs/simulator.md). A fault is armed with a budget (how often, 0 off, ~0
 * for ever), a rate (one in n chances, by a seeded generator) and an argument.
 */
#ifndef ENA_SIM_FAULT_H
#define ENA_SIM_FAULT_H

#include <linux/types.h>

struct ena_sim_fn;

enum ena_sim_fault {
#define ENA_SIM_FAULT(symbol, ...) ENA_SIM_FAULT_##symbol,
#include "faults.h"
	ENA_SIM_NR_FAULTS
};

/* One fault's switch. The counters are read and written without a lock. */
struct ena_sim_fault_ctl {
	u32 budget;		/* times left; U32_MAX: for ever */
	u32 rate;		/* one in so many chances; 0 and 1: always */
	u32 arg;
	u64 hits;
	u64 rng;		/* its own generator, seeded when armed */
};

/* Does @fault strike now? Takes one off its budget if so. */
bool ena_sim_fault_hit(struct ena_sim_fn *fn, enum ena_sim_fault fault);

/* ... only if its argument is 0 or equals @match */
bool ena_sim_fault_hit_arg(struct ena_sim_fn *fn, enum ena_sim_fault fault,
			   u32 match);

u32 ena_sim_fault_arg(const struct ena_sim_fn *fn, enum ena_sim_fault fault);

/* Arm (KUnit; debugfs parses "BUDGET [RATE [ARG]]" and calls it) */
void ena_sim_fault_arm(struct ena_sim_fn *fn, enum ena_sim_fault fault,
		       u32 budget, u32 rate, u32 arg);
void ena_sim_fault_clear_all(struct ena_sim_fn *fn);
const char *ena_sim_fault_name(enum ena_sim_fault fault);

#endif /* ENA_SIM_FAULT_H */
