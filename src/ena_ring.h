/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The rings of a queue pair. Indices run freely in 32 bits and are masked on
 * access only; the owner bit is a function of the index.
 */
#ifndef ENA_RING_H
#define ENA_RING_H

#include <linux/cache.h>
#include <linux/dim.h>
#include <linux/if_vlan.h>
#include <linux/ipv6.h>
#include <linux/list.h>
#include <linux/netdevice.h>
#include <linux/tcp.h>

#include <ena_hw/io.h>

#include "ena_counters.h"
#include "ena_dev.h"

struct page_pool;

#define ENA_RING_MIN		256	/* entries */
#define ENA_RING_MAX		32768
#define ENA_RING_DEFAULT	1024

/* Pieces of a packet: one for each page, and one for the linear part */
#define ENA_TX_BUFS_MAX		(MAX_SKB_FRAGS + 1)
#define ENA_RX_BUFS_MAX		(MAX_SKB_FRAGS + 1)

/*
 * With less room than this the queue is stopped: the largest packet, its
 * metadata, and the entry that tells a full ring from an empty one.
 */
#define ENA_TX_ROOM_MIN		(ENA_TX_BUFS_MAX + 2)

static_assert(ENA_RING_MIN / 4 > ENA_TX_ROOM_MIN);

/* Bytes of a packet: what one descriptor can carry */
#define ENA_TX_BYTES_MAX	0xffff
/* Headers without options, L2 (a VLAN tag) to L4 */
#define ENA_TX_HDR_USUAL \
	(VLAN_ETH_HLEN + sizeof(struct ipv6hdr) + sizeof(struct tcphdr))
/* Host placement: the headers have to fit the fields that locate them */
#define ENA_TX_HDR_MAX		255

/*
 * The owner bit an entry carries on the lap @idx is in: 1 on the first lap,
 * then alternating.
 */
static inline u32 ena_phase(u32 idx, u32 mask)
{
	return !(idx & (mask + 1));
}

/* The form of LLQ entries, as negotiated (data plane 4) */
struct ena_llq_geom {
	bool on;			/* false: descriptors in host memory */
	bool meta_always;		/* the device caches no metadata */
	u16 entry_bytes;
	u16 hdr_bytes;			/* longest headers, L2 to L4 */
	u8 descs_first;			/* before the header */
	u8 descs_next;			/* an entry after the first */
	u16 burst_entries;		/* between doorbells; 0: no limit */
};

/*
 * A piece of a packet the device reads, or the packet itself: the piece that
 * has the packet's request id holds what the packet as a whole needs. The
 * pieces of one packet are a list by @next.
 */
struct ena_tx_buf {
	struct sk_buff *skb;
	dma_addr_t dma;
	u32 bytes;			/* packet: for BQL */
	u32 sent;			/* packet: jiffies, low word */
	u16 len;			/* mapped bytes; 0: nothing to unmap */
	u16 next;			/* ENA_TX_BUF_END ends the list */
	/*
	 * Packet: ring entries; 0: not in flight. Stored last by the transmit
	 * path, with release: from then on the rest is NAPI's.
	 */
	u16 slots;
};

#define ENA_TX_BUF_END		0xffff

static_assert(ENA_RING_MAX <= ENA_TX_BUF_END);

/*
 * A Tx ring is shared by two CPUs: the transmit path, serialised by the
 * netdev queue lock, and NAPI of its vector. Each owns the line it writes;
 * the first line is written by neither while the ring is up.
 */
struct ena_tx_ring {
	/* Read-mostly */
	struct ena_hw_tx_desc *desc;	/* SQ memory; NULL: LLQ */
	struct ena_tx_buf *buf;		/* by request id */
	u16 *free_id;			/* ring of request ids, same mask */
	u32 __iomem *doorbell;
	struct ena_queue_counters *count;
	struct netdev_queue *txq;
	struct device *dma_dev;
	u32 mask;			/* entries - 1 */
	u16 bufs_max;			/* a packet */
	u16 hdr_max;			/* longest headers, L2 to L4 */

	/* Producer */
	u32 prod ____cacheline_aligned_in_smp;	/* entries written */
	u32 rung;			/* entries the doorbell covered */
	u32 id_cons;			/* ids taken */
	s32 room;			/* entries and ids there are at least */
	u64 meta;			/* what the device has cached */
	u32 burst_left;			/* entries before the next doorbell */
	u16 llq_used;			/* bytes of header that are not 0 */
	u16 llq_descs_used;		/* ... of descriptors before it */
	void __iomem *llq_mem;
	void *llq_bounce;		/* two entries, to compose them in */
	void *llq_hdr;			/* header of the first of them */
	u16 llq_entry_bytes;
	u16 llq_burst;			/* U16_MAX: no limit */
	u8 llq_descs_first;
	u8 llq_descs_next;
	u8 llq_entries_max;		/* of a packet */
	bool llq_meta_always;

	/* Consumer */
	const struct ena_hw_tx_cdesc *cdesc ____cacheline_aligned_in_smp;
	u32 cons;			/* entries given back */
	u32 id_prod;			/* ids given back */
	u32 cq_head;
	u32 done_pkts;			/* completed, for DIM */
	u64 done_bytes;
	u8 cdesc_mbz;			/* flags that must be 0 */
	bool dead;			/* the device lied; until the reset */

	/* Setup and teardown, health check */
	struct ena_dev *edev ____cacheline_aligned_in_smp;
	u32 __iomem *intr;		/* unmask register of its CQ */
	u32 __iomem *numa;		/* or NULL */
	dma_addr_t desc_dma;
	dma_addr_t cdesc_dma;
	u32 late_checked;		/* jiffies of the last look, low word */
	u32 late_oldest;		/* nothing in flight was sent before */
	u16 queue;			/* number */
	u16 sq_idx;
	u16 cq_idx;
};

/* A buffer, by request id */
struct ena_rx_buf {
	void *va;			/* its start; NULL: to be allocated */
	dma_addr_t dma;			/* where the device writes */
	bool posted;			/* the device's */
};

/* An Rx ring belongs to NAPI of its vector. */
struct ena_rx_ring {
	/* Read-mostly */
	struct ena_hw_rx_desc *desc;	/* SQ memory */
	const struct ena_hw_rx_cdesc *cdesc;	/* CQ memory */
	struct ena_rx_buf *buf;		/* by request id */
	u16 *free_id;			/* ids between @cons and @prod + ring */
	struct page_pool *pool;
	struct napi_struct *napi;
	struct net_device *netdev;
	struct device *dma_dev;
	struct ena_queue_counters *count;
	u32 __iomem *doorbell;
	u32 mask;			/* entries - 1 */
	u32 cdesc_mbz;			/* status bits that must be 0 */
	u32 refill_min;			/* free entries worth a refill */
	u16 buf_bytes;			/* truesize of one buffer */
	u16 data_bytes;			/* posted to the device */
	u16 copybreak;			/* bytes; changes while in use */
	u16 bufs_max;			/* a packet */
	u16 queue;			/* number */
	bool csum_on;			/* netdev features, as of now */
	bool hash_on;

	/* NAPI */
	u32 prod ____cacheline_aligned_in_smp;	/* buffers posted */
	u32 cons;			/* ... and completed */
	struct sk_buff *skb;		/* packet begun, rest not here yet */
	u16 nr_bufs;			/* ... and its completions so far */
	bool dead;			/* the device lied; until the reset */

	/* Setup and teardown only */
	struct ena_dev *edev ____cacheline_aligned_in_smp;
	u32 __iomem *numa;		/* or NULL */
	dma_addr_t desc_dma;
	dma_addr_t cdesc_dma;
	u16 sq_idx;
	u16 cq_idx;
};

/* Moderation as the user wants it */
struct ena_moderation {
	u32 rx_us;			/* when not adaptive */
	u32 tx_us;
	bool rx_adaptive;
	bool tx_adaptive;
};

/*
 * A vector, its NAPI and the pair it serves. Lives as long as its queue set;
 * what must outlive it (settings, counters, the interrupt itself) is in
 * struct ena_net.
 */
struct ena_vec {
	struct ena_tx_ring txr;
	struct ena_rx_ring rxr;
	struct napi_struct napi;

	/* Interrupt handler and NAPI */
	bool masked ____cacheline_aligned_in_smp; /* fired, not yet unmasked */
	bool mod_dirty;			/* @mod or a @dim_us has changed */
	int numa_node;			/* told to the device */
	u32 intr_delays;		/* ... and in its units */
	unsigned long events;		/* interrupts taken */
	unsigned long last_irq;		/* jiffies */
	unsigned long last_poll;	/* jiffies */
	struct ena_moderation mod;
	u32 rx_dim_us;			/* what DIM wants */
	u32 tx_dim_us;
	struct dim rx_dim;
	struct dim tx_dim;

	/* Setup and teardown only */
	struct ena_net *enet;
	u16 queue;			/* number; vector 1 + queue */
	int irq;
	char name[IFNAMSIZ + 16];
};

/* What a queue set is made from */
struct ena_queue_cfg {
	u16 nr;				/* pairs */
	u32 tx_depth;
	u32 rx_depth;
	u32 mtu;
	u16 rx_copybreak;
	struct ena_llq_geom llq;
};

/*
 * All queue pairs of an interface. Allocated whole, before the set it
 * replaces is taken down, so that running out of memory changes nothing.
 */
struct ena_queue_set {
	struct ena_queue_cfg cfg;
	struct ena_net *enet;
	struct list_head retired;	/* of enet->retired */
	bool told;			/* the device may know its memory */
	bool on_device;			/* created there */
	bool started;			/* NAPI and interrupts on */
	struct ena_vec *vec[];		/* cfg.nr of them */
};

#endif /* ENA_RING_H */
