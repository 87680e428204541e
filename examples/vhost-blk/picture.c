/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#include "picture.h"

#include <stdio.h>

#define COLUMNS  64
#define MAX_ROWS 16

/* The letter of a block, by its device address. Neighbouring data buffers have different letters. */
static char purpose(const struct blk *b, const struct cohmem_area_info *info,
		    const struct cohmem_run *run)
{
	dma_addr_t addr = info->device_base + ((dma_addr_t)run->start << info->granule_shift);

	if (addr == b->ring_dma)
		return 'R';
	if (addr == b->requests_dma)
		return 'H';
	return run->start / run->count % 2 ? 'd' : 'D';
}

/* The letter of the block that holds most of granules [from, to); '.' when most is free. */
static char cell(struct blk *b, const struct cohmem_area_info *info, uint32_t from, uint32_t to)
{
	struct cohmem_run run;
	uint32_t most = 0, at = 0;
	char letter = '.';

	for (; cohmem_area_next_run(&b->dev, 0, at, &run) && run.start < to; at += run.count) {
		uint32_t start = run.start > from ? run.start : from;
		uint32_t end = run.start + run.count < to ? run.start + run.count : to;

		if (end <= start || end - start <= most)
			continue;
		most = end - start;
		letter = '.';
		if (run.used)
			letter = purpose(b, info, &run);
	}
	return letter;
}

void picture_print(struct blk *b)
{
	struct cohmem_area_info info;
	uint32_t per_cell = 1;

	if (cohmem_area_get_info(&b->dev, 0, &info))
		return;
	while (info.runs.granules / per_cell > COLUMNS * MAX_ROWS)
		per_cell *= 2;
	printf("\nthe area: %zu KiB at device address %#llx, one letter is %zu KiB\n",
	       info.size >> 10, (unsigned long long)info.device_base,
	       ((size_t)per_cell << info.granule_shift) >> 10);
	for (uint32_t at = 0; at < info.runs.granules; at += per_cell) {
		uint32_t end = at + per_cell;

		if (at / per_cell % COLUMNS == 0)
			printf("%s  +%#8llx |", at ? "|\n" : "",
			       (unsigned long long)at << info.granule_shift);
		putchar(cell(b, &info, at, end < info.runs.granules ? end : info.runs.granules));
	}
	printf("|\n  R ring   H request headers and status bytes   D d data buffers   . free\n"
	       "  %u of %u granules in %u blocks, largest free run %zu KiB\n",
	       info.runs.used, info.runs.granules, info.runs.blocks,
	       ((size_t)info.runs.largest_free << info.granule_shift) >> 10);
}
