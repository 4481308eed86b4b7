/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What suites start from: the simulator's model of a device, stepped by call,
 * and as much of the driver on top of it as a suite wants.
 *
 *	f = ena_fixture_create(test, "queues=2");	model, clock, DMA
 *	ena_fixture_regs(f);				struct ena_regs
 *	ena_fixture_admin(f);				struct ena_admin
 *	ena_fixture_aenq(f, groups, &ops);		struct ena_aenq
 *
 *	f = ena_fixture_create_pci(test, "queues=2");	... on the virtual bus
 *	ena_fixture_attach(f);				struct ena_dev
 *	ena_fixture_start(f);				negotiated and running
 *	ena_fixture_net(f);				a registered interface
 *	ena_fixture_open(f);				that is up
 *
 * A step brings those before it along; a step that fails ends the test. What
 * was set up is taken down when the test ends, and then the referee must have
 * seen no breach but those the test forgave.
 *
 * Time is the fixture's (shim.h): it stands still until the test lets it go by
 * or the driver sleeps. In a suite too, msleep() and jiffies mean that time.
 */
#ifndef ENA_FIXTURE_H
#define ENA_FIXTURE_H

#include <kunit/test.h>
#include <linux/skbuff.h>

#include "../src/ena_net.h"
#include "shim.h"
#include "sim/hand.h"

/* What struct ena_dev told the layer above */
struct ena_fixture_news {
	unsigned int link_up;
	unsigned int link_down;
	unsigned int hints;
	unsigned int fails;
	enum ena_hw_reset_reason reason;	/* of the last failure */
};

/**
 * struct ena_fixture - a device, and the driver on it
 * @test: whose it is
 * @cfg: what the device is made of
 * @fn: the model; its fields may be read and set between steps
 * @port: it on the bus, or NULL
 * @pdev: its function as the PCI core knows it, or NULL
 * @dev: who does DMA
 * @bar0: registers, as the driver maps them; @port NULL only
 * @bar2: LLQ memory likewise, or NULL
 * @bar2_size: bytes of it
 * @master: the device may do DMA; @port NULL only
 * @meddle: called at each step before it is the device's turn, if set
 * @deaf: messages are counted, and no handler is called
 * @handler: called for a message if set, instead of the kernel's handler
 * @messages: sent, by vector
 * @pending: messages whose handlers were not called yet
 * @wire: frames that left the device
 * @stack: packets that the driver gave the stack; their data is at the
 *	   network header
 * @regs: first level
 * @admin: second level
 * @aenq: third level
 * @edev: PCI only; holds registers, admin queue and events of its own
 * @enet: the interface, or NULL
 * @netdev: the same
 * @news: upcalls of @edev
 * @forgiven: BIT_ULL(enum ena_sim_breach), see ena_fixture_forgive()
 */
struct ena_fixture {
	struct kunit *test;
	struct ena_sim_config cfg;
	struct ena_sim_fn *fn;
	struct ena_sim_port *port;
	struct pci_dev *pdev;
	struct device *dev;
	void *bar0;
	void *bar2;
	u32 bar2_size;
	bool master;
	bool deaf;
	void (*meddle)(struct ena_fixture *f);
	void (*handler)(struct ena_fixture *f, u16 vector);
	u32 messages[ENA_SIM_MAX_VECTORS];
	DECLARE_BITMAP(pending, ENA_SIM_MAX_VECTORS);
	struct sk_buff_head wire;
	struct sk_buff_head stack;
	struct ena_regs regs;
	struct ena_admin admin;
	struct ena_aenq aenq;
	struct ena_dev edev;
	struct ena_net *enet;
	struct net_device *netdev;
	struct ena_fixture_news news;
	u64 forgiven;
};

/*
 * @params: "key=value ...", as of docs/simulator.md; NULL: the defaults. The
 * first is a device in ordinary memory, the second a function on the virtual
 * bus: that needs an ena_sim.ko with its ivshmem device, or the test is skipped.
 */
struct ena_fixture *ena_fixture_create(struct kunit *test, const char *params);
struct ena_fixture *ena_fixture_create_pci(struct kunit *test,
					   const char *params);

/* ena_fixture_create() only: registers; admin queue after a reset; events */
void ena_fixture_regs(struct ena_fixture *f);
void ena_fixture_admin(struct ena_fixture *f);
void ena_fixture_aenq(struct ena_fixture *f, const struct ena_aenq_ops *ops,
		      void *ctx);

/* ena_fixture_create_pci() only */
void ena_fixture_attach(struct ena_fixture *f);
/* ena_dev_start() and ena_dev_go(); vector 0 has its handler */
void ena_fixture_start(struct ena_fixture *f);
/* @opts NULL: all pairs, rings of 256, LLQ as the device recommends */
void ena_fixture_net(struct ena_fixture *f, const struct ena_net_opts *opts);
/* The stack does not know of it, so that it sends nothing by itself */
void ena_fixture_open(struct ena_fixture *f);
void ena_fixture_stop(struct ena_fixture *f);

/* Let the device do what is due now; handlers and NAPI run within */
void ena_fixture_step(struct ena_fixture *f);
/* Let time go by, step by step; timers, work and events run within */
void ena_fixture_advance_ms(struct ena_fixture *f, unsigned int ms);
/* Wait for work that was queued */
void ena_fixture_settle(struct ena_fixture *f);

/* A fault, @times times, U32_MAX: for ever */
void ena_fixture_fault(struct ena_fixture *f, enum ena_sim_fault fault,
		       u32 times, u32 arg);
void ena_fixture_no_faults(struct ena_fixture *f);
/* How often it struck */
u64 ena_fixture_hits(const struct ena_fixture *f, enum ena_sim_fault fault);

/* This breach is not held against the driver */
void ena_fixture_forgive(struct ena_fixture *f, enum ena_sim_breach breach);

/* Why the device was reset last, ENA_HW_RESET_*; -1: it never was */
int ena_fixture_reset_reason(const struct ena_fixture *f);

/*
 * Frames of @len bytes: a broadcast of an experimental protocol, with bytes
 * that count up. The second comes from the wire, and is received if there is
 * a buffer for it: time goes by for the interrupt, which is moderated.
 */
struct sk_buff *ena_fixture_frame(struct ena_fixture *f, unsigned int len);
void ena_fixture_receive(struct ena_fixture *f, unsigned int len);

#endif /* ENA_FIXTURE_H */
