/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ENA_HEALTH_H
#define ENA_HEALTH_H

#include "ena_net.h"

/*
 * One look at everything; asks for a reset (ena_dev_fail()) only after it has
 * looked at what the device wrote to memory. Bounded. On edev->wq.
 */
void ena_health_check(struct ena_net *enet);

/* Forget what earlier looks saw: the device, or the queue set, is another */
void ena_health_restart(struct ena_net *enet);

#endif /* ENA_HEALTH_H */
