/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * dma_pool: a stack of free blocks, which is kept outside the blocks.
 *
 * An allocation is one pop and a free one push, under the pool's lock. The block to free is looked up
 * before the lock is taken, and an allocated block is zeroed after the lock is released.
 */
#include <cohmem/cpu_access.h>

#include "../base/io.h"
#include "../base/pool_arguments.h"
#include "../base/report.h"
#include "../devres/devres.h"
#include "../observe/fault.h"
#include "pool.h"

static struct dma_pool *pool_refuse(struct device *dev, const char *name, int err, const char *why)
{
	report_err(dev, "cannot create dma_pool %s: %s", name ? name : "(unnamed)", why);
	set_errno(err);
	return NULL;
}

static struct dma_pool *pool_create(const char *name, struct device *dev, size_t size, size_t align,
				    size_t boundary)
{
	size_t wanted = size;
	struct dma_pool *pool;
	const char *why;

	if (align == 0)
		align = 1;
	size = pool_round(size, align);
	why = !dev || !name    ? "dev or name is NULL"
	      : of_parent(dev) ? OF_PARENT
			       : pool_fault(size, align, boundary);
	if (why)
		return pool_refuse(dev, name, dev && of_parent(dev) ? EPERM : EINVAL, why);
	pool = slab_alloc(dev, sizeof(*pool));
	if (!pool)
		return pool_refuse(dev, name, ENOMEM, "out of memory for the pool");

	*pool = (struct dma_pool){
		.dev = dev,
		.size = size,
		.wanted = wanted,
		.align = align,
		.boundary = boundary,
		.page_bytes = size < COHMEM_PAGE_SIZE ? COHMEM_PAGE_SIZE : size,
		.inverse = ((uint64_t)1 << 48) / size + 1,
	};
	pool->cells = (uint32_t)(pool->page_bytes / size);
	for (size_t i = 0; i < sizeof(pool->name) - 1 && name[i]; i++)
		pool->name[i] = name[i];
	cohmem__pool_enlist(pool);
	return pool;
}

/* Describes the pool itself, or one of its blocks, for observers. */
static struct cohmem_block pool_describe(const struct dma_pool *pool, void *vaddr, dma_addr_t dma,
					 const void *site)
{
	return (struct cohmem_block){
		.dev = pool->dev,
		.vaddr = vaddr,
		.dma = dma,
		.size = pool->wanted,
		.capacity = pool->size,
		.kind = COHMEM_BLOCK_POOL,
		.pool = pool,
		.site = site,
		.io = __atomic_load_n(&pool->io, __ATOMIC_RELAXED),
		.readable_when_free = true,
	};
}

static SLOW_PATH void observe_pool(struct dma_pool *pool, const void *site)
{
	struct cohmem_block block = pool_describe(pool, pool, 0, site);

	block.kind = COHMEM_BLOCK_DMA_POOL;
	block.size = block.capacity = 0;
	cohmem__allocated(&block);
}

struct dma_pool *dma_pool_create(const char *name, struct device *dev, size_t size, size_t align,
				 size_t boundary)
{
	struct dma_pool *pool = pool_create(name, dev, size, align, boundary);

	if (pool && observed(OBSERVE_POOLS))
		observe_pool(pool, __builtin_return_address(0));
	return pool;
}

struct dma_pool *dma_pool_create_node(const char *name, struct device *dev, size_t size,
				      size_t align, size_t boundary, int node)
{
	struct dma_pool *pool = pool_create(name, dev, size, align, boundary);

	(void)node;
	if (pool && observed(OBSERVE_POOLS))
		observe_pool(pool, __builtin_return_address(0));
	return pool;
}

static void *pool_take(struct dma_pool *pool, dma_addr_t *dma)
{
	unsigned long flags = cohmem_port->lock(&pool->lock);
	void *vaddr = NULL;

	if (pool->free_blocks)
		vaddr = pool_pop(pool->stack, pool->free_blocks--, dma);
	cohmem_port->unlock(&pool->lock, flags);
	return vaddr;
}

static void pool_zero(const struct dma_pool *pool, void *vaddr)
{
	if (__atomic_load_n(&pool->io, __ATOMIC_RELAXED))
		cohmem__zero_io(vaddr, pool->size);
	else
		cohmem_port->zero(vaddr, pool->size);
	cohmem_end_cpu_access(pool->dev, vaddr, pool->size, DMA_TO_DEVICE);
}

/* Handles all allocations that a pop alone cannot serve. */
static SLOW_PATH void *alloc_slow(struct dma_pool *pool, gfp_t mem_flags, dma_addr_t *handle,
				  const void *site)
{
	void *vaddr;

	if (pool->parents || pool->destroyed) {
		report_warn(
			pool->dev, "dma_pool_alloc %s: %s", pool->name,
			pool->parents
				? "it was created before fork() and belongs to the parent process"
				: "it was destroyed");
		return NULL;
	}
	if (fails(COHMEM_FAIL_POOL, pool->dev)) {
		if (!(mem_flags & __GFP_NOWARN))
			report_warn(pool->dev, "dma_pool_alloc %s: injected failure", pool->name);
		return NULL;
	}
	vaddr = pool->magazine ? cohmem__magazine_pop(pool, handle) : NULL;
	while (!vaddr && !(vaddr = pool_take(pool, handle))) {
		if (!cohmem__pool_grow(pool, mem_flags & ~__GFP_ZERO))
			return NULL;
	}
	if (observed(OBSERVE_MEMORY))
		cohmem_memory_reused(vaddr, pool->size);
	if (mem_flags & __GFP_ZERO)
		pool_zero(pool, vaddr);
	if (observed(OBSERVE_POOLS)) {
		const struct cohmem_block block = pool_describe(pool, vaddr, *handle, site);

		cohmem__allocated(&block);
	}
	return vaddr;
}

void *dma_pool_alloc(struct dma_pool *pool, gfp_t mem_flags, dma_addr_t *handle)
{
	void *vaddr = NULL;

	if (!pool || !handle) {
		report_warn(pool ? pool->dev : NULL, "dma_pool_alloc: pool or handle is NULL");
		return NULL;
	}
	if (!(mem_flags & __GFP_ZERO)) {
		if (pool->plain)
			vaddr = pool_take(pool, handle);
		else if (pool->magazines_only)
			vaddr = pool_magazine_pop(pool, handle);
	}
	return vaddr ? vaddr : alloc_slow(pool, mem_flags, handle, __builtin_return_address(0));
}

/* Pushes the block onto the stack. Returns false if it was not allocated. *@last: all blocks are on the stack now. */
static bool pool_give(struct dma_pool *pool, struct pool_block block, bool *last)
{
	unsigned long flags = cohmem_port->lock(&pool->lock);
	bool taken = pool_claim(pool, block.cell);

	if (taken)
		pool_push(pool->stack, pool->free_blocks++, block);
	*last = pool->free_blocks == pool->blocks;
	cohmem_port->unlock(&pool->lock, flags);
	return taken;
}

static void pool_destroy(struct dma_pool *pool)
{
	cohmem__pool_delist(pool);
	if (observed(OBSERVE_POOLS)) {
		struct cohmem_block block = pool_describe(pool, pool, 0, NULL);

		block.kind = COHMEM_BLOCK_DMA_POOL;
		cohmem__may_free(&block);
	}
	cohmem__pool_free_pages(pool);
	cohmem_port->free(pool, sizeof(*pool));
}

/* Reports an invalid free with Linux's message. */
static SLOW_PATH void refuse_free(const struct dma_pool *pool, const void *vaddr, dma_addr_t addr)
{
	dma_addr_t dma;
	const char *why = !cohmem__pool_find(pool, vaddr, &dma) ? "bad vaddr"
			  : dma != addr                         ? "bad dma"
								: "already free";

	report_warn(pool->dev, "dma_pool_free %s, %#llx/%#llx (%s)", pool->name,
		    (unsigned long long)(uintptr_t)vaddr, (unsigned long long)addr, why);
}

/* Handles all frees that a push alone cannot. Returns false if the free is invalid and not yet reported. */
static SLOW_PATH bool free_slow(struct dma_pool *pool, void *vaddr, dma_addr_t addr,
				const void *site)
{
	struct pool_block block = {.vaddr = vaddr};
	bool destroyed = pool->destroyed, last;

	if (pool->parents)
		return true;
	if (observed(OBSERVE_POOLS)) {
		const struct cohmem_block release = pool_describe(pool, vaddr, addr, site);

		if (!cohmem__may_free(&release))
			return true; /* the observer has reported it */
	}
	block.cell = cohmem__pool_find(pool, vaddr, &block.dma);
	if (!block.cell || block.dma != addr)
		return false;
	/* Before another thread can allocate the block. If the block is already free, observers learn nothing new. */
	if (observed(OBSERVE_MEMORY))
		cohmem_memory_freed(vaddr, pool->size);
	if (pool->magazine && cohmem__magazine_push(pool, block))
		return true;
	if (!pool_give(pool, block, &last))
		return false;
	/* After the last free, only the thread that made it may access the pool. */
	if (destroyed && last)
		pool_destroy(pool);
	return true;
}

void dma_pool_free(struct dma_pool *pool, void *vaddr, dma_addr_t addr)
{
	struct pool_cell *cell;
	bool done = false, last;
	dma_addr_t dma;

	if (!pool || !vaddr)
		return;
	if (pool->plain || pool->magazines_only) {
		cell = pool_find(pool, vaddr, &dma);
		if (cell && dma == addr) {
			const struct pool_block block = {vaddr, addr, cell};

			done = (pool->magazines_only && (pool_magazine_push(pool, block) ||
							 cohmem__magazine_push(pool, block))) ||
			       pool_give(pool, block, &last);
		}
	} else {
		done = free_slow(pool, vaddr, addr, __builtin_return_address(0));
	}
	if (!done)
		refuse_free(pool, vaddr, addr);
}

/* A pool that is destroyed when its device is released. */
struct managed_pool {
	struct cohmem_devres res;
	struct dma_pool *pool;
};

static bool devres_is_pool(const struct cohmem_devres *res, const void *pool);

static void pool_forget(struct dma_pool *pool)
{
	struct cohmem_devres *res = cohmem__devres_pop(pool->dev, devres_is_pool, pool);

	pool->managed = false;
	if (res)
		cohmem_port->free(res, sizeof(struct managed_pool));
}

void dma_pool_destroy(struct dma_pool *pool)
{
	unsigned long flags;
	bool busy;

	if (!pool || pool->parents)
		return;
	if (pool->managed)
		pool_forget(pool);
	cohmem__magazine_destroy(pool);
	flags = cohmem_port->lock(&pool->lock);
	busy = pool->free_blocks < pool->blocks;
	pool->destroyed = true;
	pool->plain = pool->magazines_only = false;
	cohmem_port->unlock(&pool->lock, flags);
	if (!busy)
		pool_destroy(pool);
	else
		report_err(pool->dev, "dma_pool_destroy %s busy", pool->name);
}

static void destroy_managed(struct device *dev, struct cohmem_devres *res, const void *site)
{
	struct dma_pool *pool = ((struct managed_pool *)res)->pool;

	(void)dev, (void)site;
	pool->managed = false;
	cohmem_port->free(res, sizeof(struct managed_pool));
	dma_pool_destroy(pool);
}

static bool devres_is_pool(const struct cohmem_devres *res, const void *pool)
{
	return res->release == destroy_managed && ((const struct managed_pool *)res)->pool == pool;
}

struct dma_pool *dmam_pool_create(const char *name, struct device *dev, size_t size, size_t align,
				  size_t allocation)
{
	struct managed_pool *managed = slab_alloc(dev, sizeof(*managed));

	if (!managed)
		return pool_refuse(dev, name, ENOMEM, "out of memory for the devres entry");
	*managed = (struct managed_pool){.res.release = destroy_managed};
	managed->pool = pool_create(name, dev, size, align, allocation);
	if (!managed->pool) {
		cohmem_port->free(managed, sizeof(*managed));
		return NULL;
	}
	managed->pool->managed = true;
	if (observed(OBSERVE_POOLS))
		observe_pool(managed->pool, __builtin_return_address(0));
	cohmem__devres_push(dev, &managed->res);
	return managed->pool;
}

void dmam_pool_destroy(struct dma_pool *pool)
{
	if (pool && !pool->managed && !pool->parents)
		report_warn(pool->dev,
			    "dmam_pool_destroy %s: it was not created with dmam_pool_create()",
			    pool->name);
	else
		dma_pool_destroy(pool);
}
