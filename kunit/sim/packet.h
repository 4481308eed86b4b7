/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Packets: headers as the device's parser sees them, receive hashing and
 * steering, transmit offloads.
 */
#ifndef ENA_SIM_PACKET_H
#define ENA_SIM_PACKET_H

#include <linux/if_vlan.h>

#include "model.h"

/* What the parser found; offsets from the start of the frame */
struct ena_sim_headers {
	u8 vlans;
	u8 l3;				/* enum ena_hw_l3_proto */
	u8 l4;				/* enum ena_hw_l4_proto */
	bool frag;			/* IPv4 or IPv6 fragment */
	bool ipv4_frag;
	bool ext;			/* IPv6 extension headers passed */
	u8 ip_proto;			/* last header reached */
	u8 tos;
	u16 l3_off;
	u16 l4_off;			/* 0: none */
	u16 l4_len;			/* bytes to the end of the IP packet */
	const u8 *src_ip, *dst_ip;	/* in the frame */
	u8 ip_len;			/* 4 or 16 */
	__be16 src_port, dst_port;
};

/* The packet at hand, too large for a stack */
#define ENA_SIM_TX_DESCS	(64 + 2)	/* cfg.tx_descs, and two over */
#define ENA_SIM_RX_BUFS		(64 + 1)	/* cfg.rx_descs, and one over */

struct ena_sim_rx_buf {
	struct ena_hw_rx_desc desc;
	u32 len;			/* bytes of the frame it takes */
};

struct ena_sim_work {
	/* Tx: descriptors as they were fetched */
	struct ena_hw_tx_desc desc[ENA_SIM_TX_DESCS];
	u32 nr_descs;			/* those beyond the array count too */
	u32 slots;			/* ring entries they take */
	bool bad_phase;
	u32 len;			/* of data */
	u8 data[ENA_SIM_MAX_TSO];
	/* Rx: buffers a frame goes to */
	struct ena_sim_rx_buf buf[ENA_SIM_RX_BUFS];
	u32 nr_bufs;
};

/*
 * tx.c, for both directions: take a doorbell write into @sq->db. False: the
 * ring cannot be used (any more). Entries in it: ena_sim_sq_avail().
 */
bool ena_sim_sq_doorbell(struct ena_sim_fn *fn, struct ena_sim_sq *sq);

static inline u32 ena_sim_sq_avail(const struct ena_sim_sq *sq)
{
	return (u16)(sq->db - sq->head);
}

/* Longest frame with @vlans tags the device passes, bytes */
static inline u32 ena_sim_frame_max(u32 mtu, u8 vlans)
{
	return mtu + ETH_HLEN + vlans * VLAN_HLEN;
}

/* parse.c: @data holds the first @len bytes of a frame of @frame_len */
void ena_sim_parse(const u8 *data, u32 len, u32 frame_len,
		   struct ena_sim_headers *hdr);

/* Checksum verdicts of a whole frame in linear memory */
struct ena_sim_verdict {
	bool l3_bad;			/* or not verified */
	bool l4_checked;
	bool l4_bad;
};

void ena_sim_verify(const u8 *data, u32 len, const struct ena_sim_headers *hdr,
		    struct ena_sim_verdict *verdict);

/* rss.c: the Toeplitz hash with the key as the device uses it (reversed) */
u32 ena_sim_toeplitz(const u8 *key, u32 init, const u8 *input, u32 len);

/* Hash of a frame; false: no hash applies (0 is reported) */
bool ena_sim_rss_hash(struct ena_sim_fn *fn, const u8 *data,
		      const struct ena_sim_headers *hdr, u32 *hash);

/* Rx SQ that shall get the frame: steering, then the table, then the first */
struct ena_sim_sq *ena_sim_rx_target(struct ena_sim_fn *fn,
				     const struct ena_sim_headers *hdr,
				     bool hashed, u32 hash);

/* steer.c: user's queue number of the first rule that matches, or -1 */
int ena_sim_flow_match(struct ena_sim_fn *fn,
		       const struct ena_sim_headers *hdr);

/* What the first data descriptor of a packet asks for */
struct ena_sim_tx_packet {
	u16 req_id;
	bool comp_req;
	bool tso;
	bool l3_csum;
	bool l4_csum;
	bool l4_partial;
	bool df;
	u8 l3;
	u8 l4;
	bool has_meta;
	struct ena_sim_meta meta;
	u16 hdr_bytes;			/* header_length */
};

/*
 * offload.c: send @data, a whole packet, as @pkt asks: segments, checksums,
 * padding. Frames go to fn->front->wire. Returns frames sent, or -EINVAL
 * (dropped, named to the referee).
 */
int ena_sim_offload_send(struct ena_sim_fn *fn, struct ena_sim_sq *sq,
			 const struct ena_sim_tx_packet *pkt,
			 const u8 *data, u32 len);

#endif /* ENA_SIM_PACKET_H */
