// SPDX-License-Identifier: GPL-2.0-only
/*
 * Queue sets: host memory of rings, and queues on the device. What it answers
 * when it creates one is checked here, before anything is written there.
 */
#include <linux/dma-mapping.h>
#include <linux/log2.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

#include "ena_feature.h"
#include "ena_llq.h"
#include "ena_queue.h"
#include "ena_rx.h"
#include "ena_tx.h"
#include "ena_vec.h"

/* LLQ memory has to start where no line is shared with a neighbour (4.6) */
#define ENA_QUEUE_LLQ_ALIGN	64

static size_t ena_queue_tx_desc_size(const struct ena_tx_ring *txr)
{
	return (txr->mask + 1) * sizeof(*txr->desc);
}

static size_t ena_queue_tx_cdesc_size(const struct ena_tx_ring *txr)
{
	return (txr->mask + 1) * sizeof(*txr->cdesc);
}

static size_t ena_queue_rx_desc_size(const struct ena_rx_ring *rxr)
{
	return (rxr->mask + 1) * sizeof(*rxr->desc);
}

static size_t ena_queue_rx_cdesc_size(const struct ena_rx_ring *rxr)
{
	return (rxr->mask + 1) * sizeof(*rxr->cdesc);
}

/* The form of LLQ entries, where the transmit path finds it */
static void ena_queue_limit_llq(struct ena_tx_ring *txr,
				const struct ena_llq_geom *llq)
{
	u32 bufs_max = min(txr->bufs_max, ena_llq_bufs_max(llq));

	txr->bufs_max = bufs_max;
	txr->llq_burst = llq->burst_entries ?: U16_MAX;
	txr->llq_descs_next = llq->descs_next;
	txr->llq_entries_max = ena_llq_entries(bufs_max + 1, llq->descs_first,
					       llq->descs_next);
	txr->llq_meta_always = llq->meta_always;
}

static void ena_queue_init_txr(struct ena_vec *vec,
			       const struct ena_queue_cfg *cfg)
{
	struct ena_tx_ring *txr = &vec->txr;
	struct ena_net *enet = vec->enet;
	struct ena_dev *edev = enet->edev;

	txr->edev = edev;
	txr->dma_dev = &edev->pdev->dev;
	txr->count = &enet->count[vec->queue];
	txr->txq = netdev_get_tx_queue(enet->netdev, vec->queue);
	txr->queue = vec->queue;
	txr->mask = cfg->tx_depth - 1;
	txr->llq_entry_bytes = cfg->llq.entry_bytes;
	txr->llq_descs_first = cfg->llq.descs_first;
}

static void ena_queue_limit_txr(struct ena_tx_ring *txr,
				const struct ena_queue_cfg *cfg)
{
	const struct ena_caps *caps = &txr->edev->caps;

	txr->bufs_max = clamp_t(u32, caps->tx_bufs_max, 1, ENA_TX_BUFS_MAX);
	txr->hdr_max = cfg->llq.on ? cfg->llq.hdr_bytes : ENA_TX_HDR_MAX;
	txr->cdesc_mbz = caps->caps & ENA_HW_CAP_CDESC_MBZ ?
			 ENA_HW_TX_CDESC_MBZ : 0;
	if (cfg->llq.on)
		ena_queue_limit_llq(txr, &cfg->llq);
}

/* Where descriptors are written: host memory, or what goes to the device */
static int ena_queue_alloc_tx_sq(struct ena_tx_ring *txr, bool llq, int node)
{
	if (llq) {
		txr->llq_bounce = kzalloc_node(2 * txr->llq_entry_bytes,
					       GFP_KERNEL, node);
		if (!txr->llq_bounce)
			return -ENOMEM;

		txr->llq_hdr = txr->llq_bounce +
			       txr->llq_descs_first * ENA_HW_SQ_DESC_SIZE;
		return 0;
	}

	txr->desc = dma_alloc_coherent(txr->dma_dev,
				       ena_queue_tx_desc_size(txr),
				       &txr->desc_dma, GFP_KERNEL);
	return txr->desc ? 0 : -ENOMEM;
}

static void ena_queue_free_tx_sq(struct ena_tx_ring *txr)
{
	if (txr->desc)
		dma_free_coherent(txr->dma_dev, ena_queue_tx_desc_size(txr),
				  txr->desc, txr->desc_dma);
	kfree(txr->llq_bounce);
}

static int ena_queue_alloc_txr(struct ena_vec *vec,
			       const struct ena_queue_cfg *cfg, int node)
{
	struct ena_tx_ring *txr = &vec->txr;
	size_t size;
	int err;

	ena_queue_init_txr(vec, cfg);
	size = array_size(cfg->tx_depth, sizeof(*txr->buf));
	txr->buf = kvzalloc_node(size, GFP_KERNEL, node);
	if (!txr->buf)
		return -ENOMEM;

	size = array_size(cfg->tx_depth, sizeof(*txr->free_id));
	txr->free_id = kvzalloc_node(size, GFP_KERNEL, node);
	if (!txr->free_id)
		goto free_buf;

	txr->cdesc = dma_alloc_coherent(txr->dma_dev,
					ena_queue_tx_cdesc_size(txr),
					&txr->cdesc_dma, GFP_KERNEL);
	if (!txr->cdesc)
		goto free_ids;

	err = ena_queue_alloc_tx_sq(txr, cfg->llq.on, node);
	if (err)
		goto free_cdesc;

	ena_tx_init(txr);
	return 0;

free_cdesc:
	dma_free_coherent(txr->dma_dev, ena_queue_tx_cdesc_size(txr),
			  (void *)txr->cdesc, txr->cdesc_dma);
free_ids:
	kvfree(txr->free_id);
free_buf:
	kvfree(txr->buf);
	return -ENOMEM;
}

static void ena_queue_free_txr(struct ena_tx_ring *txr)
{
	ena_queue_free_tx_sq(txr);
	dma_free_coherent(txr->dma_dev, ena_queue_tx_cdesc_size(txr),
			  (void *)txr->cdesc, txr->cdesc_dma);
	kvfree(txr->free_id);
	kvfree(txr->buf);
}

static void ena_queue_init_rxr(struct ena_vec *vec,
			       const struct ena_queue_cfg *cfg)
{
	struct ena_rx_ring *rxr = &vec->rxr;
	struct ena_net *enet = vec->enet;
	struct ena_dev *edev = enet->edev;
	netdev_features_t features = enet->netdev->features;

	rxr->edev = edev;
	rxr->dma_dev = &edev->pdev->dev;
	rxr->count = &enet->count[vec->queue];
	rxr->napi = &vec->napi;
	rxr->netdev = enet->netdev;
	rxr->queue = vec->queue;
	rxr->mask = cfg->rx_depth - 1;
	rxr->copybreak = cfg->rx_copybreak;
	rxr->csum_on = features & NETIF_F_RXCSUM;
	rxr->hash_on = features & NETIF_F_RXHASH;
}

static void ena_queue_limit_rxr(struct ena_rx_ring *rxr)
{
	const struct ena_caps *caps = &rxr->edev->caps;

	rxr->bufs_max = clamp_t(u32, caps->rx_bufs_max, 1, ENA_RX_BUFS_MAX);
	rxr->cdesc_mbz = caps->caps & ENA_HW_CAP_CDESC_MBZ ?
			 ENA_HW_RX_CDESC_MBZ : 0;
}

static int ena_queue_alloc_rxr(struct ena_vec *vec,
			       const struct ena_queue_cfg *cfg, int node)
{
	struct ena_rx_ring *rxr = &vec->rxr;
	int err = -ENOMEM;
	size_t size;

	ena_queue_init_rxr(vec, cfg);
	size = array_size(cfg->rx_depth, sizeof(*rxr->buf));
	rxr->buf = kvzalloc_node(size, GFP_KERNEL, node);
	if (!rxr->buf)
		return -ENOMEM;

	size = array_size(cfg->rx_depth, sizeof(*rxr->free_id));
	rxr->free_id = kvzalloc_node(size, GFP_KERNEL, node);
	if (!rxr->free_id)
		goto free_buf;

	rxr->cdesc = dma_alloc_coherent(rxr->dma_dev,
					ena_queue_rx_cdesc_size(rxr),
					&rxr->cdesc_dma, GFP_KERNEL);
	if (!rxr->cdesc)
		goto free_ids;

	rxr->desc = dma_alloc_coherent(rxr->dma_dev,
				       ena_queue_rx_desc_size(rxr),
				       &rxr->desc_dma, GFP_KERNEL);
	if (!rxr->desc)
		goto free_cdesc;

	err = ena_rx_alloc_pool(rxr, cfg->mtu, node);
	if (err)
		goto free_desc;

	ena_rx_init(rxr);
	return 0;

free_desc:
	dma_free_coherent(rxr->dma_dev, ena_queue_rx_desc_size(rxr), rxr->desc,
			  rxr->desc_dma);
free_cdesc:
	dma_free_coherent(rxr->dma_dev, ena_queue_rx_cdesc_size(rxr),
			  (void *)rxr->cdesc, rxr->cdesc_dma);
free_ids:
	kvfree(rxr->free_id);
free_buf:
	kvfree(rxr->buf);
	return err;
}

static void ena_queue_free_rxr(struct ena_rx_ring *rxr)
{
	ena_rx_free_pool(rxr);
	dma_free_coherent(rxr->dma_dev, ena_queue_rx_desc_size(rxr), rxr->desc,
			  rxr->desc_dma);
	dma_free_coherent(rxr->dma_dev, ena_queue_rx_cdesc_size(rxr),
			  (void *)rxr->cdesc, rxr->cdesc_dma);
	kvfree(rxr->free_id);
	kvfree(rxr->buf);
}

static int ena_queue_alloc_pair(struct ena_queue_set *set, u16 queue)
{
	int node = cpu_to_node(ena_vec_cpu(set->enet->edev, queue));
	struct ena_vec *vec;
	int err;

	vec = kzalloc_node(sizeof(*vec), GFP_KERNEL, node);
	if (!vec)
		return -ENOMEM;

	ena_vec_init(vec, set->enet, queue);
	err = ena_queue_alloc_txr(vec, &set->cfg, node);
	if (err)
		goto uninit_vec;

	err = ena_queue_alloc_rxr(vec, &set->cfg, node);
	if (err)
		goto free_txr;

	set->vec[queue] = vec;
	return 0;

free_txr:
	ena_queue_free_txr(&vec->txr);
uninit_vec:
	ena_vec_uninit(vec);
	synchronize_net();
	kfree(vec);
	return err;
}

/* Pairs 0 to @nr - 1. Pools go first: they know the NAPI they belong to. */
static void ena_queue_free_pairs(struct ena_queue_set *set, u16 nr)
{
	u16 i;

	for (i = 0; i < nr; i++) {
		ena_queue_free_rxr(&set->vec[i]->rxr);
		ena_queue_free_txr(&set->vec[i]->txr);
		ena_vec_uninit(set->vec[i]);
	}

	/* Walkers of the netdev's NAPI list may still look at them */
	synchronize_net();
	for (i = 0; i < nr; i++)
		kfree(set->vec[i]);
}

bool ena_queue_cfg_is_valid(const struct ena_queue_cfg *cfg)
{
	return cfg->nr &&
	       is_power_of_2(cfg->tx_depth) && is_power_of_2(cfg->rx_depth) &&
	       cfg->tx_depth >= ENA_RING_MIN && cfg->tx_depth <= ENA_RING_MAX &&
	       cfg->rx_depth >= ENA_RING_MIN && cfg->rx_depth <= ENA_RING_MAX;
}

/**
 * ena_queue_set_alloc() - host memory of a queue set
 * @enet: the interface; another set of it may be running
 * @cfg: what it is made from; copied
 *
 * Nothing of the device is touched, and nothing of the running set.
 *
 * Context: Process, under the lock. Sleeps.
 *
 * Return: the set, stopped; or %-ENOMEM, or %-EINVAL for a depth that is no
 * power of two or out of bounds
 */
struct ena_queue_set *ena_queue_set_alloc(struct ena_net *enet,
					  const struct ena_queue_cfg *cfg)
{
	struct ena_queue_set *set;
	u16 i;
	int err;

	if (!ena_queue_cfg_is_valid(cfg))
		return ERR_PTR(-EINVAL);

	set = kzalloc(struct_size(set, vec, cfg->nr), GFP_KERNEL);
	if (!set)
		return ERR_PTR(-ENOMEM);

	set->cfg = *cfg;
	set->enet = enet;
	INIT_LIST_HEAD(&set->retired);
	for (i = 0; i < cfg->nr; i++) {
		err = ena_queue_alloc_pair(set, i);
		if (err)
			goto free_pairs;
	}

	return set;

free_pairs:
	ena_queue_free_pairs(set, i);
	kfree(set);
	return ERR_PTR(err);
}

void ena_queue_set_free(struct ena_queue_set *set)
{
	ena_queue_free_pairs(set, set->cfg.nr);
	kfree(set);
}

/* A register the device handed out, or NULL if it cannot be one */
static u32 __iomem *ena_queue_reg(struct ena_dev *edev, u32 off)
{
	if (!ena_reg_is_located(&edev->regs, off)) {
		dev_err(&edev->pdev->dev,
			"The device placed a register at offset %#x\n", off);
		return NULL;
	}

	return edev->regs.base + off;
}

/* A completion queue; @intr and @numa may be NULL if nobody asks. */
static int ena_queue_create_cq(struct ena_dev *edev, struct ena_cq_cfg *cq,
			       u32 __iomem **intr, u32 __iomem **numa)
{
	u32 __iomem *reg;
	int err;

	err = ena_feature_create_cq(&edev->admin, cq);
	if (err)
		return err;

	reg = ena_queue_reg(edev, cq->intr_off);
	*numa = cq->numa_off ? ena_queue_reg(edev, cq->numa_off) : NULL;
	if (!reg || (cq->numa_off && !*numa)) {
		ena_feature_destroy_cq(&edev->admin, cq->idx);
		return -EIO;
	}

	if (intr)
		*intr = reg;
	return 0;
}

/* Where the device wants the entries of an LLQ; NULL: nowhere in BAR2 */
static void __iomem *ena_queue_llq_mem(struct ena_dev *edev,
				       const struct ena_tx_ring *txr, u32 off)
{
	u64 bytes = (u64)(txr->mask + 1) * txr->llq_entry_bytes;

	if (!IS_ALIGNED(off, ENA_QUEUE_LLQ_ALIGN) ||
	    off + bytes > edev->llq_bar_size) {
		dev_err(&edev->pdev->dev,
			"The device placed an LLQ of %llu bytes at offset %#x\n",
			bytes, off);
		return NULL;
	}

	return edev->llq_bar + off;
}

static int ena_queue_create_tx_sq(struct ena_tx_ring *txr)
{
	struct ena_dev *edev = txr->edev;
	struct ena_sq_cfg sq = {
		.tx = true,
		.llq = !txr->desc,
		.depth = txr->mask + 1,
		.cq_idx = txr->cq_idx,
		.base = txr->desc_dma,
	};
	int err;

	err = ena_feature_create_sq(&edev->admin, &sq);
	if (err)
		return err;

	txr->sq_idx = sq.idx;
	txr->doorbell = ena_queue_reg(edev, sq.doorbell_off);
	if (sq.llq)
		txr->llq_mem = ena_queue_llq_mem(edev, txr, sq.llq_off);
	if (txr->doorbell && (!sq.llq || txr->llq_mem))
		return 0;

	ena_feature_destroy_sq(&edev->admin, sq.idx, true);
	return -EIO;
}

static int ena_queue_create_tx(struct ena_vec *vec)
{
	struct ena_tx_ring *txr = &vec->txr;
	struct ena_dev *edev = txr->edev;
	struct ena_cq_cfg cq = {
		.depth = txr->mask + 1,
		.entry_words = ENA_HW_TX_CDESC_WORDS,
		.vector = ENA_HW_MSIX_IO_BASE + vec->queue,
		.base = txr->cdesc_dma,
	};
	int err;

	memset((void *)txr->cdesc, 0, ena_queue_tx_cdesc_size(txr));
	if (txr->desc)
		memset(txr->desc, 0, ena_queue_tx_desc_size(txr));
	ena_tx_init(txr);

	err = ena_queue_create_cq(edev, &cq, &txr->intr, &txr->numa);
	if (err)
		return err;

	txr->cq_idx = cq.idx;
	err = ena_queue_create_tx_sq(txr);
	if (err)
		ena_feature_destroy_cq(&edev->admin, cq.idx);
	return err;
}

static void ena_queue_destroy_tx(struct ena_vec *vec)
{
	struct ena_tx_ring *txr = &vec->txr;

	ena_feature_destroy_sq(&txr->edev->admin, txr->sq_idx, true);
	ena_feature_destroy_cq(&txr->edev->admin, txr->cq_idx);
}

static int ena_queue_create_rx_sq(struct ena_rx_ring *rxr)
{
	struct ena_dev *edev = rxr->edev;
	struct ena_sq_cfg sq = {
		.depth = rxr->mask + 1,
		.cq_idx = rxr->cq_idx,
		.base = rxr->desc_dma,
	};
	int err;

	err = ena_feature_create_sq(&edev->admin, &sq);
	if (err)
		return err;

	rxr->sq_idx = sq.idx;
	rxr->doorbell = ena_queue_reg(edev, sq.doorbell_off);
	if (rxr->doorbell)
		return 0;

	ena_feature_destroy_sq(&edev->admin, sq.idx, false);
	return -EIO;
}

static int ena_queue_create_rx(struct ena_vec *vec)
{
	struct ena_rx_ring *rxr = &vec->rxr;
	struct ena_dev *edev = rxr->edev;
	struct ena_cq_cfg cq = {
		.depth = rxr->mask + 1,
		.entry_words = ENA_HW_RX_CDESC_WORDS,
		.vector = ENA_HW_MSIX_IO_BASE + vec->queue,
		.base = rxr->cdesc_dma,
	};
	int err;

	memset((void *)rxr->cdesc, 0, ena_queue_rx_cdesc_size(rxr));
	memset(rxr->desc, 0, ena_queue_rx_desc_size(rxr));
	ena_rx_init(rxr);
	/* The device does not know where it is processed: tell it at once */
	vec->numa_node = NUMA_NO_NODE;

	err = ena_queue_create_cq(edev, &cq, NULL, &rxr->numa);
	if (err)
		return err;

	rxr->cq_idx = cq.idx;
	err = ena_queue_create_rx_sq(rxr);
	if (err)
		ena_feature_destroy_cq(&edev->admin, cq.idx);
	return err;
}

static void ena_queue_destroy_rx(struct ena_vec *vec)
{
	struct ena_rx_ring *rxr = &vec->rxr;

	ena_feature_destroy_sq(&rxr->edev->admin, rxr->sq_idx, false);
	ena_feature_destroy_cq(&rxr->edev->admin, rxr->cq_idx);
}

/**
 * ena_queue_set_limit() - take over what the device can do now
 * @set: drained; its configuration is one for this device
 *
 * A set may outlive a reset after which the device can do less, or more.
 *
 * Context: Process, under the lock.
 */
void ena_queue_set_limit(struct ena_queue_set *set)
{
	unsigned int i;

	for (i = 0; i < set->cfg.nr; i++) {
		ena_queue_limit_txr(&set->vec[i]->txr, &set->cfg);
		ena_queue_limit_rxr(&set->vec[i]->rxr);
	}
}

/**
 * ena_queue_set_create() - create the queues of a set on the device
 * @set: drained
 *
 * All Tx pairs come first, then all Rx pairs, so that the device numbers Rx
 * queues in their order.
 *
 * Context: Process, under the lock. Four admin commands a pair.
 *
 * Return:
 * * %0 - success
 * * %-ENOMEM - the device has no room
 * * %-EIO - it placed a queue where none can be
 * * an error of ena_admin_exec()
 */
int ena_queue_set_create(struct ena_queue_set *set)
{
	unsigned int tx, rx = 0;
	int err;

	set->told = true;
	ena_queue_set_limit(set);
	for (tx = 0; tx < set->cfg.nr; tx++) {
		err = ena_queue_create_tx(set->vec[tx]);
		if (err)
			goto destroy_tx;
	}

	for (rx = 0; rx < set->cfg.nr; rx++) {
		err = ena_queue_create_rx(set->vec[rx]);
		if (err)
			goto destroy_rx;
	}

	set->on_device = true;
	return 0;

destroy_rx:
	while (rx--)
		ena_queue_destroy_rx(set->vec[rx]);
destroy_tx:
	while (tx--)
		ena_queue_destroy_tx(set->vec[tx]);
	return err;
}

void ena_queue_set_destroy(struct ena_queue_set *set)
{
	unsigned int i;

	set->on_device = false;
	if (!ena_dev_is_running(set->enet->edev))
		return;

	for (i = set->cfg.nr; i--;)
		ena_queue_destroy_rx(set->vec[i]);
	for (i = set->cfg.nr; i--;)
		ena_queue_destroy_tx(set->vec[i]);
}

int ena_queue_set_fill(struct ena_queue_set *set)
{
	unsigned int i;

	for (i = 0; i < set->cfg.nr; i++)
		if (!ena_rx_fill(&set->vec[i]->rxr))
			return -ENOMEM;

	return 0;
}

void ena_queue_set_disown(struct ena_queue_set *set)
{
	unsigned int i;

	for (i = 0; i < set->cfg.nr; i++)
		ena_tx_disown(&set->vec[i]->txr);
}

void ena_queue_set_drain(struct ena_queue_set *set)
{
	unsigned int i;

	for (i = 0; i < set->cfg.nr; i++) {
		ena_rx_drain(&set->vec[i]->rxr);
		ena_tx_drain(&set->vec[i]->txr);
	}
}
