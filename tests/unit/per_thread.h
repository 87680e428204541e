/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* The fixture of tests of per-thread caches: an area with COHMEM_AREA_PER_THREAD. */
#ifndef TESTS_UNIT_CACHED_H
#define TESTS_UNIT_CACHED_H

#include <cohmem/cohmem.h>

#include "../lib/reports.h"

#define PHYS   0x40000000ULL
#define DEVICE 0x1000000ULL
#define PAGE   4096u
#define PAGES  64u

static struct cohmem_region *region;
static struct device dev;

static inline int setup(void **state)
{
	(void)state;
	cohmem_device_init(&dev, NULL);
	reports_begin();
	if (cohmem_ram_region_create(PHYS, PAGES * PAGE, 0, &region))
		return -1;
	return dma_declare_coherent_memory(&dev, PHYS, DEVICE, PAGES * PAGE,
					   DMA_MEMORY_EXCLUSIVE | COHMEM_AREA_PER_THREAD);
}

static inline int teardown(void **state)
{
	(void)state;
	dma_release_declared_memory(&dev);
	return cohmem_region_destroy(region);
}

static inline unsigned char *get(unsigned int order)
{
	dma_addr_t handle;
	void *ret = NULL;

	assert_int_not_equal(dma_alloc_from_coherent(&dev, (ssize_t)(PAGE << order), &handle, &ret),
			     0);
	return ret;
}

static inline void put(unsigned int order, void *block)
{
	assert_int_equal(dma_release_from_coherent(&dev, (int)order, block), 1);
}

static inline uint32_t used(void)
{
	struct cohmem_area_info info;

	assert_null(cohmem_device_validate(&dev));
	assert_int_equal(cohmem_area_get_info(&dev, 0, &info), 0);
	return info.runs.used;
}

#endif
