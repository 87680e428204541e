/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Memory of this process as physical memory (a region) and as generic memory (dma_map_ops). */
#include <cohmem/backend/dma_map_ops.h>
#include <cohmem/file.h>
#include <cohmem/port.h>
#include <cohmem/ram.h>
#include <string.h>

#include "chunks/internal.h"
#include "common/anon_file.h"
#include "common/dma_heap.h"
#include "common/error_text.h"
#include "common/iova.h"
#include "common/process.h"
#include "file/internal.h"

/* The flags are used as enum anon_pages. */
_Static_assert((int)COHMEM_RAM_HUGE == ANON_HUGE && (int)COHMEM_RAM_GIGANTIC == ANON_GIGANTIC, "");

static int region_create(phys_addr_t phys_addr, size_t size, unsigned int flags,
			 struct cohmem_region **region)
{
	struct anon_file file;
	int err;

	if (!region || flags >= ANON_PAGES || size == 0 || size % cohmem__anon_page_bytes[flags] ||
	    phys_addr % cohmem__anon_page_bytes[flags])
		return -EINVAL;
	err = cohmem__anon_file_open(&file, size, (enum anon_pages)flags);
	if (err)
		return err;
	err = cohmem__file_region_add(&(struct cohmem_region){.phys_addr = phys_addr,
							      .size = size,
							      .zero_bytes = size,
							      .cpu_addr = file.addr,
							      .fd = file.fd},
				      region);
	if (err)
		cohmem__anon_file_close(&file, size);
	return err;
}

static int ram_report(const struct device *dev, int err, const char *what)
{
	if (err)
		cohmem_report(COHMEM_LOG_ERR, dev, "cannot %s: %s", what,
			      cohmem__error_text(strerror(-err)));
	return err;
}

int cohmem_ram_region_create(phys_addr_t phys_addr, size_t size, unsigned int flags,
			     struct cohmem_region **region)
{
	cohmem__clear_error_text();
	return ram_report(NULL, region_create(phys_addr, size, flags, region),
			  "create a region of memory");
}

/* Generic memory. @space needs no lock: only grow and shrink use it, and their calls do not overlap. */
struct ram {
	struct iova_range range; /* from the base up */
	struct iova_space space;
	char heap[64]; /* the dma-heap to allocate from; "": memfd */
};

static int ram_open_memory(const struct ram *ram, struct anon_file *file, size_t size)
{
	return ram->heap[0] ? cohmem__heap_open(ram->heap, size, file)
			    : cohmem__anon_file_open(file, size, ANON_SMALL);
}

static int ram_grow(void *ctx, struct cohmem_chunk *chunk, uint64_t limit)
{
	struct ram *ram = ctx;
	struct iova_alloc *taken;
	struct anon_file file;
	int err = cohmem__alloc_iova(&ram->space, chunk->size, COHMEM_PAGE_SIZE, limit, &taken);

	if (err)
		return err;
	err = ram_open_memory(ram, &file, chunk->size);
	if (err) {
		cohmem__free_iova(&ram->space, taken);
		return err;
	}
	chunk_fill(chunk, &file, taken->addr, taken);
	return 0;
}

static void ram_shrink(void *ctx, struct cohmem_chunk *chunk)
{
	struct anon_file file = {.fd = chunk->fd, .addr = chunk->cpu_addr};

	cohmem__anon_file_close(&file, chunk->size);
	cohmem__free_iova(&((struct ram *)ctx)->space, chunk->priv);
}

static int ram_cpu_access(void *ctx, struct cohmem_chunk *chunk, uint64_t offset, size_t size,
			  enum dma_data_direction dir, bool begin)
{
	const struct ram *ram = ctx;

	(void)offset, (void)size; /* a dma-buf is synced as a whole */
	return ram->heap[0] ? cohmem__dma_buf_sync(chunk->fd, dir, begin) : 0;
}

static void ram_destroy(void *ctx)
{
	cohmem_port->free(ctx, sizeof(struct ram));
}

static const struct cohmem_chunk_ops ram_chunk_ops = {.grow = ram_grow,
						      .shrink = ram_shrink,
						      .cpu_access = ram_cpu_access,
						      .destroy = ram_destroy};

static struct ram *ram_create(dma_addr_t dma_base, const char *heap)
{
	struct ram *ram = cohmem_port->alloc(sizeof(*ram));

	if (!ram)
		return NULL;
	*ram = (struct ram){.range = {dma_base, UINT64_MAX}};
	ram->space = (struct iova_space){.range = &ram->range, .ranges = 1};
	strcpy(ram->heap, heap);
	return ram;
}

static int ram_attach(struct device *dev, dma_addr_t dma_base, size_t chunk_size, const char *heap)
{
	struct ram *ram;
	int err;

	if (!dev || dma_base % COHMEM_PAGE_SIZE || strlen(heap) >= sizeof(ram->heap))
		return -EINVAL;
	err = heap[0] ? cohmem__heap_check(heap) : 0;
	if (err)
		return err;
	ram = ram_create(dma_base, heap);
	if (!ram)
		return -ENOMEM;
	err = cohmem_chunk_pool_attach(dev, &ram_chunk_ops, ram, chunk_size, dma_base);
	if (err)
		cohmem_port->free(ram, sizeof(*ram));
	return err;
}

int cohmem_ram_attach(struct device *dev, dma_addr_t dma_base, size_t chunk_size)
{
	cohmem__clear_error_text();
	return ram_report(dev, ram_attach(dev, dma_base, chunk_size, ""), "attach generic memory");
}

int cohmem_ram_attach_heap(struct device *dev, const char *heap, dma_addr_t dma_base,
			   size_t chunk_size)
{
	int err = -EINVAL;

	cohmem__clear_error_text();
	if (heap && heap[0])
		err = ram_attach(dev, dma_base, chunk_size, heap);
	return ram_report(dev, err, "attach generic memory of a dma-heap");
}

/* A placeholder: it holds the pool that serves all devices without dma_ops. */
static struct device of_all;

static int attach_all(dma_addr_t dma_base, size_t chunk_size)
{
	int err;

	/* In a child process the new pool replaces the parent's. */
	if (cohmem__chunk_pool_of_all && !cohmem__opened_here(cohmem__chunk_pool_of_all->forks)) {
		of_all.dma_ops = cohmem_arch_dma_ops = NULL;
		cohmem__chunk_pool_of_all = NULL;
	}
	cohmem__clear_error_text();
	if (cohmem_arch_dma_ops)
		return -EBUSY;
	err = ram_attach(&of_all, dma_base, chunk_size, "");
	if (err)
		return err;
	cohmem__chunk_pool_of_all = of_all.dma_ops_data;
	cohmem_arch_dma_ops = of_all.dma_ops;
	return 0;
}

int cohmem_ram_attach_all(dma_addr_t dma_base, size_t chunk_size)
{
	return ram_report(NULL, attach_all(dma_base, chunk_size),
			  "attach generic memory for all devices");
}

int cohmem_ram_detach_all(void)
{
	int err = cohmem_detach(&of_all);

	if (err)
		return err;
	cohmem_arch_dma_ops = NULL;
	cohmem__chunk_pool_of_all = NULL;
	return 0;
}
