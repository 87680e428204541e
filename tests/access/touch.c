/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * Touches a block of DMA memory while the driver owns it, or after it was freed.
 * usage: touch area|exact|cached|generic|pool|magazine|managed|reserved live|freed|tail|neighbour|again
 */
#include <cohmem/cohmem.h>
#include <string.h>

#define PHYS 0x40000000ULL
#define PAGE 4096u

static struct device dev;
static struct dma_pool *pool;
static size_t size = 3 * PAGE;
static dma_addr_t dma, first_dma;

static int is(const char *a, const char *b)
{
	return strcmp(a, b) == 0;
}

static char *take(const char *what)
{
	if (is(what, "pool") || is(what, "magazine"))
		return dma_pool_alloc(pool, GFP_KERNEL, &dma);
	if (is(what, "managed"))
		return dmam_alloc_coherent(&dev, size, &dma, GFP_KERNEL);
	if (is(what, "reserved")) {
		dma = 8 * PAGE;
		return dma_mark_declared_memory_occupied(&dev, dma, size);
	}
	return dma_alloc_coherent(&dev, size, &dma, GFP_KERNEL);
}

static void give(const char *what, char *cpu)
{
	if (is(what, "pool") || is(what, "magazine"))
		dma_pool_free(pool, cpu, dma);
	else if (is(what, "managed"))
		cohmem_device_release(&dev);
	else
		dma_free_coherent(&dev, size, cpu, dma);
}

static int set_up(const char *what)
{
	unsigned int flags = is(what, "exact")    ? COHMEM_AREA_EXACT
			     : is(what, "cached") ? COHMEM_AREA_PER_THREAD
						  : 0;
	struct cohmem_region *region;

	cohmem_device_init(&dev, "touch");
	if (is(what, "generic"))
		return cohmem_ram_attach(&dev, 0, 64 * PAGE);
	if (cohmem_ram_region_create(PHYS, 64 * PAGE, 0, &region) ||
	    dma_declare_coherent_memory(&dev, PHYS, 0, 64 * PAGE, (int)flags))
		return -1;
	pool = dma_pool_create("touch", &dev, 64, 0, 0);
	if (is(what, "magazine"))
		return cohmem_pool_use_magazines(pool);
	return 0;
}

/* Memory must not remain poisoned when it is released and then used for something else. */
static int again(void)
{
	struct cohmem_region *region, *other;

	cohmem_device_init(&dev, "touch");
	for (int i = 0; i < 2; i++) {
		if (cohmem_ram_region_create(PHYS, 64 * PAGE, 0, &region) ||
		    cohmem_ram_attach(&dev, 0, 64 * PAGE))
			return 2;
		memset(region->cpu_addr, 1, 64 * PAGE);
		if (dma_declare_coherent_memory(&dev, PHYS, 0, 64 * PAGE, 0))
			return 2;
		dma_free_coherent(&dev, size, dma_alloc_coherent(&dev, size, &dma, GFP_KERNEL),
				  dma);
		dma_release_declared_memory(&dev);
		memset(region->cpu_addr, 2, 64 * PAGE);
		/* The same with generic memory. */
		dma_free_coherent(&dev, size, dma_alloc_coherent(&dev, size, &dma, GFP_KERNEL),
				  dma);
		/* The new region most likely lies where the chunk was. */
		if (cohmem_detach(&dev) || cohmem_ram_region_create(2 * PHYS, 64 * PAGE, 0, &other))
			return 2;
		memset(other->cpu_addr, 3, 64 * PAGE);
		if (cohmem_region_destroy(other) || cohmem_region_destroy(region))
			return 2;
	}
	return 0;
}

int main(int argc, char **argv)
{
	volatile char *cpu;
	char *other;

	if (argc == 3 && is(argv[2], "again"))
		return again();
	if (argc != 3 || set_up(argv[1]))
		return 2;
	other = take(argv[1]);
	first_dma = dma;
	if (!is(argv[1], "reserved"))
		cpu = take(argv[1]);
	else
		cpu = other;
	if (!cpu)
		return 2;
	memset((char *)cpu, 1, is(argv[1], "pool") || is(argv[1], "magazine") ? 64 : size);
	if (is(argv[2], "tail"))
		cpu[size] =
			1; /* past the end with COHMEM_AREA_EXACT; else in the block, whose size was rounded up */
	if (is(argv[2], "neighbour")) {
		/* The page after the first block, which a size rounded up to a power of two would include. */
		cpu = dma_alloc_coherent(&dev, PAGE, &dma, GFP_KERNEL);
		if (!cpu || dma != first_dma + size)
			return 2;
		dma = first_dma;
		give(argv[1], other);
		cpu[0] = 1;
		return 0;
	}
	give(argv[1], (char *)cpu);
	if (is(argv[2], "freed"))
		cpu[5] = 1;
	/* The next owner may touch it. */
	cpu = take(argv[1]);
	cpu[5] = 1;
	return 0;
}
