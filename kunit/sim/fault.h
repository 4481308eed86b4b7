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

/* F(symbol, file name, meaning and what the argument is) */
#define ENA_SIM_FAULTS(F) \
	F(MMIO_SILENT, mmio_silent, "mailbox read not answered") \
	F(MMIO_WRONG_ID, mmio_wrong_id, "mailbox answer with another id") \
	F(MMIO_WRONG_OFF, mmio_wrong_off, "mailbox answer for another register") \
	F(MMIO_GONE, mmio_gone, "mailbox answers 0xffffffff") \
	F(RESET_STUCK_ON, reset_stuck_on, "RESET_IN_PROGRESS never comes") \
	F(RESET_STUCK_OFF, reset_stuck_off, "RESET_IN_PROGRESS never goes") \
	F(NOT_READY, not_ready, "DEV_STS reads not ready") \
	F(ADMIN_LOST, admin_lost, "command never completed") \
	F(ADMIN_LATE, admin_late, "command completed late; arg: ms") \
	F(ADMIN_DUP, admin_dup, "completion posted twice") \
	F(ADMIN_REORDER, admin_reorder, "completion held until the next one") \
	F(ADMIN_STATUS, admin_status, "command refused; arg: status | opcode << 8 | feature << 16") \
	F(ADMIN_BAD_ID, admin_bad_id, "completion with a command id that is not in flight") \
	F(ADMIN_NO_IRQ, admin_no_irq, "completion without interrupt") \
	F(AENQ_SILENT, aenq_silent, "keep-alive not posted") \
	F(AENQ_NO_IRQ, aenq_no_irq, "event without interrupt") \
	F(AENQ_BAD_GROUP, aenq_bad_group, "event of an unknown group, 1 a second") \
	F(AENQ_FLOOD, aenq_flood, "as many warnings as there is credit; arg: events a poll") \
	F(MSIX_LOST, msix_lost, "I/O interrupt not sent, vector disarmed; arg: vector, 0 any") \
	F(MSIX_NEVER, msix_never, "I/O vector never fires; arg: vector, 0 any") \
	F(MSIX_SPURIOUS, msix_spurious, "interrupt without cause; arg: vector") \
	F(TX_STALL, tx_stall, "Tx doorbell ignored; arg: queue pair + 1, 0 any") \
	F(TX_LOST, tx_lost, "Tx completion not posted") \
	F(TX_DUP, tx_dup, "Tx completion posted twice") \
	F(TX_BAD_ID, tx_bad_id, "Tx completion with an id out of range; arg: the id, 0 the largest") \
	F(TX_IDLE_ID, tx_idle_id, "Tx completion for an id not in flight") \
	F(TX_REORDER, tx_reorder, "Tx completion held until the next one") \
	F(TX_PHASE, tx_phase, "Tx completion with the wrong phase") \
	F(TX_MBZ, tx_mbz, "Tx completion with must-be-zero bits set") \
	F(RX_STALL, rx_stall, "received frames wait, nothing completed") \
	F(RX_LOST, rx_lost, "received frame dropped after its buffer was taken") \
	F(RX_BAD_ID, rx_bad_id, "Rx completion with an id out of range; arg: the id, 0 the largest") \
	F(RX_DUP_ID, rx_dup_id, "Rx completion with an id not posted") \
	F(RX_BAD_LEN, rx_bad_len, "Rx completion longer than its buffer; arg: the length, 0 the largest") \
	F(RX_ZERO_LEN, rx_zero_len, "Rx completion of length 0") \
	F(RX_ZERO_LAST, rx_zero_last, "extra last Rx completion of length 0") \
	F(RX_BAD_OFFSET, rx_bad_offset, "Rx completion with an offset; arg: bytes, 0 the largest") \
	F(RX_TOO_MANY, rx_too_many, "more Rx completions a packet than announced") \
	F(RX_FIRST_AGAIN, rx_first_again, "first set in mid-packet") \
	F(RX_NO_LAST, rx_no_last, "packet without last completion") \
	F(RX_PHASE, rx_phase, "Rx completion with the wrong phase") \
	F(RX_MBZ, rx_mbz, "Rx completion with must-be-zero bits set") \
	F(RX_CSUM_BAD, rx_csum_bad, "checksum reported bad") \
	F(RX_CORRUPT, rx_corrupt, "payload byte inverted, verdict honest") \
	F(LLQ_BAD_OFFSET, llq_bad_offset, "CREATE_SQ answers an LLQ offset outside BAR2; arg: the offset, 0 far out") \
	F(DB_BAD_OFFSET, db_bad_offset, "CREATE_SQ answers a doorbell offset outside BAR0; arg: the offset, 0 far out") \
	F(INTR_BAD_OFFSET, intr_bad_offset, "CREATE_CQ answers an unmask offset outside BAR0") \
	F(CQ_BAD_DEPTH, cq_bad_depth, "CREATE_CQ answers another depth") \
	F(CREATE_REFUSED, create_refused, "CREATE_SQ or CREATE_CQ refused; arg: status, 0 out of memory") \
	F(HINTS_HOSTILE, hints_hostile, "GET hints answers absurd values; arg: fill, 0 all 1 ms") \
	F(ATTR_HOSTILE, attr_hostile, "device attributes and limits are absurd; arg: which") \
	F(PHC_SILENT, phc_silent, "PHC request not answered") \
	F(PHC_ERROR, phc_error, "PHC answer with error flags; arg: flags, 0 both")

enum ena_sim_fault {
#define ENA_SIM_FAULT_ENUM(symbol, name, text) ENA_SIM_FAULT_##symbol,
	ENA_SIM_FAULTS(ENA_SIM_FAULT_ENUM)
#undef ENA_SIM_FAULT_ENUM
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
