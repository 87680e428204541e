/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* The fixture of most unit tests: a device, a region and, optionally, generic memory. */
#ifndef TESTS_UNIT_FIXTURE_H
#define TESTS_UNIT_FIXTURE_H

#include <cohmem/cohmem.h>

#include "../lib/reports.h"

#define PHYS    0x40000000ULL /* of the region */
#define GENERIC 0x80000000ULL /* device address of generic memory */
#define PAGE    4096u

static struct cohmem_region *region;
static struct device dev;
static bool fixture_attached;

/* @chunk: chunk size of generic memory, in bytes; 0 for no generic memory. */
static inline int fixture_begin(const char *name, size_t bytes, size_t chunk)
{
	reports_begin();
	cohmem_device_init(&dev, name);
	fixture_attached = chunk;
	return cohmem_ram_region_create(PHYS, bytes, 0, &region) ||
	       (chunk && cohmem_ram_attach(&dev, GENERIC, chunk));
}

static inline int fixture_end(void **state)
{
	(void)state;
	cohmem_device_release(&dev);
	dma_release_declared_memory(&dev);
	return (fixture_attached && cohmem_detach(&dev)) || cohmem_region_destroy(region);
}

#endif
