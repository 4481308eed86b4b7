/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a simulated function consists of: queues, vectors, rings, counters, and
 * struct ena_sim_fn, which holds them all. The calls that move it are in
 * model.h.
 *
 * Two locks, ctl_lock outside io_lock:
 * - ctl_lock: registers, admin queue, AENQ, features.
 * - io_lock: I/O queues, vectors, RSS, steering, packet counters.
 * Reset and queue commands take both.
 */
#ifndef ENA_SIM_OBJECTS_H
#define ENA_SIM_OBJECTS_H

#include <linux/if_ether.h>
#include <linux/mutex.h>
#include <linux/skbuff.h>
#include <linux/spinlock.h>
#include <linux/types.h>

#include <ena_hw/admin.h>
#include <ena_hw/aenq.h>
#include <ena_hw/feature.h>
#include <ena_hw/host_info.h>
#include <ena_hw/io.h>
#include <ena_hw/phc.h>
#include <ena_hw/regs.h>
#include <ena_hw/rss.h>
#include <ena_hw/stats.h>

#include "config.h"
#include "fault.h"
#include "referee.h"

#define ENA_SIM_MAX_SQS		(2 * ENA_SIM_MAX_PAIRS)
#define ENA_SIM_MAX_CQS		(2 * ENA_SIM_MAX_PAIRS)
#define ENA_SIM_MAX_VECTORS	64
#define ENA_SIM_RSS_MAX		BIT(15)
#define ENA_SIM_MAX_FRAME	(9216 + ETH_HLEN + 8)	/* two VLAN tags */
#define ENA_SIM_MAX_TSO		(65536 + 512)

/* Located registers of BAR0: one word a queue */
#define ENA_SIM_REG_SQ_DB(sq)	(0x1000 + 4 * (sq))
#define ENA_SIM_REG_INTR(cq)	(0x2000 + 16 * (cq))
#define ENA_SIM_REG_NUMA(cq)	(0x2004 + 16 * (cq))
#define ENA_SIM_REG_CQ_HEAD(cq)	(0x2008 + 16 * (cq))
#define ENA_SIM_REG_CQ_REST	0xc	/* of 16 bytes; no register */

/* What an event register holds while no write is waiting */
#define ENA_SIM_NO_WRITE	0xffff0000	/* mailbox, DEV_CTL, PHC: no
						 * register, reserved bits; not
						 * all ones, which is no device
						 */
#define ENA_SIM_NO_UNMASK	0xbfffffff	/* interrupt registers: no host
						 * keeps delays and names some
						 */

/*
 * Put by the device into MMIO_RESP_LO, where the host has to write 0: whoever
 * writes the register takes it away, and can be told from who does not.
 */
#define ENA_SIM_RESP_MARK	BIT(0)

/**
 * struct ena_sim_front - what the model needs of the world
 * @dma: memory at bus address @addr, @len bytes of it, or NULL if that is not
 *	 memory or the function may not master the bus
 * @msix: send the message of @vector; false if it is masked or switched off
 *	  (the front keeps it pending then)
 * @drop_msix: forget the messages kept pending; may be NULL. Both locks are held.
 * @wire: put a frame on the wire; takes @skb over
 * @now_ns: monotonic time
 * @real_ns: time of day, for PHC and packet time stamps
 * @wake_io: I/O work appeared outside the I/O poll; may be NULL
 * @exact_doorbells: every doorbell write is followed by an I/O poll, so that
 *		     what comes between two of them can be judged
 * @may_dma: may the function master the bus; NULL: always. Rings are mapped
 *	     once, so the model asks this before it touches them.
 */
struct ena_sim_front {
	void *(*dma)(void *ctx, u64 addr, u32 len);
	bool (*msix)(void *ctx, u16 vector);
	void (*drop_msix)(void *ctx);
	void (*wire)(void *ctx, struct sk_buff *skb);
	u64 (*now_ns)(void *ctx);
	u64 (*real_ns)(void *ctx);
	void (*wake_io)(void *ctx);
	bool (*may_dma)(void *ctx);
	bool exact_doorbells;
};

/* A completion queue */
struct ena_sim_cq {
	bool live;
	bool intr;			/* interrupt mode */
	bool stamps[2];			/* of ENA_SIM_VEC_*: SET 31 as it was */
	bool extended;			/* with time stamps; set by the SQ */
	u8 dir;				/* ENA_SIM_VEC_*; set by the SQ */
	u8 entry_bytes;
	u16 depth;
	u32 vector;			/* or ENA_HW_MSIX_NONE */
	void *base;			/* in host memory */
	u32 tail;			/* free running */
	u16 numa;
};

/* What a meta descriptor says of a packet (T2.2) */
struct ena_sim_meta {
	u16 mss;
	u8 l3_off;
	u8 l3_len;
	u8 l4_words;
};

/* A completion held back by a fault */
struct ena_sim_held {
	bool valid;
	u16 req_id;
	u64 due_ns;			/* goes alone then */
};

/* A submission queue */
struct ena_sim_sq {
	bool live;
	bool tx;
	bool llq;
	bool stuck;			/* a breach made the ring unusable */
	u16 idx;			/* as the driver knows it */
	u16 cq;				/* in fn->cq */
	u16 depth;
	u16 pair;			/* in order of creation */
	void *base;			/* host memory, or the BAR2 image */
	u32 head;			/* free running: consumed */
	u16 db;				/* last doorbell value taken */
	u16 db_seen;			/* ... written, perhaps ignored */
	bool partial;			/* what is left is half a packet */
	u32 outstanding_bytes;
	unsigned long *in_flight;	/* request ids; Rx: posted */
	/* Tx */
	struct ena_sim_meta cache;
	u32 burst;			/* entries since the last doorbell */
	struct ena_sim_held held;
	/* LLQ geometry */
	u16 entry_bytes;
	u8 descs_first;
	u8 descs_next;
	/* counts */
	u64 packets;
	u64 bytes;
	u64 completions;
};

/* An I/O interrupt vector; index 0 is the management vector, not used here */
struct ena_sim_vec {
	bool armed;			/* unmasked since its last message */
	bool pending[2];		/* not reported: 0 Rx, 1 Tx */
	u32 delay[2];			/* units of moderation_us */
	u64 due_ns[2];
	u64 messages;
	u64 unmasks;
	u64 refreshes;			/* delays without the unmask bit */
};

#define ENA_SIM_VEC_RX		0
#define ENA_SIM_VEC_TX		1

/* Admin rings, as the registers of them say */
struct ena_sim_ring {
	bool live;
	void *base;
	u16 depth;
	u32 idx;			/* free running: the next entry */
	u32 caps;			/* the CAPS register it comes from */
};

/* Completions postponed by ADMIN_LATE or ADMIN_REORDER */
struct ena_sim_late {
	bool valid;
	bool reorder;			/* goes with the next one */
	u64 due_ns;
	struct ena_hw_acq_entry entry;
};

#define ENA_SIM_NR_LATE		32

struct ena_sim_flow {
	bool valid;
	u8 type;
	u16 rx_queue;
	struct ena_hw_flow_rule rule;
	u64 hits;
};

/* Traffic as the device counts it, since power on */
struct ena_sim_counters {
	u64 tx_packets, tx_bytes, tx_drops;
	u64 rx_packets, rx_bytes, rx_drops, rx_overruns;
	u64 tx_segments;		/* frames on the wire */
};

/* One entry of the reset history */
struct ena_sim_reset {
	u64 when_ns;
	u8 reason;
	bool flr;
};

#define ENA_SIM_RESET_HISTORY	16

/* One simulated function */
struct ena_sim_fn {
	struct ena_sim_config cfg;
	const struct ena_sim_front *front;
	void *ctx;			/* of @front */
	unsigned int id;		/* function number */
	u8 mac[ETH_ALEN];

	void *bar0;			/* ENA_HW_REGS_SIZE bytes */
	void *bar2;			/* or NULL: no LLQ */
	u32 bar2_size;

	struct ena_sim_fault_ctl fault[ENA_SIM_NR_FAULTS];
	u64 fault_seed;
	bool strict;
	struct ena_sim_breach_log breach[ENA_SIM_NR_BREACHES];
	spinlock_t referee_lock;	/* breach[]; a leaf */

	/* control, ctl_lock */
	struct mutex ctl_lock;
	bool resetting;
	bool reset_stuck;		/* RESET_STUCK_OFF struck */
	u32 dev_ctl;			/* a write that waits for io_lock */
	bool resp_forgotten;		/* by a reset; see ENA_SIM_RESP_MARK */
	u32 shown[4];			/* read-only registers, by reg.c */
	u64 scan_ns;			/* next scan for stray writes */
	u32 scan_off;			/* where it goes on between registers */
	bool powered;			/* false: surprise removed */
	struct ena_sim_ring aq, acq, aenq;
	u16 aq_db;
	u16 aenq_credit;		/* last head doorbell */
	bool aenq_started;		/* a head doorbell came */
	u32 aenq_enabled;		/* groups */
	bool mgmt_pending;		/* posted while vector 0 was held */
	bool mgmt_masked;		/* INTR_MASK, last value seen */
	bool link_up;
	bool link_due;			/* LINK_CHANGE to be posted */
	bool hints_due;			/* NOTIFICATION 2 to be posted */
	unsigned long events_due;	/* bit: group of ena_sim_aenq_raise() */
	u64 conf_bits;			/* of CONF_NOTIFICATION */
	u64 keep_alive_ns;		/* when the next one is due */
	u64 bad_group_ns;		/* ... of AENQ_BAD_GROUP */
	struct ena_sim_late late[ENA_SIM_NR_LATE];
	u64 commands, aborted;		/* admin statistics for debugfs */
	u64 aenq_posted, aenq_dropped;

	struct ena_sim_reset resets[ENA_SIM_RESET_HISTORY];
	u64 nr_resets;
	struct ena_hw_hints hints;
	struct ena_hw_host_attr host_attr;
	u32 host_features;		/* host page at SET 28, else 0 */
	u32 mtu;			/* cfg.mtu_max until SET 14 */
	bool llq_on;
	struct ena_hw_llq llq;		/* as SET chose it */
	bool frag_bypass;
	bool tx_timestamp, rx_timestamp;
	u64 eni[ENA_HW_METRICS];	/* set in debugfs */
	struct ena_hw_stats_srd srd;
	bool phc_on;
	u64 phc_record;			/* bus address */
	u64 phc_window_ns;
	u32 phc_in_window;

	/* I/O, io_lock */
	struct mutex io_lock;
	struct ena_sim_sq sq[ENA_SIM_MAX_SQS];
	struct ena_sim_cq cq[ENA_SIM_MAX_CQS];
	struct ena_sim_vec vec[ENA_SIM_MAX_VECTORS];
	u16 nr_tx, nr_rx;		/* live SQs */
	bool rss_on;			/* there is a table */
	u16 rss_log2;			/* of its entries */
	u16 *rss_table;			/* Rx SQ indices, ENA_SIM_RSS_MAX */
	u32 rss_func;			/* ENA_HW_RSS_TOEPLITZ */
	u32 rss_init;
	u8 rss_key[ENA_HW_RSS_KEY_SIZE];	/* in buffer order */
	u8 rss_key_used[ENA_HW_RSS_KEY_SIZE];	/* as the hash takes it */
	u16 rss_fields[ENA_HW_RSS_PROTOS];
	u16 rss_sort;
	struct ena_sim_flow *flow;	/* cfg.flow_rules of them */
	u16 nr_flows;			/* valid ones */
	struct ena_sim_work *work;	/* the packet at hand */
	struct ena_sim_counters count;		/* since power on */
	struct ena_sim_counters count_at_reset;	/* drops restart at a reset */
	struct sk_buff_head rx_wait;	/* frames from the wire, own lock */
	atomic_t rx_refused;		/* frames that found rx_wait full */
};

#endif /* ENA_SIM_OBJECTS_H */
