/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* The usage of a pool. */
#include "pool.h"

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
	parked = cohmem__magazine_blocks(pool);
	cohmem_port->unlock(&pool->lock, flags);
	info->used -= parked < info->used ? parked : info->used;
	for (size_t i = 0; i < sizeof(info->name); i++)
		info->name[i] = pool->name[i];
	return 0;
}
