/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ENA_DEV_H
#define ENA_DEV_H

#include <linux/if_ether.h>
#include <linux/pci.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

#include <ena_hw/feature.h>
#include <ena_hw/host_info.h>
#include <ena_hw/rss.h>

#include "ena_admin.h"
#include "ena_aenq.h"
#include "ena_reg.h"

/* What the device said it can do; validated, host byte order */
struct ena_caps {
	u32 features;			/* BIT(enum ena_hw_feature) */
	u32 caps;			/* ENA_HW_CAP_* */
	u32 device_version;
	u8 mac[ETH_ALEN];
	u32 mtu_max;
	u16 flow_rules_max;
	u16 tx_queues_max;		/* host placement */
	u16 llq_queues_max;
	u16 rx_queues_max;
	u32 tx_depth_max;		/* host placement, power of two */
	u32 rx_depth_max;		/* power of two */
	u32 tx_cq_depth_max;
	u16 tx_bufs_max;		/* a packet, without the meta one */
	u16 rx_bufs_max;		/* a packet */
	u16 tx_hdr_max;			/* host placement hint, bytes */
	u32 tx_offloads;		/* ENA_HW_OFFLOAD_TX_* ... */
	u32 rx_offloads;
	u32 aenq_groups;		/* enabled */
	u32 metrics;			/* BIT(enum ena_hw_metric) */
	u16 moderation_us;		/* unit of interrupt delays; 0: none */
	struct ena_hw_llq llq;		/* as the device sent it */
};

/* Hints in force, clamped to sane bounds; 0 never, U32_MAX: not supervised */
struct ena_hints {
	u32 keep_alive_ms;
	u32 missing_tx_ms;
	u32 missing_tx_count;
	u32 netdev_wd_ms;
};

/* Drops the device counted since it was last reset (AENQ KEEP_ALIVE) */
struct ena_dev_drops {
	u64 rx_drops;
	u64 tx_drops;
	u64 rx_overruns;
};

struct ena_dev;

/*
 * News for the layer above. All in process context (edev->wq), but fail(),
 * which may come from any.
 */
struct ena_dev_ops {
	void (*link)(void *ctx, bool up);
	void (*hints)(void *ctx);
	/* The device must be reset; called once until ena_dev_start() */
	void (*fail)(void *ctx, enum ena_hw_reset_reason reason);
};

enum ena_dev_state {
	ENA_DEV_DOWN,			/* no queue of it may be used */
	ENA_DEV_RUNNING,
	ENA_DEV_GONE,			/* surprise removal; for ever */
};

/**
 * struct ena_dev - one device, from probe to remove
 * @pdev: the PCI function
 * @regs: BAR0
 * @llq_bar: BAR2, write combining, or NULL
 * @llq_bar_size: bytes of it
 * @admin: admin queue
 * @aenq: event ring
 * @caps: what it can do, as of the last start
 * @hints: supervision limits
 * @state: written by the owner of bring-up (probe, remove, the reset work)
 * @fail_reason: why a reset is due, or ENA_HW_RESET_NORMAL; by cmpxchg
 * @wq: ordered; device work that may sleep
 * @aenq_work: dispatches events
 * @keep_alive_jiffies: when the last one was seen
 * @drops: counts since the last reset, @drops_base: of all resets before
 * @drops_lock: both. Taken in any context: always irqsave; a leaf.
 * @host_info: the page of feature 28
 * @host_info_dma: bus address
 * @debug_area: filled by the layer above at a reset, or NULL
 * @debug_area_dma: bus address
 * @debug_area_size: bytes
 * @reset_timeout_us: of one phase of the handshake
 * @ops: upcalls
 * @ctx: their context
 */
struct ena_dev {
	struct pci_dev *pdev;
	struct ena_regs regs;
	void __iomem *llq_bar;
	resource_size_t llq_bar_size;
	struct ena_admin admin;
	struct ena_aenq aenq;
	struct ena_caps caps;
	struct ena_hints hints;
	enum ena_dev_state state;
	u32 fail_reason;
	struct workqueue_struct *wq;
	struct work_struct aenq_work;
	unsigned long keep_alive_jiffies;
	spinlock_t drops_lock;	/* see above */
	struct ena_dev_drops drops;
	struct ena_dev_drops drops_base;
	struct ena_hw_host_info *host_info;
	dma_addr_t host_info_dma;
	void *debug_area;
	dma_addr_t debug_area_dma;
	u32 debug_area_size;
	u32 reset_timeout_us;
	u32 reset_count;
	const struct ena_dev_ops *ops;
	void *ctx;
};

/* PCI, BARs, DMA memory: what lives as long as the device is bound */
int ena_dev_attach(struct ena_dev *edev, struct pci_dev *pdev,
		   const struct ena_dev_ops *ops, void *ctx);
void ena_dev_detach(struct ena_dev *edev);

/*
 * Reset with @reason, negotiate, read @caps, configure AENQ; the admin queue
 * is left polling. On an error nothing of the device is left running.
 */
int ena_dev_start(struct ena_dev *edev, enum ena_hw_reset_reason reason);
/* Interrupts are there: admin by interrupt, events, state RUNNING */
void ena_dev_go(struct ena_dev *edev);
/*
 * No command, no event, no DMA any more: admin stopped, reset with @reason;
 * bus mastering off if the device does not answer. Cannot fail: after it,
 * memory the device knew may be freed.
 */
void ena_dev_stop(struct ena_dev *edev, enum ena_hw_reset_reason reason);

/* Something is wrong: have it reset. Any context; the first reason wins. */
void ena_dev_fail(struct ena_dev *edev, enum ena_hw_reset_reason reason);

/* The management interrupt handler */
irqreturn_t ena_dev_mgmt_irq(int irq, void *data);

static inline bool ena_dev_is_running(const struct ena_dev *edev)
{
	return READ_ONCE(edev->state) == ENA_DEV_RUNNING;
}

/* "keep alive timeout", ... */
const char *ena_reset_reason_name(enum ena_hw_reset_reason reason);

#endif /* ENA_DEV_H */
