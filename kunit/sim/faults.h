/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Faults: symbol, file name, meaning and what the argument is. To be included
 * where ENA_SIM_FAULT() is defined, as often as needed.
 */

ENA_SIM_FAULT(MMIO_SILENT, mmio_silent, "mailbox read not answered")
ENA_SIM_FAULT(MMIO_WRONG_ID, mmio_wrong_id, "mailbox answer with another id")
ENA_SIM_FAULT(MMIO_WRONG_OFF, mmio_wrong_off,
	      "mailbox answer for another register")
ENA_SIM_FAULT(MMIO_GONE, mmio_gone, "mailbox answers 0xffffffff")
ENA_SIM_FAULT(RESET_STUCK_ON, reset_stuck_on, "RESET_IN_PROGRESS never comes")
ENA_SIM_FAULT(RESET_STUCK_OFF, reset_stuck_off, "RESET_IN_PROGRESS never goes")
ENA_SIM_FAULT(NOT_READY, not_ready, "DEV_STS reads not ready")
ENA_SIM_FAULT(ADMIN_LOST, admin_lost, "command never completed")
ENA_SIM_FAULT(ADMIN_LATE, admin_late, "command completed late; arg: ms")
ENA_SIM_FAULT(ADMIN_DUP, admin_dup, "completion posted twice")
ENA_SIM_FAULT(ADMIN_REORDER, admin_reorder,
	      "completion held until the next one")
ENA_SIM_FAULT(ADMIN_STATUS, admin_status,
	      "command refused; arg: status | opcode << 8 | feature << 16")
ENA_SIM_FAULT(ADMIN_BAD_ID, admin_bad_id,
	      "completion with a command id that is not in flight")
ENA_SIM_FAULT(ADMIN_NO_IRQ, admin_no_irq, "completion without interrupt")
ENA_SIM_FAULT(AENQ_SILENT, aenq_silent, "keep-alive not posted")
ENA_SIM_FAULT(AENQ_NO_IRQ, aenq_no_irq, "event without interrupt")
ENA_SIM_FAULT(AENQ_BAD_GROUP, aenq_bad_group,
	      "event of an unknown group, 1 a second")
ENA_SIM_FAULT(AENQ_FLOOD, aenq_flood,
	      "as many warnings as there is credit; arg: events a poll")
ENA_SIM_FAULT(MSIX_LOST, msix_lost,
	      "I/O interrupt not sent, vector disarmed; arg: vector, 0 any")
ENA_SIM_FAULT(MSIX_NEVER, msix_never,
	      "I/O vector never fires; arg: vector, 0 any")
ENA_SIM_FAULT(MSIX_SPURIOUS, msix_spurious,
	      "interrupt without cause; arg: vector")
ENA_SIM_FAULT(TX_STALL, tx_stall,
	      "Tx doorbell ignored; arg: queue pair + 1, 0 any")
ENA_SIM_FAULT(TX_LOST, tx_lost, "Tx completion not posted")
ENA_SIM_FAULT(TX_DUP, tx_dup, "Tx completion posted twice")
ENA_SIM_FAULT(TX_BAD_ID, tx_bad_id,
	      "Tx completion with an id out of range; arg: the id, 0 the largest")
ENA_SIM_FAULT(TX_IDLE_ID, tx_idle_id, "Tx completion for an id not in flight")
ENA_SIM_FAULT(TX_REORDER, tx_reorder,
	      "Tx completion held until the next one, or 5 ms")
ENA_SIM_FAULT(TX_PHASE, tx_phase, "Tx completion with the wrong phase")
ENA_SIM_FAULT(TX_MBZ, tx_mbz, "Tx completion with must-be-zero bits set")
ENA_SIM_FAULT(RX_STALL, rx_stall, "received frames wait, nothing completed")
ENA_SIM_FAULT(RX_LOST, rx_lost,
	      "received frame dropped after its buffer was taken")
ENA_SIM_FAULT(RX_BAD_ID, rx_bad_id,
	      "Rx completion with an id out of range; arg: the id, 0 the largest")
ENA_SIM_FAULT(RX_DUP_ID, rx_dup_id, "Rx completion with an id not posted")
ENA_SIM_FAULT(RX_BAD_LEN, rx_bad_len,
	      "Rx completion longer than its buffer; arg: the length, 0 the largest")
ENA_SIM_FAULT(RX_ZERO_LEN, rx_zero_len, "Rx completion of length 0")
ENA_SIM_FAULT(RX_ZERO_LAST, rx_zero_last,
	      "extra last Rx completion of length 0")
ENA_SIM_FAULT(RX_BAD_OFFSET, rx_bad_offset,
	      "Rx completion with an offset; arg: bytes, 0 the largest")
ENA_SIM_FAULT(RX_TOO_MANY, rx_too_many,
	      "more Rx completions a packet than announced")
ENA_SIM_FAULT(RX_FIRST_AGAIN, rx_first_again, "first set in mid-packet")
ENA_SIM_FAULT(RX_NO_LAST, rx_no_last, "packet without last completion")
ENA_SIM_FAULT(RX_PHASE, rx_phase, "Rx completion with the wrong phase")
ENA_SIM_FAULT(RX_MBZ, rx_mbz, "Rx completion with must-be-zero bits set")
ENA_SIM_FAULT(RX_CSUM_BAD, rx_csum_bad, "checksum reported bad")
ENA_SIM_FAULT(RX_CORRUPT, rx_corrupt, "payload byte inverted, verdict honest")
ENA_SIM_FAULT(LLQ_BAD_OFFSET, llq_bad_offset,
	      "CREATE_SQ answers an LLQ offset outside BAR2; arg: the offset, 0 far out")
ENA_SIM_FAULT(DB_BAD_OFFSET, db_bad_offset,
	      "CREATE_SQ answers a doorbell offset outside BAR0; arg: the offset, 0 far out")
ENA_SIM_FAULT(INTR_BAD_OFFSET, intr_bad_offset,
	      "CREATE_CQ answers an unmask offset outside BAR0")
ENA_SIM_FAULT(CQ_BAD_DEPTH, cq_bad_depth, "CREATE_CQ answers half the depth")
ENA_SIM_FAULT(CREATE_REFUSED, create_refused,
	      "CREATE_SQ or CREATE_CQ refused; arg: status, 0 out of memory")
ENA_SIM_FAULT(HINTS_HOSTILE, hints_hostile,
	      "GET hints answers absurd values; arg: fill, 0 all 1 ms")
ENA_SIM_FAULT(ATTR_HOSTILE, attr_hostile,
	      "device attributes and limits are absurd; arg: which")
ENA_SIM_FAULT(PHC_SILENT, phc_silent, "PHC request not answered")
ENA_SIM_FAULT(PHC_ERROR, phc_error,
	      "PHC answer with error flags; arg: flags, 0 both")

#undef ENA_SIM_FAULT
