/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* A chunk pool, as chunk_pool.c and dma_ops.c see it. */
#ifndef BACKENDS_CHUNKS_INTERNAL_H
#define BACKENDS_CHUNKS_INTERNAL_H

#include <cohmem/backend/chunk_pool.h>
#include <cohmem/backend/dma_map_ops.h>
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

/*
 * chunk_pool.c. Each fails in a child process whose parent created the pool: -EPERM, or -ENXIO where a block is looked up.
 * The other errors are those of chunk_pool.h, or of @grow; the error text has the cause.
 */
int cohmem__chunk_pool_create(const struct cohmem_chunk_ops *ops, void *ctx, size_t chunk_size,
			      struct cohmem_chunk_pool **chunks);
/* -EBUSY: blocks are still allocated; nothing has changed. NULL does nothing. */
int cohmem__chunk_pool_destroy(struct cohmem_chunk_pool *chunks);

/*
 * @size zeroed bytes, at the lowest aligned place of the first chunk that has room, or of a new one; all device addresses
 * are at most @limit. An ERR_PTR() on failure.
 */
void *cohmem__chunk_pool_alloc(struct cohmem_chunk_pool *chunks, size_t size, uint64_t limit,
			       dma_addr_t *dma_handle);
/* An invalid free is refused and reported for @dev, with what cohmem_runs_release() returns; -ENXIO: in no chunk. */
int cohmem__chunk_pool_free(struct cohmem_chunk_pool *chunks, const struct device *dev, size_t size,
			    const void *cpu_addr);
/* As @mmap and @cpu_access of struct dma_map_ops. */
int cohmem__chunk_pool_mmap(struct cohmem_chunk_pool *chunks, const struct vm_area_struct *vma,
			    const void *cpu_addr, size_t size);
int cohmem__chunk_pool_cpu_access(struct cohmem_chunk_pool *chunks, const void *cpu_addr,
				  size_t size, enum dma_data_direction dir, bool begin);

/* dma_ops.c: the dma_map_ops in front of chunks; devices without any have &cohmem__chunk_pool_of_all. */
extern const struct dma_map_ops cohmem__chunk_pool_ops;
extern struct cohmem_chunk_pool *cohmem__chunk_pool_of_all;

#endif
