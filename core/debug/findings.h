/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Findings of debugging, and the reports about them. */
#ifndef DEBUG_FINDINGS_H
#define DEBUG_FINDINGS_H

#include "debug.h"

/* Reports an invalid free. @block: the block that it concerns; not read for FREE_NOT_ALLOCATED. */
void cohmem__report_release(enum free_error error, const struct debug_block *block,
			    const struct debug_block *release);
/*
 * cohmem__report_overrun() and cohmem__report_poison() use @block->dev only to make the report. It may be NULL,
 * because the device may no longer exist.
 */
/* Reports a write @at bytes after @block's end. @release_site: where the block is freed; NULL: a check found it. */
void cohmem__report_overrun(const struct debug_block *block, size_t at, const void *release_site);
void cohmem__report_poison(const struct debug_block *block, size_t at);
void cohmem__report_no_mask(const struct device *dev, const void *site);
void cohmem__report_pending(const struct device *dev, unsigned long count,
			    const struct debug_block *first);
/* Reports blocks that were not freed. Not counted as a finding. */
void cohmem__report_sum(const struct debug_sum *sum, const struct debug_block *first);

/* Resets the number of findings. @stop: the first finding ends the program. */
void cohmem__findings_begin(bool stop);

#endif
