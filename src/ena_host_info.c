// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the device is told about its host (control plane 7.16).
 */
#include <linux/bitfield.h>
#include <linux/cpumask.h>
#include <linux/kernel.h>
#include <linux/pci.h>
#include <linux/string.h>
#include <linux/utsname.h>

#include "ena_host_info.h"
#include "ena_version.h"

/* What this driver does that a device may count on */
#define ENA_HOST_FEATURES \
	(ENA_HW_HOST_RX_OFFSET | ENA_HW_HOST_INTR_MODERATION | \
	 ENA_HW_HOST_RSS_CONFIGURABLE | ENA_HW_HOST_RX_PAGE_REUSE | \
	 ENA_HW_HOST_TX_IPV6_CSUM)

/* "6.1.0-56-amd64" as a number; parts that do not fit are cut off */
static u32 ena_host_kernel_version(const char *release)
{
	unsigned int major = 0, minor = 0, patch = 0;

	if (sscanf(release, "%u.%u.%u", &major, &minor, &patch) < 2)
		return 0;

	return FIELD_PREP(ENA_HW_HOST_KERNEL_MAJOR, min(major, 0xffffU)) |
	       FIELD_PREP(ENA_HW_HOST_KERNEL_MINOR, min(minor, 0xffU)) |
	       FIELD_PREP(ENA_HW_HOST_KERNEL_PATCH, min(patch, 0xffU));
}

void ena_host_info_init(struct ena_hw_host_info *info, struct pci_dev *pdev)
{
	const struct new_utsname *uts = init_utsname();

	info->os_type = cpu_to_le32(ENA_HW_OS_LINUX);
	strscpy((char *)info->os_dist_str, uts->release,
		sizeof(info->os_dist_str));
	strscpy((char *)info->kernel_ver_str, uts->version,
		sizeof(info->kernel_ver_str));
	info->kernel_ver = cpu_to_le32(ena_host_kernel_version(uts->release));
	info->driver_ver =
		le32_encode_bits(ENA_VERSION_MAJOR, ENA_HW_HOST_DRIVER_MAJOR) |
		le32_encode_bits(ENA_VERSION_MINOR, ENA_HW_HOST_DRIVER_MINOR) |
		le32_encode_bits(ENA_VERSION_SUBMINOR,
				 ENA_HW_HOST_DRIVER_SUBMINOR);
	info->spec_version = cpu_to_le16(ENA_HW_SPEC_VERSION);
	info->bdf = cpu_to_le16(pci_dev_id(pdev));
	info->num_cpus = cpu_to_le16(num_online_cpus());
	info->driver_features = cpu_to_le32(ENA_HOST_FEATURES);
}

void ena_host_info_set_features(struct ena_hw_host_info *info, u64 features)
{
	WRITE_ONCE(info->network_features[0],
		   cpu_to_le32(lower_32_bits(features)));
	WRITE_ONCE(info->network_features[1],
		   cpu_to_le32(upper_32_bits(features)));
}
