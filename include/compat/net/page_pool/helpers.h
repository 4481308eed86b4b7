/* SPDX-License-Identifier: GPL-2.0-only */
/* 6.6: <net/page_pool/helpers.h>, page_pool_alloc() */
#ifndef ENA_COMPAT_PAGE_POOL_HELPERS_H
#define ENA_COMPAT_PAGE_POOL_HELPERS_H

#include <linux/version.h>

#include <net/page_pool/types.h>

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 6, 0) || \
	defined(ENA_HAS_PAGE_POOL_ALLOC)
#include_next <net/page_pool/helpers.h>
#else
/* A page no part of which anybody else has is a page in one fragment */
static inline struct page *page_pool_alloc(struct page_pool *pool,
					   unsigned int *offset,
					   unsigned int *size, gfp_t gfp)
{
	unsigned int max_size = PAGE_SIZE << pool->p.order;
	struct page *page;

	if (*size << 1 <= max_size)
		return page_pool_alloc_frag(pool, offset, *size, gfp);

	*size = max_size;
	*offset = 0;
	page = page_pool_alloc_pages(pool, gfp);
	if (likely(page))
		page_pool_fragment_page(page, 1);

	return page;
}

static inline struct page *page_pool_dev_alloc(struct page_pool *pool,
					       unsigned int *offset,
					       unsigned int *size)
{
	return page_pool_alloc(pool, offset, size, GFP_ATOMIC | __GFP_NOWARN);
}
#endif

#endif /* ENA_COMPAT_PAGE_POOL_HELPERS_H */
