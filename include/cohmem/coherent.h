/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/**
 * DOC: per-device coherent memory - the device's own areas
 *
 * A platform declares memory as belonging to a device; from then on dma_alloc_coherent() tries it
 * first, through dma_alloc_from_coherent(). Semantics are those of Linux 3.17-3.19
 * (Documentation/DMA-API.txt part Id, drivers/base/dma-coherent.c) and 4.14 (the int result of
 * the declaration), except where a comment says "Unlike Linux".
 *
 * Unlike Linux a device may have several areas; they are tried in the order of declaration.
 */
#ifndef COHMEM_COHERENT_H
#define COHMEM_COHERENT_H

#include <cohmem/device.h>
#include <cohmem/err.h>
#include <cohmem/port.h>
#include <cohmem/runs.h>
#include <cohmem/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Flags of a declaration. MAP or neither: ordinary memory. */
#define DMA_MEMORY_MAP               0x01u
#define DMA_MEMORY_IO                0x02u  /* device memory: only aligned word stores touch it */
#define DMA_MEMORY_INCLUDES_CHILDREN 0x04u  /* serves children that have no area of their own */
#define DMA_MEMORY_EXCLUSIVE         0x08u  /* when it is full, do not go on to generic memory */
#define COHMEM_AREA_EXACT            0x100u /* a block keeps ceil(size / granule), not 2^order */
#define COHMEM_AREA_PER_THREAD       0x200u /* threads keep small blocks that they release; below */

/*
 * COHMEM_AREA_PER_THREAD is for threads that share a device: a released block of order 0 to 3 stays with
 * the thread that released it, 16 of each order at most, and goes to that thread's next request of
 * this order, without the device's lock. So placement is not Linux's any more, and up to 240
 * granules a thread are in use that nobody has. A thread's blocks go back when it ends, and all
 * threads' before a request is refused. Not together with COHMEM_AREA_EXACT.
 */
#define COHMEM_AREA_MAGAZINE_ORDERS 4
#define COHMEM_AREA_MAGAZINE_BLOCKS 16

/* What a granule can be: 32 bytes to 2 MiB. */
#define COHMEM_GRANULE_SHIFT_MIN 5
#define COHMEM_GRANULE_SHIFT_MAX 21

/**
 * struct vm_area_struct - a range of our own address space that a buffer shall be mapped to
 * @vm_start:	first address, page-aligned
 * @vm_end:	one past the last, page-aligned
 * @vm_pgoff:	which page of the buffer appears at @vm_start
 */
struct vm_area_struct {
	uintptr_t vm_start;
	uintptr_t vm_end;
	uintptr_t vm_pgoff;
};

/**
 * struct cohmem_area_desc - a declaration, with all that may be chosen
 * @phys_addr:	where the memory is for the CPU; a region must reach all of it
 * @device_addr: where it is for the device
 * @size:	in bytes; a rest smaller than a granule is not used
 * @flags:	DMA_MEMORY_* and COHMEM_AREA_*
 * @granule_shift: log2 of the granule, 5 (32 bytes) to 21 (2 MiB); 0: COHMEM_PAGE_SHIFT.
 *		@phys_addr and @device_addr must be multiples of 32 bytes, the CPU address of
 *		@phys_addr a multiple of the smaller of granule and page.
 * @state:	the caller's memory for the area's state, 8-byte aligned. It is in use until the call
 *		that ended the area has returned: dma_release_declared_memory(), or the release of the
 *		last block after that. NULL: the port allocates it.
 * @state_bytes: its length, at least COHMEM_AREA_BYTES(size >> granule_shift), or
 *		COHMEM_AREA_PER_THREAD_BYTES()
 */
struct cohmem_area_desc {
	phys_addr_t phys_addr;
	dma_addr_t device_addr;
	size_t size;
	unsigned int flags;
	unsigned int granule_shift;
	void *state;
	size_t state_bytes;
};

/* Room for struct cohmem_area. */
#define COHMEM_AREA_HEAD_BYTES      (64 + 16 * sizeof(void *))
#define COHMEM_AREA_BYTES(granules) (COHMEM_AREA_HEAD_BYTES + COHMEM_RUNS_BYTES(granules))
/* With COHMEM_AREA_PER_THREAD: a byte a granule and 320 a thread more. */
#define COHMEM_AREA_PER_THREAD_BYTES(granules) \
	(COHMEM_AREA_BYTES(granules) + 64 + COHMEM_THREADS * 320 + (size_t)(granules))

/* Why an area could not serve a request; of several reasons the first one counts. */
enum cohmem_failure {
	COHMEM_TOO_LARGE,    /* more granules than the area has, or no size */
	COHMEM_FULL,         /* more granules than are free */
	COHMEM_OUT_OF_REACH, /* the device's mask cuts the area, and no run lies below it */
	COHMEM_FRAGMENTED,   /* enough are free, but no run of them */
	COHMEM_INJECTED,     /* it was made to fail: fail.h */
	COHMEM_FAILURES
};

/**
 * struct cohmem_area_stats - what became of the requests to an area since it was declared
 * @zeroed_bytes: that were zeroed before blocks were handed out
 * @spared_bytes: that were not, since they were known to be zero
 * @allocations: requests served
 * @failures:	requests not served, by &enum cohmem_failure
 */
struct cohmem_area_stats {
	uint64_t zeroed_bytes;
	uint64_t spared_bytes;
	unsigned long allocations;
	unsigned long failures[COHMEM_FAILURES];
};

/**
 * struct cohmem_area_info - one area, as it was at one moment
 * @virt_base:	CPU address of granule 0
 * @device_base: device address of granule 0
 * @size:	bytes in use: a multiple of the granule
 * @granule_shift: log2 of the granule
 * @flags:	as declared
 * @draining:	released with blocks still out; serves no requests
 * @runs:	the numbers
 * @stats:	since the declaration
 */
struct cohmem_area_info {
	void *virt_base;
	dma_addr_t device_base;
	size_t size;
	unsigned int granule_shift;
	unsigned int flags;
	bool draining;
	struct cohmem_runs_info runs;
	struct cohmem_area_stats stats;
};

/**
 * dma_alloc_from_coherent() - try to allocate memory from the device's own coherent areas
 * @dev:	device from which we allocate memory
 * @size:	size of the requested memory area, in bytes
 * @dma_handle:	filled with the device address of the allocated block
 * @ret:	filled with the CPU address of the allocated block
 *
 * It is called only from dma_alloc_coherent() and its kin. The areas are those of @dev; where it
 * has none, those of the nearest ancestor declared with DMA_MEMORY_INCLUDES_CHILDREN.
 *
 * A request is rounded up to 2^order granules and placed at the lowest free run aligned to
 * 2^order granules relative to the area's start: Linux's placement, request for request. The
 * first @size bytes, and the rest of the last granule they touch, are zero. Unlike Linux no block
 * ever lies beyond the device's coherent_dma_mask or bus_dma_limit, wherever the area reaches.
 *
 *   situation                                     returns   *ret         *dma_handle
 *   @dev is NULL, or there is no area             0         untouched    untouched
 *   an area has room                              1         CPU address  device address
 *   no room, one of the areas is exclusive        1         NULL         untouched
 *   no room, none is exclusive                    0         NULL         untouched
 *   @dma_handle or @ret is NULL (reported)        0         untouched    untouched
 *
 * "No room": full, fragmented, larger than the area, @size <= 0, or beyond the device's mask.
 *
 * Returns 0 if dma_alloc_coherent() should go on and allocate generic memory, or non-zero if it
 * should return *@ret. Any context in which the port's lock may be taken: threads, and interrupt
 * handlers where the port masks interrupts; not signal handlers.
 * Source: drivers/base/dma-coherent.c, Linux 3.19.
 */
int dma_alloc_from_coherent(struct device *dev, ssize_t size, dma_addr_t *dma_handle, void **ret);

/**
 * dma_release_from_coherent() - give a block back to the area it came from
 * @dev:	device from which the memory was allocated
 * @order:	cohmem_runs_order() of its size in granules of the area
 * @vaddr:	CPU address of the block
 *
 * Unlike Linux the release is checked, always: an address inside a block, a wrong order, or a
 * block released before is refused and reported, and nothing changes.
 *
 * Returns 1 if @vaddr lies in one of the areas that serve @dev (also when the release is refused,
 * so that it never goes on to generic memory), else 0. Context as dma_alloc_from_coherent().
 * Source: drivers/base/dma-coherent.c, Linux 3.19.
 */
int dma_release_from_coherent(struct device *dev, int order, void *vaddr);

/**
 * dma_mmap_from_coherent() - map a block a second time
 * @dev:	device from which the memory was allocated
 * @vma:	where to
 * @vaddr:	CPU address of the block
 * @size:	in bytes
 * @ret:	0; -ENXIO when @vma reaches beyond @size, is empty, or the memory has no file that
 *		could be mapped; -EINVAL when @vma or the block is not page-aligned; or the
 *		-errno of mmap()
 *
 * In a process a vm_area_struct is a range of our own address space, and what is there is
 * replaced (MAP_FIXED). As in Linux @size is taken at its word, and pages are mapped whole: with
 * granules smaller than a page the neighbours in it are mapped as well.
 *
 * Returns 1 if [@vaddr, @vaddr + @size) lies wholly in an area that serves @dev, and then *@ret is
 * set; else 0 (also when an argument is NULL). Thread context.
 * Source: drivers/base/dma-coherent.c, Linux 3.19.
 */
int dma_mmap_from_coherent(struct device *dev, struct vm_area_struct *vma, void *vaddr, size_t size,
			   int *ret);

/**
 * dma_declare_coherent_memory() - give a device an area of its own
 * @dev:	the device
 * @phys_addr:	where the memory is for the CPU
 * @device_addr: where it is for the device
 * @size:	in bytes; a rest smaller than a page is not used
 * @flags:	DMA_MEMORY_* and COHMEM_AREA_*
 *
 * cohmem_declare_area() with pages as granules and state from the port.
 *
 * Returns as cohmem_declare_area(). Thread context.
 * Source: drivers/base/dma-coherent.c, Linux 4.14.
 */
int dma_declare_coherent_memory(struct device *dev, phys_addr_t phys_addr, dma_addr_t device_addr,
				size_t size, int flags);

/**
 * cohmem_declare_area() - give a device an area, with all that may be chosen
 * @dev:	the device
 * @desc:	copied; only @desc->state must stay
 *
 * An area beyond the device's mask is accepted and reported, as on Linux (a driver may widen the
 * mask later); nothing beyond the mask is handed out.
 *
 * Returns 0, or with nothing changed and the reason reported (but for NULL):
 * -EINVAL: @dev or @desc is NULL, @state is not aligned, @size is less than one granule or more than 2^26 of them, the
 * addresses wrap or are not aligned, the granule or a flag is unknown, the granule is smaller than the region's, or COHMEM_AREA_PER_THREAD is
 * asked for together with COHMEM_AREA_EXACT or of a port without threads;
 * -ENXIO: no region reaches all of the memory;
 * -EBUSY: it overlaps another area, in the same memory or at the same device addresses of @dev, or
 * another area's state is in @state;
 * -ENOMEM: no memory for the state, or @state_bytes is too small. Thread context.
 */
int cohmem_declare_area(struct device *dev, const struct cohmem_area_desc *desc);

/**
 * dma_release_declared_memory() - take the device's areas away
 * @dev:	the device; NULL does nothing
 *
 * With blocks still out each of them is reported, the areas take no more requests, and each goes
 * when its last block is released: nothing dangles. (Linux frees the area under them.)
 * @dev must stay until then. Thread context. Source: drivers/base/dma-coherent.c, Linux 4.14.
 */
void dma_release_declared_memory(struct device *dev);

/**
 * dma_mark_declared_memory_occupied() - reserve a fixed place in an area
 * @dev:	the device
 * @device_addr: device address of the first byte
 * @size:	in bytes; rounded up to 2^order granules from the granule of @device_addr on
 *
 * The block is released like any other: it begins with the granule of @device_addr, for the CPU and for
 * the device, and ends with the last of @size bytes. Its memory is not touched.
 *
 * Returns the CPU address of the granule of @device_addr, or ERR_PTR: -EINVAL when @dev is NULL
 * or has no area, @size is 0, or they do not lie in one area; -EBUSY when some of it is not
 * free. Context as dma_alloc_from_coherent(). Source: drivers/base/dma-coherent.c, Linux 3.19.
 */
void *dma_mark_declared_memory_occupied(struct device *dev, dma_addr_t device_addr, size_t size);

/**
 * dma_init_global_coherent() - the area for devices without one
 * @phys_addr:	where it is, for CPU and device alike
 * @size:	in bytes
 *
 * Returns as dma_declare_coherent_memory(); -EBUSY also when there is one already.
 * Thread context. Source: kernel/dma/coherent.c, Linux 6.1.
 */
int dma_init_global_coherent(phys_addr_t phys_addr, size_t size);

/**
 * cohmem_release_global_coherent() - take the global area away again
 *
 * As dma_release_declared_memory(). Thread context.
 */
void cohmem_release_global_coherent(void);

/**
 * dma_alloc_from_global_coherent() - allocate from the global area
 * @dev:	whose mask counts; it should have no area of its own
 * @size:	in bytes
 * @dma_handle:	filled with the device address
 *
 * Returns the CPU address, or NULL: no global area, or no room in it.
 * Context as dma_alloc_from_coherent(). Source: kernel/dma/coherent.c, Linux 6.1.
 */
void *dma_alloc_from_global_coherent(struct device *dev, ssize_t size, dma_addr_t *dma_handle);

/**
 * dma_release_from_global_coherent() - dma_release_from_coherent() for the global area
 * @order:	cohmem_runs_order() of the block's pages
 * @vaddr:	CPU address of the block
 *
 * Returns and context as there. Source: kernel/dma/coherent.c, Linux 6.1.
 */
int dma_release_from_global_coherent(int order, void *vaddr);

/**
 * dma_mmap_from_global_coherent() - dma_mmap_from_coherent() for the global area
 * @vma:	where to
 * @vaddr:	CPU address of the block
 * @size:	in bytes
 * @ret:	as there
 *
 * Returns and context as there. Source: kernel/dma/coherent.c, Linux 6.1.
 */
int dma_mmap_from_global_coherent(struct vm_area_struct *vma, void *vaddr, size_t size, int *ret);

/**
 * cohmem_area_get_info() - look at one of the areas declared for a device
 * @dev:	the device
 * @index:	0 for the first one declared
 * @info:	filled
 *
 * Returns 0; -EINVAL when @dev or @info is NULL; -ENOENT when there is no such area. Walks the
 * area's whole state under the lock: for people, not for hot paths. Thread context.
 */
int cohmem_area_get_info(struct device *dev, unsigned int index, struct cohmem_area_info *info);

/**
 * cohmem_device_get_stats() - what became of the requests that the device's areas did not serve
 * @dev:	the device
 * @stats:	filled
 *
 * Returns 0; -EINVAL when an argument is NULL. Context as dma_alloc_from_coherent().
 */
int cohmem_device_get_stats(struct device *dev, struct cohmem_device_stats *stats);

/**
 * cohmem_area_next_run() - walk over the blocks and free runs of an area
 * @dev:	the device
 * @index:	which area
 * @from:	granule to go on from, 0 to begin
 * @run:	filled
 *
 * Returns false at the end, or when there is no such area. What others allocate meanwhile may or
 * may not be seen. Thread context.
 */
bool cohmem_area_next_run(struct device *dev, unsigned int index, uint32_t from,
			  struct cohmem_run *run);

/**
 * cohmem_device_validate() - check the invariants of every area of a device
 * @dev:	the device; NULL is fine
 *
 * Returns NULL when all hold, else a sentence naming the broken one. Thread context.
 */
const char *cohmem_device_validate(struct device *dev);

#ifdef __cplusplus
}
#endif
#endif
