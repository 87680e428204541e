/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/**
 * DOC: regions - how the CPU reaches physical memory
 *
 * A region says: physical addresses [@phys_addr, @phys_addr + @size) are at @cpu_addr, and (in a
 * process) in the file @fd from @offset on. A back end that makes memory reachable adds one: a
 * memfd that plays the part of physical memory, a PCI BAR, a carve-out, a board's SRAM.
 * dma_declare_coherent_memory() looks physical addresses up here, as the kernel's memremap()
 * would look in its page tables.
 */
#ifndef COHMEM_REGION_H
#define COHMEM_REGION_H

#include <cohmem/err.h>
#include <cohmem/types.h>

#ifdef __cplusplus
extern "C" {
#endif

struct cohmem_area;

/* @phys_addr is where the memory is, so a device that no IOMMU stands before reaches it there. */
#define COHMEM_REGION_PHYS 0x1u
/* @fd gives more than the memory: it is for mapping here, and not handed to others. */
#define COHMEM_REGION_PRIVATE 0x2u

/**
 * struct cohmem_region - physical memory that the CPU can reach
 * @phys_addr:	first physical address
 * @size:	in bytes
 * @cpu_addr:	where it is for the CPU
 * @fd:		the file behind it, -1 for none (then it cannot be mapped a second time)
 * @offset:	of @phys_addr in @fd
 * @flags:	COHMEM_REGION_* or 0
 * @zero_bytes:	so many bytes at its end are known to be zero, and nobody but the areas will write
 *		to them; 0: nothing is known. Kept up by the core.
 * @cpu_access:	called before (@begin) and after the CPU reads or writes [@offset, @offset + @size), where
 *		the CPU and devices do not see the same by themselves, see cpu_access.h; 0 or -errno.
 *		NULL: they do
 * @granule_shift: log2 of the smallest granule that an area in it may have: of a cache line, where @cpu_access
 *		cleans and invalidates lines. 0: any
 * @priv:	the caller's own
 * @areas:	the areas that lie in it (the core's)
 * @next:	the next region (the core's)
 *
 * The caller owns the struct and fills all but the last two, which are NULL.
 */
struct cohmem_region {
	phys_addr_t phys_addr;
	size_t size;
	void *cpu_addr;
	int fd;
	uint64_t offset;
	unsigned int flags;
	size_t zero_bytes;
	int (*cpu_access)(struct cohmem_region *region, uint64_t offset, size_t size,
			  enum dma_data_direction dir, bool begin);
	unsigned int granule_shift;
	void *priv;
	struct cohmem_area *areas;
	struct cohmem_region *next;
};

/**
 * cohmem_region_add() - make a region known
 * @region:	stays the caller's, and in place until cohmem_region_remove()
 *
 * Returns 0; -EINVAL when @region, its @cpu_addr or its @size is 0, or it wraps around the end
 * of the address space; -EEXIST when it overlaps another region's physical addresses (or is
 * known already). Thread context.
 */
int cohmem_region_add(struct cohmem_region *region);

/**
 * cohmem_region_remove() - forget a region
 * @region:	as given to cohmem_region_add()
 *
 * Returns 0; -EBUSY while an area lies in it (release that first); -ENOENT when it is not known.
 * Thread context.
 */
int cohmem_region_remove(struct cohmem_region *region);

/**
 * cohmem_region_addr() - where physical memory is for the CPU
 * @phys_addr:	first physical address
 * @size:	in bytes
 *
 * Returns the CPU address, or NULL when no region reaches all of it. It holds as long as the region
 * is known. Any context in which the port's lock may be taken.
 */
void *cohmem_region_addr(phys_addr_t phys_addr, size_t size);

/**
 * cohmem_region_find() - the region that memory lies in
 * @cpu_addr:	where it is for the CPU
 * @size:	in bytes
 *
 * Returns the region that has all of it, or NULL; it is there as long as its owner lets it be, which is
 * while an area lies in it. Any context in which the port's lock may be taken.
 */
struct cohmem_region *cohmem_region_find(const void *cpu_addr, size_t size);

#ifdef __cplusplus
}
#endif
#endif
