/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* struct device: its initialisation, its name, and the limit of its device addresses. */
#include <cohmem/config.h>

#include "device.h"

const struct dma_map_ops *cohmem_arch_dma_ops;

#if COHMEM_WITH_GLOBAL
struct device cohmem__global_device = {
	.init_name = "global",
	.coherent_dma_mask = ~0ULL,
};
#endif

#if COHMEM_WITH_THREADS
unsigned int cohmem__forks;

unsigned int cohmem_fork_count(void)
{
	return cohmem__forks;
}
#endif

const char *dev_name(const struct device *dev)
{
	if (dev && dev->init_name)
		return dev->init_name;
	return dev && dev->kobj.name ? dev->kobj.name : "(unnamed)";
}

void device_initialize(struct device *dev)
{
	if (!dev)
		return;
	dev->cohmem_areas = NULL;
	dev->cohmem_lock = (struct cohmem_lock){0};
	dev->cohmem_stats = (struct cohmem_device_stats){0};
	dev->cohmem_devres = NULL;
	dev->cohmem_forks = FORKS;
	dev->kobj.cohmem_refs = 1;
}

void cohmem_device_init(struct device *dev, const char *name)
{
	if (!dev)
		return;
	*dev = (struct device){
		.init_name = name,
		.coherent_dma_mask = 0xffffffff,
		.cohmem_dma_mask = 0xffffffff,
	};
	dev->dma_mask = &dev->cohmem_dma_mask;
	device_initialize(dev);
}

uint64_t cohmem_dma_limit(const struct device *dev)
{
	if (dev->bus_dma_limit && dev->bus_dma_limit < dev->coherent_dma_mask)
		return dev->bus_dma_limit;
	return dev->coherent_dma_mask;
}
