// SPDX-License-Identifier: GPL-2.0-only
/*
 * The reset handshake and its reasons (control plane 4.1, 4.2).
 */
#include <linux/delay.h>
#include <linux/device.h>
#include <linux/iopoll.h>

#include "ena_reset.h"

#define ENA_RESET_POLL_US	1000
#define ENA_RESET_BEGIN_MS	100

static const char * const ena_reset_names[] = {
	[ENA_HW_RESET_NORMAL] = "normal",
	[ENA_HW_RESET_KEEP_ALIVE_TO] = "keep alive timeout",
	[ENA_HW_RESET_ADMIN_TO] = "admin queue failure",
	[ENA_HW_RESET_MISS_TX_CMPL] = "missing Tx completions",
	[ENA_HW_RESET_INV_RX_REQ_ID] = "invalid Rx request id",
	[ENA_HW_RESET_INV_TX_REQ_ID] = "invalid Tx request id",
	[ENA_HW_RESET_TOO_MANY_RX_DESCS] = "too many Rx descriptors",
	[ENA_HW_RESET_INIT_ERR] = "initialisation error",
	[ENA_HW_RESET_DRIVER_INVALID_STATE] = "invalid driver state",
	[ENA_HW_RESET_OS_TRIGGER] = "operating system request",
	[ENA_HW_RESET_OS_NETDEV_WD] = "Tx watchdog of the stack",
	[ENA_HW_RESET_SHUTDOWN] = "shutdown",
	[ENA_HW_RESET_USER_TRIGGER] = "user request",
	[ENA_HW_RESET_GENERIC] = "generic",
	[ENA_HW_RESET_MISS_INTERRUPT] = "missing interrupt",
	[ENA_HW_RESET_POLL_STARVATION] = "suspected poll starvation",
	[ENA_HW_RESET_RX_DESC_MALFORMED] = "malformed Rx completion",
	[ENA_HW_RESET_TX_DESC_MALFORMED] = "malformed Tx completion",
	[ENA_HW_RESET_MISS_ADMIN_INTERRUPT] = "missing management interrupt",
	[ENA_HW_RESET_DEVICE_REQUEST] = "device request",
	[ENA_HW_RESET_MISS_FIRST_INTERRUPT] = "missing first interrupt",
};

static_assert(ARRAY_SIZE(ena_reset_names) == ENA_HW_RESET_REASONS);

const char *ena_reset_reason_name(enum ena_hw_reset_reason reason)
{
	return reason < ENA_HW_RESET_REASONS ? ena_reset_names[reason] :
					       "unknown";
}

u32 ena_reset_word(enum ena_hw_reset_reason reason, bool extended)
{
	u32 code = reason;

	if (!extended && code > FIELD_MAX(ENA_HW_DEV_CTL_REASON_LO))
		code = ENA_HW_RESET_GENERIC;

	/* The low nibble of the reason lies above the high one */
	return ENA_HW_DEV_CTL_RESET |
	       FIELD_PREP(ENA_HW_DEV_CTL_REASON_LO, code & 0xf) |
	       FIELD_PREP(ENA_HW_DEV_CTL_REASON_HI, code >> 4);
}

static int ena_reset_wait(struct ena_regs *regs, u32 mask, u32 want,
			  u64 timeout_us)
{
	u32 sts = 0;
	int err, io;

	err = read_poll_timeout(ena_reg_read, io, io || (sts & mask) == want,
				ENA_RESET_POLL_US, timeout_us, false, regs,
				ENA_HW_REG_DEV_STS, &sts);
	return io ?: err;
}

void ena_reset_begin(struct ena_regs *regs, enum ena_hw_reset_reason reason,
		     bool extended)
{
	ena_reg_write(regs, ENA_HW_REG_DEV_CTL,
		      ena_reset_word(reason, extended));
	msleep(ENA_RESET_BEGIN_MS);
}

/* Leave reset, whether the host or an earlier attempt entered it */
static int ena_reset_leave(struct ena_regs *regs, u64 timeout_us)
{
	int err;

	ena_reg_write(regs, ENA_HW_REG_DEV_CTL, 0);
	err = ena_reset_wait(regs,
			     ENA_HW_DEV_STS_RESETTING | ENA_HW_DEV_STS_READY,
			     ENA_HW_DEV_STS_READY, timeout_us);
	if (err)
		dev_err(regs->dev, "Device does not leave reset: %d\n", err);

	return err;
}

/* A device that is not ready may be stuck in a reset that was given up */
static int ena_reset_prepare(struct ena_regs *regs, u32 *hw_caps,
			     u64 *timeout_us)
{
	u32 sts;
	int err;

	err = ena_reg_read(regs, ENA_HW_REG_DEV_STS, &sts);
	if (err)
		return err;

	err = ena_reg_read(regs, ENA_HW_REG_CAPS, hw_caps);
	if (err)
		return err;

	*timeout_us = FIELD_GET(ENA_HW_CAPS_RESET_TIMEOUT, *hw_caps) *
		      ENA_HW_CAPS_TIMEOUT_UNIT_MS * USEC_PER_MSEC;
	if (!*timeout_us) {
		dev_err(regs->dev, "Invalid reset timeout value\n");
		return -EIO;
	}

	if (sts & ENA_HW_DEV_STS_READY)
		return 0;

	dev_warn(regs->dev, "Device isn't ready, ending a reset begun before\n");
	return ena_reset_leave(regs, *timeout_us);
}

/**
 * ena_reset_run() - reset the device
 * @regs: registers; bus mastering is on, the mailbox armed
 * @reason: told to the device
 * @extended: the device knows reasons above 15
 * @hw_caps: where the value of the CAPS register goes; valid on success
 *
 * Afterwards the device has forgotten everything but where to answer reads
 * (control plane 4.1), and writes nothing but such answers.
 *
 * Context: Process. Sleeps, at worst for three phases of the handshake (3.1 s
 * each, by CAPS) and one failing register read.
 *
 * Return: %0, an error of ena_reg_read(), %-ETIMEDOUT if the handshake does
 * not end, %-EIO if the device announces nonsense.
 */
int ena_reset_run(struct ena_regs *regs, enum ena_hw_reset_reason reason,
		  bool extended, u32 *hw_caps)
{
	u64 timeout_us;
	int err;

	err = ena_reset_prepare(regs, hw_caps, &timeout_us);
	if (err)
		return err;

	/* Entering it, the device forgets where to answer */
	ena_reg_write(regs, ENA_HW_REG_DEV_CTL,
		      ena_reset_word(reason, extended));
	ena_regs_arm(regs);

	err = ena_reset_wait(regs, ENA_HW_DEV_STS_RESETTING,
			     ENA_HW_DEV_STS_RESETTING, timeout_us);
	if (err) {
		dev_err(regs->dev, "Device does not enter reset: %d\n", err);
		return err;
	}

	return ena_reset_leave(regs, timeout_us);
}
