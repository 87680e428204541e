/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* dma_alloc_coherent() and its family: from the device's own areas, then the global area, then dma_map_ops. */
#include <cohmem/config.h>
#include <cohmem/mapping.h>

#include "../area/area.h"
#include "../observe/fault.h"
#include "failure.h"
#include "mapping.h"

static void count_generic(struct device *dev, bool served)
{
	unsigned long flags;

	if (!COHMEM_WITH_STATS)
		return;
	flags = cohmem_port->lock(&dev->cohmem_lock);
	dev->cohmem_stats.generic_allocations += served;
	dev->cohmem_stats.generic_failures += !served;
	cohmem_port->unlock(&dev->cohmem_lock, flags);
}

static void *alloc_ops(struct device *dev, size_t size, dma_addr_t *dma_handle, gfp_t flag,
		       unsigned long attrs, struct area_alloc *alloc)
{
	const struct dma_map_ops *ops = get_dma_ops(dev);

	if (ops && ops->alloc)
		return ops->alloc(dev, size, dma_handle, flag, attrs);
	if (alloc->answer == FULL)
		return cohmem__report_refusal(dev, size, attrs, alloc);
	return cohmem__report_failure(
		dev, size, attrs, alloc, ENOMEM,
		"the device has neither an area (dma_declare_coherent_memory()) nor generic memory (attach a back end)");
}

/* The global area serves only devices that no other area serves. */
static void *alloc_generic(struct device *dev, size_t size, dma_addr_t *dma_handle, gfp_t flag,
			   unsigned long attrs, struct area_alloc *alloc)
{
	void *cpu_addr = NULL;

	if (fails(COHMEM_FAIL_GENERIC, dev)) {
		count_generic(dev, false);
		return cohmem__report_failure(dev, size, attrs, alloc, ENOMEM,
					      "injected failure of generic memory");
	}
	if (COHMEM_WITH_GLOBAL && alloc->answer == NO_AREA)
		alloc->answer = cohmem__area_try(&cohmem__global_device, dev, (ssize_t)size, alloc);
	if (alloc->answer == EXCLUSIVE)
		alloc->answer = FULL; /* a global area excludes nothing */
	if (alloc->answer == SERVED)
		cpu_addr = cohmem__area_finish_alloc(alloc, dma_handle);
	else
		cpu_addr = alloc_ops(dev, size, dma_handle, flag, attrs, alloc);
	count_generic(dev, cpu_addr != NULL);
	return cpu_addr;
}

/* @alloc: its @area is set if the block is from an area, and unchanged if it is from dma_map_ops. */
static void *mapping_alloc(struct device *dev, size_t size, dma_addr_t *dma_handle, gfp_t flag,
			   unsigned long attrs, struct area_alloc *alloc)
{
	enum area_answer answer;

	if (flag & __GFP_NOWARN)
		attrs |= DMA_ATTR_NO_WARN;
	if (!dev || !dma_handle || size == 0)
		return cohmem__report_failure(dev, size, attrs, alloc, EINVAL,
					      "dev or dma_handle is NULL, or size is 0");
	if (of_parent(dev))
		return cohmem__report_failure(dev, size, attrs, alloc, EPERM, OF_PARENT);
	answer = cohmem__area_alloc(dev, (ssize_t)size, alloc);
	if (answer == SERVED)
		return cohmem__area_finish_alloc(alloc, dma_handle);
	alloc->answer = answer;
	if (answer != EXCLUSIVE)
		return alloc_generic(dev, size, dma_handle, flag, attrs, alloc);
	return cohmem__report_refusal(dev, size, attrs, alloc);
}

static void *alloc_or_fail(struct cohmem_block *block, dma_addr_t *dma_handle, gfp_t flag,
			   unsigned long attrs, struct area_alloc *alloc)
{
	if (!fails(COHMEM_FAIL_ALLOC, block->dev))
		return mapping_alloc(block->dev, block->size, dma_handle, flag, attrs, alloc);
	if (flag & __GFP_NOWARN)
		attrs |= DMA_ATTR_NO_WARN;
	return cohmem__report_failure(block->dev, block->size, attrs, alloc, ENOMEM,
				      "injected failure");
}

/* Generic memory is allocated in pages. */
static void describe_generic(struct cohmem_block *block)
{
	const struct dma_map_ops *ops = get_dma_ops(block->dev);

	block->capacity = (block->size + COHMEM_PAGE_SIZE - 1) & ~(COHMEM_PAGE_SIZE - 1);
	block->io = false;
	block->readable_when_free = ops && ops->announces_reuse;
}

SLOW_PATH bool cohmem__alloc_block(struct cohmem_block *block, dma_addr_t *dma_handle, gfp_t flag,
				   unsigned long attrs)
{
	struct area_alloc alloc = {.area = NULL};

	block->vaddr = alloc_or_fail(block, dma_handle, flag, attrs, &alloc);
	block->dma = block->vaddr ? *dma_handle : 0;
	if (block->vaddr && alloc.area)
		cohmem__area_describe(alloc.area, block);
	else if (block->vaddr)
		describe_generic(block);
	if (observed(OBSERVE_BLOCKS))
		cohmem__allocated(block);
	if (!block->vaddr && alloc.err)
		set_errno(alloc.err); /* observers may have changed it */
	return block->vaddr != NULL;
}

static SLOW_PATH void *alloc_observed(struct device *dev, size_t size, dma_addr_t *dma_handle,
				      gfp_t flag, unsigned long attrs, const void *site)
{
	struct cohmem_block block = {.dev = dev, .size = size, .site = site};

	cohmem__alloc_block(&block, dma_handle, flag, attrs);
	return block.vaddr;
}

void *dma_alloc_attrs(struct device *dev, size_t size, dma_addr_t *dma_handle, gfp_t flag,
		      unsigned long attrs)
{
	struct area_alloc alloc;

	if (observed(OBSERVE_ANY))
		return alloc_observed(dev, size, dma_handle, flag, attrs,
				      __builtin_return_address(0));
	return mapping_alloc(dev, size, dma_handle, flag, attrs, &alloc);
}

static void mapping_free(struct device *dev, size_t size, void *cpu_addr, dma_addr_t dma_handle,
			 unsigned long attrs)
{
	const struct dma_map_ops *ops;

	if (!dev || size == 0) {
		report_warn(dev, "release of CPU address %#llx refused: dev is NULL or size is 0",
			    (unsigned long long)(uintptr_t)cpu_addr);
		return;
	}
	if (of_parent(dev))
		return;
	if (cohmem__free_from_coherent(dev, size, cpu_addr) ||
	    (COHMEM_WITH_GLOBAL && cohmem__free_from_global(size, cpu_addr)))
		return;
	ops = get_dma_ops(dev);
	if (ops && ops->free)
		ops->free(dev, size, cpu_addr, dma_handle, attrs);
	else
		report_warn(dev, "release of CPU address %#llx refused: it is in no area",
			    (unsigned long long)(uintptr_t)cpu_addr);
}

SLOW_PATH void cohmem__free_block(const struct cohmem_block *block, unsigned long attrs)
{
	if (block->dev && of_parent(block->dev))
		return;
	if (!observed(OBSERVE_BLOCKS) || cohmem__may_free(block))
		mapping_free(block->dev, block->size, block->vaddr, block->dma, attrs);
}

static SLOW_PATH void free_observed(struct device *dev, size_t size, void *cpu_addr,
				    dma_addr_t dma_handle, unsigned long attrs, const void *site)
{
	const struct cohmem_block block = {
		.dev = dev, .vaddr = cpu_addr, .dma = dma_handle, .size = size, .site = site};

	cohmem__free_block(&block, attrs);
}

void dma_free_attrs(struct device *dev, size_t size, void *cpu_addr, dma_addr_t dma_handle,
		    unsigned long attrs)
{
	if (!cpu_addr)
		return;
	if (observed(OBSERVE_ANY))
		free_observed(dev, size, cpu_addr, dma_handle, attrs, __builtin_return_address(0));
	else
		mapping_free(dev, size, cpu_addr, dma_handle, attrs);
}

static int mmap_block(struct device *dev, struct vm_area_struct *vma, void *cpu_addr,
		      dma_addr_t dma_handle, size_t size, unsigned long attrs)
{
	const struct dma_map_ops *ops;
	int ret;

	if (of_parent(dev))
		return -EPERM;
	if (dma_mmap_from_coherent(dev, vma, cpu_addr, size, &ret) ||
	    (COHMEM_WITH_GLOBAL && dma_mmap_from_global_coherent(vma, cpu_addr, size, &ret)))
		return ret;
	ops = get_dma_ops(dev);
	if (!ops || !ops->mmap)
		return -ENXIO;
	return ops->mmap(dev, vma, cpu_addr, dma_handle, size, attrs);
}

int dma_mmap_attrs(struct device *dev, struct vm_area_struct *vma, void *cpu_addr,
		   dma_addr_t dma_handle, size_t size, unsigned long attrs)
{
	int err = -EINVAL;

	if (dev && vma)
		err = mmap_block(dev, vma, cpu_addr, dma_handle, size, attrs);
	if (err)
		cohmem__report_mmap(dev, vma, size, err);
	return err;
}

static bool supported(struct device *dev, unsigned long long mask)
{
	const struct dma_map_ops *ops = get_dma_ops(dev);

	if (ops && ops->dma_supported)
		return ops->dma_supported(dev, mask) != 0;
	return mask != 0;
}

int dma_set_mask(struct device *dev, unsigned long long mask)
{
	if (!dev || !dev->dma_mask || !supported(dev, mask))
		return -EIO;
	*dev->dma_mask = mask;
	return 0;
}

int dma_set_coherent_mask(struct device *dev, unsigned long long mask)
{
	if (!dev || !supported(dev, mask))
		return -EIO;
	dev->coherent_dma_mask = mask;
	return 0;
}

int dma_set_mask_and_coherent(struct device *dev, unsigned long long mask)
{
	int err = dma_set_mask(dev, mask);

	return err ? err : dma_set_coherent_mask(dev, mask);
}
