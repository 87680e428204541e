/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* The global area, for devices without an area: an ordinary area that belongs to cohmem__global_device. */
#include <cohmem/config.h>

#include "../base/list.h"
#include "area.h"

#if COHMEM_WITH_GLOBAL

int dma_init_global_coherent(phys_addr_t phys_addr, size_t size)
{
	return dma_declare_coherent_memory(&cohmem__global_device, phys_addr, phys_addr, size,
					   DMA_MEMORY_INCLUDES_CHILDREN);
}

void cohmem_release_global_coherent(void)
{
	dma_release_declared_memory(&cohmem__global_device);
}

void *dma_alloc_from_global_coherent(struct device *dev, ssize_t size, dma_addr_t *dma_handle)
{
	struct area_alloc alloc;

	if (!dev || !dma_handle || of_parent(dev) ||
	    cohmem__area_try(&cohmem__global_device, dev, size, &alloc) != SERVED)
		return NULL;
	return cohmem__area_finish_alloc(&alloc, dma_handle);
}

int dma_release_from_global_coherent(int order, void *vaddr)
{
	const struct release what = {.vaddr = vaddr, .order = order < 0 ? 0x7fffffff : order};

	return cohmem__area_free(&cohmem__global_device, &cohmem__global_device, &what);
}

int cohmem__free_from_global(size_t size, const void *vaddr)
{
	const struct release what = {.vaddr = vaddr, .size = size, .order = BY_SIZE};

	return cohmem__area_free(&cohmem__global_device, &cohmem__global_device, &what);
}

int dma_mmap_from_global_coherent(struct vm_area_struct *vma, void *vaddr, size_t size, int *ret)
{
	if (!vma || !ret)
		return 0;
	return cohmem__area_mmap(&cohmem__global_device, &cohmem__global_device, vma, vaddr, size,
				 ret);
}

#if COHMEM_WITH_THREADS
void cohmem__global_fork_child(void)
{
	static struct cohmem_area *left;

	leave_to_parent(cohmem__global_device.cohmem_areas, left);
}
#endif

#endif
