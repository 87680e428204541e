/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#include "generic.h"

#include <cohmem/port.h>

#include "sys.h"

struct generic *cohmem_generic_of_all;

static struct generic *own(const struct device *dev)
{
	return dev->dma_ops && dev->dma_ops_data ? dev->dma_ops_data : cohmem_generic_of_all;
}

static void *generic_alloc(struct device *dev, size_t size, dma_addr_t *dma_handle, gfp_t gfp,
			   unsigned long attrs)
{
	void *cpu_addr;

	cohmem_why_clear();
	cpu_addr = cohmem_chunks_alloc(own(dev)->chunks, size, cohmem_dma_limit(dev), dma_handle);
	if (!IS_ERR(cpu_addr))
		return cpu_addr;
	(void)gfp;
	if (!(attrs & DMA_ATTR_NO_WARN))
		cohmem_report(COHMEM_LOG_WARN, dev, "cannot allocate %zu bytes: %s", size,
			      cohmem_why_text("the device's dma_ops have no memory"));
	return NULL;
}

static void generic_free(struct device *dev, size_t size, void *vaddr, dma_addr_t dma_handle,
			 unsigned long attrs)
{
	(void)dma_handle, (void)attrs;
	cohmem_chunks_free(own(dev)->chunks, dev, size, vaddr);
}

static int generic_mmap(struct device *dev, struct vm_area_struct *vma, void *cpu_addr,
			dma_addr_t dma_handle, size_t size, unsigned long attrs)
{
	(void)dma_handle, (void)attrs;
	return cohmem_chunks_mmap(own(dev)->chunks, vma, cpu_addr, size);
}

/* A mask that ends below the first address we would give is of no use. */
static int generic_supported(struct device *dev, unsigned long long mask)
{
	return mask >= own(dev)->lowest + (COHMEM_PAGE_SIZE - 1);
}

static int generic_cpu_access(struct device *dev, const void *cpu_addr, size_t size,
			      enum dma_data_direction dir, bool begin)
{
	return cohmem_chunks_cpu_access(own(dev)->chunks, cpu_addr, size, dir, begin);
}

const struct dma_map_ops cohmem_generic_ops = {
	.alloc = generic_alloc,
	.free = generic_free,
	.mmap = generic_mmap,
	.dma_supported = generic_supported,
	.reclaims = true,
	.cpu_access = generic_cpu_access,
};

int cohmem_generic_init(struct generic *generic, const struct cohmem_chunk_ops *ops,
			size_t chunk_size, dma_addr_t lowest)
{
	generic->ops = ops;
	generic->lowest = lowest;
	return cohmem_chunks_create(ops, generic, chunk_size, &generic->chunks);
}

struct generic *cohmem_generic_of(const struct device *dev, const struct cohmem_chunk_ops *ops)
{
	const struct dma_map_ops *dma_ops =
		dev && dev->dma_ops ? dev->dma_ops : cohmem_arch_dma_ops;
	struct generic *generic = dev && dma_ops == &cohmem_generic_ops ? own(dev) : NULL;

	return generic && generic->ops == ops ? generic : NULL;
}

int cohmem_generic_export(const struct device *dev, const void *cpu_addr, size_t size,
			  uint64_t *offset)
{
	const struct dma_map_ops *ops = dev->dma_ops ? dev->dma_ops : cohmem_arch_dma_ops;

	if (ops != &cohmem_generic_ops)
		return -ENXIO;
	return cohmem_chunks_export(own(dev)->chunks, cpu_addr, size, offset);
}

int cohmem_generic_attach(struct device *dev, struct generic *generic)
{
	if (dev->dma_ops)
		return -EBUSY;
	dev->dma_ops = &cohmem_generic_ops;
	dev->dma_ops_data = generic;
	return 0;
}

int cohmem_generic_detach(struct device *dev, const struct cohmem_chunk_ops *ops,
			  struct generic **generic)
{
	int err;

	if (!dev || !dev->dma_ops || !cohmem_generic_of(dev, ops))
		return -EINVAL;
	*generic = own(dev);
	err = cohmem_chunks_destroy((*generic)->chunks);
	if (err)
		return err;
	dev->dma_ops = NULL;
	dev->dma_ops_data = NULL;
	return 0;
}
