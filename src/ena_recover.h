/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ENA_RECOVER_H
#define ENA_RECOVER_H

#include "ena_net.h"

void ena_recover_init(struct ena_net *enet);
/* Start and stop of the health check and of resets; stop waits for both */
void ena_recover_start(struct ena_net *enet);
void ena_recover_stop(struct ena_net *enet);

/* The upcall of ena_dev_fail(): any context */
void ena_recover_request(struct ena_net *enet,
			 enum ena_hw_reset_reason reason);

/* ndo_tx_timeout */
void ena_recover_tx_timeout(struct net_device *netdev, unsigned int txqueue);

#endif /* ENA_RECOVER_H */
