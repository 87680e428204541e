/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#include "failure.h"

#include <cohmem/mapping.h>

#include "../base/report.h"

#define FAILED "cannot allocate %llu bytes: "
#define AREA   "the area at device %#llx "

void *cohmem__report_failure(const struct device *dev, size_t size, unsigned long attrs,
			     const struct area_alloc *alloc, const char *why)
{
	if (!(attrs & DMA_ATTR_NO_WARN))
		report_warn(dev, FAILED "%s", (unsigned long long)size, why);
	set_errno(alloc->err);
	return NULL;
}

#if COHMEM_WITH_REPORTS
static void say_refusal(const struct device *dev, size_t size, const struct area_alloc *alloc)
{
	const struct area_refusal *r = &alloc->refusal;
	const unsigned long long bytes = size, base = r->device_base, all = r->size,
				 block = r->block, unused = r->size - r->used;
	const char *also = alloc->answer == EXCLUSIVE
				   ? "it is exclusive, so generic memory is not used"
				   : "the device has no generic memory (attach a back end)";

	switch (r->why) {
	case COHMEM_TOO_LARGE:
		report_warn(dev, FAILED AREA "has %llu bytes in all; %s", bytes, base, all, also);
		break;
	case COHMEM_FULL:
		report_warn(dev, FAILED AREA "has %llu free bytes of %llu; %s", bytes, base, unused,
			    all, also);
		break;
	case COHMEM_OUT_OF_REACH:
		report_warn(
			dev,
			FAILED AREA
			"has no free aligned run of %llu bytes within the device's mask, %#llx (dma_set_mask_and_coherent()); %s",
			bytes, base, block, (unsigned long long)cohmem_dma_limit(dev), also);
		break;
	case COHMEM_FRAGMENTED:
		report_warn(
			dev,
			FAILED AREA
			"has %llu free bytes, but no aligned run of %llu, to which the size is rounded up; %s",
			bytes, base, unused, block, also);
		break;
	default:
		report_warn(dev, FAILED "injected failure of the area at device %#llx; %s", bytes,
			    base, also);
	}
}
#else
#define say_refusal(dev, size, alloc) ((void)(dev), (void)(size), (void)(alloc))
#endif

void *cohmem__report_refusal(const struct device *dev, size_t size, unsigned long attrs,
			     struct area_alloc *alloc)
{
	if (!(attrs & DMA_ATTR_NO_WARN))
		say_refusal(dev, size, alloc);
	alloc->err = ENOMEM;
	set_errno(alloc->err);
	return NULL;
}

/* The number of pages in [0, @bytes), including a partial last page. */
static unsigned long long page_count(uint64_t bytes)
{
	return (bytes + COHMEM_PAGE_SIZE - 1) / COHMEM_PAGE_SIZE;
}

void cohmem__report_mmap(struct device *dev, const struct vm_area_struct *vma, size_t size, int err)
{
	unsigned long long start, end, first, count;

	if (!dev || !vma) {
		report_warn(dev, "cannot map a block: dev or vma is NULL");
		return;
	}
	start = vma->vm_start;
	end = vma->vm_end;
	first = vma->vm_pgoff;
	count = page_count(end - start);
	if (of_parent(dev))
		report_warn(dev, "cannot map a block: " OF_PARENT);
	else if ((start | end) % COHMEM_PAGE_SIZE)
		report_warn(
			dev,
			"cannot map a block: vm_start %#llx and vm_end %#llx must be multiples of the page size",
			start, end);
	else if (end <= start)
		report_warn(dev, "cannot map a block: vm_end %#llx is not above vm_start %#llx",
			    end, start);
	else if (first >= page_count(size) || count > page_count(size) - first)
		report_warn(
			dev,
			"cannot map %llu pages from page %llu on (vm_pgoff): the block has %llu",
			count, first, page_count(size));
	else if (err == -ENXIO)
		report_warn(
			dev,
			"cannot map a block: it is no block of the device, or no file backs its memory");
	else
		report_warn(
			dev,
			"cannot map a block: errno %d from the back end or mmap(); the block must begin at a multiple of the page size in its file",
			-err);
}
