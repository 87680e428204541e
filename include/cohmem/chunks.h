/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/**
 * DOC: chunks - generic memory that grows in large pieces
 *
 * Making memory reachable for a device is expensive (an IOMMU mapping, a message to another
 * process), so a back end gets it in chunks; blocks are carved out of them by the same runs that
 * serve the areas. A back end says how a chunk comes and goes; everything else is here.
 *
 * In a child process (<cohmem/fork.h>) its parent's chunks are out of reach: each function returns -EPERM, those that find
 * a block -ENXIO.
 */
#ifndef COHMEM_CHUNKS_H
#define COHMEM_CHUNKS_H

#include <cohmem/mapping.h>

#ifdef __cplusplus
extern "C" {
#endif

struct cohmem_runs;

/**
 * struct cohmem_chunk - one piece
 * @size:	in bytes, a multiple of the page; set before @grow is called
 * @cpu_addr:	set by @grow: page-aligned, zeroed
 * @dma_addr:	set by @grow: where the device sees it
 * @fd:		set by @grow: the file behind it, -1 for none
 * @offset:	set by @grow: of the chunk in @fd
 * @priv:	@grow's own
 * @runs:	which pages are free (chunks' own)
 * @next:	next chunk (chunks' own)
 */
struct cohmem_chunk {
	size_t size;
	void *cpu_addr;
	dma_addr_t dma_addr;
	int fd;
	uint64_t offset;
	void *priv;
	struct cohmem_runs *runs;
	struct cohmem_chunk *next;
};

/**
 * struct cohmem_chunk_ops - how a chunk comes and goes
 * @grow:	make @chunk->size bytes reachable for the device, no device address above @limit;
 *		0 or -errno with nothing left behind
 * @shrink:	take that back; cannot fail
 * @cpu_access:	as &struct cohmem_region's, of [@offset, @offset + @size) of a chunk; NULL: the memory is
 *		coherent
 *
 * Called with no spinning lock held, but one at a time for each struct cohmem_chunk_pool. Both may
 * block; neither may allocate from the same chunks.
 */
struct cohmem_chunk_ops {
	int (*grow)(void *ctx, struct cohmem_chunk *chunk, uint64_t limit);
	void (*shrink)(void *ctx, struct cohmem_chunk *chunk);
	int (*cpu_access)(void *ctx, struct cohmem_chunk *chunk, uint64_t offset, size_t size,
			  enum dma_data_direction dir, bool begin);
};

struct cohmem_chunk_pool;

/**
 * cohmem_chunk_pool_create() - a pool of chunks, empty at first
 * @ops:	stays in place
 * @ctx:	handed to @ops
 * @chunk_size:	in bytes, a multiple of the page; larger requests get a chunk of their own size
 * @chunks:	filled
 *
 * Returns 0; -EINVAL when a pointer is NULL or @chunk_size is 0, no multiple of the page, or
 * more than 2^26 pages; -ENOMEM. Thread context.
 */
int cohmem_chunk_pool_create(const struct cohmem_chunk_ops *ops, void *ctx, size_t chunk_size,
			     struct cohmem_chunk_pool **chunks);

/**
 * cohmem_chunk_pool_destroy() - shrink all chunks and forget them
 * @chunks:	NULL does nothing
 *
 * Returns 0; -EBUSY, and nothing changed, while blocks are out. Thread context.
 */
int cohmem_chunk_pool_destroy(struct cohmem_chunk_pool *chunks);

/**
 * cohmem_chunk_pool_attach() - generic memory of chunks for a device
 * @dev:	its dma_ops and dma_ops_data are set
 * @ops:	as for cohmem_chunk_pool_create()
 * @ctx:	likewise
 * @chunk_size:	likewise
 * @lowest:	no device address below is ever given, so that a mask that ends there is refused
 *
 * All that a back end has to do: the rest is here. What @ops->grow says goes into the report of a
 * failed allocation.
 *
 * Returns 0; -EINVAL when @dev is NULL; -EBUSY when @dev has dma_ops already; or as
 * cohmem_chunk_pool_create(). Thread context.
 */
int cohmem_chunk_pool_attach(struct device *dev, const struct cohmem_chunk_ops *ops, void *ctx,
			     size_t chunk_size, dma_addr_t lowest);

/**
 * cohmem_chunk_pool_detach() - take the generic memory away
 * @dev:	as attached; @ctx is the caller's again
 *
 * Returns 0; -EINVAL when it is not attached; -EBUSY, and nothing changed, while blocks are out. Thread
 * context.
 */
int cohmem_chunk_pool_detach(struct device *dev);

/**
 * cohmem_chunk_pool_of() - the pool behind a device, to look at
 * @dev:	with generic memory of any back end of chunks
 *
 * Returns NULL when it has none. Thread context.
 */
struct cohmem_chunk_pool *cohmem_chunk_pool_of(const struct device *dev);

/**
 * cohmem_chunk_pool_alloc() - a block of generic memory
 * @chunks:	the pool
 * @size:	in bytes; rounded up to 2^order pages
 * @limit:	highest device address allowed
 * @dma_handle:	filled with the device address
 *
 * The first chunk that has room gives the block, at its lowest aligned place; when none has, a
 * new chunk is grown.
 *
 * Returns the CPU address of @size zeroed bytes, or ERR_PTR: -EINVAL when a pointer is NULL or
 * @size is 0 or too large for a chunk; -ENOMEM when no chunk below @limit could be had; or what @grow
 * said. Thread context.
 */
void *cohmem_chunk_pool_alloc(struct cohmem_chunk_pool *chunks, size_t size, uint64_t limit,
			      dma_addr_t *dma_handle);

/**
 * cohmem_chunk_pool_free() - take a block back
 * @chunks:	the pool
 * @dev:	for the report of a refusal, may be NULL
 * @size:	as allocated, in bytes
 * @cpu_addr:	as cohmem_chunk_pool_alloc() returned it
 *
 * A chunk that falls empty goes when another empty one is there: at most one is kept.
 *
 * Returns 0, or with nothing changed: -ENXIO when @cpu_addr lies in no chunk; otherwise as
 * cohmem_runs_release(). Thread context.
 */
int cohmem_chunk_pool_free(struct cohmem_chunk_pool *chunks, const struct device *dev, size_t size,
			   const void *cpu_addr);

/**
 * cohmem_chunk_pool_mmap() - map a block a second time
 * @chunks:	the pool
 * @vma:	where to
 * @cpu_addr:	as cohmem_chunk_pool_alloc() returned it
 * @size:	as allocated, in bytes
 *
 * Returns 0; -ENXIO when @vma reaches beyond the block, or @cpu_addr lies in no chunk or in one
 * without a file; -EINVAL when @vma or @cpu_addr is not page-aligned; or mmap()'s -errno. Thread
 * context.
 */
int cohmem_chunk_pool_mmap(struct cohmem_chunk_pool *chunks, const struct vm_area_struct *vma,
			   const void *cpu_addr, size_t size);

/**
 * cohmem_chunk_pool_cpu_access() - see &struct dma_map_ops
 * @chunks:	the pool
 * @cpu_addr:	in a block
 * @size:	in bytes
 * @dir:	as for cohmem_begin_cpu_access()
 * @begin:	whether the CPU begins, or is done
 *
 * Returns 0; -ENXIO when no chunk has all of it; or as @cpu_access of @ops. Thread context.
 */
int cohmem_chunk_pool_cpu_access(struct cohmem_chunk_pool *chunks, const void *cpu_addr,
				 size_t size, enum dma_data_direction dir, bool begin);

/**
 * cohmem_chunk_pool_export() - the file behind a block
 * @chunks:	the pool
 * @cpu_addr:	in a block
 * @size:	in bytes
 * @offset:	filled: of @cpu_addr in the file
 *
 * Returns the file descriptor, which stays the back end's; -ENXIO when no chunk has all of it, or it has
 * no file. Thread context.
 */
int cohmem_chunk_pool_export(struct cohmem_chunk_pool *chunks, const void *cpu_addr, size_t size,
			     uint64_t *offset);

/**
 * cohmem_chunk_pool_validate() - check the invariants of every chunk
 * @chunks:	the pool
 *
 * Returns NULL when all hold, else a sentence naming the broken one. Thread context.
 */
const char *cohmem_chunk_pool_validate(struct cohmem_chunk_pool *chunks);

#ifdef __cplusplus
}
#endif
#endif
