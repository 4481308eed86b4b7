/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ENA_VEC_H
#define ENA_VEC_H

#include "ena_net.h"

/*
 * Spread the interrupts of @nr pairs over the CPUs near the device. Once, when
 * the vectors are allocated: from then on the administrator decides.
 */
void ena_vec_spread_irqs(struct ena_dev *edev, u16 nr);
/* The CPU that ena_vec_spread_irqs() chose for a pair */
unsigned int ena_vec_cpu(const struct ena_dev *edev, u16 queue);

/* NAPI and moderation of queue @queue of @enet, off; no rings yet */
void ena_vec_init(struct ena_vec *vec, struct ena_net *enet, u16 queue);
/* ... and gone; several at once: call synchronize_net() before freeing them */
void ena_vec_uninit(struct ena_vec *vec);

/* Interrupts of all vectors of @set; names them after the netdev */
int ena_vec_request_irqs(struct ena_queue_set *set);
void ena_vec_free_irqs(struct ena_queue_set *set);

/*
 * NAPI on, one poll each, which unmasks the vector; and back, which leaves Tx
 * queues disabled. Under the lock.
 */
void ena_vec_start(struct ena_queue_set *set);
void ena_vec_stop(struct ena_queue_set *set);

/* New user settings; takes effect with the next unmask. Under the lock. */
void ena_vec_set_moderation(struct ena_vec *vec, const struct ena_moderation *m);

/* Have NAPI run now, whatever the interrupt does. Process context. */
void ena_vec_kick(struct ena_vec *vec);

#endif /* ENA_VEC_H */
