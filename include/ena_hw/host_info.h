/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The page in which the host describes itself (control plane 7.16).
 */
#ifndef ENA_HW_HOST_INFO_H
#define ENA_HW_HOST_INFO_H

#include <linux/bits.h>
#include <linux/build_bug.h>
#include <linux/types.h>

#define ENA_HW_HOST_INFO_PAGE_SIZE	4096
#define ENA_HW_SPEC_VERSION		0x0200	/* major 2, minor 0 */

enum ena_hw_os_type {
	ENA_HW_OS_LINUX		= 1,
	ENA_HW_OS_WIN		= 2,
	ENA_HW_OS_DPDK		= 3,
	ENA_HW_OS_FREEBSD	= 4,
	ENA_HW_OS_IPXE		= 5,
	ENA_HW_OS_ESXI		= 6,
};

/* Start of the page, the rest of it is 0 (L-39) */
struct ena_hw_host_info {
	__le32 os_type;				/* enum ena_hw_os_type */
	u8 os_dist_str[128];			/* kernel release */
	__le32 os_dist;
	u8 kernel_ver_str[32];			/* build version */
	__le32 kernel_ver;
#define ENA_HW_HOST_KERNEL_MAJOR	GENMASK(31, 16)
#define ENA_HW_HOST_KERNEL_MINOR	GENMASK(15, 8)
#define ENA_HW_HOST_KERNEL_PATCH	GENMASK(7, 0)
	__le32 driver_ver;
#define ENA_HW_HOST_DRIVER_MAJOR	GENMASK(7, 0)
#define ENA_HW_HOST_DRIVER_MINOR	GENMASK(15, 8)
#define ENA_HW_HOST_DRIVER_SUBMINOR	GENMASK(23, 16)
#define ENA_HW_HOST_DRIVER_TYPE		GENMASK(31, 24)	/* a letter or 0 */
	__le32 network_features[2];		/* host specific */
	__le16 spec_version;			/* ENA_HW_SPEC_VERSION */
	__le16 bdf;
#define ENA_HW_HOST_BDF_FUNCTION	GENMASK(2, 0)
#define ENA_HW_HOST_BDF_DEVICE		GENMASK(7, 3)
#define ENA_HW_HOST_BDF_BUS		GENMASK(15, 8)
	__le16 num_cpus;			/* online */
	__le16 rsvd;
	__le32 driver_features;
#define ENA_HW_HOST_RX_OFFSET		BIT(1)
#define ENA_HW_HOST_INTR_MODERATION	BIT(2)
#define ENA_HW_HOST_RX_BUF_MIRRORING	BIT(3)
#define ENA_HW_HOST_RSS_CONFIGURABLE	BIT(4)
#define ENA_HW_HOST_RX_PAGE_REUSE	BIT(6)
#define ENA_HW_HOST_TX_IPV6_CSUM	BIT(7)
#define ENA_HW_HOST_PHC			BIT(8)
#define ENA_HW_HOST_DEBUG_AREA_EXT	BIT(9)
};

static_assert(sizeof(struct ena_hw_host_info) == 196);

/* Debug area: one pair a statistic (the structured form: control plane 7.16) */
struct ena_hw_debug_stat {
	u8 name[32];
	__le64 value;
};

static_assert(sizeof(struct ena_hw_debug_stat) == 40);

#endif /* ENA_HW_HOST_INFO_H */
