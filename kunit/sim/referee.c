// SPDX-License-Identifier: GPL-2.0-only
/*
 * Counts and names what a driver does against the interface.
 */

#include <linux/printk.h>

#include "model.h"

/* Strict mode names a kind of breach once in so long */
#define ENA_SIM_REFEREE_LOG_NS	1000000000ULL

struct ena_sim_breach_kind {
	const char *name;
	const char *text;
};

static const struct ena_sim_breach_kind ena_sim_breach_kinds[] = {
#define ENA_SIM_BREACH(symbol, name, text) \
	[ENA_SIM_BREACH_##symbol] = { #name, text },
#include "breaches.h"
};

static_assert(ARRAY_SIZE(ena_sim_breach_kinds) == ENA_SIM_NR_BREACHES);

/* Nothing sensible can be done with the ring after these */
static bool ena_sim_breach_unusable(enum ena_sim_breach breach)
{
	return breach == ENA_SIM_BREACH_AQ_DOORBELL ||
	       breach == ENA_SIM_BREACH_SQ_DOORBELL;
}

void ena_sim_referee(struct ena_sim_fn *fn, enum ena_sim_breach breach,
		     const char *fmt, ...)
{
	const struct ena_sim_breach_kind *kind = &ena_sim_breach_kinds[breach];
	struct ena_sim_breach_log *log = &fn->breach[breach];
	char text[ENA_SIM_BREACH_TEXT];
	bool strict = READ_ONCE(fn->strict);
	u64 now = ena_sim_now(fn);
	bool tell;
	va_list args;

	va_start(args, fmt);
	vscnprintf(text, sizeof(text), fmt, args);
	va_end(args);

	spin_lock_bh(&fn->referee_lock);
	log->count++;
	strscpy(log->last, text, sizeof(log->last));
	tell = strict && now >= log->next_log_ns;
	if (tell)
		log->next_log_ns = now + ENA_SIM_REFEREE_LOG_NS;
	spin_unlock_bh(&fn->referee_lock);

	if (tell)
		pr_warn("ena_sim: function %u: %s: %s: %s\n", fn->id, kind->name,
			kind->text, text);
	if (strict && ena_sim_breach_unusable(breach))
		ena_sim_aenq_raise(fn, ENA_HW_AENQ_RESET_REQUEST);
}

u64 ena_sim_referee_total(const struct ena_sim_fn *fn)
{
	u64 total = 0;
	int i;

	for (i = 0; i < ENA_SIM_NR_BREACHES; i++)
		total += READ_ONCE(fn->breach[i].count);

	return total;
}

void ena_sim_referee_clear(struct ena_sim_fn *fn)
{
	spin_lock_bh(&fn->referee_lock);
	memset(fn->breach, 0, sizeof(fn->breach));
	spin_unlock_bh(&fn->referee_lock);
}

const char *ena_sim_breach_name(enum ena_sim_breach breach)
{
	return ena_sim_breach_kinds[breach].name;
}
