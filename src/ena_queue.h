/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ENA_QUEUE_H
#define ENA_QUEUE_H

#include "ena_net.h"

/* Depths a ring can have, and at least one pair */
bool ena_queue_cfg_is_valid(const struct ena_queue_cfg *cfg);

/* Host memory of a whole set: rings, page pools, vectors. Under the lock. */
struct ena_queue_set *ena_queue_set_alloc(struct ena_net *enet,
					  const struct ena_queue_cfg *cfg);
/* Stopped, drained, without interrupts, unknown to the device. */
void ena_queue_set_free(struct ena_queue_set *set);

/* What the device can do now; done by ena_queue_set_create() */
void ena_queue_set_limit(struct ena_queue_set *set);

/*
 * Create the queues on the device: all Tx pairs, then all Rx pairs. -ENOMEM:
 * the device has no room; a smaller set may work. On an error none exists.
 */
int ena_queue_set_create(struct ena_queue_set *set);
/* ... and destroy them; skips the commands if the device is not running */
void ena_queue_set_destroy(struct ena_queue_set *set);

/* Buffers to the device; at least one a queue or -ENOMEM. NAPI is off. */
int ena_queue_set_fill(struct ena_queue_set *set);
/* Its packets are not their senders' any more; the set is not in use */
void ena_queue_set_disown(struct ena_queue_set *set);
/* Take back what the device did not complete. After destroy or reset. */
void ena_queue_set_drain(struct ena_queue_set *set);

#endif /* ENA_QUEUE_H */
