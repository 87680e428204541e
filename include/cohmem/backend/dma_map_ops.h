/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/**
 * DOC: dma_map_ops - what a back end implements, and what it may call
 *
 * Most back ends need less: they grow and shrink chunks, and chunk_pool.h does the rest.
 */
#ifndef COHMEM_BACKEND_DMA_MAP_OPS_H
#define COHMEM_BACKEND_DMA_MAP_OPS_H

#include <cohmem/device.h>
#include <cohmem/types.h>

#ifdef __cplusplus
extern "C" {
#endif

struct vm_area_struct;

/* For @alloc: the memory is for a streaming mapping, so cohmem_streaming_limit() bounds its device addresses. */
#define COHMEM_ATTR_STREAMING (1UL << 31)

/**
 * struct dma_map_ops - generic memory for a device, implemented by back ends
 * @alloc:	Allocates @size bytes (> 0) of zeroed memory, in whole pages. All its device
 *		addresses must lie within the device's masks. Sets *@dma_handle and returns the CPU
 *		address; or sets errno, reports why unless @attrs has DMA_ATTR_NO_WARN, and returns
 *		NULL.
 * @free:	Frees a block that @alloc returned. Checks its arguments and reports what is wrong.
 * @mmap:	Maps the block at @cpu_addr to @vma. Returns 0 or a negative errno.
 *		NULL: dma_mmap_attrs() returns -ENXIO.
 * @dma_supported: Returns non-zero if the device can work with @mask. NULL: any mask except 0.
 * @announces_reuse: true if the back end calls cohmem_memory_reused() before it reuses or unmaps
 *		freed memory. Debugging may read freed blocks until that call.
 * @cpu_access:	Called before (@begin is true) and after (@begin is false) the CPU accesses @size
 *		bytes at @cpu_addr in a block, see cpu_access.h. Returns 0 or a negative errno.
 *		NULL: the memory is coherent.
 *
 * The functions are called without any lock held, and concurrently if several threads use the
 * device.
 */
struct dma_map_ops {
	void *(*alloc)(struct device *dev, size_t size, dma_addr_t *dma_handle, gfp_t gfp,
		       unsigned long attrs);
	void (*free)(struct device *dev, size_t size, void *vaddr, dma_addr_t dma_handle,
		     unsigned long attrs);
	int (*mmap)(struct device *dev, struct vm_area_struct *vma, void *cpu_addr,
		    dma_addr_t dma_handle, size_t size, unsigned long attrs);
	int (*dma_supported)(struct device *dev, unsigned long long mask);
	bool announces_reuse;
	int (*cpu_access)(struct device *dev, const void *cpu_addr, size_t size,
			  enum dma_data_direction dir, bool begin);
};

/*
 * cohmem_arch_dma_ops - generic memory for devices that have no dma_ops
 *
 * Initially NULL: there is no such memory. Change it only while no other thread uses cohmem.
 * Source: get_arch_dma_ops(), arch/x86/include/asm/dma-mapping.h, Linux 6.1.
 */
extern const struct dma_map_ops *cohmem_arch_dma_ops;

/**
 * cohmem_map_file() - map a block that lies in a file, for the dma_map_ops of back ends
 * @vma:	address range to map to; its vm_pgoff counts pages from the start of the block
 * @fd:		the file, or -1 if there is none
 * @offset:	of the block in @fd, in bytes
 * @size:	of the block, in bytes
 *
 * Return:
 * * 0: success
 * * -EINVAL: @vma or @offset is not page-aligned
 * * -ENXIO: @vma is empty or reaches beyond the block
 * * -ENXIO: there is no file, or the port cannot map files
 * * another negative errno: from the port
 * Context: Thread context.
 * Source: dma_common_mmap() in kernel/dma/ops_helpers.c, Linux 6.1.
 */
int cohmem_map_file(const struct vm_area_struct *vma, int fd, uint64_t offset, size_t size);

/**
 * cohmem_dma_limit() - get the highest device address that memory for @dev may have, for back ends
 * @dev:	the device
 *
 * Return: the smaller of coherent_dma_mask and, unless it is 0, bus_dma_limit.
 * Context: Any context.
 * Source: min_not_zero() in kernel/dma/direct.c, Linux 6.1.
 */
uint64_t cohmem_dma_limit(const struct device *dev);

/**
 * cohmem_streaming_limit() - get the highest device address that a streaming mapping of @dev may have, for back ends
 * @dev:	the device
 *
 * Return: the smaller of *dma_mask and, unless it is 0, bus_dma_limit; 0 if dma_mask is NULL.
 * Context: Any context.
 * Source: dma_capable() in include/linux/dma-direct.h, Linux 6.1.
 */
static inline uint64_t cohmem_streaming_limit(const struct device *dev)
{
	const uint64_t mask = dev->dma_mask ? *dev->dma_mask : 0;

	return dev->bus_dma_limit && dev->bus_dma_limit < mask ? dev->bus_dma_limit : mask;
}

#ifdef __cplusplus
}
#endif
#endif
