/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/**
 * DOC: regions - how the CPU reaches physical memory
 *
 * A region maps physical addresses [@phys_addr, @phys_addr + @size) to the CPU address @cpu_addr
 * and, in a process, to the file @fd from @offset on. A back end that makes memory reachable adds a
 * region: for a memfd that acts as physical memory, a PCI BAR, a carve-out, or a board's SRAM.
 * dma_declare_coherent_memory() looks physical addresses up in the regions, where the kernel would
 * call memremap().
 *
 * 64 KiB of SRAM, which the device sees at address 0::
 *
 *	static struct cohmem_region sram = {
 *		.phys_addr = 0x20000000, .size = 65536, .cpu_addr = (void *)0x20000000, .fd = -1};
 *	int err = cohmem_region_add(&sram);
 *
 *	if (!err)
 *		err = dma_declare_coherent_memory(dev, sram.phys_addr, 0, sram.size, 0);
 *	if (!err)
 *		ring = dma_alloc_coherent(dev, 4096, &ring_dma, GFP_KERNEL);
 */
#ifndef COHMEM_REGION_H
#define COHMEM_REGION_H

#include <cohmem/config.h>
#include <cohmem/err.h>
#include <cohmem/types.h>

#ifdef __cplusplus
extern "C" {
#endif

struct cohmem_area;

/* @phys_addr is the real physical address: a device without an IOMMU reaches the memory there. */
#define COHMEM_REGION_PHYS 0x1u
/* @fd gives access to more than this memory: it may be mapped, and cohmem_export() refuses it. */
#define COHMEM_REGION_PRIVATE 0x2u

/**
 * struct cohmem_region - physical memory that the CPU can reach
 * @phys_addr:	first physical address
 * @size:	in bytes
 * @cpu_addr:	CPU address of @phys_addr
 * @fd:		the file that contains the memory, or -1: the memory cannot be mapped again
 * @offset:	of @phys_addr in @fd, in bytes
 * @flags:	COHMEM_REGION_* or 0
 * @zero_bytes:	number of bytes at the region's end that are known to be zero and are written only
 *		through areas. 0: nothing is known. The core updates it.
 * @cpu_access:	Called before (@begin is true) and after (@begin is false) the CPU accesses
 *		[@offset, @offset + @size) of the region, see cpu_access.h. Returns 0 or a negative
 *		errno. NULL: the CPU and devices see the same data without it.
 * @granule_shift: log2 of the smallest granule in bytes that an area in the region may have: that
 *		of a cache line if @cpu_access cleans and invalidates lines. 0: any granule.
 * @priv:	private to the caller
 * @areas:	private to the core: the areas in the region
 * @next:	private to the core: the next region
 *
 * The caller owns the struct, and fills in all members except the last two.
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
 * cohmem_region_add() - add a region
 * @region:	owned by the caller, and must remain valid until cohmem_region_remove()
 *
 * Return:
 * * 0: success
 * * -EINVAL: @region or its @cpu_addr is NULL, or its @size is 0
 * * -EINVAL: the region wraps around the end of the address space
 * * -EEXIST: it overlaps the physical addresses of another region, or has been added already
 * Context: Thread context.
 */
int cohmem_region_add(struct cohmem_region *region);

/**
 * cohmem_region_remove() - remove a region
 * @region:	a region that was passed to cohmem_region_add()
 *
 * Return:
 * * 0: success
 * * -EBUSY: an area lies in the region and must be released first
 * * -ENOENT: the region has not been added
 * Context: Thread context.
 */
int cohmem_region_remove(struct cohmem_region *region);

/**
 * cohmem_region_addr() - get the CPU address of physical memory
 * @phys_addr:	first physical address
 * @size:	in bytes
 *
 * Return: the CPU address, valid until the region is removed, or NULL if no region covers all of
 * the memory.
 * Context: Any context in which the port's lock may be taken.
 */
void *cohmem_region_addr(phys_addr_t phys_addr, size_t size);

/**
 * cohmem_region_find() - find the region that contains memory
 * @cpu_addr:	CPU address of the memory
 * @size:	in bytes
 *
 * Return: the region that contains all of the memory, or NULL. The region remains valid at least as
 * long as an area lies in it.
 * Context: Any context in which the port's lock may be taken.
 */
struct cohmem_region *cohmem_region_find(const void *cpu_addr, size_t size);

#if COHMEM_WITH_THREADS
/**
 * cohmem_region_destroy() - remove a region and free what was opened for it: mapping, file, memory
 * @region:	from a cohmem_*_region_create() (ram.h, file.h); NULL does nothing
 *
 * Return:
 * * 0: success
 * * -EBUSY: an area lies in the region; nothing has changed
 * * -ENOENT: the region belongs to the parent process (<cohmem/fork.h>); nothing has changed
 * Context: Thread context.
 */
int cohmem_region_destroy(struct cohmem_region *region);
#endif

#ifdef __cplusplus
}
#endif
#endif
