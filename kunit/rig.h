/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Queue pairs without a device: the rings are the driver's, in a netdev that is
 * not registered; the test is the device. It reads descriptors, writes
 * completions, right or wrong, and calls the driver. Nothing runs by itself, so
 * nothing depends on time.
 *
 * Registers are words of memory. What is transmitted is mapped in an address space
 * of the rig's own, far above 4 GiB (rig_shim.h): what is unmapped must be what was
 * mapped. In the end no mapping and no ring may be left.
 */
#ifndef ENA_KUNIT_RIG_H
#define ENA_KUNIT_RIG_H

#include <kunit/test.h>
#include <linux/skbuff.h>
#include <linux/xarray.h>

#include "../src/ena_net.h"

#define ENA_RIG_PAIRS		2

/* What the transmit path maps, by number */
struct ena_rig_dma {
	struct xarray maps;
	u32 next;			/* number of the next one */
	u32 live;			/* mapped, not unmapped */
	u32 bad;			/* unmapped what was not mapped so */
	u32 coherent;			/* allocated, not freed */
	u32 fail_after;			/* 0: never; n: the n-th from now */
};

/* Registers of a queue pair */
struct ena_rig_regs {
	u32 tx_doorbell;
	u32 rx_doorbell;
	u32 intr;
	u32 tx_numa;
	u32 rx_numa;
};

struct ena_rig_opts {
	struct ena_queue_cfg cfg;	/* 0: defaults, see ena_rig_new() */
	u32 caps;			/* ENA_HW_CAP_* */
	u16 tx_bufs_max;
	u16 rx_bufs_max;
	netdev_features_t features;
};

struct ena_rig {
	struct kunit *test;
	struct pci_dev *pdev;
	struct ena_dev *edev;
	struct net_device *netdev;
	struct ena_net *enet;
	struct ena_queue_set *set;
	struct ena_rig_dma dma;
	bool no_pages;			/* none to be had for receive */
	struct ena_rig_regs regs[ENA_RIG_PAIRS];
	u8 *bar;			/* the fixed registers */
	void *llq_mem[ENA_RIG_PAIRS];
	/* The device's side of pair 0 */
	u32 tx_cq_tail;
	u32 rx_cq_tail;
	u32 rx_sq_head;
	/* What came of it */
	struct sk_buff_head received;	/* by the stack */
	unsigned int fails;		/* resets asked for */
	enum ena_hw_reset_reason reason;	/* of the last */
};

/*
 * Interface and queue set, started but for interrupts. Of @opts (or NULL) what
 * is 0 is: 1 pair of 256 entries, MTU 1500, no copies, descriptors in host
 * memory, no offloads, all buffers a packet may have.
 */
struct ena_rig *ena_rig_new(struct kunit *test,
			    const struct ena_rig_opts *opts);
/* For the exit of a suite; checks that nothing is left. NULL: no-op. */
void ena_rig_free(struct ena_rig *rig);

/* The queue set comes and goes by itself where a test wants to see that */
void ena_rig_attach(struct ena_rig *rig);
void ena_rig_detach(struct ena_rig *rig);

static inline struct ena_tx_ring *ena_rig_txr(struct ena_rig *rig)
{
	return &rig->set->vec[0]->txr;
}

static inline struct ena_rx_ring *ena_rig_rxr(struct ena_rig *rig)
{
	return &rig->set->vec[0]->rxr;
}

/* Memory behind a bus address, or NULL if not all of it is mapped now */
void *ena_rig_at(struct ena_rig *rig, u64 dma, u32 len);

/* ---- transmit ---- */

/* A packet of @headlen linear bytes and @frags of @frag_len: 0, 1, 2 ... */
struct sk_buff *ena_rig_skb(struct ena_rig *rig, u32 headlen, u32 frags,
			    u32 frag_len);
/* Send as the stack does; @more: another will follow at once */
netdev_tx_t ena_rig_xmit(struct ena_rig *rig, struct sk_buff *skb, bool more);
/* Bytes of the packet whose first descriptor is at @idx; @n: descriptors */
u32 ena_rig_tx_read(struct ena_rig *rig, u32 idx, u8 *to, u32 size, u32 *n);
/* A completion into the ring, with the phase of its lap or the other one */
void ena_rig_tx_complete(struct ena_rig *rig, u16 req_id);
void ena_rig_tx_complete_raw(struct ena_rig *rig, u16 req_id, u8 flags);
/* Request id in the descriptor at @idx of the host ring */
u16 ena_rig_tx_id(struct ena_rig *rig, u32 idx);
bool ena_rig_tx_clean(struct ena_rig *rig);

/* ---- receive ---- */

/* What a completion says; the id is that of the next posted buffer */
struct ena_rig_rx {
	u32 status;			/* without phase; FIRST, LAST ... */
	u32 hash;
	u16 len;
	u8 offset;
};

/* Fill the next posted buffer with 0, 1, 2 ... and complete it; its id */
u16 ena_rig_rx_fill(struct ena_rig *rig, const struct ena_rig_rx *rx);
/* A completion as it is, with the phase of its lap */
void ena_rig_rx_complete_raw(struct ena_rig *rig, u16 req_id,
			     const struct ena_rig_rx *rx);
int ena_rig_rx_poll(struct ena_rig *rig, int budget);

/* One poll of NAPI as after an interrupt; returns what it returned */
int ena_rig_napi(struct ena_rig *rig, int budget, bool interrupt);

#define ENA_RIG_RX_FIRST	0x04000000
#define ENA_RIG_RX_LAST		0x08000000
#define ENA_RIG_RX_WHOLE	(ENA_RIG_RX_FIRST | ENA_RIG_RX_LAST)

#endif /* ENA_KUNIT_RIG_H */
