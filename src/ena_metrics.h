/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Statistics that only the device has (control plane 6.7): read once a second,
 * so that nobody who looks at them has to wait for it.
 */
#ifndef ENA_METRICS_H
#define ENA_METRICS_H

#include <ena_hw/stats.h>

#include "ena_net.h"

/* In the order of ethtool -S: enum ena_hw_metric, then SRD */
enum ena_metric {
	ENA_METRIC_SRD_MODE = ENA_HW_METRICS,
	ENA_METRIC_SRD_TX_PKTS,
	ENA_METRIC_SRD_ELIGIBLE_TX_PKTS,
	ENA_METRIC_SRD_RX_PKTS,
	ENA_METRIC_SRD_RESOURCE_UTILIZATION,
	ENA_METRICS
};

/*
 * @there: BIT(enum ena_metric); changes under the lock
 * @ask_at: jiffies from when on to ask which there are, if that is not known
 */
struct ena_metrics {
	u32 there;
	unsigned long ask_at;
	u64 value[ENA_METRICS];
};

int ena_metrics_alloc(struct ena_net *enet);
void ena_metrics_free(struct ena_net *enet);

/* Which does the device have? After each start of it, under the lock. */
void ena_metrics_probe(struct ena_net *enet);

/*
 * Read them; those that do not come stay as they were. Which there are is asked
 * again where it is not known. On edev->wq, not under the lock.
 */
void ena_metrics_refresh(struct ena_net *enet);

/* As last read. Any context. */
void ena_metrics_read(struct ena_net *enet, struct ena_metrics *now);

const char *ena_metrics_name(enum ena_metric metric);

#endif /* ENA_METRICS_H */
