// SPDX-License-Identifier: GPL-2.0-only
/*
 * BAR0. Registers are written directly; to read one, its offset is written to
 * a mailbox and the device answers by DMA (control plane 3).
 */
#include <linux/dma-mapping.h>
#include <linux/iopoll.h>
#include <linux/pci.h>

#include "ena_reg.h"

#define ENA_REG_READ_POLL_US	20

/**
 * ena_regs_alloc() - prepare access to BAR0
 * @regs: to be filled
 * @dev: the device; its DMA mask is set
 * @base: BAR0, mapped
 * @size: bytes of it
 * @direct: read registers directly, not through the mailbox
 *
 * Writes no register. Control plane 3.1.
 *
 * Context: Process.
 * Return: %0, or %-ENOMEM.
 */
int ena_regs_alloc(struct ena_regs *regs, struct device *dev,
		   void __iomem *base, u32 size, bool direct)
{
	regs->dev = dev;
	regs->base = base;
	regs->size = size;
	regs->direct = direct;
	regs->gone = false;
	regs->seq = 0;
	regs->timeout_us = ENA_REG_READ_TIMEOUT_US;
	regs->read_timeouts = 0;
	mutex_init(&regs->lock);

	regs->resp = dma_alloc_coherent(dev, sizeof(*regs->resp),
					&regs->resp_dma, GFP_KERNEL);
	return regs->resp ? 0 : -ENOMEM;
}

/**
 * ena_regs_free() - undo ena_regs_alloc()
 * @regs: registers; the device does not answer any more (ena_regs_disarm())
 *
 * Context: Process.
 */
void ena_regs_free(struct ena_regs *regs)
{
	dma_free_coherent(regs->dev, sizeof(*regs->resp), regs->resp,
			  regs->resp_dma);
	mutex_destroy(&regs->lock);
}

void ena_regs_arm(struct ena_regs *regs)
{
	ena_reg_write_addr(regs, ENA_HW_REG_MMIO_RESP_LO, regs->resp_dma);
}

void ena_regs_disarm(struct ena_regs *regs)
{
	ena_reg_write_addr(regs, ENA_HW_REG_MMIO_RESP_LO, 0);
}

/**
 * ena_regs_check_gone() - is the function still on the bus?
 * @regs: registers of one device
 *
 * A function whose channel is frozen by error handling is not gone, whatever
 * was thought before: it just cannot be reached.
 *
 * Context: Process.
 * Return: true if it is gone; all waiting for it ends then.
 */
bool ena_regs_check_gone(struct ena_regs *regs)
{
	struct pci_dev *pdev;
	bool frozen;

	if (!dev_is_pci(regs->dev))
		return regs->gone;

	pdev = to_pci_dev(regs->dev);
	frozen = pdev->error_state == pci_channel_io_frozen;
	WRITE_ONCE(regs->gone, !frozen && !pci_device_is_present(pdev));
	return READ_ONCE(regs->gone);
}

static int ena_reg_read_direct(struct ena_regs *regs, u16 off, u32 *val)
{
	u32 seen = readl(regs->base + off);

	if (seen != ENA_HW_REG_GONE) {
		*val = seen;
		return 0;
	}

	return ena_regs_check_gone(regs) ? -ENODEV : -EIO;
}

/* What the device wrote for request @tag: the register, or an error */
static int ena_reg_check_answer(const struct ena_regs *regs, u16 off, u32 *val)
{
	u32 seen = le32_to_cpu(READ_ONCE(regs->resp->val));

	if (le16_to_cpu(READ_ONCE(regs->resp->off)) != off)
		return -EIO;
	if (seen == ENA_HW_REG_GONE)
		return -EIO;

	*val = seen;
	return 0;
}

static int ena_reg_read_try(struct ena_regs *regs, u16 off, u32 *val)
{
	struct ena_hw_mmio_resp *resp = regs->resp;
	u16 tag = ++regs->seq;
	__le16 seen;
	int err;

	lockdep_assert_held(&regs->lock);

	/* The answer to an earlier request must not look like this one's */
	WRITE_ONCE(resp->req_id, cpu_to_le16(tag + ENA_HW_REQ_ID_PENDING));
	ena_reg_write(regs, ENA_HW_REG_MMIO_READ,
		      FIELD_PREP(ENA_HW_MMIO_READ_REQ_ID, tag) |
		      FIELD_PREP(ENA_HW_MMIO_READ_OFF, off));

	err = read_poll_timeout(READ_ONCE, seen,
				le16_to_cpu(seen) == tag ||
				READ_ONCE(regs->gone),
				ENA_REG_READ_POLL_US, regs->timeout_us, false,
				resp->req_id);
	if (!err && le16_to_cpu(seen) != tag)
		return -ENODEV;
	if (!err) {
		/* The tag says the answer is here; the rest only after it */
		dma_rmb();
		err = ena_reg_check_answer(regs, off, val);
	}
	if (READ_ONCE(regs->gone) || (err && ena_regs_check_gone(regs)))
		return -ENODEV;
	if (!err)
		return 0;

	WRITE_ONCE(regs->read_timeouts, regs->read_timeouts + 1);
	dev_err_ratelimited(regs->dev,
			    "Reading reg failed for timeout. expected: req id[%u] offset[%u] actual: req id[%u] offset[%u]\n",
			    tag, off, le16_to_cpu(resp->req_id),
			    le16_to_cpu(resp->off));
	return err;
}

/**
 * ena_reg_read() - read a BAR0 register
 * @regs: registers of one device; bus mastering is on, the mailbox armed
 * @off: offset in bytes, ENA_HW_REG_*
 * @val: where the value goes; untouched on error
 *
 * A failed read is tried again, ENA_REG_READ_TRIES in all. Control plane 3.3.
 *
 * Context: Process. Sleeps, at worst ENA_REG_READ_TRIES times
 * &ena_regs.timeout_us: 0.6 s by default, 6 s with the longest hint.
 *
 * Return:
 * * %0 - success
 * * %-ETIMEDOUT - no answer: the device is dead or needs a reset
 * * %-EIO - an answer for another register, or a value no register has
 * * %-ENODEV - the function is gone from the bus
 */
int ena_reg_read(struct ena_regs *regs, u16 off, u32 *val)
{
	unsigned int i;
	int err;

	might_sleep();

	if (READ_ONCE(regs->gone))
		return -ENODEV;
	if (regs->direct)
		return ena_reg_read_direct(regs, off, val);

	mutex_lock(&regs->lock);
	for (i = 0; i < ENA_REG_READ_TRIES; i++) {
		err = ena_reg_read_try(regs, off, val);
		if (!err || err == -ENODEV)
			break;
	}
	mutex_unlock(&regs->lock);

	if (err)
		dev_err_ratelimited(regs->dev, "Reg read32 timeout occurred\n");

	return err;
}

/**
 * ena_reg_is_located() - may a driver write where the device says?
 * @regs: registers of one device
 * @off: offset from an answer of the device, bytes
 *
 * The device hands out the places of doorbells and interrupt registers. They
 * are whole words inside the BAR, behind the registers every device has
 * (control plane 2.3).
 *
 * Context: Any.
 * Return: true if @off is such a place.
 */
bool ena_reg_is_located(const struct ena_regs *regs, u32 off)
{
	return IS_ALIGNED(off, sizeof(u32)) && off > ENA_HW_REG_RSS_ENTRY &&
	       off <= regs->size - sizeof(u32);
}
