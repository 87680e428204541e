/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* The area for devices without one: an area like any other, of a device above all others. */
#include "internal.h"

struct device cohmem_global_device = {
	.init_name = "global",
	.coherent_dma_mask = ~0ULL,
};

int dma_init_global_coherent(phys_addr_t phys_addr, size_t size)
{
	return dma_declare_coherent_memory(&cohmem_global_device, phys_addr, phys_addr, size,
					   DMA_MEMORY_INCLUDES_CHILDREN);
}

void cohmem_release_global_coherent(void)
{
	dma_release_declared_memory(&cohmem_global_device);
}
