// SPDX-License-Identifier: GPL-2.0-only
/*
 * The far end of a function's cable: the netdev wire<i>. What the function
 * sends arrives there, what its stack sends the function receives. It offloads
 * nothing, so every frame on the wire is complete, and the stack verifies what
 * it gets. The cable has flow control both ways: it loses no frame, but the
 * function does if the host gave it no buffers.
 */
#include <linux/ethtool.h>

#include "front.h"

/* Frames; the queue to the function, and the one to the peer's stack */
#define ENA_SIM_WIRE_STOP	512
#define ENA_SIM_WIRE_WAKE	256
#define ENA_SIM_WIRE_FULL	512

/* Private part of the netdev */
struct ena_sim_wire {
	struct ena_sim_port *port;
};

static struct ena_sim_port *ena_sim_wire_port(struct net_device *dev)
{
	return ((struct ena_sim_wire *)netdev_priv(dev))->port;
}

/* ---- link ---- */

/* The function has a link when the cable is plugged in and the peer is up */
static void ena_sim_wire_update_link(struct ena_sim_port *port)
{
	struct ena_sim_fn *fn = &port->fn;
	bool up = port->link && port->peer_up;

	lockdep_assert_held(&fn->ctl_lock);
	if (fn->link_up == up)
		return;

	fn->link_up = up;
	ena_sim_aenq_raise(fn, ENA_HW_AENQ_LINK_CHANGE);
	ena_sim_poll_wake_ctl();
}

static void ena_sim_wire_set_peer(struct ena_sim_port *port, bool up)
{
	mutex_lock(&port->fn.ctl_lock);
	port->peer_up = up;
	ena_sim_wire_update_link(port);
	mutex_unlock(&port->fn.ctl_lock);
}

void ena_sim_wire_set_link(struct ena_sim_port *port, bool link)
{
	mutex_lock(&port->fn.ctl_lock);
	port->link = link;
	ena_sim_wire_update_link(port);
	if (link)
		netif_carrier_on(port->wire);
	else
		netif_carrier_off(port->wire);
	mutex_unlock(&port->fn.ctl_lock);
}

/* ---- from the function ---- */

void ena_sim_wire_tx(struct ena_sim_port *port, struct sk_buff *skb)
{
	if (!READ_ONCE(port->link) || !READ_ONCE(port->peer_up)) {
		kfree_skb(skb);
		return;
	}

	skb_queue_tail(&port->to_stack, skb);
}

void ena_sim_wire_flush(struct ena_sim_port *port)
{
	if (skb_queue_empty_lockless(&port->to_stack))
		return;

	local_bh_disable();
	napi_schedule(&port->napi);
	local_bh_enable();
}

bool ena_sim_wire_is_full(const struct ena_sim_port *port)
{
	return skb_queue_len_lockless(&port->to_stack) >= ENA_SIM_WIRE_FULL;
}

static int ena_sim_wire_poll(struct napi_struct *napi, int budget)
{
	struct ena_sim_port *port = container_of(napi, struct ena_sim_port,
						 napi);
	struct net_device *dev = port->wire;
	struct sk_buff *skb;
	int done = 0;

	while (done < budget && (skb = skb_dequeue(&port->to_stack))) {
		dev_sw_netstats_rx_add(dev, skb->len);
		skb->protocol = eth_type_trans(skb, dev);
		skb->ip_summed = CHECKSUM_NONE;
		napi_gro_receive(napi, skb);
		done++;
	}
	if (done == budget || !napi_complete_done(napi, done))
		return done;

	/* A frame may have come between the last look and the completion */
	if (!skb_queue_empty_lockless(&port->to_stack))
		napi_schedule(napi);
	return done;
}

/* ---- to the function ---- */

static netdev_tx_t ena_sim_wire_xmit(struct sk_buff *skb,
				     struct net_device *dev)
{
	struct ena_sim_port *port = ena_sim_wire_port(dev);
	struct sk_buff_head *wait = &port->fn.rx_wait;

	if (eth_skb_pad(skb)) {
		dev_core_stats_tx_dropped_inc(dev);
		return NETDEV_TX_OK;
	}

	skb_tx_timestamp(skb);
	dev_sw_netstats_tx_add(dev, 1, skb->len);
	ena_sim_wire_rx(&port->fn, skb);

	if (skb_queue_len_lockless(wait) >= ENA_SIM_WIRE_STOP) {
		netif_stop_queue(dev);
		/* Pairs with the barrier of ena_sim_wire_wake() */
		smp_mb();
		if (skb_queue_len_lockless(wait) < ENA_SIM_WIRE_WAKE)
			netif_start_queue(dev);
	}
	return NETDEV_TX_OK;
}

void ena_sim_wire_wake(struct ena_sim_port *port)
{
	/* Frames were taken before we look whether the peer stopped */
	smp_mb();
	if (netif_queue_stopped(port->wire) && netif_running(port->wire) &&
	    skb_queue_len_lockless(&port->fn.rx_wait) < ENA_SIM_WIRE_WAKE)
		netif_wake_queue(port->wire);
}

/* ---- netdev ---- */

static int ena_sim_wire_init(struct net_device *dev)
{
	dev->tstats = netdev_alloc_pcpu_stats(struct pcpu_sw_netstats);
	return dev->tstats ? 0 : -ENOMEM;
}

static void ena_sim_wire_uninit(struct net_device *dev)
{
	free_percpu(dev->tstats);
}

static int ena_sim_wire_open(struct net_device *dev)
{
	struct ena_sim_port *port = ena_sim_wire_port(dev);

	skb_queue_purge(&port->to_stack);
	napi_enable(&port->napi);
	netif_start_queue(dev);
	ena_sim_wire_set_peer(port, true);
	return 0;
}

static int ena_sim_wire_stop(struct net_device *dev)
{
	struct ena_sim_port *port = ena_sim_wire_port(dev);

	ena_sim_wire_set_peer(port, false);
	netif_stop_queue(dev);
	napi_disable(&port->napi);
	skb_queue_purge(&port->to_stack);
	return 0;
}

static const struct net_device_ops ena_sim_wire_ops = {
	.ndo_init = ena_sim_wire_init,
	.ndo_uninit = ena_sim_wire_uninit,
	.ndo_open = ena_sim_wire_open,
	.ndo_stop = ena_sim_wire_stop,
	.ndo_start_xmit = ena_sim_wire_xmit,
	.ndo_get_stats64 = dev_get_tstats64,
	.ndo_set_mac_address = eth_mac_addr,
	.ndo_validate_addr = eth_validate_addr,
};

static void ena_sim_wire_drvinfo(struct net_device *dev,
				 struct ethtool_drvinfo *info)
{
	strscpy(info->driver, "ena_sim_wire", sizeof(info->driver));
}

static int ena_sim_wire_ksettings(struct net_device *dev,
				  struct ethtool_link_ksettings *ks)
{
	ks->base.speed = ena_sim_wire_port(dev)->fn.cfg.link_speed;
	ks->base.duplex = DUPLEX_FULL;
	ks->base.autoneg = AUTONEG_DISABLE;
	ks->base.port = PORT_OTHER;
	return 0;
}

static const struct ethtool_ops ena_sim_wire_ethtool_ops = {
	.get_drvinfo = ena_sim_wire_drvinfo,
	.get_link = ethtool_op_get_link,
	.get_link_ksettings = ena_sim_wire_ksettings,
	.get_ts_info = ethtool_op_get_ts_info,
};

static void ena_sim_wire_setup(struct net_device *dev)
{
	ether_setup(dev);
	dev->netdev_ops = &ena_sim_wire_ops;
	dev->ethtool_ops = &ena_sim_wire_ethtool_ops;
	dev->max_mtu = 9216;
	/* Frames wait in a queue of ours */
	dev->priv_flags &= ~IFF_TX_SKB_SHARING;
	/* The stack's own segmentation; the frames it makes are complete */
	dev->hw_features = NETIF_F_SG | NETIF_F_FRAGLIST | NETIF_F_HIGHDMA;
	dev->features = dev->hw_features;
	dev->vlan_features = dev->hw_features;
}

int ena_sim_wire_create(struct ena_sim_port *port)
{
	u8 mac[ETH_ALEN] = { 0x02, 'w', 'i', 'r', 'e', port->fn.id };
	struct net_device *dev;
	char name[IFNAMSIZ];
	int err;

	snprintf(name, sizeof(name), "wire%u", port->fn.id);
	dev = alloc_netdev(sizeof(struct ena_sim_wire), name, NET_NAME_USER,
			   ena_sim_wire_setup);
	if (!dev)
		return -ENOMEM;

	((struct ena_sim_wire *)netdev_priv(dev))->port = port;
	SET_NETDEV_DEV(dev, &port->bus->parent->dev);
	eth_hw_addr_set(dev, mac);
	skb_queue_head_init(&port->to_stack);
	netif_napi_add(dev, &port->napi, ena_sim_wire_poll);
	port->wire = dev;
	netif_carrier_off(dev);

	err = register_netdev(dev);
	if (err) {
		pr_err("ena_sim: function %u: %s cannot be registered: %d\n",
		       port->fn.id, name, err);
		free_netdev(dev);
		return err;
	}

	ena_sim_wire_set_link(port, port->fn.cfg.link_up);
	return 0;
}

/* Nothing may step the function any more */
void ena_sim_wire_destroy(struct ena_sim_port *port)
{
	unregister_netdev(port->wire);
	skb_queue_purge(&port->to_stack);
	free_netdev(port->wire);
}
