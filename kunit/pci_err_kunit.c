// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the PCI core calls when a link fails or somebody resets the function, in
 * the order it does. No virtual machine provokes that.
 */
#include "../src/ena_pci_err.h"
#include "../src/ena_recover.h"
#include "fixture.h"

#define PCI_ERR_LAST_MS		70000	/* the longest pause between tries */
#define PCI_ERR_PATIENCE_MS	180000

static struct ena_fixture *pci_err_fixture(struct kunit *test)
{
	struct ena_fixture *f = ena_fixture_create_pci(test, "queues=2");

	ena_fixture_net(f, NULL);
	pci_set_drvdata(f->pdev, f->enet);
	return f;
}

static struct ena_fixture *pci_err_fixture_up(struct kunit *test)
{
	struct ena_fixture *f = pci_err_fixture(test);

	ena_fixture_open(f);
	return f;
}

static void pci_err_traffic(struct ena_fixture *f)
{
	ena_fixture_advance_ms(f, 1);
	skb_queue_purge(&f->stack);
	ena_fixture_receive(f, 100);
	KUNIT_EXPECT_EQ(f->test, skb_queue_len(&f->stack), 1U);
	KUNIT_EXPECT_TRUE(f->test, netif_carrier_ok(f->netdev));
}

/* Nothing passes the link any more, and the core knows */
static pci_ers_result_t pci_err_freeze(struct ena_fixture *f)
{
	f->pdev->error_state = pci_channel_io_frozen;
	ena_sim_pci_unplug(f->port);
	return ena_pci_err_handlers.error_detected(f->pdev,
						   pci_channel_io_frozen);
}

/* The function is as after power on */
static void pci_err_reset_slot(struct ena_fixture *f)
{
	ena_sim_pci_plug(f->port);
	f->pdev->error_state = pci_channel_io_normal;
}

/* Nothing is done, and nobody sends */
static void pci_err_expect_away(struct ena_fixture *f)
{
	struct netdev_queue *txq = netdev_get_tx_queue(f->netdev, 0);
	u64 fails = f->enet->events.reset_fail;

	KUNIT_EXPECT_FALSE(f->test, netif_device_present(f->netdev));
	KUNIT_EXPECT_FALSE(f->test, netif_carrier_ok(f->netdev));
	KUNIT_EXPECT_TRUE(f->test, netif_tx_queue_stopped(txq));
	ena_fixture_advance_ms(f, PCI_ERR_LAST_MS);
	KUNIT_EXPECT_EQ(f->test, f->edev.reset_count, 1U);
	KUNIT_EXPECT_EQ(f->test, f->enet->events.reset_fail, fails);
}

static void error_that_was_corrected_changes_nothing(struct kunit *test)
{
	struct ena_fixture *f = pci_err_fixture_up(test);

	KUNIT_EXPECT_EQ(test,
			ena_pci_err_handlers.error_detected(f->pdev,
							    pci_channel_io_normal),
			PCI_ERS_RESULT_CAN_RECOVER);
	KUNIT_EXPECT_TRUE(test, netif_device_present(f->netdev));
	pci_err_traffic(f);
	ena_pci_err_handlers.resume(f->pdev);
	pci_err_traffic(f);
	KUNIT_EXPECT_EQ(test, f->edev.reset_count, 1U);
}

static void link_that_froze_is_used_again(struct kunit *test)
{
	struct ena_fixture *f = pci_err_fixture_up(test);
	u16 cmd;

	KUNIT_EXPECT_EQ(test, pci_err_freeze(f), PCI_ERS_RESULT_NEED_RESET);
	pci_err_expect_away(f);

	pci_err_reset_slot(f);
	KUNIT_EXPECT_EQ(test, ena_pci_err_handlers.slot_reset(f->pdev),
			PCI_ERS_RESULT_RECOVERED);
	/* It can be reached, but when it is used is for the core to say */
	pci_read_config_word(f->pdev, PCI_COMMAND, &cmd);
	KUNIT_EXPECT_EQ(test, cmd & (PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER),
			PCI_COMMAND_MEMORY);
	pci_err_expect_away(f);

	ena_pci_err_handlers.resume(f->pdev);
	KUNIT_EXPECT_TRUE(test, netif_device_present(f->netdev));
	KUNIT_EXPECT_EQ(test, f->edev.reset_count, 2U);
	pci_err_traffic(f);
}

static void slow_device_behind_the_link_is_waited_for(struct kunit *test)
{
	struct ena_fixture *f = pci_err_fixture_up(test);

	pci_err_freeze(f);
	pci_err_reset_slot(f);
	ena_pci_err_handlers.slot_reset(f->pdev);
	ena_fixture_fault(f, ENA_SIM_FAULT_NOT_READY, U32_MAX, 0);
	ena_pci_err_handlers.resume(f->pdev);
	KUNIT_EXPECT_FALSE(test, netif_device_present(f->netdev));

	ena_fixture_no_faults(f);
	ena_fixture_advance_ms(f, PCI_ERR_LAST_MS);
	KUNIT_EXPECT_TRUE(test, netif_device_present(f->netdev));
	pci_err_traffic(f);
}

/* Remove, which comes next, is how the fixture ends */
static void link_that_is_lost_is_left_alone(struct kunit *test)
{
	struct ena_fixture *f = pci_err_fixture_up(test);

	ena_sim_pci_unplug(f->port);
	f->pdev->error_state = pci_channel_io_perm_failure;
	KUNIT_EXPECT_EQ(test,
			ena_pci_err_handlers.error_detected(f->pdev,
							    pci_channel_io_perm_failure),
			PCI_ERS_RESULT_DISCONNECT);
	pci_err_expect_away(f);
	KUNIT_EXPECT_EQ(test, f->edev.state, ENA_DEV_GONE);
}

/* The core says nothing more, whatever the link does */
static void pci_err_freeze_for_good(struct ena_fixture *f)
{
	struct kunit *test = f->test;

	pci_err_freeze(f);
	pci_err_expect_away(f);
	ena_sim_pci_plug(f->port);
	ena_fixture_advance_ms(f, PCI_ERR_PATIENCE_MS);
	KUNIT_EXPECT_TRUE(test, netif_device_present(f->netdev));
	KUNIT_EXPECT_EQ(test, f->edev.reset_count, 2U);
	pci_err_traffic(f);
}

static void recovery_that_is_given_up_is_not_waited_for(struct kunit *test)
{
	struct ena_fixture *f = pci_err_fixture_up(test);

	pci_err_freeze_for_good(f);

	/* It was only slow: the last word comes when all is well */
	f->pdev->error_state = pci_channel_io_normal;
	ena_pci_err_handlers.resume(f->pdev);
	KUNIT_EXPECT_EQ(test, f->edev.reset_count, 2U);
	pci_err_traffic(f);
}

/* ... nor if the driver had noticed before the core did */
static void link_that_was_down_before_it_froze_is_tried(struct kunit *test)
{
	struct ena_fixture *f = pci_err_fixture_up(test);

	ena_sim_pci_unplug(f->port);
	ena_dev_fail(&f->edev, ENA_HW_RESET_GENERIC);
	ena_fixture_advance_ms(f, 10);
	KUNIT_EXPECT_EQ(test, f->edev.state, ENA_DEV_GONE);

	pci_err_freeze_for_good(f);
}

/* It was not told before, as it had no error itself */
static void reset_of_a_neighbours_slot_is_survived(struct kunit *test)
{
	struct ena_fixture *f = pci_err_fixture_up(test);

	ena_sim_pci_unplug(f->port);
	pci_err_reset_slot(f);
	KUNIT_EXPECT_EQ(test, ena_pci_err_handlers.slot_reset(f->pdev),
			PCI_ERS_RESULT_RECOVERED);
	ena_pci_err_handlers.resume(f->pdev);
	ena_fixture_advance_ms(f, PCI_ERR_LAST_MS);
	KUNIT_EXPECT_EQ(test, f->edev.reset_count, 2U);
	KUNIT_EXPECT_EQ(test, f->enet->events.by_reason[ENA_HW_RESET_GENERIC],
			1ULL);
	pci_err_traffic(f);
}

static void function_is_reset_by_somebody_else(struct kunit *test)
{
	struct ena_fixture *f = pci_err_fixture_up(test);

	ena_pci_err_handlers.reset_prepare(f->pdev);
	KUNIT_EXPECT_EQ(test, ena_fixture_reset_reason(f),
			ENA_HW_RESET_GENERIC);
	KUNIT_EXPECT_EQ(test, f->fn->nr_rx, 0);
	pci_err_expect_away(f);

	ena_sim_pci_unplug(f->port);
	pci_err_reset_slot(f);
	ena_dev_restore_config(&f->edev);
	ena_pci_err_handlers.reset_done(f->pdev);
	KUNIT_EXPECT_TRUE(test, netif_device_present(f->netdev));
	KUNIT_EXPECT_EQ(test, f->edev.reset_count, 2U);
	pci_err_traffic(f);
}

static void interface_that_is_down_stays_down(struct kunit *test)
{
	struct ena_fixture *f = pci_err_fixture(test);

	pci_err_freeze(f);
	pci_err_reset_slot(f);
	ena_pci_err_handlers.slot_reset(f->pdev);
	ena_pci_err_handlers.resume(f->pdev);
	KUNIT_EXPECT_EQ(test, f->edev.reset_count, 2U);
	KUNIT_EXPECT_EQ(test, f->fn->nr_rx, 0);
	KUNIT_EXPECT_FALSE(test, netif_carrier_ok(f->netdev));

	ena_fixture_open(f);
	pci_err_traffic(f);
}

static struct kunit_case pci_err_tests[] = {
	KUNIT_CASE(error_that_was_corrected_changes_nothing),
	KUNIT_CASE(link_that_froze_is_used_again),
	KUNIT_CASE(slow_device_behind_the_link_is_waited_for),
	KUNIT_CASE(link_that_is_lost_is_left_alone),
	KUNIT_CASE(recovery_that_is_given_up_is_not_waited_for),
	KUNIT_CASE(link_that_was_down_before_it_froze_is_tried),
	KUNIT_CASE(reset_of_a_neighbours_slot_is_survived),
	KUNIT_CASE(function_is_reset_by_somebody_else),
	KUNIT_CASE(interface_that_is_down_stays_down),
	{}
};

static struct kunit_suite pci_err_suite = {
	.name = "ena_pci_err",
	.test_cases = pci_err_tests,
};

kunit_test_suite(pci_err_suite);
