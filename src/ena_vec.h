/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ENA_VEC_H
#define ENA_VEC_H

#include "ena_net.h"

/* Interrupts of all vectors of @set; names them after the netdev */
int ena_vec_request_irqs(struct ena_queue_set *set);
void ena_vec_free_irqs(struct ena_queue_set *set);

/* NAPI on, vectors unmasked, one poll each; and back. Under the netdev lock. */
void ena_vec_start(struct ena_queue_set *set);
void ena_vec_stop(struct ena_queue_set *set);

/* New user settings; takes effect with the next unmask */
void ena_vec_set_moderation(struct ena_vec *vec, const struct ena_moderation *m);

/* Have NAPI run now, whatever the interrupt does. Process context. */
void ena_vec_kick(struct ena_vec *vec);

#endif /* ENA_VEC_H */
