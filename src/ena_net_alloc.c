// SPDX-License-Identifier: GPL-2.0-only
/*
 * The netdev and its private part, as they are before anyone opens it.
 */
#include <linux/etherdevice.h>
#include <net/netdev_lock.h>

#include "ena_flow.h"
#include "ena_metrics.h"
#include "ena_net.h"
#include "ena_rss.h"

/* Delays until the user says otherwise, microseconds (data plane 10.5) */
#define ENA_NET_RX_USECS	20
#define ENA_NET_TX_USECS	64
/*
 * What byte queue limits let a Tx queue have under way in any case, bytes: a
 * completion that is lost must not stop the queue.
 */
#define ENA_NET_BQL_MIN		32768
/* Longest packet that is copied, bytes (data plane 10.3) */
#define ENA_NET_COPYBREAK	(256 - NET_IP_ALIGN)

netdev_features_t ena_net_features(const struct ena_caps *caps)
{
	/* There is a hash whatever the device says of it (data plane 8.1) */
	netdev_features_t features = NETIF_F_SG | NETIF_F_RXHASH;
	u32 tx = caps->tx_offloads, rx = caps->rx_offloads;

	if (tx & ENA_HW_OFFLOAD_TX_L4_IPV4_PART)
		features |= NETIF_F_IP_CSUM;
	if (tx & ENA_HW_OFFLOAD_TX_L4_IPV6_PART)
		features |= NETIF_F_IPV6_CSUM;
	if (tx & ENA_HW_OFFLOAD_TSO_IPV4)
		features |= NETIF_F_TSO;
	if (tx & ENA_HW_OFFLOAD_TSO_IPV6)
		features |= NETIF_F_TSO6;
	if (tx & ENA_HW_OFFLOAD_TSO_ECN)
		features |= NETIF_F_TSO_ECN;
	if (rx & (ENA_HW_OFFLOAD_RX_L4_IPV4 | ENA_HW_OFFLOAD_RX_L4_IPV6))
		features |= NETIF_F_RXCSUM;
	return features;
}

static void ena_net_init_netdev(struct ena_net *enet)
{
	struct net_device *netdev = enet->netdev;
	struct ena_dev *edev = enet->edev;
	netdev_features_t features;

	features = ena_net_features(&edev->caps);
	netdev->hw_features = features;
	netdev->vlan_features = features;
	netdev->features = features | NETIF_F_HIGHDMA;
	if (enet->flows)
		netdev->features |= NETIF_F_NTUPLE;

	netdev->min_mtu = min_t(u32, ENA_MTU_MIN, edev->caps.mtu_max);
	netdev->max_mtu = edev->caps.mtu_max;
	netdev->mtu = min_t(u32, netdev->mtu, edev->caps.mtu_max);
	netdev->watchdog_timeo = msecs_to_jiffies(edev->hints.netdev_wd_ms);
	netdev_request_ops_lock(netdev);

	if (is_valid_ether_addr(edev->caps.mac)) {
		eth_hw_addr_set(netdev, edev->caps.mac);
	} else {
		eth_hw_addr_random(netdev);
		dev_warn(&edev->pdev->dev,
			 "The device has no valid MAC address, using a random one\n");
	}
}

static void ena_net_init_cfg(struct ena_net *enet,
			     const struct ena_net_opts *opts)
{
	const struct ena_caps *caps = &enet->edev->caps;
	struct ena_queue_cfg *cfg = &enet->cfg;
	unsigned int i;

	ena_net_negotiate_llq(enet, opts->llq_want, &cfg->llq);
	cfg->nr = opts->pairs;
	cfg->tx_depth = min(opts->tx_depth, ena_llq_depth_max(caps, &cfg->llq));
	cfg->rx_depth = min(opts->rx_depth, caps->rx_depth_max);
	cfg->mtu = enet->netdev->mtu;
	cfg->rx_copybreak = ENA_NET_COPYBREAK;

	enet->llq_want = opts->llq_want;
	ena_rss_fit(enet, cfg->nr);
	for (i = 0; i < enet->pairs_max; i++) {
		struct net_device *netdev = enet->netdev;

		enet->mod[i] = (struct ena_moderation) {
			.rx_us = ENA_NET_RX_USECS,
			.tx_us = ENA_NET_TX_USECS,
			.rx_adaptive = true,
		};
		netdev_queue_set_dql_min_limit(netdev_get_tx_queue(netdev, i),
					       ENA_NET_BQL_MIN);
	}
}

static void ena_net_free_memory(struct ena_net *enet)
{
	ena_metrics_free(enet);
	ena_flow_free(enet);
	ena_rss_free(enet);
	kfree(enet->dog.queue);
	kvfree(enet->mod);
	kvfree(enet->count);
}

static int ena_net_alloc_memory(struct ena_net *enet)
{
	u16 nr = enet->pairs_max;
	unsigned int i;

	enet->count = kvcalloc(nr, sizeof(*enet->count), GFP_KERNEL);
	enet->mod = kvcalloc(nr, sizeof(*enet->mod), GFP_KERNEL);
	enet->dog.queue = kcalloc(nr, sizeof(*enet->dog.queue), GFP_KERNEL);
	if (!enet->count || !enet->mod || !enet->dog.queue)
		return -ENOMEM;

	for (i = 0; i < nr; i++) {
		u64_stats_init(&enet->count[i].xmit_sync);
		u64_stats_init(&enet->count[i].clean_sync);
		u64_stats_init(&enet->count[i].rx_sync);
		u64_stats_init(&enet->count[i].watch_sync);
	}

	return ena_rss_alloc(enet) ?: ena_flow_alloc(enet) ?:
	       ena_metrics_alloc(enet);
}

struct net_device *ena_net_alloc(struct ena_dev *edev,
				 const struct ena_net_opts *opts)
{
	struct net_device *netdev;
	struct ena_net *enet;
	int err;

	netdev = alloc_etherdev_mq(sizeof(*enet), opts->pairs_max);
	if (!netdev)
		return ERR_PTR(-ENOMEM);

	SET_NETDEV_DEV(netdev, &edev->pdev->dev);
	enet = netdev_priv(netdev);
	enet->netdev = netdev;
	enet->edev = edev;
	enet->pairs_max = opts->pairs_max;
	enet->msg_enable = opts->msg_enable;
	INIT_LIST_HEAD(&enet->retired);
	ena_net_init_works(enet);
	spin_lock_init(&enet->event_lock);

	err = ena_net_alloc_memory(enet);
	if (err) {
		ena_net_free(netdev);
		return ERR_PTR(err);
	}

	ena_net_init_netdev(enet);
	ena_net_init_cfg(enet, opts);
	enet->link_up = !ena_net_hears_of_link(enet);
	netif_carrier_off(netdev);

	/* Later the stack wants rtnl for a change; what is set up has none */
	err = netif_set_real_num_queues(netdev, enet->cfg.nr, enet->cfg.nr);
	if (err) {
		ena_net_free(netdev);
		return ERR_PTR(err);
	}

	return netdev;
}

void ena_net_free(struct net_device *netdev)
{
	ena_net_free_memory(netdev_priv(netdev));
	free_netdev(netdev);
}
