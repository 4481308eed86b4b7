/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Breaches of the interface by a driver: symbol, file name, meaning. To be
 * included where ENA_SIM_BREACH() is defined, as often as needed.
 */

ENA_SIM_BREACH(REG_RESERVED, reg_reserved, "reserved bits of a register set")
ENA_SIM_BREACH(REG_WIDTH, reg_unknown,
	       "write to a register that does not exist")
ENA_SIM_BREACH(RESET_ORDER, reset_order,
	       "command, doorbell or early register read during reset")
ENA_SIM_BREACH(RESET_REASON, reset_reason, "reset reason not assigned")
ENA_SIM_BREACH(QUEUE_CAPS, queue_caps, "ring depth or entry size not allowed")
ENA_SIM_BREACH(AQ_DOORBELL, aq_doorbell, "admin doorbell beyond the ring")
ENA_SIM_BREACH(AQ_RESERVED, aq_reserved,
	       "reserved bits or bytes of a command set")
ENA_SIM_BREACH(AQ_PHASE, aq_phase, "command with the wrong phase")
ENA_SIM_BREACH(AQ_PARAM, aq_param, "parameter of a command not allowed")
ENA_SIM_BREACH(AQ_GATING, aq_gating,
	       "feature or statistics used that are not offered")
ENA_SIM_BREACH(AENQ_CREDIT, aenq_credit,
	       "AENQ head doorbell of another number than it can be")
ENA_SIM_BREACH(DMA_RANGE, dma_range,
	       "DMA address that is not memory or too wide")
ENA_SIM_BREACH(DMA_BUSMASTER, dma_busmaster,
	       "DMA needed while bus mastering is off")
ENA_SIM_BREACH(SQ_DOORBELL, sq_doorbell, "queue doorbell beyond the ring")
ENA_SIM_BREACH(SQ_BOUNDARY, sq_boundary, "doorbell in the middle of a packet")
ENA_SIM_BREACH(SQ_REWRITTEN, sq_rewritten, "descriptor changed after hand-over")
ENA_SIM_BREACH(TX_RESERVED, tx_reserved, "reserved bits of a Tx descriptor set")
ENA_SIM_BREACH(TX_PHASE, tx_phase, "Tx descriptor with the wrong phase")
ENA_SIM_BREACH(TX_FIRST_LAST, tx_first_last,
	       "first or last missing or repeated")
ENA_SIM_BREACH(TX_DESCS, tx_descs, "more descriptors a packet than allowed")
ENA_SIM_BREACH(TX_META, tx_meta,
	       "meta descriptor missing, misplaced or malformed")
ENA_SIM_BREACH(TX_OFFLOAD, tx_offload,
	       "offload that the metadata or packet contradicts")
ENA_SIM_BREACH(TX_HEADER, tx_header,
	       "header longer than its room, or not inline")
ENA_SIM_BREACH(TX_SIZE, tx_size, "frame too long or too short")
ENA_SIM_BREACH(TX_REQ_ID, tx_req_id, "request id already in flight")
ENA_SIM_BREACH(TX_BURST, tx_burst, "LLQ burst limit exceeded")
ENA_SIM_BREACH(TX_BUF_CHANGED, tx_buf_changed,
	       "Tx buffer reused before its completion")
ENA_SIM_BREACH(RX_RESERVED, rx_reserved,
	       "reserved or fixed bits of an Rx descriptor wrong")
ENA_SIM_BREACH(RX_PHASE, rx_phase, "Rx descriptor with the wrong phase")
ENA_SIM_BREACH(RX_REQ_ID, rx_req_id, "Rx request id already posted")
ENA_SIM_BREACH(RX_BUF_TOUCHED, rx_buf_touched, "Rx buffer posted twice at once")
ENA_SIM_BREACH(INTR_REG, intr_reg,
	       "interrupt register of a queue that has no vector")

#undef ENA_SIM_BREACH
