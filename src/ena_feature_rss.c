// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where received packets go: hash, indirection table, flow rules (control
 * plane 7.11 to 7.13 and 7.17).
 */
#include <linux/bitops.h>

#include "ena_feature.h"

#define ENA_RSS_TABLE_VERSION	1
#define ENA_RSS_LOG2_LIMIT	16	/* of any device */

static_assert((sizeof(struct ena_hw_rss_entry) << ENA_RSS_LOG2_MAX) <=
	      ENA_ADMIN_BUF_SIZE);

/**
 * ena_feature_get_rss_func() - ask for hash functions
 * @admin: the admin queue
 * @caps: what the device can do
 * @supported: functions it has, ENA_HW_RSS_TOEPLITZ and others
 * @selected: the one in use
 *
 * Context: Process; see ena_admin_exec_data().
 * Return: %0 or an error.
 */
int ena_feature_get_rss_func(struct ena_admin *admin,
			     const struct ena_caps *caps, u32 *supported,
			     u32 *selected)
{
	struct ena_hw_rss_func func;
	int err;

	if (!ena_feature_has(admin, caps, ENA_HW_FEAT_RSS_HASH_FUNCTION))
		return -EOPNOTSUPP;

	err = ena_feature_get(admin, ENA_HW_FEAT_RSS_HASH_FUNCTION, 0, &func,
			      sizeof(func), NULL);
	if (err)
		return err;

	*supported = le32_to_cpu(func.supported) & ENA_HW_RSS_FUNCS;
	*selected = le32_to_cpu(func.selected) & ENA_HW_RSS_FUNCS;
	return 0;
}

/**
 * ena_feature_set_rss_func() - choose hash function and key
 * @admin: the admin queue
 * @caps: what the device can do
 * @func: one of ENA_HW_RSS_TOEPLITZ, ENA_HW_RSS_CRC32
 * @init: initial value of the hash
 * @key: in the order the device takes it; it uses the last byte first
 *
 * Context: Process; see ena_admin_exec_data().
 * Return: %0 or an error.
 */
int ena_feature_set_rss_func(struct ena_admin *admin,
			     const struct ena_caps *caps, u32 func, u32 init,
			     const u8 key[ENA_HW_RSS_KEY_SIZE])
{
	struct ena_hw_rss_key buf = {
		.words = cpu_to_le32(ENA_HW_RSS_KEY_WORDS),
	};
	struct ena_admin_data data = { .len = sizeof(buf), .out = &buf };
	struct ena_hw_rss_func val = {
		.selected = cpu_to_le32(func),
		.init_val = cpu_to_le32(init),
	};
	int err;

	if (!ena_feature_has(admin, caps, ENA_HW_FEAT_RSS_HASH_FUNCTION))
		return -EOPNOTSUPP;
	if (hweight32(func) != 1 || func & ~ENA_HW_RSS_FUNCS)
		return -EINVAL;

	memcpy(buf.key, key, sizeof(buf.key));
	err = ena_feature_set(admin, ENA_HW_FEAT_RSS_HASH_FUNCTION, &val,
			      sizeof(val), &data, NULL);
	memzero_explicit(&buf, sizeof(buf));

	return err;
}

/**
 * ena_feature_get_rss_table() - ask which sizes the table may have
 * @admin: the admin queue
 * @caps: what the device can do
 * @log2_min: of entries of the smallest
 * @log2_max: of entries of the largest that also fits a command's buffer
 *
 * Context: Process; see ena_admin_exec_data().
 * Return: %0 or an error; then both are untouched.
 */
int ena_feature_get_rss_table(struct ena_admin *admin,
			      const struct ena_caps *caps, u16 *log2_min,
			      u16 *log2_max)
{
	struct ena_hw_rss_table table;
	u16 lo, hi;
	int err;

	if (!ena_feature_has(admin, caps, ENA_HW_FEAT_RSS_TABLE))
		return -EOPNOTSUPP;

	err = ena_feature_get(admin, ENA_HW_FEAT_RSS_TABLE,
			      ENA_RSS_TABLE_VERSION, &table, sizeof(table),
			      NULL);
	if (err)
		return err;

	lo = le16_to_cpu(table.size_min);
	hi = le16_to_cpu(table.size_max);
	if (lo > hi || hi > ENA_RSS_LOG2_LIMIT)
		return -EIO;
	if (lo > ENA_RSS_LOG2_MAX)
		return -EOPNOTSUPP;

	*log2_min = lo;
	*log2_max = min_t(u16, hi, ENA_RSS_LOG2_MAX);
	return 0;
}

/**
 * ena_feature_set_rss_table() - write the whole indirection table
 * @admin: the admin queue
 * @caps: what the device can do
 * @entry: as on the wire, 1 << @log2 of them
 * @log2: of the number of entries, within ena_feature_get_rss_table()
 *
 * Needs no memory, as a reset may find none.
 *
 * Context: Process; see ena_admin_exec_data().
 * Return: %0 or an error.
 */
int ena_feature_set_rss_table(struct ena_admin *admin,
			      const struct ena_caps *caps,
			      const struct ena_hw_rss_entry *entry, u16 log2)
{
	struct ena_admin_data data = { .out = entry };
	struct ena_hw_rss_table table = {
		.size = cpu_to_le16(log2),
		.inline_index = cpu_to_le32(ENA_HW_RSS_TABLE_WHOLE),
	};

	if (!ena_feature_has(admin, caps, ENA_HW_FEAT_RSS_TABLE))
		return -EOPNOTSUPP;
	if (log2 > ENA_RSS_LOG2_MAX)
		return -EINVAL;

	data.len = sizeof(*entry) << log2;
	return ena_feature_set(admin, ENA_HW_FEAT_RSS_TABLE, &table,
			       sizeof(table), &data, NULL);
}

/**
 * ena_feature_get_rss_input() - ask which fields are hashed
 * @admin: the admin queue
 * @caps: what the device can do
 * @fields: as on the wire, supported and selected
 * @sort: ways to sort them the device has, ENA_HW_RSS_SORT_*
 *
 * Context: Process; see ena_admin_exec_data().
 * Return: %0 or an error.
 */
int ena_feature_get_rss_input(struct ena_admin *admin,
			      const struct ena_caps *caps,
			      struct ena_hw_rss_fields *fields, u16 *sort)
{
	struct ena_admin_data data = {
		.len = sizeof(*fields),
		.in = fields,
		.in_len = sizeof(*fields),
	};
	struct ena_hw_rss_input input;
	int err;

	if (!ena_feature_has(admin, caps, ENA_HW_FEAT_RSS_HASH_INPUT))
		return -EOPNOTSUPP;

	err = ena_feature_get(admin, ENA_HW_FEAT_RSS_HASH_INPUT, 0, &input,
			      sizeof(input), &data);
	if (!err)
		*sort = le16_to_cpu(input.sort_supported);

	return err;
}

/**
 * ena_feature_set_rss_input() - choose which fields are hashed
 * @admin: the admin queue
 * @caps: what the device can do
 * @fields: as on the wire; the selected ones count
 * @sort: ENA_HW_RSS_SORT_*
 *
 * Context: Process; see ena_admin_exec_data().
 * Return: %0 or an error.
 */
int ena_feature_set_rss_input(struct ena_admin *admin,
			      const struct ena_caps *caps,
			      const struct ena_hw_rss_fields *fields, u16 sort)
{
	struct ena_admin_data data = { .len = sizeof(*fields), .out = fields };
	struct ena_hw_rss_input input = { .sort_enabled = cpu_to_le16(sort) };

	if (!ena_feature_has(admin, caps, ENA_HW_FEAT_RSS_HASH_INPUT))
		return -EOPNOTSUPP;

	return ena_feature_set(admin, ENA_HW_FEAT_RSS_HASH_INPUT, &input,
			       sizeof(input), &data, NULL);
}

/**
 * ena_feature_add_flow() - add a flow rule
 * @admin: the admin queue
 * @caps: what the device can do
 * @type: enum ena_hw_flow_type
 * @queue: Rx queue, as users count them
 * @rule: what is compared, as on the wire
 * @location: in: a free one, or ENA_HW_FLOW_LOCATION_ANY; out: the one used
 *
 * Context: Process; see ena_admin_exec_data().
 * Return: %0; %-EINVAL: no such location; %-EIO: the device chose one that
 * does not exist; or another error.
 */
int ena_feature_add_flow(struct ena_admin *admin, const struct ena_caps *caps,
			 u8 type, u16 queue, const struct ena_hw_flow_rule *rule,
			 u16 *location)
{
	struct ena_admin_data data = { .len = sizeof(*rule), .out = rule };
	struct ena_hw_flow_req req = {
		.action = ENA_HW_FLOW_ADD,
		.type = type,
		.rx_queue = cpu_to_le16(queue),
		.location = cpu_to_le16(*location),
	};
	struct ena_hw_acq_entry answer;
	struct ena_hw_flow_resp resp;
	u16 used;
	int err;

	if (!ena_feature_has(admin, caps, ENA_HW_FEAT_FLOW_STEERING))
		return -EOPNOTSUPP;
	if (*location != ENA_HW_FLOW_LOCATION_ANY &&
	    *location >= caps->flow_rules_max)
		return -EINVAL;

	err = ena_feature_set(admin, ENA_HW_FEAT_FLOW_STEERING, &req,
			      sizeof(req), &data, &answer);
	if (err || *location != ENA_HW_FLOW_LOCATION_ANY)
		return err;

	memcpy(&resp, answer.data, sizeof(resp));
	used = le16_to_cpu(resp.location);
	if (used >= caps->flow_rules_max)
		return -EIO;

	*location = used;
	return 0;
}

/**
 * ena_feature_del_flow() - remove a flow rule
 * @admin: the admin queue
 * @caps: what the device can do
 * @location: where it is
 *
 * Context: Process; see ena_admin_exec_data().
 * Return: %0 or an error.
 */
int ena_feature_del_flow(struct ena_admin *admin, const struct ena_caps *caps,
			 u16 location)
{
	struct ena_hw_flow_req req = {
		.action = ENA_HW_FLOW_REMOVE,
		.location = cpu_to_le16(location),
	};

	if (!ena_feature_has(admin, caps, ENA_HW_FEAT_FLOW_STEERING))
		return -EOPNOTSUPP;

	return ena_feature_set(admin, ENA_HW_FEAT_FLOW_STEERING, &req,
			       sizeof(req), NULL, NULL);
}
