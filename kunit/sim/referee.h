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

/* B(symbol, file name, meaning) */
#define ENA_SIM_BREACHES(B) \
	B(REG_RESERVED, reg_reserved, "reserved bits of a register set") \
	B(REG_WIDTH, reg_unknown, "write to a register that does not exist") \
	B(RESET_ORDER, reset_order, "command or doorbell during reset") \
	B(RESET_REASON, reset_reason, "reset reason not assigned") \
	B(QUEUE_CAPS, queue_caps, "ring depth or entry size not allowed") \
	B(AQ_DOORBELL, aq_doorbell, "admin doorbell beyond the ring") \
	B(AQ_RESERVED, aq_reserved, "reserved bits or bytes of a command set") \
	B(AQ_PHASE, aq_phase, "command with the wrong phase") \
	B(AQ_PARAM, aq_param, "parameter of a command not allowed") \
	B(AQ_GATING, aq_gating, "feature or statistics used that are not announced") \
	B(AENQ_CREDIT, aenq_credit, "AENQ head doorbell beyond what was posted") \
	B(DMA_RANGE, dma_range, "DMA address that is not memory or too wide") \
	B(DMA_BUSMASTER, dma_busmaster, "DMA needed while bus mastering is off") \
	B(SQ_DOORBELL, sq_doorbell, "queue doorbell beyond the ring") \
	B(SQ_BOUNDARY, sq_boundary, "doorbell in the middle of a packet") \
	B(SQ_REWRITTEN, sq_rewritten, "descriptor changed after hand-over") \
	B(TX_RESERVED, tx_reserved, "reserved bits of a Tx descriptor set") \
	B(TX_PHASE, tx_phase, "Tx descriptor with the wrong phase") \
	B(TX_FIRST_LAST, tx_first_last, "first or last missing or repeated") \
	B(TX_DESCS, tx_descs, "more descriptors a packet than allowed") \
	B(TX_META, tx_meta, "meta descriptor missing, misplaced or malformed") \
	B(TX_OFFLOAD, tx_offload, "offload that the metadata or packet contradicts") \
	B(TX_HEADER, tx_header, "header longer than its room, or not inline") \
	B(TX_SIZE, tx_size, "frame too long or too short") \
	B(TX_REQ_ID, tx_req_id, "request id already in flight") \
	B(TX_BURST, tx_burst, "LLQ burst limit exceeded") \
	B(TX_BUF_CHANGED, tx_buf_changed, "Tx buffer reused before its completion") \
	B(RX_RESERVED, rx_reserved, "reserved or fixed bits of an Rx descriptor wrong") \
	B(RX_PHASE, rx_phase, "Rx descriptor with the wrong phase") \
	B(RX_REQ_ID, rx_req_id, "Rx request id already posted") \
	B(RX_BUF_TOUCHED, rx_buf_touched, "Rx buffer posted twice at once") \
	B(INTR_REG, intr_reg, "interrupt register of a queue that has no vector")

enum ena_sim_breach {
#define ENA_SIM_BREACH_ENUM(symbol, name, text) ENA_SIM_BREACH_##symbol,
	ENA_SIM_BREACHES(ENA_SIM_BREACH_ENUM)
#undef ENA_SIM_BREACH_ENUM
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
