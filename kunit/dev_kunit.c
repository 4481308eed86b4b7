// SPDX-License-Identifier: GPL-2.0-only
/*
 * The device as a whole, on the virtual bus: bring-up and its failures, what
 * it says by itself, and that nothing of it is left running afterwards.
 */
#include "../src/ena_dev.h"
#include "../src/ena_version.h"
#include "fixture.h"

/* Running, and its first event, the link's state, was taken */
static struct ena_fixture *dev_fixture(struct kunit *test, const char *params)
{
	struct ena_fixture *f = ena_fixture_create_pci(test, params);

	ena_fixture_start(f);
	return f;
}

/* Attached, never started */
static struct ena_fixture *dev_fixture_attached(struct kunit *test,
						const char *params)
{
	struct ena_fixture *f = ena_fixture_create_pci(test, params);

	ena_fixture_attach(f);
	return f;
}

static void dev_event(struct ena_fixture *f, u16 group, u16 syndrome,
		      const void *data, size_t size)
{
	struct ena_hw_aenq_entry e = {
		.hdr.group = cpu_to_le16(group),
		.hdr.syndrome = cpu_to_le16(syndrome),
	};

	memcpy((u8 *)&e + sizeof(e.hdr), data, size);
	ena_event_ops.event(&f->edev, group, &e);
}

/* ---- bring-up ---- */

static void start_negotiates_with_the_device(struct kunit *test)
{
	struct ena_fixture *f = dev_fixture(test, "queues=3 aenq_groups=0x1f");
	struct ena_dev *edev = &f->edev;

	KUNIT_EXPECT_TRUE(test, ena_dev_is_running(edev));
	KUNIT_EXPECT_EQ(test, edev->reset_count, 1U);
	KUNIT_EXPECT_EQ(test, edev->fail_reason, 0U);
	KUNIT_EXPECT_EQ(test, edev->caps.tx_queues_max, 3);
	KUNIT_EXPECT_EQ(test, edev->caps.aenq_groups, 0x1fU);
	KUNIT_EXPECT_EQ(test, f->fn->aenq_enabled, 0x1fU);
	KUNIT_EXPECT_EQ(test, ena_fixture_reset_reason(f), 0);
	KUNIT_EXPECT_EQ(test, f->news.link_up, 1U);
	KUNIT_EXPECT_EQ(test, f->news.fails, 0U);
}

static void host_page_is_as_documented(struct kunit *test)
{
	struct ena_fixture *f = dev_fixture(test, NULL);
	const u8 *page = (const u8 *)f->edev.host_info;
	static const u8 linux_os[] = { 1, 0, 0, 0 };
	static const u8 spec[] = { 0x00, 0x02 };
	static const u8 features[] = { 0xd6, 0x00, 0x00, 0x00 };
	const u8 version[] = {
		ENA_VERSION_MAJOR, ENA_VERSION_MINOR, ENA_VERSION_SUBMINOR, 0,
	};
	const u8 bdf[] = { f->pdev->devfn, f->pdev->bus->number };

	KUNIT_EXPECT_MEMEQ(test, page, linux_os, 4);
	KUNIT_EXPECT_MEMEQ(test, page + 172, version, 4);
	KUNIT_EXPECT_MEMEQ(test, page + 184, spec, 2);
	KUNIT_EXPECT_MEMEQ(test, page + 186, bdf, 2);
	KUNIT_EXPECT_EQ(test, page[188], num_online_cpus());
	KUNIT_EXPECT_MEMEQ(test, page + 192, features, 4);
	KUNIT_EXPECT_NULL(test, memchr_inv(page + 196, 0, 4096 - 196));

	ena_host_info_set_features(f->edev.host_info, 0x1122334455667788);
	KUNIT_EXPECT_EQ(test, page[176], 0x88);
	KUNIT_EXPECT_EQ(test, page[183], 0x11);
}

static void each_allocation_of_attach_may_fail(struct kunit *test)
{
	struct ena_fixture *f = ena_fixture_create_pci(test, NULL);
	static const struct ena_dev_ops ops;
	struct ena_dev *edev = &f->edev;
	unsigned int n;
	int err;

	for (n = 1; ; n++) {
		memset(edev, 0, sizeof(*edev));
		ena_shim_fail_nth(n);
		err = ena_dev_attach(edev, f->pdev, &ops, f);
		if (!ena_shim_fail_end())
			break;
		KUNIT_EXPECT_EQ(test, err, -ENOMEM);
		KUNIT_EXPECT_FALSE(test, pci_is_enabled(f->pdev));
		edev->wq = NULL;
	}
	KUNIT_ASSERT_EQ(test, err, 0);
	KUNIT_EXPECT_EQ(test, n, 8U);
	ena_dev_detach(edev);
	edev->wq = NULL;
}

struct dev_failure {
	const char *name;
	const char *params;
	enum ena_sim_fault fault;
	u32 times;
	u32 arg;
	int err;
	bool muzzled;		/* it could not be reset any more */
};

/* No fault: MMIO_SILENT, 0 times */
static const struct dev_failure dev_failures[] = {
	{ "mailbox silent", NULL, ENA_SIM_FAULT_MMIO_SILENT, U32_MAX, 0,
	  -ETIMEDOUT, true },
	{ "mailbox says all ones", NULL, ENA_SIM_FAULT_MMIO_GONE, U32_MAX, 0,
	  -EIO, true },
	{ "never ready", NULL, ENA_SIM_FAULT_NOT_READY, U32_MAX, 0,
	  -ETIMEDOUT, true },
	{ "reset never begins", NULL, ENA_SIM_FAULT_RESET_STUCK_ON, U32_MAX, 0,
	  -ETIMEDOUT, true },
	{ "reset never ends", NULL, ENA_SIM_FAULT_RESET_STUCK_OFF, U32_MAX, 0,
	  -ETIMEDOUT, true },
	{ "reset timeout of nothing", "reset_timeout=0",
	  ENA_SIM_FAULT_MMIO_SILENT, 0, 0, -EIO, true },
	{ "controller too old", "ctrl_version=0xff000000",
	  ENA_SIM_FAULT_MMIO_SILENT, 0, 0, -EOPNOTSUPP, false },
	{ "addresses too short", "dma_width=31", ENA_SIM_FAULT_MMIO_SILENT, 0,
	  0, -EIO, false },
	{ "addresses too long", "dma_width=49", ENA_SIM_FAULT_MMIO_SILENT, 0,
	  0, -EIO, false },
	{ "first command unanswered", NULL, ENA_SIM_FAULT_ADMIN_LOST, 1, 0,
	  -ETIMEDOUT, false },
	{ "nonsense in answer to the first command", NULL,
	  ENA_SIM_FAULT_ADMIN_BAD_ID, 1, 0, -ENODEV, false },
	{ "attributes refused", NULL, ENA_SIM_FAULT_ADMIN_STATUS, 1,
	  6 | 8 << 8 | 1 << 16, -EIO, false },
	{ "event groups refused", NULL, ENA_SIM_FAULT_ADMIN_STATUS, 1,
	  6 | 9 << 8 | 26 << 16, -EIO, false },
	{ "no queues", NULL, ENA_SIM_FAULT_ATTR_HOSTILE, U32_MAX, 6, -EIO,
	  false },
};

KUNIT_ARRAY_PARAM_DESC(dev_failures, dev_failures, name);

static void failed_start_leaves_nothing_running(struct kunit *test)
{
	const struct dev_failure *c = test->param_value;
	struct ena_fixture *f = dev_fixture_attached(test, c->params);
	struct ena_dev *edev = &f->edev;

	ena_fixture_fault(f, c->fault, c->times, c->arg);
	KUNIT_EXPECT_EQ(test, ena_dev_start(edev, ENA_HW_RESET_NORMAL), c->err);
	KUNIT_EXPECT_FALSE(test, ena_dev_is_running(edev));
	KUNIT_EXPECT_EQ(test, edev->muzzled, c->muzzled);
	KUNIT_EXPECT_EQ(test, ena_sim_pci_is_master(f->port), !c->muzzled);
	KUNIT_EXPECT_FALSE(test, f->fn->aq.live);
	KUNIT_EXPECT_FALSE(test, f->fn->aenq.live);

	/* While it is down nobody is told, and no command is sent */
	ena_dev_fail(edev, ENA_HW_RESET_GENERIC);
	KUNIT_EXPECT_EQ(test, f->news.fails, 0U);
	if (!c->muzzled)
		KUNIT_EXPECT_EQ(test, ena_fixture_reset_reason(f),
				ENA_HW_RESET_INIT_ERR);
}

static void device_that_recovers_starts_after_all(struct kunit *test)
{
	const struct dev_failure *c = test->param_value;
	struct ena_fixture *f = dev_fixture_attached(test, c->params);
	struct ena_dev *edev = &f->edev;

	/* What it is made of does not change */
	if (!c->times)
		return;

	ena_fixture_fault(f, c->fault, c->times, c->arg);
	KUNIT_EXPECT_EQ(test, ena_dev_start(edev, ENA_HW_RESET_NORMAL), c->err);
	ena_fixture_no_faults(f);
	KUNIT_EXPECT_EQ(test, ena_dev_start(edev, ENA_HW_RESET_NORMAL), 0);
	KUNIT_EXPECT_FALSE(test, edev->muzzled);
	ena_dev_stop(edev, ENA_HW_RESET_SHUTDOWN);
}

struct dev_option {
	const char *name;
	u32 arg;		/* of ADMIN_STATUS */
};

static const struct dev_option dev_options[] = {
	{ "host attributes not there", 3 | 9 << 8 | 28 << 16 },
	{ "host attributes refused", 6 | 9 << 8 | 28 << 16 },
	{ "hints not there", 3 | 8 << 8 | 3 << 16 },
	{ "hints refused", 6 | 8 << 8 | 3 << 16 },
	{ "offloads refused", 6 | 8 << 8 | 11 << 16 },
	{ "LLQ refused", 6 | 8 << 8 | 4 << 16 },
	{ "events not there", 3 | 8 << 8 | 26 << 16 },
	{ "statistics refused", 6 | 11 << 8 },
};

KUNIT_ARRAY_PARAM_DESC(dev_options, dev_options, name);

static void device_starts_without_what_is_optional(struct kunit *test)
{
	const struct dev_option *c = test->param_value;
	struct ena_fixture *f = dev_fixture_attached(test, NULL);

	ena_fixture_fault(f, ENA_SIM_FAULT_ADMIN_STATUS, U32_MAX, c->arg);
	KUNIT_EXPECT_EQ(test, ena_dev_start(&f->edev, ENA_HW_RESET_NORMAL), 0);
	KUNIT_EXPECT_GT(test, ena_fixture_hits(f, ENA_SIM_FAULT_ADMIN_STATUS),
			0ULL);
	ena_dev_stop(&f->edev, ENA_HW_RESET_SHUTDOWN);
}

/* What a reset says it has not, the stack is without until the next load */
static void busy_device_is_asked_again(struct kunit *test)
{
	struct ena_fixture *f = dev_fixture_attached(test, NULL);
	const u8 features[] = {
		ENA_HW_FEAT_OFFLOAD, ENA_HW_FEAT_INTR_MODERATION,
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(features); i++) {
		ena_fixture_fault(f, ENA_SIM_FAULT_ADMIN_STATUS, 3,
				  ENA_HW_ACQ_BUSY |
				  ENA_HW_AQ_GET_FEATURE << 8 |
				  features[i] << 16);
		KUNIT_EXPECT_EQ(test, ena_dev_start(&f->edev,
						    ENA_HW_RESET_NORMAL), 0);
		KUNIT_EXPECT_NE(test, f->edev.caps.tx_offloads, 0U);
		KUNIT_EXPECT_NE(test, f->edev.caps.moderation_us, 0U);
		ena_dev_stop(&f->edev, ENA_HW_RESET_SHUTDOWN);
	}
	KUNIT_EXPECT_EQ(test, ena_fixture_hits(f, ENA_SIM_FAULT_ADMIN_STATUS),
			6ULL);
}

static void answers_that_come_too_late_end_the_start(struct kunit *test)
{
	struct ena_fixture *f = dev_fixture_attached(test, "admin_timeout=1");
	u64 start = ena_shim_now_ns();

	ena_fixture_fault(f, ENA_SIM_FAULT_ADMIN_LATE, U32_MAX, 200);
	KUNIT_EXPECT_EQ(test, ena_dev_start(&f->edev, ENA_HW_RESET_NORMAL),
			-ETIMEDOUT);
	KUNIT_EXPECT_LT(test, ena_shim_now_ns() - start,
			2ULL * NSEC_PER_SEC);
}

/* Commands of a start before the one that is answered twice */
static u32 dev_answered_once;

static void dev_answer_twice(struct ena_fixture *f)
{
	struct ena_admin *admin = &f->edev.admin;

	if (READ_ONCE(admin->dead) || admin->fetched != dev_answered_once)
		return;

	f->meddle = NULL;
	ena_fixture_fault(f, ENA_SIM_FAULT_ADMIN_DUP, 1, 0);
}

static void queue_that_dies_during_the_start_is_noticed(struct kunit *test)
{
	struct ena_fixture *f = dev_fixture_attached(test, NULL);
	struct ena_dev *edev = &f->edev;
	u32 i;
	int err;

	for (i = 0; ; i++) {
		dev_answered_once = i;
		f->meddle = dev_answer_twice;
		err = ena_dev_start(edev, ENA_HW_RESET_NORMAL);
		if (ena_fixture_hits(f, ENA_SIM_FAULT_ADMIN_DUP) == i)
			break;
		KUNIT_EXPECT_TRUE(test, err || edev->fail_reason);
		ena_dev_stop(edev, ENA_HW_RESET_SHUTDOWN);
	}

	f->meddle = NULL;
	KUNIT_EXPECT_GE(test, i, 5U);
	KUNIT_EXPECT_EQ(test, err, 0);
	KUNIT_EXPECT_EQ(test, edev->fail_reason, 0U);
	ena_dev_stop(edev, ENA_HW_RESET_SHUTDOWN);
}

static void time_limit_of_commands_is_the_devices(struct kunit *test)
{
	struct ena_fixture *f = dev_fixture(test, "admin_timeout=5");

	KUNIT_EXPECT_EQ(test, f->edev.admin.timeout_us, 500000U);
}

static void addresses_do_not_become_shorter(struct kunit *test)
{
	struct ena_fixture *f = dev_fixture_attached(test, "dma_width=40");
	struct ena_dev *edev = &f->edev;

	KUNIT_ASSERT_EQ(test, ena_dev_start(edev, ENA_HW_RESET_NORMAL), 0);
	KUNIT_EXPECT_EQ(test, edev->dma_width, 40U);
	KUNIT_EXPECT_EQ(test, f->pdev->dma_mask, DMA_BIT_MASK(40));
	KUNIT_EXPECT_EQ(test, f->pdev->dev.coherent_dma_mask, DMA_BIT_MASK(40));
	ena_dev_stop(edev, ENA_HW_RESET_NORMAL);

	/* Buffers are where 40 bits reach */
	f->fn->cfg.dma_width = 36;
	KUNIT_EXPECT_EQ(test, ena_dev_start(edev, ENA_HW_RESET_NORMAL), -EIO);
	f->fn->cfg.dma_width = 48;
	KUNIT_EXPECT_EQ(test, ena_dev_start(edev, ENA_HW_RESET_NORMAL), 0);
	KUNIT_EXPECT_EQ(test, edev->dma_width, 48U);
	ena_dev_stop(edev, ENA_HW_RESET_SHUTDOWN);
}

/* ---- end ---- */

static void stop_resets_with_the_reason(struct kunit *test)
{
	struct ena_fixture *f = dev_fixture(test, NULL);
	struct ena_dev *edev = &f->edev;

	ena_dev_stop(edev, ENA_HW_RESET_DEVICE_REQUEST);
	KUNIT_EXPECT_EQ(test, ena_fixture_reset_reason(f), 19);
	KUNIT_EXPECT_EQ(test, edev->state, ENA_DEV_DOWN);
	KUNIT_EXPECT_FALSE(test, f->fn->aq.live);

	ena_fixture_advance_ms(f, 5000);
	KUNIT_EXPECT_EQ(test, ena_dev_poll_events(edev), 0U);
	KUNIT_EXPECT_EQ(test, f->news.fails, 0U);
}

static void device_that_cannot_be_stopped_is_cut_off(struct kunit *test)
{
	struct ena_fixture *f = dev_fixture(test, NULL);
	struct ena_dev *edev = &f->edev;

	ena_fixture_fault(f, ENA_SIM_FAULT_RESET_STUCK_ON, U32_MAX, 0);
	ena_dev_stop(edev, ENA_HW_RESET_GENERIC);
	KUNIT_EXPECT_TRUE(test, ena_dev_may_remember(edev));
	KUNIT_EXPECT_FALSE(test, ena_sim_pci_is_master(f->port));
	ena_dev_restore_config(edev);
	KUNIT_EXPECT_FALSE(test, ena_sim_pci_is_master(f->port));

	/* It is reset before it may reach memory again */
	ena_fixture_no_faults(f);
	KUNIT_EXPECT_EQ(test, ena_dev_start(edev, ENA_HW_RESET_NORMAL), 0);
	KUNIT_EXPECT_FALSE(test, ena_dev_may_remember(edev));
	KUNIT_EXPECT_TRUE(test, ena_sim_pci_is_master(f->port));
	KUNIT_EXPECT_EQ(test, edev->reset_count, 2U);
}

/* Then comes the one that starts it anew, for none */
static void reset_that_works_at_last_tells_why(struct kunit *test)
{
	struct ena_fixture *f = dev_fixture(test, NULL);
	struct ena_dev *edev = &f->edev;
	u64 nr = f->fn->nr_resets;

	ena_fixture_fault(f, ENA_SIM_FAULT_RESET_STUCK_ON, U32_MAX, 0);
	ena_dev_stop(edev, ENA_HW_RESET_DEVICE_REQUEST);
	KUNIT_EXPECT_NE(test, ena_dev_start(edev, ENA_HW_RESET_NORMAL), 0);
	ena_fixture_step(f);
	KUNIT_EXPECT_EQ(test, f->fn->nr_resets, nr);

	ena_fixture_no_faults(f);
	KUNIT_EXPECT_EQ(test, ena_dev_start(edev, ENA_HW_RESET_NORMAL), 0);
	KUNIT_EXPECT_EQ(test, f->fn->nr_resets, nr + 2);
	KUNIT_EXPECT_EQ(test, f->fn->resets[nr % ENA_SIM_RESET_HISTORY].reason,
			ENA_HW_RESET_DEVICE_REQUEST);
	KUNIT_EXPECT_EQ(test, ena_fixture_reset_reason(f), ENA_HW_RESET_NORMAL);
}

/* Nobody can ask it, but it does as it is told */
static void device_that_cannot_be_read_is_reset_all_the_same(struct kunit *test)
{
	struct ena_fixture *f = dev_fixture(test, NULL);

	ena_fixture_fault(f, ENA_SIM_FAULT_MMIO_SILENT, U32_MAX, 0);
	ena_dev_stop(&f->edev, ENA_HW_RESET_GENERIC);
	ena_fixture_step(f);
	KUNIT_EXPECT_FALSE(test, ena_sim_pci_is_master(f->port));
	KUNIT_EXPECT_FALSE(test, f->fn->aq.live);
	KUNIT_EXPECT_FALSE(test, f->fn->aenq.live);
}

static void unplugged_device_is_gone_until_it_is_back(struct kunit *test)
{
	struct ena_fixture *f = dev_fixture(test, NULL);
	struct ena_dev *edev = &f->edev;
	u64 start;

	ena_sim_pci_unplug(f->port);
	start = ena_shim_now_ns();
	ena_dev_stop(edev, ENA_HW_RESET_GENERIC);
	KUNIT_EXPECT_EQ(test, edev->state, ENA_DEV_GONE);
	KUNIT_EXPECT_EQ(test, ena_dev_start(edev, ENA_HW_RESET_NORMAL),
			-ENODEV);
	KUNIT_EXPECT_EQ(test, ena_shim_now_ns(), start);
	/* Perhaps it never was away, and never heard of the reset */
	KUNIT_EXPECT_TRUE(test, ena_dev_may_remember(edev));

	/* As after power on, which nobody tells; someone saved all ones before */
	pci_save_state(f->pdev);
	ena_sim_pci_plug(f->port);
	KUNIT_EXPECT_EQ(test, ena_dev_start(edev, ENA_HW_RESET_NORMAL), 0);
	KUNIT_EXPECT_EQ(test, edev->state, ENA_DEV_DOWN);
}

/* Its memory is on whenever that of its owner is */
static void virtual_function_has_not_lost_its_configuration(struct kunit *test)
{
	struct ena_fixture *f = dev_fixture(test, NULL);
	struct pci_dev *pdev = f->pdev;
	u16 cmd;

	ena_dev_stop(&f->edev, ENA_HW_RESET_GENERIC);
	pci_read_config_word(pdev, PCI_COMMAND, &cmd);
	pci_write_config_word(pdev, PCI_COMMAND, cmd & ~PCI_COMMAND_MEMORY);
	pdev->no_command_memory = 1;
	KUNIT_EXPECT_EQ(test, ena_dev_start(&f->edev, ENA_HW_RESET_NORMAL), 0);
	pdev->no_command_memory = 0;

	/* Nobody put back what the driver found */
	pci_read_config_word(pdev, PCI_COMMAND, &cmd);
	KUNIT_EXPECT_EQ(test, cmd & (PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER),
			PCI_COMMAND_MASTER);
	pci_write_config_word(pdev, PCI_COMMAND, cmd | PCI_COMMAND_MEMORY);
}

static void device_said_to_be_gone_takes_no_command(struct kunit *test)
{
	struct ena_fixture *f = dev_fixture(test, NULL);
	struct ena_dev *edev = &f->edev;

	ena_dev_set_gone(edev);
	KUNIT_EXPECT_EQ(test, edev->state, ENA_DEV_GONE);
	KUNIT_EXPECT_EQ(test, ena_feature_set_mtu(&edev->admin, &edev->caps,
						  1500), -ENODEV);
}

/* ---- failures ---- */

static void first_reason_wins_and_is_told_once(struct kunit *test)
{
	struct ena_fixture *f = dev_fixture(test, NULL);
	struct ena_dev *edev = &f->edev;

	ena_dev_fail(edev, ENA_HW_RESET_INV_RX_REQ_ID);
	ena_dev_fail(edev, ENA_HW_RESET_GENERIC);
	KUNIT_EXPECT_EQ(test, f->news.fails, 1U);
	KUNIT_EXPECT_EQ(test, f->news.reason, ENA_HW_RESET_INV_RX_REQ_ID);
	KUNIT_EXPECT_EQ(test, edev->fail_reason,
			(u32)ENA_HW_RESET_INV_RX_REQ_ID);

	/* After a restart there may be another */
	ena_dev_stop(edev, ENA_HW_RESET_INV_RX_REQ_ID);
	KUNIT_ASSERT_EQ(test, ena_dev_start(edev, ENA_HW_RESET_NORMAL), 0);
	ena_dev_fail(edev, ENA_HW_RESET_NORMAL);
	KUNIT_EXPECT_EQ(test, f->news.fails, 2U);
	KUNIT_EXPECT_EQ(test, f->news.reason, ENA_HW_RESET_GENERIC);
}

static void dead_admin_queue_is_a_failure(struct kunit *test)
{
	struct ena_fixture *f = dev_fixture(test, NULL);
	struct ena_dev *edev = &f->edev;

	ena_fixture_fault(f, ENA_SIM_FAULT_ADMIN_LOST, 1, 0);
	KUNIT_EXPECT_EQ(test, ena_feature_set_mtu(&edev->admin, &edev->caps,
						  1500), -ETIMEDOUT);
	KUNIT_EXPECT_EQ(test, f->news.fails, 1U);
	KUNIT_EXPECT_EQ(test, f->news.reason, ENA_HW_RESET_ADMIN_TO);
}

static void commands_of_a_running_device_use_its_interrupt(struct kunit *test)
{
	struct ena_fixture *f = dev_fixture(test, NULL);
	struct ena_dev *edev = &f->edev;
	u32 messages = f->messages[0];

	KUNIT_EXPECT_EQ(test, ena_feature_set_mtu(&edev->admin, &edev->caps,
						  1500), 0);
	KUNIT_EXPECT_EQ(test, f->messages[0] - messages, 1U);
	KUNIT_EXPECT_FALSE(test, edev->admin.missed_irq);
}

/* ---- events ---- */

static void link_changes_are_passed_on(struct kunit *test)
{
	struct ena_fixture *f = dev_fixture(test, NULL);

	f->fn->link_up = false;
	ena_sim_aenq_raise(f->fn, ENA_HW_AENQ_LINK_CHANGE);
	ena_fixture_advance_ms(f, 10);
	KUNIT_EXPECT_EQ(test, f->news.link_down, 1U);
	KUNIT_EXPECT_EQ(test, f->news.link_up, 1U);
}

static void events_that_no_interrupt_told_of_can_be_polled(struct kunit *test)
{
	struct ena_fixture *f = dev_fixture(test, NULL);

	f->deaf = true;
	f->fn->link_up = false;
	ena_sim_aenq_raise(f->fn, ENA_HW_AENQ_LINK_CHANGE);
	ena_fixture_advance_ms(f, 10);
	KUNIT_EXPECT_EQ(test, f->news.link_down, 0U);
	KUNIT_EXPECT_EQ(test, ena_dev_poll_events(&f->edev), 1U);
	KUNIT_EXPECT_EQ(test, f->news.link_down, 1U);
}

static void flood_of_events_is_worked_off(struct kunit *test)
{
	struct ena_fixture *f = dev_fixture(test, NULL);
	u64 posted = f->fn->aenq_posted;

	ena_fixture_fault(f, ENA_SIM_FAULT_AENQ_FLOOD, 5, 0);
	ena_fixture_advance_ms(f, 100);
	KUNIT_EXPECT_GE(test, f->fn->aenq_posted - posted, 5ULL);
	KUNIT_EXPECT_FALSE(test, ena_aenq_is_pending(&f->edev.aenq));
	KUNIT_EXPECT_EQ(test, f->news.fails, 0U);
}

static void keep_alive_is_noted_with_its_time(struct kunit *test)
{
	struct ena_fixture *f = dev_fixture(test, NULL);
	unsigned long before = f->edev.keep_alive_jiffies;

	ena_fixture_advance_ms(f, 3500);
	KUNIT_EXPECT_GE(test, f->edev.keep_alive_jiffies - before,
			msecs_to_jiffies(2900));
}

static void drops_do_not_go_back(struct kunit *test)
{
	static const u8 first[] = {
		0x05, 0, 0, 0, 0x01, 0, 0, 0, 0x06, 0, 0, 0, 0, 0, 0, 0,
		0x07, 0, 0, 0, 0, 0, 0, 0,
	};
	static const u8 less[24] = { 0x02 };
	struct ena_fixture *f = dev_fixture(test, NULL);
	struct ena_dev_drops sum;

	dev_event(f, ENA_HW_AENQ_KEEP_ALIVE, 0, first, sizeof(first));
	dev_event(f, ENA_HW_AENQ_KEEP_ALIVE, 0, less, sizeof(less));
	ena_dev_get_drops(&f->edev, &sum);
	KUNIT_EXPECT_EQ(test, sum.rx_drops, 0x100000005ULL);
	KUNIT_EXPECT_EQ(test, sum.tx_drops, 6ULL);
	KUNIT_EXPECT_EQ(test, sum.rx_overruns, 7ULL);

	/* The device counts from 0 after a reset, and we go on */
	ena_event_new_epoch(&f->edev);
	dev_event(f, ENA_HW_AENQ_KEEP_ALIVE, 0, less, sizeof(less));
	ena_dev_get_drops(&f->edev, &sum);
	KUNIT_EXPECT_EQ(test, sum.rx_drops, 0x100000007ULL);
	KUNIT_EXPECT_EQ(test, sum.tx_drops, 6ULL);
}

struct dev_alarm {
	const char *name;
	u16 group;
	u16 syndrome;
	unsigned int fails;
	enum ena_hw_reset_reason reason;
};

static const struct dev_alarm dev_alarms[] = {
	{ "fatal error", 1, 0x1234, 1, ENA_HW_RESET_GENERIC },
	{ "warning", 2, 1, 0, 0 },
	{ "notification of an unknown kind", 3, 9, 0, 0 },
	{ "change of capabilities", 5, 0, 0, 0 },
	{ "configuration", 6, 0, 0, 0 },
	{ "request for a reset", 7, 0, 1, ENA_HW_RESET_DEVICE_REQUEST },
};

KUNIT_ARRAY_PARAM_DESC(dev_alarms, dev_alarms, name);

static void only_alarms_lead_to_a_reset(struct kunit *test)
{
	static const u8 data[48] = { 0xff, 0xff, 0xff, 0xff };
	const struct dev_alarm *c = test->param_value;
	struct ena_fixture *f = dev_fixture(test, NULL);

	dev_event(f, c->group, c->syndrome, data, sizeof(data));
	KUNIT_EXPECT_EQ(test, f->news.fails, c->fails);
	if (c->fails)
		KUNIT_EXPECT_EQ(test, f->news.reason, c->reason);
}

static void configuration_is_complained_of_once(struct kunit *test)
{
	static const u8 data[] = { 0x05, 0, 0, 0, 0, 0, 0, 0x80 };
	struct ena_fixture *f = dev_fixture(test, NULL);

	dev_event(f, ENA_HW_AENQ_CONF_NOTIFICATION, 0, data, sizeof(data));
	KUNIT_EXPECT_EQ(test, f->edev.conf_notified, 0x8000000000000005ULL);
	dev_event(f, ENA_HW_AENQ_CONF_NOTIFICATION, 0, data, sizeof(data));
	KUNIT_EXPECT_EQ(test, f->edev.conf_notified, 0x8000000000000005ULL);
}

/* ---- hints ---- */

struct dev_hint {
	const char *name;
	u8 data[12];
	struct ena_hints want;
	u32 admin_ms;
	u32 mmio_ms;
};

static const struct dev_hint dev_hints[] = {
	{
		.name = "none changes nothing",
		.want = { 3000, 5000, 128, 5000 },
		.admin_ms = 3000, .mmio_ms = 200,
	}, {
		.name = "all in bounds",
		/* 500, 10000, 7000, 64, 1500, 8000 */
		.data = { 0xf4, 0x01, 0x10, 0x27, 0x58, 0x1b, 0x40, 0x00,
			  0xdc, 0x05, 0x40, 0x1f },
		.want = { 10000, 7000, 64, 8000 },
		.admin_ms = 1500, .mmio_ms = 500,
	}, {
		.name = "all too small",
		.data = { 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0 },
		.want = { 2000, 1000, 1, 2000 },
		.admin_ms = 100, .mmio_ms = 50,
	}, {
		.name = "all too large",
		.data = { 0xfe, 0xff, 0xfe, 0xff, 0xfe, 0xff, 0xfe, 0xff,
			  0xfe, 0xff, 0xfe, 0xff },
		.want = { 60000, 60000, 65534, 60000 },
		.admin_ms = 30000, .mmio_ms = 2000,
	}, {
		.name = "no supervision, where that is possible",
		.data = { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
			  0xff, 0xff, 0xff, 0xff },
		.want = { U32_MAX, U32_MAX, 65535, 60000 },
		.admin_ms = 30000, .mmio_ms = 2000,
	},
};

KUNIT_ARRAY_PARAM_DESC(dev_hints, dev_hints, name);

static void hints_are_taken_within_bounds(struct kunit *test)
{
	const struct dev_hint *c = test->param_value;
	struct ena_fixture *f = dev_fixture(test, NULL);
	const struct ena_hints *hints = &f->edev.hints;

	dev_event(f, ENA_HW_AENQ_NOTIFICATION, 2, c->data, sizeof(c->data));
	KUNIT_EXPECT_EQ(test, f->news.hints, 1U);
	KUNIT_EXPECT_EQ(test, hints->keep_alive_ms, c->want.keep_alive_ms);
	KUNIT_EXPECT_EQ(test, hints->missing_tx_ms, c->want.missing_tx_ms);
	KUNIT_EXPECT_EQ(test, hints->missing_tx_count,
			c->want.missing_tx_count);
	KUNIT_EXPECT_EQ(test, hints->netdev_wd_ms, c->want.netdev_wd_ms);
	KUNIT_EXPECT_EQ(test, f->edev.admin.timeout_us, c->admin_ms * 1000);
	KUNIT_EXPECT_EQ(test, f->edev.regs.timeout_us, c->mmio_ms * 1000);
}

static void hints_at_start_are_bounded_too(struct kunit *test)
{
	struct ena_fixture *f = dev_fixture_attached(test, NULL);

	/* All of one millisecond */
	ena_fixture_fault(f, ENA_SIM_FAULT_HINTS_HOSTILE, U32_MAX, 0);
	KUNIT_ASSERT_EQ(test, ena_dev_start(&f->edev, ENA_HW_RESET_NORMAL), 0);
	KUNIT_EXPECT_EQ(test, f->edev.hints.keep_alive_ms, 2000U);
	KUNIT_EXPECT_EQ(test, f->edev.admin.timeout_us, 100000U);
	KUNIT_EXPECT_EQ(test, f->edev.regs.timeout_us, 50000U);

	/* A reset forgets them */
	ena_fixture_no_faults(f);
	KUNIT_ASSERT_EQ(test, ena_dev_start(&f->edev, ENA_HW_RESET_NORMAL), 0);
	KUNIT_EXPECT_EQ(test, f->edev.hints.keep_alive_ms, 3000U);
	ena_dev_stop(&f->edev, ENA_HW_RESET_SHUTDOWN);
}

/* ---- debug area ---- */

static void debug_area_is_told_at_every_start(struct kunit *test)
{
	struct ena_fixture *f = dev_fixture(test, NULL);
	struct ena_dev *edev = &f->edev;

	KUNIT_EXPECT_EQ(test, ena_dev_set_debug_area(edev, 8192), 0);
	KUNIT_EXPECT_EQ(test,
			le32_to_cpu(f->fn->host_attr.debug_area_size), 8192U);
	KUNIT_EXPECT_EQ(test, ena_dev_set_debug_area(edev, 8192), -EBUSY);

	ena_dev_stop(edev, ENA_HW_RESET_GENERIC);
	KUNIT_EXPECT_EQ(test,
			le32_to_cpu(f->fn->host_attr.debug_area_size), 0U);
	KUNIT_ASSERT_EQ(test, ena_dev_start(edev, ENA_HW_RESET_NORMAL), 0);
	KUNIT_EXPECT_EQ(test,
			le32_to_cpu(f->fn->host_attr.debug_area_size), 8192U);
}

static void device_works_without_debug_area(struct kunit *test)
{
	struct ena_fixture *f = dev_fixture(test, NULL);

	ena_shim_fail_nth(1);
	KUNIT_EXPECT_EQ(test, ena_dev_set_debug_area(&f->edev, 8192), -ENOMEM);
	KUNIT_EXPECT_TRUE(test, ena_shim_fail_end());
	KUNIT_EXPECT_TRUE(test, ena_dev_is_running(&f->edev));
}

static struct kunit_case dev_tests[] = {
	KUNIT_CASE(start_negotiates_with_the_device),
	KUNIT_CASE(host_page_is_as_documented),
	KUNIT_CASE(each_allocation_of_attach_may_fail),
	KUNIT_CASE_PARAM(failed_start_leaves_nothing_running,
			 dev_failures_gen_params),
	KUNIT_CASE_PARAM(device_that_recovers_starts_after_all,
			 dev_failures_gen_params),
	KUNIT_CASE_PARAM(device_starts_without_what_is_optional,
			 dev_options_gen_params),
	KUNIT_CASE(busy_device_is_asked_again),
	KUNIT_CASE(answers_that_come_too_late_end_the_start),
	KUNIT_CASE(queue_that_dies_during_the_start_is_noticed),
	KUNIT_CASE(time_limit_of_commands_is_the_devices),
	KUNIT_CASE(addresses_do_not_become_shorter),
	KUNIT_CASE(stop_resets_with_the_reason),
	KUNIT_CASE(device_that_cannot_be_stopped_is_cut_off),
	KUNIT_CASE(reset_that_works_at_last_tells_why),
	KUNIT_CASE(device_that_cannot_be_read_is_reset_all_the_same),
	KUNIT_CASE(unplugged_device_is_gone_until_it_is_back),
	KUNIT_CASE(virtual_function_has_not_lost_its_configuration),
	KUNIT_CASE(device_said_to_be_gone_takes_no_command),
	KUNIT_CASE(first_reason_wins_and_is_told_once),
	KUNIT_CASE(dead_admin_queue_is_a_failure),
	KUNIT_CASE(commands_of_a_running_device_use_its_interrupt),
	KUNIT_CASE(link_changes_are_passed_on),
	KUNIT_CASE(events_that_no_interrupt_told_of_can_be_polled),
	KUNIT_CASE(flood_of_events_is_worked_off),
	KUNIT_CASE(keep_alive_is_noted_with_its_time),
	KUNIT_CASE(drops_do_not_go_back),
	KUNIT_CASE_PARAM(only_alarms_lead_to_a_reset, dev_alarms_gen_params),
	KUNIT_CASE(configuration_is_complained_of_once),
	KUNIT_CASE_PARAM(hints_are_taken_within_bounds, dev_hints_gen_params),
	KUNIT_CASE(hints_at_start_are_bounded_too),
	KUNIT_CASE(debug_area_is_told_at_every_start),
	KUNIT_CASE(device_works_without_debug_area),
	{}
};

static struct kunit_suite dev_suite = {
	.name = "ena_dev",
	.test_cases = dev_tests,
};

kunit_test_suite(dev_suite);
