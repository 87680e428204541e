/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Findings, and the words for them. */
#ifndef DEBUG_FINDINGS_H
#define DEBUG_FINDINGS_H

#include "debug.h"

/* @block: the one that is meant; not read for FREE_NOT_ALLOCATED. */
void cohmem__report_release(enum free_error error, const struct debug_block *block,
			    const struct debug_block *release);
/*
 * In these @block->dev only gets the report, and may be NULL: the device may be gone.
 */
/* The byte @at behind its end was written. @release_site: seen then; NULL: by a check. */
void cohmem__report_overrun(const struct debug_block *block, size_t at, const void *release_site);
void cohmem__report_poison(const struct debug_block *block, size_t at);
void cohmem__report_no_mask(const struct device *dev, const void *site);
void cohmem__report_pending(const struct device *dev, unsigned long count,
			    const struct debug_block *first);
/* Not a finding. */
void cohmem__report_sum(const struct debug_sum *sum, const struct debug_block *first);

/* Counting begins anew; the first finding ends the program, or none does. */
void cohmem__findings_begin(bool stop);

#endif
