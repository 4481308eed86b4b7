// SPDX-License-Identifier: GPL-2.0-only
/*
 * The way back: whatever fails, the interface is reset for the right reason
 * and traffic goes on; a device that stays away is tried for again for ever.
 */
#include "../src/ena_flow.h"
#include "../src/ena_recover.h"
#include "../src/ena_reset.h"
#include "fixture.h"

#define RECOVER_SOON_MS		10000	/* any pause between resets included */
#define RECOVER_LAST_MS		70000	/* the longest pause */
#define RECOVER_LOOK_MS		100

static struct ena_fixture *recover_fixture(struct kunit *test)
{
	struct ena_fixture *f = ena_fixture_create_pci(test, "queues=2");

	ena_fixture_net(f, NULL);
	return f;
}

static struct ena_fixture *recover_fixture_up(struct kunit *test)
{
	struct ena_fixture *f = recover_fixture(test);

	ena_fixture_open(f);
	return f;
}

/* Until the device was started @nr times; how long that took */
static unsigned int recover_wait(struct ena_fixture *f, u32 nr,
				 unsigned int limit_ms)
{
	unsigned int ms = 0;

	ena_fixture_advance_ms(f, 0);
	while ((f->edev.reset_count < nr || f->enet->resetting) &&
	       ms < limit_ms) {
		ena_fixture_advance_ms(f, RECOVER_LOOK_MS);
		ms += RECOVER_LOOK_MS;
	}

	/* News of the link is the first thing it has to say */
	ena_fixture_advance_ms(f, 1);
	KUNIT_EXPECT_EQ(f->test, f->edev.reset_count, nr);
	KUNIT_EXPECT_FALSE(f->test, f->enet->resetting);
	return ms;
}

static void recover_xmit(struct ena_fixture *f, struct sk_buff *skb)
{
	struct net_device *netdev = f->netdev;
	struct netdev_queue *txq = netdev_get_tx_queue(netdev, 0);

	local_bh_disable();
	__netif_tx_lock(txq, smp_processor_id());
	netdev->netdev_ops->ndo_start_xmit(skb, netdev);
	__netif_tx_unlock(txq);
	local_bh_enable();
	ena_fixture_step(f);
}

/* A frame out and a frame in */
static void recover_traffic(struct ena_fixture *f)
{
	skb_queue_purge(&f->wire);
	skb_queue_purge(&f->stack);
	recover_xmit(f, ena_fixture_frame(f, 60));
	KUNIT_EXPECT_EQ(f->test, skb_queue_len(&f->wire), 1U);

	ena_fixture_receive(f, 100);
	KUNIT_EXPECT_EQ(f->test, skb_queue_len(&f->stack), 1U);
}

static void traffic_flows_before_anything_fails(struct kunit *test)
{
	struct ena_fixture *f = recover_fixture_up(test);

	recover_traffic(f);
	KUNIT_EXPECT_TRUE(test, netif_carrier_ok(f->netdev));
	KUNIT_EXPECT_EQ(test, f->edev.reset_count, 1U);
}

static void healthy_device_is_left_alone(struct kunit *test)
{
	struct ena_fixture *f = recover_fixture_up(test);

	ena_fixture_advance_ms(f, 60000);
	KUNIT_EXPECT_EQ(test, f->edev.reset_count, 1U);
	KUNIT_EXPECT_EQ(test, f->news.fails, 0U);
	recover_traffic(f);
}

/* What the device refused as it failed it may do when it is back */
static void room_that_was_refused_is_asked_for_again(struct kunit *test)
{
	struct ena_fixture *f = recover_fixture_up(test);

	WRITE_ONCE(f->enet->room_refused, true);
	ena_dev_fail(&f->edev, ENA_HW_RESET_ADMIN_TO);
	recover_wait(f, 2, RECOVER_SOON_MS);
	recover_traffic(f);
	KUNIT_EXPECT_FALSE(test, READ_ONCE(f->enet->room_refused));
}

static const u32 recover_reasons[] = {
	1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20,
};

static void recover_reason_desc(const u32 *reason, char *desc)
{
	strscpy(desc, ena_reset_reason_name(*reason), KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(recover_reasons, recover_reasons, recover_reason_desc);

/* The reset at the end of a reason, before the one that starts anew */
static u8 recover_told(const struct ena_fixture *f)
{
	return f->fn->resets[(f->fn->nr_resets - 2) % ENA_SIM_RESET_HISTORY]
		.reason;
}

static void failure_ends_in_a_reset_for_its_reason(struct kunit *test)
{
	const u32 *reason = test->param_value;
	struct ena_fixture *f = recover_fixture_up(test);

	ena_dev_fail(&f->edev, *reason);
	recover_wait(f, 2, RECOVER_SOON_MS);
	KUNIT_EXPECT_EQ(test, recover_told(f), *reason);
	KUNIT_EXPECT_EQ(test, ena_fixture_reset_reason(f), 0);
	KUNIT_EXPECT_EQ(test, f->enet->events.total_resets, 1ULL);
	KUNIT_EXPECT_EQ(test, f->enet->events.by_reason[*reason], 1ULL);
	recover_traffic(f);
}

static void reset_without_interface_up_creates_no_queue(struct kunit *test)
{
	struct ena_fixture *f = recover_fixture(test);

	ena_dev_fail(&f->edev, ENA_HW_RESET_GENERIC);
	recover_wait(f, 2, RECOVER_SOON_MS);
	KUNIT_EXPECT_EQ(test, f->fn->nr_tx, 0);
	ena_fixture_open(f);
	recover_traffic(f);
}

static void device_that_asks_for_a_reset_gets_it(struct kunit *test)
{
	struct ena_fixture *f = recover_fixture_up(test);

	ena_sim_aenq_raise(f->fn, ENA_HW_AENQ_RESET_REQUEST);
	recover_wait(f, 2, RECOVER_SOON_MS);
	KUNIT_EXPECT_EQ(test, recover_told(f), ENA_HW_RESET_DEVICE_REQUEST);

	/* And the next one, if not at once */
	ena_sim_aenq_raise(f->fn, ENA_HW_AENQ_RESET_REQUEST);
	recover_wait(f, 3, RECOVER_LAST_MS);
	recover_traffic(f);
}

/* A reset after which the device has no room for @refused rules */
static void recover_without_rules(struct ena_fixture *f, u32 refused)
{
	ena_fixture_fault(f, ENA_SIM_FAULT_ADMIN_STATUS, refused,
			  ENA_HW_ACQ_NO_RESOURCES |
			  ENA_HW_AQ_SET_FEATURE << 8 |
			  ENA_HW_FEAT_FLOW_STEERING << 16);
	ena_dev_fail(&f->edev, ENA_HW_RESET_GENERIC);
	recover_wait(f, 2, RECOVER_SOON_MS);
}

/* A reset with fewer rules, or queues, than there were */
static void rule_the_device_takes_no_more_can_be_deleted(struct kunit *test)
{
	struct ethtool_rx_flow_spec spec = {
		.flow_type = TCP_V4_FLOW, .location = 1, .ring_cookie = 1,
	};
	struct ena_fixture *f = recover_fixture(test);

	KUNIT_ASSERT_NOT_NULL(test, f->enet->flows);
	ena_fixture_open(f);
	ena_net_lock(f->enet);
	KUNIT_EXPECT_EQ(test, ena_flow_add(f->enet, &spec), 0);
	ena_net_unlock(f->enet);

	recover_without_rules(f, 1);
	KUNIT_EXPECT_EQ(test, f->enet->flows->count, 1);
	ena_net_lock(f->enet);
	KUNIT_EXPECT_EQ(test, ena_flow_del(f->enet, 1), 0);
	ena_net_unlock(f->enet);
}

/* One that was refused for want of room is in as soon as there is some */
static void refused_rule_is_tried_when_another_goes(struct kunit *test)
{
	struct ethtool_rx_flow_spec spec[] = {
		{ .flow_type = TCP_V4_FLOW, .location = 1, .ring_cookie = 1 },
		{ .flow_type = UDP_V4_FLOW, .location = 2, .ring_cookie = 1 },
	};
	struct ena_fixture *f = recover_fixture(test);
	struct ena_flows *flows = f->enet->flows;

	KUNIT_ASSERT_NOT_NULL(test, flows);
	ena_fixture_open(f);
	ena_net_lock(f->enet);
	KUNIT_EXPECT_EQ(test, ena_flow_add(f->enet, &spec[0]), 0);
	KUNIT_EXPECT_EQ(test, ena_flow_add(f->enet, &spec[1]), 0);
	ena_net_unlock(f->enet);

	recover_without_rules(f, 2);
	KUNIT_EXPECT_FALSE(test, flows->rule[2]->on_device);
	ena_net_lock(f->enet);
	KUNIT_EXPECT_EQ(test, ena_flow_del(f->enet, 1), 0);
	ena_net_unlock(f->enet);
	KUNIT_EXPECT_TRUE(test, flows->rule[2]->on_device);
}

static void unanswered_command_ends_in_a_reset(struct kunit *test)
{
	struct ena_fixture *f = recover_fixture_up(test);

	ena_fixture_fault(f, ENA_SIM_FAULT_ADMIN_LOST, 1, 0);
	ena_net_lock(f->enet);
	ena_feature_set_mtu(&f->edev.admin, &f->edev.caps, 1500);
	ena_net_unlock(f->enet);
	recover_wait(f, 2, RECOVER_SOON_MS);
	KUNIT_EXPECT_EQ(test, recover_told(f), ENA_HW_RESET_ADMIN_TO);
	KUNIT_EXPECT_EQ(test, f->enet->events.admin_q_pause, 1ULL);
	recover_traffic(f);
}

/* ---- keep-alive ---- */

static void silence_ends_in_a_reset(struct kunit *test)
{
	struct ena_fixture *f = recover_fixture_up(test);
	unsigned int ms;

	ena_fixture_advance_ms(f, 5000);
	ena_fixture_fault(f, ENA_SIM_FAULT_AENQ_SILENT, 6, 0);
	ms = recover_wait(f, 2, RECOVER_SOON_MS);
	KUNIT_EXPECT_GE(test, ms, 2000U);
	KUNIT_EXPECT_LE(test, ms, 6000U);
	KUNIT_EXPECT_EQ(test, recover_told(f), ENA_HW_RESET_KEEP_ALIVE_TO);
	KUNIT_EXPECT_EQ(test, f->enet->events.wd_expired, 1ULL);
	recover_traffic(f);
}

static void one_keep_alive_may_be_missing(struct kunit *test)
{
	struct ena_fixture *f = recover_fixture_up(test);

	ena_fixture_advance_ms(f, 5000);
	ena_fixture_fault(f, ENA_SIM_FAULT_AENQ_SILENT, 1, 0);
	ena_fixture_advance_ms(f, 10000);
	KUNIT_EXPECT_EQ(test, ena_fixture_hits(f, ENA_SIM_FAULT_AENQ_SILENT),
			1ULL);
	KUNIT_EXPECT_EQ(test, f->edev.reset_count, 1U);
}

static void silence_of_an_unsupervised_device_is_none(struct kunit *test)
{
	struct ena_fixture *f = ena_fixture_create_pci(test,
						       "hint_watchdog_ms=65535");

	ena_fixture_net(f, NULL);
	ena_fixture_open(f);
	ena_fixture_fault(f, ENA_SIM_FAULT_AENQ_SILENT, U32_MAX, 0);
	ena_fixture_advance_ms(f, 30000);
	KUNIT_EXPECT_EQ(test, f->edev.reset_count, 1U);
}

static void keep_alive_without_interrupt_is_found(struct kunit *test)
{
	struct ena_fixture *f = recover_fixture_up(test);

	ena_fixture_fault(f, ENA_SIM_FAULT_AENQ_NO_IRQ, U32_MAX, 0);
	ena_fixture_advance_ms(f, 30000);
	KUNIT_EXPECT_GT(test, ena_fixture_hits(f, ENA_SIM_FAULT_AENQ_NO_IRQ),
			20ULL);
	KUNIT_EXPECT_EQ(test, f->edev.reset_count, 1U);
}

/* ---- a device that stays away ---- */

static void device_that_stays_away_is_tried_again(struct kunit *test)
{
	struct ena_fixture *f = recover_fixture_up(test);

	/* Each poll for an answer costs real time */
	f->edev.regs.timeout_us = 10 * USEC_PER_MSEC;
	ena_fixture_fault(f, ENA_SIM_FAULT_MMIO_SILENT, U32_MAX, 0);
	ena_dev_fail(&f->edev, ENA_HW_RESET_GENERIC);
	ena_fixture_advance_ms(f, 20000);
	KUNIT_EXPECT_GE(test, f->enet->events.reset_fail, 3ULL);
	KUNIT_EXPECT_LE(test, f->enet->events.reset_fail, 8ULL);
	KUNIT_EXPECT_TRUE(test, f->enet->resetting);
	KUNIT_EXPECT_FALSE(test, ena_sim_pci_is_master(f->port));

	ena_fixture_no_faults(f);
	recover_wait(f, 2, RECOVER_LAST_MS);
	KUNIT_EXPECT_EQ(test, recover_told(f), ENA_HW_RESET_GENERIC);
	recover_traffic(f);
}

static void pauses_between_tries_have_a_limit(struct kunit *test)
{
	struct ena_fixture *f = recover_fixture_up(test);
	u64 fails;

	ena_fixture_fault(f, ENA_SIM_FAULT_MMIO_GONE, U32_MAX, 0);
	ena_dev_fail(&f->edev, ENA_HW_RESET_GENERIC);
	ena_fixture_advance_ms(f, 300000);
	KUNIT_EXPECT_LE(test, f->enet->dog.backoff_s, 60U);
	fails = f->enet->events.reset_fail;
	ena_fixture_advance_ms(f, 70000);
	KUNIT_EXPECT_GT(test, f->enet->events.reset_fail, fails);

	ena_fixture_no_faults(f);
	recover_wait(f, 2, RECOVER_LAST_MS);
	recover_traffic(f);
}

/* The device is away when it returns */
static void recover_lose_device(struct ena_fixture *f)
{
	ena_fixture_fault(f, ENA_SIM_FAULT_RESET_STUCK_ON, U32_MAX, 0);
	ena_dev_fail(&f->edev, ENA_HW_RESET_GENERIC);
	ena_fixture_advance_ms(f, 100);
	KUNIT_ASSERT_TRUE(f->test, f->enet->resetting);
}

/* A frame the device keeps, of which the test has a reference too */
static struct sk_buff *recover_xmit_for_ever(struct ena_fixture *f)
{
	struct sk_buff *skb = ena_fixture_frame(f, 60);

	ena_fixture_fault(f, ENA_SIM_FAULT_TX_STALL, U32_MAX, 0);
	recover_xmit(f, skb_get(skb));
	KUNIT_EXPECT_EQ(f->test, refcount_read(&skb->users), 2);
	return skb;
}

/* What a sender waits for; the test has another reference to the packet */
static void recover_sender_hears(struct sk_buff *skb)
{
	skb->mark = 1;
}

/* Once it is asked it may write where it was told to, until it is reset */
static void device_that_does_not_reset_keeps_its_memory(struct kunit *test)
{
	struct ena_fixture *f = recover_fixture_up(test);
	struct sk_buff *skb = recover_xmit_for_ever(f);

	skb->destructor = recover_sender_hears;
	recover_lose_device(f);
	KUNIT_EXPECT_EQ(test, refcount_read(&skb->users), 2);
	KUNIT_EXPECT_EQ(test, skb->mark, 1U);
	ena_fixture_stop(f);
	KUNIT_EXPECT_EQ(test, refcount_read(&skb->users), 2);
	KUNIT_EXPECT_TRUE(test, list_is_singular(&f->enet->retired));

	/* Of this set it never hears */
	ena_fixture_open(f);
	ena_fixture_stop(f);
	KUNIT_EXPECT_TRUE(test, list_is_singular(&f->enet->retired));

	ena_fixture_no_faults(f);
	recover_wait(f, 2, RECOVER_LAST_MS);
	KUNIT_EXPECT_EQ(test, refcount_read(&skb->users), 1);
	KUNIT_EXPECT_TRUE(test, list_empty(&f->enet->retired));
	kfree_skb(skb);
	ena_fixture_open(f);
	recover_traffic(f);
}

static void device_that_was_away_is_found_and_configured(struct kunit *test)
{
	struct ena_fixture *f = recover_fixture_up(test);
	struct sk_buff *skb = recover_xmit_for_ever(f);

	ena_fixture_no_faults(f);
	ena_sim_pci_unplug(f->port);
	ena_dev_fail(&f->edev, ENA_HW_RESET_GENERIC);
	ena_fixture_advance_ms(f, 10000);
	KUNIT_EXPECT_EQ(test, f->edev.state, ENA_DEV_GONE);
	/* Whether it may still read the packet is known when it is back */
	KUNIT_EXPECT_EQ(test, refcount_read(&skb->users), 2);

	ena_sim_pci_plug(f->port);
	recover_wait(f, 2, RECOVER_LAST_MS);
	KUNIT_EXPECT_EQ(test, refcount_read(&skb->users), 1);
	kfree_skb(skb);
	recover_traffic(f);
}

/* A reset may clear the table of vectors */
static void vectors_are_written_again(struct kunit *test)
{
	struct ena_fixture *f = recover_fixture_up(test);
	void __iomem *ctrl = f->port->bar[ENA_SIM_BAR_MSIX].mem +
			     PCI_MSIX_ENTRY_VECTOR_CTRL;
	unsigned int i;

	for (i = 0; i <= f->enet->set->cfg.nr; i++) {
		KUNIT_EXPECT_EQ(test, readl(ctrl + i * PCI_MSIX_ENTRY_SIZE), 0U);
		writel(PCI_MSIX_ENTRY_CTRL_MASKBIT,
		       ctrl + i * PCI_MSIX_ENTRY_SIZE);
	}
	ena_dev_fail(&f->edev, ENA_HW_RESET_GENERIC);
	recover_wait(f, 2, RECOVER_SOON_MS);
	for (i = 0; i <= f->enet->set->cfg.nr; i++)
		KUNIT_EXPECT_EQ(test, readl(ctrl + i * PCI_MSIX_ENTRY_SIZE), 0U);
}

static void interface_opens_while_the_device_is_away(struct kunit *test)
{
	struct ena_fixture *f = recover_fixture(test);

	recover_lose_device(f);
	ena_fixture_open(f);
	KUNIT_EXPECT_FALSE(test, netif_carrier_ok(f->netdev));

	ena_fixture_no_faults(f);
	recover_wait(f, 2, RECOVER_LAST_MS);
	KUNIT_EXPECT_TRUE(test, netif_carrier_ok(f->netdev));
	recover_traffic(f);
}

static void interface_opens_though_the_device_dies_of_it(struct kunit *test)
{
	struct ena_fixture *f = recover_fixture(test);
	struct netdev_queue *txq = netdev_get_tx_queue(f->netdev, 0);

	ena_fixture_fault(f, ENA_SIM_FAULT_ADMIN_LOST, 1, 0);
	ena_net_lock(f->enet);
	KUNIT_EXPECT_EQ(test, ena_net_open(f->netdev), 0);
	KUNIT_EXPECT_TRUE(test, netif_tx_queue_stopped(txq));
	ena_net_unlock(f->enet);
	recover_wait(f, 2, RECOVER_LAST_MS);
	KUNIT_EXPECT_TRUE(test, netif_carrier_ok(f->netdev));
	recover_traffic(f);
}

static void interface_closes_while_the_device_is_away(struct kunit *test)
{
	struct ena_fixture *f = recover_fixture_up(test);

	recover_lose_device(f);
	ena_fixture_stop(f);
	ena_fixture_no_faults(f);
	recover_wait(f, 2, RECOVER_LAST_MS);
	KUNIT_EXPECT_EQ(test, f->fn->nr_tx, 0);

	ena_fixture_open(f);
	recover_traffic(f);
}

static void another_device_is_not_taken_for_this_one(struct kunit *test)
{
	struct ena_fixture *f = recover_fixture_up(test);

	f->fn->mac[5] ^= 1;
	ena_dev_fail(&f->edev, ENA_HW_RESET_GENERIC);
	ena_fixture_advance_ms(f, 5000);
	KUNIT_EXPECT_TRUE(test, f->enet->resetting);
	KUNIT_EXPECT_GE(test, f->enet->events.reset_fail, 1ULL);

	f->fn->mac[5] ^= 1;
	ena_fixture_advance_ms(f, RECOVER_LAST_MS);
	KUNIT_EXPECT_FALSE(test, f->enet->resetting);
	recover_traffic(f);
}

static void hint_to_the_stack_is_taken_from_the_last_start(struct kunit *test)
{
	struct ena_fixture *f = recover_fixture_up(test);

	KUNIT_EXPECT_EQ(test, f->netdev->watchdog_timeo,
			(int)msecs_to_jiffies(5000));
	f->fn->hints.netdev_wd_timeout_ms = cpu_to_le16(9000);
	ena_dev_fail(&f->edev, ENA_HW_RESET_GENERIC);
	recover_wait(f, 2, RECOVER_SOON_MS);
	KUNIT_EXPECT_EQ(test, f->netdev->watchdog_timeo,
			(int)msecs_to_jiffies(9000));
}

static void device_that_finds_its_address_is_the_same(struct kunit *test)
{
	struct ena_fixture *f = ena_fixture_create_pci(test, "queues=2");
	u8 mac[ETH_ALEN];

	memcpy(mac, f->fn->mac, sizeof(mac));
	memset(f->fn->mac, 0, sizeof(mac));
	ena_fixture_net(f, NULL);
	ena_fixture_open(f);

	memcpy(f->fn->mac, mac, sizeof(mac));
	ena_dev_fail(&f->edev, ENA_HW_RESET_GENERIC);
	recover_wait(f, 2, RECOVER_SOON_MS);
	recover_traffic(f);
}

/* ---- others take the device down ---- */

static void device_sleeps_and_wakes(struct kunit *test)
{
	struct ena_fixture *f = recover_fixture_up(test);

	ena_recover_suspend(f->enet, ENA_HW_RESET_SHUTDOWN);
	KUNIT_EXPECT_EQ(test, ena_fixture_reset_reason(f),
			ENA_HW_RESET_SHUTDOWN);
	KUNIT_EXPECT_FALSE(test, netif_device_present(f->netdev));
	KUNIT_EXPECT_EQ(test, f->fn->nr_rx, 0);

	KUNIT_EXPECT_TRUE(test, ena_recover_resume(f->enet));
	KUNIT_EXPECT_TRUE(test, netif_device_present(f->netdev));
	ena_fixture_advance_ms(f, 10);
	recover_traffic(f);
}

static void device_that_does_not_wake_is_tried_again(struct kunit *test)
{
	struct ena_fixture *f = recover_fixture_up(test);

	ena_recover_suspend(f->enet, ENA_HW_RESET_NORMAL);
	ena_fixture_fault(f, ENA_SIM_FAULT_NOT_READY, U32_MAX, 0);
	KUNIT_EXPECT_FALSE(test, ena_recover_resume(f->enet));
	ena_fixture_no_faults(f);
	recover_wait(f, 2, RECOVER_LAST_MS);
	KUNIT_EXPECT_TRUE(test, netif_device_present(f->netdev));
	recover_traffic(f);
}

static void nothing_is_done_once_it_is_stopped(struct kunit *test)
{
	struct ena_fixture *f = recover_fixture_up(test);

	ena_recover_stop(f->enet);
	ena_dev_fail(&f->edev, ENA_HW_RESET_GENERIC);
	ena_fixture_advance_ms(f, 10000);
	KUNIT_EXPECT_EQ(test, f->edev.reset_count, 1U);

	/* What failed meanwhile is made up for */
	ena_recover_start(f->enet);
	recover_wait(f, 2, RECOVER_SOON_MS);
	recover_traffic(f);
}

static void stalled_queue_ends_in_a_reset(struct kunit *test)
{
	struct ena_fixture *f = recover_fixture_up(test);
	struct netdev_queue *txq = netdev_get_tx_queue(f->netdev, 1);

	netif_tx_stop_queue(txq);
	txq->trans_start = jiffies - f->netdev->watchdog_timeo - 1;
	ena_recover_tx_timeout(f->netdev, 1);
	KUNIT_EXPECT_EQ(test, f->enet->events.tx_timeout, 1ULL);
	recover_wait(f, 2, RECOVER_SOON_MS);
	KUNIT_EXPECT_EQ(test, recover_told(f), ENA_HW_RESET_OS_NETDEV_WD);
	recover_traffic(f);
}

/* ---- memory ---- */

/* Each Rx buffer is one of them: those further on are only sampled */
static void any_allocation_of_a_restart_may_fail(struct kunit *test)
{
	struct ena_fixture *f = recover_fixture_up(test);
	unsigned int n, starts;
	bool failed = true;

	for (n = 1; failed && n < 10000; n += 1 + n / 4) {
		starts = f->edev.reset_count;
		ena_shim_fail_nth(n);
		ena_dev_fail(&f->edev, ENA_HW_RESET_GENERIC);
		ena_fixture_advance_ms(f, 0);
		failed = ena_shim_fail_end();

		/* Time for another try, and for an empty ring to be filled */
		ena_fixture_advance_ms(f, RECOVER_SOON_MS);
		KUNIT_ASSERT_FALSE(test, f->enet->resetting);
		KUNIT_ASSERT_GT(test, f->edev.reset_count, starts);
		recover_traffic(f);
	}
	KUNIT_EXPECT_FALSE(test, failed);
}

static struct kunit_case recover_tests[] = {
	KUNIT_CASE(traffic_flows_before_anything_fails),
	KUNIT_CASE(healthy_device_is_left_alone),
	KUNIT_CASE(room_that_was_refused_is_asked_for_again),
	KUNIT_CASE_PARAM(failure_ends_in_a_reset_for_its_reason,
			 recover_reasons_gen_params),
	KUNIT_CASE(reset_without_interface_up_creates_no_queue),
	KUNIT_CASE(device_that_asks_for_a_reset_gets_it),
	KUNIT_CASE(rule_the_device_takes_no_more_can_be_deleted),
	KUNIT_CASE(refused_rule_is_tried_when_another_goes),
	KUNIT_CASE(unanswered_command_ends_in_a_reset),
	KUNIT_CASE(silence_ends_in_a_reset),
	KUNIT_CASE(one_keep_alive_may_be_missing),
	KUNIT_CASE(silence_of_an_unsupervised_device_is_none),
	KUNIT_CASE(keep_alive_without_interrupt_is_found),
	KUNIT_CASE(device_that_stays_away_is_tried_again),
	KUNIT_CASE(pauses_between_tries_have_a_limit),
	KUNIT_CASE(device_that_does_not_reset_keeps_its_memory),
	KUNIT_CASE(device_that_was_away_is_found_and_configured),
	KUNIT_CASE(vectors_are_written_again),
	KUNIT_CASE(interface_opens_while_the_device_is_away),
	KUNIT_CASE(interface_opens_though_the_device_dies_of_it),
	KUNIT_CASE(interface_closes_while_the_device_is_away),
	KUNIT_CASE(another_device_is_not_taken_for_this_one),
	KUNIT_CASE(device_that_finds_its_address_is_the_same),
	KUNIT_CASE(hint_to_the_stack_is_taken_from_the_last_start),
	KUNIT_CASE(device_sleeps_and_wakes),
	KUNIT_CASE(device_that_does_not_wake_is_tried_again),
	KUNIT_CASE(nothing_is_done_once_it_is_stopped),
	KUNIT_CASE(stalled_queue_ends_in_a_reset),
	KUNIT_CASE(any_allocation_of_a_restart_may_fail),
	{}
};

static struct kunit_suite recover_suite = {
	.name = "ena_recover",
	.test_cases = recover_tests,
};

kunit_test_suite(recover_suite);
