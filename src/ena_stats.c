// SPDX-License-Identifier: GPL-2.0-only
/*
 * Counters: tables that serve names and values in the order of ethtool -S
 * (data plane 9.1 to 9.6), and everything that reads them. The names are an
 * interface of the operators' tools: add at the end, never rename.
 */
#include <linux/ethtool.h>
#include <linux/netdevice.h>
#include <linux/slab.h>

#include <ena_compat_stat_ops.h>

#include "ena_metrics.h"
#include "ena_stats.h"

/* What the log gets at a reset, at most */
#define ENA_STATS_LOG_LINES	24
#define ENA_STATS_LOG_WIDTH	160

/* A name, and which 64-bit word of a structure it names */
struct ena_stat {
	const char *name;
	unsigned int word;
};

#define ENA_WORDS(type)		(sizeof(type) / sizeof(u64))
#define ENA_WORD(type, field)	(offsetof(type, field) / sizeof(u64))

/*
 * The counters of a queue pair as one array, so that a table can mix those of
 * different writers.
 */
struct ena_counts {
	u64 xmit[ENA_WORDS(struct ena_tx_xmit_stats)];
	u64 clean[ENA_WORDS(struct ena_tx_clean_stats)];
	u64 tx_watch[ENA_WORDS(struct ena_tx_watch_stats)];
	u64 rx[ENA_WORDS(struct ena_rx_stats)];
	u64 rx_watch[ENA_WORDS(struct ena_rx_watch_stats)];
};

static_assert(sizeof(u64_stats_t) == sizeof(u64));

#define ENA_PART_WORDS(part) \
	(sizeof_field(struct ena_counts, part) / sizeof(u64))

#define ENA_STAT_OF(_name, part, type, field) { \
	.name = _name, \
	.word = ENA_WORD(struct ena_counts, part) + ENA_WORD(type, field), \
}

#define ENA_XMIT(field) \
	ENA_STAT_OF(#field, xmit, struct ena_tx_xmit_stats, field)
#define ENA_CLEAN(field) \
	ENA_STAT_OF(#field, clean, struct ena_tx_clean_stats, field)
#define ENA_TX_WATCH(field) \
	ENA_STAT_OF(#field, tx_watch, struct ena_tx_watch_stats, field)
#define ENA_RX(field) \
	ENA_STAT_OF(#field, rx, struct ena_rx_stats, field)
#define ENA_RX_WATCH(field) \
	ENA_STAT_OF(#field, rx_watch, struct ena_rx_watch_stats, field)
#define ENA_EVENT(field) \
	{ .name = #field, .word = ENA_WORD(struct ena_net_events, field) }
#define ENA_RESETS(_name, reason) { \
	.name = _name, \
	.word = ENA_WORD(struct ena_net_events, by_reason) + (reason), \
}

#define ENA_ADMIN(field) \
	{ .name = #field, .word = ENA_WORD(struct ena_admin_stats, field) }
#define ENA_DROPS(field) \
	{ .name = #field, .word = ENA_WORD(struct ena_dev_drops, field) }

static const struct ena_stat ena_stats_events[] = {
	ENA_EVENT(tx_timeout),
	ENA_EVENT(suspend),
	ENA_EVENT(resume),
	ENA_EVENT(wd_expired),
	ENA_EVENT(interface_up),
	ENA_EVENT(interface_down),
	ENA_EVENT(admin_q_pause),
	ENA_EVENT(reset_fail),
};

/* Names of the vendor's driver */
static const struct ena_stat ena_stats_resets[] = {
	ENA_EVENT(total_resets),
	ENA_RESETS("bad_tx_req_id", ENA_HW_RESET_INV_TX_REQ_ID),
	ENA_RESETS("bad_rx_req_id", ENA_HW_RESET_INV_RX_REQ_ID),
	ENA_RESETS("bad_rx_desc_num", ENA_HW_RESET_TOO_MANY_RX_DESCS),
	ENA_RESETS("missing_intr", ENA_HW_RESET_MISS_INTERRUPT),
	ENA_RESETS("suspected_poll_starvation", ENA_HW_RESET_POLL_STARVATION),
	ENA_RESETS("missing_tx_cmpl", ENA_HW_RESET_MISS_TX_CMPL),
	ENA_RESETS("rx_desc_malformed", ENA_HW_RESET_RX_DESC_MALFORMED),
	ENA_RESETS("tx_desc_malformed", ENA_HW_RESET_TX_DESC_MALFORMED),
	ENA_RESETS("invalid_state", ENA_HW_RESET_DRIVER_INVALID_STATE),
	ENA_RESETS("os_netdev_wd", ENA_HW_RESET_OS_NETDEV_WD),
	ENA_RESETS("missing_admin_interrupt",
		   ENA_HW_RESET_MISS_ADMIN_INTERRUPT),
	ENA_RESETS("admin_to", ENA_HW_RESET_ADMIN_TO),
	ENA_RESETS("device_request_reset", ENA_HW_RESET_DEVICE_REQUEST),
	ENA_RESETS("missing_first_intr", ENA_HW_RESET_MISS_FIRST_INTERRUPT),
};

static_assert(ARRAY_SIZE(ena_stats_events) + 1 + ENA_HW_RESET_REASONS ==
	      ENA_WORDS(struct ena_net_events));

static const struct ena_stat ena_stats_tx[] = {
	ENA_XMIT(cnt),
	ENA_XMIT(bytes),
	ENA_XMIT(queue_stop),
	ENA_CLEAN(queue_wakeup),
	ENA_XMIT(dma_mapping_err),
	ENA_XMIT(linearize),
	ENA_XMIT(linearize_failed),
	ENA_CLEAN(napi_comp),
	ENA_CLEAN(tx_poll),
	ENA_XMIT(doorbells),
	ENA_XMIT(prepare_ctx_err),
	ENA_CLEAN(bad_req_id),
	ENA_XMIT(llq_buffer_copy),
	ENA_TX_WATCH(missed_tx),
	ENA_CLEAN(unmask_interrupt),
};

static const struct ena_stat ena_stats_tx_more[] = {
	ENA_TX_WATCH(lost_interrupt),
	ENA_TX_WATCH(pending_timedout_pkts),
};

/* Other names of the same, which the operators' page speaks of */
static const struct ena_stat ena_stats_tx_aliases[] = {
	ENA_STAT_OF("poll", clean, struct ena_tx_clean_stats, tx_poll),
	ENA_STAT_OF("missing_tx_comp", tx_watch, struct ena_tx_watch_stats,
		    missed_tx),
};

/* A counter that is in a structure and not in its table does not build. */
static_assert(ARRAY_SIZE(ena_stats_tx) + ARRAY_SIZE(ena_stats_tx_more) ==
	      ENA_PART_WORDS(xmit) + ENA_PART_WORDS(clean) +
	      ENA_PART_WORDS(tx_watch));

static const struct ena_stat ena_stats_rx[] = {
	ENA_RX(cnt),
	ENA_RX(bytes),
	ENA_RX(rx_copybreak_pkt),
	ENA_RX(csum_good),
	ENA_RX(refil_partial),
	ENA_RX(csum_bad),
	ENA_RX(page_alloc_fail),
	ENA_RX(skb_alloc_fail),
	ENA_RX(dma_mapping_err),
	ENA_RX(bad_desc_num),
	ENA_RX(bad_req_id),
	ENA_RX_WATCH(empty_rx_ring),
	ENA_RX(csum_unchecked),
	ENA_RX(xdp_aborted),
	ENA_RX(xdp_drop),
	ENA_RX(xdp_pass),
	ENA_RX(xdp_tx),
	ENA_RX(xdp_invalid),
	ENA_RX(xdp_redirect),
};

static_assert(ARRAY_SIZE(ena_stats_rx) ==
	      ENA_PART_WORDS(rx) + ENA_PART_WORDS(rx_watch));

static const struct ena_stat ena_stats_rx_aliases[] = {
	ENA_STAT_OF("bad_csum", rx, struct ena_rx_stats, csum_bad),
	ENA_STAT_OF("small_copy_len_pkt", rx, struct ena_rx_stats,
		    rx_copybreak_pkt),
};

static const struct ena_stat ena_stats_admin[] = {
	ENA_ADMIN(aborted_cmd),
	ENA_ADMIN(submitted_cmd),
	ENA_ADMIN(completed_cmd),
	ENA_ADMIN(out_of_space),
	ENA_ADMIN(no_completion),
};

static_assert(ARRAY_SIZE(ena_stats_admin) == ENA_WORDS(struct ena_admin_stats));

static const struct ena_stat ena_stats_drops[] = {
	ENA_DROPS(rx_drops),
	ENA_DROPS(tx_drops),
	ENA_DROPS(rx_overruns),
};

static_assert(ARRAY_SIZE(ena_stats_drops) == ENA_WORDS(struct ena_dev_drops));

/* Where a walk over all counters leaves them; what is NULL is not wanted */
struct ena_stats_sink {
	u8 *names;
	u64 *values;
	unsigned int n;
};

static void ena_stats_emit(struct ena_stats_sink *sink, const char *prefix,
			   const char *name, u64 value)
{
	if (sink->names)
		snprintf(sink->names + sink->n * ETH_GSTRING_LEN,
			 ETH_GSTRING_LEN, "%s%s", prefix, name);
	if (sink->values)
		sink->values[sink->n] = value;
	sink->n++;
}

static void ena_stats_emit_table(struct ena_stats_sink *sink,
				 const char *prefix,
				 const struct ena_stat *table, size_t n,
				 const void *from)
{
	const u64 *words = from;
	size_t i;

	for (i = 0; i < n; i++)
		ena_stats_emit(sink, prefix, table[i].name,
			       words[table[i].word]);
}

/* One writer's counters, at one moment */
static void ena_stats_copy(u64 *to, const void *from, size_t bytes,
			   const struct u64_stats_sync *sync)
{
	const u64_stats_t *stat = from;
	unsigned int start;
	size_t i;

	do {
		start = u64_stats_fetch_begin(sync);
		for (i = 0; i < bytes / sizeof(*stat); i++)
			to[i] = u64_stats_read(&stat[i]);
	} while (u64_stats_fetch_retry(sync, start));
}

static void ena_stats_read(const struct ena_queue_counters *count,
			   struct ena_counts *now)
{
	ena_stats_copy(now->xmit, &count->xmit, sizeof(count->xmit),
		       &count->xmit_sync);
	ena_stats_copy(now->clean, &count->clean, sizeof(count->clean),
		       &count->clean_sync);
	ena_stats_copy(now->rx, &count->rx, sizeof(count->rx),
		       &count->rx_sync);
	ena_stats_copy(now->tx_watch, &count->tx_watch,
		       sizeof(count->tx_watch), &count->watch_sync);
	ena_stats_copy(now->rx_watch, &count->rx_watch,
		       sizeof(count->rx_watch), &count->watch_sync);
}

static u64 ena_stats_word(const struct ena_counts *now, unsigned int word)
{
	return ((const u64 *)now)[word];
}

#define ENA_COUNT(now, stat) \
	ena_stats_word(now, ((const struct ena_stat)stat).word)

static void ena_stats_read_events(struct ena_net *enet,
				  struct ena_net_events *events)
{
	unsigned long flags;

	spin_lock_irqsave(&enet->event_lock, flags);
	*events = enet->events;
	spin_unlock_irqrestore(&enet->event_lock, flags);
}

/* The blocks of the newest in-tree driver */
static void ena_stats_walk_queue(struct ena_net *enet, unsigned int q,
				 struct ena_stats_sink *sink)
{
	struct ena_counts now;
	char prefix[16];

	ena_stats_read(&enet->count[q], &now);
	snprintf(prefix, sizeof(prefix), "queue_%u_tx_", q);
	ena_stats_emit_table(sink, prefix, ena_stats_tx,
			     ARRAY_SIZE(ena_stats_tx), &now);
	snprintf(prefix, sizeof(prefix), "queue_%u_rx_", q);
	ena_stats_emit_table(sink, prefix, ena_stats_rx,
			     ARRAY_SIZE(ena_stats_rx), &now);
}

/* What we add, after all of theirs */
static void ena_stats_walk_queue_more(struct ena_net *enet, unsigned int q,
				      struct ena_stats_sink *sink)
{
	struct ena_counts now;
	char prefix[16];

	ena_stats_read(&enet->count[q], &now);
	snprintf(prefix, sizeof(prefix), "queue_%u_tx_", q);
	ena_stats_emit_table(sink, prefix, ena_stats_tx_more,
			     ARRAY_SIZE(ena_stats_tx_more), &now);
	ena_stats_emit_table(sink, prefix, ena_stats_tx_aliases,
			     ARRAY_SIZE(ena_stats_tx_aliases), &now);
	snprintf(prefix, sizeof(prefix), "queue_%u_rx_", q);
	ena_stats_emit_table(sink, prefix, ena_stats_rx_aliases,
			     ARRAY_SIZE(ena_stats_rx_aliases), &now);
}

static void ena_stats_walk_metrics(struct ena_net *enet,
				   struct ena_stats_sink *sink)
{
	struct ena_metrics now;
	unsigned int i;

	ena_metrics_read(enet, &now);
	for (i = 0; i < ENA_METRICS; i++)
		if (now.there & BIT(i))
			ena_stats_emit(sink, "", ena_metrics_name(i),
				       now.value[i]);
}

static void ena_stats_walk(struct ena_net *enet, struct ena_stats_sink *sink)
{
	unsigned int q, nr = ena_net_cfg(enet)->nr;
	struct ena_admin_stats admin;
	struct ena_net_events events;
	struct ena_dev_drops drops;

	ena_stats_read_events(enet, &events);
	ena_dev_get_drops(enet->edev, &drops);
	ena_admin_get_stats(&enet->edev->admin, &admin);

	ena_stats_emit_table(sink, "", ena_stats_events,
			     ARRAY_SIZE(ena_stats_events), &events);
	ena_stats_walk_metrics(enet, sink);
	for (q = 0; q < nr; q++)
		ena_stats_walk_queue(enet, q, sink);
	ena_stats_emit_table(sink, "ena_admin_q_", ena_stats_admin,
			     ARRAY_SIZE(ena_stats_admin), &admin);

	/* Obsolete, and still in the documentation of operators */
	ena_stats_emit(sink, "", "io_suspend", 0);
	ena_stats_emit(sink, "", "io_resume", 0);
	ena_stats_emit_table(sink, "", ena_stats_resets,
			     ARRAY_SIZE(ena_stats_resets), &events);
	ena_stats_emit_table(sink, "", ena_stats_drops,
			     ARRAY_SIZE(ena_stats_drops), &drops);
	for (q = 0; q < nr; q++)
		ena_stats_walk_queue_more(enet, q, sink);
}

unsigned int ena_stats_count(struct ena_net *enet)
{
	struct ena_stats_sink sink = {};

	ena_stats_walk(enet, &sink);
	return sink.n;
}

void ena_stats_names(struct ena_net *enet, u8 *names)
{
	struct ena_stats_sink sink = { .names = names };

	ena_stats_walk(enet, &sink);
}

void ena_stats_values(struct ena_net *enet, u64 *values)
{
	struct ena_stats_sink sink = { .values = values };

	ena_stats_walk(enet, &sink);
}

/* Text of several counters, and how many lines of it were printed */
struct ena_stats_log {
	struct ena_net *enet;
	unsigned int used, lines;
	char line[ENA_STATS_LOG_WIDTH];
};

static void ena_stats_log_flush(struct ena_stats_log *log)
{
	if (!log->used)
		return;

	if (log->lines < ENA_STATS_LOG_LINES)
		netdev_info(log->enet->netdev, "%s\n", log->line);
	log->lines++;
	log->used = 0;
}

static void ena_stats_log_add(struct ena_stats_log *log, const u8 *name,
			      u64 value)
{
	if (log->used > sizeof(log->line) - ETH_GSTRING_LEN - 24)
		ena_stats_log_flush(log);
	log->used += scnprintf(log->line + log->used,
			       sizeof(log->line) - log->used, "%s%.*s: %llu",
			       log->used ? ", " : "", ETH_GSTRING_LEN, name,
			       value);
}

static bool ena_stats_is_of_queue(const u8 *name)
{
	return str_has_prefix((const char *)name, "queue_");
}

/* Several to a line, as they fit; those of queues, which are many, come last */
static void ena_stats_print(struct ena_net *enet, const u8 *names,
			    const u64 *values, unsigned int n)
{
	struct ena_stats_log log = { .enet = enet };
	const u8 *name;
	unsigned int i;
	int of_queue;

	for (of_queue = 0; of_queue < 2; of_queue++)
		for (i = 0, name = names; i < n; i++, name += ETH_GSTRING_LEN)
			if (values[i] && ena_stats_is_of_queue(name) == of_queue)
				ena_stats_log_add(&log, name, values[i]);

	ena_stats_log_flush(&log);
	if (log.lines > ENA_STATS_LOG_LINES)
		netdev_info(enet->netdev, "ethtool -S shows the others\n");
}

/* Pairs of name and value, for who analyses the device (control plane 7.16) */
static void ena_stats_fill_debug_area(struct ena_net *enet, const u8 *names,
				      const u64 *values, unsigned int n)
{
	struct ena_hw_debug_stat *stat = enet->edev->debug_area;
	unsigned int i;

	if (!stat)
		return;

	n = min_t(size_t, n, enet->edev->debug_area_size / sizeof(*stat));
	for (i = 0; i < n; i++, stat++) {
		memcpy(stat->name, names + i * ETH_GSTRING_LEN,
		       sizeof(stat->name));
		stat->value = cpu_to_le64(values[i]);
	}
}

void ena_stats_log(struct ena_net *enet)
{
	unsigned int n = ena_stats_count(enet);
	u64 *values;
	u8 *names;

	ena_net_assert_locked(enet);
	values = kvcalloc(n, sizeof(*values), GFP_KERNEL);
	names = kvcalloc(n, ETH_GSTRING_LEN, GFP_KERNEL);
	if (values && names) {
		ena_stats_names(enet, names);
		ena_stats_values(enet, values);
		ena_stats_fill_debug_area(enet, names, values, n);
		if (__ratelimit(&enet->dog.dump_limit))
			ena_stats_print(enet, names, values, n);
	}

	kvfree(names);
	kvfree(values);
}

void ena_stats_get64(struct net_device *netdev,
		     struct rtnl_link_stats64 *stats)
{
	struct ena_net *enet = netdev_priv(netdev);
	struct ena_dev_drops drops;
	struct ena_counts now;
	unsigned int q;

	for (q = 0; q < enet->pairs_max; q++) {
		ena_stats_read(&enet->count[q], &now);
		stats->tx_packets += ENA_COUNT(&now, ENA_XMIT(cnt));
		stats->tx_bytes += ENA_COUNT(&now, ENA_XMIT(bytes));
		stats->rx_packets += ENA_COUNT(&now, ENA_RX(cnt));
		stats->rx_bytes += ENA_COUNT(&now, ENA_RX(bytes));
		stats->rx_dropped += ENA_COUNT(&now, ENA_RX(xdp_drop));
	}

	ena_dev_get_drops(enet->edev, &drops);
	stats->rx_dropped += drops.rx_drops;
	stats->tx_dropped += drops.tx_drops;
	stats->rx_over_errors = drops.rx_overruns;
	stats->rx_errors = drops.rx_overruns;
}

/* Over netlink: per queue, and what no present queue counted */
static void ena_stats_fill_rx(struct ena_net *enet, unsigned int q,
			      struct netdev_queue_stats_rx *rx)
{
	struct ena_counts now;

	ena_stats_read(&enet->count[q], &now);
	rx->packets += ENA_COUNT(&now, ENA_RX(cnt));
	rx->bytes += ENA_COUNT(&now, ENA_RX(bytes));
	rx->alloc_fail += ENA_COUNT(&now, ENA_RX(page_alloc_fail)) +
			  ENA_COUNT(&now, ENA_RX(skb_alloc_fail));
	rx->csum_unnecessary += ENA_COUNT(&now, ENA_RX(csum_good));
	rx->csum_none += ENA_COUNT(&now, ENA_RX(csum_unchecked));
	rx->csum_bad += ENA_COUNT(&now, ENA_RX(csum_bad));
}

static void ena_stats_fill_tx(struct ena_net *enet, unsigned int q,
			      struct netdev_queue_stats_tx *tx)
{
	struct ena_counts now;

	ena_stats_read(&enet->count[q], &now);
	tx->packets += ENA_COUNT(&now, ENA_XMIT(cnt));
	tx->bytes += ENA_COUNT(&now, ENA_XMIT(bytes));
	tx->stop += ENA_COUNT(&now, ENA_XMIT(queue_stop));
	tx->wake += ENA_COUNT(&now, ENA_CLEAN(queue_wakeup));
}

static void ena_stats_zero_rx(struct netdev_queue_stats_rx *rx)
{
	rx->packets = 0;
	rx->bytes = 0;
	rx->alloc_fail = 0;
	rx->csum_unnecessary = 0;
	rx->csum_none = 0;
	rx->csum_bad = 0;
}

static void ena_stats_zero_tx(struct netdev_queue_stats_tx *tx)
{
	tx->packets = 0;
	tx->bytes = 0;
	tx->stop = 0;
	tx->wake = 0;
}

static void ena_stats_get_rx(struct net_device *netdev, int q,
			     struct netdev_queue_stats_rx *rx)
{
	ena_stats_zero_rx(rx);
	ena_stats_fill_rx(netdev_priv(netdev), q, rx);
}

static void ena_stats_get_tx(struct net_device *netdev, int q,
			     struct netdev_queue_stats_tx *tx)
{
	ena_stats_zero_tx(tx);
	ena_stats_fill_tx(netdev_priv(netdev), q, tx);
}

static void ena_stats_get_base(struct net_device *netdev,
			       struct netdev_queue_stats_rx *rx,
			       struct netdev_queue_stats_tx *tx)
{
	struct ena_net *enet = netdev_priv(netdev);
	struct ena_dev_drops drops;
	unsigned int q;

	ena_stats_zero_rx(rx);
	for (q = netdev->real_num_rx_queues; q < enet->pairs_max; q++)
		ena_stats_fill_rx(enet, q, rx);
	ena_stats_zero_tx(tx);
	for (q = netdev->real_num_tx_queues; q < enet->pairs_max; q++)
		ena_stats_fill_tx(enet, q, tx);

	ena_dev_get_drops(enet->edev, &drops);
	/* The device counts them apart (data plane 11.8) */
	rx->hw_drops = drops.rx_drops + drops.rx_overruns;
	rx->hw_drop_overruns = drops.rx_overruns;
	tx->hw_drops = drops.tx_drops;
}

const struct netdev_stat_ops ena_stats_ops = {
	.get_queue_stats_rx = ena_stats_get_rx,
	.get_queue_stats_tx = ena_stats_get_tx,
	.get_base_stats = ena_stats_get_base,
};

void ena_stats_add_lost_interrupt(struct ena_queue_counters *count)
{
	ena_counters_update_begin(&count->watch_sync);
	u64_stats_inc(&count->tx_watch.lost_interrupt);
	ena_counters_update_end(&count->watch_sync);
}

void ena_stats_add_empty_ring(struct ena_queue_counters *count)
{
	ena_counters_update_begin(&count->watch_sync);
	u64_stats_inc(&count->rx_watch.empty_rx_ring);
	ena_counters_update_end(&count->watch_sync);
}

u64 ena_stats_get_missed(const struct ena_queue_counters *count)
{
	struct ena_counts now;

	ena_stats_read(count, &now);
	return ENA_COUNT(&now, ENA_TX_WATCH(missed_tx));
}
