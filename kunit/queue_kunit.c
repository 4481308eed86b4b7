// SPDX-License-Identifier: GPL-2.0-only
/*
 * Queue sets: host memory of them, queues on a device, and the exchange of one
 * set for another, all of which may fail half way.
 */
#include <linux/rtnetlink.h>
#include <net/netdev_lock.h>

#include "../src/ena_queue.h"
#include "fixture.h"
#include "rig.h"

/* More calls that allocate than a set of two pairs has, before its buffers */
#define QUEUE_ALLOCS	48

/* ---- host memory ---- */

struct cfg_case {
	const char *name;
	struct ena_queue_cfg cfg;
};

static const struct cfg_case cfg_cases[] = {
	{ "no queues", { .nr = 0, .tx_depth = 256, .rx_depth = 256 } },
	{ "Tx ring too short", { .nr = 1, .tx_depth = 128, .rx_depth = 256 } },
	{ "Rx ring too short", { .nr = 1, .tx_depth = 256, .rx_depth = 128 } },
	{ "Tx ring is no power of two",
	  { .nr = 1, .tx_depth = 257, .rx_depth = 256 } },
	{ "Rx ring is no power of two",
	  { .nr = 1, .tx_depth = 256, .rx_depth = 768 } },
	{ "Tx ring too long", { .nr = 1, .tx_depth = 65536, .rx_depth = 256 } },
	{ "Rx ring too long", { .nr = 1, .tx_depth = 256, .rx_depth = 65536 } },
	{ "Tx ring without entries", { .nr = 1, .rx_depth = 256 } },
};

KUNIT_ARRAY_PARAM_DESC(cfg, cfg_cases, name);

static void set_that_cannot_be_is_not_allocated(struct kunit *test)
{
	const struct cfg_case *c = test->param_value;
	struct ena_rig *rig = ena_rig_new(test, NULL);
	struct ena_queue_set *set;

	ena_net_lock(rig->enet);
	set = ena_queue_set_alloc(rig->enet, &c->cfg);
	ena_net_unlock(rig->enet);
	KUNIT_EXPECT_EQ(test, PTR_ERR_OR_ZERO(set), -EINVAL);
}

static void allocation_that_fails_leaves_nothing(struct kunit *test)
{
	struct ena_rig *rig = ena_rig_new(test, NULL);
	struct ena_queue_cfg cfg = rig->enet->cfg;
	u32 nth, coherent = rig->dma.coherent;
	struct ena_queue_set *set = NULL;

	cfg.nr = 2;
	for (nth = 1; nth < QUEUE_ALLOCS; nth++) {
		ena_net_lock(rig->enet);
		ena_shim_fail_nth(nth);
		set = ena_queue_set_alloc(rig->enet, &cfg);
		ena_net_unlock(rig->enet);
		if (!ena_shim_fail_end())
			break;

		KUNIT_EXPECT_EQ(test, PTR_ERR_OR_ZERO(set), -ENOMEM);
		KUNIT_EXPECT_EQ(test, rig->dma.coherent, coherent);
	}

	/* Each pair has a vector, four rings and as many tables, and a pool */
	KUNIT_EXPECT_EQ(test, nth, 1 + 1 + 2 * 10);
	KUNIT_ASSERT_FALSE(test, IS_ERR_OR_NULL(set));
	ena_net_lock(rig->enet);
	ena_queue_set_free(set);
	ena_net_unlock(rig->enet);
	KUNIT_EXPECT_EQ(test, rig->dma.coherent, coherent);
}

/* ---- on a device ---- */

static void queue_net(struct ena_fixture *f, u32 tx_depth, u32 rx_depth)
{
	const struct ena_net_opts opts = {
		.pairs_max = 2,
		.pairs = 2,
		.tx_depth = tx_depth,
		.rx_depth = rx_depth,
		.llq_want = ENA_LLQ_RECOMMENDED,
	};

	ena_fixture_net(f, &opts);
}

static struct ena_fixture *queue_fixture(struct kunit *test,
					 const char *params)
{
	struct ena_fixture *f = ena_fixture_create_pci(test, params);

	queue_net(f, ENA_RING_MIN, ENA_RING_MIN);
	return f;
}

/* The stack changes their number under rtnl, which not all changes hold */
static void stack_knows_the_queues_before_they_open(struct kunit *test)
{
	struct ena_fixture *f = ena_fixture_create_pci(test, "queues=4");
	const struct ena_net_opts opts = {
		.pairs_max = 4,
		.pairs = 2,
		.tx_depth = ENA_RING_MIN,
		.rx_depth = ENA_RING_MIN,
	};

	ena_fixture_net(f, &opts);
	KUNIT_EXPECT_EQ(test, f->netdev->num_tx_queues, 4);
	KUNIT_EXPECT_EQ(test, f->netdev->real_num_tx_queues, 2);
	KUNIT_EXPECT_EQ(test, f->netdev->real_num_rx_queues, 2);
}

static int queue_open(struct ena_fixture *f)
{
	int err;

	ena_net_lock(f->enet);
	err = ena_net_open(f->netdev);
	ena_net_unlock(f->enet);
	if (!err)
		ena_fixture_advance_ms(f, 0);
	return err;
}

static void queue_xmit(struct ena_fixture *f, struct sk_buff *skb)
{
	struct netdev_queue *txq = netdev_get_tx_queue(f->netdev, 0);

	skb_set_queue_mapping(skb, 0);
	local_bh_disable();
	__netif_tx_lock(txq, smp_processor_id());
	netdev_start_xmit(skb, f->netdev, txq, false);
	__netif_tx_unlock(txq);
	local_bh_enable();
}

/* Does a frame leave, and another one arrive? */
static bool queue_passes(struct ena_fixture *f)
{
	u32 out = skb_queue_len(&f->wire), in = skb_queue_len(&f->stack);

	queue_xmit(f, ena_fixture_frame(f, 200));
	ena_fixture_step(f);
	ena_fixture_receive(f, 300);
	return skb_queue_len(&f->wire) == out + 1 &&
	       skb_queue_len(&f->stack) == in + 1;
}

struct pass_case {
	const char *name;
	const char *params;
	u16 entry_bytes;		/* 0: host memory */
};

static const struct pass_case pass_cases[] = {
	{ "host memory", "queues=2 llq=0", 0 },
	{ "entries of 128 bytes", "queues=2", 128 },
	{ "entries of 192 bytes", "queues=2 llq_entry=2", 192 },
	{ "entries of 256 bytes", "queues=2 llq_recommended=4", 256 },
	{ "metadata with each packet", "queues=2 llq_flags=1", 128 },
	{ "short bursts", "queues=2 llq_flags=2 llq_burst=512", 128 },
	{ "one descriptor an entry", "queues=2 llq_stride=1", 128 },
	{ "headers elsewhere", "queues=2 llq_location=2", 0 },
	{ "offsets in buffers", "queues=2 rx_offset=18", 128 },
	{ "indices far from 0", "queues=2 sq_index=4096 cq_index=65280", 128 },
};

KUNIT_ARRAY_PARAM_DESC(pass, pass_cases, name);

static void queues_pass_packets(struct kunit *test)
{
	const struct pass_case *c = test->param_value;
	struct ena_fixture *f = queue_fixture(test, c->params);

	ena_fixture_open(f);
	KUNIT_EXPECT_EQ(test, f->enet->set->cfg.llq.entry_bytes,
			c->entry_bytes);
	KUNIT_EXPECT_TRUE(test, queue_passes(f));
	KUNIT_EXPECT_TRUE(test, queue_passes(f));
	KUNIT_EXPECT_EQ(test, f->news.fails, 0);
}

static void device_counts_queues_as_the_driver_does(struct kunit *test)
{
	struct ena_fixture *f = queue_fixture(test, "queues=2");

	ena_fixture_open(f);
	KUNIT_EXPECT_EQ(test, f->fn->nr_tx, 2);
	KUNIT_EXPECT_EQ(test, f->fn->nr_rx, 2);
	KUNIT_EXPECT_EQ(test, f->enet->set->vec[0]->rxr.sq_idx + 1,
			f->enet->set->vec[1]->rxr.sq_idx);

	ena_fixture_stop(f);
	KUNIT_EXPECT_EQ(test, f->fn->nr_tx, 0);
	KUNIT_EXPECT_EQ(test, f->fn->nr_rx, 0);
	KUNIT_EXPECT_NULL(test, f->enet->set);
	ena_fixture_open(f);
	KUNIT_EXPECT_TRUE(test, queue_passes(f));
}

/* The simulator's side: a write of 0 to an interrupt register is one */
static void delays_of_zero_are_taken(struct kunit *test)
{
	struct ena_fixture *f = queue_fixture(test, "queues=2");
	struct ena_sim_vec *vec;
	u32 __iomem *intr;
	u32 *delay;

	ena_fixture_open(f);
	intr = f->enet->set->vec[0]->txr.intr;
	vec = &f->fn->vec[ENA_HW_MSIX_IO_BASE];
	delay = vec->delay;
	KUNIT_EXPECT_EQ(test, vec->refreshes, 0ULL);
	writel(FIELD_PREP(ENA_HW_INTR_RX_DELAY, 30) |
	       FIELD_PREP(ENA_HW_INTR_TX_DELAY, 40), intr);
	ena_fixture_step(f);
	KUNIT_EXPECT_EQ(test, delay[ENA_SIM_VEC_RX], 30U);
	KUNIT_EXPECT_EQ(test, delay[ENA_SIM_VEC_TX], 40U);
	writel(0, intr);
	ena_fixture_step(f);
	KUNIT_EXPECT_EQ(test, delay[ENA_SIM_VEC_RX], 0U);
	KUNIT_EXPECT_EQ(test, delay[ENA_SIM_VEC_TX], 0U);
	KUNIT_EXPECT_EQ(test, vec->refreshes, 2ULL);
}

/* ... and without the moderation feature delays are none of its business */
static void delays_without_moderation_are_ignored(struct kunit *test)
{
	struct ena_fixture *f = queue_fixture(test,
					      "queues=2 features=0xffefffff");
	u32 *delay = f->fn->vec[ENA_HW_MSIX_IO_BASE].delay;

	ena_fixture_open(f);
	writel(FIELD_PREP(ENA_HW_INTR_RX_DELAY, 30) |
	       FIELD_PREP(ENA_HW_INTR_TX_DELAY, 40),
	       f->enet->set->vec[0]->txr.intr);
	ena_fixture_step(f);
	KUNIT_EXPECT_EQ(test, delay[ENA_SIM_VEC_RX], 0U);
	KUNIT_EXPECT_EQ(test, delay[ENA_SIM_VEC_TX], 0U);
}

/* Up, or as if nobody had asked; buffers that are missing do not matter */
static void open_that_fails_leaves_nothing(struct kunit *test)
{
	struct ena_fixture *f = queue_fixture(test, "queues=2 llq=0");
	u32 nth, failed = 0;
	int err;

	for (nth = 1; nth < QUEUE_ALLOCS; nth++) {
		ena_shim_fail_nth(nth);
		err = queue_open(f);
		KUNIT_EXPECT_TRUE(test, ena_shim_fail_end());
		if (!err) {
			KUNIT_EXPECT_TRUE(test, queue_passes(f));
			ena_fixture_stop(f);
			continue;
		}

		failed++;
		KUNIT_EXPECT_EQ(test, err, -ENOMEM);
		KUNIT_EXPECT_NULL(test, f->enet->set);
		KUNIT_EXPECT_FALSE(test, f->enet->up);
		KUNIT_EXPECT_EQ(test, f->fn->nr_tx, 0);
		KUNIT_EXPECT_EQ(test, f->fn->nr_rx, 0);
	}

	KUNIT_EXPECT_GE(test, failed, 1 + 2 * 10);
	ena_fixture_open(f);
	KUNIT_EXPECT_TRUE(test, queue_passes(f));
}

/* The next SET of @feature is refused */
static void queue_refuse(struct ena_fixture *f, u32 feature)
{
	ena_fixture_fault(f, ENA_SIM_FAULT_ADMIN_STATUS, 1,
			  ENA_HW_ACQ_ILLEGAL_PARAM |
			  ENA_HW_AQ_SET_FEATURE << 8 | feature << 16);
}

/* With the locks that ethtool takes */
static int queue_reconfigure(struct ena_fixture *f, u16 nr, u32 depth)
{
	struct ena_queue_cfg cfg = f->enet->cfg;
	int err;

	cfg.nr = nr;
	cfg.tx_depth = depth;
	cfg.rx_depth = depth;
	rtnl_lock();
	netdev_lock_ops(f->netdev);
	err = ena_net_reconfigure(f->enet, &cfg, f->enet->llq_want, NULL);
	netdev_unlock_ops(f->netdev);
	rtnl_unlock();
	ena_fixture_advance_ms(f, 0);
	return err;
}

/* The disk may be behind this very interface */
static void change_waits_for_no_disk(struct kunit *test)
{
	struct ena_fixture *f = queue_fixture(test, "queues=2 llq=0");
	unsigned int waits;

	ena_fixture_open(f);
	waits = ena_shim_disk_waits();
	KUNIT_EXPECT_EQ(test, queue_reconfigure(f, 2, 512), 0);
	KUNIT_EXPECT_EQ(test, ena_shim_disk_waits(), waits);

	ena_dev_fail(&f->edev, ENA_HW_RESET_GENERIC);
	ena_fixture_advance_ms(f, 0);
	KUNIT_EXPECT_EQ(test, f->edev.reset_count, 2U);
	KUNIT_EXPECT_EQ(test, ena_shim_disk_waits(), waits);
	/* Nor for memory, if a shorter ring would do */
	KUNIT_EXPECT_EQ(test, ena_shim_endless_waits(), 0U);
}

/* What the user asked for may be more than the device has since it came back */
static void rings_that_cannot_be_are_not_remembered(struct kunit *test)
{
	struct ena_fixture *f = queue_fixture(test, "queues=2 llq=0");

	KUNIT_EXPECT_EQ(test, queue_reconfigure(f, 2, 0), -EINVAL);
	KUNIT_EXPECT_EQ(test, f->enet->cfg.tx_depth, (u32)ENA_RING_MIN);
	ena_fixture_open(f);
	KUNIT_EXPECT_EQ(test, queue_reconfigure(f, 2, 0), -EINVAL);
	KUNIT_EXPECT_TRUE(test, queue_passes(f));
}

static void exchange_that_fails_leaves_the_running_set(struct kunit *test)
{
	struct ena_fixture *f = queue_fixture(test, "queues=2 llq=0");
	struct ena_queue_set *old;
	u32 nth, failed = 0;
	int err;

	ena_fixture_open(f);
	for (nth = 1; nth < QUEUE_ALLOCS; nth++) {
		old = f->enet->set;
		ena_shim_fail_nth(nth);
		err = queue_reconfigure(f, 2, 512);
		KUNIT_EXPECT_TRUE(test, ena_shim_fail_end());
		if (err) {
			failed++;
			KUNIT_EXPECT_PTR_EQ(test, f->enet->set, old);
			KUNIT_EXPECT_EQ(test, f->enet->cfg.tx_depth, 256);
		} else {
			KUNIT_EXPECT_EQ(test, f->enet->set->cfg.tx_depth, 512);
			KUNIT_EXPECT_EQ(test, queue_reconfigure(f, 2, 256), 0);
		}
		KUNIT_EXPECT_TRUE(test, queue_passes(f));
		KUNIT_EXPECT_EQ(test, f->fn->nr_tx, 2);
	}

	KUNIT_EXPECT_GE(test, failed, 1 + 2 * 10);
	KUNIT_EXPECT_EQ(test, f->news.fails, 0);
}

static void exchange_the_device_refuses_is_undone(struct kunit *test)
{
	struct ena_fixture *f = queue_fixture(test, "queues=2");
	struct ena_queue_set *old;

	ena_fixture_open(f);
	old = f->enet->set;
	ena_fixture_fault(f, ENA_SIM_FAULT_CREATE_REFUSED, 1,
			  ENA_HW_ACQ_ILLEGAL_PARAM);
	KUNIT_EXPECT_NE(test, queue_reconfigure(f, 2, 512), 0);
	KUNIT_EXPECT_PTR_EQ(test, f->enet->set, old);
	KUNIT_EXPECT_TRUE(test, queue_passes(f));
	KUNIT_EXPECT_EQ(test, f->news.fails, 0);
}

/* Neither room nor the way back: the reset to come wakes the queues */
static void room_that_is_not_made_leaves_queues_off(struct kunit *test)
{
	struct ena_fixture *f = queue_fixture(test, "queues=2");
	struct ena_net *enet = f->enet;

	ena_fixture_open(f);
	WRITE_ONCE(enet->dog.on, false);
	ena_fixture_fault(f, ENA_SIM_FAULT_ADMIN_LOST, U32_MAX, 0);
	ena_net_want_room(enet, enet->cfg.llq.hdr_bytes + 1);
	flush_work(&enet->room_work);
	KUNIT_EXPECT_EQ(test, f->news.fails, 1);
	KUNIT_EXPECT_FALSE(test, enet->set->started);
	KUNIT_EXPECT_TRUE(test, netif_xmit_stopped(netdev_get_tx_queue(f->netdev,
								       0)));
}

static void exchange_keeps_what_was_counted(struct kunit *test)
{
	struct ena_fixture *f = queue_fixture(test, "queues=2");
	struct ena_queue_counters *count = f->enet->count;

	ena_fixture_open(f);
	KUNIT_EXPECT_TRUE(test, queue_passes(f));
	KUNIT_EXPECT_EQ(test, queue_reconfigure(f, 1, 512), 0);
	KUNIT_EXPECT_EQ(test, f->fn->nr_tx, 1);
	KUNIT_EXPECT_EQ(test, f->netdev->real_num_tx_queues, 1);
	KUNIT_EXPECT_TRUE(test, queue_passes(f));
	KUNIT_EXPECT_EQ(test, u64_stats_read(&count[0].xmit.cnt), 2ULL);
	KUNIT_EXPECT_EQ(test, queue_reconfigure(f, 2, 512), 0);
	KUNIT_EXPECT_EQ(test, f->netdev->real_num_tx_queues, 2);
	KUNIT_EXPECT_TRUE(test, queue_passes(f));
}

static void exchange_that_takes_long_is_no_stalled_queue(struct kunit *test)
{
	struct ena_fixture *f = queue_fixture(test, "queues=2");

	/* As if the stack had missed completions meanwhile */
	ena_fixture_open(f);
	set_bit(0, f->enet->dog.tx_timeout);
	KUNIT_EXPECT_EQ(test, queue_reconfigure(f, 2, 512), 0);
	KUNIT_EXPECT_FALSE(test, test_bit(0, f->enet->dog.tx_timeout));
	ena_fixture_advance_ms(f, 2000);
	KUNIT_EXPECT_EQ(test, f->news.fails, 0);
	KUNIT_EXPECT_TRUE(test, queue_passes(f));
}

static void form_that_is_refused_leaves_the_old_one(struct kunit *test)
{
	struct ena_fixture *f = queue_fixture(test, "queues=2");
	struct ena_queue_cfg cfg = f->enet->cfg;
	int err;

	queue_refuse(f, ENA_HW_FEAT_LLQ);
	ena_net_lock(f->enet);
	ena_llq_predict(&f->edev, ENA_LLQ_LARGE, &cfg.llq);
	err = ena_net_reconfigure(f->enet, &cfg, ENA_LLQ_LARGE, NULL);
	ena_net_unlock(f->enet);
	KUNIT_EXPECT_EQ(test, err, -EIO);
	KUNIT_EXPECT_EQ(test, f->enet->llq_want, ENA_LLQ_RECOMMENDED);
	KUNIT_EXPECT_EQ(test, f->enet->cfg.llq.entry_bytes, 128);

	ena_fixture_open(f);
	KUNIT_EXPECT_TRUE(test, queue_passes(f));
}

static int queue_change_mtu(struct ena_fixture *f, int mtu)
{
	int err;

	ena_net_lock(f->enet);
	err = ena_net_change_mtu(f->netdev, mtu);
	ena_net_unlock(f->enet);
	ena_fixture_advance_ms(f, 0);
	return err;
}

/* A device that was reset knows neither delays nor MTU, nor do new queues */
static void restart_tells_the_settings_again(struct kunit *test)
{
	struct ena_fixture *f = queue_fixture(test, "queues=2");
	u32 *delay = f->fn->vec[ENA_HW_MSIX_IO_BASE].delay;
	u32 starts;

	f->enet->mod[0] = (struct ena_moderation) { .rx_us = 30, .tx_us = 40 };
	ena_fixture_open(f);
	KUNIT_EXPECT_EQ(test, queue_change_mtu(f, 4000), 0);
	for (starts = 1; starts <= 2; starts++) {
		ena_fixture_advance_ms(f, 10);
		KUNIT_EXPECT_EQ(test, f->edev.reset_count, starts);
		KUNIT_EXPECT_EQ(test, delay[ENA_SIM_VEC_RX], 30U);
		KUNIT_EXPECT_EQ(test, delay[ENA_SIM_VEC_TX], 40U);
		KUNIT_EXPECT_EQ(test, f->fn->mtu, 4000U);
		ena_dev_fail(&f->edev, ENA_HW_RESET_GENERIC);
		ena_fixture_advance_ms(f, 10000);
	}
}

static void frame_size_that_is_refused_is_not_taken(struct kunit *test)
{
	struct ena_fixture *f = queue_fixture(test, "queues=2");

	ena_fixture_open(f);
	queue_refuse(f, ENA_HW_FEAT_MTU);
	KUNIT_EXPECT_NE(test, queue_change_mtu(f, 9000), 0);
	KUNIT_EXPECT_EQ(test, f->netdev->mtu, ETH_DATA_LEN);
	KUNIT_EXPECT_EQ(test, f->enet->set->cfg.mtu, ETH_DATA_LEN);

	/* There is no memory for its buffers: the device is told so */
	ena_shim_fail_nth(1);
	KUNIT_EXPECT_EQ(test, queue_change_mtu(f, 9000), -ENOMEM);
	KUNIT_EXPECT_TRUE(test, ena_shim_fail_end());
	KUNIT_EXPECT_EQ(test, f->netdev->mtu, ETH_DATA_LEN);
	KUNIT_EXPECT_EQ(test, f->fn->mtu, ETH_DATA_LEN);
	KUNIT_EXPECT_TRUE(test, queue_passes(f));
	KUNIT_EXPECT_EQ(test, f->news.fails, 0);
}

static void frame_size_changes_the_buffers(struct kunit *test)
{
	struct ena_fixture *f = queue_fixture(test, "queues=2");
	struct sk_buff *skb;
	u32 before;

	ena_fixture_open(f);
	before = f->enet->set->vec[0]->rxr.buf_bytes;
	KUNIT_EXPECT_EQ(test, queue_change_mtu(f, 9000), 0);
	KUNIT_EXPECT_EQ(test, f->netdev->mtu, 9000);
	KUNIT_EXPECT_GT(test, f->enet->set->vec[0]->rxr.buf_bytes, before);

	ena_fixture_receive(f, 9000);
	skb = skb_peek_tail(&f->stack);
	KUNIT_ASSERT_NOT_NULL(test, skb);
	KUNIT_EXPECT_EQ(test, skb->len, 9000 - ETH_HLEN);
}

/* ---- shorter rings for want of memory ---- */

struct shrink_case {
	const char *name;
	u32 tx;
	u32 rx;
	u32 refusals;
	int err;
	u32 got_tx;
	u32 got_rx;
};

static const struct shrink_case shrink_cases[] = {
	{ "enough", 1024, 1024, 0, 0, 1024, 1024 },
	{ "both halved", 1024, 1024, 1, 0, 512, 512 },
	{ "both halved twice", 1024, 1024, 2, 0, 256, 256 },
	{ "the longer one halved", 256, 1024, 1, 0, 256, 512 },
	{ "until they are equal, then both", 512, 1024, 2, 0, 256, 256 },
	{ "Tx the longer one", 1024, 256, 2, 0, 256, 256 },
	{ "not even the shortest", 512, 512, 2, -ENOMEM, 0, 0 },
};

KUNIT_ARRAY_PARAM_DESC(shrink, shrink_cases, name);

static void rings_are_halved_when_memory_is_short(struct kunit *test)
{
	struct ena_fixture *f = ena_fixture_create_pci(test, "queues=2 llq=0");
	const struct shrink_case *c = test->param_value;

	queue_net(f, c->tx, c->rx);
	ena_fixture_fault(f, ENA_SIM_FAULT_CREATE_REFUSED, c->refusals,
			  ENA_HW_ACQ_NO_RESOURCES);
	KUNIT_EXPECT_EQ(test, queue_open(f), c->err);
	KUNIT_EXPECT_EQ(test, f->enet->cfg.tx_depth, c->tx);
	KUNIT_EXPECT_EQ(test, f->enet->up, !c->err);
	if (c->err)
		return;

	KUNIT_EXPECT_EQ(test, f->enet->set->cfg.tx_depth, c->got_tx);
	KUNIT_EXPECT_EQ(test, f->enet->set->cfg.rx_depth, c->got_rx);
	KUNIT_EXPECT_TRUE(test, queue_passes(f));
}

static void other_changes_keep_the_shorter_rings(struct kunit *test)
{
	struct ena_fixture *f = ena_fixture_create_pci(test, "queues=2 llq=0");

	queue_net(f, 1024, 1024);
	ena_fixture_fault(f, ENA_SIM_FAULT_CREATE_REFUSED, 1,
			  ENA_HW_ACQ_NO_RESOURCES);
	ena_fixture_open(f);
	KUNIT_EXPECT_EQ(test, queue_change_mtu(f, 9000), 0);
	KUNIT_EXPECT_EQ(test, f->enet->set->cfg.tx_depth, 512);
	KUNIT_EXPECT_EQ(test, f->enet->set->cfg.rx_depth, 512);
}

static void refusal_for_another_reason_is_final(struct kunit *test)
{
	struct ena_fixture *f = ena_fixture_create_pci(test, "queues=2 llq=0");

	queue_net(f, 1024, 1024);
	ena_fixture_fault(f, ENA_SIM_FAULT_CREATE_REFUSED, 1,
			  ENA_HW_ACQ_ILLEGAL_PARAM);
	KUNIT_EXPECT_LT(test, queue_open(f), 0);
	KUNIT_EXPECT_FALSE(test, f->enet->up);
	KUNIT_EXPECT_EQ(test, f->fn->nr_tx, 0);
	ena_fixture_open(f);
	KUNIT_EXPECT_EQ(test, f->enet->set->cfg.tx_depth, 1024);
}

/* ---- where no queue can be ---- */

struct place_case {
	const char *name;
	enum ena_sim_fault fault;
	u32 arg;
};

static const struct place_case place_cases[] = {
	{ "LLQ far out", ENA_SIM_FAULT_LLQ_BAD_OFFSET, 0 },
	{ "LLQ at an odd place", ENA_SIM_FAULT_LLQ_BAD_OFFSET, 0x1020 },
	{ "LLQ where the offset overflows", ENA_SIM_FAULT_LLQ_BAD_OFFSET,
	  0xffffffc0 },
	{ "doorbell far out", ENA_SIM_FAULT_DB_BAD_OFFSET, 0 },
	{ "doorbell among the fixed registers", ENA_SIM_FAULT_DB_BAD_OFFSET,
	  0x58 },
	{ "doorbell at an odd place", ENA_SIM_FAULT_DB_BAD_OFFSET, 0x202 },
	{ "doorbell behind the end", ENA_SIM_FAULT_DB_BAD_OFFSET,
	  ENA_HW_REGS_SIZE },
	{ "interrupt register far out", ENA_SIM_FAULT_INTR_BAD_OFFSET, 0 },
	{ "a shorter ring", ENA_SIM_FAULT_CQ_BAD_DEPTH, 0 },
};

KUNIT_ARRAY_PARAM_DESC(place, place_cases, name);

static void queue_at_an_impossible_place_is_not_used(struct kunit *test)
{
	const struct place_case *c = test->param_value;
	struct ena_fixture *f = queue_fixture(test, "queues=2");

	ena_fixture_fault(f, c->fault, 1, c->arg);
	KUNIT_EXPECT_EQ(test, queue_open(f), -EIO);
	KUNIT_EXPECT_EQ(test, ena_fixture_hits(f, c->fault), 1ULL);
	KUNIT_EXPECT_EQ(test, f->fn->nr_tx, 0);
	KUNIT_EXPECT_EQ(test, f->fn->nr_rx, 0);
	KUNIT_EXPECT_FALSE(test, f->enet->up);

	ena_fixture_open(f);
	KUNIT_EXPECT_TRUE(test, queue_passes(f));
}

static void queue_exit(struct kunit *test)
{
	ena_rig_free(test->priv);
}

static struct kunit_case queue_cases[] = {
	KUNIT_CASE_PARAM(set_that_cannot_be_is_not_allocated, cfg_gen_params),
	KUNIT_CASE(allocation_that_fails_leaves_nothing),
	KUNIT_CASE_PARAM(queues_pass_packets, pass_gen_params),
	KUNIT_CASE(device_counts_queues_as_the_driver_does),
	KUNIT_CASE(stack_knows_the_queues_before_they_open),
	KUNIT_CASE(delays_of_zero_are_taken),
	KUNIT_CASE(delays_without_moderation_are_ignored),
	KUNIT_CASE(restart_tells_the_settings_again),
	KUNIT_CASE(open_that_fails_leaves_nothing),
	KUNIT_CASE(change_waits_for_no_disk),
	KUNIT_CASE(rings_that_cannot_be_are_not_remembered),
	KUNIT_CASE(exchange_that_fails_leaves_the_running_set),
	KUNIT_CASE(exchange_the_device_refuses_is_undone),
	KUNIT_CASE(room_that_is_not_made_leaves_queues_off),
	KUNIT_CASE(exchange_keeps_what_was_counted),
	KUNIT_CASE(exchange_that_takes_long_is_no_stalled_queue),
	KUNIT_CASE(form_that_is_refused_leaves_the_old_one),
	KUNIT_CASE(frame_size_that_is_refused_is_not_taken),
	KUNIT_CASE(frame_size_changes_the_buffers),
	KUNIT_CASE_PARAM(rings_are_halved_when_memory_is_short,
			 shrink_gen_params),
	KUNIT_CASE(other_changes_keep_the_shorter_rings),
	KUNIT_CASE(refusal_for_another_reason_is_final),
	KUNIT_CASE_PARAM(queue_at_an_impossible_place_is_not_used,
			 place_gen_params),
	{}
};

static struct kunit_suite queue_suite = {
	.name = "ena_queue",
	.exit = queue_exit,
	.test_cases = queue_cases,
};

kunit_test_suite(queue_suite);
