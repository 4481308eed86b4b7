/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * 6.15: the netdev instance lock. Before it, rtnl covers what a driver's
 * operations touch.
 */
#ifndef ENA_COMPAT_NETDEV_LOCK_H
#define ENA_COMPAT_NETDEV_LOCK_H

#include <linux/version.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 15, 0)
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>

static inline void ena_compat_lock_ops(struct net_device *dev)
{
	rtnl_lock();
}

static inline void ena_compat_unlock_ops(struct net_device *dev)
{
	rtnl_unlock();
}

static inline void ena_compat_assert_locked_ops(const struct net_device *dev)
{
	ASSERT_RTNL();
}

#define netdev_lock_ops_compat ena_compat_lock_ops
#define netdev_unlock_ops_compat ena_compat_unlock_ops
#define netdev_assert_locked_ops_compat ena_compat_assert_locked_ops

/* What needs both has taken rtnl before */
static inline void netdev_lock_ops(struct net_device *dev)
{
}

static inline void netdev_unlock_ops(struct net_device *dev)
{
}

static inline bool netdev_trylock(struct net_device *dev)
{
	return rtnl_trylock();
}

static inline void netdev_request_ops_lock(struct net_device *dev)
{
}
#else
#include_next <net/netdev_lock.h>

static inline void netdev_request_ops_lock(struct net_device *dev)
{
	dev->request_ops_lock = true;
}
#endif

#endif /* ENA_COMPAT_NETDEV_LOCK_H */
