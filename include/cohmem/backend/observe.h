/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/**
 * DOC: observe - the interface for debugging, sanitizers and recorders
 *
 * An observer is a struct of functions that the core calls for the events that the observer has
 * selected. The core does not depend on any observer. Without observers, this costs an allocation
 * one load and one branch.
 *
 * For example::
 *
 *	static void allocated(const struct cohmem_block *block)
 *	{
 *		if (block->vaddr)
 *			add_to_counter(block->size);
 *	}
 *
 *	static struct cohmem_observer counter = {.allocated = allocated};
 *
 *	cohmem_observe(&counter, COHMEM_OBSERVE_BLOCKS);
 *
 * The contract, for every function of an observer:
 *  - It may be called from any thread that uses cohmem, from several threads at a time, and from an
 *    interrupt handler if the caller of cohmem is one.
 *  - It must not allocate or free DMA memory.
 *  - @memory_freed and @memory_reused may be called with the lock of a device, a thread or a back
 *    end held, and @inspect also with a lock of the observer that inspects. These three must not
 *    take a lock that any thread holds while it calls cohmem. The others are called without a lock.
 *
 * With COHMEM_WITH_OBSERVERS=0 observers are never called, and the calls are left out of the program.
 */
#ifndef COHMEM_BACKEND_OBSERVE_H
#define COHMEM_BACKEND_OBSERVE_H

#include <cohmem/coherent.h>
#include <cohmem/device.h>
#include <cohmem/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/** enum cohmem_block_kind - which API a block was allocated with */
enum cohmem_block_kind {
	COHMEM_BLOCK_COHERENT,  /* dma_alloc_attrs(), dma_mark_declared_memory_occupied() */
	COHMEM_BLOCK_MANAGED,   /* dmam_alloc_attrs() */
	COHMEM_BLOCK_POOL_PAGE, /* memory that a dma_pool divides into blocks */
	COHMEM_BLOCK_POOL,      /* dma_pool_alloc() */
	COHMEM_BLOCK_DMA_POOL,  /* a dma_pool itself: @vaddr is its address */
	COHMEM_BLOCK_SLAB,      /* memory that is not for DMA: kmalloc() */
};

/**
 * struct cohmem_block - a block, as its allocator or the caller that frees it describes it
 * @dev:	the device; NULL for a COHMEM_BLOCK_SLAB
 * @vaddr:	CPU address; NULL: the allocation failed
 * @dma:	device address
 * @size:	in bytes, as requested
 * @capacity:	in bytes, including what rounding added; not valid when the block is freed
 * @kind:	which API it was allocated with
 * @pool:	the dma_pool of a COHMEM_BLOCK_POOL or COHMEM_BLOCK_DMA_POOL
 * @site:	code address of the caller that allocates or frees the block; NULL: unknown
 * @io:		the memory supports only aligned word accesses
 * @readable_when_free: the memory remains mapped after it was freed, until @memory_reused
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

/* The events that an observer can select. */
#define COHMEM_OBSERVE_BLOCKS \
	0x01u /* @allocated, @may_free and @freed, except for dma_pools and their blocks */
#define COHMEM_OBSERVE_POOLS   0x02u /* the same three, for dma_pools and their blocks */
#define COHMEM_OBSERVE_MEMORY  0x04u /* @memory_freed, @memory_reused, @inspect */
#define COHMEM_OBSERVE_AREAS   0x08u /* @area */
#define COHMEM_OBSERVE_DEVICES 0x10u /* @device_released */

/**
 * struct cohmem_observer - functions that the core calls; each of them may be NULL
 * @allocated:	a block was allocated, or an allocation failed. Called before the caller gets the
 *		block.
 * @may_free:	if the block must not be freed, reports why and returns false
 * @freed:	a block is about to be freed; every @may_free returned true
 * @memory_freed: the @bytes bytes at @addr are free. Called before they can be allocated again.
 * @memory_reused: free memory was allocated, or is about to be unmapped. Called before its new
 *		owner accesses it.
 *		In a child process it is also called, during fork(), for memory that the child does
 *		not inherit.
 * @inspect:	an observer is about to read memory that may be free (@begins), or has finished
 * @area:	an area is declared, before its first request (@begins), or removed, after its last
 *		block was freed. Only the members of @area up to @flags are filled in.
 * @device_released: cohmem_device_release() has freed the device's managed resources; @site is its
 *		caller
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
 * cohmem_observe() - choose the events that an observer is called for; for ports
 * @observer:	must remain valid and in place until the program ends
 * @events:	one or more of COHMEM_OBSERVE_*; 0: no more events. Another thread may still be
 *		running one of the observer's functions after the call.
 *
 * Context: Any thread, with no lock held.
 */
void cohmem_observe(struct cohmem_observer *observer, unsigned int events);

/**
 * cohmem_memory_freed() - announce that memory is free; for back ends
 * @addr:	CPU address
 * @bytes:	size in bytes
 *
 * Call this before the memory can be allocated again. Areas, dma_pools and struct cohmem_chunk_pool
 * do so by themselves.
 *
 * Context: Any context.
 */
void cohmem_memory_freed(const void *addr, size_t bytes);

/**
 * cohmem_memory_reused() - announce that free memory is allocated or unmapped; for back ends
 * @addr:	CPU address
 * @bytes:	size in bytes
 *
 * A back end that sets @announces_reuse in its dma_map_ops calls this before it hands out, zeroes
 * or unmaps memory that was freed.
 *
 * Context: Any context. Observers may make reports: hold no lock that the log function could take.
 */
void cohmem_memory_reused(const void *addr, size_t bytes);

/**
 * cohmem_slab_allocated() - announce an allocation that is not for DMA; for kmalloc()
 * @addr:	CPU address
 * @size:	in bytes
 * @site:	return address of the caller that requested the memory
 *
 * For kmalloc() of libcohmem-linux. cohmem_debug_leaks() lists the memory if it is never freed.
 * Debugging makes no other check of it.
 *
 * Context: Thread context.
 */
void cohmem_slab_allocated(void *addr, size_t size, const void *site);

/**
 * cohmem_slab_freed() - announce that memory from cohmem_slab_allocated() is about to be freed
 * @addr:	CPU address
 *
 * Context: Thread context.
 */
void cohmem_slab_freed(void *addr);

#ifdef __cplusplus
}
#endif
#endif
