/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* What can be wrong with the range of addresses that a block is to be mapped to. */
#ifndef AREA_VMA_H
#define AREA_VMA_H

#include <cohmem/coherent.h>

enum vma_fault {
	VMA_FITS,
	VMA_UNALIGNED,
	VMA_EMPTY,
	VMA_BEYOND, /* the end of the block */
};

/* The number of pages in @bytes, including a partial last page. */
static inline uintptr_t vma_pages(uintptr_t bytes)
{
	return bytes / COHMEM_PAGE_SIZE + (bytes % COHMEM_PAGE_SIZE != 0);
}

/* Checks @vma for a block of @size bytes. */
static inline enum vma_fault vma_check(const struct vm_area_struct *vma, size_t size)
{
	const uintptr_t count = vma_pages(size);

	if ((vma->vm_start | vma->vm_end) % COHMEM_PAGE_SIZE)
		return VMA_UNALIGNED;
	if (vma->vm_end <= vma->vm_start)
		return VMA_EMPTY;
	if (vma->vm_pgoff >= count ||
	    vma_pages(vma->vm_end - vma->vm_start) > count - vma->vm_pgoff)
		return VMA_BEYOND;
	return VMA_FITS;
}

#endif
