/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* All pools. */
#include "../base/list.h"
#include "../observe/observe.h"
#include "pool.h"

struct cohmem_lock cohmem_pools_lock;
struct dma_pool *cohmem_pools;

void cohmem_pool_choose(struct dma_pool *pool)
{
	bool unusual = pool->destroyed || observed(OBSERVE_POOLS | OBSERVE_MEMORY | OBSERVE_FAULTS);

	pool->plain = !unusual && !pool->magazine;
	pool->magazines_only = !unusual && pool->magazine;
}

/* What is observed has changed. */
static void choose_all(void)
{
	unsigned long flags = cohmem_port->lock(&cohmem_pools_lock);

	for (struct dma_pool *pool = cohmem_pools; pool; pool = pool->next)
		cohmem_pool_choose(pool);
	cohmem_port->unlock(&cohmem_pools_lock, flags);
}

void cohmem_pool_enlist(struct dma_pool *pool)
{
	unsigned long flags;

	cohmem__on_observe(choose_all);
	flags = cohmem_port->lock(&cohmem_pools_lock);
	cohmem_pool_choose(pool);
	pool->next = cohmem_pools;
	cohmem_pools = pool;
	cohmem_port->unlock(&cohmem_pools_lock, flags);
}

void cohmem_pool_delist(struct dma_pool *pool)
{
	unsigned long flags = cohmem_port->lock(&cohmem_pools_lock);
	struct dma_pool **link = &cohmem_pools;

	while (*link != pool)
		link = &(*link)->next;
	*link = pool->next;
	cohmem_port->unlock(&cohmem_pools_lock, flags);
}

void cohmem_pools_fork_child(void)
{
	static struct dma_pool *left;

	for (struct dma_pool *pool = cohmem_pools; pool; pool = pool->next) {
		pool->plain = pool->magazines_only = false;
		pool->parents = true;
	}
	leave_to_parent(cohmem_pools, left);
	cohmem_pools_lock = (struct cohmem_lock){0};
}
