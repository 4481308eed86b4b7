/* SPDX-License-Identifier: GPL-2.0-only */
/* 6.4: <net/netdev_queues.h> with netif_txq_completed_wake() */
#ifndef ENA_COMPAT_NETDEV_QUEUES_H
#define ENA_COMPAT_NETDEV_QUEUES_H

#include_next <net/netdev_queues.h>

#ifndef netif_txq_completed_wake
static inline void
ena_compat_txq_completed_mb(struct netdev_queue *txq, unsigned int pkts,
			    unsigned int bytes)
{
	if (IS_ENABLED(CONFIG_BQL))
		netdev_tx_completed_queue(txq, pkts, bytes);
	else if (bytes)
		smp_mb();
}

#define netif_txq_completed_wake(txq, pkts, bytes, get_desc, start_thrs) \
	({								\
		int _res = -1;						\
									\
		ena_compat_txq_completed_mb(txq, pkts, bytes);		\
		if ((pkts) && likely((get_desc) >= (start_thrs))) {	\
			_res = 1;					\
			if (unlikely(netif_tx_queue_stopped(txq))) {	\
				netif_tx_wake_queue(txq);		\
				_res = 0;				\
			}						\
		}							\
		_res;							\
	})
#endif

#endif /* ENA_COMPAT_NETDEV_QUEUES_H */
