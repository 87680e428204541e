/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/**
 * DOC: mapping - dma_alloc_coherent() and the other allocation functions
 *
 * Prototypes and results are Linux's (include/linux/dma-mapping.h, kernel/dma/mapping.c of 6.1). A
 * request goes to the device's own areas, or to the global area if the device has none. If there is
 * no room, it goes to the device's dma_map_ops, unless one of its areas is exclusive. In Linux 6.1
 * allocation stops at the global pool. Here it goes on to dma_map_ops if the global area is full.
 */
#ifndef COHMEM_MAPPING_H
#define COHMEM_MAPPING_H

#include <cohmem/coherent.h>
#include <cohmem/device.h>
#include <cohmem/types.h>

#ifdef __cplusplus
extern "C" {
#endif

#define DMA_ATTR_NO_WARN (1UL << 8)

/**
 * dma_alloc_attrs() - allocate coherent memory for a device
 * @dev:	the device
 * @size:	in bytes
 * @dma_handle:	filled with the address that the device uses
 * @flag:	__GFP_NOWARN: do not report failure
 * @attrs:	DMA_ATTR_NO_WARN: do not report failure
 *
 * If NULL is returned, the reason has been reported, errno is set (to EINVAL, ENOMEM or EPERM, or by
 * the back end), and *@dma_handle is untouched.
 *
 * Return:
 * * the CPU address of @size zeroed bytes
 * * NULL: @dev or @dma_handle is NULL, or @size is 0
 * * NULL: the device's exclusive area is full
 * * NULL: there is no generic memory (neither dev->dma_ops nor &cohmem_arch_dma_ops)
 * * NULL: generic memory is exhausted
 * * NULL: @dev was set up before fork() and belongs to the parent process
 * * NULL: an injected failure, see fail.h
 * Context: Threads, and interrupt handlers if the port masks interrupts and the back end can serve
 * them. Not signal handlers.
 * Source: kernel/dma/mapping.c, Linux 6.1.
 */
void *dma_alloc_attrs(struct device *dev, size_t size, dma_addr_t *dma_handle, gfp_t flag,
		      unsigned long attrs);

/**
 * dma_free_attrs() - free memory that dma_alloc_attrs() allocated
 * @dev:	the same device
 * @size:	the same size, in bytes
 * @cpu_addr:	the address that dma_alloc_attrs() returned; NULL does nothing
 * @dma_handle:	the device address that dma_alloc_attrs() filled in
 * @attrs:	the same attributes
 *
 * A free is refused and reported if the block is already free, if @cpu_addr points into the middle
 * of a block, or if @size rounds up to a different order than the block's.
 *
 * Context: Threads, and interrupt handlers if the port masks interrupts and the back end can serve
 * them. Not signal handlers.
 * Source: kernel/dma/mapping.c, Linux 6.1.
 */
void dma_free_attrs(struct device *dev, size_t size, void *cpu_addr, dma_addr_t dma_handle,
		    unsigned long attrs);

/**
 * dma_alloc_coherent() - dma_alloc_attrs() without attributes, as in Linux
 * @dev:	the device
 * @size:	in bytes
 * @dma_handle:	filled with the address that the device uses
 * @gfp:	__GFP_NOWARN: do not report failure
 *
 * If NULL is returned, the reason has been reported, errno is set (to EINVAL, ENOMEM or EPERM, or by
 * the back end), and *@dma_handle is untouched.
 *
 * Return:
 * * the CPU address of @size zeroed bytes
 * * NULL: @dev or @dma_handle is NULL, or @size is 0
 * * NULL: the device's exclusive area is full
 * * NULL: there is no generic memory (neither dev->dma_ops nor &cohmem_arch_dma_ops)
 * * NULL: generic memory is exhausted
 * * NULL: @dev was set up before fork() and belongs to the parent process
 * * NULL: an injected failure, see fail.h
 * Context: Threads, and interrupt handlers if the port masks interrupts and the back end can serve
 * them. Not signal handlers.
 */
COHMEM_WRAPPER void *dma_alloc_coherent(struct device *dev, size_t size, dma_addr_t *dma_handle,
					gfp_t gfp)
{
	void *cpu_addr = dma_alloc_attrs(dev, size, dma_handle, gfp,
					 (gfp & __GFP_NOWARN) ? DMA_ATTR_NO_WARN : 0);

	COHMEM_WRAPPED;
	return cpu_addr;
}

/**
 * dma_free_coherent() - free memory that dma_alloc_coherent() allocated, as in Linux
 * @dev:	the same device
 * @size:	the same size, in bytes
 * @cpu_addr:	the address that dma_alloc_coherent() returned; NULL does nothing
 * @dma_handle:	the device address that dma_alloc_coherent() filled in
 *
 * A free is refused and reported if the block is already free, @cpu_addr lies inside a block, or
 * @size rounds up to another order.
 *
 * Context: Threads, and interrupt handlers if the port masks interrupts and the back end can serve
 * them. Not signal handlers.
 */
COHMEM_WRAPPER void dma_free_coherent(struct device *dev, size_t size, void *cpu_addr,
				      dma_addr_t dma_handle)
{
	dma_free_attrs(dev, size, cpu_addr, dma_handle, 0);
	COHMEM_WRAPPED;
}

/**
 * dma_mmap_attrs() - map an allocated block at a second CPU address
 * @dev:	the device
 * @vma:	address range to map to
 * @cpu_addr:	the address that dma_alloc_attrs() returned
 * @dma_handle:	the device address that dma_alloc_attrs() filled in
 * @size:	in bytes
 * @attrs:	the attributes of the allocation
 *
 * On failure the reason is reported.
 *
 * Return:
 * * 0: success
 * * -EINVAL: @dev or @vma is NULL
 * * -EINVAL: @vma or the block's offset in its file is not page-aligned
 * * -ENXIO: @vma is empty or reaches beyond @size
 * * -ENXIO: no file backs the memory, or the back end or the port cannot map files
 * * -ENXIO: @cpu_addr lies in no area, and there is no generic memory
 * * -EPERM: @dev was set up before fork() and belongs to the parent process
 * * another negative errno: from mmap(), or from the back end
 * Context: Thread context.
 * Source: kernel/dma/mapping.c, Linux 6.1.
 */
int dma_mmap_attrs(struct device *dev, struct vm_area_struct *vma, void *cpu_addr,
		   dma_addr_t dma_handle, size_t size, unsigned long attrs);

/**
 * dma_mmap_coherent() - dma_mmap_attrs() without attributes, as in Linux
 * @dev:	the device
 * @vma:	address range to map to
 * @cpu_addr:	the address that dma_alloc_coherent() returned
 * @dma_handle:	the device address that dma_alloc_coherent() filled in
 * @size:	in bytes
 *
 * Return:
 * * 0: success
 * * -EINVAL: @dev or @vma is NULL
 * * -EINVAL: @vma or the block's offset in its file is not page-aligned
 * * -ENXIO: @vma is empty or reaches beyond @size
 * * -ENXIO: no file backs the memory, or the back end or the port cannot map files
 * * -ENXIO: @cpu_addr lies in no area, and there is no generic memory
 * * -EPERM: @dev was set up before fork() and belongs to the parent process
 * * another negative errno: from mmap(), or from the back end
 * Context: Thread context.
 */
COHMEM_WRAPPER int dma_mmap_coherent(struct device *dev, struct vm_area_struct *vma, void *cpu_addr,
				     dma_addr_t dma_handle, size_t size)
{
	return dma_mmap_attrs(dev, vma, cpu_addr, dma_handle, size, 0);
}

/**
 * dma_set_mask() - set the highest address that the device's streaming DMA reaches
 * @dev:	the device
 * @mask:	highest address, DMA_BIT_MASK(n)
 *
 * Return:
 * * 0: success
 * * -EIO: @dev is NULL, has no dma_mask, or cannot work with @mask
 * Context: Thread context, while no other thread allocates or maps memory for @dev: masks are read
 * without a lock. A driver sets them in its probe().
 * Source: kernel/dma/mapping.c, Linux 6.1.
 */
int dma_set_mask(struct device *dev, unsigned long long mask);

/**
 * dma_set_coherent_mask() - set the highest address of coherent memory that the device reaches
 * @dev:	the device
 * @mask:	highest address, DMA_BIT_MASK(n)
 *
 * Blocks that were already allocated remain valid.
 *
 * Return:
 * * 0: success
 * * -EIO: @dev is NULL or cannot work with @mask
 * Context: Thread context, while no other thread allocates or maps memory for @dev: masks are read
 * without a lock. A driver sets them in its probe().
 * Source: kernel/dma/mapping.c, Linux 6.1.
 */
int dma_set_coherent_mask(struct device *dev, unsigned long long mask);

/**
 * dma_set_mask_and_coherent() - set both masks
 * @dev:	the device
 * @mask:	highest address, DMA_BIT_MASK(n)
 *
 * Return:
 * * 0: success
 * * -EIO: @dev is NULL, has no dma_mask, or cannot work with @mask
 * Context: Thread context, while no other thread allocates or maps memory for @dev.
 * Source: include/linux/dma-mapping.h, Linux 6.1.
 */
int dma_set_mask_and_coherent(struct device *dev, unsigned long long mask);

#ifdef __cplusplus
}
#endif
#endif
