/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ENA_RX_H
#define ENA_RX_H

#include "ena_net.h"

/* Receive at most @budget packets; returns how many. NAPI. */
int ena_rx_poll(struct ena_rx_ring *rxr, int budget);
bool ena_rx_has_work(const struct ena_rx_ring *rxr);
/*
 * Is there a completion behind one that is not there? If that lasts, the device
 * wrote the first wrongly. Any context.
 */
bool ena_rx_is_skipped(const struct ena_rx_ring *rxr);
/*
 * Has the device fewer buffers than a packet may take? It drops one that does not
 * fit, without an interrupt that would have more posted. Any context.
 */
bool ena_rx_is_starved(const struct ena_rx_ring *rxr);

/* Buffers for packets of @mtu, and the pool they come from */
int ena_rx_alloc_pool(struct ena_rx_ring *rxr, u32 mtu, int node);
void ena_rx_free_pool(struct ena_rx_ring *rxr);

/* Empty ring, as a queue just created on the device has it; @rxr is not in use */
void ena_rx_init(struct ena_rx_ring *rxr);
/* Post all buffers; returns how many. Process context, NAPI is off. */
u32 ena_rx_fill(struct ena_rx_ring *rxr);
/* Buffers back into the pool; @rxr is not in use */
void ena_rx_drain(struct ena_rx_ring *rxr);

#endif /* ENA_RX_H */
