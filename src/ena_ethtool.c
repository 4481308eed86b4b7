// SPDX-License-Identifier: GPL-2.0-only
/*
 * What users read and turn: argument checks and ops tables. The rest is done
 * where it belongs; nothing here talks to the device by itself.
 *
 * All under the netdev lock.
 */
#include <linux/ethtool.h>
#include <linux/net_tstamp.h>

#include "ena_desc.h"
#include "ena_ethtool.h"
#include "ena_flow.h"
#include "ena_stats.h"
#include "ena_vec.h"
#include "ena_version.h"

static void ena_ethtool_get_drvinfo(struct net_device *netdev,
				    struct ethtool_drvinfo *info)
{
	struct ena_net *enet = netdev_priv(netdev);

	strscpy(info->driver, KBUILD_MODNAME, sizeof(info->driver));
	strscpy(info->version, ENA_VERSION, sizeof(info->version));
	strscpy(info->bus_info, pci_name(enet->edev->pdev),
		sizeof(info->bus_info));
}

static u32 ena_ethtool_get_msglevel(struct net_device *netdev)
{
	struct ena_net *enet = netdev_priv(netdev);

	return enet->msg_enable;
}

static void ena_ethtool_set_msglevel(struct net_device *netdev, u32 level)
{
	struct ena_net *enet = netdev_priv(netdev);

	enet->msg_enable = level;
}

static int ena_ethtool_get_sset_count(struct net_device *netdev, int sset)
{
	switch (sset) {
	case ETH_SS_STATS:
		return ena_stats_count(netdev_priv(netdev));
	case ETH_SS_TEST:
		return ENA_ETHTOOL_TESTS;
	default:
		return -EOPNOTSUPP;
	}
}

static void ena_ethtool_get_strings(struct net_device *netdev, u32 sset,
				    u8 *data)
{
	switch (sset) {
	case ETH_SS_STATS:
		ena_stats_names(netdev_priv(netdev), data);
		break;
	case ETH_SS_TEST:
		ena_ethtool_test_names(data);
		break;
	}
}

static void ena_ethtool_get_stats(struct net_device *netdev,
				  struct ethtool_stats *stats, u64 *data)
{
	ena_stats_values(netdev_priv(netdev), data);
}

/* Bits of feature 27 and link modes of ethtool; the media is not known */
static const struct {
	u32 speed;
	int mode;
} ena_ethtool_modes[] = {
	{ ENA_HW_LINK_1G, ETHTOOL_LINK_MODE_1000baseT_Full_BIT },
	{ ENA_HW_LINK_2_5G, ETHTOOL_LINK_MODE_2500baseT_Full_BIT },
	{ ENA_HW_LINK_5G, ETHTOOL_LINK_MODE_5000baseT_Full_BIT },
	{ ENA_HW_LINK_10G, ETHTOOL_LINK_MODE_10000baseT_Full_BIT },
	{ ENA_HW_LINK_25G, ETHTOOL_LINK_MODE_25000baseCR_Full_BIT },
	{ ENA_HW_LINK_40G, ETHTOOL_LINK_MODE_40000baseCR4_Full_BIT },
	{ ENA_HW_LINK_50G, ETHTOOL_LINK_MODE_50000baseCR2_Full_BIT },
	{ ENA_HW_LINK_100G, ETHTOOL_LINK_MODE_100000baseCR4_Full_BIT },
	{ ENA_HW_LINK_200G, ETHTOOL_LINK_MODE_200000baseCR4_Full_BIT },
	{ ENA_HW_LINK_400G, ETHTOOL_LINK_MODE_400000baseCR8_Full_BIT },
};

/* The device has no pause frames; who asks is told so */
static void ena_ethtool_get_pauseparam(struct net_device *netdev,
				       struct ethtool_pauseparam *pause)
{
	pause->autoneg = AUTONEG_DISABLE;
	pause->rx_pause = false;
	pause->tx_pause = false;
}

/* As the device said when the link last came up */
static int ena_ethtool_get_link_ksettings(struct net_device *netdev,
					  struct ethtool_link_ksettings *ks)
{
	struct ena_net *enet = netdev_priv(netdev);
	u32 flags = le32_to_cpu(enet->link.flags);
	u32 can = le32_to_cpu(enet->link.supported);
	u32 speed = le32_to_cpu(enet->link.speed_mbps);
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(ena_ethtool_modes); i++) {
		if (!(can & ena_ethtool_modes[i].speed))
			continue;
		__set_bit(ena_ethtool_modes[i].mode, ks->link_modes.supported);
		__set_bit(ena_ethtool_modes[i].mode,
			  ks->link_modes.advertising);
	}

	if (flags & ENA_HW_LINK_AUTONEG) {
		__set_bit(ETHTOOL_LINK_MODE_Autoneg_BIT,
			  ks->link_modes.supported);
		__set_bit(ETHTOOL_LINK_MODE_Autoneg_BIT,
			  ks->link_modes.advertising);
	}

	ks->base.autoneg = flags & ENA_HW_LINK_AUTONEG ? AUTONEG_ENABLE :
							 AUTONEG_DISABLE;
	ks->base.port = PORT_OTHER;
	ks->base.speed = SPEED_UNKNOWN;
	ks->base.duplex = DUPLEX_UNKNOWN;
	if (speed && netif_carrier_ok(netdev)) {
		ks->base.speed = speed;
		ks->base.duplex = flags & ENA_HW_LINK_FULL_DUPLEX ?
				  DUPLEX_FULL : DUPLEX_UNKNOWN;
	}

	return 0;
}

static int ena_ethtool_get_tunable(struct net_device *netdev,
				   const struct ethtool_tunable *tuna,
				   void *data)
{
	struct ena_net *enet = netdev_priv(netdev);

	if (tuna->id != ETHTOOL_RX_COPYBREAK)
		return -EOPNOTSUPP;

	*(u32 *)data = enet->cfg.rx_copybreak;
	return 0;
}

/* At most what a packet, and a page, can hold */
static int ena_ethtool_set_copybreak(struct ena_net *enet, u32 bytes)
{
	struct ena_queue_set *set = enet->set;
	unsigned int i;

	if (bytes > min_t(u32, enet->netdev->mtu, PAGE_SIZE))
		return -EINVAL;

	enet->cfg.rx_copybreak = bytes;
	if (!set)
		return 0;

	set->cfg.rx_copybreak = bytes;
	for (i = 0; i < set->cfg.nr; i++)
		WRITE_ONCE(set->vec[i]->rxr.copybreak, bytes);
	return 0;
}

static int ena_ethtool_set_tunable(struct net_device *netdev,
				   const struct ethtool_tunable *tuna,
				   const void *data)
{
	if (tuna->id != ETHTOOL_RX_COPYBREAK)
		return -EOPNOTSUPP;

	return ena_ethtool_set_copybreak(netdev_priv(netdev),
					 *(const u32 *)data);
}

/* Rings */
static u32 ena_ethtool_tx_max(struct ena_net *enet)
{
	return ena_llq_depth_max(&enet->edev->caps, &enet->cfg.llq);
}

void ena_ethtool_get_ringparam(struct net_device *netdev,
			       struct ethtool_ringparam *ring,
			       struct kernel_ethtool_ringparam *kring,
			       struct netlink_ext_ack *extack)
{
	struct ena_net *enet = netdev_priv(netdev);
	const struct ena_queue_cfg *cfg = ena_net_cfg(enet);
	struct ena_llq_geom large;

	ring->tx_max_pending = ena_ethtool_tx_max(enet);
	ring->rx_max_pending = enet->edev->caps.rx_depth_max;
	ring->tx_pending = cfg->tx_depth;
	ring->rx_pending = cfg->rx_depth;

	kring->tx_push = cfg->llq.on;
	if (!cfg->llq.on)
		return;

	ena_llq_predict(enet->edev, ENA_LLQ_LARGE, &large);
	kring->tx_push_buf_len = cfg->llq.hdr_bytes;
	kring->tx_push_buf_max_len = large.hdr_bytes;
}

/* The form of LLQ entries with room for headers of @bytes, or -EINVAL */
static int ena_ethtool_push_form(struct ena_net *enet, u32 bytes,
				 enum ena_llq_want *want,
				 struct ena_llq_geom *geom)
{
	static const enum ena_llq_want forms[] = {
		ENA_LLQ_NORMAL, ENA_LLQ_LARGE,
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(forms); i++) {
		ena_llq_predict(enet->edev, forms[i], geom);
		if (geom->on && geom->hdr_bytes == bytes) {
			*want = forms[i];
			return 0;
		}
	}

	return -EINVAL;
}

/*
 * The form of LLQ entries that @kring asks for. Once packets with long headers
 * have had LLQ switched off it may be switched on again.
 */
static int ena_ethtool_choose_push(struct ena_net *enet,
				   const struct kernel_ethtool_ringparam *kring,
				   struct ena_llq_geom *llq,
				   enum ena_llq_want *want,
				   struct netlink_ext_ack *extack)
{
	bool was_on = llq->on;

	if (kring->tx_push && *want == ENA_LLQ_NONE) {
		*want = ENA_LLQ_RECOMMENDED;
		ena_llq_predict(enet->edev, *want, llq);
	}

	if (kring->tx_push != llq->on) {
		NL_SET_ERR_MSG_MOD(extack,
				   "Push mode state cannot be modified");
		return -EINVAL;
	}

	if (!was_on || kring->tx_push_buf_len == llq->hdr_bytes)
		return 0;

	if (ena_ethtool_push_form(enet, kring->tx_push_buf_len, want, llq)) {
		NL_SET_ERR_MSG_MOD(extack,
				   "The device has no push buffer of that length");
		return -EINVAL;
	}

	return 0;
}

static int ena_ethtool_set_push(struct ena_net *enet,
				const struct kernel_ethtool_ringparam *kring,
				struct ena_queue_cfg *cfg,
				enum ena_llq_want *want,
				struct netlink_ext_ack *extack)
{
	u32 depth_max;
	int err;

	err = ena_ethtool_choose_push(enet, kring, &cfg->llq, want, extack);
	if (err || *want == enet->llq_want)
		return err;

	depth_max = ena_llq_depth_max(&enet->edev->caps, &cfg->llq);
	if (depth_max < ENA_RING_MIN) {
		NL_SET_ERR_MSG_MOD(extack,
				   "Too few ring entries with that push buffer");
		return -EINVAL;
	}

	if (cfg->tx_depth > depth_max) {
		cfg->tx_depth = depth_max;
		netdev_info(enet->netdev,
			    "Forcing large headers and decreasing maximum TX queue size to %d\n",
			    depth_max);
	}

	return 0;
}

static u32 ena_ethtool_round_depth(u32 wanted, u32 most)
{
	return clamp_t(u32, rounddown_pow_of_two(max(wanted, 1U)),
		       ENA_RING_MIN, most);
}

int ena_ethtool_set_ringparam(struct net_device *netdev,
			      struct ethtool_ringparam *ring,
			      struct kernel_ethtool_ringparam *kring,
			      struct netlink_ext_ack *extack)
{
	struct ena_net *enet = netdev_priv(netdev);
	enum ena_llq_want want = enet->llq_want;
	const struct ena_queue_cfg *now = ena_net_cfg(enet);
	struct ena_queue_cfg cfg = enet->cfg;
	int err;

	cfg.tx_depth = ena_ethtool_round_depth(ring->tx_pending,
					       ena_ethtool_tx_max(enet));
	cfg.rx_depth = ena_ethtool_round_depth(ring->rx_pending,
					       enet->edev->caps.rx_depth_max);
	err = ena_ethtool_set_push(enet, kring, &cfg, &want, extack);
	if (err)
		return err;

	if (cfg.tx_depth == now->tx_depth && cfg.rx_depth == now->rx_depth &&
	    want == enet->llq_want)
		return 0;

	return ena_net_reconfigure(enet, &cfg, want, extack);
}

/* Channels */
static void ena_ethtool_get_channels(struct net_device *netdev,
				     struct ethtool_channels *channels)
{
	struct ena_net *enet = netdev_priv(netdev);

	channels->max_combined = ena_net_pairs_max(enet);
	channels->combined_count = ena_net_cfg(enet)->nr;
}

static int ena_ethtool_set_channels(struct net_device *netdev,
				    struct ethtool_channels *channels)
{
	struct ena_net *enet = netdev_priv(netdev);
	struct ena_queue_cfg cfg = ena_net_cfg_to_change(enet);

	/* The core has checked the rest */
	if (!channels->combined_count)
		return -EINVAL;

	cfg.nr = channels->combined_count;
	if (ena_flow_max_queue(enet) >= cfg.nr) {
		netdev_err(netdev,
			   "Flow rules use queues that would go; delete them first\n");
		return -EBUSY;
	}

	return ena_net_reconfigure(enet, &cfg, enet->llq_want, NULL);
}

/* Interrupt moderation, as the device has it now: in its units */
static int ena_ethtool_fill_coalesce(struct ena_net *enet, u32 queue,
				     struct ethtool_coalesce *coal)
{
	const struct ena_moderation *mod = &enet->mod[queue];
	u32 unit = enet->edev->caps.moderation_us;

	if (!unit)
		return -EOPNOTSUPP;

	coal->rx_coalesce_usecs = ena_intr_delay(mod->rx_us, unit) * unit;
	coal->tx_coalesce_usecs = ena_intr_delay(mod->tx_us, unit) * unit;
	coal->use_adaptive_rx_coalesce = mod->rx_adaptive;
	coal->use_adaptive_tx_coalesce = mod->tx_adaptive;
	return 0;
}

static int ena_ethtool_get_coalesce(struct net_device *netdev,
				    struct ethtool_coalesce *coal,
				    struct kernel_ethtool_coalesce *kcoal,
				    struct netlink_ext_ack *extack)
{
	return ena_ethtool_fill_coalesce(netdev_priv(netdev), 0, coal);
}

static int ena_ethtool_get_queue_coalesce(struct net_device *netdev, u32 queue,
					  struct ethtool_coalesce *coal)
{
	struct ena_net *enet = netdev_priv(netdev);

	if (queue >= ena_net_cfg(enet)->nr)
		return -EINVAL;

	return ena_ethtool_fill_coalesce(enet, queue, coal);
}

/* Delays are kept as the device will have them, in its units */
static int ena_ethtool_parse_coalesce(struct ena_net *enet,
				      const struct ethtool_coalesce *coal,
				      struct ena_moderation *mod,
				      struct netlink_ext_ack *extack)
{
	u32 unit = enet->edev->caps.moderation_us;
	u32 most = unit * ENA_HW_INTR_DELAY_MAX;

	if (!unit) {
		NL_SET_ERR_MSG_MOD(extack,
				   "The device does not delay interrupts");
		return -EOPNOTSUPP;
	}

	if (coal->rx_coalesce_usecs > most || coal->tx_coalesce_usecs > most) {
		NL_SET_ERR_MSG_MOD(extack,
				   "The device cannot delay interrupts that long");
		return -ERANGE;
	}

	*mod = (struct ena_moderation) {
		.rx_us = rounddown(coal->rx_coalesce_usecs, unit),
		.tx_us = rounddown(coal->tx_coalesce_usecs, unit),
		.rx_adaptive = coal->use_adaptive_rx_coalesce,
		.tx_adaptive = coal->use_adaptive_tx_coalesce,
	};
	if (!mod->rx_us != !coal->rx_coalesce_usecs ||
	    !mod->tx_us != !coal->tx_coalesce_usecs)
		NL_SET_ERR_MSG_MOD(extack,
				   "The device has no delay as short as that; there is none now");
	return 0;
}

static void ena_ethtool_apply_moderation(struct ena_net *enet, u32 queue,
					 const struct ena_moderation *mod)
{
	struct ena_queue_set *set = enet->set;

	enet->mod[queue] = *mod;
	if (set && queue < set->cfg.nr)
		ena_vec_set_moderation(set->vec[queue], mod);
}

static int ena_ethtool_set_coalesce(struct net_device *netdev,
				    struct ethtool_coalesce *coal,
				    struct kernel_ethtool_coalesce *kcoal,
				    struct netlink_ext_ack *extack)
{
	struct ena_net *enet = netdev_priv(netdev);
	struct ena_moderation mod;
	unsigned int i;
	int err;

	err = ena_ethtool_parse_coalesce(enet, coal, &mod, extack);
	if (err)
		return err;

	for (i = 0; i < enet->pairs_max; i++)
		ena_ethtool_apply_moderation(enet, i, &mod);
	return 0;
}

static int ena_ethtool_set_queue_coalesce(struct net_device *netdev, u32 queue,
					  struct ethtool_coalesce *coal)
{
	struct ena_net *enet = netdev_priv(netdev);
	struct ena_moderation mod;
	int err;

	if (queue >= ena_net_cfg(enet)->nr)
		return -EINVAL;

	err = ena_ethtool_parse_coalesce(enet, coal, &mod, NULL);
	if (err)
		return err;

	ena_ethtool_apply_moderation(enet, queue, &mod);
	return 0;
}

const struct ethtool_ops ena_ethtool_ops = {
	.supported_coalesce_params = ETHTOOL_COALESCE_USECS |
				     ETHTOOL_COALESCE_USE_ADAPTIVE,
	.supported_ring_params = ETHTOOL_RING_USE_TX_PUSH |
				 ETHTOOL_RING_USE_TX_PUSH_BUF_LEN,
	.get_drvinfo = ena_ethtool_get_drvinfo,
	.get_regs_len = ena_ethtool_get_regs_len,
	.get_regs = ena_ethtool_get_regs,
	.get_msglevel = ena_ethtool_get_msglevel,
	.set_msglevel = ena_ethtool_set_msglevel,
	.get_link = ethtool_op_get_link,
	.get_pauseparam = ena_ethtool_get_pauseparam,
	.get_link_ksettings = ena_ethtool_get_link_ksettings,
	.get_coalesce = ena_ethtool_get_coalesce,
	.set_coalesce = ena_ethtool_set_coalesce,
	.get_per_queue_coalesce = ena_ethtool_get_queue_coalesce,
	.set_per_queue_coalesce = ena_ethtool_set_queue_coalesce,
	.get_channels = ena_ethtool_get_channels,
	.set_channels = ena_ethtool_set_channels,
	.self_test = ena_ethtool_self_test,
	.get_strings = ena_ethtool_get_strings,
	.get_sset_count = ena_ethtool_get_sset_count,
	.get_ethtool_stats = ena_ethtool_get_stats,
	.get_rxfh_key_size = ena_ethtool_get_rxfh_key_size,
	.get_rxfh_indir_size = ena_ethtool_get_rxfh_indir_size,
	.get_ts_info = ethtool_op_get_ts_info,
	.get_tunable = ena_ethtool_get_tunable,
	.set_tunable = ena_ethtool_set_tunable,
	ENA_COMPAT_ETHTOOL_OPS,
};
