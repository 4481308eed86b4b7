/* SPDX-License-Identifier: GPL-2.0-only */
/* 6.6: <net/page_pool/types.h>, page_pool_params.napi and .netdev */
#ifndef ENA_COMPAT_PAGE_POOL_TYPES_H
#define ENA_COMPAT_PAGE_POOL_TYPES_H

#include <linux/version.h>

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 6, 0) || \
	defined(ENA_HAS_PAGE_POOL_ALLOC)
#include_next <net/page_pool/types.h>
#else
#include <net/page_pool.h>

struct ena_compat_page_pool_params {
	unsigned int order;
	unsigned int pool_size;
	int nid;
	struct device *dev;
	struct napi_struct *napi;	/* unused: no direct recycling */
	enum dma_data_direction dma_dir;
	unsigned int max_len;
	unsigned int offset;
	struct net_device *netdev;	/* unused */
	unsigned int queue_idx;		/* unused */
	unsigned int flags;
};

/* Pools hand out fragments without being told that they will have to */
static inline struct page_pool *
ena_compat_page_pool_create(const struct ena_compat_page_pool_params *p)
{
	struct page_pool_params params = {
		.order = p->order,
		.pool_size = p->pool_size,
		.nid = p->nid,
		.dev = p->dev,
		.dma_dir = p->dma_dir,
		.max_len = p->max_len,
		.offset = p->offset,
		.flags = p->flags | PP_FLAG_PAGE_FRAG,
	};

	return page_pool_create(&params);
}

#define page_pool_params ena_compat_page_pool_params
#define page_pool_create ena_compat_page_pool_create
#endif

#endif /* ENA_COMPAT_PAGE_POOL_TYPES_H */
