// SPDX-License-Identifier: GPL-2.0-only
/*
 * ena_sim.ko: simulated ENA functions on a virtual PCI bus, for unmodified
 * drivers in a virtual machine (docs/simulator.md). The module binds the
 * ivshmem device whose memory becomes the functions' BARs; functions come and
 * go with the module, and through the driver attributes new_device and
 * del_device.
 */
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/slab.h>

#include "hand.h"

#define ENA_SIM_MEMORY_BAR	2
#define ENA_SIM_MEMORY_MIN	SZ_1M
#define ENA_SIM_LLQ_ALIGN	SZ_4K

static unsigned int functions = 1;
module_param(functions, uint, 0444);
MODULE_PARM_DESC(functions, "functions made when the module is loaded (0 to 8, default 1)");

/* The one bridge; under the PCI core's rescan lock */
static struct ena_sim_bus *ena_sim_bus;

/*
 * One at a time makes or deletes functions. Outside the rescan lock, which
 * may not be held while debugfs files go: they take it themselves.
 */
static DEFINE_MUTEX(ena_sim_life_lock);

/* ---- what the model needs of the world ---- */

static bool ena_sim_is_memory(unsigned long pfn)
{
	if (!pfn_valid(pfn))
		return false;

	/* Holes between memory have pages too; looking closer is slow */
	return !PageReserved(pfn_to_page(pfn)) || page_is_ram(pfn);
}

/* There is no IOMMU: an address on the bus is an address in memory */
static void *ena_sim_front_dma(void *ctx, u64 addr, u32 len)
{
	unsigned long pfn;

	if (!len || addr + len < addr)
		return NULL;

	for (pfn = PHYS_PFN(addr); pfn <= PHYS_PFN(addr + len - 1); pfn++)
		if (!ena_sim_is_memory(pfn))
			return NULL;
	return phys_to_virt(addr);
}

static bool ena_sim_front_may_dma(void *ctx)
{
	return ena_sim_pci_is_master(ctx);
}

static bool ena_sim_front_msix(void *ctx, u16 vector)
{
	return ena_sim_msix_send(ctx, vector);
}

static void ena_sim_front_drop_msix(void *ctx)
{
	ena_sim_msix_drop(ctx);
}

static void ena_sim_front_wire(void *ctx, struct sk_buff *skb)
{
	ena_sim_wire_tx(ctx, skb);
}

static u64 ena_sim_front_now_ns(void *ctx)
{
	return ktime_get_ns();
}

static u64 ena_sim_front_real_ns(void *ctx)
{
	return ktime_get_real_ns();
}

static void ena_sim_front_wake_io(void *ctx)
{
	ena_sim_poll_wake_io();
}

const struct ena_sim_front ena_sim_front = {
	.dma = ena_sim_front_dma,
	.msix = ena_sim_front_msix,
	.drop_msix = ena_sim_front_drop_msix,
	.wire = ena_sim_front_wire,
	.now_ns = ena_sim_front_now_ns,
	.real_ns = ena_sim_front_real_ns,
	.wake_io = ena_sim_front_wake_io,
	.may_dma = ena_sim_front_may_dma,
};

/* ---- functions ---- */

/* BAR2: room for every queue at the largest depth and entry size */
static u32 ena_sim_llq_size(const struct ena_sim_config *cfg)
{
	u32 depth = cfg->llq_depth;
	u32 queue = depth * 128;

	if (!cfg->llq)
		return 0;
	if (cfg->llq_entry & ENA_HW_LLQ_ENTRY_192)
		queue = max(queue, depth * 192);
	if (cfg->llq_entry & ENA_HW_LLQ_ENTRY_256)
		queue = max(queue, (cfg->llq_wide_depth ?: depth / 2) * 256);
	queue = ALIGN(queue, ENA_SIM_LLQ_ALIGN);
	return roundup_pow_of_two(max_t(u32, cfg->queues * queue, SZ_64K));
}

int ena_sim_port_init(struct ena_sim_port *port, unsigned int id,
		      const struct ena_sim_config *cfg,
		      const struct ena_sim_front *front, void *ctx)
{
	int err;

	port->image = kzalloc(ENA_HW_REGS_SIZE, GFP_KERNEL);
	if (!port->image)
		return -ENOMEM;

	err = ena_sim_fn_init(&port->fn, id, cfg, front, ctx, port->image,
			      NULL, 0);
	if (err)
		goto free_image;

	/* Mapped when a driver is bound, but announced before */
	port->fn.bar2_size = ena_sim_llq_size(cfg);

	ena_sim_pci_init(port);
	return 0;

free_image:
	kfree(port->image);
	return err;
}

void ena_sim_port_exit(struct ena_sim_port *port)
{
	ena_sim_fn_destroy(&port->fn);
	kfree(port->image);
}

static int ena_sim_port_create(struct ena_sim_bus *bus, unsigned int id,
			       const struct ena_sim_config *cfg)
{
	struct ena_sim_port *port;
	int err;

	port = kvzalloc_obj(*port);
	if (!port)
		return -ENOMEM;

	port->bus = bus;
	err = ena_sim_port_init(port, id, cfg, &ena_sim_front, port);
	if (err)
		goto free;

	err = ena_sim_wire_create(port);
	if (err)
		goto exit;

	WRITE_ONCE(bus->port[id], port);
	ena_sim_poll_add(port);
	err = ena_sim_pci_add(port);
	if (err)
		goto poll_del;

	/* Files wait for the rescan lock, so they cannot be taken back here */
	ena_sim_debugfs_create(port);
	ena_sim_pci_start(port);
	return 0;

poll_del:
	ena_sim_poll_del(port);
	WRITE_ONCE(bus->port[id], NULL);
	ena_sim_pci_exit(port);
	ena_sim_wire_destroy(port);
exit:
	ena_sim_port_exit(port);
free:
	kvfree(port);
	return err;
}

/* The kernel's device of @port is gone already */
static void ena_sim_port_destroy(struct ena_sim_port *port)
{
	ena_sim_poll_del(port);
	WRITE_ONCE(port->bus->port[port->fn.id], NULL);
	ena_sim_pci_exit(port);
	ena_sim_wire_destroy(port);
	ena_sim_port_exit(port);
	kvfree(port);
}

static void ena_sim_debugfs_destroy_all(struct ena_sim_bus *bus)
{
	unsigned int i;

	for (i = 0; i < ENA_SIM_MAX_FUNCTIONS; i++)
		if (bus->port[i])
			ena_sim_debugfs_destroy(bus->port[i]);
}

static void ena_sim_destroy_all(struct ena_sim_bus *bus)
{
	unsigned int i;

	ena_sim_debugfs_destroy_all(bus);

	/* Drivers let go with the pollers' help */
	ena_sim_bus_stop(bus);
	for (i = 0; i < ENA_SIM_MAX_FUNCTIONS; i++)
		if (bus->port[i])
			ena_sim_port_destroy(bus->port[i]);
	ena_sim_poll_stop();
	ena_sim_bus_destroy(bus);
}

/* ---- new_device, del_device ---- */

struct ena_sim_bus *ena_sim_bus_lock(void)
{
	mutex_lock(&ena_sim_life_lock);
	pci_lock_rescan_remove();
	return ena_sim_bus;
}

void ena_sim_bus_unlock(void)
{
	pci_unlock_rescan_remove();
	mutex_unlock(&ena_sim_life_lock);
}

int ena_sim_bus_free_id(const struct ena_sim_bus *bus)
{
	unsigned int i;

	for (i = 0; i < ENA_SIM_MAX_FUNCTIONS; i++)
		if (!bus->port[i])
			return i;
	return -ENOSPC;
}

static int ena_sim_new(int id, const struct ena_sim_config *cfg)
{
	struct ena_sim_bus *bus;
	int err = -ENODEV;

	bus = ena_sim_bus_lock();
	if (!bus)
		goto unlock;

	if (id < 0)
		id = ena_sim_bus_free_id(bus);
	if (id < 0)
		err = id;
	else if (bus->port[id])
		err = -EEXIST;
	else
		err = ena_sim_port_create(bus, id, cfg);
unlock:
	ena_sim_bus_unlock();
	return err;
}

/* "[N] [key=value ...]"; without N the first number that is free */
static ssize_t new_device_store(struct device_driver *drv, const char *buf,
				size_t count)
{
	struct ena_sim_config cfg;
	unsigned int id;
	int err, n = -1, len = 0;

	if (sscanf(buf, "%u%n", &id, &len) == 1) {
		if (id >= ENA_SIM_MAX_FUNCTIONS)
			return -EINVAL;
		n = id;
	}

	ena_sim_config_defaults(&cfg);
	err = ena_sim_config_parse(&cfg, buf + len) ?:
	      ena_sim_config_check(&cfg) ?:
	      ena_sim_new(n, &cfg);
	return err ?: count;
}
static DRIVER_ATTR_WO(new_device);

static int ena_sim_del(unsigned int id)
{
	struct ena_sim_port *port;
	int err = -ENODEV;

	mutex_lock(&ena_sim_life_lock);
	port = ena_sim_bus ? READ_ONCE(ena_sim_bus->port[id]) : NULL;
	if (!port)
		goto unlock;

	ena_sim_debugfs_destroy(port);
	pci_lock_rescan_remove();
	ena_sim_pci_del(port);
	ena_sim_port_destroy(port);
	pci_unlock_rescan_remove();
	err = 0;
unlock:
	mutex_unlock(&ena_sim_life_lock);
	return err;
}

static ssize_t del_device_store(struct device_driver *drv, const char *buf,
				size_t count)
{
	unsigned int id;
	int err;

	err = kstrtouint(buf, 0, &id);
	if (err)
		return err;
	if (id >= ENA_SIM_MAX_FUNCTIONS)
		return -EINVAL;

	err = ena_sim_del(id);
	return err ?: count;
}
static DRIVER_ATTR_WO(del_device);

static struct attribute *ena_sim_attrs[] = {
	&driver_attr_new_device.attr,
	&driver_attr_del_device.attr,
	NULL,
};
ATTRIBUTE_GROUPS(ena_sim);

/* ---- the device that lends its memory ---- */

static int ena_sim_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct ena_sim_bus *bus;
	int err;

	if (ena_sim_bus)
		return -EBUSY;
	if (!(pci_resource_flags(pdev, ENA_SIM_MEMORY_BAR) & IORESOURCE_MEM) ||
	    pci_resource_len(pdev, ENA_SIM_MEMORY_BAR) < ENA_SIM_MEMORY_MIN) {
		pci_err(pdev, "BAR2 is not memory of 1 MiB or more\n");
		return -ENODEV;
	}

	/* Its region is not requested: the functions' BARs lie in it */
	err = pcim_enable_device(pdev);
	if (err)
		return err;

	err = ena_sim_poll_start();
	if (err)
		return err;

	bus = ena_sim_bus_create(pdev);
	if (IS_ERR(bus)) {
		ena_sim_poll_stop();
		return PTR_ERR(bus);
	}

	ena_sim_bus = bus;
	return 0;
}

/*
 * Only when the device itself is removed, which takes the rescan lock: the
 * attributes that bind and unbind are suppressed, and leaving takes the
 * functions away first.
 */
static void ena_sim_remove(struct pci_dev *pdev)
{
	if (!ena_sim_bus)
		return;

	ena_sim_destroy_all(ena_sim_bus);
	ena_sim_bus = NULL;
}

static const struct pci_device_id ena_sim_ids[] = {
	{ PCI_DEVICE(0x1af4, 0x1110) },	/* ivshmem */
	{ }
};

static struct pci_driver ena_sim_driver = {
	.name = "ena_sim",
	.id_table = ena_sim_ids,
	.probe = ena_sim_probe,
	.remove = ena_sim_remove,
	.groups = ena_sim_groups,
	.driver = {
		.suppress_bind_attrs = true,
		.probe_type = PROBE_FORCE_SYNCHRONOUS,
	},
};

static void ena_sim_leave(void)
{
	mutex_lock(&ena_sim_life_lock);
	if (ena_sim_bus)
		ena_sim_debugfs_destroy_all(ena_sim_bus);
	pci_lock_rescan_remove();
	if (ena_sim_bus)
		ena_sim_destroy_all(ena_sim_bus);
	ena_sim_bus = NULL;
	pci_unlock_rescan_remove();
	mutex_unlock(&ena_sim_life_lock);
	pci_unregister_driver(&ena_sim_driver);
	ena_sim_debugfs_exit();
}

static int __init ena_sim_module_init(void)
{
	struct ena_sim_config cfg;
	unsigned int i;
	int err;

	if (functions > ENA_SIM_MAX_FUNCTIONS) {
		pr_err("ena_sim: functions=%u: at most %u\n", functions,
		       ENA_SIM_MAX_FUNCTIONS);
		return -EINVAL;
	}
	ena_sim_config_defaults(&cfg);
	err = ena_sim_config_check(&cfg);
	if (err)
		return err;

	ena_sim_debugfs_init();
	err = pci_register_driver(&ena_sim_driver);
	if (err) {
		ena_sim_debugfs_exit();
		return err;
	}
	if (!ena_sim_bus) {
		pr_err("ena_sim: no usable ivshmem device (1af4:1110); start QEMU with -object memory-backend-ram,id=m,size=16M,share=on -device ivshmem-plain,memdev=m\n");
		err = -ENODEV;
	}
	for (i = 0; i < functions && !err; i++)
		err = ena_sim_new(i, &cfg);
	if (err)
		ena_sim_leave();
	return err;
}
module_init(ena_sim_module_init);

static void __exit ena_sim_module_exit(void)
{
	ena_sim_leave();
}
module_exit(ena_sim_module_exit);

MODULE_DESCRIPTION("Simulated Elastic Network Adapter functions");
MODULE_LICENSE("GPL");
