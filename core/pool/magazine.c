/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * Magazines: the free blocks that threads keep from a dma_pool.
 *
 * A magazine is used only by its own thread, so it needs no lock. Half of it is filled or emptied at a
 * time, under the pool's lock. Other threads read only the count, for cohmem_pool_get_info(). A
 * magazine is emptied by another thread only when its own thread no longer uses the pool: when the
 * pool is destroyed, or after the thread has ended.
 */
#include "../observe/fault.h"
#include "pool.h"

#define HALF (COHMEM_MAGAZINE_BLOCKS / 2)

int cohmem_pool_use_magazines(struct dma_pool *pool)
{
	const size_t bytes = COHMEM_THREADS * sizeof(struct pool_magazine *);
	struct pool_magazine **magazine;
	unsigned long flags;

	if (!pool || pool->destroyed)
		return -EINVAL;
	if (pool->parents)
		return -EPERM;
	if (pool->magazine)
		return -EBUSY;
	if (!cohmem_port->threads)
		return -ENXIO;
	magazine = slab_alloc(pool->dev, bytes);
	if (!magazine)
		return -ENOMEM;
	for (int t = 0; t < COHMEM_THREADS; t++)
		magazine[t] = NULL;
	flags = cohmem_port->lock(&cohmem__pools_lock);
	pool->magazine = magazine;
	cohmem__pool_choose(pool);
	cohmem_port->unlock(&cohmem__pools_lock, flags);
	return 0;
}

/* Creates the calling thread's magazine. Returns NULL if the thread cannot have one. */
static struct pool_magazine *own_new(struct dma_pool *pool, int thread)
{
	struct pool_magazine *magazine;

	if (thread < 0)
		return NULL;
	magazine = slab_alloc(pool->dev, sizeof(*magazine));
	if (!magazine)
		return NULL;
	pool_set_count(magazine, 0);
	__atomic_store_n(&pool->magazine[thread], magazine, __ATOMIC_RELEASE);
	return magazine;
}

static struct pool_magazine *magazine_of_thread(struct dma_pool *pool)
{
	struct pool_magazine *magazine = pool_own_magazine(pool);

	return magazine ? magazine : own_new(pool, own_thread());
}

/* Moves the top of the pool's stack to the magazine, under the lock, so that each block is always in one of them. */
static void magazine_fill(struct dma_pool *pool, struct pool_magazine *magazine)
{
	unsigned long flags = cohmem_port->lock(&pool->lock);
	size_t count = pool->free_blocks < HALF ? pool->free_blocks : HALF;

	pool->free_blocks -= count;
	for (size_t i = 0; i < count; i++)
		magazine->block[i] = pool->stack[pool->free_blocks + i];
	pool_set_count(magazine, (uint32_t)count);
	cohmem_port->unlock(&pool->lock, flags);
}

/* Moves up to @most blocks from the bottom, which were freed first, back to the pool. */
static void empty(struct dma_pool *pool, struct pool_magazine *magazine, uint32_t most)
{
	unsigned long flags = cohmem_port->lock(&pool->lock);
	uint32_t count = magazine->count < most ? magazine->count : most;

	for (uint32_t i = 0; i < count; i++)
		pool->stack[pool->free_blocks++] = magazine->block[i];
	for (uint32_t i = count; i < magazine->count; i++)
		magazine->block[i - count] = magazine->block[i];
	pool_set_count(magazine, magazine->count - count);
	cohmem_port->unlock(&pool->lock, flags);
}

void *cohmem__magazine_pop(struct dma_pool *pool, dma_addr_t *dma)
{
	struct pool_magazine *magazine = magazine_of_thread(pool);

	if (magazine && !magazine->count)
		magazine_fill(pool, magazine);
	return pool_magazine_pop(pool, dma);
}

bool cohmem__magazine_push(struct dma_pool *pool, struct pool_block block)
{
	struct pool_magazine *magazine = magazine_of_thread(pool);

	if (magazine && magazine->count == COHMEM_MAGAZINE_BLOCKS)
		empty(pool, magazine, HALF);
	return pool_magazine_push(pool, block);
}

size_t cohmem__magazine_blocks(const struct dma_pool *pool)
{
	size_t blocks = 0;

	for (int t = 0; pool->magazine && t < COHMEM_THREADS; t++) {
		const struct pool_magazine *m =
			__atomic_load_n(&pool->magazine[t], __ATOMIC_ACQUIRE);

		blocks += m ? __atomic_load_n(&m->count, __ATOMIC_RELAXED) : 0;
	}
	return blocks;
}

void cohmem__magazine_destroy(struct dma_pool *pool)
{
	struct pool_magazine **magazine = pool->magazine;
	unsigned long flags;

	if (!magazine)
		return;
	/* A thread that is ending may be emptying its magazine at the same time. It holds this lock, too. */
	flags = cohmem_port->lock(&cohmem__pools_lock);
	for (int t = 0; t < COHMEM_THREADS; t++) {
		if (magazine[t])
			empty(pool, magazine[t], COHMEM_MAGAZINE_BLOCKS);
	}
	pool->magazine = NULL;
	cohmem__pool_choose(pool);
	cohmem_port->unlock(&cohmem__pools_lock, flags);
	for (int t = 0; t < COHMEM_THREADS; t++) {
		if (magazine[t])
			cohmem_port->free(magazine[t], sizeof(struct pool_magazine));
	}
	cohmem_port->free(magazine, COHMEM_THREADS * sizeof(struct pool_magazine *));
}

void cohmem__magazine_thread_end(int thread)
{
	unsigned long flags = cohmem_port->lock(&cohmem__pools_lock);

	/* The empty magazine is kept for the next thread with this index. */
	for (struct dma_pool *pool = cohmem__pools; pool; pool = pool->next) {
		if (pool->magazine && pool->magazine[thread])
			empty(pool, pool->magazine[thread], COHMEM_MAGAZINE_BLOCKS);
	}
	cohmem_port->unlock(&cohmem__pools_lock, flags);
}
