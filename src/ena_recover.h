/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ENA_RECOVER_H
#define ENA_RECOVER_H

#include "ena_net.h"

void ena_recover_init(struct ena_net *enet);

/* Start and stop of the health check and of resets; stop waits for both */
void ena_recover_start(struct ena_net *enet);
void ena_recover_stop(struct ena_net *enet);

/*
 * Take traffic and the device down for a while that others decide on (sleep,
 * a reset of the PCI function), and have them back. resume() tries once and
 * leaves the rest to the reset work; true: it was enough. Process context,
 * without the lock.
 */
void ena_recover_suspend(struct ena_net *enet,
			 enum ena_hw_reset_reason reason);
bool ena_recover_resume(struct ena_net *enet);

/* ... and if nobody has resumed it by then, do that */
void ena_recover_resume_after(struct ena_net *enet, unsigned int seconds);

/* The upcall of ena_dev_fail(): any context */
void ena_recover_request(struct ena_net *enet,
			 enum ena_hw_reset_reason reason);

/* ndo_tx_timeout */
void ena_recover_tx_timeout(struct net_device *netdev, unsigned int txqueue);

#endif /* ENA_RECOVER_H */
