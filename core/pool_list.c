/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* All pools, and one in numbers. */
#include "dmapool.h"
#include "watch.h"

struct cohmem_lock cohmem_pools_lock;
struct dma_pool *cohmem_pools;

void cohmem_pool_choose(struct dma_pool *pool)
{
	bool unusual = pool->destroyed || watched(~WATCH_TRACE);

	pool->plain = !unusual && !pool->magazine;
	pool->magazines_only = !unusual && pool->magazine;
}

void cohmem_pool_enlist(struct dma_pool *pool)
{
	unsigned long flags = cohmem_port->lock(&cohmem_pools_lock);

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

void cohmem_pools_watch(void)
{
	unsigned long flags = cohmem_port->lock(&cohmem_pools_lock);

	for (struct dma_pool *pool = cohmem_pools; pool; pool = pool->next)
		cohmem_pool_choose(pool);
	cohmem_port->unlock(&cohmem_pools_lock, flags);
}

int cohmem_pool_get_info(struct dma_pool *pool, struct cohmem_pool_info *info)
{
	unsigned long flags;
	size_t parked;

	if (!pool || !info)
		return -EINVAL;
	if (pool->parents)
		return -EPERM;
	flags = cohmem_port->lock(&pool->lock);
	*info = (struct cohmem_pool_info){
		.size = pool->size,
		.blocks = pool->blocks,
		.used = pool->blocks - pool->free_blocks,
		.pages = pool->pages,
		.page_bytes = pool->page_bytes,
	};
	parked = cohmem_magazine_blocks(pool);
	cohmem_port->unlock(&pool->lock, flags);
	info->used -= parked < info->used ? parked : info->used;
	for (size_t i = 0; i < sizeof(info->name); i++)
		info->name[i] = pool->name[i];
	return 0;
}
