/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Reports of allocations that failed, unless @attrs has DMA_ATTR_NO_WARN. */
#ifndef MAPPING_FAILURE_H
#define MAPPING_FAILURE_H

#include "../area/area.h"

/* Sets errno, and @alloc->err, to @err. Returns NULL. */
void *cohmem__report_failure(const struct device *dev, size_t size, unsigned long attrs,
			     struct area_alloc *alloc, int err, const char *why);
/* Reports why an area refused the request (see @alloc), which generic memory does not serve. Returns NULL. */
void *cohmem__report_refusal(const struct device *dev, size_t size, unsigned long attrs,
			     struct area_alloc *alloc);

/* Reports why dma_mmap_attrs() fails with @err, as far as its arguments and @err tell. */
void cohmem__report_mmap(struct device *dev, const struct vm_area_struct *vma, size_t size,
			 int err);

#endif
