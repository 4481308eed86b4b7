/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ENA_RSS_H
#define ENA_RSS_H

#include <ena_hw/rss.h>

#include "ena_net.h"

#define ENA_RSS_ENTRIES		BIT(ENA_HW_RSS_TABLE_LOG2)
#define ENA_RSS_INIT		0xffffffff	/* as other Linux drivers do */
#define ENA_RSS_ANY_FIELDS	U16_MAX		/* nothing is wanted */

/**
 * struct ena_rss - receive side scaling, as the user sees it
 * @has_table: the device has a table of ENA_RSS_ENTRIES
 * @has_fields: the fields that are hashed are known
 * @retry: something was refused, and not because it is unknown
 * @table: queue numbers, as the user counts them
 * @want_table: those the user has chosen, if any; outlives a device of fewer
 * @funcs: hash functions the device knows, ENA_HW_RSS_*; 0: not to be chosen
 * @func: the one in use, if there are @funcs
 * @want_func: the one that is to be
 * @key: its key, in the order of the user and of the device's memory
 * @fields: hashed fields by protocol
 * @want: what they are to be, or ENA_RSS_ANY_FIELDS; outlives a device that
 *	  hashes others
 * @sort: ENA_HW_RSS_SORT_* the device knows
 */
struct ena_rss {
	bool has_table;
	bool has_fields;
	bool retry;
	u16 table[ENA_RSS_ENTRIES];
	u16 want_table[ENA_RSS_ENTRIES];
	u32 funcs;
	u32 func;
	u32 want_func;
	u8 key[ENA_HW_RSS_KEY_SIZE];
	struct ena_hw_rss_fields fields;
	u16 want[ENA_HW_RSS_PROTOS];
	u16 sort;
};

/* Ask the device what it can do; defaults. Nothing of it: no error. */
int ena_rss_alloc(struct ena_net *enet);
void ena_rss_free(struct ena_net *enet);

/*
 * Ask what the device can do, of which it knows nothing more since its reset:
 * what it refused then it may do now. Under the lock.
 */
void ena_rss_probe(struct ena_net *enet);

/* There are @nr queues now: keep the user's table if it still can be */
void ena_rss_fit(struct ena_net *enet, u16 nr);

/*
 * Tell the device, whose Rx queues of @set have just been created. What it
 * does not let itself be told is from then on what it has by itself: until it
 * is reset if it does not know it, until the next set if it was busy, say.
 * Returns the first error other than -EOPNOTSUPP, which the log has too, or
 * -ENODEV if the device has failed. Under the lock.
 */
int ena_rss_apply(struct ena_net *enet, const struct ena_queue_set *set);

/* Before a change by the user: what it refused it may take now. Under the lock. */
void ena_rss_retry(struct ena_net *enet);

/*
 * Make @next what the device does and ethtool shows, or on an error leave all
 * as it was: -EOPNOTSUPP if the device changes nothing of that kind. Under the
 * lock.
 */
int ena_rss_set(struct ena_net *enet, const struct ena_rss *next);

/* RXH_* of ethtool; the row of a flow type, or -EOPNOTSUPP */
int ena_rss_row(u32 flow_type);
u64 ena_rss_to_rxh(u16 fields);
int ena_rss_from_rxh(u64 rxh, u16 *fields);

#endif /* ENA_RSS_H */
