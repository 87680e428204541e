/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Writes snapshots of a device in three states. usage: snapshots FILE */
#include <cohmem/cohmem.h>

#define PHYS 0x40000000ULL
#define PAGE 4096u

int main(int argc, char **argv)
{
	struct cohmem_region *region;
	struct device dev;
	dma_addr_t dma[2], none;
	void *cpu[2];

	cohmem_device_init(&dev, "dsp");
	if (argc != 2 || cohmem_ram_region_create(PHYS, 16 * PAGE, 0, &region) ||
	    dma_declare_coherent_memory(&dev, PHYS, 0x1000, 16 * PAGE, 0) ||
	    cohmem_ram_attach(&dev, 0x80000000, 16 * PAGE) ||
	    cohmem_snapshot(&dev, "empty", argv[1]))
		return 2;
	cpu[0] = dma_alloc_coherent(&dev, 3 * PAGE, &dma[0], GFP_KERNEL);
	cpu[1] = dma_alloc_coherent(&dev, 100, &dma[1], GFP_KERNEL);
	dma_alloc_coherent(&dev, 15 * PAGE, &none, GFP_KERNEL);
	if (cohmem_snapshot(&dev, "after probe", argv[1]))
		return 2;
	dma_free_coherent(&dev, 3 * PAGE, cpu[0], dma[0]);
	return cohmem_snapshot(&dev, "later", argv[1]) || !cpu[1] ? 2 : 0;
}
