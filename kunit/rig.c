// SPDX-License-Identifier: GPL-2.0-only
/* Queue pairs without a device. */
#define ENA_RIG_SHIM_OFF

#include <linux/etherdevice.h>
#include <linux/pci.h>
#include <linux/rtnetlink.h>
#include <net/netdev_lock.h>
#include <net/sch_generic.h>

#include "../src/ena_llq.h"
#include "../src/ena_metrics.h"
#include "../src/ena_queue.h"
#include "../src/ena_rss.h"
#include "../src/ena_rx.h"
#include "../src/ena_tx.h"
#include "../src/ena_vec.h"
#include "rig.h"
#include "rig_shim.h"

/* ---- DMA ---- */

/* Bus addresses: a number, and the place in its page */
#define RIG_DMA_BASE	0x123400000000ULL
#define RIG_DMA_SHIFT	20

struct rig_map {
	void *virt;
	size_t size;
};

/* The one there is, or NULL: suites run one after the other */
static struct ena_rig *rig_present;

static struct ena_rig *rig_of(const struct device *dev)
{
	return rig_present && dev == &rig_present->pdev->dev ? rig_present :
							       NULL;
}

static dma_addr_t rig_map(struct ena_rig *rig, void *virt, size_t size)
{
	struct rig_map entry = { .virt = virt, .size = size }, *map;
	struct ena_rig_dma *dma = &rig->dma;

	if (dma->fail_after && !--dma->fail_after)
		return DMA_MAPPING_ERROR;

	map = kmemdup(&entry, sizeof(entry), GFP_ATOMIC);
	if (!map)
		return DMA_MAPPING_ERROR;

	if (xa_err(xa_store_bh(&dma->maps, dma->next, map, GFP_ATOMIC))) {
		kfree(map);
		return DMA_MAPPING_ERROR;
	}

	dma->live++;
	return RIG_DMA_BASE + ((u64)dma->next++ << RIG_DMA_SHIFT) +
	       offset_in_page(virt);
}

dma_addr_t ena_rig_map_page(struct device *dev, struct page *page,
			    size_t offset, size_t size,
			    enum dma_data_direction dir)
{
	struct ena_rig *rig = rig_of(dev);

	return rig ? rig_map(rig, page_address(page) + offset, size) :
		     dma_map_page(dev, page, offset, size, dir);
}

dma_addr_t ena_rig_map_frag(struct device *dev, const skb_frag_t *frag,
			    size_t offset, size_t size,
			    enum dma_data_direction dir)
{
	return ena_rig_map_page(dev, skb_frag_page(frag),
				skb_frag_off(frag) + offset, size, dir);
}

void ena_rig_unmap_page(struct device *dev, dma_addr_t addr, size_t size,
			enum dma_data_direction dir)
{
	struct ena_rig *rig = rig_of(dev);
	struct rig_map *map;

	if (!rig) {
		dma_unmap_page(dev, addr, size, dir);
		return;
	}

	map = xa_load(&rig->dma.maps, (addr - RIG_DMA_BASE) >> RIG_DMA_SHIFT);
	if (!map || map->size != size ||
	    offset_in_page(addr) != offset_in_page(map->virt)) {
		rig->dma.bad++;
		return;
	}

	xa_erase_bh(&rig->dma.maps, (addr - RIG_DMA_BASE) >> RIG_DMA_SHIFT);
	kfree(map);
	rig->dma.live--;
}

void *ena_rig_alloc_coherent(struct device *dev, size_t size, dma_addr_t *dma,
			     gfp_t gfp)
{
	void *virt = dma_alloc_coherent(dev, size, dma, gfp);

	if (virt && rig_of(dev))
		rig_of(dev)->dma.coherent++;
	return virt;
}

void ena_rig_free_coherent(struct device *dev, size_t size, void *virt,
			   dma_addr_t dma)
{
	dma_free_coherent(dev, size, virt, dma);
	if (rig_of(dev))
		rig_of(dev)->dma.coherent--;
}

struct page *ena_rig_alloc_page(struct page_pool *pool, unsigned int *offset,
				unsigned int *size, gfp_t gfp)
{
	if (rig_present && rig_present->no_pages)
		return NULL;

	return page_pool_alloc(pool, offset, size, gfp);
}

/* Pages of a pool are mapped by the pool, as in any machine */
void *ena_rig_at(struct ena_rig *rig, u64 dma, u32 len)
{
	struct rig_map *map;
	u64 off;

	if (dma < RIG_DMA_BASE)
		return phys_to_virt(dma);

	map = xa_load(&rig->dma.maps, (dma - RIG_DMA_BASE) >> RIG_DMA_SHIFT);
	if (!map)
		return NULL;

	off = (dma & (BIT(RIG_DMA_SHIFT) - 1)) - offset_in_page(map->virt);
	return off + len <= map->size ? map->virt + off : NULL;
}

/* ---- device and netdev ---- */

static void rig_release(struct device *dev)
{
}

static void rig_link(void *ctx, bool up)
{
}

static void rig_hints(void *ctx)
{
}

static void rig_fail(void *ctx, enum ena_hw_reset_reason reason)
{
	struct ena_rig *rig = ctx;

	rig->fails++;
	rig->reason = reason;
}

static const struct ena_dev_ops rig_dev_ops = {
	.link = rig_link,
	.hints = rig_hints,
	.fail = rig_fail,
};

static const struct net_device_ops rig_netdev_ops = {
	.ndo_start_xmit = ena_tx_xmit,
	.ndo_features_check = ena_tx_features_check,
};

/* The stack: keeps what it is given */
static rx_handler_result_t rig_receive(struct sk_buff **pskb)
{
	struct sk_buff *skb = *pskb;
	struct ena_rig *rig;

	rig = rcu_dereference(skb->dev->rx_handler_data);
	skb_queue_tail(&rig->received, skb);
	return RX_HANDLER_CONSUMED;
}

static void *rig_alloc(struct kunit *test, size_t size)
{
	void *p = kunit_kzalloc(test, size, GFP_KERNEL);

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, p);
	return p;
}

static void rig_init_pdev(struct ena_rig *rig)
{
	struct device *dev = &rig->pdev->dev;

	device_initialize(dev);
	dev->release = rig_release;
	dev_set_name(dev, "0000:00:00.0");
	rig->pdev->dma_mask = DMA_BIT_MASK(48);
	dev->dma_mask = &rig->pdev->dma_mask;
	dev->coherent_dma_mask = DMA_BIT_MASK(48);
}

static void rig_init_edev(struct ena_rig *rig, const struct ena_rig_opts *opts)
{
	struct ena_dev *edev = rig->edev;
	struct ena_caps *caps = &edev->caps;

	edev->pdev = rig->pdev;
	edev->regs.dev = &rig->pdev->dev;
	edev->regs.base = (__force void __iomem *)rig->bar;
	edev->regs.size = PAGE_SIZE;
	edev->ops = &rig_dev_ops;
	edev->ctx = rig;
	edev->state = ENA_DEV_RUNNING;
	edev->host_info = rig_alloc(rig->test, sizeof(*edev->host_info));
	spin_lock_init(&edev->drops_lock);
	spin_lock_init(&edev->admin.lock);
	ena_event_reset_hints(edev, ENA_ADMIN_TIMEOUT_US);

	caps->caps = opts->caps;
	caps->mtu_max = 9216;
	caps->tx_queues_max = ENA_RIG_PAIRS;
	caps->rx_queues_max = ENA_RIG_PAIRS;
	caps->tx_depth_max = 1024;
	caps->rx_depth_max = 8192;
	caps->tx_cq_depth_max = 1024;
	caps->tx_bufs_max = opts->tx_bufs_max ?: ENA_TX_BUFS_MAX;
	caps->rx_bufs_max = opts->rx_bufs_max ?: ENA_RX_BUFS_MAX;
	caps->moderation_us = 1;

	edev->aenq.regs = &edev->regs;
	edev->aenq.ops = &ena_event_ops;
	edev->aenq.ctx = edev;
	edev->aenq.ring = rig_alloc(rig->test, ENA_AENQ_DEPTH *
				    sizeof(*edev->aenq.ring));
}

static void rig_init_cfg(struct ena_rig *rig, const struct ena_rig_opts *opts)
{
	struct ena_queue_cfg *cfg = &rig->enet->cfg;

	*cfg = opts->cfg;
	cfg->nr = cfg->nr ?: 1;
	cfg->tx_depth = cfg->tx_depth ?: ENA_RING_MIN;
	cfg->rx_depth = cfg->rx_depth ?: ENA_RING_MIN;
	cfg->mtu = cfg->mtu ?: ETH_DATA_LEN;
	if (!cfg->llq.on)
		ena_llq_use_host(&cfg->llq);
}

static void rig_init_enet(struct ena_rig *rig, const struct ena_rig_opts *opts)
{
	struct net_device *netdev = rig->netdev;
	struct ena_net *enet = netdev_priv(netdev);
	struct kunit *test = rig->test;
	unsigned int i;

	rig->enet = enet;
	enet->netdev = netdev;
	enet->edev = rig->edev;
	enet->pairs_max = ENA_RIG_PAIRS;
	enet->link_up = true;
	enet->count = rig_alloc(test, ENA_RIG_PAIRS * sizeof(*enet->count));
	enet->mod = rig_alloc(test, ENA_RIG_PAIRS * sizeof(*enet->mod));
	enet->rss = rig_alloc(test, sizeof(*enet->rss));
	enet->metrics = rig_alloc(test, sizeof(*enet->metrics));
	enet->dog.queue = rig_alloc(test, ENA_RIG_PAIRS *
				    sizeof(*enet->dog.queue));
	spin_lock_init(&enet->event_lock);
	INIT_LIST_HEAD(&enet->retired);
	for (i = 0; i < ENA_RIG_PAIRS; i++) {
		u64_stats_init(&enet->count[i].xmit_sync);
		u64_stats_init(&enet->count[i].clean_sync);
		u64_stats_init(&enet->count[i].rx_sync);
		u64_stats_init(&enet->count[i].watch_sync);
	}
	rig_init_cfg(rig, opts);
}

static void rig_init_netdev(struct ena_rig *rig, netdev_features_t features)
{
	static const u8 mac[ETH_ALEN] = { 2, 0, 0, 0, 0, 1 };
	struct net_device *netdev = rig->netdev;
	unsigned int i;

	SET_NETDEV_DEV(netdev, &rig->pdev->dev);
	netdev->netdev_ops = &rig_netdev_ops;
	netdev->features = features;
	netdev->watchdog_timeo = 5 * HZ;
	netdev_request_ops_lock(netdev);
	eth_hw_addr_set(netdev, mac);
	/* What registering gives a queue that is up */
	for (i = 0; i < ENA_RIG_PAIRS; i++)
		rcu_assign_pointer(netdev_get_tx_queue(netdev, i)->qdisc,
				   &noop_qdisc);

	rtnl_lock();
	netdev_rx_handler_register(netdev, rig_receive, rig);
	rtnl_unlock();
}

/* What creation on the device gives a ring, and NAPI that nobody schedules */
static void rig_start_pair(struct ena_rig *rig, u16 queue)
{
	struct ena_vec *vec = rig->set->vec[queue];
	struct ena_rig_regs *regs = &rig->regs[queue];
	struct ena_tx_ring *txr = &vec->txr;

	txr->doorbell = (__force u32 __iomem *)&regs->tx_doorbell;
	txr->intr = (__force u32 __iomem *)&regs->intr;
	txr->numa = (__force u32 __iomem *)&regs->tx_numa;
	txr->llq_mem = (__force void __iomem *)rig->llq_mem[queue];
	vec->rxr.doorbell = (__force u32 __iomem *)&regs->rx_doorbell;
	vec->rxr.numa = (__force u32 __iomem *)&regs->rx_numa;
	vec->mod_dirty = true;
	napi_enable_locked(&vec->napi);
}

void ena_rig_attach(struct ena_rig *rig)
{
	const struct ena_queue_cfg *cfg = &rig->enet->cfg;
	struct ena_queue_set *set;
	u16 i;

	for (i = 0; cfg->llq.on && i < cfg->nr; i++)
		rig->llq_mem[i] = rig_alloc(rig->test, cfg->tx_depth *
					    cfg->llq.entry_bytes);

	ena_net_lock(rig->enet);
	set = ena_queue_set_alloc(rig->enet, cfg);
	if (!IS_ERR(set)) {
		rig->set = set;
		rig->enet->set = set;
		ena_queue_set_limit(set);
		for (i = 0; i < cfg->nr; i++)
			rig_start_pair(rig, i);
		set->started = true;
		rig->enet->up = true;
		ena_queue_set_fill(set);
	}
	ena_net_unlock(rig->enet);
	KUNIT_ASSERT_FALSE(rig->test, IS_ERR(set));

	rig->tx_cq_tail = 0;
	rig->rx_cq_tail = 0;
	rig->rx_sq_head = 0;
}

void ena_rig_detach(struct ena_rig *rig)
{
	if (!rig->set)
		return;

	skb_queue_purge(&rig->received);
	ena_net_lock(rig->enet);
	rig->enet->up = false;
	rig->enet->set = NULL;
	ena_vec_stop(rig->set);
	ena_queue_set_drain(rig->set);
	ena_queue_set_free(rig->set);
	rig->set = NULL;
	ena_net_unlock(rig->enet);

	KUNIT_EXPECT_EQ(rig->test, rig->dma.live, 0);
	KUNIT_EXPECT_EQ(rig->test, rig->dma.coherent, 0);
}

struct ena_rig *ena_rig_new(struct kunit *test, const struct ena_rig_opts *opts)
{
	static const struct ena_rig_opts defaults;
	struct ena_rig *rig = rig_alloc(test, sizeof(*rig));

	if (!opts)
		opts = &defaults;
	rig->test = test;
	rig->pdev = rig_alloc(test, sizeof(*rig->pdev));
	rig->edev = rig_alloc(test, sizeof(*rig->edev));
	rig->bar = rig_alloc(test, PAGE_SIZE);
	skb_queue_head_init(&rig->received);
	xa_init_flags(&rig->dma.maps, XA_FLAGS_LOCK_BH);
	rig_init_pdev(rig);
	rig_init_edev(rig, opts);
	rig->netdev = alloc_etherdev_mq(sizeof(struct ena_net), ENA_RIG_PAIRS);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, rig->netdev);
	test->priv = rig;
	rig_present = rig;
	rig_init_netdev(rig, opts->features);
	rig_init_enet(rig, opts);
	ena_rig_attach(rig);
	return rig;
}

void ena_rig_free(struct ena_rig *rig)
{
	if (!rig)
		return;

	ena_rig_detach(rig);
	rtnl_lock();
	netdev_rx_handler_unregister(rig->netdev);
	rtnl_unlock();
	free_netdev(rig->netdev);
	put_device(&rig->pdev->dev);
	KUNIT_EXPECT_EQ(rig->test, rig->dma.bad, 0);
	rig_present = NULL;
	rig->test->priv = NULL;
	xa_destroy(&rig->dma.maps);
}

/* ---- transmit ---- */

static void rig_pattern(u8 *to, u32 len, u32 from)
{
	u32 i;

	for (i = 0; i < len; i++)
		to[i] = from + i;
}

struct sk_buff *ena_rig_skb(struct ena_rig *rig, u32 headlen, u32 frags,
			    u32 frag_len)
{
	struct sk_buff *skb = alloc_skb(headlen + NET_SKB_PAD, GFP_KERNEL);
	struct page *page;
	u32 i;

	KUNIT_ASSERT_NOT_ERR_OR_NULL(rig->test, skb);
	skb_reserve(skb, NET_SKB_PAD);
	rig_pattern(skb_put(skb, headlen), headlen, 0);
	skb_reset_mac_header(skb);
	skb_set_network_header(skb, ETH_HLEN);
	skb->dev = rig->netdev;

	for (i = 0; i < frags; i++) {
		page = alloc_pages(GFP_KERNEL | __GFP_COMP,
				   get_order(frag_len));
		if (!page)
			kfree_skb(skb);
		KUNIT_ASSERT_NOT_ERR_OR_NULL(rig->test, page);
		rig_pattern(page_address(page), frag_len,
			    headlen + i * frag_len);
		skb_add_rx_frag(skb, i, page, 0, frag_len, frag_len);
	}

	return skb;
}

netdev_tx_t ena_rig_xmit(struct ena_rig *rig, struct sk_buff *skb, bool more)
{
	struct netdev_queue *txq = netdev_get_tx_queue(rig->netdev, 0);
	netdev_tx_t res;

	local_bh_disable();
	__netif_tx_lock(txq, smp_processor_id());
	res = netdev_start_xmit(skb, rig->netdev, txq, more);
	__netif_tx_unlock(txq);
	local_bh_enable();
	return res;
}

static const struct ena_hw_tx_desc *rig_tx_desc(struct ena_rig *rig, u32 idx)
{
	struct ena_tx_ring *txr = ena_rig_txr(rig);

	return &txr->desc[idx & txr->mask];
}

u16 ena_rig_tx_id(struct ena_rig *rig, u32 idx)
{
	const struct ena_hw_tx_desc *desc = rig_tx_desc(rig, idx);

	return (le32_to_cpu(desc->len_ctrl) >> 16 & 0x3f) << 10 |
	       le32_to_cpu(desc->offload) >> 22;
}

u32 ena_rig_tx_read(struct ena_rig *rig, u32 idx, u8 *to, u32 size, u32 *n)
{
	u32 ctrl, len, used = 0;
	void *from;
	u64 dma;

	*n = 0;
	do {
		const struct ena_hw_tx_desc *desc = rig_tx_desc(rig, idx++);

		ctrl = le32_to_cpu(desc->len_ctrl);
		len = ctrl & 0xffff;
		dma = (u64)(le32_to_cpu(desc->addr_hi_hdr) & 0xffff) << 32 |
		      le32_to_cpu(desc->addr_lo);
		++*n;
		if (ctrl & BIT(23) || !len)
			continue;

		from = ena_rig_at(rig, dma, len);
		if (!from || used + len > size)
			return 0;

		memcpy(to + used, from, len);
		used += len;
	} while (!(ctrl & BIT(27)) && *n <= ena_rig_txr(rig)->mask);

	return used;
}

void ena_rig_tx_complete_raw(struct ena_rig *rig, u16 req_id, u8 flags)
{
	const struct ena_tx_ring *txr = ena_rig_txr(rig);
	struct ena_hw_tx_cdesc *cdesc;

	cdesc = (void *)&txr->cdesc[rig->tx_cq_tail & txr->mask];
	cdesc->req_id = cpu_to_le16(req_id);
	cdesc->flags = flags;
	rig->tx_cq_tail++;
}

void ena_rig_tx_complete(struct ena_rig *rig, u16 req_id)
{
	u32 lap = rig->tx_cq_tail / (ena_rig_txr(rig)->mask + 1);

	ena_rig_tx_complete_raw(rig, req_id, !(lap & 1));
}

bool ena_rig_tx_clean(struct ena_rig *rig)
{
	bool done;

	local_bh_disable();
	done = ena_tx_clean(ena_rig_txr(rig), NAPI_POLL_WEIGHT);
	local_bh_enable();
	return done;
}

/* ---- receive ---- */

void ena_rig_rx_complete_raw(struct ena_rig *rig, u16 req_id,
			     const struct ena_rig_rx *rx)
{
	const struct ena_rx_ring *rxr = ena_rig_rxr(rig);
	u32 lap = rig->rx_cq_tail / (rxr->mask + 1);
	struct ena_hw_rx_cdesc *cdesc;

	cdesc = (void *)&rxr->cdesc[rig->rx_cq_tail & rxr->mask];
	cdesc->len = cpu_to_le16(rx->len);
	cdesc->req_id = cpu_to_le16(req_id);
	cdesc->hash = cpu_to_le32(rx->hash);
	cdesc->offset = rx->offset;
	cdesc->status = cpu_to_le32(rx->status | (lap & 1 ? 0 : BIT(24)));
	rig->rx_cq_tail++;
}

u16 ena_rig_rx_fill(struct ena_rig *rig, const struct ena_rig_rx *rx)
{
	const struct ena_rx_ring *rxr = ena_rig_rxr(rig);
	const struct ena_hw_rx_desc *desc;
	u16 id;
	u64 dma;
	u8 *to;

	desc = &rxr->desc[rig->rx_sq_head++ & rxr->mask];
	id = le16_to_cpu(desc->req_id);
	dma = (u64)le16_to_cpu(desc->addr_hi) << 32 |
	      le32_to_cpu(desc->addr_lo);
	to = ena_rig_at(rig, dma, rx->offset + rx->len);
	if (to)
		rig_pattern(to + rx->offset, rx->len, 0);
	else
		KUNIT_FAIL(rig->test, "a buffer is not mapped");
	ena_rig_rx_complete_raw(rig, id, rx);
	return id;
}

/* In the place of the softirq */
static bool rig_napi_begin(struct ena_rig *rig)
{
	bool ours = napi_schedule_prep(&rig->set->vec[0]->napi);

	KUNIT_EXPECT_TRUE(rig->test, ours);
	return ours;
}

int ena_rig_rx_poll(struct ena_rig *rig, int budget)
{
	struct napi_struct *napi = &rig->set->vec[0]->napi;
	int work = 0;

	local_bh_disable();
	if (rig_napi_begin(rig)) {
		work = ena_rx_poll(ena_rig_rxr(rig), budget);
		napi_complete_done(napi, work);
	}
	local_bh_enable();
	return work;
}

int ena_rig_napi(struct ena_rig *rig, int budget, bool interrupt)
{
	struct ena_vec *vec = rig->set->vec[0];
	int work = 0;

	local_bh_disable();
	if (rig_napi_begin(rig)) {
		vec->masked = interrupt;
		vec->events += interrupt;
		work = vec->napi.poll(&vec->napi, budget);
		if (test_bit(NAPI_STATE_SCHED, &vec->napi.state))
			napi_complete_done(&vec->napi, work);
	}
	local_bh_enable();
	return work;
}
