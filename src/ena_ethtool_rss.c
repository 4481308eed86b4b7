// SPDX-License-Identifier: GPL-2.0-only
/* ethtool -x, -X, -n and -N: where received packets go. */
#include "ena_ethtool.h"
#include "ena_flow.h"
#include "ena_rss.h"

u32 ena_ethtool_get_rxfh_key_size(struct net_device *netdev)
{
	struct ena_net *enet = netdev_priv(netdev);

	/* One that cannot be chosen is not known */
	return enet->rss->funcs || enet->rss->retry ? ENA_HW_RSS_KEY_SIZE : 0;
}

u32 ena_ethtool_get_rxfh_indir_size(struct net_device *netdev)
{
	struct ena_net *enet = netdev_priv(netdev);

	return enet->rss->has_table || enet->rss->retry ? ENA_RSS_ENTRIES : 0;
}

u32 ena_ethtool_get_rx_ring_count(struct net_device *netdev)
{
	return ena_net_cfg(netdev_priv(netdev))->nr;
}

static u8 ena_ethtool_hfunc(u32 func)
{
	switch (func) {
	case ENA_HW_RSS_TOEPLITZ:
		return ETH_RSS_HASH_TOP;
	case ENA_HW_RSS_CRC32:
		return ETH_RSS_HASH_CRC32;
	default:
		return ETH_RSS_HASH_UNKNOWN;
	}
}

/* From the shadow: the device is not asked, so a reset does not matter */
int ena_ethtool_get_rxfh(struct net_device *netdev,
			 struct ethtool_rxfh_param *rxfh)
{
	struct ena_net *enet = netdev_priv(netdev);
	const struct ena_rss *rss = enet->rss;
	unsigned int i;

	rxfh->hfunc = ena_ethtool_hfunc(rss->func & rss->funcs);
	if (rxfh->key && rss->funcs)
		memcpy(rxfh->key, rss->key, sizeof(rss->key));
	for (i = 0; rxfh->indir && rss->has_table && i < ENA_RSS_ENTRIES; i++)
		rxfh->indir[i] = rss->table[i];
	return 0;
}

static int ena_ethtool_parse_hfunc(struct ena_rss *rss, u8 hfunc,
				   struct netlink_ext_ack *extack)
{
	u32 func;

	switch (hfunc) {
	case ETH_RSS_HASH_NO_CHANGE:
		return 0;
	case ETH_RSS_HASH_TOP:
		func = ENA_HW_RSS_TOEPLITZ;
		break;
	case ETH_RSS_HASH_CRC32:
		func = ENA_HW_RSS_CRC32;
		break;
	default:
		func = 0;
	}

	if (!(rss->funcs & func)) {
		NL_SET_ERR_MSG_MOD(extack,
				   "The device cannot use that hash function");
		return -EOPNOTSUPP;
	}

	rss->func = func;
	rss->want_func = func;
	return 0;
}

static int ena_ethtool_parse_rxfh(struct ena_rss *rss,
				  const struct ethtool_rxfh_param *rxfh,
				  struct netlink_ext_ack *extack)
{
	unsigned int i;

	if (rxfh->indir && !rss->has_table) {
		NL_SET_ERR_MSG_MOD(extack,
				   "The device has no indirection table");
		return -EOPNOTSUPP;
	}

	if (rxfh->key && !rss->funcs) {
		NL_SET_ERR_MSG_MOD(extack,
				   "The hash key of the device cannot be changed");
		return -EOPNOTSUPP;
	}

	for (i = 0; rxfh->indir && i < ENA_RSS_ENTRIES; i++) {
		rss->table[i] = rxfh->indir[i];
		rss->want_table[i] = rxfh->indir[i];
	}
	if (rxfh->key)
		memcpy(rss->key, rxfh->key, sizeof(rss->key));
	return ena_ethtool_parse_hfunc(rss, rxfh->hfunc, extack);
}

/* Change a copy, and make it the truth */
int ena_ethtool_set_rxfh(struct net_device *netdev,
			 struct ethtool_rxfh_param *rxfh,
			 struct netlink_ext_ack *extack)
{
	struct ena_net *enet = netdev_priv(netdev);
	struct ena_rss *next;
	int err;

	ena_rss_retry(enet);
	next = kmemdup(enet->rss, sizeof(*next), GFP_KERNEL);
	if (!next)
		return -ENOMEM;

	err = ena_ethtool_parse_rxfh(next, rxfh, extack);
	if (err)
		goto free_next;

	err = ena_rss_set(enet, next);
	if (err)
		NL_SET_ERR_MSG_MOD(extack,
				   "The device refused; what it had is in use still");

free_next:
	kfree(next);
	return err;
}

int ena_ethtool_get_rxfh_fields(struct net_device *netdev,
				struct ethtool_rxfh_fields *fields)
{
	struct ena_net *enet = netdev_priv(netdev);
	int row = ena_rss_row(fields->flow_type);

	if (!enet->rss->has_fields)
		return -EOPNOTSUPP;
	if (row < 0)
		return row;

	fields->data = ena_rss_to_rxh(le16_to_cpu(enet->rss->fields.selected[row].fields));
	return 0;
}

int ena_ethtool_set_rxfh_fields(struct net_device *netdev,
				const struct ethtool_rxfh_fields *fields,
				struct netlink_ext_ack *extack)
{
	struct ena_net *enet = netdev_priv(netdev);
	int row = ena_rss_row(fields->flow_type);
	struct ena_rss *next;
	u16 want, can;
	int err;

	ena_rss_retry(enet);
	if (!enet->rss->has_fields || row < 0) {
		NL_SET_ERR_MSG_MOD(extack,
				   "The device cannot choose fields for that");
		return -EOPNOTSUPP;
	}

	can = le16_to_cpu(enet->rss->fields.supported[row].fields);
	err = ena_rss_from_rxh(fields->data, &want);
	if (err || want & ~can) {
		NL_SET_ERR_MSG_MOD(extack,
				   "The device does not hash all of these fields");
		return -EINVAL;
	}

	next = kmemdup(enet->rss, sizeof(*next), GFP_KERNEL);
	if (!next)
		return -ENOMEM;

	next->want[row] = want;
	next->fields.selected[row].fields = cpu_to_le16(want);
	err = ena_rss_set(enet, next);
	if (err)
		NL_SET_ERR_MSG_MOD(extack,
				   "The device refused; what it had is in use still");

	kfree(next);
	return err;
}

static int ena_ethtool_get_locations(const struct ena_flows *flows,
				     struct ethtool_rxnfc *nfc, u32 *locations)
{
	unsigned int i, n = 0;

	for (i = 0; i < flows->max; i++) {
		if (!flows->rule[i])
			continue;
		if (n == nfc->rule_cnt)
			return -EMSGSIZE;
		locations[n++] = i;
	}

	nfc->data = flows->max;
	nfc->rule_cnt = n;
	return 0;
}

int ena_ethtool_get_rxnfc(struct net_device *netdev, struct ethtool_rxnfc *nfc,
			  u32 *locations)
{
	struct ena_net *enet = netdev_priv(netdev);
	const struct ena_flows *flows = enet->flows;

	if (!flows)
		return -EOPNOTSUPP;

	switch (nfc->cmd) {
	case ETHTOOL_GRXCLSRLCNT:
		nfc->rule_cnt = flows->count;
		nfc->data = flows->max | RX_CLS_LOC_SPECIAL;
		return 0;
	case ETHTOOL_GRXCLSRULE:
		if (nfc->fs.location >= flows->max)
			return -EINVAL;
		if (!flows->rule[nfc->fs.location])
			return -ENOENT;
		nfc->fs = flows->rule[nfc->fs.location]->spec;
		return 0;
	case ETHTOOL_GRXCLSRLALL:
		return ena_ethtool_get_locations(flows, nfc, locations);
	default:
		return -EOPNOTSUPP;
	}
}

/* Only a queue of ours can be the target: no drop, no wake-up, no function */
int ena_ethtool_set_rxnfc(struct net_device *netdev, struct ethtool_rxnfc *nfc)
{
	struct ena_net *enet = netdev_priv(netdev);

	if (!enet->flows)
		return -EOPNOTSUPP;

	switch (nfc->cmd) {
	case ETHTOOL_SRXCLSRLINS:
		if (nfc->fs.ring_cookie == RX_CLS_FLOW_DISC ||
		    nfc->fs.ring_cookie == RX_CLS_FLOW_WAKE)
			return -EOPNOTSUPP;
		if (nfc->fs.ring_cookie >= ena_net_cfg(enet)->nr)
			return -EINVAL;
		return ena_flow_add(enet, &nfc->fs);
	case ETHTOOL_SRXCLSRLDEL:
		return ena_flow_del(enet, nfc->fs.location);
	default:
		return -EOPNOTSUPP;
	}
}
