/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/**
 * DOC: dmapool - small blocks of coherent memory, all of one size
 *
 * For descriptors and the like. Linux's prototypes and results (include/linux/dmapool.h,
 * mm/dmapool.c of 6.4 to 6.12). A pool grows by pages of max(size, 4096) bytes that come from
 * dma_alloc_attrs(), so from the device's own area first, and keeps them until it is destroyed.
 *
 * Unlike Linux nothing of the pool lies in memory that a device can write: what is free is written
 * down aside, so a device gone wild damages data and never the pool. A
 * block may therefore be smaller than 16 bytes. And every release is checked, always: a block that
 * is free already, an address in no block, or a device address that is not the block's is refused
 * and reported, and nothing changes.
 *
 * The block released last is handed out first. Taking and giving a block costs the same whatever
 * the pool holds, but for the growth of the pool.
 *
 * Firmware (COHMEM_NO_THREADS, COHMEM_SMALL_POOLS) has another one behind the same five calls, without pages and
 * without bookkeeping: each block is a block of the area, the lowest that is free, a power of two in size. How it differs
 * is said of each call.
 */
#ifndef COHMEM_DMAPOOL_H
#define COHMEM_DMAPOOL_H

#include <cohmem/device.h>
#include <cohmem/types.h>

#ifdef __cplusplus
extern "C" {
#endif

struct dma_pool;

#ifndef COHMEM_NO_THREADS

/* How many blocks a thread keeps in its magazine. */
#define COHMEM_MAGAZINE_BLOCKS 64

/**
 * struct cohmem_pool_info - a pool in numbers
 * @name:	as given, cut to 31 characters
 * @size:	of a block in bytes, rounded up to the alignment
 * @blocks:	in all pages
 * @used:	with the driver
 * @pages:	grown so far
 * @page_bytes:	of one page
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
 * dma_pool_create() - make a pool of blocks for a device
 * @name:	for reports; copied
 * @dev:	the device that will do DMA
 * @size:	of a block, in bytes
 * @align:	of a block's device address, in bytes: 0, or a power of two
 * @boundary:	no block crosses a device address that is a multiple of it; 0, or a power of two that
 *		is not less than @size rounded up to @align
 *
 * No memory for blocks is allocated yet. Alignment and boundary hold for the device address
 * itself, wherever the area begins (in Linux pages are aligned, here an area may begin at any
 * multiple of 32 bytes). Of firmware's the area must begin at a multiple of @align, and, where there is a
 * boundary, of @size rounded up to a power of two; else dma_pool_alloc() fails each time, and says so. @name is
 * not copied there.
 *
 * Returns the pool; or NULL, with the reason reported: @dev or @name is NULL, @size is 0 or more
 * than INT_MAX, @align or @boundary is none of those above, or there is no memory for the pool (all
 * COHMEM_SMALL_POOLS are in use).
 * Thread context. Source: mm/dmapool.c, Linux 6.12.
 */
struct dma_pool *dma_pool_create(const char *name, struct device *dev, size_t size, size_t align,
				 size_t boundary);

#ifndef COHMEM_NO_THREADS
/**
 * dma_pool_create_node() - dma_pool_create() with a NUMA node
 * @name: as there
 * @dev: as there
 * @size: as there
 * @align: as there
 * @boundary: as there
 * @node:	ignored: the device's memory is where its areas and its dma_map_ops are
 *
 * Returns and context as there. Source: include/linux/dmapool.h, Linux 6.13.
 */
struct dma_pool *dma_pool_create_node(const char *name, struct device *dev, size_t size,
				      size_t align, size_t boundary, int node);
#endif

/**
 * dma_pool_alloc() - take a block
 * @pool:	the pool
 * @mem_flags:	__GFP_ZERO: zero the block; __GFP_NOWARN: do not report failure
 * @handle:	filled with the block's device address
 *
 * Returns the block's CPU address; or NULL, with the reason reported and *@handle untouched: an
 * argument is NULL, the pool has been destroyed, or there is no free block and no memory for
 * another page. Context as dma_alloc_attrs(). Source: mm/dmapool.c, Linux 6.12.
 */
void *dma_pool_alloc(struct dma_pool *pool, gfp_t mem_flags, dma_addr_t *handle);

/** dma_pool_zalloc() - dma_pool_alloc() of a zeroed block, as in Linux */
COHMEM_WRAPPER void *dma_pool_zalloc(struct dma_pool *pool, gfp_t mem_flags, dma_addr_t *handle)
{
	void *vaddr = dma_pool_alloc(pool, mem_flags | __GFP_ZERO, handle);

	COHMEM_WRAPPED;
	return vaddr;
}

/**
 * dma_pool_free() - give a block back
 * @pool:	the pool it came from; NULL does nothing
 * @vaddr:	its CPU address; NULL does nothing
 * @addr:	its device address
 *
 * A release that is none is refused and reported in Linux's words, see above. (Of firmware's: as
 * dma_free_attrs() would, and @addr is not looked at.)
 * Context as dma_alloc_attrs(). Source: mm/dmapool.c, Linux 6.12.
 */
void dma_pool_free(struct dma_pool *pool, void *vaddr, dma_addr_t addr);

/**
 * dma_pool_destroy() - give a pool's memory back
 * @pool:	the pool; NULL does nothing
 *
 * With blocks still out it is reported as busy, as in Linux, and keeps its memory; from then on
 * it serves no requests, and it goes when the last block is released. (In Linux that release is a
 * use after free.) The device must stay until then. No other thread may be using the pool. (Firmware's counts
 * what dma_pool_free() was called with: a release that the area refused, too.) Thread context.
 * Source: mm/dmapool.c, Linux 6.12.
 */
void dma_pool_destroy(struct dma_pool *pool);

#ifndef COHMEM_NO_THREADS

/**
 * dmam_pool_create() - dma_pool_create() of a pool that the device's release destroys
 * @name: as there
 * @dev: as there
 * @size: as there
 * @align: as there
 * @allocation:	as @boundary there; this is Linux's name for it
 *
 * Returns and context as there. See cohmem_device_release(). Source: mm/dmapool.c, Linux 6.12.
 */
struct dma_pool *dmam_pool_create(const char *name, struct device *dev, size_t size, size_t align,
				  size_t allocation);

/**
 * dmam_pool_destroy() - destroy such a pool now
 * @pool:	from dmam_pool_create(); NULL does nothing
 *
 * A pool that is not managed is left alone, and that is reported.
 * Context as dma_pool_destroy(). Source: mm/dmapool.c, Linux 6.12.
 */
void dmam_pool_destroy(struct dma_pool *pool);

/**
 * cohmem_pool_use_magazines() - let each thread keep some of the pool's free blocks
 * @pool:	a pool that no other thread uses yet
 *
 * A thread then takes and gives most blocks without the pool's lock: the last
 * COHMEM_MAGAZINE_BLOCKS it gave, at most, stay with it until it ends or the pool goes. Nobody
 * else gets them meanwhile, so a pool may have to grow, or a request may fail, while other
 * threads keep as many. The order of blocks is last in first out for each thread alone. Interrupt
 * handlers may not use such a pool: a thread's magazine has no lock.
 *
 * Returns 0; -EINVAL when @pool is NULL or was destroyed; -EBUSY when it has magazines already;
 * -ENXIO when the port knows no threads; -ENOMEM. Thread context.
 */
int cohmem_pool_use_magazines(struct dma_pool *pool);

/**
 * cohmem_pool_get_info() - a pool in numbers
 * @pool:	the pool
 * @info:	filled
 *
 * What other threads take or give meanwhile from or to their magazines may be counted or not.
 * Returns 0; -EINVAL when an argument is NULL. Context as dma_alloc_attrs().
 */
int cohmem_pool_get_info(struct dma_pool *pool, struct cohmem_pool_info *info);

#endif

#ifdef __cplusplus
}
#endif
#endif
