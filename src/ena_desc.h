/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Words of descriptors and completions, pure: no ring, no kernel object. Hot:
 * a word is made once and stored once.
 */
#ifndef ENA_DESC_H
#define ENA_DESC_H

#include <linux/bitfield.h>
#include <linux/kernel.h>

#include <ena_hw/io.h>
#include <ena_hw/regs.h>

/*
 * Where the headers of an offloaded packet are and how it is cut, in the two
 * words of a meta descriptor that say so: w2 below, the high part of the MSS
 * above. 0 is what the device's cache starts with (data plane 2.4).
 */
static inline u64 ena_tx_meta(u32 l3_off, u32 l3_len, u32 l4_words, u32 mss)
{
	u32 hdr = FIELD_PREP(ENA_HW_TX_META_L3_LEN, l3_len) |
		  FIELD_PREP(ENA_HW_TX_META_L3_OFF, l3_off) |
		  FIELD_PREP(ENA_HW_TX_META_L4_WORDS, l4_words) |
		  mss << __bf_shf(ENA_HW_TX_META_MSS_LO);
	u32 hi = FIELD_PREP(ENA_HW_TX_META_MSS_HI,
			    mss >> ENA_HW_TX_MSS_LO_BITS);

	return (u64)hi << 32 | hdr;
}

/* The meta descriptor that opens a packet; @phase is 0 or 1 */
static inline void ena_tx_meta_encode(struct ena_hw_tx_meta_desc *desc,
				      u64 meta, u32 phase)
{
	desc->len_ctrl = cpu_to_le32((u32)(meta >> 32) |
				     ENA_HW_TX_META | ENA_HW_TX_META_EXT_VALID |
				     ENA_HW_TX_META_ETH_TYPE |
				     ENA_HW_TX_META_STORE | ENA_HW_TX_FIRST |
				     FIELD_PREP(ENA_HW_TX_PHASE, phase));
	desc->rsvd1 = 0;
	desc->hdr = cpu_to_le32((u32)meta);
	desc->rsvd3 = 0;
}

/* What a data descriptor carries besides its buffer; 0 in all but the first */
struct ena_tx_words {
	u32 ctrl;
	u32 offload;
	u32 hdr;
};

/*
 * For the first data descriptor of a packet: its request id, @offload (bits
 * of that word), the bytes inline, and whether a meta descriptor precedes it.
 */
static inline struct ena_tx_words ena_tx_words_first(u16 req_id, u32 offload,
						     u32 hdr_bytes, bool meta)
{
	struct ena_tx_words w = {
		.ctrl = ENA_HW_TX_COMP_REQ | (meta ? 0 : ENA_HW_TX_FIRST) |
			FIELD_PREP(ENA_HW_TX_REQ_ID_HI,
				   req_id >> ENA_HW_TX_REQ_ID_LO_BITS),
		.offload = offload |
			   (u32)req_id << __bf_shf(ENA_HW_TX_REQ_ID_LO),
		.hdr = FIELD_PREP(ENA_HW_TX_HDR_LEN, hdr_bytes),
	};

	return w;
}

static inline void ena_tx_desc_encode(struct ena_hw_tx_desc *desc,
				      struct ena_tx_words w, dma_addr_t dma,
				      u32 len, bool last, u32 phase)
{
	u64 addr = dma;

	desc->len_ctrl = cpu_to_le32(w.ctrl | len |
				     FIELD_PREP(ENA_HW_TX_LAST, last) |
				     FIELD_PREP(ENA_HW_TX_PHASE, phase));
	desc->offload = cpu_to_le32(w.offload);
	desc->addr_lo = cpu_to_le32(lower_32_bits(addr));
	desc->addr_hi_hdr = cpu_to_le32(w.hdr | upper_32_bits(addr));
}

/* Offload word, checksum only: the pseudo-header sum is in place (8.2) */
static inline u32 ena_tx_offload_csum(bool ipv4, bool df, bool tcp)
{
	return ENA_HW_TX_L4_CSUM | ENA_HW_TX_L4_CSUM_PARTIAL |
	       FIELD_PREP(ENA_HW_TX_L3_PROTO,
			  ipv4 ? ENA_HW_L3_IPV4 : ENA_HW_L3_IPV6) |
	       FIELD_PREP(ENA_HW_TX_L4_PROTO,
			  tcp ? ENA_HW_L4_TCP : ENA_HW_L4_UDP) |
	       FIELD_PREP(ENA_HW_TX_DF, df);
}

/* ... and segmentation: the device makes every checksum (8.3) */
static inline u32 ena_tx_offload_tso(bool ipv4, bool df)
{
	return ENA_HW_TX_L4_CSUM | ENA_HW_TX_TSO |
	       FIELD_PREP(ENA_HW_TX_L3_CSUM, ipv4) |
	       FIELD_PREP(ENA_HW_TX_L3_PROTO,
			  ipv4 ? ENA_HW_L3_IPV4 : ENA_HW_L3_IPV6) |
	       FIELD_PREP(ENA_HW_TX_L4_PROTO, ENA_HW_L4_TCP) |
	       FIELD_PREP(ENA_HW_TX_DF, df);
}

/*
 * A buffer for the device, @len at most 65536, which is written as 0. In two
 * words of 64 bits, as the fields lie: reserved ones become 0 with them.
 */
static inline void ena_rx_desc_encode(struct ena_hw_rx_desc *desc,
				      dma_addr_t dma, u32 len, u16 req_id,
				      u32 phase)
{
	u32 ctrl = ENA_HW_RX_FIRST | ENA_HW_RX_LAST | ENA_HW_RX_COMP_REQ |
		   FIELD_PREP(ENA_HW_RX_PHASE, phase);
	__le64 *words = (__le64 *)desc;

	static_assert(offsetof(struct ena_hw_rx_desc, ctrl) == 3);
	static_assert(offsetof(struct ena_hw_rx_desc, req_id) == 4);
	static_assert(offsetof(struct ena_hw_rx_desc, addr_lo) == 8);

	words[0] = cpu_to_le64((u64)req_id << 32 | ctrl << 24 | (u16)len);
	words[1] = cpu_to_le64(dma);
}

enum ena_rx_csum {
	ENA_RX_CSUM_NONE,		/* nothing is known, nothing counted */
	ENA_RX_CSUM_GOOD,
	ENA_RX_CSUM_BAD,
	ENA_RX_CSUM_UNCHECKED,
};

static inline bool ena_rx_status_is_tcp_udp(u32 status)
{
	u32 l4 = FIELD_GET(ENA_HW_RX_CDESC_L4_PROTO, status);

	return l4 == ENA_HW_L4_TCP || l4 == ENA_HW_L4_UDP;
}

/* What the last completion of a packet says of its checksums (5.6) */
static inline enum ena_rx_csum ena_rx_status_csum(u32 status)
{
	if (status & ENA_HW_RX_CDESC_IPV4_FRAG)
		return ENA_RX_CSUM_NONE;

	if (status & ENA_HW_RX_CDESC_L3_CSUM_ERR &&
	    FIELD_GET(ENA_HW_RX_CDESC_L3_PROTO, status) == ENA_HW_L3_IPV4)
		return ENA_RX_CSUM_BAD;

	if (!ena_rx_status_is_tcp_udp(status))
		return ENA_RX_CSUM_NONE;

	if (status & ENA_HW_RX_CDESC_L4_CSUM_ERR)
		return ENA_RX_CSUM_BAD;

	return status & ENA_HW_RX_CDESC_L4_CSUM_CHECKED ?
	       ENA_RX_CSUM_GOOD : ENA_RX_CSUM_UNCHECKED;
}

/* TCP or UDP, whole, and checked: most packets, in as few steps as possible */
static inline bool ena_rx_status_is_good(u32 status)
{
	const u32 bits = ENA_HW_RX_CDESC_IPV4_FRAG |
			 ENA_HW_RX_CDESC_L3_CSUM_ERR |
			 ENA_HW_RX_CDESC_L4_CSUM_ERR |
			 ENA_HW_RX_CDESC_L4_CSUM_CHECKED;

	return (status & bits) == ENA_HW_RX_CDESC_L4_CSUM_CHECKED &&
	       ena_rx_status_is_tcp_udp(status);
}

/* Is the hash one of ports too (5.4)? */
static inline bool ena_rx_status_has_l4_hash(u32 status)
{
	return !(status & ENA_HW_RX_CDESC_IPV4_FRAG) &&
	       ena_rx_status_is_tcp_udp(status);
}

/*
 * A delay of @us in units of the device, never more than asked for (6.2); none
 * if its unit is not known
 */
static inline u32 ena_intr_delay(u32 us, u32 unit_us)
{
	return unit_us ? min_t(u32, us / unit_us, ENA_HW_INTR_DELAY_MAX) : 0;
}

/* Delays of the interrupt register */
static inline u32 ena_intr_delays(u32 rx_us, u32 tx_us, u32 unit_us)
{
	return FIELD_PREP(ENA_HW_INTR_RX_DELAY,
			  ena_intr_delay(rx_us, unit_us)) |
	       FIELD_PREP(ENA_HW_INTR_TX_DELAY,
			  ena_intr_delay(tx_us, unit_us));
}

/* NUMA register: the node whose CPUs process the queue (6.4) */
static inline u32 ena_numa_encode(int node)
{
	return FIELD_PREP(ENA_HW_NUMA_NODE, node & 0xff) | ENA_HW_NUMA_ENABLED;
}

#endif /* ENA_DESC_H */
