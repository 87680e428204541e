/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* The list of all pools, and the choice of each pool's path: plain, magazines only, or neither. */
#include "../base/list.h"
#include "../observe/observe.h"
#include "pool.h"

struct cohmem_lock cohmem__pools_lock;
struct dma_pool *cohmem__pools;

void cohmem__pool_choose(struct dma_pool *pool)
{
	bool unusual = pool->destroyed || observed(OBSERVE_POOLS | OBSERVE_MEMORY | OBSERVE_FAULTS);

	pool->plain = !unusual && !pool->magazine;
	pool->magazines_only = !unusual && pool->magazine;
}

/* Called when the observed events have changed. */
static void choose_all(void)
{
	unsigned long flags = cohmem_port->lock(&cohmem__pools_lock);

	for (struct dma_pool *pool = cohmem__pools; pool; pool = pool->next)
		cohmem__pool_choose(pool);
	cohmem_port->unlock(&cohmem__pools_lock, flags);
}

void cohmem__pool_enlist(struct dma_pool *pool)
{
	unsigned long flags;

	cohmem__on_observe(choose_all);
	flags = cohmem_port->lock(&cohmem__pools_lock);
	cohmem__pool_choose(pool);
	pool->next = cohmem__pools;
	cohmem__pools = pool;
	cohmem_port->unlock(&cohmem__pools_lock, flags);
}

void cohmem__pool_delist(struct dma_pool *pool)
{
	unsigned long flags = cohmem_port->lock(&cohmem__pools_lock);
	struct dma_pool **link = &cohmem__pools;

	while (*link != pool)
		link = &(*link)->next;
	*link = pool->next;
	cohmem_port->unlock(&cohmem__pools_lock, flags);
}

void cohmem__pools_fork_child(void)
{
	static struct dma_pool *left;

	for (struct dma_pool *pool = cohmem__pools; pool; pool = pool->next) {
		pool->plain = pool->magazines_only = false;
		pool->parents = true;
	}
	leave_to_parent(cohmem__pools, left);
	cohmem__pools_lock = (struct cohmem_lock){0};
}
