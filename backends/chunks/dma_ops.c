/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Generic memory of a device: dma_map_ops that allocate from a chunk pool. */
#include <cohmem/backend/chunk_pool.h>
#include <cohmem/port.h>
#include <errno.h>
#include <string.h>

#include "../common/error_text.h"
#include "internal.h"

struct cohmem_chunk_pool *cohmem__chunk_pool_of_all;

/* A device whose dma_ops were set to cohmem_arch_dma_ops has no dma_ops_data: it uses the pool of all devices. */
static struct cohmem_chunk_pool *chunk_pool_of(const struct device *dev)
{
	return dev->dma_ops && dev->dma_ops_data ? dev->dma_ops_data : cohmem__chunk_pool_of_all;
}

static void *chunks_alloc(struct device *dev, size_t size, dma_addr_t *dma_handle, gfp_t gfp,
			  unsigned long attrs)
{
	const uint64_t limit =
		attrs & COHMEM_ATTR_STREAMING ? cohmem_streaming_limit(dev) : cohmem_dma_limit(dev);
	void *cpu_addr;

	(void)gfp;
	cohmem__clear_error_text();
	cpu_addr = cohmem__chunk_pool_alloc(chunk_pool_of(dev), size, limit, dma_handle);
	if (!IS_ERR(cpu_addr))
		return cpu_addr;
	if (!(attrs & DMA_ATTR_NO_WARN))
		cohmem_report(COHMEM_LOG_WARN, dev, "cannot allocate %zu bytes: %s", size,
			      cohmem__error_text(strerror(-(int)PTR_ERR(cpu_addr))));
	errno = -(int)PTR_ERR(cpu_addr);
	return NULL;
}

static void chunks_free(struct device *dev, size_t size, void *vaddr, dma_addr_t dma_handle,
			unsigned long attrs)
{
	(void)dma_handle, (void)attrs;
	cohmem__chunk_pool_free(chunk_pool_of(dev), dev, size, vaddr);
}

static int chunks_mmap(struct device *dev, struct vm_area_struct *vma, void *cpu_addr,
		       dma_addr_t dma_handle, size_t size, unsigned long attrs)
{
	(void)dma_handle, (void)attrs;
	return cohmem__chunk_pool_mmap(chunk_pool_of(dev), vma, cpu_addr, size);
}

/* A mask must cover the first page that could be handed out. */
static int chunks_supported(struct device *dev, unsigned long long mask)
{
	return mask >= chunk_pool_of(dev)->lowest + (COHMEM_PAGE_SIZE - 1);
}

static int chunks_cpu_access(struct device *dev, const void *cpu_addr, size_t size,
			     enum dma_data_direction dir, bool begin)
{
	return cohmem__chunk_pool_cpu_access(chunk_pool_of(dev), cpu_addr, size, dir, begin);
}

const struct dma_map_ops cohmem__chunk_pool_ops = {
	.alloc = chunks_alloc,
	.free = chunks_free,
	.mmap = chunks_mmap,
	.dma_supported = chunks_supported,
	.announces_reuse = true,
	.cpu_access = chunks_cpu_access,
};

struct cohmem_chunk_pool *cohmem_chunk_pool_of(const struct device *dev)
{
	if (!dev || (dev->dma_ops ? dev->dma_ops : cohmem_arch_dma_ops) != &cohmem__chunk_pool_ops)
		return NULL;
	return chunk_pool_of(dev);
}

int cohmem_chunk_pool_attach(struct device *dev, const struct cohmem_chunk_ops *ops, void *ctx,
			     size_t chunk_size, dma_addr_t lowest)
{
	struct cohmem_chunk_pool *chunks;
	int err;

	if (!dev)
		return -EINVAL;
	if (dev->dma_ops)
		return -EBUSY;
	err = cohmem__chunk_pool_create(ops, ctx, chunk_size, &chunks);
	if (err)
		return err;
	chunks->lowest = lowest;
	dev->dma_ops = &cohmem__chunk_pool_ops;
	dev->dma_ops_data = chunks;
	return 0;
}

int cohmem_detach(struct device *dev)
{
	struct cohmem_chunk_pool *chunks;
	const struct cohmem_chunk_ops *ops;
	void *ctx;
	int err;

	if (!dev || dev->dma_ops != &cohmem__chunk_pool_ops || !dev->dma_ops_data)
		return -EINVAL;
	chunks = dev->dma_ops_data;
	ops = chunks->ops;
	ctx = chunks->ctx;
	err = cohmem__chunk_pool_destroy(chunks);
	if (err)
		return err;
	dev->dma_ops = NULL;
	dev->dma_ops_data = NULL;
	if (ops->destroy)
		ops->destroy(ctx);
	return 0;
}
