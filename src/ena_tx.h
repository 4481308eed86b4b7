/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ENA_TX_H
#define ENA_TX_H

#include "ena_net.h"

netdev_tx_t ena_tx_xmit(struct sk_buff *skb, struct net_device *netdev);
netdev_features_t ena_tx_features_check(struct sk_buff *skb,
					struct net_device *netdev,
					netdev_features_t features);

/* Completions; true: all done. NAPI, also with a budget of 0. */
bool ena_tx_clean(struct ena_tx_ring *txr, int napi_budget);
/* Is a completion there that ena_tx_clean() has not seen? Any context. */
bool ena_tx_has_work(const struct ena_tx_ring *txr);

/* Is one missing that later ones have come after? Any context. */
bool ena_tx_is_skipped(const struct ena_tx_ring *txr);

/* Empty ring, as a queue just created on the device has it; @txr is not in use */
void ena_tx_init(struct ena_tx_ring *txr);
void ena_tx_disown(struct ena_tx_ring *txr);
/* Free what the device will never complete; @txr is not in use. Logs it. */
void ena_tx_drain(struct ena_tx_ring *txr);

/* Packets older than @age_ms without completion */
u32 ena_tx_count_late(struct ena_tx_ring *txr, u32 age_ms);
/* None is looked for, or there are none any more. Under the lock. */
void ena_tx_forget_late(struct ena_tx_ring *txr);

#endif /* ENA_TX_H */
