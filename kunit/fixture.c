// SPDX-License-Identifier: GPL-2.0-only
/*
 * The model in the hands of a test, and the layers of the driver on it.
 */
#define ENA_SHIM_OFF

#include <linux/irq.h>
#include <linux/irqdesc.h>
#include <linux/mm.h>
#include <linux/rtnetlink.h>

#include <ena_compat_stat_ops.h>

#include "../src/ena_ethtool.h"
#include "../src/ena_recover.h"
#include "../src/ena_stats.h"
#include "../src/ena_tx.h"
#include "fixture.h"

/* A device always comes to rest, but for a fault that is there for ever */
#define ENA_FIXTURE_STEPS	64

#define ENA_FIXTURE_BAR2_SIZE	SZ_1M

/* Longer than any delay of an interrupt */
#define ENA_FIXTURE_MODERATION_NS	NSEC_PER_MSEC

/* An ethertype nobody has: IEEE 802 local experimental */
#define ENA_FIXTURE_PROTOCOL	0x88b5

static_assert(ENA_SIM_NR_BREACHES <= 64);

/* ---- what the model needs of the world ---- */

static bool ena_fixture_may_dma(void *ctx)
{
	struct ena_fixture *f = ctx;

	return f->port ? ena_sim_pci_is_master(f->port) : f->master;
}

static void *ena_fixture_dma(void *ctx, u64 addr, u32 len)
{
	unsigned long pfn, last = PHYS_PFN(addr + len - 1);

	for (pfn = PHYS_PFN(addr); pfn <= last; pfn++)
		if (!pfn_valid(pfn))
			return NULL;
	return phys_to_virt(addr);
}

/* The model's locks are held: handlers are called when the step is over */
static bool ena_fixture_msix(void *ctx, u16 vector)
{
	struct ena_fixture *f = ctx;

	if (vector >= ENA_SIM_MAX_VECTORS)
		return false;

	f->messages[vector]++;
	set_bit(vector, f->pending);
	return true;
}

static void ena_fixture_wire(void *ctx, struct sk_buff *skb)
{
	struct ena_fixture *f = ctx;

	skb_queue_tail(&f->wire, skb);
}

static u64 ena_fixture_now_ns(void *ctx)
{
	return ena_shim_now_ns();
}

static const struct ena_sim_front ena_fixture_front = {
	.dma = ena_fixture_dma,
	.msix = ena_fixture_msix,
	.wire = ena_fixture_wire,
	.now_ns = ena_fixture_now_ns,
	.real_ns = ena_fixture_now_ns,
	.may_dma = ena_fixture_may_dma,
};

/* ---- interrupts ---- */

/* What request_irq() was given for @virq; interrupts are off */
static void ena_fixture_run_actions(unsigned int virq)
{
	struct irq_data *data = irq_get_irq_data(virq);
	struct irqaction *action;

	if (!data || irqd_irq_disabled(data))
		return;

	for (action = irq_data_to_desc(data)->action; action;
	     action = action->next)
		action->handler(virq, action->dev_id);
}

/*
 * Before 6.5, softirqs are left to ksoftirqd while that is running. It runs on
 * this CPU when this thread does not.
 */
static void ena_fixture_softirqs(void)
{
	int tries = 100;

	while (local_softirq_pending() && tries--)
		schedule_timeout_uninterruptible(1);
}

/* As on the CPU of the vector: softirqs, and NAPI with them, run at the end */
static void ena_fixture_interrupt(struct ena_fixture *f, u16 vector)
{
	int virq = f->pdev ? pci_irq_vector(f->pdev, vector) : -EINVAL;
	unsigned long flags;

	migrate_disable();
	local_bh_disable();
	local_irq_save(flags);
	if (f->handler)
		f->handler(f, vector);
	else if (virq > 0)
		ena_fixture_run_actions(virq);
	local_irq_restore(flags);
	local_bh_enable();
	ena_fixture_softirqs();
	migrate_enable();
}

static bool ena_fixture_interrupts(struct ena_fixture *f)
{
	bool some = false;
	unsigned int i;

	for (i = 0; i < ENA_SIM_MAX_VECTORS; i++) {
		if (!test_and_clear_bit(i, f->pending) || READ_ONCE(f->deaf))
			continue;
		ena_fixture_interrupt(f, i);
		some = true;
	}

	return some;
}

/* ---- steps and time ---- */

static bool ena_fixture_step_once(struct ena_fixture *f)
{
	struct ena_sim_fn *fn = f->fn;
	bool busy = false;

	mutex_lock(&fn->ctl_lock);
	if (f->meddle)
		f->meddle(f);
	if (f->port)
		busy = ena_sim_pci_poll(f->port);
	busy |= ena_sim_ctl_poll(fn);
	mutex_unlock(&fn->ctl_lock);

	mutex_lock(&fn->io_lock);
	busy |= ena_sim_io_poll(fn);
	mutex_unlock(&fn->io_lock);

	return ena_fixture_interrupts(f) || busy;
}

static bool ena_fixture_step_all(void *ctx)
{
	unsigned int n;

	for (n = 0; n < ENA_FIXTURE_STEPS; n++) {
		if (!ena_fixture_step_once(ctx))
			break;
	}

	return n;
}

static u64 ena_fixture_next_ns(void *ctx)
{
	struct ena_fixture *f = ctx;
	u64 next;

	mutex_lock(&f->fn->ctl_lock);
	mutex_lock(&f->fn->io_lock);
	next = min(ena_sim_ctl_next_ns(f->fn), ena_sim_io_next_ns(f->fn));
	mutex_unlock(&f->fn->io_lock);
	mutex_unlock(&f->fn->ctl_lock);

	return next;
}

static void ena_fixture_settle_all(void *ctx)
{
	ena_fixture_settle(ctx);
}

void ena_fixture_step(struct ena_fixture *f)
{
	ena_fixture_step_all(f);
}

void ena_fixture_settle(struct ena_fixture *f)
{
	if (f->edev.wq)
		flush_workqueue(f->edev.wq);
}

void ena_fixture_advance_ms(struct ena_fixture *f, unsigned int ms)
{
	ena_shim_advance((u64)ms * NSEC_PER_MSEC);
}

/* ---- creation ---- */

static void ena_fixture_add_action(struct ena_fixture *f,
				   kunit_action_t *action)
{
	KUNIT_ASSERT_EQ(f->test, kunit_add_action_or_reset(f->test, action, f),
			0);
}

static void ena_fixture_stop_clock(void *ctx)
{
	struct ena_fixture *f = ctx;

	KUNIT_EXPECT_EQ_MSG(f->test, ena_shim_coherent(), 0,
			    "coherent memory is left");
	ena_shim_stop();
	skb_queue_purge(&f->wire);
	skb_queue_purge(&f->stack);
}

static struct ena_fixture *ena_fixture_new(struct kunit *test,
					   const char *params)
{
	struct ena_shim_device dev = {
		.step = ena_fixture_step_all,
		.next_ns = ena_fixture_next_ns,
		.settle = ena_fixture_settle_all,
	};
	struct ena_fixture *f;

	f = kunit_kzalloc(test, sizeof(*f), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, f);
	f->test = test;
	skb_queue_head_init(&f->wire);
	skb_queue_head_init(&f->stack);
	ena_sim_config_defaults(&f->cfg);
	KUNIT_ASSERT_EQ(test, ena_sim_config_parse(&f->cfg, params ?: ""), 0);
	KUNIT_ASSERT_EQ(test, ena_sim_config_check(&f->cfg), 0);

	dev.ctx = f;
	KUNIT_ASSERT_EQ(test, ena_shim_start(&dev), 0);
	ena_fixture_add_action(f, ena_fixture_stop_clock);
	return f;
}

/* What the driver did wrong, seen from the device */
static void ena_fixture_judge(struct ena_fixture *f)
{
	unsigned int i;

	for (i = 0; i < ENA_SIM_NR_BREACHES; i++) {
		if (f->forgiven & BIT_ULL(i))
			continue;
		KUNIT_EXPECT_EQ_MSG(f->test, f->fn->breach[i].count, 0ULL,
				    "breach %s: %s", ena_sim_breach_name(i),
				    f->fn->breach[i].last);
	}
}

static void ena_fixture_free_memory(void *ctx)
{
	struct ena_fixture *f = ctx;

	kvfree(f->fn);
	kvfree(f->bar2);
	kfree(f->bar0);
}

static void ena_fixture_destroy_model(void *ctx)
{
	struct ena_fixture *f = ctx;

	ena_fixture_judge(f);
	ena_sim_fn_destroy(f->fn);
}

static void ena_fixture_unregister_device(void *ctx)
{
	struct ena_fixture *f = ctx;

	root_device_unregister(f->dev);
}

/* A device that does nothing but DMA */
static void ena_fixture_register_device(struct ena_fixture *f)
{
	/* 6.1 runs suites before their module is there for sysfs to link to */
	f->dev = __root_device_register("ena_fixture", NULL);
	KUNIT_ASSERT_EQ(f->test, PTR_ERR_OR_ZERO(f->dev), 0);
	ena_fixture_add_action(f, ena_fixture_unregister_device);
	KUNIT_ASSERT_EQ(f->test,
			dma_coerce_mask_and_coherent(f->dev, DMA_BIT_MASK(48)),
			0);
}

struct ena_fixture *ena_fixture_create(struct kunit *test, const char *params)
{
	struct ena_fixture *f = ena_fixture_new(test, params);
	int err;

	ena_fixture_register_device(f);
	f->master = true;
	f->bar0 = kzalloc(ENA_HW_REGS_SIZE, GFP_KERNEL);
	f->bar2_size = f->cfg.llq ? ENA_FIXTURE_BAR2_SIZE : 0;
	f->bar2 = f->cfg.llq ? kvzalloc(f->bar2_size, GFP_KERNEL) : NULL;
	f->fn = kvzalloc_obj(*f->fn);
	ena_fixture_add_action(f, ena_fixture_free_memory);
	KUNIT_ASSERT_TRUE(test, f->bar0 && f->fn);

	err = ena_sim_fn_init(f->fn, 0, &f->cfg, &ena_fixture_front, f, f->bar0,
			      f->bar2, f->bar2_size);
	KUNIT_ASSERT_EQ(test, err, 0);
	ena_fixture_add_action(f, ena_fixture_destroy_model);
	return f;
}

static void ena_fixture_destroy_port(void *ctx)
{
	struct ena_fixture *f = ctx;

	ena_fixture_judge(f);
	pci_dev_put(f->pdev);
	ena_sim_hand_destroy(f->port);
}

struct ena_fixture *ena_fixture_create_pci(struct kunit *test,
					   const char *params)
{
	struct ena_fixture *f = ena_fixture_new(test, params);
	struct ena_sim_port *port;

	port = ena_sim_hand_create(&f->cfg, &ena_fixture_front, f);
	if (port == ERR_PTR(-ENODEV))
		kunit_skip(test, "ena_sim.ko has no ivshmem device");
	KUNIT_ASSERT_FALSE(test, IS_ERR(port));

	f->port = port;
	f->fn = &port->fn;
	f->pdev = ena_sim_pci_get(port);
	f->dev = &f->pdev->dev;
	ena_fixture_add_action(f, ena_fixture_destroy_port);
	return f;
}

/* ---- layers on plain memory ---- */

static void ena_fixture_free_regs(void *ctx)
{
	struct ena_fixture *f = ctx;

	ena_regs_disarm(&f->regs);
	ena_regs_free(&f->regs);
}

void ena_fixture_regs(struct ena_fixture *f)
{
	KUNIT_ASSERT_EQ(f->test,
			ena_regs_alloc(&f->regs, f->dev,
				       (__force void __iomem *)f->bar0,
				       ENA_HW_REGS_SIZE, f->cfg.direct_reads),
			0);
	ena_regs_arm(&f->regs);
	ena_fixture_add_action(f, ena_fixture_free_regs);
}

/* A device that may still have commands does not get to memory any more */
static void ena_fixture_free_admin(void *ctx)
{
	struct ena_fixture *f = ctx;

	ena_admin_stop(&f->admin);
	f->master = false;
	ena_admin_free(&f->admin);
}

void ena_fixture_admin(struct ena_fixture *f)
{
	u32 caps;

	ena_fixture_regs(f);
	KUNIT_ASSERT_EQ(f->test,
			ena_reset_run(&f->regs, ENA_HW_RESET_NORMAL, true,
				      &caps), 0);
	KUNIT_ASSERT_EQ(f->test, ena_admin_alloc(&f->admin, &f->regs), 0);
	ena_fixture_add_action(f, ena_fixture_free_admin);
	ena_admin_start(&f->admin, ENA_ADMIN_TIMEOUT_US);
}

static void ena_fixture_free_aenq(void *ctx)
{
	struct ena_fixture *f = ctx;

	f->master = false;
	ena_aenq_free(&f->aenq);
}

void ena_fixture_aenq(struct ena_fixture *f, const struct ena_aenq_ops *ops,
		      void *ctx)
{
	u32 enabled;

	ena_fixture_admin(f);
	KUNIT_ASSERT_EQ(f->test,
			ena_aenq_alloc(&f->aenq, &f->regs, ops, ctx), 0);
	ena_fixture_add_action(f, ena_fixture_free_aenq);
	ena_aenq_start(&f->aenq);
	KUNIT_ASSERT_EQ(f->test,
			ena_feature_set_aenq(&f->admin, U32_MAX, &enabled), 0);
	ena_aenq_open(&f->aenq);
}

/* ---- the device as a whole ---- */

static void ena_fixture_link(void *ctx, bool up)
{
	struct ena_fixture *f = ctx;

	f->news.link_up += up;
	f->news.link_down += !up;
	if (f->enet)
		ena_net_set_link(f->enet, up);
}

static void ena_fixture_hints(void *ctx)
{
	struct ena_fixture *f = ctx;

	f->news.hints++;
}

static void ena_fixture_fail(void *ctx, enum ena_hw_reset_reason reason)
{
	struct ena_fixture *f = ctx;

	f->news.fails++;
	f->news.reason = reason;
	if (f->enet)
		ena_recover_request(f->enet, reason);
}

static const struct ena_dev_ops ena_fixture_dev_ops = {
	.link = ena_fixture_link,
	.hints = ena_fixture_hints,
	.fail = ena_fixture_fail,
};

static void ena_fixture_detach(void *ctx)
{
	struct ena_fixture *f = ctx;

	ena_dev_detach(&f->edev);
	f->edev.wq = NULL;
}

void ena_fixture_attach(struct ena_fixture *f)
{
	KUNIT_ASSERT_EQ(f->test,
			ena_dev_attach(&f->edev, f->pdev, &ena_fixture_dev_ops,
				       f), 0);
	ena_fixture_add_action(f, ena_fixture_detach);
}

static void ena_fixture_free_vectors(void *ctx)
{
	struct ena_fixture *f = ctx;

	pci_free_irq_vectors(f->pdev);
}

static void ena_fixture_free_irq(void *ctx)
{
	struct ena_fixture *f = ctx;

	free_irq(pci_irq_vector(f->pdev, ENA_HW_MSIX_MGMT), &f->edev);
}

static void ena_fixture_stop_device(void *ctx)
{
	struct ena_fixture *f = ctx;

	ena_dev_stop(&f->edev, ENA_HW_RESET_SHUTDOWN);
}

/* Up to where ena_dev_go() may be called */
static int ena_fixture_prepare(struct ena_fixture *f)
{
	struct kunit *test = f->test;
	int nr, err;

	ena_fixture_attach(f);
	KUNIT_ASSERT_EQ(test, ena_dev_start(&f->edev, ENA_HW_RESET_NORMAL), 0);
	ena_fixture_add_action(f, ena_fixture_stop_device);

	nr = pci_alloc_irq_vectors(f->pdev, ENA_HW_MSIX_MIN,
				   ENA_HW_MSIX_IO_BASE + f->cfg.queues,
				   PCI_IRQ_MSIX);
	KUNIT_ASSERT_GE(test, nr, ENA_HW_MSIX_MIN);
	ena_fixture_add_action(f, ena_fixture_free_vectors);

	err = request_irq(pci_irq_vector(f->pdev, ENA_HW_MSIX_MGMT),
			  ena_dev_mgmt_irq, 0, "ena_fixture", &f->edev);
	KUNIT_ASSERT_EQ(test, err, 0);
	ena_fixture_add_action(f, ena_fixture_free_irq);
	return nr;
}

void ena_fixture_start(struct ena_fixture *f)
{
	ena_fixture_prepare(f);
	ena_dev_go(&f->edev);
	ena_fixture_advance_ms(f, 0);
}

/* ---- the interface ---- */

static const struct net_device_ops ena_fixture_netdev_ops = {
	.ndo_open = ena_net_open,
	.ndo_stop = ena_net_stop,
	.ndo_start_xmit = ena_tx_xmit,
	.ndo_features_check = ena_tx_features_check,
	.ndo_tx_timeout = ena_recover_tx_timeout,
	.ndo_change_mtu = ena_net_change_mtu,
	.ndo_set_features = ena_net_set_features,
	.ndo_get_stats64 = ena_stats_get64,
};

static rx_handler_result_t ena_fixture_take(struct sk_buff **pskb)
{
	struct ena_fixture *f;

	f = rcu_dereference((*pskb)->dev->rx_handler_data);
	skb_queue_tail(&f->stack, *pskb);
	return RX_HANDLER_CONSUMED;
}

static void ena_fixture_free_net(void *ctx)
{
	struct ena_fixture *f = ctx;

	ena_net_free(f->netdev);
}

static void ena_fixture_unregister_net(void *ctx)
{
	struct ena_fixture *f = ctx;

	ena_recover_stop(f->enet);
	ena_fixture_stop(f);
	rtnl_lock();
	netdev_rx_handler_unregister(f->netdev);
	rtnl_unlock();
	unregister_netdev(f->netdev);

	ena_dev_stop(&f->edev, ENA_HW_RESET_SHUTDOWN);
	ena_net_lock(f->enet);
	ena_net_settle(f->enet);
	ena_net_unlock(f->enet);
	f->enet = NULL;
}

static void ena_fixture_register_net(struct ena_fixture *f)
{
	int err;

	ena_recover_init(f->enet);
	ena_dev_go(&f->edev);
	ena_recover_start(f->enet);
	err = register_netdev(f->netdev);
	KUNIT_ASSERT_EQ(f->test, err, 0);

	rtnl_lock();
	err = netdev_rx_handler_register(f->netdev, ena_fixture_take, f);
	rtnl_unlock();
	KUNIT_ASSERT_EQ(f->test, err, 0);
	ena_fixture_add_action(f, ena_fixture_unregister_net);
	ena_fixture_advance_ms(f, 0);
}

void ena_fixture_net(struct ena_fixture *f, const struct ena_net_opts *opts)
{
	int nr = ena_fixture_prepare(f);
	struct ena_net_opts usual = {
		.pairs_max = nr - ENA_HW_MSIX_IO_BASE,
		.pairs = nr - ENA_HW_MSIX_IO_BASE,
		.tx_depth = ENA_RING_MIN,
		.rx_depth = ENA_RING_MIN,
		.llq_want = ENA_LLQ_RECOMMENDED,
	};
	struct net_device *netdev;

	netdev = ena_net_alloc(&f->edev, opts ?: &usual);
	KUNIT_ASSERT_FALSE(f->test, IS_ERR(netdev));
	netdev->netdev_ops = &ena_fixture_netdev_ops;
	netdev->ethtool_ops = &ena_ethtool_ops;
	netdev_set_stat_ops(netdev, &ena_stats_ops);
	f->netdev = netdev;
	f->enet = netdev_priv(netdev);
	ena_fixture_add_action(f, ena_fixture_free_net);
	ena_fixture_register_net(f);
}

void ena_fixture_open(struct ena_fixture *f)
{
	int err;

	ena_net_lock(f->enet);
	err = ena_net_open(f->netdev);
	ena_net_unlock(f->enet);
	KUNIT_ASSERT_EQ(f->test, err, 0);
	ena_fixture_advance_ms(f, 0);
}

void ena_fixture_stop(struct ena_fixture *f)
{
	ena_net_lock(f->enet);
	if (f->enet->up)
		ena_net_stop(f->netdev);
	ena_net_unlock(f->enet);
}

/* ---- the device's side ---- */

void ena_fixture_fault(struct ena_fixture *f, enum ena_sim_fault fault,
		       u32 times, u32 arg)
{
	ena_sim_fault_arm(f->fn, fault, times, 1, arg);
}

void ena_fixture_no_faults(struct ena_fixture *f)
{
	ena_sim_fault_clear_all(f->fn);
}

u64 ena_fixture_hits(const struct ena_fixture *f, enum ena_sim_fault fault)
{
	return f->fn->fault[fault].hits;
}

void ena_fixture_forgive(struct ena_fixture *f, enum ena_sim_breach breach)
{
	f->forgiven |= BIT_ULL(breach);
}

int ena_fixture_reset_reason(const struct ena_fixture *f)
{
	u64 nr = f->fn->nr_resets;

	return nr ? f->fn->resets[(nr - 1) % ENA_SIM_RESET_HISTORY].reason : -1;
}

struct sk_buff *ena_fixture_frame(struct ena_fixture *f, unsigned int len)
{
	struct sk_buff *skb;
	struct ethhdr *eth;
	unsigned int i;

	skb = alloc_skb(NET_SKB_PAD + len, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(f->test, skb);
	skb_reserve(skb, NET_SKB_PAD);
	skb_put(skb, len);
	for (i = 0; i < len; i++)
		skb->data[i] = i;

	skb_reset_mac_header(skb);
	eth = eth_hdr(skb);
	eth_broadcast_addr(eth->h_dest);
	ether_addr_copy(eth->h_source, f->fn->mac);
	eth->h_proto = htons(ENA_FIXTURE_PROTOCOL);
	skb->protocol = eth->h_proto;
	skb_set_network_header(skb, ETH_HLEN);
	skb->dev = f->netdev;
	return skb;
}

void ena_fixture_receive(struct ena_fixture *f, unsigned int len)
{
	ena_sim_wire_rx(f->fn, ena_fixture_frame(f, len));
	ena_shim_elapse(ENA_FIXTURE_MODERATION_NS);
}
