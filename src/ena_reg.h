/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ENA_REG_H
#define ENA_REG_H

#include <linux/io.h>
#include <linux/mutex.h>
#include <linux/types.h>

#include <ena_hw/regs.h>

struct device;

#define ENA_REG_READ_TIMEOUT_US		200000	/* one try */
#define ENA_REG_READ_TRIES		3

/**
 * struct ena_regs - BAR0 of one device
 * @dev: owner of the DMA memory, and who the log speaks of
 * @base: BAR0
 * @size: bytes of it
 * @direct: reads go to the register itself (control plane 1.3)
 * @gone: the function has left the bus; every read fails at once
 * @lock: one mailbox read at a time: @seq and @resp. Sleeping; a leaf.
 * @resp: where the device answers mailbox reads
 * @resp_dma: its bus address
 * @seq: tag of the last read
 * @timeout_us: how long one try may take (hint mmio_read_timeout)
 * @read_timeouts: tries that got no answer or a wrong one
 */
struct ena_regs {
	struct device *dev;
	void __iomem *base;
	u32 size;
	bool direct;
	bool gone;
	struct mutex lock;	/* see above */
	struct ena_hw_mmio_resp *resp;
	dma_addr_t resp_dma;
	u16 seq;
	u32 timeout_us;
	u32 read_timeouts;
};

int ena_regs_alloc(struct ena_regs *regs, struct device *dev,
		   void __iomem *base, u32 size, bool direct);
void ena_regs_free(struct ena_regs *regs);

/* Tell the device where to answer; again right after a reset began */
void ena_regs_arm(struct ena_regs *regs);
/* ... and not to answer any more, before the memory goes */
void ena_regs_disarm(struct ena_regs *regs);

int ena_reg_read(struct ena_regs *regs, u16 off, u32 *val);

/* Look for the function on its bus; sets @gone. Process context. */
bool ena_regs_check_gone(struct ena_regs *regs);

/* Is @off, which the device chose, a place a driver may write to? */
bool ena_reg_is_located(const struct ena_regs *regs, u32 off);

static inline void ena_reg_write(struct ena_regs *regs, u32 off, u32 val)
{
	writel(val, regs->base + off);
}

/* An address goes into two registers, the low word first */
static inline void ena_reg_write_addr(struct ena_regs *regs, u32 off_lo,
				      dma_addr_t dma)
{
	ena_reg_write(regs, off_lo, lower_32_bits(dma));
	ena_reg_write(regs, off_lo + 4, upper_32_bits(dma));
}

#endif /* ENA_REG_H */
