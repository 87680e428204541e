/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/**
 * DOC: sync - areas in memory that is cached by the CPU but not coherent with the DMA engine
 *
 * Firmware that has no MPU region to spare may declare cached memory. It passes functions that
 * clean and invalidate cache lines to cohmem_region_cached(). It then uses Linux's functions to
 * announce which side accesses the memory next: dma_sync_single_for_device() after the CPU wrote
 * and before the engine reads, and dma_sync_single_for_cpu() after the engine wrote and before the
 * CPU reads. dma_alloc_coherent() itself writes back the zeroes of an allocation.
 *
 * A line has one owner. While the engine owns any byte of a line, the CPU must not write to the
 * rest of it. If both write to the line, their data cannot be separated, and the CPU's data remain,
 * as in Linux on arm. Data that the engine writes (a status word, for example) need lines of their
 * own.
 *
 * These functions are part of the freestanding build only. (In a process, cpu_access.h has their
 * counterparts, which take a CPU address. The dma_sync_single functions of <linux/dma-mapping.h>
 * are for streaming mappings there.)
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
 * struct cohmem_cpu_cache - the data cache of the CPU
 * @line_shift: log2 of the size of a line in bytes, 5 to 21
 * @clean:	Writes back the lines of [@addr, @addr + @bytes) and waits until that is done. @addr
 *		and @bytes are multiples of the line.
 * @invalidate:	Discards the lines of [@addr, @addr + @bytes), including dirty ones. @addr and
 *		@bytes are multiples of the line.
 */
struct cohmem_cpu_cache {
	unsigned int line_shift;
	void (*clean)(void *addr, size_t bytes);
	void (*invalidate)(void *addr, size_t bytes);
};

/**
 * cohmem_region_cached() - mark a region as cached by the CPU and not coherent with DMA engines
 * @region:	not added yet. Its @cpu_access, @granule_shift and @priv are set.
 * @cache:	owned by the caller, and must remain valid as long as the region
 *
 * Areas in the region cannot have granules smaller than a line, so no two blocks share a line.
 *
 * Context: Before cohmem_region_add().
 */
void cohmem_region_cached(struct cohmem_region *region, struct cohmem_cpu_cache *cache);

/**
 * dma_sync_single_for_cpu() - make what the engine wrote visible to the CPU
 * @dev:	device whose area contains the memory
 * @addr:	device address, anywhere in a block
 * @size:	in bytes
 * @dir:	DMA_FROM_DEVICE: the engine wrote; DMA_TO_DEVICE: it read; DMA_BIDIRECTIONAL: both
 *
 * Does nothing if no area that serves @dev contains the memory, or its region has no @cpu_access.
 * (The areas that serve @dev are its own, those that its ancestors declared with
 * DMA_MEMORY_INCLUDES_CHILDREN, and the global one.) A block consists of whole cache lines, so data
 * of other blocks are not affected. Partially covered cache lines are cleaned before they are
 * invalidated, so neighbouring data survive.
 *
 * Context: Threads, and interrupt handlers if the port masks interrupts. Not signal handlers.
 * Source: Documentation/core-api/dma-api.rst, Linux 6.1.
 */
void dma_sync_single_for_cpu(struct device *dev, dma_addr_t addr, size_t size,
			     enum dma_data_direction dir);

/**
 * dma_sync_single_for_device() - make what the CPU wrote visible to the engine
 * @dev:	device whose area contains the memory
 * @addr:	device address, anywhere in a block
 * @size:	in bytes
 * @dir:	DMA_TO_DEVICE: the engine will read; DMA_FROM_DEVICE: it will write;
 *		DMA_BIDIRECTIONAL: both
 *
 * Does nothing if no area that serves @dev contains the memory, or its region has no @cpu_access.
 * (The areas that serve @dev are its own, those that its ancestors declared with
 * DMA_MEMORY_INCLUDES_CHILDREN, and the global one.) A block consists of whole cache lines, so data
 * of other blocks are not affected. Partially covered cache lines are cleaned before they are
 * invalidated, so neighbouring data survive.
 *
 * Context: Threads, and interrupt handlers if the port masks interrupts. Not signal handlers.
 * Source: Documentation/core-api/dma-api.rst, Linux 6.1.
 */
void dma_sync_single_for_device(struct device *dev, dma_addr_t addr, size_t size,
				enum dma_data_direction dir);

#ifdef __cplusplus
}
#endif
#endif
