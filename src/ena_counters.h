/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What is counted a queue. The structures outlive queue sets, so that counters
 * survive resets, down and up, and reconfiguration; each has one writer. The
 * names are those of ethtool -S (data plane 9.4, 9.5); tables: ena_stats.c.
 */
#ifndef ENA_COUNTERS_H
#define ENA_COUNTERS_H

#include <linux/cache.h>
#include <linux/preempt.h>
#include <linux/u64_stats_sync.h>

/* Written by the transmit path, under the netdev queue lock */
struct ena_tx_xmit_stats {
	u64_stats_t cnt;
	u64_stats_t bytes;
	u64_stats_t queue_stop;
	u64_stats_t dma_mapping_err;
	u64_stats_t linearize;
	u64_stats_t linearize_failed;
	u64_stats_t doorbells;
	u64_stats_t prepare_ctx_err;
	u64_stats_t llq_buffer_copy;
};

/* Written by NAPI */
struct ena_tx_clean_stats {
	u64_stats_t queue_wakeup;
	u64_stats_t napi_comp;
	u64_stats_t tx_poll;
	u64_stats_t bad_req_id;
	u64_stats_t unmask_interrupt;
};

/* Written by the health check */
struct ena_tx_watch_stats {
	u64_stats_t missed_tx;
	u64_stats_t lost_interrupt;
	u64_stats_t pending_timedout_pkts;	/* a gauge */
};

/* Written by NAPI */
struct ena_rx_stats {
	u64_stats_t cnt;
	u64_stats_t bytes;
	u64_stats_t rx_copybreak_pkt;
	u64_stats_t csum_good;
	u64_stats_t refil_partial;
	u64_stats_t csum_bad;
	u64_stats_t page_alloc_fail;
	u64_stats_t skb_alloc_fail;
	u64_stats_t dma_mapping_err;
	u64_stats_t bad_desc_num;
	u64_stats_t bad_req_id;
	u64_stats_t csum_unchecked;
	u64_stats_t xdp_aborted;
	u64_stats_t xdp_drop;
	u64_stats_t xdp_pass;
	u64_stats_t xdp_tx;
	u64_stats_t xdp_invalid;
	u64_stats_t xdp_redirect;
};

/* Written by the health check */
struct ena_rx_watch_stats {
	u64_stats_t empty_rx_ring;
};

/* All of one queue pair; a line for each writer */
struct ena_queue_counters {
	struct ena_tx_xmit_stats xmit ____cacheline_aligned_in_smp;
	struct u64_stats_sync xmit_sync;

	struct ena_tx_clean_stats clean ____cacheline_aligned_in_smp;
	struct u64_stats_sync clean_sync;

	struct ena_rx_stats rx ____cacheline_aligned_in_smp;
	struct u64_stats_sync rx_sync;

	struct ena_tx_watch_stats tx_watch ____cacheline_aligned_in_smp;
	struct ena_rx_watch_stats rx_watch;
	struct u64_stats_sync watch_sync;
};

/*
 * For writers in process context: where 64 bits are two words, a reader that
 * preempts one would wait for it for ever.
 */
static inline void ena_counters_update_begin(struct u64_stats_sync *sync)
{
	preempt_disable();
	u64_stats_update_begin(sync);
}

static inline void ena_counters_update_end(struct u64_stats_sync *sync)
{
	u64_stats_update_end(sync);
	preempt_enable();
}

#endif /* ENA_COUNTERS_H */
