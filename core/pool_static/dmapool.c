/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * dma_pool for firmware, in place of the folder pool/: each block is a block of the device's area.
 *
 * Granules may be as small as descriptors, so there are no pages to divide and no bookkeeping. An allocation
 * takes the bounded time of cohmem_runs_alloc(), and no other memory is allocated. A block has 2^order
 * granules and starts at a multiple of 2^order granules in its area. So if the area itself starts at a
 * multiple of the block's size, every block is aligned and crosses no boundary. The pools are the
 * COHMEM_SMALL_POOLS entries of a static table.
 */
#include <cohmem/dmapool.h>
#include <cohmem/mapping.h>

#include "../area/area.h"
#include "../base/io.h"
#include "../base/pool_arguments.h"

#ifdef COHMEM_SMALL_POOLS

struct dma_pool {
	struct device *dev; /* NULL: not in use */
	const char *name;
	size_t bytes; /* size of a block: a power of two, at least @align */
	size_t align; /* alignment of a block; equal to @bytes if there is a boundary */
	uint32_t out; /* number of allocated blocks; pools_lock protects it, @dev and @ending */
	bool ending;  /* destroyed, and waits for the free of its last block */
};

static struct dma_pool pools[COHMEM_SMALL_POOLS];
static struct cohmem_lock pools_lock;

static struct dma_pool *take_slot(struct device *dev)
{
	unsigned long flags = cohmem_port->lock(&pools_lock);
	struct dma_pool *pool = pools, *end = pools + COHMEM_SMALL_POOLS;

	while (pool < end && pool->dev)
		pool++;
	if (pool < end)
		*pool = (struct dma_pool){.dev = dev};
	cohmem_port->unlock(&pools_lock, flags);
	return pool < end ? pool : NULL;
}

/* Counts an allocated block. Returns false if the pool was destroyed. */
static bool count_out(struct dma_pool *pool)
{
	unsigned long flags = cohmem_port->lock(&pools_lock);
	bool serves = pool->dev && !pool->ending;

	pool->out += serves;
	cohmem_port->unlock(&pools_lock, flags);
	return serves;
}

/*
 * Counts a freed block, even if the area refused the free. The last one ends a pool that was destroyed
 * while blocks were allocated.
 */
static void count_back(struct dma_pool *pool)
{
	unsigned long flags = cohmem_port->lock(&pools_lock);

	if (pool->out)
		pool->out--;
	if (pool->ending && pool->out == 0)
		pool->dev = NULL;
	cohmem_port->unlock(&pools_lock, flags);
}

struct dma_pool *dma_pool_create(const char *name, struct device *dev, size_t size, size_t align,
				 size_t boundary)
{
	struct dma_pool *pool = NULL;
	const char *why;
	size_t bytes;

	if (align == 0)
		align = 1;
	why = !dev || !name ? "dev or name is NULL"
			    : pool_fault(pool_round(size, align), align, boundary);
	if (!why) {
		pool = take_slot(dev);
		why = "all COHMEM_SMALL_POOLS pools are in use";
	}
	if (!pool) {
		report_err(dev, "cannot create dma_pool %s: %s", name ? name : "(unnamed)", why);
		return NULL;
	}
	for (bytes = align; bytes < size;)
		bytes *= 2;
	pool->name = name;
	pool->align = boundary ? bytes : align;
	pool->bytes = bytes;
	return pool;
}

void *dma_pool_alloc(struct dma_pool *pool, gfp_t mem_flags, dma_addr_t *handle)
{
	dma_addr_t dma;
	void *vaddr;

	if (!pool || !handle || !count_out(pool)) {
		report_warn(NULL, "dma_pool_alloc: %s",
			    pool && handle ? "the pool is destroyed" : "pool or handle is NULL");
		return NULL;
	}
	vaddr = dma_alloc_attrs(pool->dev, pool->bytes, &dma, mem_flags, 0);
	if (vaddr && !(dma & (pool->align - 1))) {
		*handle = dma;
		return vaddr;
	}
	if (vaddr) {
		report_err(pool->dev,
			   "dma_pool %s: the area does not begin at a multiple of %llu bytes",
			   pool->name, (unsigned long long)pool->align);
		dma_free_attrs(pool->dev, pool->bytes, vaddr, dma, 0);
	}
	count_back(pool);
	return NULL;
}

void dma_pool_free(struct dma_pool *pool, void *vaddr, dma_addr_t addr)
{
	if (!pool || !vaddr)
		return;
	if (!pool->dev) {
		report_warn(NULL, "dma_pool_free: the pool is already destroyed");
		return;
	}
	dma_free_attrs(pool->dev, pool->bytes, vaddr, addr, 0);
	count_back(pool);
}

void dma_pool_destroy(struct dma_pool *pool)
{
	unsigned long flags;
	bool busy;

	if (!pool)
		return;
	flags = cohmem_port->lock(&pools_lock);
	busy = pool->out != 0;
	pool->ending = true;
	if (!busy)
		pool->dev = NULL;
	cohmem_port->unlock(&pools_lock, flags);
	if (busy)
		report_err(pool->dev, "dma_pool_destroy %s busy", pool->name);
}

#endif
