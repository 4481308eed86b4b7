/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The rings of a queue pair. Indices run freely in 32 bits and are masked on
 * access only; the owner bit is a function of the index.
 */
#ifndef ENA_RING_H
#define ENA_RING_H

#include <linux/cache.h>
#include <linux/dim.h>
#include <linux/netdevice.h>

#include <ena_hw/io.h>

#include "ena_counters.h"
#include "ena_dev.h"

#define ENA_RING_MIN		256	/* entries */
#define ENA_RING_DEFAULT	1024
#define ENA_TX_BUFS_MAX		(MAX_SKB_FRAGS + 2)

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
	u16 entry_bytes;
	u16 hdr_bytes;			/* room for the header */
	u8 descs_first;			/* before the header */
	u8 descs_next;			/* an entry after the first */
	u16 burst_entries;		/* between doorbells; 0: no limit */
	bool meta_always;		/* the device caches no metadata */
};

/*
 * A piece of a packet the device reads, or the packet itself: the piece that
 * has the packet's request id holds what the packet as a whole needs. The
 * pieces of one packet are a list by @next.
 */
struct ena_tx_buf {
	struct sk_buff *skb;
	dma_addr_t dma;
	u32 len;			/* mapped bytes; 0: nothing to unmap */
	u32 bytes;			/* packet: for BQL */
	u32 sent;			/* packet: jiffies, low word */
	u16 next;			/* ENA_TX_BUF_END ends the list */
	u16 slots;			/* packet: ring entries; 0: not in flight */
	bool page;			/* mapped by page, not single */
	bool late;			/* counted as missed */
};

#define ENA_TX_BUF_END		0xffff

/*
 * A Tx ring is shared by two CPUs: the transmit path, serialised by the
 * netdev queue lock, and NAPI of its vector. Each owns the line it writes;
 * the first line is written by neither while the ring is up.
 */
struct ena_tx_ring {
	/* Read-mostly */
	struct ena_hw_tx_desc *desc;	/* SQ memory, host placement */
	const void *cdesc;		/* CQ memory */
	struct ena_tx_buf *buf;		/* by request id */
	u16 *free_id;			/* ring of request ids, same mask */
	u32 __iomem *doorbell;
	struct ena_queue_counters *count;
	struct netdev_queue *txq;
	struct device *dma_dev;
	u32 mask;			/* entries - 1 */
	u16 bufs_max;			/* a packet */
	u8 cdesc_shift;			/* log2 of bytes of a cdesc */
	bool check_mbz;

	/* Producer */
	u32 prod ____cacheline_aligned_in_smp;	/* entries written */
	u32 rung;			/* entries the doorbell covered */
	u32 id_cons;			/* ids taken */
	u32 meta_hdr;			/* cached metadata, as on the wire */
	u32 meta_ctrl;

	/* Consumer */
	u32 cons ____cacheline_aligned_in_smp;	/* entries given back */
	u32 id_prod;			/* ids given back */
	u32 cq_head;

	/* LLQ: set up once, then the producer's */
	struct ena_llq_geom llq ____cacheline_aligned_in_smp;
	void __iomem *llq_mem;
	void *llq_bounce;		/* one entry */

	/* Setup and teardown only */
	struct ena_dev *edev;
	u16 queue;			/* number */
	u16 sq_idx;
	u16 cq_idx;
	dma_addr_t desc_dma;
	dma_addr_t cdesc_dma;
	u32 __iomem *intr;		/* unmask register of its CQ */
	u32 __iomem *numa;		/* or NULL */
};

/* A buffer the device may write; by request id */
struct ena_rx_buf {
	struct page *page;		/* NULL: not the device's */
	u32 offset;			/* of the buffer in @page */
};

/* An Rx ring belongs to NAPI of its vector. */
struct ena_rx_ring {
	/* Read-mostly */
	struct ena_hw_rx_desc *desc;	/* SQ memory */
	const void *cdesc;		/* CQ memory */
	struct ena_rx_buf *buf;		/* by request id */
	u16 *free_id;			/* ring of request ids, same mask */
	struct page_pool *pool;
	u32 __iomem *doorbell;
	struct ena_queue_counters *count;
	struct napi_struct *napi;
	struct net_device *netdev;
	u32 mask;
	u32 buf_bytes;			/* truesize of one buffer */
	u16 headroom;			/* bytes before the data */
	u16 data_bytes;			/* posted to the device */
	u16 copybreak;
	u16 bufs_max;			/* a packet */
	u8 cdesc_shift;
	bool check_mbz;
	bool hash_on;
	bool csum_on;

	/* NAPI */
	u32 prod ____cacheline_aligned_in_smp;	/* descriptors written */
	u32 cons;			/* buffers given back by the device */
	u32 cq_head;
	struct sk_buff *skb;		/* packet begun, rest not here yet */
	u16 nr_bufs;			/* ... and its completions so far */

	/* Setup and teardown only */
	struct ena_dev *edev ____cacheline_aligned_in_smp;
	u16 queue;
	u16 sq_idx;
	u16 cq_idx;
	dma_addr_t desc_dma;
	dma_addr_t cdesc_dma;
	u32 __iomem *numa;		/* or NULL */
};

/* Adaptive moderation and its present values, in microseconds */
struct ena_moderation {
	u32 rx_us;
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
	struct napi_struct napi;
	struct ena_tx_ring txr;
	struct ena_rx_ring rxr;
	struct ena_net *enet;
	u16 queue;			/* number; vector 1 + queue */
	int irq;
	char name[IFNAMSIZ + 16];
	struct ena_moderation mod;	/* in force */
	struct dim rx_dim;
	struct dim tx_dim;
	u32 intr_rx_us;			/* last written to the device */
	u32 intr_tx_us;
	bool masked;			/* fired, not yet unmasked */
	u64 events;			/* interrupts taken */
	unsigned long last_irq;		/* jiffies */
	unsigned long last_poll;	/* jiffies */
	int numa_node;			/* told to the device */
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
	bool on_device;			/* created there */
	bool started;			/* NAPI and interrupts on */
	struct ena_vec *vec[];		/* cfg.nr of them */
};

#endif /* ENA_RING_H */
