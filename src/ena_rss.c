// SPDX-License-Identifier: GPL-2.0-only
/*
 * Receive side scaling: a shadow that ethtool reads and writes, which the
 * device gets whenever it has forgotten (data plane 7).
 */
#include <linux/ethtool.h>
#include <linux/netdevice.h>

#include "ena_feature.h"
#include "ena_rss.h"

#define ENA_RSS_L2	(ENA_HW_RSS_L2_DA | ENA_HW_RSS_L2_SA)
#define ENA_RSS_L3	(ENA_HW_RSS_L3_DA | ENA_HW_RSS_L3_SA)
#define ENA_RSS_L4	(ENA_HW_RSS_L4_DP | ENA_HW_RSS_L4_SP)

/* Fields hashed until the user says otherwise (control plane 7.13) */
static const u16 ena_rss_default_fields[ENA_HW_RSS_PROTOS] = {
	[ENA_HW_RSS_TCP4] = ENA_RSS_L3 | ENA_RSS_L4,
	[ENA_HW_RSS_UDP4] = ENA_RSS_L3 | ENA_RSS_L4,
	[ENA_HW_RSS_TCP6] = ENA_RSS_L3 | ENA_RSS_L4,
	[ENA_HW_RSS_UDP6] = ENA_RSS_L3 | ENA_RSS_L4,
	[ENA_HW_RSS_IP4] = ENA_RSS_L3,
	[ENA_HW_RSS_IP6] = ENA_RSS_L3,
	[ENA_HW_RSS_IP4_FRAG] = ENA_RSS_L3,
	[ENA_HW_RSS_NOT_IP] = ENA_RSS_L2,
};

/* The fields of the device and those of ethtool */
static const struct {
	u16 field;
	u32 rxh;
} ena_rss_rxh[] = {
	{ ENA_HW_RSS_L2_DA, RXH_L2DA },
	{ ENA_HW_RSS_L3_DA, RXH_IP_DST },
	{ ENA_HW_RSS_L3_SA, RXH_IP_SRC },
	{ ENA_HW_RSS_L4_DP, RXH_L4_B_2_3 },
	{ ENA_HW_RSS_L4_SP, RXH_L4_B_0_1 },
};

u64 ena_rss_to_rxh(u16 fields)
{
	unsigned int i;
	u64 rxh = 0;

	for (i = 0; i < ARRAY_SIZE(ena_rss_rxh); i++)
		if (fields & ena_rss_rxh[i].field)
			rxh |= ena_rss_rxh[i].rxh;
	return rxh;
}

int ena_rss_from_rxh(u64 rxh, u16 *fields)
{
	unsigned int i;

	*fields = 0;
	for (i = 0; i < ARRAY_SIZE(ena_rss_rxh); i++) {
		if (rxh & ena_rss_rxh[i].rxh)
			*fields |= ena_rss_rxh[i].field;
		rxh &= ~(u64)ena_rss_rxh[i].rxh;
	}

	return rxh ? -EINVAL : 0;
}

int ena_rss_row(u32 flow_type)
{
	switch (flow_type) {
	case TCP_V4_FLOW:
		return ENA_HW_RSS_TCP4;
	case UDP_V4_FLOW:
		return ENA_HW_RSS_UDP4;
	case TCP_V6_FLOW:
		return ENA_HW_RSS_TCP6;
	case UDP_V6_FLOW:
		return ENA_HW_RSS_UDP6;
	case IPV4_FLOW:
		return ENA_HW_RSS_IP4;
	case IPV6_FLOW:
		return ENA_HW_RSS_IP6;
	case ETHER_FLOW:
		return ENA_HW_RSS_NOT_IP;
	default:
		return -EOPNOTSUPP;
	}
}

static void ena_rss_spread(struct ena_rss *rss, u16 nr)
{
	unsigned int i;

	for (i = 0; i < ENA_RSS_ENTRIES; i++)
		rss->table[i] = ethtool_rxfh_indir_default(i, nr);
}

/* Does the user's table name only queues below @nr? */
static bool ena_rss_fits(const struct ena_rss *rss, u16 nr)
{
	unsigned int i;

	for (i = 0; i < ENA_RSS_ENTRIES; i++)
		if (rss->want_table[i] >= nr)
			return false;
	return true;
}

static int ena_rss_push_table(struct ena_net *enet, const struct ena_rss *rss,
			      const struct ena_queue_set *set)
{
	struct ena_hw_rss_entry entry[ENA_RSS_ENTRIES] = {};
	struct ena_dev *edev = enet->edev;
	unsigned int i;

	if (!rss->has_table)
		return -EOPNOTSUPP;

	/* The device counts Rx queues by itself, and anew in each set */
	for (i = 0; i < ENA_RSS_ENTRIES; i++) {
		u16 sq_idx = set->vec[rss->table[i]]->rxr.sq_idx;

		entry[i].cq_idx = cpu_to_le16(sq_idx);
	}

	return ena_feature_set_rss_table(&edev->admin, &edev->caps, entry,
					 ENA_HW_RSS_TABLE_LOG2);
}

static int ena_rss_push_func(struct ena_net *enet, const struct ena_rss *rss)
{
	struct ena_dev *edev = enet->edev;

	if (!rss->funcs)
		return -EOPNOTSUPP;

	return ena_feature_set_rss_func(&edev->admin, &edev->caps, rss->func,
					ENA_RSS_INIT, rss->key);
}

static int ena_rss_push_fields(struct ena_net *enet,
			       const struct ena_rss *rss)
{
	struct ena_dev *edev = enet->edev;

	if (!rss->has_fields)
		return -EOPNOTSUPP;

	return ena_feature_set_rss_input(&edev->admin, &edev->caps,
					 &rss->fields, rss->sort);
}

/* What @next has different, none of which the device may refuse */
static int ena_rss_push_changes(struct ena_net *enet,
				const struct ena_rss *next)
{
	const struct ena_rss *now = enet->rss;
	int err = 0;

	if (memcmp(next->table, now->table, sizeof(now->table)))
		err = ena_rss_push_table(enet, next, enet->set);
	if (!err && (next->func != now->func ||
		     memcmp(next->key, now->key, sizeof(now->key))))
		err = ena_rss_push_func(enet, next);
	if (!err && memcmp(&next->fields, &now->fields, sizeof(now->fields)))
		err = ena_rss_push_fields(enet, next);
	return err;
}

void ena_rss_fit(struct ena_net *enet, u16 nr)
{
	struct ena_rss *rss = enet->rss;

	if (!netif_is_rxfh_configured(enet->netdev)) {
		ena_rss_spread(rss, nr);
	} else if (ena_rss_fits(rss, nr)) {
		memcpy(rss->table, rss->want_table, sizeof(rss->table));
	} else {
		netdev_warn(enet->netdev,
			    "The indirection table names more queues than there are: all %u are used evenly until there are enough\n",
			    nr);
		ena_rss_spread(rss, nr);
	}
}

/* Were questions left without an answer? They are asked again at the restart. */
static bool ena_rss_is_cut_off(const struct ena_net *enet)
{
	return READ_ONCE(enet->edev->admin.dead);
}

/* Only a clear no is one: what is known stays so if the device is busy, say */
static bool ena_rss_is_answer(struct ena_net *enet, int err)
{
	if (ena_rss_is_cut_off(enet))
		return false;
	if (!err || err == -EOPNOTSUPP)
		return true;

	enet->rss->retry = true;
	return false;
}

static void ena_rss_probe_table(struct ena_net *enet)
{
	struct ena_dev *edev = enet->edev;
	u16 least, most;
	int err;

	err = ena_feature_get_rss_table(&edev->admin, &edev->caps, &least,
					&most);
	if (!ena_rss_is_answer(enet, err))
		return;

	enet->rss->has_table = !err && least <= ENA_HW_RSS_TABLE_LOG2 &&
			       most >= ENA_HW_RSS_TABLE_LOG2;
}

static void ena_rss_probe_func(struct ena_net *enet)
{
	struct ena_dev *edev = enet->edev;
	struct ena_rss *rss = enet->rss;
	u32 supported, selected;
	int err;

	err = ena_feature_get_rss_func(&edev->admin, &edev->caps, &supported,
				       &selected);
	if (!ena_rss_is_answer(enet, err))
		return;

	rss->funcs = 0;
	if (err || !(supported & (ENA_HW_RSS_TOEPLITZ | ENA_HW_RSS_CRC32)))
		return;

	rss->funcs = supported;
	if (rss->want_func & supported)
		rss->func = rss->want_func;
	else if (supported & ENA_HW_RSS_TOEPLITZ)
		rss->func = ENA_HW_RSS_TOEPLITZ;
	else
		rss->func = ENA_HW_RSS_CRC32;
}

static int ena_rss_read_fields(struct ena_net *enet)
{
	struct ena_dev *edev = enet->edev;
	struct ena_rss *rss = enet->rss;
	int err;

	err = ena_feature_get_rss_input(&edev->admin, &edev->caps, &rss->fields,
					&rss->sort);
	if (!ena_rss_is_answer(enet, err))
		return err;

	rss->sort &= ENA_HW_RSS_SORT_L3 | ENA_HW_RSS_SORT_L4;
	rss->has_fields = !err;
	return err;
}

/* What is wanted where the device knows it, its own choice elsewhere */
static void ena_rss_probe_fields(struct ena_net *enet)
{
	struct ena_rss *rss = enet->rss;
	unsigned int i;

	ena_rss_read_fields(enet);
	for (i = 0; rss->has_fields && i < ENA_HW_RSS_PROTOS; i++) {
		u16 can = le16_to_cpu(rss->fields.supported[i].fields);
		u16 want = rss->want[i];

		if (want != ENA_RSS_ANY_FIELDS && !(want & ~can))
			rss->fields.selected[i].fields = cpu_to_le16(want);
	}
}

static void ena_rss_warn(struct ena_net *enet, int err)
{
	netdev_warn(enet->netdev,
		    "Receive steering is not as configured (error %d)\n", err);
}

void ena_rss_probe(struct ena_net *enet)
{
	const struct ena_rss *rss = enet->rss;
	bool table = rss->has_table, func = rss->funcs, fields = rss->has_fields;

	ena_rss_probe_table(enet);
	ena_rss_probe_func(enet);
	ena_rss_probe_fields(enet);
	if (table > rss->has_table || func > !!rss->funcs ||
	    fields > rss->has_fields)
		ena_rss_warn(enet, -EOPNOTSUPP);
}

/* What a device has not it does not refuse */
static int ena_rss_refusal(int err)
{
	return err == -EOPNOTSUPP ? 0 : err;
}

/* What was refused is not shown. If that was no clear no, it is tried again. */
static void ena_rss_drop_refused(struct ena_net *enet, int table, int func,
				 int fields)
{
	struct ena_rss *rss = enet->rss;

	if (ena_rss_refusal(table) || ena_rss_refusal(func) ||
	    ena_rss_refusal(fields))
		rss->retry = true;

	rss->has_table = !table;
	/* A device of its own function and key does not tell the key */
	if (func)
		rss->funcs = 0;
	if (fields && rss->has_fields)
		rss->has_fields = !ena_rss_read_fields(enet);
}

int ena_rss_apply(struct ena_net *enet, const struct ena_queue_set *set)
{
	struct ena_rss *rss = enet->rss;
	int table, func, fields, err;

	if (rss->retry) {
		rss->retry = false;
		ena_rss_probe(enet);
	}

	ena_rss_fit(enet, set->cfg.nr);
	table = ena_rss_push_table(enet, rss, set);
	func = ena_rss_push_func(enet, rss);
	fields = ena_rss_push_fields(enet, rss);
	if (ena_rss_is_cut_off(enet))
		return -ENODEV;

	ena_rss_drop_refused(enet, table, func, fields);
	err = ena_rss_refusal(table) ?: ena_rss_refusal(func) ?:
	      ena_rss_refusal(fields);
	if (err)
		ena_rss_warn(enet, err);
	return err;
}

void ena_rss_retry(struct ena_net *enet)
{
	ena_net_assert_locked(enet);
	if (enet->rss->retry && enet->up && ena_net_is_reachable(enet))
		ena_rss_apply(enet, enet->set);
}

int ena_rss_set(struct ena_net *enet, const struct ena_rss *next)
{
	int err = 0;

	ena_net_assert_locked(enet);
	if (enet->up && ena_net_is_reachable(enet))
		err = ena_rss_push_changes(enet, next);
	if (err)
		ena_rss_apply(enet, enet->set);
	else
		*enet->rss = *next;
	return err;
}

int ena_rss_alloc(struct ena_net *enet)
{
	struct ena_rss *rss;
	unsigned int i;

	rss = kzalloc_obj(*rss);
	if (!rss)
		return -ENOMEM;

	enet->rss = rss;
	rss->want_func = ENA_HW_RSS_TOEPLITZ;
	netdev_rss_key_fill(rss->key, sizeof(rss->key));
	for (i = 0; i < ENA_HW_RSS_PROTOS; i++)
		rss->want[i] = ena_rss_default_fields[i] ?: ENA_RSS_ANY_FIELDS;
	ena_rss_probe(enet);
	return 0;
}

void ena_rss_free(struct ena_net *enet)
{
	kfree(enet->rss);
	enet->rss = NULL;
}
