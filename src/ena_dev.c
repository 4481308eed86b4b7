// SPDX-License-Identifier: GPL-2.0-only
/*
 * The device as a whole: what it takes from PCI, and its bring-up (control
 * plane 4.4, 4.5).
 */
#include <linux/dma-mapping.h>
#include <linux/jiffies.h>

#include "ena_dev.h"

static int ena_dev_map(struct ena_dev *edev)
{
	struct pci_dev *pdev = edev->pdev;
	resource_size_t size = pci_resource_len(pdev, ENA_HW_BAR_REGS);
	void __iomem *base;

	if (size < ENA_HW_REGS_FIXED_END || size > U32_MAX) {
		dev_err(&pdev->dev, "Register BAR of %pa bytes\n", &size);
		return -ENODEV;
	}

	base = pci_ioremap_bar(pdev, ENA_HW_BAR_REGS);
	if (!base)
		return -ENOMEM;

	edev->regs.base = base;
	edev->regs.size = size;
	return 0;
}

/* Without it, Tx descriptors are in host memory */
static void ena_dev_map_llq(struct ena_dev *edev, int bars)
{
	struct pci_dev *pdev = edev->pdev;

	if (!(bars & BIT(ENA_HW_BAR_LLQ)))
		return;

	edev->llq_bar_size = pci_resource_len(pdev, ENA_HW_BAR_LLQ);
	edev->llq_bar = ioremap_wc(pci_resource_start(pdev, ENA_HW_BAR_LLQ),
				   edev->llq_bar_size);
	if (!edev->llq_bar)
		dev_warn(&pdev->dev, "Cannot map the LLQ BAR\n");
	else if (!arch_can_pci_mmap_wc())
		dev_warn(&pdev->dev,
			 "No write combining for the LLQ BAR, Tx will be slow\n");
}

static int ena_dev_bars(struct pci_dev *pdev)
{
	return pci_select_bars(pdev, IORESOURCE_MEM) &
	       (BIT(ENA_HW_BAR_REGS) | BIT(ENA_HW_BAR_LLQ));
}

static void ena_dev_unmap(struct ena_dev *edev)
{
	if (edev->llq_bar)
		iounmap(edev->llq_bar);
	iounmap(edev->regs.base);
}

/* What others save may be that of a function that is away just then: all ones */
static int ena_dev_keep_config(struct ena_dev *edev)
{
	pci_save_state(edev->pdev);
	edev->config = pci_store_saved_state(edev->pdev);
	return edev->config ? 0 : -ENOMEM;
}

static int ena_dev_enable(struct ena_dev *edev)
{
	struct pci_dev *pdev = edev->pdev;
	int bars = ena_dev_bars(pdev);
	int err;

	if (!(bars & BIT(ENA_HW_BAR_REGS))) {
		dev_err(&pdev->dev, "No register BAR\n");
		return -ENODEV;
	}

	err = pci_enable_device_mem(pdev);
	if (err)
		return err;

	err = pci_request_selected_regions(pdev, bars, KBUILD_MODNAME);
	if (err)
		goto disable_device;

	err = ena_dev_map(edev);
	if (err)
		goto release_regions;

	ena_dev_map_llq(edev, bars);
	err = ena_dev_keep_config(edev);
	if (err)
		goto unmap;

	return 0;

unmap:
	ena_dev_unmap(edev);
release_regions:
	pci_release_selected_regions(pdev, bars);
disable_device:
	pci_disable_device(pdev);
	return err;
}

static void ena_dev_disable(struct ena_dev *edev)
{
	kfree(edev->config);
	ena_dev_unmap(edev);
	pci_release_selected_regions(edev->pdev, ena_dev_bars(edev->pdev));
	pci_disable_device(edev->pdev);
}

static int ena_dev_alloc_host_info(struct ena_dev *edev)
{
	edev->host_info = dma_alloc_coherent(edev->regs.dev,
					     ENA_HW_HOST_INFO_PAGE_SIZE,
					     &edev->host_info_dma, GFP_KERNEL);
	if (!edev->host_info)
		return -ENOMEM;

	ena_host_info_init(edev->host_info, edev->pdev);
	return 0;
}

static int ena_dev_alloc(struct ena_dev *edev)
{
	bool direct = edev->pdev->revision & ENA_HW_REVISION_DIRECT_READS;
	int err;

	err = ena_regs_alloc(&edev->regs, &edev->pdev->dev, edev->regs.base,
			     edev->regs.size, direct);
	if (err)
		return err;

	err = ena_admin_alloc(&edev->admin, &edev->regs);
	if (err)
		goto free_regs;

	err = ena_aenq_alloc(&edev->aenq, &edev->regs, &ena_event_ops, edev);
	if (err)
		goto free_admin;

	err = ena_dev_alloc_host_info(edev);
	if (err)
		goto free_aenq;

	return 0;

free_aenq:
	ena_aenq_free(&edev->aenq);
free_admin:
	ena_admin_free(&edev->admin);
free_regs:
	ena_regs_free(&edev->regs);
	return err;
}

static void ena_dev_free(struct ena_dev *edev)
{
	struct device *dev = edev->regs.dev;

	ena_regs_disarm(&edev->regs);
	if (edev->debug_area)
		dma_free_coherent(dev, edev->debug_area_size, edev->debug_area,
				  edev->debug_area_dma);
	dma_free_coherent(dev, ENA_HW_HOST_INFO_PAGE_SIZE, edev->host_info,
			  edev->host_info_dma);
	ena_aenq_free(&edev->aenq);
	ena_admin_free(&edev->admin);
	ena_regs_free(&edev->regs);
}

/*
 * How far the device can address is known only after it was talked to. What
 * it is talked to with lies where every device can reach, if the platform can.
 */
static int ena_dev_alloc_low(struct ena_dev *edev)
{
	struct device *dev = &edev->pdev->dev;
	u64 widest = DMA_BIT_MASK(ENA_HW_DMA_WIDTH_MAX);
	int err;

	err = dma_set_mask_and_coherent(dev, widest);
	if (err) {
		dev_err(dev, "No usable DMA configuration\n");
		return err;
	}

	dma_set_coherent_mask(dev, DMA_BIT_MASK(ENA_HW_DMA_WIDTH_MIN));
	err = ena_dev_alloc(edev);
	dma_set_coherent_mask(dev, widest);
	return err;
}

/* The admin queue died: have the device reset */
static void ena_dev_admin_broken(void *ctx)
{
	ena_dev_fail(ctx, ENA_HW_RESET_ADMIN_TO);
}

/**
 * ena_dev_poll_events() - take events that wait in memory
 * @edev: the device
 *
 * Context: edev->wq only.
 * Return: how many; 0 unless the device is running.
 */
unsigned int ena_dev_poll_events(struct ena_dev *edev)
{
	return ena_dev_is_running(edev) ? ena_aenq_poll(&edev->aenq) : 0;
}

static void ena_dev_aenq_work(struct work_struct *work)
{
	struct ena_dev *edev = container_of(work, struct ena_dev, aenq_work);

	/* A flood of events takes turns with other work */
	if (ena_dev_poll_events(edev) == ENA_AENQ_DEPTH)
		queue_work(edev->wq, work);
}

/**
 * ena_dev_mgmt_irq() - handler of vector 0: command completions and events
 * @irq: unused
 * @data: the struct ena_dev
 *
 * Context: Hard interrupt.
 * Return: IRQ_HANDLED, as the message says nothing about its cause.
 */
irqreturn_t ena_dev_mgmt_irq(int irq, void *data)
{
	struct ena_dev *edev = data;

	ena_admin_irq(&edev->admin);
	if (ena_aenq_is_pending(&edev->aenq))
		queue_work(edev->wq, &edev->aenq_work);

	return IRQ_HANDLED;
}

/**
 * ena_dev_attach() - take a function into use
 * @edev: zeroed
 * @pdev: the function
 * @ops: where news goes
 * @ctx: their context
 *
 * Touches no register. Control plane 4.4, step 1.
 *
 * Context: Process.
 * Return: %0; %-ENODEV: not a usable function; or what PCI or DMA say.
 */
int ena_dev_attach(struct ena_dev *edev, struct pci_dev *pdev,
		   const struct ena_dev_ops *ops, void *ctx)
{
	int err;

	edev->pdev = pdev;
	edev->ops = ops;
	edev->ctx = ctx;
	edev->state = ENA_DEV_DOWN;
	edev->fail_reason = ENA_HW_RESET_INIT_ERR;
	edev->admin.broken = ena_dev_admin_broken;
	edev->admin.ctx = edev;
	spin_lock_init(&edev->drops_lock);
	INIT_WORK(&edev->aenq_work, ena_dev_aenq_work);

	err = ena_dev_enable(edev);
	if (err)
		return err;

	err = ena_dev_alloc_low(edev);
	if (err)
		goto disable;

	edev->wq = alloc_ordered_workqueue("ena-%s", WQ_MEM_RECLAIM,
					   pci_name(pdev));
	if (!edev->wq) {
		err = -ENOMEM;
		goto free;
	}

	return 0;

free:
	ena_dev_free(edev);
disable:
	ena_dev_disable(edev);
	return err;
}

/**
 * ena_dev_detach() - undo ena_dev_attach()
 * @edev: the device; stopped, or never started
 *
 * Context: Process.
 */
void ena_dev_detach(struct ena_dev *edev)
{
	destroy_workqueue(edev->wq);
	ena_dev_free(edev);
	ena_dev_disable(edev);
}

/* From here on until a start succeeds, nobody is told of failures */
static void ena_dev_latch(struct ena_dev *edev, enum ena_hw_reset_reason reason)
{
	if (reason == ENA_HW_RESET_NORMAL)
		reason = ENA_HW_RESET_SHUTDOWN;
	cmpxchg(&edev->fail_reason, (u32)ENA_HW_RESET_NORMAL, (u32)reason);
}

static void ena_dev_set_state(struct ena_dev *edev, enum ena_dev_state state)
{
	if (READ_ONCE(edev->regs.gone))
		state = ENA_DEV_GONE;
	WRITE_ONCE(edev->state, state);
}

static bool ena_dev_has_extended_reasons(const struct ena_dev *edev)
{
	return edev->caps.caps & ENA_HW_CAP_EXT_RESET_REASONS;
}

/*
 * Reset; if that fails, see to it that the device can do no DMA. Of the reason,
 * which is that of the first reset that fails, it may not have heard.
 */
static int ena_dev_reset(struct ena_dev *edev, enum ena_hw_reset_reason reason)
{
	bool extended = ena_dev_has_extended_reasons(edev);
	int err;

	err = ena_reset_run(&edev->regs, reason, extended, &edev->hw_caps);
	if (err) {
		if (!edev->muzzled)
			edev->untold = reason;
		pci_clear_master(edev->pdev);
		/* For a driver to come, which will switch it on unsuspectingly */
		ena_reg_write(&edev->regs, ENA_HW_REG_DEV_CTL,
			      ena_reset_word(edev->untold, extended));
	}
	edev->muzzled = err;
	ena_dev_set_state(edev, ENA_DEV_DOWN);

	return err;
}

/* Control plane 4.3 */
static int ena_dev_check_version(struct ena_dev *edev)
{
	struct device *dev = edev->regs.dev;
	u32 ver, ctrl;
	int err;

	err = ena_reg_read(&edev->regs, ENA_HW_REG_VERSION, &ver);
	if (err)
		return err;

	err = ena_reg_read(&edev->regs, ENA_HW_REG_CTRL_VERSION, &ctrl);
	if (err)
		return err;

	dev_info(dev, "ENA device version: %d.%d\n",
		 (int)FIELD_GET(ENA_HW_VERSION_MAJOR, ver),
		 (int)FIELD_GET(ENA_HW_VERSION_MINOR, ver));
	dev_info(dev, "ENA controller version: %d.%d.%d implementation version %d\n",
		 (int)FIELD_GET(ENA_HW_CTRL_VERSION_MAJOR, ctrl),
		 (int)FIELD_GET(ENA_HW_CTRL_VERSION_MINOR, ctrl),
		 (int)FIELD_GET(ENA_HW_CTRL_VERSION_SUBMINOR, ctrl),
		 (int)FIELD_GET(ENA_HW_CTRL_VERSION_IMPL_ID, ctrl));

	if (FIELD_GET(ENA_HW_CTRL_VERSION_NUMBER, ctrl) >=
	    ENA_HW_CTRL_VERSION_MIN)
		return 0;

	dev_err(dev, "Controller version is too low\n");
	return -EOPNOTSUPP;
}

/* Control plane 1.5; buffers outlive resets, so the width must not shrink */
static int ena_dev_set_dma_width(struct ena_dev *edev)
{
	u32 width = FIELD_GET(ENA_HW_CAPS_DMA_ADDR_WIDTH, edev->hw_caps);
	struct device *dev = edev->regs.dev;

	if (width < ENA_HW_DMA_WIDTH_MIN || width > ENA_HW_DMA_WIDTH_MAX ||
	    width < edev->dma_width) {
		dev_err(dev, "DMA width value is illegal: %u\n", width);
		return -EIO;
	}

	edev->dma_width = width;
	return dma_set_mask_and_coherent(dev, DMA_BIT_MASK(width));
}

/* 0 in CAPS leaves the choice to the host */
static u32 ena_dev_admin_timeout_us(const struct ena_dev *edev)
{
	u32 units = FIELD_GET(ENA_HW_CAPS_ADMIN_TIMEOUT, edev->hw_caps);

	return units * ENA_HW_CAPS_TIMEOUT_UNIT_MS * USEC_PER_MSEC ?:
	       ENA_ADMIN_TIMEOUT_US;
}

/* A device that does not want to know works all the same */
static int ena_dev_tell_host(struct ena_dev *edev)
{
	int err;

	err = ena_feature_set_host_attr(&edev->admin, edev->host_info_dma,
					edev->debug_area_dma,
					edev->debug_area_size);
	if (err == -EOPNOTSUPP)
		dev_dbg(edev->regs.dev, "Set host attribute isn't supported\n");
	else if (err)
		dev_warn(edev->regs.dev, "Cannot set host attributes: %d\n",
			 err);

	return err;
}

static int ena_dev_take_hints(struct ena_dev *edev)
{
	struct ena_hw_hints hints;
	int err;

	err = ena_feature_get_hints(&edev->admin, &edev->caps, &hints);
	if (!err)
		ena_event_apply_hints(edev, &hints);

	return err == -ENODEV || err == -ETIMEDOUT ? err : 0;
}

/* Without events there is no keep-alive to watch, and the link counts as up */
static int ena_dev_choose_events(struct ena_dev *edev)
{
	u32 enabled = 0;
	int err;

	err = ena_feature_set_aenq(&edev->admin, ENA_EVENT_GROUPS, &enabled);
	if (err && err != -EOPNOTSUPP)
		return err;
	if (err)
		dev_warn(edev->regs.dev, "Failed to config AENQ\n");

	edev->caps.aenq_groups = enabled;
	dev_info(edev->regs.dev, "Device watchdog is %s\n",
		 enabled & BIT(ENA_HW_AENQ_KEEP_ALIVE) ? "Enabled" :
							 "Disabled");
	return 0;
}

static int ena_dev_negotiate(struct ena_dev *edev)
{
	struct ena_caps caps;
	int err;

	err = ena_dev_tell_host(edev);
	if (err == -ENODEV || err == -ETIMEDOUT)
		return err;

	err = ena_feature_get_caps(&edev->admin, &caps);
	if (err)
		return err;
	edev->caps = caps;

	err = ena_dev_take_hints(edev);
	if (err)
		return err;

	return ena_dev_choose_events(edev);
}

/* The reset is done: check who answers, hand over the rings, negotiate */
static int ena_dev_init(struct ena_dev *edev)
{
	u32 timeout_us = ena_dev_admin_timeout_us(edev);
	int err;

	ena_event_new_epoch(edev);
	ena_event_reset_hints(edev, timeout_us);

	err = ena_dev_check_version(edev);
	if (err)
		return err;

	err = ena_dev_set_dma_width(edev);
	if (err)
		return err;

	ena_admin_start(&edev->admin, timeout_us);
	ena_aenq_start(&edev->aenq);
	return ena_dev_negotiate(edev);
}

/* No thread, no work and no DMA of the device is left after this */
static void ena_dev_quiesce(struct ena_dev *edev,
			    enum ena_hw_reset_reason reason)
{
	int err;

	ena_admin_stop(&edev->admin);
	cancel_work_sync(&edev->aenq_work);

	if (edev->muzzled)
		return;

	err = ena_dev_reset(edev, reason);
	if (err && err != -ENODEV)
		dev_err(edev->regs.dev,
			"Device does not reset, its bus mastering is off\n");
}

/**
 * ena_dev_restore_config() - configuration space as the driver found it
 * @edev: the device
 *
 * That is without bus mastering, which ena_dev_start() switches on.
 *
 * Context: Process.
 */
void ena_dev_restore_config(struct ena_dev *edev)
{
	pci_load_saved_state(edev->pdev, edev->config);
	pci_restore_state(edev->pdev);
}

/*
 * A function that was away may be back as after power on, its BARs nowhere. A
 * virtual function has no bit that would tell, and its BARs are not its own.
 */
static void ena_dev_find_config(struct ena_dev *edev)
{
	u16 cmd;

	pci_read_config_word(edev->pdev, PCI_COMMAND, &cmd);
	if (cmd & PCI_COMMAND_MEMORY || edev->pdev->no_command_memory)
		return;

	dev_warn(edev->regs.dev,
		 "The function lost its configuration, putting it back\n");
	ena_dev_restore_config(edev);
}

/**
 * ena_dev_may_remember() - may the device write to memory it once knew?
 * @edev: the device, stopped
 *
 * Without bus mastering it cannot, but whoever asks it anything has to allow
 * that again. A function that cannot be found on the bus may be there again in a
 * moment, and never have heard that it was to stop.
 *
 * Context: Process; the owner of bring-up.
 *
 * Return: true if it could not be reset.
 */
bool ena_dev_may_remember(const struct ena_dev *edev)
{
	return edev->muzzled;
}

/**
 * ena_dev_start() - reset the device and negotiate with it
 * @edev: attached; not running
 * @reason: told to the device
 *
 * Control plane 4.4, steps 2 to 13. On an error the device is reset again, or
 * kept from DMA.
 *
 * Context: Process; the owner of bring-up, no lock held. Sleeps: milliseconds
 * with a healthy device. At worst, with one that answers as late as it can:
 * two resets (each three phases of CAPS time, 3.1 s), four register reads
 * (0.6 s each) and ten commands (the first that is not answered ends it;
 * 3 s by default).
 *
 * Return: %0; %-ENODEV: it is gone; %-ETIMEDOUT: it does not answer; %-EIO: it
 * answers nonsense; %-EOPNOTSUPP: it is too old; or an error of a command.
 */
int ena_dev_start(struct ena_dev *edev, enum ena_hw_reset_reason reason)
{
	int err;

	ena_dev_latch(edev, reason);

	if (ena_regs_check_gone(&edev->regs)) {
		ena_dev_set_state(edev, ENA_DEV_GONE);
		return -ENODEV;
	}

	ena_dev_find_config(edev);
	/*
	 * A device that could not be reset writes where it was told to as soon
	 * as it may. Its memory is still there, but what it does is seen by
	 * nobody: let the reset reach it first, for the reason it was for
	 * (control plane 4.5).
	 */
	if (edev->muzzled)
		ena_reset_begin(&edev->regs, edev->untold,
				ena_dev_has_extended_reasons(edev));
	pci_set_master(edev->pdev);
	ena_regs_arm(&edev->regs);
	err = ena_dev_reset(edev, reason);
	if (err)
		return err;

	err = ena_dev_init(edev);
	if (err) {
		ena_dev_quiesce(edev, ENA_HW_RESET_INIT_ERR);
		return err;
	}

	edev->reset_count++;
	/*
	 * Of a queue that died before this nobody was told. Pairs with the
	 * cmpxchg() of ena_dev_fail(), which comes after it is marked dead.
	 */
	smp_store_mb(edev->fail_reason, ENA_HW_RESET_NORMAL);
	if (READ_ONCE(edev->admin.dead))
		ena_dev_fail(edev, ENA_HW_RESET_ADMIN_TO);
	return 0;
}

/**
 * ena_dev_go() - the management interrupt has its handler: run
 * @edev: the device, started
 *
 * Control plane 4.4, step 16. Where the vectors send their messages is written
 * again in case the reset made the device forget it.
 *
 * Context: Process; the owner of bring-up. Nobody requests or frees interrupts
 * of @edev meanwhile.
 */
void ena_dev_go(struct ena_dev *edev)
{
	pci_restore_msi_state(edev->pdev);
	WRITE_ONCE(edev->keep_alive_jiffies, jiffies);
	ena_dev_set_state(edev, ENA_DEV_RUNNING);
	ena_admin_set_polling(&edev->admin, false);
	ena_aenq_open(&edev->aenq);
}

/**
 * ena_dev_stop() - end everything the device does
 * @edev: the device, in whatever state
 * @reason: told to the device
 *
 * Afterwards no command is in flight, no upcall comes and the device does no
 * DMA. Memory it knew may be freed if ena_dev_may_remember() says no, or if this
 * driver does not start it again.
 *
 * Context: Process; the owner of bring-up; edev->wq or any other thread that
 * holds no lock an upcall takes. Sleeps: milliseconds with a healthy device, at
 * worst one reset (three phases of CAPS time, 3.1 s) and one register read
 * (0.6 s).
 */
void ena_dev_stop(struct ena_dev *edev, enum ena_hw_reset_reason reason)
{
	ena_dev_latch(edev, reason);
	ena_dev_set_state(edev, ENA_DEV_DOWN);
	ena_regs_check_gone(&edev->regs);
	ena_dev_quiesce(edev, reason);
}

/**
 * ena_dev_fail() - have the device reset
 * @edev: the device
 * @reason: why; told to the device then
 *
 * The first reason since the device was started wins. While it is down nobody
 * is told: whoever starts it sees the error.
 *
 * Context: Any.
 */
void ena_dev_fail(struct ena_dev *edev, enum ena_hw_reset_reason reason)
{
	if (reason == ENA_HW_RESET_NORMAL)
		reason = ENA_HW_RESET_GENERIC;

	if (cmpxchg(&edev->fail_reason, (u32)ENA_HW_RESET_NORMAL,
		    (u32)reason) == ENA_HW_RESET_NORMAL)
		edev->ops->fail(edev->ctx, reason);
}

/**
 * ena_dev_set_gone() - the function has left the bus
 * @edev: the device
 *
 * Context: Process.
 */
void ena_dev_set_gone(struct ena_dev *edev)
{
	WRITE_ONCE(edev->regs.gone, true);
	ena_dev_set_state(edev, ENA_DEV_GONE);
	ena_admin_stop(&edev->admin);
}

/**
 * ena_dev_set_debug_area() - memory the device may read what happened from
 * @edev: the device, started
 * @size: bytes
 *
 * Once; it is told again at each start, and freed by ena_dev_detach().
 *
 * Context: Process. One command, see ena_admin_exec_data().
 * Return: %0; %-ENOMEM; %-EBUSY: there is one; or an error of the command, and
 * the memory is there nevertheless.
 */
int ena_dev_set_debug_area(struct ena_dev *edev, u32 size)
{
	if (edev->debug_area)
		return -EBUSY;

	edev->debug_area = dma_alloc_coherent(edev->regs.dev, size,
					      &edev->debug_area_dma,
					      GFP_KERNEL | __GFP_NOWARN);
	if (!edev->debug_area)
		return -ENOMEM;

	edev->debug_area_size = size;
	return ena_dev_tell_host(edev);
}
