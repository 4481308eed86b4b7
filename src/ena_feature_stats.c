// SPDX-License-Identifier: GPL-2.0-only
/*
 * GET_STATS (control plane 6.7). Hosts have always asked for queue 0 of device
 * 0 and got totals of the function, so that is how they are asked for here.
 */
#include <linux/bitops.h>

#include "ena_feature.h"

#define ENA_METRICS_KNOWN	GENMASK(ENA_HW_METRICS - 1, 0)

static int ena_feature_get_stats(struct ena_admin *admin, u8 type,
				 u32 requested, void *stats, size_t size,
				 const struct ena_admin_data *data)
{
	struct ena_hw_aq_stats cmd = {
		.hdr.opcode = ENA_HW_AQ_GET_STATS,
		.type = type,
		.requested = cpu_to_le64(requested),
	};
	struct ena_hw_acq_entry resp;
	int err;

	err = ena_admin_exec_data(admin, &cmd.hdr, sizeof(cmd), &resp,
				  sizeof(resp), data);
	if (!err)
		memcpy(stats, resp.data, size);

	return err;
}

/**
 * ena_feature_get_basic_stats() - ask for what the device counted
 * @admin: the admin queue
 * @stats: where that goes, as on the wire
 *
 * Context: Process; see ena_admin_exec_data().
 * Return: %0 or an error.
 */
int ena_feature_get_basic_stats(struct ena_admin *admin,
				struct ena_hw_stats_basic *stats)
{
	return ena_feature_get_stats(admin, ENA_HW_STATS_BASIC, 0, stats,
				     sizeof(*stats), NULL);
}

/**
 * ena_feature_get_eni() - ask how often a limit of the instance was exceeded
 * @admin: the admin queue
 * @caps: what the device can do
 * @eni: where that goes, as on the wire
 *
 * Context: Process; see ena_admin_exec_data().
 * Return: %0 or an error.
 */
int ena_feature_get_eni(struct ena_admin *admin, const struct ena_caps *caps,
			struct ena_hw_stats_eni *eni)
{
	if (!(caps->caps & ENA_HW_CAP_ENI_STATS))
		return -EOPNOTSUPP;

	return ena_feature_get_stats(admin, ENA_HW_STATS_ENI, 0, eni,
				     sizeof(*eni), NULL);
}

/**
 * ena_feature_get_srd() - ask what went over SRD
 * @admin: the admin queue
 * @caps: what the device can do
 * @srd: where that goes, as on the wire
 *
 * Context: Process; see ena_admin_exec_data().
 * Return: %0 or an error.
 */
int ena_feature_get_srd(struct ena_admin *admin, const struct ena_caps *caps,
			struct ena_hw_stats_srd *srd)
{
	if (!(caps->caps & ENA_HW_CAP_SRD_INFO))
		return -EOPNOTSUPP;

	return ena_feature_get_stats(admin, ENA_HW_STATS_SRD, 0, srd,
				     sizeof(*srd), NULL);
}

/**
 * ena_feature_query_metrics() - ask which customer metrics there are
 * @admin: the admin queue
 * @caps: what the device can do
 * @metrics: those known here, BIT(enum ena_hw_metric); untouched on error
 *
 * Context: Process; see ena_admin_exec_data().
 * Return: %0 or an error.
 */
int ena_feature_query_metrics(struct ena_admin *admin,
			      const struct ena_caps *caps, u32 *metrics)
{
	struct ena_hw_stats_customer stats;
	int err;

	if (!(caps->caps & ENA_HW_CAP_CUSTOMER_METRICS))
		return -EOPNOTSUPP;

	err = ena_feature_get_stats(admin, ENA_HW_STATS_CUSTOMER,
				    ENA_METRICS_KNOWN, &stats, sizeof(stats),
				    NULL);
	if (!err)
		*metrics = le64_to_cpu(stats.reported) & ENA_METRICS_KNOWN;

	return err;
}

/**
 * ena_feature_get_metrics() - ask for customer metrics
 * @admin: the admin queue
 * @caps: what the device can do
 * @value: by enum ena_hw_metric; those not in &ena_caps.metrics are untouched
 *
 * The device packs the values of the bits asked for, lowest bit first.
 *
 * Context: Process; see ena_admin_exec_data().
 * Return: %0 or an error.
 */
int ena_feature_get_metrics(struct ena_admin *admin,
			    const struct ena_caps *caps,
			    u64 value[ENA_HW_METRICS])
{
	__le64 packed[ENA_HW_METRICS];
	struct ena_admin_data data = {
		.len = ENA_HW_METRICS_BUF_SIZE,
		.in = packed,
		.in_len = sizeof(packed),
	};
	struct ena_hw_stats_customer stats;
	unsigned long bits = caps->metrics;
	unsigned int bit, i = 0;
	int err;

	if (!bits)
		return -EOPNOTSUPP;

	err = ena_feature_get_stats(admin, ENA_HW_STATS_CUSTOMER, bits, &stats,
				    sizeof(stats), &data);
	if (err)
		return err;

	for_each_set_bit(bit, &bits, ENA_HW_METRICS)
		value[bit] = le64_to_cpu(packed[i++]);

	return 0;
}
