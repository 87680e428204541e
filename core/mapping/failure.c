/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#include "failure.h"

#include <cohmem/mapping.h>

#include "../area/vma.h"
#include "../base/report.h"

#define FAILED "cannot allocate %llu bytes: "
#define AREA   "the area at device %#llx "
#define MAP    "cannot map a block: "

/* After the report, which may change errno. */
static void *fail_with(struct area_alloc *alloc, int err)
{
	alloc->err = err;
	set_errno(err);
	return NULL;
}

void *cohmem__report_failure(const struct device *dev, size_t size, unsigned long attrs,
			     struct area_alloc *alloc, int err, const char *why)
{
	if (!(attrs & DMA_ATTR_NO_WARN))
		report_warn(dev, FAILED "%s", (unsigned long long)size, why);
	return fail_with(alloc, err);
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
	return fail_with(alloc, ENOMEM);
}

static void say_vma(const struct device *dev, const struct vm_area_struct *vma, size_t size,
		    int err)
{
	const unsigned long long start = vma->vm_start, end = vma->vm_end;

	switch (vma_check(vma, size)) {
	case VMA_UNALIGNED:
		report_warn(dev,
			    MAP
			    "vm_start %#llx and vm_end %#llx must be multiples of the page size",
			    start, end);
		break;
	case VMA_EMPTY:
		report_warn(dev, MAP "vm_end %#llx is not above vm_start %#llx", end, start);
		break;
	case VMA_BEYOND:
		report_warn(
			dev,
			"cannot map %llu pages from page %llu on (vm_pgoff): the block has %llu",
			(unsigned long long)vma_pages(vma->vm_end - vma->vm_start),
			(unsigned long long)vma->vm_pgoff, (unsigned long long)vma_pages(size));
		break;
	case VMA_FITS:
		if (err == -ENXIO)
			report_warn(dev, MAP
				    "it is no block of the device, or no file backs its memory");
		else
			report_warn(
				dev,
				MAP
				"errno %d from the back end or mmap(); the block must begin at a multiple of the page size in its file",
				-err);
	}
}

void cohmem__report_mmap(struct device *dev, const struct vm_area_struct *vma, size_t size, int err)
{
	if (!dev || !vma)
		report_warn(dev, MAP "dev or vma is NULL");
	else if (of_parent(dev))
		report_warn(dev, MAP OF_PARENT);
	else
		say_vma(dev, vma, size, err);
}
