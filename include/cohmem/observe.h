/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/**
 * DOC: observe - the seam for debugging, sanitizers and recorders
 *
 * An observer is a struct of functions that the core calls at the events it asks for. No other part of cohmem knows
 * its observers. While nobody observes, an allocation pays one load and one branch for it.
 *
 * The contract, for every function of an observer:
 *  - it may be called from any thread that uses cohmem, several at a time, and from an interrupt handler wherever a
 *    caller of cohmem is one;
 *  - it must not allocate or free DMA memory;
 *  - @memory_freed and @memory_reused may be called with a device's lock held, or a thread's, so they take no lock that
 *    is held while cohmem is called. The others are called without a lock.
 *
 * With COHMEM_NO_WATCH there are no observers, and nothing of this is in the program.
 */
#ifndef COHMEM_OBSERVE_H
#define COHMEM_OBSERVE_H

#include <cohmem/coherent.h>
#include <cohmem/device.h>
#include <cohmem/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/** enum cohmem_block_kind - which API a block is from */
enum cohmem_block_kind {
	COHMEM_BLOCK_COHERENT,  /* dma_alloc_attrs(), or reserved by its address */
	COHMEM_BLOCK_MANAGED,   /* dmam_alloc_attrs() */
	COHMEM_BLOCK_POOL_PAGE, /* memory that a dma_pool cuts into blocks */
	COHMEM_BLOCK_POOL,      /* dma_pool_alloc() */
	COHMEM_BLOCK_DMA_POOL,  /* a dma_pool itself: @vaddr is its address */
	COHMEM_BLOCK_SLAB,      /* memory that is not for DMA: kmalloc() */
};

/**
 * struct cohmem_block - a block, as its allocator knows it, or as the caller that frees it says
 * @dev:	the device; NULL for a COHMEM_BLOCK_SLAB
 * @vaddr:	CPU address. NULL: the allocation failed.
 * @dma:	device address
 * @size:	in bytes, as asked for
 * @capacity:	in bytes, with what rounding added; 0 if it is being freed
 * @kind:	which API it is from
 * @pool:	the dma_pool of a COHMEM_BLOCK_POOL or COHMEM_BLOCK_DMA_POOL
 * @site:	the code address of the caller that allocates or frees it; NULL: unknown
 * @io:		the memory takes only aligned words
 * @readable_when_free: the memory stays mapped after it is freed, until @memory_reused
 */
struct cohmem_block {
	struct device *dev;
	void *vaddr;
	dma_addr_t dma;
	size_t size;
	size_t capacity;
	enum cohmem_block_kind kind;
	const struct dma_pool *pool;
	const void *site;
	bool io;
	bool readable_when_free;
};

/* What an observer can ask for. */
#define COHMEM_OBSERVE_BLOCKS \
	0x01u /* @allocated, @may_free and @freed of all but dma_pools and their blocks */
#define COHMEM_OBSERVE_POOLS   0x02u /* ... and of those */
#define COHMEM_OBSERVE_MEMORY  0x04u /* @memory_freed, @memory_reused, @inspect */
#define COHMEM_OBSERVE_AREAS   0x08u /* @area */
#define COHMEM_OBSERVE_DEVICES 0x10u /* @device_released */

/**
 * struct cohmem_observer - what the core calls; a member may be NULL
 * @allocated:	a block was allocated, or could not be. Before the caller gets it.
 * @may_free:	false: the block must not be freed, and the observer has reported why
 * @freed:	a block is about to be freed, and no observer objects
 * @memory_freed: @bytes at @addr belong to nobody now. Before somebody else can get them.
 * @memory_reused: memory that was free gets an owner, or is about to be unmapped. Before its owner touches it.
 * @inspect:	an observer begins (@begins) to read memory that may be free, or has ended to
 * @area:	an area begins to exist, before its first request, or ends, after its last block. Of @area only the
 *		members up to @flags are filled in.
 * @device_released: the device's driver is gone, and what devres managed is freed; @site: the caller
 * @events:	COHMEM_OBSERVE_*, set by cohmem_observe()
 * @next:	private to the core
 */
struct cohmem_observer {
	void (*allocated)(const struct cohmem_block *block);
	bool (*may_free)(const struct cohmem_block *block);
	void (*freed)(const struct cohmem_block *block);
	void (*memory_freed)(const void *addr, size_t bytes);
	void (*memory_reused)(const void *addr, size_t bytes);
	void (*inspect)(const void *addr, size_t bytes, bool begins);
	void (*area)(struct device *dev, const struct cohmem_area_info *area, bool begins);
	void (*device_released)(struct device *dev, const void *site);
	unsigned int events;
	struct cohmem_observer *next;
};

/**
 * cohmem_observe() - choose what an observer is called for; for ports
 * @observer:	stays where it is until the program ends
 * @events:	COHMEM_OBSERVE_*, or several of them; 0: nothing more. Another thread may still be in one of its
 *		functions then.
 *
 * With no lock held. Any thread.
 */
void cohmem_observe(struct cohmem_observer *observer, unsigned int events);

/**
 * cohmem_memory_freed() - memory belongs to nobody now; for back ends
 * @addr:	CPU address
 * @bytes:	how many
 *
 * Before somebody else can get it. Areas, dma_pools and struct cohmem_chunk_pool call this by themselves. Any context.
 */
void cohmem_memory_freed(const void *addr, size_t bytes);

/**
 * cohmem_memory_reused() - memory that was free gets an owner, or is about to be unmapped; for back ends
 * @addr:	CPU address
 * @bytes:	how many
 *
 * A back end whose dma_map_ops say @announces_reuse calls this before it hands out, zeroes or unmaps memory that was
 * freed. With none of the back end's locks held that its reports could need. Any context.
 */
void cohmem_memory_reused(const void *addr, size_t bytes);

/**
 * cohmem_slab_allocated() - memory that is not for DMA was allocated; for libcohmem-linux's kmalloc()
 * @addr:	CPU address
 * @size:	in bytes
 * @site:	the return address of the caller that asked for it
 *
 * cohmem_debug_leaks() lists it if it is never freed; debugging makes no other check of it. Thread context.
 */
void cohmem_slab_allocated(void *addr, size_t size, const void *site);

/**
 * cohmem_slab_freed() - such memory is about to be freed
 * @addr:	CPU address
 *
 * Thread context.
 */
void cohmem_slab_freed(void *addr);

#ifdef __cplusplus
}
#endif
#endif
