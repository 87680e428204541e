/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* The "memory-region" of a node, which becomes an area of its device. */
#include <cohmem/coherent.h>
#include <cohmem/kernel.h>
#include <linux/device.h>
#include <linux/of_reserved_mem.h>

struct cohmem_region {
	struct cohmem_region *next;
	const char *name;
	phys_addr_t base;
	size_t size;
};

int cohmem_reserve_memory(struct device_node *np, const char *name, phys_addr_t base, size_t size)
{
	struct cohmem_region *region, **link;

	if (!np || size == 0)
		return -EINVAL;
	region = kmalloc(sizeof(*region), GFP_KERNEL);
	if (!region)
		return -ENOMEM;
	*region = (struct cohmem_region){NULL, name, base, size};
	for (link = &np->cohmem_regions; *link; link = &(*link)->next)
		;
	*link = region;
	return 0;
}

void cohmem_unreserve_memory(struct device_node *np)
{
	struct cohmem_region *region;

	while (np && (region = np->cohmem_regions)) {
		np->cohmem_regions = region->next;
		kfree(region);
	}
}

int of_reserved_mem_device_init_by_idx(struct device *dev, struct device_node *np, int idx)
{
	const struct cohmem_region *region;

	if (!np || !dev)
		return -EINVAL;
	region = np->cohmem_regions;
	while (region && idx-- > 0)
		region = region->next;
	if (!region)
		return -ENODEV;
	return dma_declare_coherent_memory(dev, region->base, region->base, region->size,
					   DMA_MEMORY_MAP | DMA_MEMORY_EXCLUSIVE);
}

int of_reserved_mem_device_init_by_name(struct device *dev, struct device_node *np,
					const char *name)
{
	int idx = 0;

	if (!np || !name)
		return -EINVAL;
	for (const struct cohmem_region *r = np->cohmem_regions; r; r = r->next, idx++) {
		if (r->name && !strcmp(r->name, name))
			return of_reserved_mem_device_init_by_idx(dev, np, idx);
	}
	return -ENODEV;
}

int of_reserved_mem_device_init(struct device *dev)
{
	return dev ? of_reserved_mem_device_init_by_idx(dev, dev->of_node, 0) : -EINVAL;
}

void of_reserved_mem_device_release(struct device *dev)
{
	dma_release_declared_memory(dev);
}
