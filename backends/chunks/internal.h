/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* A chunk pool, as chunk_pool.c and dma_ops.c see it. */
#ifndef BACKENDS_CHUNKS_INTERNAL_H
#define BACKENDS_CHUNKS_INTERNAL_H

#include <cohmem/chunks.h>
#include <pthread.h>

struct cohmem_chunk_pool {
	const struct cohmem_chunk_ops *ops;
	void *ctx;
	size_t chunk_size;
	unsigned int forks; /* cohmem_fork_count() of the process that made it */
	dma_addr_t lowest;  /* of all device addresses that may be given */
	struct cohmem_lock lock;
	pthread_mutex_t growing;
	struct cohmem_chunk *first;
	unsigned int shrinking; /* chunks off the list that are not gone yet; under @lock */
};

/* dma_ops.c: the dma_map_ops in front of chunks; devices without any have &cohmem__chunk_pool_of_all. */
extern const struct dma_map_ops cohmem__chunk_pool_ops;
extern struct cohmem_chunk_pool *cohmem__chunk_pool_of_all;

/* The ctx of the chunks that @dev has of a back end; NULL: it has none of it. */
void *cohmem__chunk_pool_ctx(const struct device *dev, const struct cohmem_chunk_ops *ops);

#endif
