/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the test build puts between the driver's data path and memory, on top of
 * shim.h: the address space and the pages of a rig (rig.h). For devices that
 * are no rig's nothing changes. Force-included where memory is mapped;
 * ENA_RIG_SHIM_OFF keeps the names that there were.
 */
#ifndef ENA_RIG_SHIM_H
#define ENA_RIG_SHIM_H

#include <linux/dma-mapping.h>
#include <linux/skbuff.h>
#include <net/page_pool/helpers.h>

dma_addr_t ena_rig_map_page(struct device *dev, struct page *page,
			    size_t offset, size_t size,
			    enum dma_data_direction dir);
dma_addr_t ena_rig_map_frag(struct device *dev, const skb_frag_t *frag,
			    size_t offset, size_t size,
			    enum dma_data_direction dir);
void ena_rig_unmap_page(struct device *dev, dma_addr_t dma, size_t size,
			enum dma_data_direction dir);
void *ena_rig_alloc_coherent(struct device *dev, size_t size, dma_addr_t *dma,
			     gfp_t gfp);
void ena_rig_free_coherent(struct device *dev, size_t size, void *virt,
			   dma_addr_t dma);
struct page *ena_rig_alloc_page(struct page_pool *pool, unsigned int *offset,
				unsigned int *size, gfp_t gfp);

#ifndef ENA_RIG_SHIM_OFF
#undef dma_map_page
#define dma_map_page		ena_rig_map_page
#undef skb_frag_dma_map
#define skb_frag_dma_map	ena_rig_map_frag
#undef dma_unmap_page
#define dma_unmap_page		ena_rig_unmap_page
#undef dma_alloc_coherent
#define dma_alloc_coherent	ena_rig_alloc_coherent
#undef dma_free_coherent
#define dma_free_coherent	ena_rig_free_coherent
#undef page_pool_alloc
#define page_pool_alloc		ena_rig_alloc_page
#undef page_pool_alloc_frag
#define page_pool_alloc_frag(pool, offset, size, gfp)			\
({									\
	unsigned int __bytes = (size);					\
	page_pool_alloc(pool, offset, &__bytes, gfp);			\
})
#endif

#endif /* ENA_RIG_SHIM_H */
