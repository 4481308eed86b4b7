/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The front of ena_sim.ko: what stands between the model and the kernel. A
 * virtual PCI host bridge (pci.c, msix.c), the threads that step the model
 * (poll.c), the far end of each function's cable (wire.c), switches and dials
 * (debugfs.c, dump.c), and the module (main.c).
 *
 * Locks, outermost first:
 * - the PCI core's rescan lock: functions come and go
 * - map_lock of the bus: where BARs are mapped
 * - ctl_lock and io_lock of the model
 * - cfg_lock of the bus: configuration space; raw, interrupts off
 * RTNL is taken inside none of them; ctl_lock is taken inside RTNL.
 */
#ifndef ENA_SIM_FRONT_H
#define ENA_SIM_FRONT_H

#include <linux/etherdevice.h>
#include <linux/io.h>
#include <linux/netdevice.h>
#include <linux/notifier.h>
#include <linux/pci.h>

#include "model.h"

#define ENA_SIM_CFG_WORDS	64	/* no extended capability is offered */
#define ENA_SIM_NR_BARS		3
#define ENA_SIM_BAR_MSIX	1
#define ENA_SIM_BAR_MSIX_SIZE	0x1000
#define ENA_SIM_MSIX_PBA	0x800	/* offset in BAR1; the table is at 0 */

#ifdef CONFIG_X86
/* What x86 wants to find behind the sysdata of a root bus */
struct ena_sim_sysdata {
	struct pci_sysdata sd;
};

#define ENA_SIM_BUSNR	0

static inline void *ena_sim_sysdata_init(struct ena_sim_sysdata *sysdata,
					 struct pci_dev *parent, int domain)
{
	sysdata->sd.domain = domain;
	sysdata->sd.node = NUMA_NO_NODE;
	return &sysdata->sd;
}
#else
struct ena_sim_sysdata {
};

/* The interrupt controller knows functions by bus number: use a free one */
#define ENA_SIM_BUSNR	0xe0

static inline void *ena_sim_sysdata_init(struct ena_sim_sysdata *sysdata,
					 struct pci_dev *parent, int domain)
{
	return parent->bus->sysdata;
}
#endif

struct ena_sim_port;

/**
 * struct ena_sim_bus - the virtual host bridge
 * @parent: the ivshmem device that lends the memory
 * @window: the part of its BAR that functions get their BARs from
 * @busn: its one bus number
 * @bridge: of the PCI core
 * @sysdata: of the root bus
 * @notifier: tells of drivers about to be bound, see ena_sim_pci_follow()
 * @map_lock: where BARs are mapped
 * @cfg_lock: configuration space of all functions, and @cfg_port
 * @cfg_port: functions that answer to configuration cycles, by device number
 * @port: all functions; written under the rescan lock
 */
struct ena_sim_bus {
	struct pci_dev *parent;
	struct resource window;
	struct resource busn;
	struct pci_host_bridge *bridge;
	struct ena_sim_sysdata sysdata;
	struct notifier_block notifier;
	struct mutex map_lock;		/* BAR mappings */
	raw_spinlock_t cfg_lock;	/* configuration space */
	struct ena_sim_port *cfg_port[ENA_SIM_MAX_FUNCTIONS];
	struct ena_sim_port *port[ENA_SIM_MAX_FUNCTIONS];
};

/* Configuration space: values, what a write may change, power-on state */
struct ena_sim_space {
	u32 val[ENA_SIM_CFG_WORDS];
	u32 mask[ENA_SIM_CFG_WORDS];
	u32 init[ENA_SIM_CFG_WORDS];
};

/* A BAR and where it is mapped; @mem is NULL when it is not */
struct ena_sim_bar {
	u32 size;
	u32 at;				/* offset in the window */
	void __iomem *mem;
};

/**
 * struct ena_sim_msix - the interrupts of one function
 * @nr: size of the table
 * @enabled: the enable bit; written under cfg_lock
 * @held: the function mask; written under cfg_lock
 * @epoch: counts the times it was switched off
 * @pending: messages held back, the image of the PBA
 * @virq: the kernel's numbers, with the epoch they belong to in the high half
 */
struct ena_sim_msix {
	unsigned int nr;
	bool enabled;
	bool held;
	u32 epoch;
	unsigned long pending[BITS_TO_LONGS(ENA_SIM_MAX_VECTORS)];
	u64 virq[ENA_SIM_MAX_VECTORS];
};

/* Why the PCI side wants the model stopped; bits of ena_sim_port.events */
#define ENA_SIM_EVENT_RESET	0	/* FLR or D3hot to D0 */

struct ena_sim_file {
	struct ena_sim_port *port;
	unsigned int idx;
};

/**
 * struct ena_sim_port - one function: a model and what connects it
 * @fn: the model
 * @bus: the bridge it is behind
 * @devfn: device number @fn.id, function 0
 * @space: configuration space; cfg_lock
 * @plugged: false: surprise removed; cfg_lock to write
 * @events: ENA_SIM_EVENT_*
 * @bar: mapped BARs; map_lock, ctl_lock and io_lock to write, and cfg_lock
 *	 because a reset by configuration write clears the MSI-X table
 * @image: stands in for BAR0 as long as that is not mapped
 * @msix: interrupts
 * @ctl_next_ns: when the control part of the model wants to be polled
 * @wire: the peer
 * @to_stack: frames on their way to the peer's stack
 * @napi: delivers them
 * @link: the cable is plugged in; ctl_lock
 * @peer_up: the peer is up; ctl_lock
 * @dir: in debugfs
 * @fault_file: what the files of faults refer to
 */
struct ena_sim_port {
	struct ena_sim_fn fn;
	struct ena_sim_bus *bus;
	unsigned int devfn;

	struct ena_sim_space space;
	bool plugged;
	unsigned long events;
	struct ena_sim_bar bar[ENA_SIM_NR_BARS];
	void *image;
	struct ena_sim_msix msix;
	u64 ctl_next_ns;

	struct net_device *wire;
	struct sk_buff_head to_stack;
	struct napi_struct napi;
	bool link;
	bool peer_up;

	struct dentry *dir;
	struct ena_sim_file fault_file[ENA_SIM_NR_FAULTS];
};

/* main.c */
extern const struct ena_sim_front ena_sim_front;

/* pci.c: the bridge */
struct ena_sim_bus *ena_sim_bus_create(struct pci_dev *parent);
/* Take all functions away from their drivers, which need pollers for that */
void ena_sim_bus_stop(struct ena_sim_bus *bus);
void ena_sim_bus_destroy(struct ena_sim_bus *bus);

/* pci.c: a function; add, start, del and plug want the rescan lock */
void ena_sim_pci_init(struct ena_sim_port *port);
void ena_sim_pci_exit(struct ena_sim_port *port);
int ena_sim_pci_add(struct ena_sim_port *port);
void ena_sim_pci_start(struct ena_sim_port *port);
void ena_sim_pci_del(struct ena_sim_port *port);
void ena_sim_pci_unplug(struct ena_sim_port *port);
void ena_sim_pci_plug(struct ena_sim_port *port);
struct pci_dev *ena_sim_pci_get(struct ena_sim_port *port);
bool ena_sim_pci_is_master(const struct ena_sim_port *port);
/* Map the BARs where they are now */
void ena_sim_pci_follow(struct ena_sim_port *port);
/* Resets asked for by configuration writes; wants ctl_lock */
bool ena_sim_pci_poll(struct ena_sim_port *port);

/* msix.c; control and clear want cfg_lock */
void ena_sim_msix_control(struct ena_sim_port *port, u16 flags);
void ena_sim_msix_clear(struct ena_sim_port *port);
/* The message of @vector: sent, or false and kept. ctl_lock or io_lock */
bool ena_sim_msix_send(struct ena_sim_port *port, u16 vector);
/* Forget messages held back; wants both */
void ena_sim_msix_drop(struct ena_sim_port *port);
/* Messages held back that may go now; wants ctl_lock or io_lock */
bool ena_sim_msix_poll(struct ena_sim_port *port);

/* poll.c */
int ena_sim_poll_start(void);
void ena_sim_poll_stop(void);
void ena_sim_poll_add(struct ena_sim_port *port);
/* No poller knows @port any more when it returns */
void ena_sim_poll_del(struct ena_sim_port *port);
/* There is work before the pollers expect it; any context */
void ena_sim_poll_wake_io(void);
void ena_sim_poll_wake_ctl(void);

/* wire.c */
int ena_sim_wire_create(struct ena_sim_port *port);
void ena_sim_wire_destroy(struct ena_sim_port *port);
/* A frame leaves the function; process context, io_lock held */
void ena_sim_wire_tx(struct ena_sim_port *port, struct sk_buff *skb);
/* Hand what left the function to the peer's stack */
void ena_sim_wire_flush(struct ena_sim_port *port);
/* The peer has as much to do as it can bear: hold the function back */
bool ena_sim_wire_is_full(const struct ena_sim_port *port);
/* The function took frames: the peer may send again */
void ena_sim_wire_wake(struct ena_sim_port *port);
/* Plug or unplug the cable */
void ena_sim_wire_set_link(struct ena_sim_port *port, bool link);

/* debugfs.c */
void ena_sim_debugfs_init(void);
void ena_sim_debugfs_exit(void);
void ena_sim_debugfs_create(struct ena_sim_port *port);
void ena_sim_debugfs_destroy(struct ena_sim_port *port);

/* dump.c */
void ena_sim_dump_create(struct ena_sim_port *port);

#endif /* ENA_SIM_FRONT_H */
