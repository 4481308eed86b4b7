// SPDX-License-Identifier: GPL-2.0-only
/*
 * MSI-X of a simulated function. The kernel allocates vectors and fills in the
 * table as for any device; a message is an injected interrupt. Injection goes
 * past the table, so the mask bits and the pending bits are honoured here.
 */
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/rcupdate.h>

#include "front.h"

/* Enable bit, function mask: what a write to message control means */
void ena_sim_msix_control(struct ena_sim_port *port, u16 flags)
{
	struct ena_sim_msix *msix = &port->msix;
	bool enable = flags & PCI_MSIX_FLAGS_ENABLE;

	lockdep_assert_held(&port->bus->cfg_lock);
	if (msix->enabled && !enable)
		WRITE_ONCE(msix->epoch, msix->epoch + 1);
	WRITE_ONCE(msix->held, !!(flags & PCI_MSIX_FLAGS_MASKALL));
	WRITE_ONCE(msix->enabled, enable);
}

static void __iomem *ena_sim_msix_table(const struct ena_sim_port *port)
{
	return port->bar[ENA_SIM_BAR_MSIX].mem;
}

/* As after power on: no message pending, every vector masked */
void ena_sim_msix_clear(struct ena_sim_port *port)
{
	void __iomem *entry = ena_sim_msix_table(port);
	unsigned int i;

	lockdep_assert_held(&port->bus->cfg_lock);
	bitmap_zero(port->msix.pending, ENA_SIM_MAX_VECTORS);
	if (!entry)
		return;

	memset_io(entry, 0, ENA_SIM_BAR_MSIX_SIZE);
	for (i = 0; i < port->msix.nr; i++, entry += PCI_MSIX_ENTRY_SIZE)
		writel(PCI_MSIX_ENTRY_CTRL_MASKBIT,
		       entry + PCI_MSIX_ENTRY_VECTOR_CTRL);
}

/* A message is a write to memory, and needs the bus as any other */
static bool ena_sim_msix_is_open(const struct ena_sim_port *port, u16 vector)
{
	void __iomem *table = ena_sim_msix_table(port);
	u32 ctrl;

	if (!table || !READ_ONCE(port->msix.enabled) ||
	    READ_ONCE(port->msix.held) || !ena_sim_pci_is_master(port))
		return false;

	ctrl = readl(table + vector * PCI_MSIX_ENTRY_SIZE +
		     PCI_MSIX_ENTRY_VECTOR_CTRL);
	return !(ctrl & PCI_MSIX_ENTRY_CTRL_MASKBIT);
}

/*
 * The kernel's number of @vector, 0 if there is none. It is looked up once
 * and stays good until MSI-X is switched off.
 */
static unsigned int ena_sim_msix_virq(struct ena_sim_port *port, u16 vector)
{
	struct ena_sim_msix *msix = &port->msix;
	u32 epoch = READ_ONCE(msix->epoch);
	struct pci_dev *pdev;
	int virq;

	if (msix->virq[vector] >> 32 == epoch && (u32)msix->virq[vector])
		return msix->virq[vector];

	pdev = ena_sim_pci_get(port);
	if (!pdev)
		return 0;
	virq = pci_irq_vector(pdev, vector);
	pci_dev_put(pdev);
	if (virq <= 0)
		return 0;

	WRITE_ONCE(msix->virq[vector], (u64)epoch << 32 | virq);
	return virq;
}

/* -EBUSY: the last message waits to be handled, and this one with it */
static bool ena_sim_msix_inject(struct ena_sim_port *port, u16 vector)
{
	unsigned int virq = ena_sim_msix_virq(port, vector);
	int err;

	if (!virq)
		return false;

	/* The number may have been given up meanwhile: keep its descriptor */
	rcu_read_lock();
	err = irq_inject_interrupt(virq);
	rcu_read_unlock();
	return !err || err == -EBUSY;
}

/* Show the pending bits where the host may read them */
static void ena_sim_msix_show(const struct ena_sim_port *port)
{
	void __iomem *table = ena_sim_msix_table(port);
	unsigned int i;
	u64 bits = 0;

	if (!table)
		return;

	for_each_set_bit(i, port->msix.pending, port->msix.nr)
		bits |= BIT_ULL(i);
	writel(lower_32_bits(bits), table + ENA_SIM_MSIX_PBA);
	writel(upper_32_bits(bits), table + ENA_SIM_MSIX_PBA + 4);
}

void ena_sim_msix_drop(struct ena_sim_port *port)
{
	bitmap_zero(port->msix.pending, ENA_SIM_MAX_VECTORS);
	ena_sim_msix_show(port);
}

bool ena_sim_msix_send(struct ena_sim_port *port, u16 vector)
{
	if (vector >= port->msix.nr)
		return false;
	if (ena_sim_msix_is_open(port, vector) &&
	    ena_sim_msix_inject(port, vector))
		return true;

	set_bit(vector, port->msix.pending);
	ena_sim_msix_show(port);
	return false;
}

bool ena_sim_msix_poll(struct ena_sim_port *port)
{
	struct ena_sim_msix *msix = &port->msix;
	bool sent = false;
	unsigned int i;

	for_each_set_bit(i, msix->pending, msix->nr) {
		if (!ena_sim_msix_is_open(port, i) ||
		    !test_and_clear_bit(i, msix->pending))
			continue;
		if (ena_sim_msix_inject(port, i))
			sent = true;
		else
			set_bit(i, msix->pending);
	}
	if (sent)
		ena_sim_msix_show(port);
	return sent;
}
