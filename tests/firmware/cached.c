/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Memory that the CPU caches: lines are cleaned and invalidated, where Linux's rules say so. */
#include "check.h"

#define LINE 32u

static struct {
	uint32_t cleaned, invalidated;
	uintptr_t from, to;
} seen;

static void note(const void *addr, size_t bytes)
{
	seen.from = (uintptr_t)addr;
	seen.to = seen.from + bytes;
}

static void clean(void *addr, size_t bytes)
{
	note(addr, bytes);
	seen.cleaned++;
}

static void invalidate(void *addr, size_t bytes)
{
	note(addr, bytes);
	seen.invalidated++;
}

/* Since the last time: so many of both, of [@from, @from + @bytes). */
static bool saw(uint32_t cleaned, uint32_t invalidated, const void *from, size_t bytes)
{
	bool same = seen.cleaned == cleaned && seen.invalidated == invalidated &&
		    (cleaned + invalidated == 0 ||
		     (seen.from == (uintptr_t)from && seen.to == (uintptr_t)from + bytes));

	seen.cleaned = seen.invalidated = 0;
	return same;
}

static void test_syncs(void)
{
	dma_addr_t dma;
	char *block = dma_alloc_coherent(&engine, 1000, &dma, GFP_KERNEL);

	check(block && saw(1, 0, block, 1024), "an allocation's zeroes are written back");
	dma_sync_single_for_device(&engine, dma, 1000, DMA_TO_DEVICE);
	check(saw(1, 0, block, 1024), "for the device to read: cleaned, in whole lines");
	dma_sync_single_for_device(&engine, dma, 1024, DMA_FROM_DEVICE);
	check(saw(0, 1, block, 1024), "for the device to write: invalidated");
	dma_sync_single_for_device(&engine, dma + 70, 10, DMA_FROM_DEVICE);
	check(saw(1, 1, block + 64, LINE), "and what else lies in a line is written back before");
	dma_sync_single_for_device(&engine, dma + 70, 10, DMA_BIDIRECTIONAL);
	check(saw(1, 1, block + 64, LINE), "for both: both, of the lines that are touched");
	dma_sync_single_for_cpu(&engine, dma, 1000, DMA_TO_DEVICE);
	check(saw(0, 0, NULL, 0), "for the CPU, when the device only read: nothing");
	dma_sync_single_for_cpu(&engine, dma + 31, 2, DMA_FROM_DEVICE);
	check(saw(0, 1, block, 2 * LINE), "for the CPU, when the device wrote: invalidated");
	dma_sync_single_for_cpu(&engine, dma + AREA_BYTES, 1, DMA_FROM_DEVICE);
	dma_sync_single_for_cpu(&engine, dma, 0, DMA_FROM_DEVICE);
	dma_sync_single_for_cpu(NULL, dma, 1, DMA_FROM_DEVICE);
	check(saw(0, 0, NULL, 0), "outside of the area, or of no size: nothing");
	dma_free_coherent(&engine, 1000, block, dma);
}

void test_cached(struct cohmem_window *window)
{
	static uint64_t state[COHMEM_AREA_BYTES(AREA_BYTES >> 5) / 8];
	static struct cohmem_cpu_cache cache = {6, clean, invalidate};

	cohmem_window_cached(window, &cache);
	check(declare_area(5, state, sizeof(state)) == -EINVAL,
	      "an area with granules smaller than a line is refused");
	cache.line_shift = 5;
	cohmem_window_cached(window, &cache);
	if (check(declare_area(5, state, sizeof(state)) == 0,
		  "one with granules of a line is declared"))
		test_syncs();
	dma_release_declared_memory(&engine);
}
