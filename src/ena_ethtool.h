/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ENA_ETHTOOL_H
#define ENA_ETHTOOL_H

#include <ena_compat_ethtool.h>

#include "ena_net.h"

extern const struct ethtool_ops ena_ethtool_ops;

/*
 * Operations whose type depends on the kernel are declared beside the
 * functions that older kernels call; here is the rest of ena_ethtool_rss.c.
 */
u32 ena_ethtool_get_rxfh_key_size(struct net_device *netdev);
u32 ena_ethtool_get_rxfh_indir_size(struct net_device *netdev);

/* ena_ethtool_test.c */
enum ena_ethtool_test {
	ENA_ETHTOOL_TEST_REGISTERS,
	ENA_ETHTOOL_TEST_ADMIN,
	ENA_ETHTOOL_TEST_EVENTS,
	ENA_ETHTOOL_TEST_LINK,
	ENA_ETHTOOL_TESTS
};

void ena_ethtool_test_names(u8 *names);
void ena_ethtool_self_test(struct net_device *netdev,
			   struct ethtool_test *test, u64 *data);
int ena_ethtool_get_regs_len(struct net_device *netdev);
void ena_ethtool_get_regs(struct net_device *netdev, struct ethtool_regs *regs,
			  void *data);

#endif /* ENA_ETHTOOL_H */
