/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * DPDK's rte_mempool, without and with its per-thread cache, and jemalloc. A mempool's block has its device
 * address in its header. jemalloc has no device addresses, so it does less.
 */
#include <jemalloc/jemalloc.h>
#include <rte_mempool.h>

#include "bench.h"
#include "pools.h"

static void *mempool(size_t size, unsigned int cache)
{
	static unsigned int number;
	char name[32];

	if (!bench_rte_ready())
		return NULL;
	snprintf(name, sizeof(name), "bench%u", number++);
	return rte_mempool_create(name, 2 * POOL_BLOCKS, size, cache, 0, NULL, NULL, NULL, NULL,
				  SOCKET_ID_ANY, 0);
}

static void *mempool_create(size_t size)
{
	return mempool(size, 0);
}

static void *mempool_create_cached(size_t size)
{
	return mempool(size, 64);
}

static void *mempool_take(void *self, unsigned long long *dma)
{
	void *block;

	if (rte_mempool_get(self, &block))
		return NULL;
	*dma = rte_mempool_virt2iova(block);
	return block;
}

static void mempool_give(void *self, void *block, unsigned long long dma)
{
	(void)dma;
	rte_mempool_put(self, block);
}

static void mempool_destroy(void *self)
{
	rte_mempool_free(self);
}

static void *je_create(size_t size)
{
	size_t *self = mallocx(sizeof(*self), 0);

	*self = size;
	return self;
}

static void *je_take(void *self, unsigned long long *dma)
{
	*dma = 0;
	return mallocx(*(size_t *)self, 0);
}

static void je_give(void *self, void *block, unsigned long long dma)
{
	(void)dma;
	sdallocx(block, *(size_t *)self, 0);
}

static void je_destroy(void *self)
{
	dallocx(self, 0);
}

const struct pool_contender bench_mempool = {"rte_mempool", mempool_create, mempool_take,
					     mempool_give, mempool_destroy};
const struct pool_contender bench_mempool_cached = {"rte_mempool, cached", mempool_create_cached,
						    mempool_take, mempool_give, mempool_destroy};
const struct pool_contender bench_je_blocks = {"jemalloc", je_create, je_take, je_give, je_destroy};
