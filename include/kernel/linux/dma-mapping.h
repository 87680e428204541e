/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* DMA memory. */
#ifndef COHMEM_LINUX_DMA_MAPPING_H
#define COHMEM_LINUX_DMA_MAPPING_H

#include <cohmem/coherent.h>
#include <cohmem/devres.h>
#include <cohmem/mapping.h>
#include <linux/device.h>
#include <linux/dma-direction.h>
#include <linux/err.h>
#include <linux/gfp.h>
#include <linux/sizes.h>
#include <linux/types.h>

/* Attributes that cohmem ignores, except that streaming DMA obeys DMA_ATTR_SKIP_CPU_SYNC. */
#define DMA_ATTR_WEAK_ORDERING      (1UL << 1)
#define DMA_ATTR_WRITE_COMBINE      (1UL << 2)
#define DMA_ATTR_NO_KERNEL_MAPPING  (1UL << 4)
#define DMA_ATTR_SKIP_CPU_SYNC      (1UL << 5)
#define DMA_ATTR_FORCE_CONTIGUOUS   (1UL << 6)
#define DMA_ATTR_ALLOC_SINGLE_PAGES (1UL << 7)
#define DMA_ATTR_PRIVILEGED         (1UL << 9)

#define DMA_MAPPING_ERROR (~(dma_addr_t)0)

COHMEM_WRAPPER void *dma_alloc_wc(struct device *dev, size_t size, dma_addr_t *dma_addr, gfp_t gfp)
{
	unsigned long attrs = DMA_ATTR_WRITE_COMBINE;
	void *cpu_addr;

	if (gfp & __GFP_NOWARN)
		attrs |= DMA_ATTR_NO_WARN;
	cpu_addr = dma_alloc_attrs(dev, size, dma_addr, gfp, attrs);
	COHMEM_WRAPPED;
	return cpu_addr;
}

COHMEM_WRAPPER void dma_free_wc(struct device *dev, size_t size, void *cpu_addr,
				dma_addr_t dma_addr)
{
	dma_free_attrs(dev, size, cpu_addr, dma_addr, DMA_ATTR_WRITE_COMBINE);
	COHMEM_WRAPPED;
}

/*
 * Streaming DMA: the device sees a copy in its generic memory, as with Linux's swiotlb=force. A driver
 * that reads its buffer before dma_unmap_ or without dma_sync_ therefore always sees the old data.
 * dma_map_ returns the device address, or DMA_MAPPING_ERROR. An unmap that does not match its mapping
 * is refused and reported.
 */
dma_addr_t dma_map_single_attrs(struct device *dev, void *ptr, size_t size,
				enum dma_data_direction dir, unsigned long attrs);
void dma_unmap_single_attrs(struct device *dev, dma_addr_t addr, size_t size,
			    enum dma_data_direction dir, unsigned long attrs);
void dma_sync_single_for_cpu(struct device *dev, dma_addr_t addr, size_t size,
			     enum dma_data_direction dir);
void dma_sync_single_for_device(struct device *dev, dma_addr_t addr, size_t size,
				enum dma_data_direction dir);
/* Returns 0, or -ENOMEM for DMA_MAPPING_ERROR. With debugging on, a driver that does not call it is reported. */
int dma_mapping_error(struct device *dev, dma_addr_t dma_addr);

#define dma_map_single(dev, ptr, size, dir)    dma_map_single_attrs(dev, ptr, size, dir, 0)
#define dma_unmap_single(dev, addr, size, dir) dma_unmap_single_attrs(dev, addr, size, dir, 0)

static inline int dma_coerce_mask_and_coherent(struct device *dev, u64 mask)
{
	dev->dma_mask = &dev->coherent_dma_mask;
	return dma_set_mask_and_coherent(dev, mask);
}

static inline u64 dma_get_mask(struct device *dev)
{
	return dev->dma_mask && *dev->dma_mask ? *dev->dma_mask : DMA_BIT_MASK(32);
}

#endif
