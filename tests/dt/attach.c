/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * Attaches the device PATH of a device tree, with a region for each BASE and SIZE, and prints the result.
 *
 * usage: attach TREE PATH [BASE SIZE]...
 */
#include <cohmem/cohmem.h>
#include <cohmem/dt.h>
#include <stdio.h>
#include <stdlib.h>

static unsigned long long tree[8192];

static void print_report(void *ctx, int level, const struct device *dev, const char *text)
{
	(void)ctx, (void)level, (void)dev;
	printf("# %s\n", text);
}

int main(int argc, char **argv)
{
	FILE *file = argc > 2 ? fopen(argv[1], "rb") : NULL;
	size_t bytes = file ? fread(tree, 1, sizeof(tree), file) : 0;
	struct cohmem_region *region;
	struct cohmem_area_info info;
	struct device dev;
	dma_addr_t dma;
	void *cpu;
	int err;

	if (cohmem_dt_check(tree, bytes, NULL))
		return 2;
	fclose(file);
	cohmem_device_init(&dev, argv[2]);
	dma_set_mask_and_coherent(&dev, DMA_BIT_MASK(64));
	cohmem_set_log(print_report, NULL);
	for (int i = 3; i + 1 < argc; i += 2) {
		if (cohmem_ram_region_create(strtoull(argv[i], NULL, 0),
					     (size_t)strtoull(argv[i + 1], NULL, 0), 0, &region))
			return 2;
	}
	err = cohmem_dt_attach(tree, argv[2], &dev);
	printf("returned %d, limit %#llx, mask %#llx\nstreaming %#llx\n", err, dev.bus_dma_limit,
	       dev.coherent_dma_mask, *dev.dma_mask);
	for (unsigned int i = 0; cohmem_area_get_info(&dev, i, &info) == 0; i++)
		printf("area at %#llx, %zu bytes\n", info.device_base, info.size);
	cpu = dev.cohmem_areas ? dma_alloc_coherent(&dev, 4096, &dma, GFP_KERNEL) : NULL;
	if (cpu) {
		printf("block at %#llx\n", dma);
		dma_free_coherent(&dev, 4096, cpu, dma);
		printf("too large: %d\n", dma_alloc_from_coherent(&dev, 1 << 30, &dma, &cpu));
	}
	if (!err)
		printf("again: %d\n",
		       cohmem_dt_attach(tree, argv[2], &dev) == -EBUSY || !dev.cohmem_areas);
	dma_release_declared_memory(&dev);
	return 0;
}
