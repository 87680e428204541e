/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/**
 * DOC: chunks - generic memory that grows in large pieces
 *
 * Making memory reachable for a device is expensive (an IOMMU mapping, a message to another
 * process). A back end therefore provides it in chunks, and blocks are carved out of the chunks by
 * the allocator that also serves the areas (runs.h). A back end implements only how a chunk is
 * created and destroyed::
 *
 *	static int grow(void *ctx, struct cohmem_chunk *chunk, uint64_t limit)
 *	{
 *		struct machine *m = ctx;
 *
 *		if (chunk->size > m->bytes - m->taken || limit < m->taken + chunk->size - 1)
 *			return -ENOMEM;
 *		chunk->cpu_addr = m->memory + m->taken;
 *		chunk->dma_addr = m->taken;
 *		m->taken += chunk->size;
 *		return 0;
 *	}
 *
 *	static const struct cohmem_chunk_ops ops = {.grow = grow, .shrink = shrink};
 *
 *	err = cohmem_chunk_pool_attach(dev, &ops, m, 2 << 20, 0);
 *
 * A child process (<cohmem/fork.h>) cannot use a pool that its parent created: allocations, frees
 * and cohmem_detach() fail there, cohmem_chunk_pool_export() returns -ENXIO, and
 * cohmem_chunk_pool_validate() returns NULL.
 */
#ifndef COHMEM_BACKEND_CHUNK_POOL_H
#define COHMEM_BACKEND_CHUNK_POOL_H

#include <cohmem/backend/error_text.h>
#include <cohmem/generic.h>
#include <cohmem/mapping.h>

#ifdef __cplusplus
extern "C" {
#endif

struct cohmem_runs;

/**
 * struct cohmem_chunk - a piece of memory that blocks are carved out of
 * @size:	in bytes, a multiple of the page size; set before @grow is called
 * @cpu_addr:	CPU address, set by @grow: page-aligned, the memory zeroed
 * @dma_addr:	device address, set by @grow
 * @fd:		descriptor of the chunk's file, set by @grow; -1 (the initial value): no file
 * @offset:	offset of the chunk in @fd, in bytes, set by @grow
 * @priv:	private to the back end
 * @runs:	which pages are free; private to the pool
 * @next:	the next chunk; private to the pool
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
 * struct cohmem_chunk_ops - how a back end creates and destroys chunks
 * @grow:	make @chunk->size bytes reachable for the device, at device addresses up to @limit.
 *		Returns 0, or a negative errno with everything undone.
 * @shrink:	undo @grow. It cannot fail.
 * @cpu_access:	begin (@begin is true) or end CPU access to the bytes [@offset, @offset + @size) of
 *		a chunk (cpu_access.h). Returns 0 or a negative errno. NULL: the memory is coherent.
 * @destroy:	called by cohmem_detach() once the pool is destroyed: nothing uses @ctx any more. NULL:
 *		there is nothing to do.
 *
 * All are called without a spinlock held. @grow and @shrink may block, but must not allocate from
 * the same pool. For one pool, calls of @grow and @shrink do not overlap.
 */
struct cohmem_chunk_ops {
	int (*grow)(void *ctx, struct cohmem_chunk *chunk, uint64_t limit);
	void (*shrink)(void *ctx, struct cohmem_chunk *chunk);
	int (*cpu_access)(void *ctx, struct cohmem_chunk *chunk, uint64_t offset, size_t size,
			  enum dma_data_direction dir, bool begin);
	void (*destroy)(void *ctx);
};

struct cohmem_chunk_pool;

/**
 * cohmem_chunk_pool_attach() - give a device generic memory that is carved out of chunks
 * @dev:	the device; its dma_ops and dma_ops_data are set
 * @ops:	must remain valid until cohmem_detach()
 * @ctx:	passed to @ops
 * @chunk_size:	in bytes, a multiple of the page size; larger requests get larger chunks
 * @lowest:	lowest device address that @ops->grow hands out. dma_set_mask() and
 *		dma_set_coherent_mask() reject a mask that does not cover the page at this address.
 *
 * This is all that a back end has to call. A failed allocation is reported, with the text that @ops->grow set by
 * cohmem_set_error_text(). cohmem_detach() undoes it.
 *
 * Return:
 * * 0: success
 * * -EINVAL: @dev or @ops is NULL
 * * -EINVAL: @chunk_size is 0, not a multiple of the page size, or more than 2^26 pages
 * * -EBUSY: @dev already has dma_ops
 * * -ENOMEM: out of memory
 * Context: Thread context.
 */
int cohmem_chunk_pool_attach(struct device *dev, const struct cohmem_chunk_ops *ops, void *ctx,
			     size_t chunk_size, dma_addr_t lowest);

/**
 * cohmem_chunk_pool_of() - find the pool behind a device, for inspection
 * @dev:	a device with generic memory from any back end that uses chunks
 *
 * Return: the pool, or NULL if @dev has none.
 * Context: Thread context.
 */
struct cohmem_chunk_pool *cohmem_chunk_pool_of(const struct device *dev);

/**
 * cohmem_chunk_pool_export() - find the file behind a block
 * @chunks:	the pool
 * @cpu_addr:	an address in a block
 * @size:	in bytes
 * @offset:	filled with the offset of @cpu_addr in the file, in bytes
 *
 * Return:
 * * >= 0: the file descriptor, which remains owned by the back end
 * * -ENXIO: @chunks or @offset is NULL
 * * -ENXIO: no chunk contains all of the memory, or the chunk has no file
 * Context: Thread context.
 */
int cohmem_chunk_pool_export(struct cohmem_chunk_pool *chunks, const void *cpu_addr, size_t size,
			     uint64_t *offset);

/**
 * cohmem_chunk_pool_validate() - check the invariants of every chunk
 * @chunks:	the pool
 *
 * Return: NULL if all invariants hold or @chunks is NULL, else a sentence that names a broken one.
 * Context: Thread context.
 */
const char *cohmem_chunk_pool_validate(struct cohmem_chunk_pool *chunks);

#ifdef __cplusplus
}
#endif
#endif
