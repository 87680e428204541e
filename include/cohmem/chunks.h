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
 * A child process (<cohmem/fork.h>) cannot use a pool that its parent created:
 * cohmem_chunk_pool_alloc(), cohmem_chunk_pool_free(), cohmem_chunk_pool_destroy() and
 * cohmem_chunk_pool_detach() fail with -EPERM there. The functions that look a block up
 * (cohmem_chunk_pool_mmap(), cohmem_chunk_pool_cpu_access(), cohmem_chunk_pool_export()) fail with
 * -ENXIO, and cohmem_chunk_pool_validate() returns NULL.
 */
#ifndef COHMEM_CHUNKS_H
#define COHMEM_CHUNKS_H

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
 *
 * All are called without a spinlock held. @grow and @shrink may block, but must not allocate from
 * the same pool. For one pool, calls of @grow and @shrink do not overlap.
 */
struct cohmem_chunk_ops {
	int (*grow)(void *ctx, struct cohmem_chunk *chunk, uint64_t limit);
	void (*shrink)(void *ctx, struct cohmem_chunk *chunk);
	int (*cpu_access)(void *ctx, struct cohmem_chunk *chunk, uint64_t offset, size_t size,
			  enum dma_data_direction dir, bool begin);
};

struct cohmem_chunk_pool;

/**
 * cohmem_chunk_pool_create() - create a pool of chunks, empty at first
 * @ops:	must remain valid until the pool is destroyed
 * @ctx:	passed to @ops
 * @chunk_size:	in bytes, a multiple of the page size; larger requests get larger chunks
 * @chunks:	filled with the pool
 *
 * Return:
 * * 0: success
 * * -EINVAL: @ops or @chunks is NULL
 * * -EINVAL: @chunk_size is 0, not a multiple of the page size, or more than 2^26 pages
 * * -ENOMEM: out of memory
 * Context: Thread context.
 */
int cohmem_chunk_pool_create(const struct cohmem_chunk_ops *ops, void *ctx, size_t chunk_size,
			     struct cohmem_chunk_pool **chunks);

/**
 * cohmem_chunk_pool_destroy() - shrink all chunks and free the pool
 * @chunks:	the pool; NULL does nothing
 *
 * Return:
 * * 0: success
 * * -EBUSY: blocks are still allocated; nothing has changed
 * * -EPERM: the pool belongs to the parent process
 * Context: Thread context.
 */
int cohmem_chunk_pool_destroy(struct cohmem_chunk_pool *chunks);

/**
 * cohmem_chunk_pool_attach() - give a device generic memory that is carved out of chunks
 * @dev:	the device; its dma_ops and dma_ops_data are set
 * @ops:	must remain valid until cohmem_chunk_pool_detach()
 * @ctx:	passed to @ops
 * @chunk_size:	in bytes, a multiple of the page size; larger requests get larger chunks
 * @lowest:	lowest device address that @ops->grow hands out. dma_set_mask() and
 *		dma_set_coherent_mask() reject a mask that does not cover the page at this address.
 *
 * This is all that a back end has to call. A failed allocation is reported; back ends that are part
 * of cohmem add the reason to the report.
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
 * cohmem_chunk_pool_detach() - take a device's generic memory away
 * @dev:	the device, attached by cohmem_chunk_pool_attach()
 *
 * After success the pool no longer uses the ctx that was passed to cohmem_chunk_pool_attach().
 *
 * Return:
 * * 0: success
 * * -EINVAL: @dev is NULL or not attached
 * * -EBUSY: blocks are still allocated; nothing has changed
 * * -EPERM: the pool belongs to the parent process
 * Context: Thread context.
 */
int cohmem_chunk_pool_detach(struct device *dev);

/**
 * cohmem_chunk_pool_of() - find the pool behind a device, for inspection
 * @dev:	a device with generic memory from any back end that uses chunks
 *
 * Return: the pool, or NULL if @dev has none.
 * Context: Thread context.
 */
struct cohmem_chunk_pool *cohmem_chunk_pool_of(const struct device *dev);

/**
 * cohmem_chunk_pool_alloc() - allocate a block of generic memory
 * @chunks:	the pool
 * @size:	in bytes; rounded up to 2^order pages
 * @limit:	highest device address allowed
 * @dma_handle:	filled with the device address
 *
 * The block is taken from the first chunk that has room, at the lowest aligned place in it. If no
 * chunk has room, a new one is grown. If that fails and there are empty chunks, they are shrunk and
 * growing is tried once more.
 *
 * Return:
 * * the CPU address of @size zeroed bytes: success
 * * ERR_PTR(-EINVAL): a pointer is NULL, @size is 0, or @size is more than 2^26 pages
 * * ERR_PTR(-ENOMEM): there is no memory for a new chunk's bookkeeping
 * * ERR_PTR(-ENOMEM): the rounded size is more than the process can address
 * * ERR_PTR(-EPERM): the pool belongs to the parent process
 * * another ERR_PTR(): no chunk had room, and @grow failed with this error
 * Context: Thread context.
 */
void *cohmem_chunk_pool_alloc(struct cohmem_chunk_pool *chunks, size_t size, uint64_t limit,
			      dma_addr_t *dma_handle);

/**
 * cohmem_chunk_pool_free() - free a block
 * @chunks:	the pool
 * @dev:	the device to name in the report of an invalid free; may be NULL
 * @size:	as allocated, in bytes
 * @cpu_addr:	as returned by cohmem_chunk_pool_alloc()
 *
 * If this leaves two empty chunks in the pool, one of them is shrunk: at most one is kept. An
 * invalid free is refused and reported, and changes nothing.
 *
 * Return:
 * * 0: success
 * * -ENXIO: @chunks is NULL, or @cpu_addr lies in no chunk
 * * -ENOENT: the memory is already free
 * * -EFAULT: @cpu_addr is not page-aligned, or lies inside a block but does not start it
 * * -EINVAL: @size is 0, larger than the chunk, or of another order than the block
 * * -EPERM: the pool belongs to the parent process
 * Context: Thread context.
 */
int cohmem_chunk_pool_free(struct cohmem_chunk_pool *chunks, const struct device *dev, size_t size,
			   const void *cpu_addr);

/**
 * cohmem_chunk_pool_mmap() - map a block a second time
 * @chunks:	the pool
 * @vma:	where to map it, and which pages of it
 * @cpu_addr:	as returned by cohmem_chunk_pool_alloc()
 * @size:	as allocated, in bytes
 *
 * Return:
 * * 0: success
 * * -EINVAL: @chunks or @vma is NULL
 * * -EINVAL: @vma or @cpu_addr is not page-aligned
 * * -ENXIO: @vma is empty or reaches beyond the block
 * * -ENXIO: the memory does not lie in one chunk, the chunk has no file, or the port cannot map
 *   files
 * * another negative errno: from mmap()
 * Context: Thread context.
 */
int cohmem_chunk_pool_mmap(struct cohmem_chunk_pool *chunks, const struct vm_area_struct *vma,
			   const void *cpu_addr, size_t size);

/**
 * cohmem_chunk_pool_cpu_access() - begin or end CPU access to memory of a block
 * @chunks:	the pool
 * @cpu_addr:	an address in a block
 * @size:	in bytes
 * @dir:	DMA_FROM_DEVICE: the CPU reads; DMA_TO_DEVICE: it writes; DMA_BIDIRECTIONAL: both
 * @begin:	true before the access, false after it
 *
 * This implements @cpu_access of &struct dma_map_ops for devices whose generic memory comes from a
 * chunk pool.
 *
 * Return:
 * * 0: success, or the back end has no @cpu_access because its memory is coherent
 * * -ENXIO: @chunks is NULL, @size is 0, or no chunk contains all of the memory
 * * another negative errno: from @cpu_access of &struct cohmem_chunk_ops
 * Context: Thread context.
 */
int cohmem_chunk_pool_cpu_access(struct cohmem_chunk_pool *chunks, const void *cpu_addr,
				 size_t size, enum dma_data_direction dir, bool begin);

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
