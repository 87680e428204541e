/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* A device with 64 KiB of its own, and generic memory for when that is full. */
#include <cohmem/cohmem.h>
#include <stdio.h>

int main(void)
{
	struct cohmem_region *sram;
	struct device dev;
	dma_addr_t ring_dma, buf_dma;
	void *ring, *buf;

	cohmem_device_init(&dev, "engine");

	/* 64 KiB at physical 0x20000000 that the device sees at 0x1000. */
	if (cohmem_ram_region_create(0x20000000, 64 << 10, 0, &sram) ||
	    dma_declare_coherent_memory(&dev, 0x20000000, 0x1000, 64 << 10, DMA_MEMORY_MAP) ||
	    cohmem_ram_attach(&dev, 0x80000000, 2 << 20))
		return 1;

	ring = dma_alloc_coherent(&dev, 4096, &ring_dma, GFP_KERNEL);
	buf = dma_alloc_coherent(&dev, 128 << 10, &buf_dma, GFP_KERNEL);
	if (ring)
		printf("ring at device address %#llx: the device's own area\n",
		       (unsigned long long)ring_dma);
	if (buf)
		printf("buffer at device address %#llx: generic memory, the area is too small\n",
		       (unsigned long long)buf_dma);

	dma_free_coherent(&dev, 128 << 10, buf, buf_dma);
	dma_free_coherent(&dev, 4096, ring, ring_dma);
	dma_release_declared_memory(&dev);
	cohmem_detach(&dev);
	cohmem_region_destroy(sram);
	return ring && buf ? 0 : 1;
}
