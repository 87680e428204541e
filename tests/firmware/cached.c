/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Memory that the CPU caches: lines are cleaned and invalidated according to Linux's rules. */
#include "check.h"

#define LINE 32u

/* Calls to clean and to invalidate since the last check: their number, and the range of the last one. */
static struct calls {
	uint32_t count;
	uintptr_t from, to;
} cleaned, invalidated;

static void note(struct calls *calls, const void *addr, size_t bytes)
{
	calls->count++;
	calls->from = (uintptr_t)addr;
	calls->to = calls->from + bytes;
}

static void clean(void *addr, size_t bytes)
{
	note(&cleaned, addr, bytes);
}

static void invalidate(void *addr, size_t bytes)
{
	note(&invalidated, addr, bytes);
}

static bool saw(struct calls *calls, uint32_t count, const char *from, size_t bytes)
{
	const struct calls seen = *calls;

	calls->count = 0;
	return seen.count == count &&
	       (!count || (seen.from == (uintptr_t)from && seen.to == (uintptr_t)from + bytes));
}

/* True if there was exactly one call to clean, for this range, and none to invalidate. */
static bool saw_clean(const char *from, size_t bytes)
{
	bool other = !saw(&invalidated, 0, NULL, 0);

	return saw(&cleaned, 1, from, bytes) && !other;
}

static bool saw_invalidate(const char *from, size_t bytes)
{
	bool other = !saw(&cleaned, 0, NULL, 0);

	return saw(&invalidated, 1, from, bytes) && !other;
}

static bool saw_nothing(void)
{
	bool other = !saw(&cleaned, 0, NULL, 0);

	return saw(&invalidated, 0, NULL, 0) && !other;
}

static void test_whole_lines(struct device *dev)
{
	dma_addr_t dma, first_dma;
	void *first = dma_alloc_coherent(dev, LINE, &first_dma, GFP_KERNEL);
	char *block;

	check(saw_clean(first, LINE), "an allocation's zeroes are written back");
	block = dma_alloc_coherent(dev, 1000, &dma, GFP_KERNEL);
	check(block && saw_clean(block, 1024), "and the next one's");
	dma_sync_single_for_device(dev, dma, 1000, DMA_TO_DEVICE);
	check(saw_clean(block, 1024), "for the device to read: cleaned, in whole lines");
	dma_sync_single_for_device(dev, dma, 1024, DMA_FROM_DEVICE);
	check(saw_invalidate(block, 1024), "for the device to write: invalidated");
	dma_sync_single_for_cpu(dev, dma, 1000, DMA_TO_DEVICE);
	check(saw_nothing(), "for the CPU, when the device only read: nothing");
	dma_sync_single_for_cpu(dev, dma, 1024, DMA_FROM_DEVICE);
	check(saw_invalidate(block, 1024), "for the CPU, when the device wrote: invalidated");
	dma_sync_single_for_device(dev, dma, 1024, DMA_BIDIRECTIONAL);
	check(saw(&cleaned, 1, block, 1024) && saw(&invalidated, 1, block, 1024), "for both: both");
	dma_free_coherent(dev, 1000, block, dma);
	dma_free_coherent(dev, LINE, first, first_dma);
}

static void test_parts_of_lines(struct device *dev)
{
	dma_addr_t dma;
	char *block = dma_alloc_coherent(dev, 1000, &dma, GFP_KERNEL);

	saw(&cleaned, 1, NULL, 0);
	dma_sync_single_for_cpu(dev, dma + 70, 10, DMA_FROM_DEVICE);
	check(saw(&cleaned, 1, block + 64, LINE) && saw(&invalidated, 1, block + 64, LINE),
	      "other data in a line is written back first");
	dma_sync_single_for_device(dev, dma + 70, 100, DMA_FROM_DEVICE);
	check(saw(&cleaned, 2, block + 160, LINE) && saw(&invalidated, 1, block + 64, 4 * LINE),
	      "so it is at both ends, but whole lines in between are not written back");
	dma_sync_single_for_cpu(dev, dma + 64, 70, DMA_BIDIRECTIONAL);
	check(saw(&cleaned, 1, block + 128, LINE) && saw(&invalidated, 1, block + 64, 3 * LINE),
	      "nor is the first line if the range begins with it");
	dma_sync_single_for_device(dev, dma, 10, DMA_FROM_DEVICE);
	check(saw(&cleaned, 1, block, LINE) && saw(&invalidated, 1, block, LINE),
	      "at the begin of a line, too");
	dma_sync_single_for_device(dev, dma + 20, 12, DMA_FROM_DEVICE);
	check(saw(&cleaned, 1, block, LINE) && saw(&invalidated, 1, block, LINE), "and at its end");
	dma_free_coherent(dev, 1000, block, dma);
}

/* @base and @end: device addresses of the area. */
static void test_elsewhere(struct device *dev, dma_addr_t base, dma_addr_t end)
{
	dma_sync_single_for_cpu(dev, end - LINE, 2 * LINE, DMA_FROM_DEVICE);
	dma_sync_single_for_cpu(dev, end, 1, DMA_FROM_DEVICE);
	dma_sync_single_for_cpu(dev, base - LINE, LINE, DMA_FROM_DEVICE);
	dma_sync_single_for_cpu(dev, base, 0, DMA_FROM_DEVICE);
	dma_sync_single_for_cpu(NULL, base, 1, DMA_FROM_DEVICE);
	check(saw_nothing(), "outside of the area, or of no size: nothing");
	dma_sync_single_for_cpu(dev, end - LINE, LINE, DMA_FROM_DEVICE);
	check(invalidated.count == 1, "its last line is in it");
	invalidated.count = 0;
}

/* The area begins inside its region and belongs to the device's parent. */
static void test_parents_area(struct cohmem_area_desc *desc)
{
	static struct device below;

	cohmem_device_init(&below, "below");
	below.parent = &engine;
	desc->flags = DMA_MEMORY_MAP | DMA_MEMORY_INCLUDES_CHILDREN;
	if (!check(cohmem_declare_area(&engine, desc) == 0,
		   "one with granules of a line is declared"))
		return;
	test_whole_lines(&below);
	test_parts_of_lines(&engine);
	test_elsewhere(&below, desc->device_addr, desc->device_addr + desc->size);
	dma_release_declared_memory(&engine);
}

#ifdef COHMEM_ARENA_BYTES
/* A device without an area uses the global area, whose state is in the arena. */
static void test_global_area(void)
{
	static struct device plain;
	dma_addr_t dma;
	char *block;

	cohmem_device_init(&plain, "plain");
	check(dma_init_global_coherent((uintptr_t)area_memory, AREA_BYTES) == 0,
	      "the memory is the global area");
	block = dma_alloc_coherent(&plain, 4096, &dma, GFP_KERNEL);
	check(block && saw_clean(block, 4096), "of which there is a block for any device");
	dma_sync_single_for_cpu(&plain, dma, 4096, DMA_FROM_DEVICE);
	check(saw_invalidate(block, 4096), "and for the CPU it is invalidated");
	dma_free_coherent(&plain, 4096, block, dma);
	cohmem_release_global_coherent();
}
#else
static void test_global_area(void)
{
}
#endif

void test_cached(struct cohmem_region *region)
{
	static uint64_t state[COHMEM_AREA_BYTES(AREA_BYTES >> 5) / 8];
	static struct cohmem_cpu_cache cache = {6, clean, invalidate};
	struct cohmem_area_desc desc = describe_area(4096, AREA_BYTES / 2);

	desc.granule_shift = 5;
	desc.state = state;
	desc.state_bytes = sizeof(state);
	cohmem_region_cached(region, &cache);
	check(cohmem_declare_area(&engine, &desc) == -EINVAL,
	      "an area with granules smaller than a line is refused");
	cache.line_shift = 5;
	cohmem_region_cached(region, &cache);
	test_parents_area(&desc);
	test_global_area();
}
