/* SPDX-License-Identifier: GPL-2.0-only */
/* NAPI of a queue: what <linux/netdevice.h> has gained */
#ifndef ENA_COMPAT_NETDEVICE_H
#define ENA_COMPAT_NETDEVICE_H

#include <linux/version.h>
#include_next <linux/netdevice.h>

/* 6.8: NAPI contexts know their queues and interrupts */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 8, 0) && !defined(ENA_HAS_QUEUE_NAPI)
enum netdev_queue_type {
	NETDEV_QUEUE_TYPE_RX,
	NETDEV_QUEUE_TYPE_TX,
};

static inline void netif_queue_set_napi(struct net_device *dev,
					unsigned int queue_index,
					enum netdev_queue_type type,
					struct napi_struct *napi)
{
}

static inline void netif_napi_set_irq(struct napi_struct *napi, int irq)
{
}
#endif

/* 6.13: settings of a NAPI that outlive it */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 13, 0) && \
	!defined(ENA_HAS_NAPI_CONFIG)
static inline void
netif_napi_add_config(struct net_device *dev, struct napi_struct *napi,
		      int (*poll)(struct napi_struct *, int), int index)
{
	netif_napi_add(dev, napi, poll);
}
#endif

/* 6.15: the netdev instance lock, which a driver may hold here */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 15, 0)
#define napi_enable_locked napi_enable
#define napi_disable_locked napi_disable
#define netif_napi_add_config_locked netif_napi_add_config
#define __netif_napi_del_locked __netif_napi_del
#define netif_napi_set_irq_locked netif_napi_set_irq
#endif

#endif /* ENA_COMPAT_NETDEVICE_H */
