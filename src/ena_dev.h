/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ENA_DEV_H
#define ENA_DEV_H

#include <linux/if_ether.h>
#include <linux/interrupt.h>
#include <linux/pci.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

#include <ena_hw/feature.h>
#include <ena_hw/host_info.h>
#include <ena_hw/rss.h>

#include "ena_admin.h"
#include "ena_aenq.h"
#include "ena_feature.h"
#include "ena_host_info.h"
#include "ena_reg.h"
#include "ena_reset.h"

/*
 * Limits of supervision: the default, and the bounds a device's hint is
 * clamped to (control plane 9.1). Milliseconds.
 */
#define ENA_KEEP_ALIVE_MS		3000	/* as operators are told */
#define ENA_KEEP_ALIVE_MIN_MS		2000	/* twice the period */
#define ENA_KEEP_ALIVE_MAX_MS		60000
#define ENA_MISSING_TX_MS		5000
#define ENA_MISSING_TX_MIN_MS		1000	/* one tick of the check */
#define ENA_MISSING_TX_MAX_MS		60000
#define ENA_MISSING_TX_COUNT		128	/* packets; any hint will do */
#define ENA_NETDEV_WD_MS		5000
#define ENA_NETDEV_WD_MIN_MS		2000
#define ENA_NETDEV_WD_MAX_MS		60000
#define ENA_ADMIN_TIMEOUT_MIN_MS	100
#define ENA_ADMIN_TIMEOUT_MAX_MS	30000
#define ENA_REG_READ_TIMEOUT_MIN_MS	50
#define ENA_REG_READ_TIMEOUT_MAX_MS	2000

/* Hints in force, clamped to sane bounds; 0 never, U32_MAX: not supervised */
struct ena_hints {
	u32 keep_alive_ms;
	u32 missing_tx_ms;
	u32 missing_tx_count;		/* never U32_MAX */
	u32 netdev_wd_ms;		/* never U32_MAX */
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
	/*
	 * The device must be reset. Called at most once between a successful
	 * ena_dev_start() and the next ena_dev_stop() or ena_dev_start().
	 */
	void (*fail)(void *ctx, enum ena_hw_reset_reason reason);
};

enum ena_dev_state {
	ENA_DEV_DOWN,			/* no queue of it may be used */
	ENA_DEV_RUNNING,
	ENA_DEV_GONE,			/* left the bus; ends if it comes back */
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
 * @hints: supervision limits; single words, read without a lock
 * @state: written by the owner of bring-up (probe, remove, the reset work)
 * @fail_reason: why a reset is due; ENA_HW_RESET_NORMAL while all is well, that
 *		 is from a successful start to the first failure or stop
 * @wq: ordered; device work that may sleep
 * @aenq_work: dispatches events
 * @keep_alive_jiffies: when the last one was seen
 * @drops_lock: @drops and @drops_base. Taken in any context: always irqsave; a
 *		leaf.
 * @drops: counts since the last reset
 * @drops_base: counts of all resets before
 * @conf_notified: configuration notifications that were logged
 * @host_info: the page of feature 28
 * @host_info_dma: bus address
 * @debug_area: filled by the layer above at a reset, or NULL
 * @debug_area_dma: bus address
 * @debug_area_size: bytes
 * @config: configuration space as enabled, bus mastering off
 * @hw_caps: the CAPS register, as of the last start
 * @dma_width: bits of the addresses the device takes
 * @muzzled: bus mastering was switched off because it could not be reset
 * @untold: why it was to be reset then; told until a reset works
 * @reset_count: successful starts
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
	u64 conf_notified;
	struct ena_hw_host_info *host_info;
	dma_addr_t host_info_dma;
	void *debug_area;
	dma_addr_t debug_area_dma;
	u32 debug_area_size;
	struct pci_saved_state *config;
	u32 hw_caps;
	u32 dma_width;
	bool muzzled;
	enum ena_hw_reset_reason untold;
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
/* Could it not be reset? Then what it knew is its memory still. */
bool ena_dev_may_remember(const struct ena_dev *edev);
/* After a loss of configuration space, as in a reset of the slot */
void ena_dev_restore_config(struct ena_dev *edev);
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

/*
 * The function has left the bus (remove, error recovery gave up): fail every
 * command and end all waiting for it. Any context that can schedule.
 */
void ena_dev_set_gone(struct ena_dev *edev);

/* The management interrupt handler; @data is the struct ena_dev */
irqreturn_t ena_dev_mgmt_irq(int irq, void *data);

/*
 * Take the events that wait in memory, interrupt or not. Only on edev->wq.
 * Returns how many.
 */
unsigned int ena_dev_poll_events(struct ena_dev *edev);

/* Drops of all resets together; never goes back. Any context. */
void ena_dev_get_drops(struct ena_dev *edev, struct ena_dev_drops *sum);

/* Memory for the layer above to explain itself in, told to the device; once */
int ena_dev_set_debug_area(struct ena_dev *edev, u32 size);

static inline bool ena_dev_is_running(const struct ena_dev *edev)
{
	return READ_ONCE(edev->state) == ENA_DEV_RUNNING;
}

/* ena_event.c */
extern const struct ena_aenq_ops ena_event_ops;
#define ENA_EVENT_GROUPS \
	(BIT(ENA_HW_AENQ_LINK_CHANGE) | BIT(ENA_HW_AENQ_FATAL_ERROR) | \
	 BIT(ENA_HW_AENQ_WARNING) | BIT(ENA_HW_AENQ_NOTIFICATION) | \
	 BIT(ENA_HW_AENQ_KEEP_ALIVE) | BIT(ENA_HW_AENQ_CONF_NOTIFICATION) | \
	 BIT(ENA_HW_AENQ_RESET_REQUEST))

void ena_event_new_epoch(struct ena_dev *edev);
void ena_event_reset_hints(struct ena_dev *edev, u32 admin_timeout_us);
void ena_event_apply_hints(struct ena_dev *edev, const struct ena_hw_hints *h);

#endif /* ENA_DEV_H */
