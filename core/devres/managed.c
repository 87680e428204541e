/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Managed DMA memory: freed when the device is released. */
#include <cohmem/devres.h>

#include "../base/report.h"
#include "../device/device.h"
#include "../mapping/mapping.h"
#include "../observe/fault.h"
#include "devres.h"

void cohmem_device_release(struct device *dev)
{
	const void *site = __builtin_return_address(0);

	if (!dev || of_parent(dev))
		return;
	cohmem__devres_release_all(dev, site);
	if (observed(OBSERVE_DEVICES))
		cohmem__device_released(dev, site);
}

struct managed_block {
	struct cohmem_devres res;
	struct cohmem_block block;
	unsigned long attrs;
};

static void managed_release(struct device *dev, struct cohmem_devres *res, const void *site)
{
	struct managed_block *managed = (struct managed_block *)res;

	(void)dev;
	managed->block.site = site;
	cohmem__free_block(&managed->block, managed->attrs);
	cohmem_port->free(managed, sizeof(*managed));
}

void *dmam_alloc_attrs(struct device *dev, size_t size, dma_addr_t *dma_handle, gfp_t gfp,
		       unsigned long attrs)
{
	struct managed_block *managed = slab_alloc(dev, sizeof(*managed));

	if (!managed) {
		if (!(attrs & DMA_ATTR_NO_WARN) && !(gfp & __GFP_NOWARN))
			report_warn(
				dev,
				"cannot allocate %llu bytes: out of memory for the devres entry",
				(unsigned long long)size);
		return NULL;
	}
	*managed = (struct managed_block){
		.res.release = managed_release,
		.block = {.dev = dev,
			  .size = size,
			  .kind = COHMEM_BLOCK_MANAGED,
			  .site = __builtin_return_address(0)},
		.attrs = attrs,
	};
	if (!cohmem__alloc_block(&managed->block, dma_handle, gfp, attrs)) {
		cohmem_port->free(managed, sizeof(*managed));
		return NULL;
	}
	cohmem__devres_push(dev, &managed->res);
	return managed->block.vaddr;
}

static bool same_block(const struct cohmem_devres *res, const void *what)
{
	const struct cohmem_block *a = &((const struct managed_block *)res)->block, *b = what;

	return res->release == managed_release && a->vaddr == b->vaddr && a->size == b->size &&
	       a->dma == b->dma;
}

void dmam_free_coherent(struct device *dev, size_t size, void *vaddr, dma_addr_t dma_handle)
{
	const struct cohmem_block what = {.dev = dev,
					  .vaddr = vaddr,
					  .dma = dma_handle,
					  .size = size,
					  .kind = COHMEM_BLOCK_MANAGED,
					  .site = __builtin_return_address(0)};
	struct cohmem_devres *res;

	if (!vaddr || (dev && of_parent(dev)))
		return;
	res = dev ? cohmem__devres_pop(dev, same_block, &what) : NULL;
	if (res)
		res->release(dev, res, what.site);
	else if (!observed(OBSERVE_BLOCKS) || cohmem__may_free(&what))
		report_warn(
			dev,
			"release of CPU address %#llx refused: the device has no such managed block",
			(unsigned long long)(uintptr_t)vaddr);
}
