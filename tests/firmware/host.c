/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Runs the boards' sequence of operations (log.c) on the host and prints the line that they must print. */
#include <cohmem/cohmem.h>
#include <inttypes.h>
#include <stdio.h>

#include "log.h"

#define AREA_BYTES ((size_t)64 << 10)
#define AT         0x20000000u

int main(void)
{
	const struct cohmem_area_desc desc = {.phys_addr = AT,
					      .device_addr = AT,
					      .size = AREA_BYTES,
					      .flags = DMA_MEMORY_MAP | DMA_MEMORY_EXCLUSIVE,
					      .granule_shift = 6};
	struct cohmem_region *region;
	struct device dev;

	cohmem_device_init(&dev, "host");
	if (cohmem_ram_region_create(AT, AREA_BYTES, 0, &region) ||
	    cohmem_declare_area(&dev, &desc))
		return 1;
	printf("# log: %u operations, placements %" PRIx32 "\n", LOG_OPERATIONS,
	       log_run(&dev, AT, LOG_OPERATIONS));
	dma_release_declared_memory(&dev);
	return cohmem_region_destroy(region) != 0;
}
