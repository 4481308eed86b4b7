/* SPDX-License-Identifier: GPL-2.0-only */
/* The version of the driver: modinfo, ethtool -i, and what devices are told */
#ifndef ENA_VERSION_H
#define ENA_VERSION_H

#include <linux/stringify.h>

#define ENA_VERSION_MAJOR	3
#define ENA_VERSION_MINOR	0
#define ENA_VERSION_SUBMINOR	0

#define ENA_VERSION \
	__stringify(ENA_VERSION_MAJOR) "." \
	__stringify(ENA_VERSION_MINOR) "." \
	__stringify(ENA_VERSION_SUBMINOR)

#endif /* ENA_VERSION_H */
