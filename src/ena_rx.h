/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ENA_RX_H
#define ENA_RX_H

#include "ena_net.h"

/* Receive at most @budget packets; returns how many. NAPI. */
int ena_rx_poll(struct ena_rx_ring *rxr, int budget);
bool ena_rx_has_work(const struct ena_rx_ring *rxr);
/* Post buffers; returns how many were wanted and not to be had. */
u32 ena_rx_refill(struct ena_rx_ring *rxr);
/* Does the device own no buffer at all? Any context. */
bool ena_rx_is_empty(const struct ena_rx_ring *rxr);
void ena_rx_drain(struct ena_rx_ring *rxr);

#endif /* ENA_RX_H */
