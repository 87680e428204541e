/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/**
 * DOC: windows - how the CPU reaches physical memory
 *
 * A window says: physical addresses [@phys_addr, @phys_addr + @size) are at @cpu_addr, and (in a
 * process) in the file @fd from @offset on. A back end that makes memory reachable adds one: a
 * memfd that plays the part of physical memory, a PCI BAR, a carve-out, a board's SRAM.
 * dma_declare_coherent_memory() looks physical addresses up here, as the kernel's memremap()
 * would look in its page tables.
 */
#ifndef COHMEM_WINDOW_H
#define COHMEM_WINDOW_H

#include <cohmem/err.h>
#include <cohmem/types.h>

#ifdef __cplusplus
extern "C" {
#endif

struct cohmem_area;

/* @phys_addr is where the memory is, so a device that no IOMMU stands before reaches it there. */
#define COHMEM_WINDOW_PHYS 0x1u
/* @fd gives more than the memory: it is for mapping here, and not handed to others. */
#define COHMEM_WINDOW_PRIVATE 0x2u

/**
 * struct cohmem_window - physical memory that the CPU can reach
 * @phys_addr:	first physical address
 * @size:	in bytes
 * @cpu_addr:	where it is for the CPU
 * @fd:		the file behind it, -1 for none (then it cannot be mapped a second time)
 * @offset:	of @phys_addr in @fd
 * @flags:	COHMEM_WINDOW_* or 0
 * @zero_bytes:	so many bytes at its end are known to be zero, and nobody but the areas will write
 *		to them; 0: nothing is known. Kept up by the core.
 * @cpu_access:	called before (@begin) and after the CPU reads or writes [@offset, @offset + @size), where
 *		the CPU and devices do not see the same by themselves, see cpu_access.h; 0 or -errno.
 *		NULL: they do
 * @granule_shift: log2 of the smallest granule that an area in it may have: of a cache line, where @cpu_access
 *		cleans and invalidates lines. 0: any
 * @priv:	the caller's own
 * @areas:	the areas that lie in it (the core's)
 * @next:	the next window (the core's)
 *
 * The caller owns the struct and fills all but the last two, which are NULL.
 */
struct cohmem_window {
	phys_addr_t phys_addr;
	size_t size;
	void *cpu_addr;
	int fd;
	uint64_t offset;
	unsigned int flags;
	size_t zero_bytes;
	int (*cpu_access)(struct cohmem_window *window, uint64_t offset, size_t size,
			  enum dma_data_direction dir, bool begin);
	unsigned int granule_shift;
	void *priv;
	struct cohmem_area *areas;
	struct cohmem_window *next;
};

/**
 * cohmem_window_add() - make a window known
 * @window:	stays the caller's, and in place until cohmem_window_remove()
 *
 * Returns 0; -EINVAL when @window, its @cpu_addr or its @size is 0, or it wraps around the end
 * of the address space; -EEXIST when it overlaps another window's physical addresses (or is
 * known already). Thread context.
 */
int cohmem_window_add(struct cohmem_window *window);

/**
 * cohmem_window_remove() - forget a window
 * @window:	as given to cohmem_window_add()
 *
 * Returns 0; -EBUSY while an area lies in it (release that first); -ENOENT when it is not known.
 * Thread context.
 */
int cohmem_window_remove(struct cohmem_window *window);

/**
 * cohmem_window_addr() - where physical memory is for the CPU
 * @phys_addr:	first physical address
 * @size:	in bytes
 *
 * Returns the CPU address, or NULL when no window reaches all of it. It holds as long as the window
 * is known. Any context in which the port's lock may be taken.
 */
void *cohmem_window_addr(phys_addr_t phys_addr, size_t size);

/**
 * cohmem_window_find() - the window that memory lies in
 * @cpu_addr:	where it is for the CPU
 * @size:	in bytes
 *
 * Returns the window that has all of it, or NULL; it is there as long as its owner lets it be, which is
 * while an area lies in it. Any context in which the port's lock may be taken.
 */
struct cohmem_window *cohmem_window_find(const void *cpu_addr, size_t size);

#ifdef __cplusplus
}
#endif
#endif
