/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * Chunk pools, see include/cohmem/backend/chunk_pool.h.
 *
 * There are two locks. @lock protects the list of chunks and their runs, and is held for a bounded time. @growing
 * serializes growing and shrinking, which may block in the back end. A chunk that is being grown or shrunk is not on
 * the list, so other threads can allocate from the other chunks meanwhile.
 */
#include "internal.h"

#include <cohmem/backend/chunk_pool.h>
#include <cohmem/backend/observe.h>
#include <cohmem/port.h>

#include "../common/error_text.h"
#include "../common/process.h"

/* Convert bytes to pages, rounded up. Returns COHMEM_RUNS_MAX_GRANULES + 1 if @size is too large for runs. */
static uint32_t chunk_pages(size_t size)
{
	size_t count = (size - 1) / COHMEM_PAGE_SIZE + 1;

	return count > COHMEM_RUNS_MAX_GRANULES ? COHMEM_RUNS_MAX_GRANULES + 1 : (uint32_t)count;
}

int cohmem__chunk_pool_create(const struct cohmem_chunk_ops *ops, void *ctx, size_t chunk_size,
			      struct cohmem_chunk_pool **chunks)
{
	struct cohmem_chunk_pool *c;

	if (!ops || !chunks || chunk_size == 0 || chunk_size % COHMEM_PAGE_SIZE ||
	    chunk_size / COHMEM_PAGE_SIZE > COHMEM_RUNS_MAX_GRANULES)
		return -EINVAL;
	c = cohmem_port->alloc(sizeof(*c));
	if (!c)
		return -ENOMEM;
	*c = (struct cohmem_chunk_pool){
		.ops = ops,
		.ctx = ctx,
		.chunk_size = chunk_size,
		.forks = cohmem_fork_count(),
	};
	pthread_mutex_init(&c->growing, NULL);
	*chunks = c;
	return 0;
}

/* The size of the allocation that holds a struct cohmem_chunk for @size bytes, followed by its runs. */
static size_t chunk_bytes(size_t size)
{
	return sizeof(struct cohmem_chunk) + cohmem_runs_bytes(chunk_pages(size));
}

static void chunk_shrink(struct cohmem_chunk_pool *chunks, struct cohmem_chunk *chunk)
{
	cohmem_memory_reused(chunk->cpu_addr, chunk->size);
	chunks->ops->shrink(chunks->ctx, chunk);
	cohmem_port->free(chunk, chunk_bytes(chunk->size));
}

static struct cohmem_chunk *chunk_grow(struct cohmem_chunk_pool *chunks, size_t size,
				       uint64_t limit)
{
	struct cohmem_chunk *chunk = cohmem_port->alloc(chunk_bytes(size));
	int err;

	if (!chunk)
		return ERR_PTR(-ENOMEM);
	*chunk = (struct cohmem_chunk){.size = size, .fd = -1};
	chunk->runs = (struct cohmem_runs *)(chunk + 1);
	cohmem_runs_init(chunk->runs, cohmem_runs_bytes(chunk_pages(size)), chunk_pages(size),
			 true);

	err = chunks->ops->grow(chunks->ctx, chunk, limit);
	if (err) {
		cohmem_port->free(chunk, chunk_bytes(size));
		return ERR_PTR(err);
	}
	cohmem_memory_freed(chunk->cpu_addr, size);
	return chunk;
}

static uint32_t chunk_reach(const struct cohmem_chunk *chunk, uint64_t limit)
{
	if (limit < chunk->dma_addr)
		return 0;
	if (limit - chunk->dma_addr >= chunk->size - 1)
		return COHMEM_RUNS_MAX_GRANULES;
	return (uint32_t)((limit - chunk->dma_addr + 1) / COHMEM_PAGE_SIZE);
}

/* Allocate a block from the first chunk that has room. Returns the chunk and fills @run, or returns NULL. */
static struct cohmem_chunk *carve(struct cohmem_chunk_pool *chunks, uint32_t count, uint64_t limit,
				  struct cohmem_run *run)
{
	unsigned long flags = cohmem_port->lock(&chunks->lock);
	struct cohmem_chunk *c = chunks->first;

	while (c && cohmem_runs_alloc(c->runs, count, chunk_reach(c, limit), run))
		c = c->next;
	cohmem_port->unlock(&chunks->lock, flags);
	return c;
}

/* Chunks are kept in the order in which they were grown, so that the oldest ones are filled first. */
static void chunk_append(struct cohmem_chunk_pool *chunks, struct cohmem_chunk *chunk)
{
	unsigned long flags = cohmem_port->lock(&chunks->lock);
	struct cohmem_chunk **link = &chunks->first;

	while (*link)
		link = &(*link)->next;
	*link = chunk;
	cohmem_port->unlock(&chunks->lock, flags);
}

/* Remove the first empty chunk from the list and return it, or return NULL. */
static struct cohmem_chunk *take_empty(struct cohmem_chunk_pool *chunks)
{
	unsigned long flags = cohmem_port->lock(&chunks->lock);
	struct cohmem_chunk **link = &chunks->first, *empty;

	while (*link && cohmem_runs_used((*link)->runs))
		link = &(*link)->next;
	empty = *link;
	if (empty)
		*link = empty->next;
	cohmem_port->unlock(&chunks->lock, flags);
	return empty;
}

/* Grow a chunk. If that fails, shrink all empty chunks to make room, and try again. */
static struct cohmem_chunk *grow_in_place(struct cohmem_chunk_pool *chunks, size_t size,
					  uint64_t limit)
{
	struct cohmem_chunk *chunk = chunk_grow(chunks, size, limit), *empty;
	bool more = false;

	if (!IS_ERR(chunk))
		return chunk;
	while ((empty = take_empty(chunks))) {
		chunk_shrink(chunks, empty);
		more = true;
	}
	return more ? chunk_grow(chunks, size, limit) : chunk;
}

/* As carve(), but grow a chunk if no chunk has room. Returns an ERR_PTR() if growing fails. */
static struct cohmem_chunk *carve_or_grow(struct cohmem_chunk_pool *chunks, uint32_t count,
					  uint64_t limit, struct cohmem_run *run)
{
	struct cohmem_chunk *chunk = carve(chunks, count, limit, run);
	size_t size;

	if (chunk)
		return chunk;
	if (__builtin_mul_overflow(count, COHMEM_PAGE_SIZE, &size))
		return ERR_PTR(cohmem_set_error_text(
			-ENOMEM, "the rounded size is more than this process can address"));
	pthread_mutex_lock(&chunks->growing);
	chunk = carve(chunks, count, limit, run); /* another thread may have grown one */
	if (!chunk) {
		chunk = grow_in_place(chunks, size > chunks->chunk_size ? size : chunks->chunk_size,
				      limit);
		if (!IS_ERR(chunk)) {
			cohmem_runs_alloc(chunk->runs, count, COHMEM_RUNS_MAX_GRANULES, run);
			chunk_append(chunks, chunk);
		}
	}
	pthread_mutex_unlock(&chunks->growing);
	return chunk;
}

void *cohmem__chunk_pool_alloc(struct cohmem_chunk_pool *chunks, size_t size, uint64_t limit,
			       dma_addr_t *dma_handle)
{
	struct cohmem_chunk *chunk;
	struct cohmem_run run;
	uint32_t count;
	char *cpu_addr;

	if (!chunks || !dma_handle || size == 0 || chunk_pages(size) > COHMEM_RUNS_MAX_GRANULES)
		return ERR_PTR(-EINVAL);
	if (!cohmem__opened_here(chunks->forks))
		return ERR_PTR(-EPERM);

	count = 1u << cohmem_runs_order(chunk_pages(size));
	chunk = carve_or_grow(chunks, count, limit, &run);
	if (IS_ERR(chunk))
		return chunk;
	cpu_addr = (char *)chunk->cpu_addr + (size_t)run.start * COHMEM_PAGE_SIZE;
	cohmem_memory_reused(cpu_addr, (size_t)count * COHMEM_PAGE_SIZE);
	if (run.dirty_from < run.dirty_to) {
		cohmem_port->zero(cpu_addr, (size_t)chunk_pages(size) * COHMEM_PAGE_SIZE);
		cohmem__chunk_pool_cpu_access(chunks, cpu_addr, size, DMA_TO_DEVICE, false);
	}
	*dma_handle = chunk->dma_addr + (uint64_t)run.start * COHMEM_PAGE_SIZE;
	return cpu_addr;
}

static struct cohmem_chunk *chunk_around(struct cohmem_chunk_pool *chunks, const void *cpu_addr)
{
	struct cohmem_chunk *c = chunks->first;

	while (c && (uintptr_t)cpu_addr - (uintptr_t)c->cpu_addr >= c->size)
		c = c->next;
	return c;
}

/* Remove the second empty chunk from the list and return it, or return NULL. Under @lock. */
static struct cohmem_chunk *surplus(struct cohmem_chunk_pool *chunks)
{
	bool spare = false;

	for (struct cohmem_chunk **link = &chunks->first; *link; link = &(*link)->next) {
		struct cohmem_chunk *chunk = *link;

		if (cohmem_runs_used(chunk->runs))
			continue;
		if (spare) {
			*link = chunk->next;
			chunks->shrinking++;
			return chunk;
		}
		spare = true;
	}
	return NULL;
}

/* Under @lock, so that observers learn that the block is free before another thread can allocate it. */
static int chunk_release(const struct cohmem_chunk *chunk, size_t size, const void *cpu_addr)
{
	size_t at = (uintptr_t)cpu_addr - (uintptr_t)chunk->cpu_addr;
	unsigned int order;
	int err;

	if (at % COHMEM_PAGE_SIZE)
		return -EFAULT;
	if (size == 0 || size > chunk->size)
		return -EINVAL;
	order = cohmem_runs_order(chunk_pages(size));
	err = cohmem_runs_release(chunk->runs, (uint32_t)(at / COHMEM_PAGE_SIZE), order);
	if (!err)
		cohmem_memory_freed(cpu_addr, COHMEM_PAGE_SIZE << order);
	return err;
}

static void shrink_surplus(struct cohmem_chunk_pool *chunks, struct cohmem_chunk *chunk)
{
	unsigned long flags;

	pthread_mutex_lock(&chunks->growing);
	chunk_shrink(chunks, chunk);
	flags = cohmem_port->lock(&chunks->lock);
	chunks->shrinking--;
	cohmem_port->unlock(&chunks->lock, flags);
	pthread_mutex_unlock(&chunks->growing);
}

int cohmem__chunk_pool_free(struct cohmem_chunk_pool *chunks, const struct device *dev, size_t size,
			    const void *cpu_addr)
{
	struct cohmem_chunk *chunk, *empty = NULL;
	unsigned long flags;
	int err = -ENXIO;

	if (!chunks)
		return -ENXIO;
	if (!cohmem__opened_here(chunks->forks))
		return -EPERM;
	flags = cohmem_port->lock(&chunks->lock);
	chunk = chunk_around(chunks, cpu_addr);
	if (chunk)
		err = chunk_release(chunk, size, cpu_addr);
	if (!err && cohmem_runs_used(chunk->runs) == 0)
		empty = surplus(chunks);
	cohmem_port->unlock(&chunks->lock, flags);

	if (empty)
		shrink_surplus(chunks, empty);
	if (err)
		cohmem_report(COHMEM_LOG_WARN, dev, "release of CPU address %#llx refused: %s",
			      (unsigned long long)(uintptr_t)cpu_addr, cohmem_runs_refusal(err));
	return err;
}

/* Return true if a block is allocated, or if a thread that freed one is still shrinking a chunk. */
static bool in_use(struct cohmem_chunk_pool *chunks)
{
	unsigned long flags = cohmem_port->lock(&chunks->lock);
	struct cohmem_chunk *c = chunks->first;
	bool busy;

	while (c && !cohmem_runs_used(c->runs))
		c = c->next;
	busy = c || chunks->shrinking;
	cohmem_port->unlock(&chunks->lock, flags);
	return busy;
}

int cohmem__chunk_pool_destroy(struct cohmem_chunk_pool *chunks)
{
	struct cohmem_chunk *chunk;
	bool busy;

	if (!chunks)
		return 0;
	if (!cohmem__opened_here(chunks->forks))
		return -EPERM;
	pthread_mutex_lock(&chunks->growing); /* wait for a thread that is shrinking a chunk */
	busy = in_use(chunks);
	while (!busy && (chunk = take_empty(chunks)))
		chunk_shrink(chunks, chunk);
	pthread_mutex_unlock(&chunks->growing);
	if (busy)
		return -EBUSY;
	pthread_mutex_destroy(&chunks->growing);
	cohmem_port->free(chunks, sizeof(*chunks));
	return 0;
}

/*
 * Find the chunk that contains all of [@cpu_addr, @cpu_addr + @size), or return NULL. The caller must keep the block
 * allocated, because a chunk is valid only while it contains an allocated block.
 */
static struct cohmem_chunk *chunk_of(struct cohmem_chunk_pool *chunks, const void *cpu_addr,
				     size_t size, uint64_t *offset)
{
	struct cohmem_chunk *chunk;
	unsigned long flags;

	if (!cohmem__opened_here(chunks->forks))
		return NULL;
	flags = cohmem_port->lock(&chunks->lock);
	chunk = chunk_around(chunks, cpu_addr);
	cohmem_port->unlock(&chunks->lock, flags);
	if (!chunk)
		return NULL;
	*offset = (uintptr_t)cpu_addr - (uintptr_t)chunk->cpu_addr;
	return size <= chunk->size - *offset ? chunk : NULL;
}

int cohmem_chunk_pool_export(struct cohmem_chunk_pool *chunks, const void *cpu_addr, size_t size,
			     uint64_t *offset)
{
	const struct cohmem_chunk *chunk =
		chunks && offset ? chunk_of(chunks, cpu_addr, size, offset) : NULL;

	if (!chunk || chunk->fd < 0)
		return -ENXIO;
	*offset += chunk->offset;
	return chunk->fd;
}

int cohmem__chunk_pool_mmap(struct cohmem_chunk_pool *chunks, const struct vm_area_struct *vma,
			    const void *cpu_addr, size_t size)
{
	uint64_t offset = 0;
	int fd;

	if (!chunks || !vma)
		return -EINVAL;
	fd = cohmem_chunk_pool_export(chunks, cpu_addr, size, &offset);
	return cohmem_map_file(vma, fd, offset, size);
}

int cohmem__chunk_pool_cpu_access(struct cohmem_chunk_pool *chunks, const void *cpu_addr,
				  size_t size, enum dma_data_direction dir, bool begin)
{
	uint64_t offset;
	struct cohmem_chunk *chunk =
		chunks && size ? chunk_of(chunks, cpu_addr, size, &offset) : NULL;

	if (!chunk)
		return -ENXIO;
	if (!chunks->ops->cpu_access)
		return 0;
	return chunks->ops->cpu_access(chunks->ctx, chunk, offset, size, dir, begin);
}

const char *cohmem_chunk_pool_validate(struct cohmem_chunk_pool *chunks)
{
	const char *broken = NULL;
	unsigned long flags;

	if (!chunks || !cohmem__opened_here(chunks->forks))
		return NULL;
	flags = cohmem_port->lock(&chunks->lock);
	for (struct cohmem_chunk *c = chunks->first; c && !broken; c = c->next)
		broken = cohmem_runs_validate(c->runs, cohmem_runs_bytes(chunk_pages(c->size)));
	cohmem_port->unlock(&chunks->lock, flags);
	return broken;
}
