// SPDX-License-Identifier: GPL-2.0-only
/*
 * A simulated function from its making to its end, and what is stepped when.
 */

#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/slab.h>

#include "model.h"

/* Frames that wait between the wire and the I/O poll */
#define ENA_SIM_RX_WAIT_MAX	4096

static void ena_sim_fn_mac(struct ena_sim_fn *fn)
{
	u32 nic = fn->cfg.mac_lo ?: fn->id + 1;

	/* Locally administered */
	fn->mac[0] = 0x02;
	fn->mac[1] = 0x45;
	fn->mac[2] = 0x4e;
	fn->mac[3] = nic >> 16;
	fn->mac[4] = nic >> 8;
	fn->mac[5] = nic;
}

static void ena_sim_fn_hints(struct ena_sim_fn *fn)
{
	const struct ena_sim_config *cfg = &fn->cfg;

	fn->hints = (struct ena_hw_hints) {
		.mmio_read_timeout_ms = cpu_to_le16(cfg->hint_mmio_read_ms),
		.driver_watchdog_timeout_ms =
			cpu_to_le16(cfg->hint_watchdog_ms),
		.missing_tx_timeout_ms = cpu_to_le16(cfg->hint_missing_tx_ms),
		.missing_tx_threshold =
			cpu_to_le16(cfg->hint_missing_tx_count),
		.admin_timeout_ms = cpu_to_le16(cfg->hint_admin_ms),
		.netdev_wd_timeout_ms = cpu_to_le16(cfg->hint_netdev_wd_ms),
	};
}

static int ena_sim_fn_alloc(struct ena_sim_fn *fn)
{
	/* No rules: still memory, so that nobody needs to ask */
	u32 rules = fn->cfg.flow_rules ?: 1;

	fn->rss_table = kvcalloc(ENA_SIM_RSS_MAX, sizeof(*fn->rss_table),
				 GFP_KERNEL);
	if (!fn->rss_table)
		return -ENOMEM;

	fn->flow = kvcalloc(rules, sizeof(*fn->flow), GFP_KERNEL);
	if (!fn->flow)
		goto free_table;

	if (ena_sim_io_init(fn))
		goto free_flow;

	return 0;

free_flow:
	kvfree(fn->flow);
free_table:
	kvfree(fn->rss_table);
	return -ENOMEM;
}

int ena_sim_fn_init(struct ena_sim_fn *fn, unsigned int id,
		    const struct ena_sim_config *cfg,
		    const struct ena_sim_front *front, void *ctx,
		    void *bar0, void *bar2, u32 bar2_size)
{
	int err;

	fn->cfg = *cfg;
	fn->id = id;
	fn->front = front;
	fn->ctx = ctx;
	fn->bar0 = bar0;
	fn->bar2 = bar2;
	fn->bar2_size = bar2_size;
	err = ena_sim_fn_alloc(fn);
	if (err)
		return err;

	mutex_init(&fn->ctl_lock);
	mutex_init(&fn->io_lock);
	spin_lock_init(&fn->referee_lock);
	skb_queue_head_init(&fn->rx_wait);
	fn->fault_seed = id + 1;
	fn->link_up = cfg->link_up;
	fn->powered = true;
	ena_sim_fn_mac(fn);
	ena_sim_fn_hints(fn);

	mutex_lock(&fn->ctl_lock);
	mutex_lock(&fn->io_lock);
	ena_sim_power_on(fn);
	mutex_unlock(&fn->io_lock);
	mutex_unlock(&fn->ctl_lock);
	return 0;
}

void ena_sim_fn_destroy(struct ena_sim_fn *fn)
{
	unsigned int i;

	skb_queue_purge(&fn->rx_wait);
	ena_sim_io_exit(fn);
	for (i = 0; i < ENA_SIM_MAX_SQS; i++)
		bitmap_free(fn->sq[i].in_flight);
	kvfree(fn->flow);
	kvfree(fn->rss_table);
	mutex_destroy(&fn->io_lock);
	mutex_destroy(&fn->ctl_lock);
}

bool ena_sim_ctl_poll(struct ena_sim_fn *fn)
{
	bool busy;

	lockdep_assert_held(&fn->ctl_lock);
	if (!fn->powered)
		return false;

	busy = ena_sim_mailbox_poll(fn);
	busy |= ena_sim_reg_poll(fn);
	busy |= ena_sim_admin_poll(fn);
	busy |= ena_sim_aenq_poll(fn);
	return busy;
}

/* Frames ena_sim_wire_rx() had no room for are overruns like any other */
static void ena_sim_io_count_refused(struct ena_sim_fn *fn)
{
	if (atomic_read(&fn->rx_refused))
		fn->count.rx_overruns += atomic_xchg(&fn->rx_refused, 0);
}

bool ena_sim_io_poll(struct ena_sim_fn *fn)
{
	unsigned int i, n = 2 * fn->cfg.queues;
	bool busy = false;

	lockdep_assert_held(&fn->io_lock);
	if (!fn->powered || !ena_sim_io_live(fn) || !ena_sim_may_dma(fn))
		return false;

	ena_sim_io_count_refused(fn);
	for (i = 0; i < n; i++) {
		if (fn->sq[i].live && fn->sq[i].tx)
			busy |= ena_sim_tx_poll(fn, &fn->sq[i]);
	}

	busy |= ena_sim_rx_poll(fn);

	/* Last: what was posted above may be reported at once */
	busy |= ena_sim_vec_poll(fn);
	return busy;
}

u64 ena_sim_ctl_next_ns(struct ena_sim_fn *fn)
{
	u64 next = ena_sim_aenq_next_ns(fn);
	unsigned int i;

	if (!fn->powered)
		return U64_MAX;

	for (i = 0; i < ENA_SIM_NR_LATE; i++) {
		if (fn->late[i].valid)
			next = min(next, fn->late[i].due_ns);
	}

	return next;
}

u64 ena_sim_io_next_ns(struct ena_sim_fn *fn)
{
	return fn->powered ? ena_sim_vec_next_ns(fn) : U64_MAX;
}

void ena_sim_wire_rx(struct ena_sim_fn *fn, struct sk_buff *skb)
{
	/* Nobody listens: not a drop of the device */
	if (!READ_ONCE(fn->powered) || !READ_ONCE(fn->link_up) ||
	    !READ_ONCE(fn->nr_rx)) {
		kfree_skb(skb);
		return;
	}

	if (skb_queue_len_lockless(&fn->rx_wait) >= ENA_SIM_RX_WAIT_MAX) {
		atomic_inc(&fn->rx_refused);
		kfree_skb(skb);
		return;
	}

	skb_queue_tail(&fn->rx_wait, skb);
	if (fn->front->wake_io)
		fn->front->wake_io(fn->ctx);
}

bool ena_sim_io_live(const struct ena_sim_fn *fn)
{
	return READ_ONCE(fn->nr_tx) || READ_ONCE(fn->nr_rx);
}

bool ena_sim_bus_needed(struct ena_sim_fn *fn, const char *what)
{
	if (ena_sim_may_dma(fn))
		return true;

	ena_sim_referee(fn, ENA_SIM_BREACH_DMA_BUSMASTER, "%s", what);
	return false;
}

void *ena_sim_dma_wide(struct ena_sim_fn *fn, u64 addr, u32 len, u32 width,
		       const char *what)
{
	u64 last = addr + len - 1;
	void *mem;

	/* No host has anything to offer at address 0 */
	if (!addr || !len || last < addr || last >> width) {
		ena_sim_referee(fn, ENA_SIM_BREACH_DMA_RANGE,
				"%s: 0x%llx, %u bytes, width %u", what, addr,
				len, width);
		return NULL;
	}

	/* In the middle of a burst the host may take the bus away */
	if (!ena_sim_may_dma(fn))
		return NULL;

	mem = fn->front->dma(fn->ctx, addr, len);
	if (!mem)
		ena_sim_referee(fn, ENA_SIM_BREACH_DMA_RANGE,
				"%s: 0x%llx, %u bytes, not memory", what, addr,
				len);
	return mem;
}

void *ena_sim_dma(struct ena_sim_fn *fn, u64 addr, u32 len, const char *what)
{
	/* A hostile width must not make the shift undefined */
	u32 width = min_t(u32, fn->cfg.dma_width, 63);

	return ena_sim_dma_wide(fn, addr, len, width, what);
}
