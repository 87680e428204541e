/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Memory of this process as physical memory (a window) and as generic memory (dma_map_ops). */
#include <cohmem/port.h>
#include <cohmem/ram.h>

#include "anon_file.h"

#define HUGE_PAGE_SIZE ((size_t)2 << 20)

int cohmem_ram_window_create(phys_addr_t phys_addr, size_t size, unsigned int flags,
			     struct cohmem_window **window)
{
	size_t page = flags & COHMEM_RAM_HUGE ? HUGE_PAGE_SIZE : COHMEM_PAGE_SIZE;
	struct anon_file file;
	struct cohmem_window *w;
	int err;

	if (!window || flags & ~COHMEM_RAM_HUGE || size == 0 || size % page || phys_addr % page)
		return -EINVAL;
	w = cohmem_port->alloc(sizeof(*w));
	if (!w)
		return -ENOMEM;
	err = cohmem_anon_file_open(&file, size, (flags & COHMEM_RAM_HUGE) != 0);
	if (err)
		goto free_window;

	*w = (struct cohmem_window){
		.phys_addr = phys_addr,
		.size = size,
		.zero_bytes = size,
		.cpu_addr = file.addr,
		.fd = file.fd,
	};
	err = cohmem_window_add(w);
	if (err)
		goto close_file;
	*window = w;
	return 0;

close_file:
	cohmem_anon_file_close(&file, size);
free_window:
	cohmem_port->free(w, sizeof(*w));
	return err;
}

int cohmem_ram_window_destroy(struct cohmem_window *window)
{
	struct anon_file file;
	int err;

	if (!window)
		return 0;
	err = cohmem_window_remove(window);
	if (err)
		return err;
	file = (struct anon_file){.fd = window->fd, .addr = window->cpu_addr};
	cohmem_anon_file_close(&file, window->size);
	cohmem_port->free(window, sizeof(*window));
	return 0;
}

/*
 * Generic memory. Device addresses of chunks follow each other from @base up; the list of chunks,
 * sorted by address, is what a new one finds the lowest gap in. Only grow and shrink use it, and
 * they run one at a time.
 */
struct ram {
	struct cohmem_chunks *chunks;
	dma_addr_t base;
	struct placed *first;
};

struct placed {
	struct cohmem_chunk *chunk;
	struct placed *next;
};

/* The link behind which @size bytes fit, at the lowest address; NULL when that is above @limit. */
static struct placed **find_gap(struct ram *ram, size_t size, uint64_t limit, dma_addr_t *addr)
{
	struct placed **link = &ram->first;

	*addr = ram->base;
	while (*link && (*link)->chunk->dma_addr - *addr < size) {
		*addr = (*link)->chunk->dma_addr + (*link)->chunk->size;
		link = &(*link)->next;
	}
	if (*addr < ram->base || *addr > limit || limit - *addr < size - 1)
		return NULL;
	return link;
}

static int ram_grow(void *ctx, struct cohmem_chunk *chunk, uint64_t limit)
{
	struct ram *ram = ctx;
	struct placed **link = find_gap(ram, chunk->size, limit, &chunk->dma_addr);
	struct placed *placed;
	struct anon_file file;
	int err;

	if (!link)
		return -ENOMEM;
	placed = cohmem_port->alloc(sizeof(*placed));
	if (!placed)
		return -ENOMEM;
	err = cohmem_anon_file_open(&file, chunk->size, 0);
	if (err) {
		cohmem_port->free(placed, sizeof(*placed));
		return err;
	}
	chunk->cpu_addr = file.addr;
	chunk->fd = file.fd;
	chunk->priv = placed;
	*placed = (struct placed){.chunk = chunk, .next = *link};
	*link = placed;
	return 0;
}

static void ram_shrink(void *ctx, struct cohmem_chunk *chunk)
{
	struct anon_file file = {.fd = chunk->fd, .addr = chunk->cpu_addr};
	struct placed **link = &((struct ram *)ctx)->first;

	while (*link != chunk->priv)
		link = &(*link)->next;
	*link = (*link)->next;
	cohmem_anon_file_close(&file, chunk->size);
	cohmem_port->free(chunk->priv, sizeof(struct placed));
}

static const struct cohmem_chunk_ops ram_chunk_ops = {ram_grow, ram_shrink};

/* What devices without dma_ops have. */
static struct ram *of_all;

static struct ram *ram_of(const struct device *dev)
{
	return dev->dma_ops && dev->dma_ops_data ? dev->dma_ops_data : of_all;
}

static void *ram_alloc(struct device *dev, size_t size, dma_addr_t *dma_handle, gfp_t gfp,
		       unsigned long attrs)
{
	struct ram *ram = ram_of(dev);
	void *cpu_addr = cohmem_chunks_alloc(ram->chunks, size, cohmem_dma_limit(dev), dma_handle);

	(void)gfp, (void)attrs;
	return IS_ERR(cpu_addr) ? NULL : cpu_addr;
}

static void ram_free(struct device *dev, size_t size, void *vaddr, dma_addr_t dma_handle,
		     unsigned long attrs)
{
	struct ram *ram = ram_of(dev);

	(void)dma_handle, (void)attrs;
	cohmem_chunks_free(ram->chunks, dev, size, vaddr);
}

static int ram_mmap(struct device *dev, struct vm_area_struct *vma, void *cpu_addr,
		    dma_addr_t dma_handle, size_t size, unsigned long attrs)
{
	struct ram *ram = ram_of(dev);

	(void)dma_handle, (void)attrs;
	return cohmem_chunks_mmap(ram->chunks, vma, cpu_addr, size);
}

/* A mask that ends below the first address we would give is of no use. */
static int ram_supported(struct device *dev, unsigned long long mask)
{
	return mask >= ram_of(dev)->base + (COHMEM_PAGE_SIZE - 1);
}

static const struct dma_map_ops ram_ops = {ram_alloc, ram_free, ram_mmap, ram_supported, true};

static int ram_create(dma_addr_t dma_base, size_t chunk_size, struct ram **ram)
{
	struct ram *new;
	int err;

	if (dma_base % COHMEM_PAGE_SIZE)
		return -EINVAL;
	new = cohmem_port->alloc(sizeof(*new));
	if (!new)
		return -ENOMEM;
	*new = (struct ram){.base = dma_base};
	err = cohmem_chunks_create(&ram_chunk_ops, new, chunk_size, &new->chunks);
	if (err)
		cohmem_port->free(new, sizeof(*new));
	else
		*ram = new;
	return err;
}

static int ram_destroy(struct ram *ram)
{
	int err = cohmem_chunks_destroy(ram->chunks);

	if (!err)
		cohmem_port->free(ram, sizeof(*ram));
	return err;
}

int cohmem_ram_attach(struct device *dev, dma_addr_t dma_base, size_t chunk_size)
{
	struct ram *ram;
	int err;

	if (!dev)
		return -EINVAL;
	if (dev->dma_ops)
		return -EBUSY;
	err = ram_create(dma_base, chunk_size, &ram);
	if (err)
		return err;
	dev->dma_ops = &ram_ops;
	dev->dma_ops_data = ram;
	return 0;
}

int cohmem_ram_detach(struct device *dev)
{
	int err;

	if (!dev || dev->dma_ops != &ram_ops)
		return -EINVAL;
	err = ram_destroy(dev->dma_ops_data);
	if (err)
		return err;
	dev->dma_ops = NULL;
	dev->dma_ops_data = NULL;
	return 0;
}

int cohmem_ram_attach_all(dma_addr_t dma_base, size_t chunk_size)
{
	int err;

	if (cohmem_arch_dma_ops)
		return -EBUSY;
	err = ram_create(dma_base, chunk_size, &of_all);
	if (!err)
		cohmem_arch_dma_ops = &ram_ops;
	return err;
}

int cohmem_ram_detach_all(void)
{
	int err;

	if (cohmem_arch_dma_ops != &ram_ops)
		return -EINVAL;
	err = ram_destroy(of_all);
	if (err)
		return err;
	cohmem_arch_dma_ops = NULL;
	of_all = NULL;
	return 0;
}

struct cohmem_chunks *cohmem_ram_chunks(const struct device *dev)
{
	if (!dev || (dev->dma_ops ? dev->dma_ops : cohmem_arch_dma_ops) != &ram_ops)
		return NULL;
	return ram_of(dev)->chunks;
}
