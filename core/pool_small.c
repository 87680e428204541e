/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * dma_pool for firmware, in place of dmapool.c and its like: each block is a block of the device's area.
 *
 * Where granules are as small as descriptors there is nothing to cut into pieces, so there are no pages
 * and no books: time is that of cohmem_runs_alloc(), bounded, and nothing is allocated aside. A block
 * takes 2^order granules, and begins at a multiple of them; that is how it has its alignment and crosses
 * no boundary. The pools themselves are COHMEM_SMALL_POOLS in a static table.
 */
#include <cohmem/dmapool.h>
#include <cohmem/mapping.h>

#include "internal.h"
#include "pool_fault.h"

#ifdef COHMEM_SMALL_POOLS

struct dma_pool {
	struct device *dev; /* NULL: not in use */
	const char *name;
	size_t bytes;      /* of a block: a power of two, and not less than ... */
	size_t align;      /* ... this one */
	dma_addr_t across; /* the bits of device addresses that are the same in all of a block */
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
		pool->dev = dev;
	cohmem_port->unlock(&pools_lock, flags);
	return pool < end ? pool : NULL;
}

struct dma_pool *dma_pool_create(const char *name, struct device *dev, size_t size, size_t align,
				 size_t boundary)
{
	struct dma_pool *pool = NULL;
	const char *why;
	size_t bytes;

	if (align == 0)
		align = 1;
	why = !dev || !name ? "no device or no name"
			    : pool_fault(pool_round(size, align), align, boundary);
	if (!why) {
		pool = take_slot(dev);
		why = "all COHMEM_SMALL_POOLS are in use";
	}
	if (!pool) {
		report_err(dev, "cannot create dma_pool %s: %s", name ? name : "(unnamed)", why);
		return NULL;
	}
	for (bytes = align; bytes < size;)
		bytes *= 2;
	pool->name = name;
	pool->align = align;
	pool->bytes = bytes;
	pool->across = boundary ? ~(dma_addr_t)(boundary - 1) : 0;
	return pool;
}

/* As a block of so many granules is aligned in its area, it is so if the area is, and this it need not be. */
static bool fits(const struct dma_pool *pool, dma_addr_t dma)
{
	return (dma & (pool->align - 1)) == 0 &&
	       ((dma ^ (dma + pool->bytes - 1)) & pool->across) == 0;
}

void *dma_pool_alloc(struct dma_pool *pool, gfp_t mem_flags, dma_addr_t *handle)
{
	dma_addr_t dma;
	void *vaddr;

	if (!pool || !pool->dev || !handle) {
		report_warn(NULL, "dma_pool_alloc: no pool or no handle");
		return NULL;
	}
	vaddr = dma_alloc_attrs(pool->dev, pool->bytes, &dma, mem_flags, 0);
	if (vaddr && !fits(pool, dma)) {
		report_err(pool->dev, "dma_pool %s: the area begins where blocks are not aligned",
			   pool->name);
		dma_free_attrs(pool->dev, pool->bytes, vaddr, dma, 0);
		vaddr = NULL;
	}
	if (vaddr)
		*handle = dma;
	return vaddr;
}

void dma_pool_free(struct dma_pool *pool, void *vaddr, dma_addr_t addr)
{
	if (pool && pool->dev && vaddr)
		dma_free_attrs(pool->dev, pool->bytes, vaddr, addr, 0);
}

void dma_pool_destroy(struct dma_pool *pool)
{
	if (pool)
		pool->dev = NULL;
}

#endif
