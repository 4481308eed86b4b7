/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * BAR0 registers, the register-read mailbox and the reset word (control plane
 * 1 to 4). Offsets are bytes, masks are fields in place, every register is a
 * little-endian 32-bit word.
 */
#ifndef ENA_HW_REGS_H
#define ENA_HW_REGS_H

#include <linux/bitfield.h>
#include <linux/bits.h>
#include <linux/build_bug.h>
#include <linux/types.h>

#define ENA_HW_VENDOR_ID		0x1d0f
#define ENA_HW_DEV_ID_LEGACY		0x0051
#define ENA_HW_DEV_ID_PF		0x0ec2
#define ENA_HW_DEV_ID_PF_LLQ		0x1ec2
#define ENA_HW_DEV_ID_VF		0xec20
#define ENA_HW_DEV_ID_VF_LLQ		0xec21

#define ENA_HW_BAR_REGS			0
#define ENA_HW_BAR_LLQ			2
#define ENA_HW_REGS_SIZE		0x4000	/* bytes of BAR0 */

/* PCI revision id: register reads are direct, not through the mailbox */
#define ENA_HW_REVISION_DIRECT_READS	BIT(0)

#define ENA_HW_MSIX_MGMT		0	/* AQ completions and AENQ */
#define ENA_HW_MSIX_IO_BASE		1	/* queue pair q: 1 + q */
#define ENA_HW_MSIX_MIN			2
#define ENA_HW_MSIX_NONE		0xffffffff	/* CREATE_CQ: polled */

#define ENA_HW_DMA_WIDTH_MIN		32
#define ENA_HW_DMA_WIDTH_MAX		48

/* Register offsets (control plane 2.1) */
#define ENA_HW_REG_VERSION		0x00
#define ENA_HW_VERSION_MINOR		GENMASK(7, 0)
#define ENA_HW_VERSION_MAJOR		GENMASK(15, 8)

#define ENA_HW_REG_CTRL_VERSION		0x04
#define ENA_HW_CTRL_VERSION_SUBMINOR	GENMASK(7, 0)
#define ENA_HW_CTRL_VERSION_MINOR	GENMASK(15, 8)
#define ENA_HW_CTRL_VERSION_MAJOR	GENMASK(23, 16)
#define ENA_HW_CTRL_VERSION_IMPL_ID	GENMASK(31, 24)
#define ENA_HW_CTRL_VERSION_NUMBER	GENMASK(23, 0)	/* must be >= ... */
#define ENA_HW_CTRL_VERSION_MIN		0x000001	/* ... 0.0.1 */

#define ENA_HW_REG_CAPS			0x08
#define ENA_HW_CAPS_CONTIGUOUS		BIT(0)
#define ENA_HW_CAPS_RESET_TIMEOUT	GENMASK(5, 1)	/* 100 ms; 0 illegal */
#define ENA_HW_CAPS_DMA_ADDR_WIDTH	GENMASK(15, 8)	/* bits */
#define ENA_HW_CAPS_ADMIN_TIMEOUT	GENMASK(19, 16)	/* 100 ms; 0 unset */
#define ENA_HW_CAPS_TIMEOUT_UNIT_MS	100

#define ENA_HW_REG_CAPS_EXT		0x0c

#define ENA_HW_REG_AQ_BASE_LO		0x10
#define ENA_HW_REG_AQ_BASE_HI		0x14
#define ENA_HW_REG_AQ_CAPS		0x18
#define ENA_HW_REG_ACQ_BASE_LO		0x20
#define ENA_HW_REG_ACQ_BASE_HI		0x24
#define ENA_HW_REG_ACQ_CAPS		0x28
#define ENA_HW_REG_AQ_DB		0x2c
#define ENA_HW_REG_ACQ_TAIL		0x30
#define ENA_HW_REG_AENQ_CAPS		0x34
#define ENA_HW_REG_AENQ_BASE_LO		0x38
#define ENA_HW_REG_AENQ_BASE_HI		0x3c
#define ENA_HW_REG_AENQ_HEAD_DB		0x40
#define ENA_HW_REG_AENQ_TAIL		0x44

/* AQ_CAPS, ACQ_CAPS and AENQ_CAPS share one layout; depth 0: queue off */
#define ENA_HW_QUEUE_CAPS_DEPTH		GENMASK(15, 0)	/* power of two */
#define ENA_HW_QUEUE_CAPS_ENTRY_SIZE	GENMASK(31, 16)	/* bytes: 64 */

/* Doorbells of the rings above and of I/O queues: a free-running counter */
#define ENA_HW_DB_INDEX			GENMASK(15, 0)

#define ENA_HW_REG_INTR_MASK		0x4c
#define ENA_HW_INTR_MASK_MGMT		BIT(0)		/* 1: vector 0 held */

#define ENA_HW_REG_DEV_CTL		0x54
#define ENA_HW_DEV_CTL_RESET		BIT(0)
#define ENA_HW_DEV_CTL_AQ_RESTART	BIT(1)
#define ENA_HW_DEV_CTL_QUIESCENT	BIT(2)
#define ENA_HW_DEV_CTL_IO_RESUME	BIT(3)
#define ENA_HW_DEV_CTL_REASON_HI	GENMASK(27, 24)	/* reason bits 7:4 */
#define ENA_HW_DEV_CTL_REASON_LO	GENMASK(31, 28)	/* reason bits 3:0 */

#define ENA_HW_REG_DEV_STS		0x58
#define ENA_HW_DEV_STS_READY		BIT(0)
#define ENA_HW_DEV_STS_AQ_RESTARTING	BIT(1)
#define ENA_HW_DEV_STS_AQ_RESTARTED	BIT(2)
#define ENA_HW_DEV_STS_RESETTING	BIT(3)
#define ENA_HW_DEV_STS_RESET_FINISHED	BIT(4)
#define ENA_HW_DEV_STS_FATAL_ERROR	BIT(5)
#define ENA_HW_DEV_STS_QUIESCING	BIT(6)
#define ENA_HW_DEV_STS_QUIESCED		BIT(7)

#define ENA_HW_REG_MMIO_READ		0x5c
#define ENA_HW_MMIO_READ_REQ_ID		GENMASK(15, 0)
#define ENA_HW_MMIO_READ_OFF		GENMASK(31, 16)	/* bytes */

#define ENA_HW_REG_MMIO_RESP_LO		0x60
#define ENA_HW_REG_MMIO_RESP_HI		0x64

#define ENA_HW_REG_RSS_ENTRY		0x68
#define ENA_HW_RSS_ENTRY_INDEX		GENMASK(15, 0)
#define ENA_HW_RSS_ENTRY_QUEUE		GENMASK(31, 16)

#define ENA_HW_REG_PHC_DB		0x100	/* where feature 29 puts it */
#define ENA_HW_PHC_DB_REQ_ID		GENMASK(15, 0)

#define ENA_HW_REGS_FIXED_END		0x110	/* located registers: above */

/* A value no register has: a read that failed, or a device that is gone */
#define ENA_HW_REG_GONE			0xffffffff

/* Added to a request id to say "not answered yet" (mailbox, PHC) */
#define ENA_HW_REQ_ID_PENDING		0xdead

/* Register-read mailbox, the device's answer in host memory (L-02) */
struct ena_hw_mmio_resp {
	__le16 req_id;
	__le16 off;
	__le32 val;
};

static_assert(sizeof(struct ena_hw_mmio_resp) == 8);

/*
 * Registers whose offset the device hands out (control plane 2.3). The
 * interrupt register of a CQ: moderation delays and the unmask bit.
 */
#define ENA_HW_INTR_RX_DELAY		GENMASK(14, 0)	/* resolution units */
#define ENA_HW_INTR_TX_DELAY		GENMASK(29, 15)
#define ENA_HW_INTR_UNMASK		BIT(30)
#define ENA_HW_INTR_KEEP_DELAYS		BIT(31)
#define ENA_HW_INTR_DELAY_MAX		32767

#define ENA_HW_NUMA_NODE		GENMASK(7, 0)
#define ENA_HW_NUMA_ENABLED		BIT(31)

/* Why the host resets (E-01); written to DEV_CTL in two nibbles */
enum ena_hw_reset_reason {
	ENA_HW_RESET_NORMAL			= 0,
	ENA_HW_RESET_KEEP_ALIVE_TO		= 1,
	ENA_HW_RESET_ADMIN_TO			= 2,
	ENA_HW_RESET_MISS_TX_CMPL		= 3,
	ENA_HW_RESET_INV_RX_REQ_ID		= 4,
	ENA_HW_RESET_INV_TX_REQ_ID		= 5,
	ENA_HW_RESET_TOO_MANY_RX_DESCS		= 6,
	ENA_HW_RESET_INIT_ERR			= 7,
	ENA_HW_RESET_DRIVER_INVALID_STATE	= 8,
	ENA_HW_RESET_OS_TRIGGER			= 9,
	ENA_HW_RESET_OS_NETDEV_WD		= 10,
	ENA_HW_RESET_SHUTDOWN			= 11,
	ENA_HW_RESET_USER_TRIGGER		= 12,
	ENA_HW_RESET_GENERIC			= 13,
	ENA_HW_RESET_MISS_INTERRUPT		= 14,
	ENA_HW_RESET_POLL_STARVATION		= 15,
	ENA_HW_RESET_RX_DESC_MALFORMED		= 16,
	ENA_HW_RESET_TX_DESC_MALFORMED		= 17,
	ENA_HW_RESET_MISS_ADMIN_INTERRUPT	= 18,
	ENA_HW_RESET_DEVICE_REQUEST		= 19,
	ENA_HW_RESET_MISS_FIRST_INTERRUPT	= 20,
	ENA_HW_RESET_REASONS
};

#endif /* ENA_HW_REGS_H */
