// SPDX-License-Identifier: GPL-2.0-only
/*
 * The module: what the PCI core asks for, module parameters, and the one place
 * where the layers are put together.
 */
#include <linux/crash_dump.h>
#include <linux/delay.h>
#include <linux/etherdevice.h>
#include <linux/init.h>
#include <linux/interrupt.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/pm.h>

#include <ena_compat_stat_ops.h>

#include "ena_ethtool.h"
#include "ena_net.h"
#include "ena_pci_err.h"
#include "ena_recover.h"
#include "ena_stats.h"
#include "ena_tx.h"
#include "ena_vec.h"
#include "ena_version.h"

#define ENA_MSG_DEFAULT	(NETIF_MSG_DRV | NETIF_MSG_PROBE | NETIF_MSG_LINK | \
			 NETIF_MSG_IFUP | NETIF_MSG_TX_ERR | NETIF_MSG_RX_ERR)

/* Until the last try to start a device at probe, after 1, 2, 4 ... seconds */
#define ENA_START_PAUSE_MAX_S	4

/* From the first failure on, for all devices; a minute later it is new */
#define ENA_START_PATIENCE	(6 * HZ)
#define ENA_START_PATIENCE_NEW	(60 * HZ)

/* What a crash kernel can afford */
#define ENA_KDUMP_PAIRS		1

/* Queue pairs a user may ask for though there are fewer CPUs */
#define ENA_PAIRS_OFFERED	32

/* Entries of the debug area: the globals, and those of some queues */
#define ENA_DEBUG_AREA_STATS	1024

static int debug = -1;
module_param(debug, int, 0444);
MODULE_PARM_DESC(debug, "Message level, a number of bits (-1: default)");

static int rx_queue_size = ENA_RING_DEFAULT;
module_param(rx_queue_size, int, 0444);
MODULE_PARM_DESC(rx_queue_size, "Rx ring entries at load (ethtool -G later)");

#define ENA_LARGE_LLQ_UNSET	0xffff
static int force_large_llq_header = ENA_LARGE_LLQ_UNSET;
module_param(force_large_llq_header, int, 0444);
MODULE_PARM_DESC(force_large_llq_header,
		 "Room for large Tx headers: 0 no, 1 yes, unset: as the device recommends");

static int num_io_queues = ENA_MAX_PAIRS;
module_param(num_io_queues, int, 0444);
MODULE_PARM_DESC(num_io_queues, "Queue pairs at load (ethtool -L later)");

/* Accepted so that a configuration for another driver does not fail to load */
static int enable_bql = 1;
module_param(enable_bql, int, 0444);
MODULE_PARM_DESC(enable_bql, "Ignored: byte queue limits are always on");

static int enable_frag_bypass;
module_param(enable_frag_bypass, int, 0444);
MODULE_PARM_DESC(enable_frag_bypass, "Ignored: it needs byte queue limits off");

static int lpc_size = -1;
module_param(lpc_size, int, 0444);
MODULE_PARM_DESC(lpc_size, "Ignored: Rx pages come from the kernel's page pool");

static uint phc_enable;
module_param(phc_enable, uint, 0444);
MODULE_PARM_DESC(phc_enable, "Ignored: the device's clock is not supported");

/*
 * A bound function. @enet is there from the middle of probe to remove, and
 * what the PCI core keeps for the driver.
 */
struct ena_nic {
	struct ena_dev edev;
	struct ena_net *enet;
	int nr_vectors;
	char irq_name[48];
};

static void ena_main_link(void *ctx, bool up)
{
	struct ena_nic *nic = ctx;

	if (nic->enet)
		ena_net_set_link(nic->enet, up);
}

static void ena_main_hints(void *ctx)
{
	struct ena_nic *nic = ctx;
	u32 ms = READ_ONCE(nic->edev.hints.netdev_wd_ms);

	if (nic->enet)
		WRITE_ONCE(nic->enet->netdev->watchdog_timeo,
			   msecs_to_jiffies(ms));
}

static void ena_main_fail(void *ctx, enum ena_hw_reset_reason reason)
{
	struct ena_nic *nic = ctx;

	if (nic->enet)
		ena_recover_request(nic->enet, reason);
}

static const struct ena_dev_ops ena_main_dev_ops = {
	.link = ena_main_link,
	.hints = ena_main_hints,
	.fail = ena_main_fail,
};

static const struct net_device_ops ena_main_netdev_ops = {
	.ndo_open = ena_net_open,
	.ndo_stop = ena_net_stop,
	.ndo_start_xmit = ena_tx_xmit,
	.ndo_features_check = ena_tx_features_check,
	.ndo_tx_timeout = ena_recover_tx_timeout,
	.ndo_change_mtu = ena_net_change_mtu,
	.ndo_set_features = ena_net_set_features,
	.ndo_get_stats64 = ena_stats_get64,
	.ndo_validate_addr = eth_validate_addr,
};

static enum ena_llq_want ena_main_llq_want(void)
{
	switch (force_large_llq_header) {
	case 0:
		return ENA_LLQ_NORMAL;
	case 1:
		return ENA_LLQ_LARGE;
	default:
		return ENA_LLQ_RECOMMENDED;
	}
}

/* A kernel that saves what is left of one that crashed has little memory */
static bool ena_main_is_crash_kernel(void)
{
	return is_kdump_kernel() || reset_devices;
}

/* Queue pairs the device has, and that it is worth having */
static u16 ena_main_pairs_max(const struct ena_dev *edev)
{
	u32 pairs = ena_main_is_crash_kernel() ? ENA_KDUMP_PAIRS :
						 ena_llq_pairs_max(edev);

	return min3(pairs, max_t(u32, num_online_cpus(), ENA_PAIRS_OFFERED),
		    (u32)ENA_MAX_PAIRS);
}

/* Vector 0 is the management's, the others one a queue pair (1.4) */
static int ena_main_alloc_vectors(struct ena_nic *nic)
{
	struct pci_dev *pdev = nic->edev.pdev;
	int want, got;

	want = ENA_HW_MSIX_IO_BASE + ena_main_pairs_max(&nic->edev);
	got = pci_alloc_irq_vectors(pdev, ENA_HW_MSIX_MIN, want, PCI_IRQ_MSIX);
	if (got < 0) {
		dev_err(&pdev->dev, "Failed to enable MSI-X: %d\n", got);
		return got;
	}

	if (got != want)
		dev_notice(&pdev->dev,
			   "Enable only %d MSI-X (out of %d), reduce the number of queues\n",
			   got, want);
	nic->nr_vectors = got;
	/* Only here: from now on an interrupt stays where the user puts it */
	ena_vec_spread_irqs(&nic->edev, got - ENA_HW_MSIX_IO_BASE);
	return 0;
}

static int ena_main_request_mgmt_irq(struct ena_nic *nic)
{
	struct pci_dev *pdev = nic->edev.pdev;
	int err;

	snprintf(nic->irq_name, sizeof(nic->irq_name), "ena-mgmnt@pci:%s",
		 pci_name(pdev));
	err = request_irq(pci_irq_vector(pdev, ENA_HW_MSIX_MGMT),
			  ena_dev_mgmt_irq, 0, nic->irq_name, &nic->edev);
	if (err)
		dev_err(&pdev->dev, "Failed to request the management irq: %d\n",
			err);
	return err;
}

static void ena_main_free_mgmt_irq(struct ena_nic *nic)
{
	free_irq(pci_irq_vector(nic->edev.pdev, ENA_HW_MSIX_MGMT), &nic->edev);
}

static struct ena_net_opts ena_main_opts(const struct ena_nic *nic)
{
	struct ena_net_opts opts = {
		.pairs_max = nic->nr_vectors - ENA_HW_MSIX_IO_BASE,
		.tx_depth = ENA_RING_DEFAULT,
		.rx_depth = ENA_RING_DEFAULT,
		.llq_want = ena_main_llq_want(),
		.msg_enable = netif_msg_init(debug, ENA_MSG_DEFAULT),
	};

	opts.pairs = clamp_t(int, num_io_queues, 1,
			     min_t(u32, opts.pairs_max, num_online_cpus()));
	if (rx_queue_size > 0)
		opts.rx_depth = max_t(u32, rounddown_pow_of_two(rx_queue_size),
				      ENA_RING_MIN);
	if (ena_main_is_crash_kernel()) {
		opts.tx_depth = ENA_RING_MIN;
		opts.rx_depth = ENA_RING_MIN;
		opts.llq_want = ENA_LLQ_NORMAL;
	}

	return opts;
}

static int ena_main_create_netdev(struct ena_nic *nic)
{
	struct ena_net_opts opts = ena_main_opts(nic);
	struct net_device *netdev;

	netdev = ena_net_alloc(&nic->edev, &opts);
	if (IS_ERR(netdev))
		return PTR_ERR(netdev);

	netdev->netdev_ops = &ena_main_netdev_ops;
	netdev->ethtool_ops = &ena_ethtool_ops;
	netdev_set_stat_ops(netdev, &ena_stats_ops);
	nic->enet = netdev_priv(netdev);
	pci_set_drvdata(nic->edev.pdev, nic->enet);
	ena_recover_init(nic->enet);
	return 0;
}

/* Events come from now on, and the user may open the interface at once */
static int ena_main_register(struct ena_nic *nic)
{
	struct ena_net *enet = nic->enet;
	struct pci_dev *pdev = nic->edev.pdev;
	int err;

	/* Where it fails there is no memory for it, or nobody who reads it */
	err = ena_dev_set_debug_area(&nic->edev,
				     ENA_DEBUG_AREA_STATS *
				     sizeof(struct ena_hw_debug_stat));
	if (err)
		dev_dbg(&pdev->dev, "No debug area: %d\n", err);

	ena_main_hints(nic);
	ena_dev_go(&nic->edev);
	ena_recover_start(enet);
	err = register_netdev(enet->netdev);
	if (err) {
		ena_recover_stop(enet);
		return err;
	}

	dev_info(&pdev->dev, "creating %d io queues. queue size: %d\n",
		 enet->cfg.nr, enet->cfg.tx_depth);
	dev_info(&pdev->dev,
		 "Elastic Network Adapter (ENA) found at mem %lx, mac addr %pM\n",
		 (long)pci_resource_start(pdev, ENA_HW_BAR_REGS),
		 enet->netdev->dev_addr);
	return 0;
}

/* From a started device that polls to a registered interface */
static int ena_main_start(struct ena_nic *nic)
{
	int err;

	err = ena_main_alloc_vectors(nic);
	if (err)
		return err;

	err = ena_main_create_netdev(nic);
	if (err)
		goto free_vectors;

	err = ena_main_request_mgmt_irq(nic);
	if (err)
		goto free_vectors;

	err = ena_main_register(nic);
	if (err)
		goto free_mgmt_irq;

	return 0;

free_mgmt_irq:
	ena_main_free_mgmt_irq(nic);
free_vectors:
	pci_free_irq_vectors(nic->edev.pdev);
	return err;
}

/* Its answers may become better; what it is and where it is will not change */
static bool ena_main_may_start_later(const struct ena_nic *nic, int err)
{
	return err && err != -EOPNOTSUPP && nic->edev.state != ENA_DEV_GONE;
}

/*
 * Devices are probed one after the other, and the boot waits: for all of them,
 * and then maybe for the kernel's own driver, which is tried if they do not
 * start. Two who ask at once can only become a little more patient.
 */
static bool ena_main_is_patient(void)
{
	static unsigned long first;
	unsigned long now = jiffies;
	unsigned long since = now - READ_ONCE(first);

	if (!READ_ONCE(first) || since > ENA_START_PATIENCE_NEW) {
		WRITE_ONCE(first, now);
		return true;
	}
	return since < ENA_START_PATIENCE;
}

static int ena_main_start_later(struct ena_nic *nic, int err,
				unsigned int pause_s)
{
	dev_warn(&nic->edev.pdev->dev,
		 "The device does not come up (error %d), next try in %u s\n",
		 err, pause_s);
	ssleep(pause_s);
	return ena_dev_start(&nic->edev, ENA_HW_RESET_NORMAL);
}

/*
 * A device that is slow, or in a reset that someone gave up, may do better
 * later. It is not left to a deferred probe alone, which comes only when some
 * other driver binds and maybe never.
 */
static int ena_main_start_device(struct ena_nic *nic)
{
	unsigned int pause_s;
	int err;

	err = ena_dev_start(&nic->edev, ENA_HW_RESET_NORMAL);
	for (pause_s = 1; pause_s <= ENA_START_PAUSE_MAX_S; pause_s *= 2) {
		if (!ena_main_may_start_later(nic, err) || !ena_main_is_patient())
			break;
		err = ena_main_start_later(nic, err, pause_s);
	}
	if (!err)
		return 0;

	dev_err(&nic->edev.pdev->dev, "The device does not start: %d\n", err);
	return ena_main_may_start_later(nic, err) ? -EPROBE_DEFER : err;
}

static int ena_main_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct ena_nic *nic;
	int err;

	nic = kzalloc_obj(*nic);
	if (!nic)
		return -ENOMEM;

	err = ena_dev_attach(&nic->edev, pdev, &ena_main_dev_ops, nic);
	if (err)
		goto free_nic;

	err = ena_main_start_device(nic);
	if (err)
		goto detach;

	err = ena_main_start(nic);
	if (err)
		goto stop_device;

	return 0;

stop_device:
	ena_dev_stop(&nic->edev, ENA_HW_RESET_INIT_ERR);
detach:
	ena_dev_detach(&nic->edev);
	if (nic->enet)
		ena_net_free(nic->enet->netdev);
free_nic:
	kfree(nic);
	return err;
}

/* Queue memory that waited for the device is given back when it is stopped */
static void ena_main_stop_device(struct ena_nic *nic)
{
	ena_dev_stop(&nic->edev, ENA_HW_RESET_SHUTDOWN);
	ena_net_lock(nic->enet);
	ena_net_settle(nic->enet);
	ena_net_unlock(nic->enet);
}

static void ena_main_remove(struct pci_dev *pdev)
{
	struct ena_net *enet = pci_get_drvdata(pdev);
	struct ena_nic *nic = container_of(enet->edev, struct ena_nic, edev);
	struct net_device *netdev = enet->netdev;

	if (!pci_device_is_present(pdev))
		ena_dev_set_gone(&nic->edev);

	ena_recover_stop(enet);
	unregister_netdev(netdev);
	ena_main_stop_device(nic);
	ena_main_free_mgmt_irq(nic);
	pci_free_irq_vectors(pdev);
	ena_dev_detach(&nic->edev);
	ena_net_free(netdev);
	kfree(nic);
}

/* The next kernel must not find a device that writes to its memory */
static void ena_main_shutdown(struct pci_dev *pdev)
{
	ena_recover_suspend(pci_get_drvdata(pdev), ENA_HW_RESET_SHUTDOWN);
}

static int ena_main_suspend(struct device *dev)
{
	struct ena_net *enet = dev_get_drvdata(dev);

	ena_net_count(enet, &enet->events.suspend);
	ena_recover_suspend(enet, ENA_HW_RESET_NORMAL);
	return 0;
}

/* Never fails: what does not work at once is tried again */
static int ena_main_resume(struct device *dev)
{
	struct ena_net *enet = dev_get_drvdata(dev);

	ena_net_count(enet, &enet->events.resume);
	if (!ena_recover_resume(enet))
		dev_warn(dev, "The device is not back yet\n");
	return 0;
}

static DEFINE_SIMPLE_DEV_PM_OPS(ena_main_pm_ops, ena_main_suspend,
				ena_main_resume);

static const struct pci_device_id ena_main_ids[] = {
	{ PCI_DEVICE(ENA_HW_VENDOR_ID, ENA_HW_DEV_ID_LEGACY) },
	{ PCI_DEVICE(ENA_HW_VENDOR_ID, ENA_HW_DEV_ID_PF) },
	{ PCI_DEVICE(ENA_HW_VENDOR_ID, ENA_HW_DEV_ID_PF_LLQ) },
	{ PCI_DEVICE(ENA_HW_VENDOR_ID, ENA_HW_DEV_ID_VF) },
	{ PCI_DEVICE(ENA_HW_VENDOR_ID, ENA_HW_DEV_ID_VF_LLQ) },
	{ }
};
MODULE_DEVICE_TABLE(pci, ena_main_ids);

static struct pci_driver ena_main_driver = {
	.name = KBUILD_MODNAME,
	.id_table = ena_main_ids,
	.probe = ena_main_probe,
	.remove = ena_main_remove,
	.shutdown = ena_main_shutdown,
	.err_handler = &ena_pci_err_handlers,
	.driver.pm = pm_sleep_ptr(&ena_main_pm_ops),
};

static void ena_main_explain(const char *name, const char *why)
{
	pr_info(KBUILD_MODNAME ": %s is ignored: %s\n", name, why);
}

/* Say what of another driver's configuration has no effect here */
static void ena_main_explain_parameters(void)
{
	if (!enable_bql)
		ena_main_explain("enable_bql=0",
				 "byte queue limits are always on");
	if (enable_frag_bypass)
		ena_main_explain("enable_frag_bypass",
				 "byte queue limits are always on");
	if (lpc_size >= 0)
		ena_main_explain("lpc_size",
				 "Rx pages come from the kernel's page pool");
	if (phc_enable)
		ena_main_explain("phc_enable",
				 "the device's clock is not supported");
}

static int __init ena_main_init(void)
{
	ena_main_explain_parameters();
	return pci_register_driver(&ena_main_driver);
}
module_init(ena_main_init);

static void __exit ena_main_exit(void)
{
	pci_unregister_driver(&ena_main_driver);
}
module_exit(ena_main_exit);

MODULE_DESCRIPTION("Elastic Network Adapter (ENA)");
MODULE_LICENSE("GPL");
MODULE_VERSION(ENA_VERSION);
