/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ethtool operations whose type, or being, depends on the kernel. The driver
 * has those of 7.3; older kernels call them through functions of the old type.
 * ENA_COMPAT_ETHTOOL_OPS is their part of struct ethtool_ops.
 *
 * Included by the header of the operations, not everywhere: it renames
 * structures of the kernel.
 */
#ifndef ENA_COMPAT_ETHTOOL_H
#define ENA_COMPAT_ETHTOOL_H

#include <linux/ethtool.h>
#include <linux/netdevice.h>
#include <linux/version.h>

/* 6.4: tx_push_buf_len in struct kernel_ethtool_ringparam */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 4, 0)
typedef struct kernel_ethtool_ringparam ena_compat_kernel_ringparam;

struct ena_compat_ringparam {
	u32 rx_buf_len;
	u8 tx_push;
	u32 tx_push_buf_len;
	u32 tx_push_buf_max_len;
};

#define kernel_ethtool_ringparam ena_compat_ringparam
#define ETHTOOL_RING_USE_TX_PUSH_BUF_LEN	0
#endif

/* 6.8: get_rxfh() and set_rxfh() take one structure */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 8, 0) && !defined(ENA_HAS_RXFH_PARAM)
struct ethtool_rxfh_param {
	u8 hfunc;
	u32 indir_size;
	u32 *indir;
	u32 key_size;
	u8 *key;
	u32 rss_context;
	u8 rss_delete;
	u8 input_xfrm;
};
#endif

/*
 * 6.17: get_rxfh_fields() and set_rxfh_fields(). Some releases of 6.12 have
 * them too, and the old way besides: the name is hidden, not declared again.
 */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 17, 0)
struct ena_compat_rxfh_fields {
	u32 data;
	u32 flow_type;
	u32 rss_context;
};

#define ethtool_rxfh_fields ena_compat_rxfh_fields
#endif

void ena_ethtool_get_ringparam(struct net_device *netdev,
			       struct ethtool_ringparam *ring,
			       struct kernel_ethtool_ringparam *kring,
			       struct netlink_ext_ack *extack);
int ena_ethtool_set_ringparam(struct net_device *netdev,
			      struct ethtool_ringparam *ring,
			      struct kernel_ethtool_ringparam *kring,
			      struct netlink_ext_ack *extack);
int ena_ethtool_get_rxfh(struct net_device *netdev,
			 struct ethtool_rxfh_param *rxfh);
int ena_ethtool_set_rxfh(struct net_device *netdev,
			 struct ethtool_rxfh_param *rxfh,
			 struct netlink_ext_ack *extack);
int ena_ethtool_get_rxfh_fields(struct net_device *netdev,
				struct ethtool_rxfh_fields *fields);
int ena_ethtool_set_rxfh_fields(struct net_device *netdev,
				const struct ethtool_rxfh_fields *fields,
				struct netlink_ext_ack *extack);
u32 ena_ethtool_get_rx_ring_count(struct net_device *netdev);
int ena_ethtool_get_rxnfc(struct net_device *netdev,
			  struct ethtool_rxnfc *nfc, u32 *locations);
int ena_ethtool_set_rxnfc(struct net_device *netdev,
			  struct ethtool_rxnfc *nfc);

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 4, 0)
static inline void
ena_compat_get_ringparam(struct net_device *netdev,
			 struct ethtool_ringparam *ring,
			 ena_compat_kernel_ringparam *old,
			 struct netlink_ext_ack *extack)
{
	struct kernel_ethtool_ringparam kring = {};

	ena_ethtool_get_ringparam(netdev, ring, &kring, extack);
	old->tx_push = kring.tx_push;
}

static inline int
ena_compat_set_ringparam(struct net_device *netdev,
			 struct ethtool_ringparam *ring,
			 ena_compat_kernel_ringparam *old,
			 struct netlink_ext_ack *extack)
{
	struct kernel_ethtool_ringparam kring = {};
	struct ethtool_ringparam now = {};

	/* What the caller cannot speak of stays as it is */
	ena_ethtool_get_ringparam(netdev, &now, &kring, extack);
	kring.tx_push = old->tx_push;
	return ena_ethtool_set_ringparam(netdev, ring, &kring, extack);
}

#define ENA_COMPAT_RINGPARAM \
	.get_ringparam = ena_compat_get_ringparam, \
	.set_ringparam = ena_compat_set_ringparam
#else
#define ENA_COMPAT_RINGPARAM \
	.get_ringparam = ena_ethtool_get_ringparam, \
	.set_ringparam = ena_ethtool_set_ringparam
#endif

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 8, 0) && !defined(ENA_HAS_RXFH_PARAM)
static inline int ena_compat_get_rxfh(struct net_device *netdev, u32 *indir,
				      u8 *key, u8 *hfunc)
{
	struct ethtool_rxfh_param rxfh = { .indir = indir, .key = key };
	int err;

	err = ena_ethtool_get_rxfh(netdev, &rxfh);
	if (!err && hfunc)
		*hfunc = rxfh.hfunc;
	return err;
}

static inline int ena_compat_set_rxfh(struct net_device *netdev,
				      const u32 *indir, const u8 *key,
				      const u8 hfunc)
{
	struct ethtool_rxfh_param rxfh = {
		.hfunc = hfunc,
		.indir = (u32 *)indir,
		.key = (u8 *)key,
	};

	return ena_ethtool_set_rxfh(netdev, &rxfh, NULL);
}

#define ENA_COMPAT_RXFH \
	.get_rxfh = ena_compat_get_rxfh, \
	.set_rxfh = ena_compat_set_rxfh
#else
#define ENA_COMPAT_RXFH \
	.get_rxfh = ena_ethtool_get_rxfh, \
	.set_rxfh = ena_ethtool_set_rxfh
#endif

/* 7.0: get_rx_ring_count() */
#if LINUX_VERSION_CODE < KERNEL_VERSION(7, 0, 0)
static inline int ena_compat_get_rxnfc(struct net_device *netdev,
				       struct ethtool_rxnfc *nfc,
				       u32 *locations)
{
	struct ethtool_rxfh_fields fields = { .flow_type = nfc->flow_type };
	int err;

	switch (nfc->cmd) {
	case ETHTOOL_GRXRINGS:
		nfc->data = ena_ethtool_get_rx_ring_count(netdev);
		return 0;
	case ETHTOOL_GRXFH:
		err = ena_ethtool_get_rxfh_fields(netdev, &fields);
		nfc->data = fields.data;
		return err;
	default:
		return ena_ethtool_get_rxnfc(netdev, nfc, locations);
	}
}

#endif

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 17, 0)
static inline int ena_compat_set_rxnfc(struct net_device *netdev,
				       struct ethtool_rxnfc *nfc)
{
	struct ethtool_rxfh_fields fields = {
		.flow_type = nfc->flow_type,
		.data = nfc->data,
	};

	if (nfc->cmd == ETHTOOL_SRXFH)
		return ena_ethtool_set_rxfh_fields(netdev, &fields, NULL);
	return ena_ethtool_set_rxnfc(netdev, nfc);
}

#define ENA_COMPAT_RXNFC \
	.get_rxnfc = ena_compat_get_rxnfc, \
	.set_rxnfc = ena_compat_set_rxnfc
#elif LINUX_VERSION_CODE < KERNEL_VERSION(7, 0, 0)
#define ENA_COMPAT_RXNFC \
	.get_rxnfc = ena_compat_get_rxnfc, \
	.set_rxnfc = ena_ethtool_set_rxnfc, \
	.get_rxfh_fields = ena_ethtool_get_rxfh_fields, \
	.set_rxfh_fields = ena_ethtool_set_rxfh_fields
#else
#define ENA_COMPAT_RXNFC \
	.get_rxnfc = ena_ethtool_get_rxnfc, \
	.set_rxnfc = ena_ethtool_set_rxnfc, \
	.get_rx_ring_count = ena_ethtool_get_rx_ring_count, \
	.get_rxfh_fields = ena_ethtool_get_rxfh_fields, \
	.set_rxfh_fields = ena_ethtool_set_rxfh_fields
#endif

/* 7.x: operations run without rtnl unless they ask for it */
#ifndef ETHTOOL_OP_NEEDS_RTNL_SCHANNELS
#define ENA_COMPAT_ETHTOOL_OPS \
	ENA_COMPAT_RINGPARAM, ENA_COMPAT_RXFH, ENA_COMPAT_RXNFC
#else
#define ENA_COMPAT_ETHTOOL_OPS \
	ENA_COMPAT_RINGPARAM, ENA_COMPAT_RXFH, ENA_COMPAT_RXNFC, \
	.op_needs_rtnl = ETHTOOL_OP_NEEDS_RTNL_SRINGPARAM | \
			 ETHTOOL_OP_NEEDS_RTNL_SCHANNELS | \
			 ETHTOOL_OP_NEEDS_RTNL_GLINK
#endif

#endif /* ENA_COMPAT_ETHTOOL_H */
