/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Chunk pools: what chunk_pool.c, dma_ops.c and the back ends share. */
#ifndef BACKENDS_CHUNKS_INTERNAL_H
#define BACKENDS_CHUNKS_INTERNAL_H

#include <cohmem/backend/chunk_pool.h>
#include <cohmem/backend/dma_map_ops.h>
#include <pthread.h>

#include "../common/anon_file.h"

struct cohmem_chunk_pool {
	const struct cohmem_chunk_ops *ops;
	void *ctx;
	size_t chunk_size;
	unsigned int forks; /* cohmem_fork_count() of the process that created it */
	dma_addr_t lowest;  /* lowest device address that @ops->grow hands out */
	struct cohmem_lock lock;
	pthread_mutex_t growing;
	struct cohmem_chunk *first;
	unsigned int shrinking; /* chunks off the list, not destroyed yet; under @lock */
};

/*
 * chunk_pool.c. In a child process whose parent created the pool, mmap and cpu_access return -ENXIO; destroy, alloc and
 * free return -EPERM. Further errors: -EINVAL (invalid argument), -ENOMEM, and those of @grow, which may set the error
 * text.
 */
int cohmem__chunk_pool_create(const struct cohmem_chunk_ops *ops, void *ctx, size_t chunk_size,
			      struct cohmem_chunk_pool **chunks);
/* -EBUSY: blocks are still allocated; nothing has changed. NULL does nothing. */
int cohmem__chunk_pool_destroy(struct cohmem_chunk_pool *chunks);

/*
 * Allocate @size zeroed bytes at device addresses up to @limit, at the lowest aligned place of the first chunk that has
 * room, or of a new chunk. Returns an ERR_PTR() on failure.
 */
void *cohmem__chunk_pool_alloc(struct cohmem_chunk_pool *chunks, size_t size, uint64_t limit,
			       dma_addr_t *dma_handle);
/* Report an invalid free for @dev. Returns as cohmem_runs_release() does, or -ENXIO if no chunk contains @cpu_addr. */
int cohmem__chunk_pool_free(struct cohmem_chunk_pool *chunks, const struct device *dev, size_t size,
			    const void *cpu_addr);
/* As @mmap and @cpu_access of struct dma_map_ops. */
int cohmem__chunk_pool_mmap(struct cohmem_chunk_pool *chunks, const struct vm_area_struct *vma,
			    const void *cpu_addr, size_t size);
int cohmem__chunk_pool_cpu_access(struct cohmem_chunk_pool *chunks, const void *cpu_addr,
				  size_t size, enum dma_data_direction dir, bool begin);

/*
 * dma_ops.c: the dma_map_ops that allocate from chunk pools. Devices without a pool of their own use
 * &cohmem__chunk_pool_of_all.
 */
extern const struct dma_map_ops cohmem__chunk_pool_ops;
extern struct cohmem_chunk_pool *cohmem__chunk_pool_of_all;

/* For @grow: the chunk consists of @file, at device address @dma_addr. @shrink finds @priv in the chunk. */
static inline void chunk_fill(struct cohmem_chunk *chunk, const struct anon_file *file,
			      dma_addr_t dma_addr, void *priv)
{
	chunk->dma_addr = dma_addr;
	chunk->cpu_addr = file->addr;
	chunk->fd = file->fd;
	chunk->priv = priv;
}

#endif
