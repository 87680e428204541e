/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/**
 * DOC: sync - areas in memory that the CPU caches and a DMA engine does not see the caches of
 *
 * A firmware without an MPU region to spare may declare cached memory: it tells cohmem_region_cached()
 * how lines are cleaned and invalidated. Then it says who has the memory now, in Linux's words: after the
 * CPU wrote and before the engine reads, dma_sync_single_for_device(); after the engine wrote and before the
 * CPU reads, dma_sync_single_for_cpu(). An allocation's zeroes are written back by dma_alloc_coherent() itself.
 *
 * A line has one owner. While the engine has any byte of it, the CPU must not write to the others: what both
 * wrote meanwhile cannot be told apart, and the CPU's is what stays, as with Linux on arm. So what the engine
 * writes (a status word, say) wants lines of its own.
 *
 * These are the freestanding build's. (In a process they are those of <linux/dma-mapping.h>, for
 * streaming mappings; there cpu_access.h does the same by CPU address.)
 */
#ifndef COHMEM_SYNC_H
#define COHMEM_SYNC_H

#include <cohmem/device.h>
#include <cohmem/region.h>
#include <cohmem/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * struct cohmem_cpu_cache - the CPU's data cache
 * @line_shift: log2 of a line's bytes, 5 to 21
 * @clean:	write back the lines of [@addr, @addr + @bytes), multiples of a line, and wait for it
 * @invalidate:	forget them, whatever they have
 */
struct cohmem_cpu_cache {
	unsigned int line_shift;
	void (*clean)(void *addr, size_t bytes);
	void (*invalidate)(void *addr, size_t bytes);
};

/**
 * cohmem_region_cached() - the CPU caches a region's memory, and engines do not see it
 * @region:	not added yet; its @cpu_access, @granule_shift and @priv are set
 * @cache:	stays the caller's, and in place as long as the region
 *
 * No area in it may have granules smaller than a line, so that no line is in two blocks. Before
 * cohmem_region_add().
 */
void cohmem_region_cached(struct cohmem_region *region, struct cohmem_cpu_cache *cache);

/**
 * dma_sync_single_for_cpu() - what the engine wrote is there for the CPU
 * @dev:	whose area the memory is in
 * @addr:	device address, anywhere in a block
 * @size:	in bytes
 * @dir:	DMA_FROM_DEVICE: the engine wrote; DMA_TO_DEVICE: it read; DMA_BIDIRECTIONAL: both
 *
 * Memory that is in no area of @dev (its own, an ancestor's for children, the global one), or in a region
 * without @cpu_access, is left alone. A cache has whole lines: a block begins and ends with one, so no other
 * block's data are in them. Of lines that [@addr, @addr + @size) covers in part the rest is kept: they are
 * cleaned before they are forgotten.
 * Context as dma_alloc_from_coherent(). Source: Documentation/core-api/dma-api.rst, Linux 6.1.
 */
void dma_sync_single_for_cpu(struct device *dev, dma_addr_t addr, size_t size,
			     enum dma_data_direction dir);

/**
 * dma_sync_single_for_device() - what the CPU wrote is there for the engine
 * @dev: as there
 * @addr: as there
 * @size: as there
 * @dir: as there
 *
 * Context as there. Source: Documentation/core-api/dma-api.rst, Linux 6.1.
 */
void dma_sync_single_for_device(struct device *dev, dma_addr_t addr, size_t size,
				enum dma_data_direction dir);

#ifdef __cplusplus
}
#endif
#endif
