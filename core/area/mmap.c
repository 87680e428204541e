/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Mapping a block a second time: dma_mmap_coherent(). */
#include <cohmem/mapping.h>

#include "area.h"
#include "vma.h"

/* The file and offset of a block's memory; read under the lock, used after it is released. */
struct backing {
	int fd;
	uint64_t offset;
};

static bool find_backing(struct device *owner, const struct device *dev, const void *vaddr,
			 size_t size, struct backing *backing)
{
	unsigned long flags = cohmem_port->lock(&owner->cohmem_lock);
	struct cohmem_area *area = cohmem__area_find(owner, dev, vaddr);
	size_t at = area ? (uintptr_t)vaddr - (uintptr_t)area->virt_base : 0;

	if (area && size > area->size - at)
		area = NULL;
	if (area) {
		backing->fd = area->region->fd;
		backing->offset = area->region->offset + area->region_offset + at;
	}
	cohmem_port->unlock(&owner->cohmem_lock, flags);
	return area != NULL;
}

int cohmem_map_file(const struct vm_area_struct *vma, int fd, uint64_t offset, size_t size)
{
	const enum vma_fault fault = vma_check(vma, size);

	if (fault == VMA_UNALIGNED || offset % COHMEM_PAGE_SIZE)
		return -EINVAL;
	if (fault != VMA_FITS || fd < 0 || !cohmem_port->map)
		return -ENXIO;
	return cohmem_port->map((void *)vma->vm_start, vma->vm_end - vma->vm_start, fd,
				offset + vma->vm_pgoff * (uint64_t)COHMEM_PAGE_SIZE);
}

int cohmem__area_mmap(struct device *owner, const struct device *dev, struct vm_area_struct *vma,
		      const void *vaddr, size_t size, int *ret)
{
	struct backing backing;

	if (!find_backing(owner, dev, vaddr, size, &backing))
		return 0;
	*ret = cohmem_map_file(vma, backing.fd, backing.offset, size);
	return 1;
}

int dma_mmap_from_coherent(struct device *dev, struct vm_area_struct *vma, void *vaddr, size_t size,
			   int *ret)
{
	int mine = 0;

	if (!vma || !ret)
		return 0;
	if (dev && of_parent(dev)) {
		*ret = -EPERM;
		return 1;
	}
	for (struct device *d = dev; d && !mine; d = device_above(d))
		mine = cohmem__area_mmap(d, dev, vma, vaddr, size, ret);
	return mine;
}
