/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ENA_RESET_H
#define ENA_RESET_H

#include "ena_reg.h"

/* The word DEV_CTL is written with; pure. @extended: reasons above 15 too */
u32 ena_reset_word(enum ena_hw_reset_reason reason, bool extended);

/* Only write that word, without an answer, and give it time; sleeps 100 ms */
void ena_reset_begin(struct ena_regs *regs, enum ena_hw_reset_reason reason,
		     bool extended);

int ena_reset_run(struct ena_regs *regs, enum ena_hw_reset_reason reason,
		  bool extended, u32 *hw_caps);

/* "keep alive timeout", ... */
const char *ena_reset_reason_name(enum ena_hw_reset_reason reason);

#endif /* ENA_RESET_H */
