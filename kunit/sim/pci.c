// SPDX-License-Identifier: GPL-2.0-only
/*
 * A PCI host bridge made of memory. Configuration space is an array with a
 * write mask. BARs are slices of the memory that an ivshmem device lends: the
 * PCI core places them inside our window as on any bus, drivers map them, and
 * we map the same slices with the same type of caching.
 *
 * Nobody tells when memory is written, so the model finds out by polling. A
 * write to configuration space is noticed, but may come with interrupts off:
 * what needs to sleep is left to a poller, or to the moment a driver is about
 * to be bound, which is when BARs that moved are followed.
 */
#include <linux/slab.h>

#include "front.h"

/* Capabilities, in the order of their list */
#define ENA_SIM_CAP_PM		0x40
#define ENA_SIM_CAP_EXP		0x70
#define ENA_SIM_CAP_MSIX	0xb0

/* Where the window lies as seen from the bus: below 4 GiB, wherever it is */
#define ENA_SIM_WINDOW_BASE	0x80000000

#define ENA_SIM_COMMAND_BITS	(PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER | \
				 PCI_COMMAND_PARITY | PCI_COMMAND_SERR | \
				 PCI_COMMAND_INTX_DISABLE)

static struct ena_sim_bus *ena_sim_bus_of(struct pci_bus *pbus)
{
	struct pci_host_bridge *bridge = pci_find_host_bridge(pbus);

	return *(struct ena_sim_bus **)pci_host_bridge_priv(bridge);
}

/* ---- configuration space ---- */

static void ena_sim_space_set(struct ena_sim_port *port, unsigned int off,
			      u32 val, u32 mask)
{
	port->space.init[off / 4] = val;
	port->space.val[off / 4] = val;
	port->space.mask[off / 4] = mask;
}

static u32 ena_sim_space_get(const struct ena_sim_port *port, unsigned int off)
{
	return READ_ONCE(port->space.val[off / 4]);
}

static void ena_sim_space_init_header(struct ena_sim_port *port)
{
	const struct ena_sim_config *cfg = &port->fn.cfg;
	u32 id = cfg->device_id << 16 | ENA_HW_VENDOR_ID;
	u32 revision = 0;

	if (cfg->direct_reads)
		revision |= ENA_HW_REVISION_DIRECT_READS;

	ena_sim_space_set(port, PCI_VENDOR_ID, id, 0);
	ena_sim_space_set(port, PCI_COMMAND, PCI_STATUS_CAP_LIST << 16,
			  ENA_SIM_COMMAND_BITS);
	ena_sim_space_set(port, PCI_CLASS_REVISION,
			  PCI_CLASS_NETWORK_ETHERNET << 16 | revision, 0);
	ena_sim_space_set(port, PCI_CACHE_LINE_SIZE, 0, 0xff);
	ena_sim_space_set(port, PCI_SUBSYSTEM_VENDOR_ID, id, 0);
	ena_sim_space_set(port, PCI_CAPABILITY_LIST, ENA_SIM_CAP_PM, 0);
	ena_sim_space_set(port, PCI_INTERRUPT_LINE, 0, 0xff);
}

static void ena_sim_space_init_bars(struct ena_sim_port *port)
{
	static const u32 flags[ENA_SIM_NR_BARS] = {
		[ENA_HW_BAR_LLQ] = PCI_BASE_ADDRESS_MEM_PREFETCH,
	};
	unsigned int i;

	port->bar[ENA_HW_BAR_REGS].size = ENA_HW_REGS_SIZE;
	port->bar[ENA_SIM_BAR_MSIX].size = ENA_SIM_BAR_MSIX_SIZE;
	port->bar[ENA_HW_BAR_LLQ].size = port->fn.bar2_size;

	for (i = 0; i < ENA_SIM_NR_BARS; i++)
		if (port->bar[i].size)
			ena_sim_space_set(port, PCI_BASE_ADDRESS_0 + 4 * i,
					  flags[i], ~(port->bar[i].size - 1));
}

/* Power management without No_Soft_Reset: nothing survives D3hot */
static void ena_sim_space_init_pm(struct ena_sim_port *port)
{
	ena_sim_space_set(port, ENA_SIM_CAP_PM,
			  PCI_CAP_ID_PM | ENA_SIM_CAP_EXP << 8 | 3 << 16, 0);
	ena_sim_space_set(port, ENA_SIM_CAP_PM + PCI_PM_CTRL, 0,
			  PCI_PM_CTRL_STATE_MASK);
}

/* A PCI Express endpoint, eight lanes of 8 GT/s */
static void ena_sim_space_init_exp(struct ena_sim_port *port)
{
	u32 link = PCI_EXP_LNKSTA_CLS_8_0GB | PCI_EXP_LNKSTA_NLW_X8;
	u32 cap = PCI_EXP_DEVCAP_RBER | 1;	/* payload up to 256 bytes */
	u32 flags = PCI_EXP_TYPE_ENDPOINT << 4 | 2;

	if (port->fn.cfg.flr)
		cap |= PCI_EXP_DEVCAP_FLR;

	ena_sim_space_set(port, ENA_SIM_CAP_EXP, PCI_CAP_ID_EXP |
			  ENA_SIM_CAP_MSIX << 8 | flags << 16, 0);
	ena_sim_space_set(port, ENA_SIM_CAP_EXP + PCI_EXP_DEVCAP, cap, 0);
	ena_sim_space_set(port, ENA_SIM_CAP_EXP + PCI_EXP_DEVCTL,
			  PCI_EXP_DEVCTL_RELAX_EN | PCI_EXP_DEVCTL_NOSNOOP_EN |
			  PCI_EXP_DEVCTL_READRQ_512B, 0x7fff);
	ena_sim_space_set(port, ENA_SIM_CAP_EXP + PCI_EXP_LNKCAP, link, 0);
	ena_sim_space_set(port, ENA_SIM_CAP_EXP + PCI_EXP_LNKCTL, link << 16,
			  PCI_EXP_LNKCTL_CCC | PCI_EXP_LNKCTL_ES);
	ena_sim_space_set(port, ENA_SIM_CAP_EXP + PCI_EXP_DEVCTL2, 0, 0xffff);
	ena_sim_space_set(port, ENA_SIM_CAP_EXP + PCI_EXP_LNKCAP2,
			  PCI_EXP_LNKCAP2_SLS_2_5GB | PCI_EXP_LNKCAP2_SLS_5_0GB |
			  PCI_EXP_LNKCAP2_SLS_8_0GB, 0);
	ena_sim_space_set(port, ENA_SIM_CAP_EXP + PCI_EXP_LNKCTL2,
			  PCI_EXP_LNKCTL2_TLS_8_0GT, PCI_EXP_LNKCTL2_TLS);
}

static void ena_sim_space_init_msix(struct ena_sim_port *port)
{
	u32 flags = port->msix.nr - 1;

	ena_sim_space_set(port, ENA_SIM_CAP_MSIX,
			  PCI_CAP_ID_MSIX | flags << 16,
			  (PCI_MSIX_FLAGS_ENABLE | PCI_MSIX_FLAGS_MASKALL) << 16);
	ena_sim_space_set(port, ENA_SIM_CAP_MSIX + PCI_MSIX_TABLE,
			  ENA_SIM_BAR_MSIX, 0);
	ena_sim_space_set(port, ENA_SIM_CAP_MSIX + PCI_MSIX_PBA,
			  ENA_SIM_MSIX_PBA | ENA_SIM_BAR_MSIX, 0);
}

/* Fill in what the configuration of the model says; it is not on the bus yet */
void ena_sim_pci_init(struct ena_sim_port *port)
{
	const struct ena_sim_config *cfg = &port->fn.cfg;

	port->devfn = PCI_DEVFN(port->fn.id, 0);
	port->plugged = true;
	port->msix.nr = cfg->vectors ?: cfg->queues + 1;
	port->msix.epoch = 1;
	ena_sim_space_init_header(port);
	ena_sim_space_init_bars(port);
	ena_sim_space_init_pm(port);
	ena_sim_space_init_exp(port);
	ena_sim_space_init_msix(port);
}

/* The PCI side of a reset at once, the model's as soon as a poller runs */
static void ena_sim_space_reset(struct ena_sim_port *port)
{
	memcpy(port->space.val, port->space.init, sizeof(port->space.val));
	ena_sim_msix_control(port, 0);
	ena_sim_msix_clear(port);
	set_bit(ENA_SIM_EVENT_RESET, &port->events);
	ena_sim_poll_wake_ctl();
}

/* What a write does beyond changing bits: @old became @val, @put was written */
static void ena_sim_space_written(struct ena_sim_port *port, unsigned int off,
				  u32 old, u32 val, u32 put)
{
	switch (off) {
	case ENA_SIM_CAP_PM + PCI_PM_CTRL:
		if ((old & PCI_PM_CTRL_STATE_MASK) == (__force u32)PCI_D3hot &&
		    (val & PCI_PM_CTRL_STATE_MASK) == (__force u32)PCI_D0)
			ena_sim_space_reset(port);
		break;
	case ENA_SIM_CAP_EXP + PCI_EXP_DEVCTL:
		if (port->fn.cfg.flr && (put & PCI_EXP_DEVCTL_BCR_FLR))
			ena_sim_space_reset(port);
		break;
	case ENA_SIM_CAP_MSIX:
		ena_sim_msix_control(port, val >> 16);
		ena_sim_poll_wake_ctl();
		break;
	}
}

static void ena_sim_space_write(struct ena_sim_port *port, unsigned int off,
				u32 bits, u32 put)
{
	u32 *word = &port->space.val[off / 4];
	u32 mask = port->space.mask[off / 4] & bits;
	u32 old = *word;

	WRITE_ONCE(*word, (old & ~mask) | (put & mask));
	ena_sim_space_written(port, off, old, *word, put & bits);
}

/* Who answers to @devfn, if the cycle is for us at all; cfg_lock */
static struct ena_sim_port *ena_sim_bus_port(struct ena_sim_bus *bus,
					     unsigned int devfn)
{
	struct ena_sim_port *port;

	if (PCI_FUNC(devfn) || PCI_SLOT(devfn) >= ENA_SIM_MAX_FUNCTIONS)
		return NULL;
	port = bus->cfg_port[PCI_SLOT(devfn)];
	return port && port->plugged ? port : NULL;
}

static int ena_sim_bus_read(struct pci_bus *pbus, unsigned int devfn,
			    int where, int size, u32 *val)
{
	u32 bits = size == 4 ? ~0u : BIT(8 * size) - 1;
	struct ena_sim_bus *bus = ena_sim_bus_of(pbus);
	struct ena_sim_port *port;
	unsigned long flags;
	u32 word = 0;

	raw_spin_lock_irqsave(&bus->cfg_lock, flags);
	port = ena_sim_bus_port(bus, devfn);
	if (port && where < 4 * ENA_SIM_CFG_WORDS)
		word = port->space.val[where / 4];
	raw_spin_unlock_irqrestore(&bus->cfg_lock, flags);

	*val = port ? (word >> 8 * (where & 3)) & bits : bits;
	return port ? PCIBIOS_SUCCESSFUL : PCIBIOS_DEVICE_NOT_FOUND;
}

/*
 * A function that was told to stop has stopped when the write is over: the
 * host may free its memory then. Who cannot sleep has to wait some other way.
 */
static void ena_sim_bus_quiesce(struct ena_sim_port *port)
{
	if (!preemptible())
		return;

	mutex_lock(&port->fn.ctl_lock);
	mutex_lock(&port->fn.io_lock);
	mutex_unlock(&port->fn.io_lock);
	mutex_unlock(&port->fn.ctl_lock);
}

static bool ena_sim_bus_decodes(const struct ena_sim_port *port)
{
	return ena_sim_space_get(port, PCI_COMMAND) & PCI_COMMAND_MEMORY;
}

static int ena_sim_bus_write(struct pci_bus *pbus, unsigned int devfn,
			     int where, int size, u32 val)
{
	u32 bits = size == 4 ? ~0u : BIT(8 * size) - 1;
	struct ena_sim_bus *bus = ena_sim_bus_of(pbus);
	bool stopped = false, placed = false;
	unsigned int shift = 8 * (where & 3);
	struct ena_sim_port *port;
	unsigned long flags;

	raw_spin_lock_irqsave(&bus->cfg_lock, flags);
	port = ena_sim_bus_port(bus, devfn);
	if (port && where < 4 * ENA_SIM_CFG_WORDS) {
		stopped = ena_sim_pci_is_master(port);
		placed = !ena_sim_bus_decodes(port);
		ena_sim_space_write(port, where & ~3, bits << shift,
				    val << shift);
		stopped = stopped && !ena_sim_pci_is_master(port);
		placed = placed && ena_sim_bus_decodes(port);
	}
	raw_spin_unlock_irqrestore(&bus->cfg_lock, flags);

	if (stopped)
		ena_sim_bus_quiesce(port);
	if (placed && preemptible())
		ena_sim_pci_follow(port);
	return port ? PCIBIOS_SUCCESSFUL : PCIBIOS_DEVICE_NOT_FOUND;
}

static struct pci_ops ena_sim_bus_ops = {
	.read = ena_sim_bus_read,
	.write = ena_sim_bus_write,
};

/* May the function read and write host memory? */
bool ena_sim_pci_is_master(const struct ena_sim_port *port)
{
	u32 state = ena_sim_space_get(port, ENA_SIM_CAP_PM + PCI_PM_CTRL);

	return READ_ONCE(port->plugged) &&
	       (ena_sim_space_get(port, PCI_COMMAND) & PCI_COMMAND_MASTER) &&
	       !(state & PCI_PM_CTRL_STATE_MASK);
}

bool ena_sim_pci_poll(struct ena_sim_port *port)
{
	struct ena_sim_fn *fn = &port->fn;

	lockdep_assert_held(&fn->ctl_lock);
	if (!test_and_clear_bit(ENA_SIM_EVENT_RESET, &port->events))
		return false;

	mutex_lock(&fn->io_lock);
	ena_sim_fn_flr(fn);
	mutex_unlock(&fn->io_lock);
	return true;
}

/* ---- BARs ---- */

static void ena_sim_bar_set(struct ena_sim_port *port, unsigned int i,
			    void __iomem *mem)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&port->bus->cfg_lock, flags);
	port->bar[i].mem = mem;
	raw_spin_unlock_irqrestore(&port->bus->cfg_lock, flags);
}

static void ena_sim_bar_unmap(struct ena_sim_port *port, unsigned int i)
{
	void __iomem *mem = port->bar[i].mem;

	ena_sim_bar_set(port, i, NULL);
	if (mem)
		iounmap(mem);
}

/* As drivers do: a range cannot be mapped with two types of caching */
static int ena_sim_bar_map(struct ena_sim_port *port, unsigned int i, u32 at)
{
	resource_size_t addr = port->bus->window.start + at;
	u32 size = port->bar[i].size;
	void __iomem *mem;

	if (i == ENA_HW_BAR_LLQ)
		mem = ioremap_wc(addr, size);
	else
		mem = ioremap(addr, size);
	if (!mem)
		return -ENOMEM;

	port->bar[i].at = at;
	ena_sim_bar_set(port, i, mem);
	return 0;
}

/* Where configuration space puts BAR @i, as an offset in the window */
static bool ena_sim_bar_place(struct ena_sim_port *port, unsigned int i,
			      u32 *at)
{
	u32 size = port->bar[i].size;
	u32 addr = ena_sim_space_get(port, PCI_BASE_ADDRESS_0 + 4 * i);

	if (!size)
		return false;
	*at = (addr & ~(size - 1)) - ENA_SIM_WINDOW_BASE;
	return (u64)*at + size <= resource_size(&port->bus->window);
}

/*
 * Go on without BARs: registers live on in a page nobody else sees. If
 * @gone, what is left behind reads as if nothing answered.
 */
static void ena_sim_port_detach(struct ena_sim_port *port, bool gone)
{
	void __iomem *regs = port->bar[ENA_HW_BAR_REGS].mem;
	struct ena_sim_fn *fn = &port->fn;
	unsigned int i;

	lockdep_assert_held(&port->bus->map_lock);
	if (!regs)
		return;

	mutex_lock(&fn->ctl_lock);
	mutex_lock(&fn->io_lock);
	/* Queues in device memory cannot outlive it */
	if (ena_sim_io_live(fn))
		ena_sim_fn_flr(fn);
	memcpy_fromio(port->image, regs, ENA_HW_REGS_SIZE);
	if (gone)
		memset_io(regs, 0xff, ENA_HW_REGS_SIZE);
	WRITE_ONCE(fn->bar0, port->image);
	fn->bar2 = NULL;
	/* ena_sim_mailbox_rescue() */
	synchronize_rcu();
	for (i = 0; i < ENA_SIM_NR_BARS; i++)
		ena_sim_bar_unmap(port, i);
	mutex_unlock(&fn->io_lock);
	mutex_unlock(&fn->ctl_lock);
}

/* Another function's old place may be this one's new: first come, last out */
static void ena_sim_port_displace(struct ena_sim_port *port, u32 at, u32 size)
{
	struct ena_sim_port *other;
	unsigned int i, n;

	for (n = 0; n < ENA_SIM_MAX_FUNCTIONS; n++) {
		other = port->bus->port[n];
		if (!other || other == port)
			continue;
		for (i = 0; i < ENA_SIM_NR_BARS; i++)
			if (other->bar[i].mem && other->bar[i].at < at + size &&
			    at < other->bar[i].at + other->bar[i].size)
				break;
		if (i < ENA_SIM_NR_BARS)
			ena_sim_port_detach(other, false);
	}
}

/* Map all BARs where @at says; none is mapped yet */
static int ena_sim_port_attach(struct ena_sim_port *port, const u32 *at)
{
	struct ena_sim_fn *fn = &port->fn;
	unsigned long flags;
	unsigned int i;
	int err = 0;

	mutex_lock(&fn->ctl_lock);
	mutex_lock(&fn->io_lock);
	for (i = 0; i < ENA_SIM_NR_BARS && !err; i++)
		if (port->bar[i].size)
			err = ena_sim_bar_map(port, i, at[i]);
	if (err)
		goto unmap;

	raw_spin_lock_irqsave(&port->bus->cfg_lock, flags);
	ena_sim_msix_clear(port);
	raw_spin_unlock_irqrestore(&port->bus->cfg_lock, flags);

	memcpy_toio(port->bar[ENA_HW_BAR_REGS].mem, port->image,
		    ENA_HW_REGS_SIZE);
	WRITE_ONCE(fn->bar0,
		   (__force void *)port->bar[ENA_HW_BAR_REGS].mem);
	fn->bar2 = (__force void *)port->bar[ENA_HW_BAR_LLQ].mem;
	goto unlock;

unmap:
	for (i = 0; i < ENA_SIM_NR_BARS; i++)
		ena_sim_bar_unmap(port, i);
unlock:
	mutex_unlock(&fn->io_lock);
	mutex_unlock(&fn->ctl_lock);
	return err;
}

/*
 * Look where the BARs are now. Called when a driver is about to be bound: the
 * PCI core has placed them, and will not move them as long as it is bound. Also
 * when memory decoding is switched on, as by a driver whose function was away.
 */
void ena_sim_pci_follow(struct ena_sim_port *port)
{
	u32 at[ENA_SIM_NR_BARS] = { };
	bool moved = false;
	unsigned int i;
	int err;

	mutex_lock(&port->bus->map_lock);
	for (i = 0; i < ENA_SIM_NR_BARS; i++) {
		if (port->bar[i].size && !ena_sim_bar_place(port, i, &at[i]))
			goto unlock;
		if (port->bar[i].size &&
		    (!port->bar[i].mem || port->bar[i].at != at[i]))
			moved = true;
	}
	if (!moved)
		goto unlock;

	ena_sim_port_detach(port, false);
	for (i = 0; i < ENA_SIM_NR_BARS; i++)
		ena_sim_port_displace(port, at[i], port->bar[i].size);
	err = ena_sim_port_attach(port, at);
	if (err)
		pr_err("ena_sim: function %u: BARs cannot be mapped: %d\n",
		       port->fn.id, err);
unlock:
	mutex_unlock(&port->bus->map_lock);
}

static int ena_sim_bus_notify(struct notifier_block *nb, unsigned long action,
			      void *data)
{
	struct ena_sim_bus *bus = container_of(nb, struct ena_sim_bus,
					       notifier);
	struct pci_dev *pdev = to_pci_dev((struct device *)data);
	struct ena_sim_port *port;

	if (action != BUS_NOTIFY_BIND_DRIVER ||
	    pci_find_host_bridge(pdev->bus) != bus->bridge)
		return NOTIFY_DONE;

	port = READ_ONCE(bus->port[PCI_SLOT(pdev->devfn)]);
	if (port && READ_ONCE(port->plugged))
		ena_sim_pci_follow(port);
	return NOTIFY_OK;
}

/* ---- functions on the bus ---- */

/* The kernel's device of @port, with a reference, or NULL */
struct pci_dev *ena_sim_pci_get(struct ena_sim_port *port)
{
	struct pci_bus *root = port->bus->bridge->bus;

	return root ? pci_get_slot(root, port->devfn) : NULL;
}

static void ena_sim_pci_answer(struct ena_sim_port *port, bool answer)
{
	struct ena_sim_bus *bus = port->bus;
	unsigned long flags;

	raw_spin_lock_irqsave(&bus->cfg_lock, flags);
	bus->cfg_port[port->fn.id] = answer ? port : NULL;
	raw_spin_unlock_irqrestore(&bus->cfg_lock, flags);
}

/* Have the PCI core find the function and place its BARs */
int ena_sim_pci_add(struct ena_sim_port *port)
{
	struct pci_bus *root = port->bus->bridge->bus;
	struct pci_dev *pdev;
	unsigned int i;

	ena_sim_pci_answer(port, true);
	pci_scan_slot(root, port->devfn);
	pdev = ena_sim_pci_get(port);
	if (!pdev)
		goto forget;

	pci_bus_assign_resources(root);
	for (i = 0; i < ENA_SIM_NR_BARS; i++)
		if (port->bar[i].size && !pdev->resource[i].parent)
			goto remove;

	pci_dev_put(pdev);
	return 0;

remove:
	pr_err("ena_sim: function %u: no room for BAR %u (%u KiB) in the shared memory; give ivshmem more, or the function fewer queues\n",
	       port->fn.id, i, port->bar[i].size / 1024);
	pci_stop_and_remove_bus_device(pdev);
	pci_dev_put(pdev);
forget:
	ena_sim_pci_answer(port, false);
	return -ENOSPC;
}

/* Have drivers bind to it */
void ena_sim_pci_start(struct ena_sim_port *port)
{
	pci_bus_add_devices(port->bus->bridge->bus);
}

void ena_sim_pci_del(struct ena_sim_port *port)
{
	struct pci_dev *pdev = ena_sim_pci_get(port);

	if (pdev) {
		pci_stop_and_remove_bus_device(pdev);
		pci_dev_put(pdev);
	}
	ena_sim_pci_answer(port, false);
}

/* After the last poll: give the BARs back */
void ena_sim_pci_exit(struct ena_sim_port *port)
{
	mutex_lock(&port->bus->map_lock);
	ena_sim_port_detach(port, false);
	mutex_unlock(&port->bus->map_lock);
}

/* Surprise removal: nothing answers any more, and nobody is told */
void ena_sim_pci_unplug(struct ena_sim_port *port)
{
	struct ena_sim_bus *bus = port->bus;
	unsigned long flags;

	mutex_lock(&bus->map_lock);
	raw_spin_lock_irqsave(&bus->cfg_lock, flags);
	WRITE_ONCE(port->plugged, false);
	ena_sim_msix_control(port, 0);
	raw_spin_unlock_irqrestore(&bus->cfg_lock, flags);

	ena_sim_port_detach(port, true);
	mutex_lock(&port->fn.ctl_lock);
	mutex_lock(&port->fn.io_lock);
	port->fn.powered = false;
	mutex_unlock(&port->fn.io_lock);
	mutex_unlock(&port->fn.ctl_lock);
	mutex_unlock(&bus->map_lock);
}

/* The function is back, as after power on; a rescan finds it */
void ena_sim_pci_plug(struct ena_sim_port *port)
{
	struct ena_sim_bus *bus = port->bus;
	unsigned long flags;

	mutex_lock(&port->fn.ctl_lock);
	mutex_lock(&port->fn.io_lock);
	port->fn.powered = true;
	ena_sim_fn_flr(&port->fn);

	raw_spin_lock_irqsave(&bus->cfg_lock, flags);
	ena_sim_space_reset(port);
	/* Was done above: now the host may already write to registers again */
	clear_bit(ENA_SIM_EVENT_RESET, &port->events);
	WRITE_ONCE(port->plugged, true);
	raw_spin_unlock_irqrestore(&bus->cfg_lock, flags);
	mutex_unlock(&port->fn.io_lock);
	mutex_unlock(&port->fn.ctl_lock);
}

/* ---- the bridge ---- */

/* A number no domain has: those the firmware chose are not on record */
static int ena_sim_domain_alloc(void)
{
	struct pci_bus *pbus = NULL;
	int nr = 0;

	while ((pbus = pci_find_next_bus(pbus)))
		nr = max(nr, pci_domain_nr(pbus));
	return pci_bus_find_emul_domain_nr(nr + 1, 1, INT_MAX);
}

/* Strictly inside the parent's BAR, or drivers could not request theirs */
static int ena_sim_window_request(struct ena_sim_bus *bus)
{
	struct resource *memory = &bus->parent->resource[2];

	bus->window.name = "ena_sim";
	bus->window.flags = IORESOURCE_MEM;
	bus->window.start = memory->start;
	bus->window.end = memory->end - PAGE_SIZE;
	bus->busn.name = "ena_sim";
	bus->busn.flags = IORESOURCE_BUS;
	bus->busn.start = ENA_SIM_BUSNR;
	bus->busn.end = ENA_SIM_BUSNR;
	return request_resource(memory, &bus->window);
}

static int ena_sim_bridge_create(struct ena_sim_bus *bus)
{
	struct device *parent = &bus->parent->dev;
	struct pci_host_bridge *bridge;
	int domain, err;

	domain = ena_sim_domain_alloc();
	if (domain < 0)
		return domain;

	bridge = pci_alloc_host_bridge(sizeof(bus));
	if (!bridge)
		return -ENOMEM;

	*(struct ena_sim_bus **)pci_host_bridge_priv(bridge) = bus;
	bridge->dev.parent = parent;
	bridge->sysdata = ena_sim_sysdata_init(&bus->sysdata, bus->parent,
					       domain);
	bridge->ops = &ena_sim_bus_ops;
	bridge->busnr = ENA_SIM_BUSNR;
	bridge->domain_nr = domain;
	dev_set_msi_domain(&bridge->dev, dev_get_msi_domain(parent));
	pci_add_resource_offset(&bridge->windows, &bus->window,
				bus->window.start - ENA_SIM_WINDOW_BASE);
	pci_add_resource(&bridge->windows, &bus->busn);
	bus->bridge = bridge;

	pci_lock_rescan_remove();
	err = pci_scan_root_bus_bridge(bridge);
	pci_unlock_rescan_remove();
	if (err)
		pci_free_host_bridge(bridge);
	return err;
}

struct ena_sim_bus *ena_sim_bus_create(struct pci_dev *parent)
{
	struct ena_sim_bus *bus;
	int err;

	bus = kzalloc_obj(*bus);
	if (!bus)
		return ERR_PTR(-ENOMEM);

	bus->parent = parent;
	mutex_init(&bus->map_lock);
	raw_spin_lock_init(&bus->cfg_lock);
	bus->notifier.notifier_call = ena_sim_bus_notify;

	err = ena_sim_window_request(bus);
	if (err)
		goto free;

	err = ena_sim_bridge_create(bus);
	if (err)
		goto release;

	bus_register_notifier(&pci_bus_type, &bus->notifier);
	return bus;

release:
	release_resource(&bus->window);
free:
	kfree(bus);
	return ERR_PTR(err);
}

void ena_sim_bus_stop(struct ena_sim_bus *bus)
{
	struct pci_bus *root = bus->bridge->bus;

	pci_stop_root_bus(root);
	pci_remove_root_bus(root);
}

/* Once it is stopped and its functions are gone */
void ena_sim_bus_destroy(struct ena_sim_bus *bus)
{
	bus_unregister_notifier(&pci_bus_type, &bus->notifier);
	pci_free_host_bridge(bus->bridge);
	release_resource(&bus->window);
	kfree(bus);
}
