/* SPDX-License-Identifier: GPL-2.0-only */
/* 6.13: net_dim() takes its sample by address */
#ifndef ENA_COMPAT_DIM_H
#define ENA_COMPAT_DIM_H

#include <linux/version.h>
#include_next <linux/dim.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 13, 0) && \
	!defined(ENA_HAS_NET_DIM_CONST)
static inline void ena_compat_net_dim(struct dim *dim,
				      const struct dim_sample *sample)
{
	net_dim(dim, *sample);
}

#define net_dim ena_compat_net_dim
#endif

#endif /* ENA_COMPAT_DIM_H */
