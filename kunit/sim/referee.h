/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The referee counts every breach of the interface by a driver, always, and
 * remembers the last of each kind in words. In strict mode (debugfs
 * ena_sim/N/strict) a breach is also logged, and one that makes the ring
 * unusable asks for a device reset (AENQ group 7).
 */
#ifndef ENA_SIM_REFEREE_H
#define ENA_SIM_REFEREE_H

#include <linux/compiler_attributes.h>
#include <linux/types.h>

struct ena_sim_fn;

enum ena_sim_breach {
#define ENA_SIM_BREACH(symbol, ...) ENA_SIM_BREACH_##symbol,
#include "breaches.h"
	ENA_SIM_NR_BREACHES
};

#define ENA_SIM_BREACH_TEXT	96

struct ena_sim_breach_log {
	u64 count;
	u64 next_log_ns;	/* strict: not logged again before */
	char last[ENA_SIM_BREACH_TEXT];
};

__printf(3, 4)
void ena_sim_referee(struct ena_sim_fn *fn, enum ena_sim_breach breach,
		     const char *fmt, ...);

u64 ena_sim_referee_total(const struct ena_sim_fn *fn);
void ena_sim_referee_clear(struct ena_sim_fn *fn);
const char *ena_sim_breach_name(enum ena_sim_breach breach);

#endif /* ENA_SIM_REFEREE_H */
