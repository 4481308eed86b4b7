// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the device says by itself, and what follows from it (control plane 8.3,
 * 8.4, 9.1). Runs on edev->wq.
 */
#include <linux/bitops.h>
#include <linux/jiffies.h>
#include <linux/minmax.h>

#include "ena_dev.h"

/* A hint in milliseconds; 0 keeps what is in force */
static u32 ena_event_hint(__le16 hint, u32 now, u32 lo, u32 hi)
{
	return hint ? clamp_t(u32, le16_to_cpu(hint), lo, hi) : now;
}

/* The same, where a device may also ask not to be supervised */
static u32 ena_event_watch_hint(__le16 hint, u32 now, u32 lo, u32 hi)
{
	if (le16_to_cpu(hint) == ENA_HW_HINT_UNSUPERVISED)
		return U32_MAX;

	return ena_event_hint(hint, now, lo, hi);
}

/**
 * ena_event_apply_hints() - take over what the device suggests
 * @edev: the device
 * @h: as on the wire
 *
 * Nothing a device suggests makes supervision pointless or the driver wait
 * for ever: values are clamped, see ENA_KEEP_ALIVE_MIN_MS and the following.
 *
 * Context: Process; the owner of bring-up or edev->wq.
 */
void ena_event_apply_hints(struct ena_dev *edev, const struct ena_hw_hints *h)
{
	struct ena_hints *hints = &edev->hints;
	u32 ms;

	ms = ena_event_watch_hint(h->driver_watchdog_timeout_ms,
				  hints->keep_alive_ms, ENA_KEEP_ALIVE_MIN_MS,
				  ENA_KEEP_ALIVE_MAX_MS);
	WRITE_ONCE(hints->keep_alive_ms, ms);

	ms = ena_event_watch_hint(h->missing_tx_timeout_ms,
				  hints->missing_tx_ms, ENA_MISSING_TX_MIN_MS,
				  ENA_MISSING_TX_MAX_MS);
	WRITE_ONCE(hints->missing_tx_ms, ms);

	if (h->missing_tx_threshold)
		WRITE_ONCE(hints->missing_tx_count,
			   le16_to_cpu(h->missing_tx_threshold));

	ms = ena_event_hint(h->netdev_wd_timeout_ms, hints->netdev_wd_ms,
			    ENA_NETDEV_WD_MIN_MS, ENA_NETDEV_WD_MAX_MS);
	WRITE_ONCE(hints->netdev_wd_ms, ms);

	ms = ena_event_hint(h->admin_timeout_ms,
			    edev->admin.timeout_us / USEC_PER_MSEC,
			    ENA_ADMIN_TIMEOUT_MIN_MS, ENA_ADMIN_TIMEOUT_MAX_MS);
	WRITE_ONCE(edev->admin.timeout_us, ms * USEC_PER_MSEC);

	ms = ena_event_hint(h->mmio_read_timeout_ms,
			    edev->regs.timeout_us / USEC_PER_MSEC,
			    ENA_REG_READ_TIMEOUT_MIN_MS,
			    ENA_REG_READ_TIMEOUT_MAX_MS);
	WRITE_ONCE(edev->regs.timeout_us, ms * USEC_PER_MSEC);
}

/**
 * ena_event_reset_hints() - forget what the device suggested
 * @edev: the device
 * @admin_timeout_us: as its CAPS register says
 *
 * Context: Process; the owner of bring-up.
 */
void ena_event_reset_hints(struct ena_dev *edev, u32 admin_timeout_us)
{
	WRITE_ONCE(edev->hints.keep_alive_ms, ENA_KEEP_ALIVE_MS);
	WRITE_ONCE(edev->hints.missing_tx_ms, ENA_MISSING_TX_MS);
	WRITE_ONCE(edev->hints.missing_tx_count, ENA_MISSING_TX_COUNT);
	WRITE_ONCE(edev->hints.netdev_wd_ms, ENA_NETDEV_WD_MS);
	WRITE_ONCE(edev->admin.timeout_us, admin_timeout_us);
	WRITE_ONCE(edev->regs.timeout_us, ENA_REG_READ_TIMEOUT_US);
}

/**
 * ena_event_new_epoch() - the device was reset, its drop counters restart
 * @edev: the device
 *
 * Context: Any.
 */
void ena_event_new_epoch(struct ena_dev *edev)
{
	struct ena_dev_drops *base = &edev->drops_base;
	unsigned long flags;

	spin_lock_irqsave(&edev->drops_lock, flags);
	base->rx_drops += edev->drops.rx_drops;
	base->tx_drops += edev->drops.tx_drops;
	base->rx_overruns += edev->drops.rx_overruns;
	edev->drops = (struct ena_dev_drops) {};
	spin_unlock_irqrestore(&edev->drops_lock, flags);
}

void ena_dev_get_drops(struct ena_dev *edev, struct ena_dev_drops *sum)
{
	unsigned long flags;

	spin_lock_irqsave(&edev->drops_lock, flags);
	sum->rx_drops = edev->drops_base.rx_drops + edev->drops.rx_drops;
	sum->tx_drops = edev->drops_base.tx_drops + edev->drops.tx_drops;
	sum->rx_overruns = edev->drops_base.rx_overruns +
			   edev->drops.rx_overruns;
	spin_unlock_irqrestore(&edev->drops_lock, flags);
}

static u64 ena_event_u64(const struct ena_hw_u64 *val)
{
	return (u64)le32_to_cpu(val->hi) << 32 | le32_to_cpu(val->lo);
}

/* The device's counts replace ours, but a counter does not go back */
static void ena_event_keep_alive(struct ena_dev *edev,
				 const struct ena_hw_aenq_keep_alive *ka)
{
	struct ena_dev_drops *drops = &edev->drops;
	unsigned long flags;

	WRITE_ONCE(edev->keep_alive_jiffies, jiffies);

	spin_lock_irqsave(&edev->drops_lock, flags);
	drops->rx_drops = max(drops->rx_drops, ena_event_u64(&ka->rx_drops));
	drops->tx_drops = max(drops->tx_drops, ena_event_u64(&ka->tx_drops));
	drops->rx_overruns = max(drops->rx_overruns,
				 ena_event_u64(&ka->rx_overruns));
	spin_unlock_irqrestore(&edev->drops_lock, flags);
}

static void ena_event_notification(struct ena_dev *edev,
				   const struct ena_hw_aenq_entry *e)
{
	u16 syndrome = le16_to_cpu(e->hdr.syndrome);

	if (syndrome != ENA_HW_AENQ_SYNDROME_HINTS) {
		dev_warn_ratelimited(edev->regs.dev,
				     "Unknown notification, syndrome %u\n",
				     syndrome);
		return;
	}

	ena_event_apply_hints(edev, &e->hints);
	edev->ops->hints(edev->ctx);
}

/* Each code is logged once; a device repeats them */
static void ena_event_configuration(struct ena_dev *edev, u64 codes)
{
	u64 news = codes & ~edev->conf_notified;
	unsigned int bit;

	edev->conf_notified |= news;
	for (bit = 0; bit < BITS_PER_TYPE(news); bit++) {
		if (news & BIT_ULL(bit))
			dev_warn(edev->regs.dev,
				 "Sub-optimal configuration notification code: %d. Refer to AWS ENA documentation for additional details and mitigation options.\n",
				 bit + 1);
	}
}

static void ena_event_dispatch(void *ctx, u16 group,
			       const struct ena_hw_aenq_entry *e)
{
	struct ena_dev *edev = ctx;
	struct device *dev = edev->regs.dev;

	switch (group) {
	case ENA_HW_AENQ_LINK_CHANGE:
		edev->ops->link(edev->ctx,
				le32_to_cpu(e->link) & ENA_HW_AENQ_LINK_UP);
		break;
	case ENA_HW_AENQ_FATAL_ERROR:
		dev_err_ratelimited(dev, "Fatal device error, syndrome %u\n",
				    le16_to_cpu(e->hdr.syndrome));
		ena_dev_fail(edev, ENA_HW_RESET_GENERIC);
		break;
	case ENA_HW_AENQ_WARNING:
		dev_warn_ratelimited(dev, "Device warning, syndrome %u\n",
				     le16_to_cpu(e->hdr.syndrome));
		break;
	case ENA_HW_AENQ_NOTIFICATION:
		ena_event_notification(edev, e);
		break;
	case ENA_HW_AENQ_KEEP_ALIVE:
		ena_event_keep_alive(edev, &e->keep_alive);
		break;
	case ENA_HW_AENQ_CONF_NOTIFICATION:
		ena_event_configuration(edev,
					le64_to_cpu(e->conf_notifications));
		break;
	case ENA_HW_AENQ_RESET_REQUEST:
		dev_warn_ratelimited(dev,
				     "The device has detected an unhealthy state, reset is requested\n");
		ena_dev_fail(edev, ENA_HW_RESET_DEVICE_REQUEST);
		break;
	default:
		dev_warn_ratelimited(dev,
				     "Event of group %u, which is not enabled\n",
				     group);
	}
}

const struct ena_aenq_ops ena_event_ops = {
	.event = ena_event_dispatch,
};
