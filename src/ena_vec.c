// SPDX-License-Identifier: GPL-2.0-only
/*
 * Interrupt vectors of queue pairs: NAPI, moderation, affinity. A vector masks
 * itself when it fires; the write that ends a poll unmasks it (data plane 6).
 */
#include <linux/interrupt.h>
#include <linux/pci.h>
#include <linux/topology.h>
#include <net/page_pool/helpers.h>

#include "ena_desc.h"
#include "ena_rx.h"
#include "ena_tx.h"
#include "ena_vec.h"

/* Where DIM begins (data plane 10.5) */
#define ENA_VEC_DIM_START	1

unsigned int ena_vec_cpu(const struct ena_dev *edev, u16 queue)
{
	return cpumask_local_spread(queue, dev_to_node(&edev->pdev->dev));
}

void ena_vec_spread_irqs(struct ena_dev *edev, u16 nr)
{
	u16 i;
	int irq;

	for (i = 0; i < nr; i++) {
		irq = pci_irq_vector(edev->pdev, ENA_HW_MSIX_IO_BASE + i);
		if (irq < 0)
			continue;

		irq_set_affinity_and_hint(irq,
					  cpumask_of(ena_vec_cpu(edev, i)));
		/* The hint is given with the handler and taken with it */
		irq_update_affinity_hint(irq, NULL);
	}
}

static irqreturn_t ena_vec_irq(int irq, void *data)
{
	struct ena_vec *vec = data;

	WRITE_ONCE(vec->masked, true);
	WRITE_ONCE(vec->events, vec->events + 1);
	WRITE_ONCE(vec->last_irq, jiffies);
	napi_schedule_irqoff(&vec->napi);
	return IRQ_HANDLED;
}

/* What the delays come from has changed: have the next unmask tell them. */
static void ena_vec_touch_delays(struct ena_vec *vec)
{
	/* Pairs with ena_vec_new_delays(): settings before the flag */
	smp_store_release(&vec->mod_dirty, true);
}

static void ena_vec_rx_dim_work(struct work_struct *work)
{
	struct dim *dim = container_of(work, struct dim, work);
	struct ena_vec *vec = container_of(dim, struct ena_vec, rx_dim);
	struct dim_cq_moder moder;

	moder = net_dim_get_rx_moderation(dim->mode, dim->profile_ix);
	WRITE_ONCE(vec->rx_dim_us, moder.usec);
	ena_vec_touch_delays(vec);
	dim->state = DIM_START_MEASURE;
}

static void ena_vec_tx_dim_work(struct work_struct *work)
{
	struct dim *dim = container_of(work, struct dim, work);
	struct ena_vec *vec = container_of(dim, struct ena_vec, tx_dim);
	struct dim_cq_moder moder;

	moder = net_dim_get_tx_moderation(dim->mode, dim->profile_ix);
	WRITE_ONCE(vec->tx_dim_us, moder.usec);
	ena_vec_touch_delays(vec);
	dim->state = DIM_START_MEASURE;
}

static void ena_vec_dim_init(struct ena_vec *vec)
{
	struct dim_cq_moder moder;

	vec->rx_dim.mode = DIM_CQ_PERIOD_MODE_START_FROM_EQE;
	vec->rx_dim.profile_ix = ENA_VEC_DIM_START;
	moder = net_dim_get_rx_moderation(vec->rx_dim.mode, ENA_VEC_DIM_START);
	vec->rx_dim_us = moder.usec;
	INIT_WORK(&vec->rx_dim.work, ena_vec_rx_dim_work);

	vec->tx_dim.mode = DIM_CQ_PERIOD_MODE_START_FROM_EQE;
	vec->tx_dim.profile_ix = ENA_VEC_DIM_START;
	moder = net_dim_get_tx_moderation(vec->tx_dim.mode, ENA_VEC_DIM_START);
	vec->tx_dim_us = moder.usec;
	INIT_WORK(&vec->tx_dim.work, ena_vec_tx_dim_work);
}

/* One sample for each direction that adapts; the poll was an interrupt's */
static void ena_vec_dim(struct ena_vec *vec)
{
	const struct ena_rx_stats *rx = &vec->rxr.count->rx;
	struct dim_sample sample = {};

	if (vec->mod.rx_adaptive) {
		dim_update_sample(vec->events, u64_stats_read(&rx->cnt),
				  u64_stats_read(&rx->bytes), &sample);
		net_dim(&vec->rx_dim, &sample);
	}

	if (vec->mod.tx_adaptive) {
		dim_update_sample(vec->events, vec->txr.done_pkts,
				  vec->txr.done_bytes, &sample);
		net_dim(&vec->tx_dim, &sample);
	}
}

/* Settings that changed since the device was last told, in its units */
static noinline u32 ena_vec_new_delays(struct ena_vec *vec)
{
	u32 rx_us, tx_us;

	WRITE_ONCE(vec->mod_dirty, false);
	/* A change that is not seen below sets the flag again, after this */
	smp_mb();

	rx_us = READ_ONCE(vec->mod.rx_adaptive) ? READ_ONCE(vec->rx_dim_us) :
						  READ_ONCE(vec->mod.rx_us);
	tx_us = READ_ONCE(vec->mod.tx_adaptive) ? READ_ONCE(vec->tx_dim_us) :
						  READ_ONCE(vec->mod.tx_us);
	vec->intr_delays = ena_intr_delays(rx_us, tx_us,
					   vec->txr.edev->caps.moderation_us);
	return vec->intr_delays;
}

static void ena_vec_unmask(struct ena_vec *vec)
{
	struct ena_queue_counters *count = vec->txr.count;
	u32 val;

	if (unlikely(READ_ONCE(vec->mod_dirty)))
		val = ena_vec_new_delays(vec);
	else
		val = vec->intr_delays | ENA_HW_INTR_KEEP_DELAYS;

	u64_stats_update_begin(&count->clean_sync);
	u64_stats_inc(&count->clean.unmask_interrupt);
	u64_stats_update_end(&count->clean_sync);

	/* It may fire at once, on another CPU */
	WRITE_ONCE(vec->masked, false);
	writel(val | ENA_HW_INTR_UNMASK, vec->txr.intr);
}

/*
 * Tell the device, and the pool, on which node the queue is processed now. The
 * pool wants that from within NAPI.
 */
static noinline void ena_vec_set_node(struct ena_vec *vec, int node)
{
	u32 val = ena_numa_encode(node);

	vec->numa_node = node;
	page_pool_nid_changed(vec->rxr.pool, node);
	if (vec->txr.numa)
		writel(val, vec->txr.numa);
	if (vec->rxr.numa)
		writel(val, vec->rxr.numa);
}

/* A ring the device lied about waits for the reset, without interrupts. */
static bool ena_vec_is_dead(const struct ena_vec *vec)
{
	return vec->txr.dead || vec->rxr.dead;
}

/*
 * @budget 0 is netpoll: completions only, and NAPI stays as it is. A vector is
 * unmasked if it fired, so that polling without interrupts writes nothing; the
 * flag is read first, since once NAPI is complete it may fire again. Adapting
 * comes before that, too: who stops NAPI then finds the work that it queues.
 */
static int ena_vec_poll(struct napi_struct *napi, int budget)
{
	struct ena_vec *vec = container_of(napi, struct ena_vec, napi);
	struct ena_queue_counters *count = vec->txr.count;
	int work, node = numa_node_id();
	bool tx_done, fired;

	WRITE_ONCE(vec->last_poll, jiffies);
	tx_done = ena_tx_clean(&vec->txr, budget);
	if (unlikely(!budget))
		return 0;

	work = ena_rx_poll(&vec->rxr, budget);
	if (work >= budget || !tx_done)
		return budget;

	u64_stats_update_begin(&count->clean_sync);
	u64_stats_inc(&count->clean.napi_comp);
	u64_stats_update_end(&count->clean_sync);

	if (unlikely(node != vec->numa_node))
		ena_vec_set_node(vec, node);

	fired = READ_ONCE(vec->masked) && !ena_vec_is_dead(vec);
	if (fired)
		ena_vec_dim(vec);
	if (napi_complete_done(napi, work) && fired)
		ena_vec_unmask(vec);

	return work;
}

void ena_vec_init(struct ena_vec *vec, struct ena_net *enet, u16 queue)
{
	vec->enet = enet;
	vec->queue = queue;
	vec->irq = pci_irq_vector(enet->edev->pdev,
				  ENA_HW_MSIX_IO_BASE + queue);
	vec->mod = enet->mod[queue];
	vec->numa_node = NUMA_NO_NODE;
	ena_vec_dim_init(vec);
	netif_napi_add_config_locked(enet->netdev, &vec->napi, ena_vec_poll,
				     queue);
	netif_napi_set_irq_locked(&vec->napi, vec->irq);
}

void ena_vec_uninit(struct ena_vec *vec)
{
	__netif_napi_del_locked(&vec->napi);
}

static int ena_vec_request_irq(struct ena_vec *vec)
{
	struct ena_net *enet = vec->enet;
	int err;

	snprintf(vec->name, sizeof(vec->name), "%s-Tx-Rx-%u",
		 enet->netdev->name, vec->queue);
	err = request_irq(vec->irq, ena_vec_irq, 0, vec->name, vec);
	if (err) {
		netdev_err(enet->netdev,
			   "Failed to request interrupt %d of queue %u (error %d)\n",
			   vec->irq, vec->queue, err);
		return err;
	}

	irq_update_affinity_hint(vec->irq,
				 cpumask_of(ena_vec_cpu(enet->edev,
							vec->queue)));
	return 0;
}

static void ena_vec_free_irq(struct ena_vec *vec)
{
	irq_update_affinity_hint(vec->irq, NULL);
	free_irq(vec->irq, vec);
}

/**
 * ena_vec_request_irqs() - have interrupts of a queue set's vectors handled
 * @set: a stopped set; no other has these interrupts
 *
 * Where an interrupt goes is not touched.
 *
 * Context: Process.
 *
 * Return: 0, or an error of request_irq(), and no interrupt is handled
 */
int ena_vec_request_irqs(struct ena_queue_set *set)
{
	unsigned int i;
	int err;

	for (i = 0; i < set->cfg.nr; i++) {
		err = ena_vec_request_irq(set->vec[i]);
		if (err)
			goto free_requested;
	}

	return 0;

free_requested:
	while (i--)
		ena_vec_free_irq(set->vec[i]);
	return err;
}

void ena_vec_free_irqs(struct ena_queue_set *set)
{
	unsigned int i = set->cfg.nr;

	while (i--)
		ena_vec_free_irq(set->vec[i]);
}

static void ena_vec_link_queues(struct ena_vec *vec, struct napi_struct *napi)
{
	struct net_device *netdev = vec->enet->netdev;

	netif_queue_set_napi(netdev, vec->queue, NETDEV_QUEUE_TYPE_RX, napi);
	netif_queue_set_napi(netdev, vec->queue, NETDEV_QUEUE_TYPE_TX, napi);
}

/**
 * ena_vec_start() - let completions be taken
 * @set: a set with interrupts, its queues created and filled
 *
 * Vectors of queues just created are masked and without delays. The poll each
 * NAPI is given here finds what came before it, and unmasks.
 *
 * Context: Process, under the lock.
 */
void ena_vec_start(struct ena_queue_set *set)
{
	struct ena_vec *vec;
	unsigned int i;

	for (i = 0; i < set->cfg.nr; i++) {
		vec = set->vec[i];
		/* What was sent to a set that had stopped is not completed */
		netdev_tx_reset_queue(vec->txr.txq);
		vec->last_irq = jiffies;
		vec->last_poll = jiffies;
		napi_enable_locked(&vec->napi);
		ena_vec_link_queues(vec, &vec->napi);
	}

	set->started = true;
	for (i = 0; i < set->cfg.nr; i++) {
		vec = set->vec[i];
		WRITE_ONCE(vec->mod_dirty, true);
		ena_vec_kick(vec);
	}
}

void ena_vec_stop(struct ena_queue_set *set)
{
	unsigned int i = set->cfg.nr;
	struct ena_vec *vec;

	while (i--) {
		vec = set->vec[i];
		ena_vec_link_queues(vec, NULL);
		napi_disable_locked(&vec->napi);
		cancel_work_sync(&vec->rx_dim.work);
		cancel_work_sync(&vec->tx_dim.work);
		/* A profile that was on its way is measured anew */
		vec->rx_dim.state = DIM_START_MEASURE;
		vec->tx_dim.state = DIM_START_MEASURE;
	}

	/* Completions may have woken what was disabled before */
	netif_tx_disable(set->enet->netdev);
	/* BQL does not wait for what will not be completed */
	for (i = 0; i < set->cfg.nr; i++) {
		netdev_tx_reset_queue(set->vec[i]->txr.txq);
		ena_tx_forget_late(&set->vec[i]->txr);
	}
	set->started = false;
}

void ena_vec_set_moderation(struct ena_vec *vec, const struct ena_moderation *m)
{
	WRITE_ONCE(vec->mod.rx_us, m->rx_us);
	WRITE_ONCE(vec->mod.tx_us, m->tx_us);
	WRITE_ONCE(vec->mod.rx_adaptive, m->rx_adaptive);
	WRITE_ONCE(vec->mod.tx_adaptive, m->tx_adaptive);
	ena_vec_touch_delays(vec);
}

void ena_vec_kick(struct ena_vec *vec)
{
	/* The interrupt may have been lost: unmask at the end, to be sure */
	WRITE_ONCE(vec->masked, true);
	local_bh_disable();
	napi_schedule(&vec->napi);
	local_bh_enable();
}
