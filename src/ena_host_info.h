/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ENA_HOST_INFO_H
#define ENA_HOST_INFO_H

#include <ena_hw/host_info.h>

struct pci_dev;

/* The page the device reads about its host; @info has a whole page, zeroed */
void ena_host_info_init(struct ena_hw_host_info *info, struct pci_dev *pdev);

/* Features of the interface, netdev_features_t; the device may be reading */
void ena_host_info_set_features(struct ena_hw_host_info *info, u64 features);

#endif /* ENA_HOST_INFO_H */
