/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/**
 * DOC: dmapool - small blocks of coherent memory, all of one size
 *
 * For descriptors and similar objects. Prototypes and results are Linux's (include/linux/dmapool.h,
 * mm/dmapool.c of 6.4 to 6.12). A pool grows by pages of max(size, 4096) bytes. They come from
 * dma_alloc_attrs(), and thus from the device's own area first, and are kept until the pool is
 * destroyed.
 *
 * Unlike in Linux, none of the pool's own data lies in memory that a device can write to. Free
 * blocks are recorded elsewhere, so a faulty device can damage data, but never the pool, and a block
 * may be smaller than 16 bytes. Every free is checked. A block that is free already, an address that is
 * not the start of a block, or a device address that does not match is refused and reported, and
 * nothing changes.
 *
 * The block freed last is allocated first. Allocating and freeing take constant time however many
 * blocks the pool has, except when it grows.
 *
 * Descriptors of 32 bytes, with magazines for the threads that use them::
 *
 *	pool = dma_pool_create("descriptors", dev, 32, 32, 4096);
 *	if (!pool)
 *		return -ENOMEM;
 *	cohmem_pool_use_magazines(pool);
 *	descriptor = dma_pool_zalloc(pool, GFP_KERNEL, &dma);
 *	dma_pool_free(pool, descriptor, dma);
 *
 * Firmware (COHMEM_WITH_THREADS=0, COHMEM_SMALL_POOLS) has a different implementation of create, alloc,
 * zalloc, free and destroy, without pages and bookkeeping. Each block is a block of the area: the
 * lowest free one, and its size is a power of two. Differences are documented at each function.
 */
#ifndef COHMEM_DMAPOOL_H
#define COHMEM_DMAPOOL_H

#include <cohmem/config.h>
#include <cohmem/device.h>
#include <cohmem/types.h>

#ifdef __cplusplus
extern "C" {
#endif

struct dma_pool;

#if COHMEM_WITH_THREADS

/* Maximum number of blocks in the magazine of a thread. */
#define COHMEM_MAGAZINE_BLOCKS 64

/**
 * struct cohmem_pool_info - usage of a pool
 * @name:	as given, cut to 31 characters
 * @size:	of a block in bytes, rounded up to the alignment
 * @blocks:	number of blocks in all pages
 * @used:	number of allocated blocks
 * @pages:	number of pages
 * @page_bytes:	size of a page in bytes
 */
struct cohmem_pool_info {
	char name[32];
	size_t size;
	size_t blocks;
	size_t used;
	size_t pages;
	size_t page_bytes;
};

#endif

/**
 * dma_pool_create() - create a pool of blocks for a device
 * @name:	for reports; copied, except by firmware
 * @dev:	the device that will do DMA
 * @size:	size of a block, in bytes
 * @align:	alignment of a block's device address, in bytes: 0, or a power of two
 * @boundary:	no block crosses a device address that is a multiple of @boundary, a power of two
 *		that is not less than @size rounded up to @align; 0: no boundary
 *
 * No memory for blocks is allocated yet. Alignment and boundary apply to the device address itself,
 * wherever the area begins. (In Linux pages are aligned. Here an area may begin at any multiple of
 * 32 bytes.) In firmware the area must begin at a multiple of @align, and, if there is a boundary,
 * of @size rounded up to a power of two. Otherwise each dma_pool_alloc() fails and reports that.
 *
 * If NULL is returned, the reason has been reported.
 *
 * Return:
 * * the pool
 * * NULL: @dev or @name is NULL
 * * NULL: @size is 0 or more than INT_MAX, or @align or @boundary is not one of the values above
 * * NULL: out of memory for the pool (in firmware: all COHMEM_SMALL_POOLS are in use)
 * * NULL: @dev was set up before fork() and belongs to the parent process
 * Context: Thread context.
 * Source: mm/dmapool.c, Linux 6.12.
 */
struct dma_pool *dma_pool_create(const char *name, struct device *dev, size_t size, size_t align,
				 size_t boundary);

#if COHMEM_WITH_THREADS
/**
 * dma_pool_create_node() - create a pool as dma_pool_create() does, with a NUMA node
 * @name:	for reports; copied
 * @dev:	the device that will do DMA
 * @size:	size of a block, in bytes
 * @align:	alignment of a block's device address, in bytes: 0, or a power of two
 * @boundary:	no block crosses a device address that is a multiple of @boundary, a power of two
 *		that is not less than @size rounded up to @align; 0: no boundary
 * @node:	ignored: the location of memory depends on the device's areas and dma_map_ops
 *
 * If NULL is returned, the reason has been reported.
 *
 * Return:
 * * the pool
 * * NULL: @dev or @name is NULL
 * * NULL: @size is 0 or more than INT_MAX, or @align or @boundary is not one of the values above
 * * NULL: out of memory for the pool
 * * NULL: @dev was set up before fork() and belongs to the parent process
 * Context: Thread context.
 * Source: include/linux/dmapool.h, Linux 6.13.
 */
struct dma_pool *dma_pool_create_node(const char *name, struct device *dev, size_t size,
				      size_t align, size_t boundary, int node);
#endif

/**
 * dma_pool_alloc() - allocate a block
 * @pool:	the pool
 * @mem_flags:	__GFP_ZERO: zero the block; __GFP_NOWARN: do not report failure
 * @handle:	filled with the block's device address
 *
 * If NULL is returned, the reason has been reported, and *@handle is untouched.
 *
 * Return:
 * * the block's CPU address
 * * NULL: @pool or @handle is NULL
 * * NULL: the pool has been destroyed, or was created before fork()
 * * NULL: no block is free, and there is no memory for another page or for its bookkeeping
 * * NULL: no block is free, and the device's memory does not meet the pool's alignment
 * * NULL: no block is free, and the memory is I/O memory and the block size is not a multiple of 4
 * * NULL: an injected failure, see fail.h
 * Context: Threads, and interrupt handlers if the port masks interrupts and the back end can serve
 * them. Not signal handlers.
 * Source: mm/dmapool.c, Linux 6.12.
 */
void *dma_pool_alloc(struct dma_pool *pool, gfp_t mem_flags, dma_addr_t *handle);

/**
 * dma_pool_zalloc() - allocate a zeroed block, as in Linux
 * @pool:	the pool
 * @mem_flags:	__GFP_NOWARN: do not report failure
 * @handle:	filled with the block's device address
 *
 * If NULL is returned, the reason has been reported, and *@handle is untouched.
 *
 * Return:
 * * the block's CPU address
 * * NULL: @pool or @handle is NULL
 * * NULL: the pool has been destroyed, or was created before fork()
 * * NULL: no block is free, and there is no memory for another page or for its bookkeeping
 * * NULL: no block is free, and the device's memory does not meet the pool's alignment
 * * NULL: no block is free, and the memory is I/O memory and the block size is not a multiple of 4
 * * NULL: an injected failure, see fail.h
 * Context: Threads, and interrupt handlers if the port masks interrupts and the back end can serve
 * them. Not signal handlers.
 */
COHMEM_WRAPPER void *dma_pool_zalloc(struct dma_pool *pool, gfp_t mem_flags, dma_addr_t *handle)
{
	void *vaddr = dma_pool_alloc(pool, mem_flags | __GFP_ZERO, handle);

	COHMEM_WRAPPED;
	return vaddr;
}

/**
 * dma_pool_free() - free a block
 * @pool:	the pool that the block was allocated from; NULL does nothing
 * @vaddr:	CPU address of the block; NULL does nothing
 * @addr:	device address of the block
 *
 * An invalid free is refused and reported with Linux's message. The firmware pool checks as
 * dma_free_attrs() does and ignores @addr.
 *
 * Context: Threads, and interrupt handlers if the port masks interrupts and the back end can serve
 * them. Not signal handlers.
 * Source: mm/dmapool.c, Linux 6.12.
 */
void dma_pool_free(struct dma_pool *pool, void *vaddr, dma_addr_t addr);

/**
 * dma_pool_destroy() - destroy a pool and free its memory
 * @pool:	the pool; NULL does nothing
 *
 * If blocks are still allocated, the pool is reported as busy, as in Linux, and keeps its memory.
 * It then serves no more requests, and is destroyed when the last block is freed. (In Linux that
 * free is a use after free.) The device must remain valid until then. The firmware pool only counts
 * calls of dma_pool_free(), so a free that the area refused counts as one, too.
 *
 * Context: Thread context, while no other thread uses the pool.
 * Source: mm/dmapool.c, Linux 6.12.
 */
void dma_pool_destroy(struct dma_pool *pool);

#if COHMEM_WITH_THREADS

/**
 * dmam_pool_create() - create a pool that is destroyed when the device is released
 * @name:	for reports; copied
 * @dev:	the device that will do DMA
 * @size:	size of a block, in bytes
 * @align:	alignment of a block's device address, in bytes: 0, or a power of two
 * @allocation:	Linux's name for the boundary: no block crosses a device address that is a multiple
 *		of @allocation, a power of two that is not less than @size rounded up to @align;
 *		0: no boundary
 *
 * See cohmem_device_release(). If NULL is returned, the reason has been reported.
 *
 * Return:
 * * the pool
 * * NULL: @dev or @name is NULL
 * * NULL: @size is 0 or more than INT_MAX, or @align or @allocation is not one of the values above
 * * NULL: out of memory for the pool or for the devres entry
 * * NULL: @dev was set up before fork() and belongs to the parent process
 * Context: Thread context.
 * Source: mm/dmapool.c, Linux 6.12.
 */
struct dma_pool *dmam_pool_create(const char *name, struct device *dev, size_t size, size_t align,
				  size_t allocation);

/**
 * dmam_pool_destroy() - destroy a managed pool before the device is released
 * @pool:	from dmam_pool_create(); NULL does nothing
 *
 * A pool that is not managed is not destroyed, and that is reported.
 *
 * Context: Thread context, while no other thread uses the pool.
 * Source: mm/dmapool.c, Linux 6.12.
 */
void dmam_pool_destroy(struct dma_pool *pool);

/**
 * cohmem_pool_use_magazines() - let each thread keep some of the pool's free blocks
 * @pool:	a pool that no other thread uses yet
 *
 * A thread then allocates and frees most blocks without the pool's lock. At most
 * COHMEM_MAGAZINE_BLOCKS free blocks remain in its magazine until the thread ends or the pool is
 * destroyed. Other threads cannot allocate them. So the pool may grow, or a request may fail
 * although other threads' magazines hold free blocks. Blocks are allocated last in, first out only
 * within a thread. Interrupt handlers must not use such a pool: a thread's magazine has no lock.
 *
 * Return:
 * * 0: success
 * * -EINVAL: @pool is NULL or has been destroyed
 * * -EPERM: @pool was created before fork() and belongs to the parent process
 * * -EBUSY: the pool has magazines already
 * * -ENXIO: the port has no threads
 * * -ENOMEM: out of memory
 * Context: Thread context.
 */
int cohmem_pool_use_magazines(struct dma_pool *pool);

/**
 * cohmem_pool_get_info() - get the usage of a pool
 * @pool:	the pool
 * @info:	filled
 *
 * Blocks that other threads concurrently move to or from their magazines may or may not be counted.
 *
 * Return:
 * * 0: success
 * * -EINVAL: @pool or @info is NULL
 * * -EPERM: @pool was created before fork() and belongs to the parent process
 * Context: Threads, and interrupt handlers if the port masks interrupts and the back end can serve
 * them. Not signal handlers.
 */
int cohmem_pool_get_info(struct dma_pool *pool, struct cohmem_pool_info *info);

#endif

#ifdef __cplusplus
}
#endif
#endif
