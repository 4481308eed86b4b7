/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ENA_PCI_ERR_H
#define ENA_PCI_ERR_H

#include <linux/pci.h>

/*
 * What the PCI core calls when a link fails or a function is reset. Of a
 * function whose driver data is its struct ena_net, registered.
 */
extern const struct pci_error_handlers ena_pci_err_handlers;

#endif /* ENA_PCI_ERR_H */
