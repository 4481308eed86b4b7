// SPDX-License-Identifier: GPL-2.0-only
/* Statistics that only the device has. */
#include <linux/slab.h>

#include "ena_feature.h"
#include "ena_metrics.h"

/* Between questions that may be of no use */
#define ENA_METRICS_ASK_PERIOD	(60 * HZ)

#define ENA_METRICS_ENI	GENMASK(ENA_HW_METRIC_LINKLOCAL_EXCEEDED, 0)
#define ENA_METRICS_SRD	GENMASK(ENA_METRICS - 1, ENA_METRIC_SRD_MODE)

static const char *const ena_metrics_names[ENA_METRICS] = {
	[ENA_HW_METRIC_BW_IN_EXCEEDED] = "bw_in_allowance_exceeded",
	[ENA_HW_METRIC_BW_OUT_EXCEEDED] = "bw_out_allowance_exceeded",
	[ENA_HW_METRIC_PPS_EXCEEDED] = "pps_allowance_exceeded",
	[ENA_HW_METRIC_CONNTRACK_EXCEEDED] = "conntrack_allowance_exceeded",
	[ENA_HW_METRIC_LINKLOCAL_EXCEEDED] = "linklocal_allowance_exceeded",
	[ENA_HW_METRIC_CONNTRACK_AVAILABLE] = "conntrack_allowance_available",
	[ENA_METRIC_SRD_MODE] = "ena_srd_mode",
	[ENA_METRIC_SRD_TX_PKTS] = "ena_srd_tx_pkts",
	[ENA_METRIC_SRD_ELIGIBLE_TX_PKTS] = "ena_srd_eligible_tx_pkts",
	[ENA_METRIC_SRD_RX_PKTS] = "ena_srd_rx_pkts",
	[ENA_METRIC_SRD_RESOURCE_UTILIZATION] = "ena_srd_resource_utilization",
};

const char *ena_metrics_name(enum ena_metric metric)
{
	return ena_metrics_names[metric];
}

/* It has some, and did not say which */
static bool ena_metrics_are_unknown(const struct ena_caps *caps)
{
	return caps->caps & ENA_HW_CAP_CUSTOMER_METRICS && !caps->metrics;
}

void ena_metrics_probe(struct ena_net *enet)
{
	const struct ena_caps *caps = &enet->edev->caps;
	u32 there = 0;

	if (caps->caps & ENA_HW_CAP_CUSTOMER_METRICS)
		there = caps->metrics & GENMASK(ENA_HW_METRICS - 1, 0);
	if (!there && caps->caps & ENA_HW_CAP_ENI_STATS)
		there = ENA_METRICS_ENI;
	if (caps->caps & ENA_HW_CAP_SRD_INFO)
		there |= ENA_METRICS_SRD;
	WRITE_ONCE(enet->metrics->there, there);
	enet->metrics->ask_at = jiffies + ENA_METRICS_ASK_PERIOD;
	if (ena_metrics_are_unknown(caps))
		dev_warn(&enet->edev->pdev->dev,
			 "The device does not say which allowances it counts, asking again every %u s\n",
			 ENA_METRICS_ASK_PERIOD / HZ);
}

/* Whoever watches them counts on their names */
static void ena_metrics_ask(struct ena_net *enet)
{
	struct ena_dev *edev = enet->edev;
	u32 metrics = 0;

	if (time_before(jiffies, enet->metrics->ask_at))
		return;

	enet->metrics->ask_at = jiffies + ENA_METRICS_ASK_PERIOD;
	ena_feature_query_metrics(&edev->admin, &edev->caps, &metrics);
	if (!metrics || !ena_net_trylock(enet))
		return;

	edev->caps.metrics = metrics;
	ena_metrics_probe(enet);
	ena_net_unlock(enet);
}

static int ena_metrics_get_eni(struct ena_net *enet, u64 *value)
{
	struct ena_dev *edev = enet->edev;
	struct ena_hw_stats_eni eni;
	int err;

	err = ena_feature_get_eni(&edev->admin, &edev->caps, &eni);
	if (err)
		return err;

	value[ENA_HW_METRIC_BW_IN_EXCEEDED] =
		le64_to_cpu(eni.bw_in_allowance_exceeded);
	value[ENA_HW_METRIC_BW_OUT_EXCEEDED] =
		le64_to_cpu(eni.bw_out_allowance_exceeded);
	value[ENA_HW_METRIC_PPS_EXCEEDED] =
		le64_to_cpu(eni.pps_allowance_exceeded);
	value[ENA_HW_METRIC_CONNTRACK_EXCEEDED] =
		le64_to_cpu(eni.conntrack_allowance_exceeded);
	value[ENA_HW_METRIC_LINKLOCAL_EXCEEDED] =
		le64_to_cpu(eni.linklocal_allowance_exceeded);
	return 0;
}

static int ena_metrics_get_srd(struct ena_net *enet, u64 *value)
{
	struct ena_dev *edev = enet->edev;
	struct ena_hw_stats_srd srd;
	int err;

	err = ena_feature_get_srd(&edev->admin, &edev->caps, &srd);
	if (err)
		return err;

	value[ENA_METRIC_SRD_MODE] = le64_to_cpu(srd.flags);
	value[ENA_METRIC_SRD_TX_PKTS] = le64_to_cpu(srd.tx_pkts);
	value[ENA_METRIC_SRD_ELIGIBLE_TX_PKTS] =
		le64_to_cpu(srd.eligible_tx_pkts);
	value[ENA_METRIC_SRD_RX_PKTS] = le64_to_cpu(srd.rx_pkts);
	value[ENA_METRIC_SRD_RESOURCE_UTILIZATION] =
		le64_to_cpu(srd.resource_utilization);
	return 0;
}

void ena_metrics_refresh(struct ena_net *enet)
{
	struct ena_dev *edev = enet->edev;
	struct ena_metrics now;
	unsigned long flags;

	if (ena_metrics_are_unknown(&edev->caps))
		ena_metrics_ask(enet);

	ena_metrics_read(enet, &now);
	if (edev->caps.metrics)
		ena_feature_get_metrics(&edev->admin, &edev->caps, now.value);
	else if (now.there & ENA_METRICS_ENI)
		ena_metrics_get_eni(enet, now.value);
	if (now.there & ENA_METRICS_SRD)
		ena_metrics_get_srd(enet, now.value);

	spin_lock_irqsave(&enet->event_lock, flags);
	memcpy(enet->metrics->value, now.value, sizeof(now.value));
	spin_unlock_irqrestore(&enet->event_lock, flags);
}

void ena_metrics_read(struct ena_net *enet, struct ena_metrics *now)
{
	unsigned long flags;

	spin_lock_irqsave(&enet->event_lock, flags);
	*now = *enet->metrics;
	spin_unlock_irqrestore(&enet->event_lock, flags);
}

int ena_metrics_alloc(struct ena_net *enet)
{
	enet->metrics = kzalloc_obj(*enet->metrics);
	if (!enet->metrics)
		return -ENOMEM;

	ena_metrics_probe(enet);
	ena_metrics_refresh(enet);
	return 0;
}

void ena_metrics_free(struct ena_net *enet)
{
	kfree(enet->metrics);
	enet->metrics = NULL;
}
