/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/**
 * DOC: per-device coherent memory - areas that belong to a device
 *
 * A platform declares memory as belonging to a device. From then on dma_alloc_coherent() tries this memory first,
 * and dma_alloc_from_coherent() tries no other. region.h has an example. Semantics are those of Linux 3.17 to 3.19
 * (Documentation/DMA-API.txt part Id, drivers/base/dma-coherent.c) and of 4.14 (the int result of the declaration),
 * except where a comment says "Unlike Linux".
 *
 * Unlike Linux a device may have several areas. They are tried in the order of declaration.
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

/* Flags of a declaration. DMA_MEMORY_MAP and 0 both mean ordinary memory. */
#define DMA_MEMORY_MAP               0x01u
#define DMA_MEMORY_IO                0x02u  /* device memory: cohmem writes aligned words only */
#define DMA_MEMORY_INCLUDES_CHILDREN 0x04u  /* serves children that have no area of their own */
#define DMA_MEMORY_EXCLUSIVE         0x08u  /* no fallback to generic memory when it is full */
#define COHMEM_AREA_EXACT            0x100u /* ceil(size / granule) granules a block, not 2^order */
#define COHMEM_AREA_PER_THREAD       0x200u /* threads keep small blocks that they free, see below */

/*
 * COHMEM_AREA_PER_THREAD is for threads that share a device. A freed block of order 0 to 3 is kept by the thread that
 * freed it, at most 16 blocks of each order. If the area is the device's first one, that thread's next request of the
 * same order gets the block without taking the device's lock. Placement thus differs from Linux's, and up to 240
 * granules per thread count as used although no driver owns them. A thread's blocks return to the area when the thread
 * ends, and those of all threads before a request is refused. The flag excludes COHMEM_AREA_EXACT.
 */
#define COHMEM_AREA_MAGAZINE_ORDERS 4
#define COHMEM_AREA_MAGAZINE_BLOCKS 16

/* Limits of a granule: 32 bytes to 2 MiB. */
#define COHMEM_GRANULE_SHIFT_MIN 5
#define COHMEM_GRANULE_SHIFT_MAX 21

/**
 * struct vm_area_struct - a range of the process's address space to map a buffer to
 * @vm_start:	first address, page-aligned
 * @vm_end:	address after the last byte, page-aligned
 * @vm_pgoff:	index of the page of the buffer that is mapped at @vm_start
 */
struct vm_area_struct {
	uintptr_t vm_start;
	uintptr_t vm_end;
	uintptr_t vm_pgoff;
};

/**
 * struct cohmem_area_desc - an area to declare, with all options
 * @phys_addr:	physical address of the memory, a multiple of 32 bytes. One region must cover all of the memory. Its
 *		CPU address must be a multiple of the granule, or of the page if the granule is larger.
 * @device_addr: device address of the memory, a multiple of 32 bytes
 * @size:	in bytes. A remainder that is smaller than a granule is not used.
 * @flags:	DMA_MEMORY_* and COHMEM_AREA_*
 * @granule_shift: log2 of the granule size in bytes, 5 (32 bytes) to 21 (2 MiB). 0: COHMEM_PAGE_SHIFT.
 * @state:	the caller's memory for the area's state, 8-byte aligned. In use until dma_release_declared_memory()
 *		returns or, if blocks remain, until the free of the last one does. NULL: the port allocates the state.
 * @state_bytes: bytes at @state, at least COHMEM_AREA_BYTES(granules) or COHMEM_AREA_PER_THREAD_BYTES(granules)
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
/* COHMEM_AREA_PER_THREAD adds one byte per granule and 320 bytes per thread. */
#define COHMEM_AREA_PER_THREAD_BYTES(granules) \
	(COHMEM_AREA_BYTES(granules) + 64 + COHMEM_THREADS * 320 + (size_t)(granules))

/* Why an area could not serve a request: COHMEM_INJECTED, or the first of the others that applies. */
enum cohmem_failure {
	COHMEM_TOO_LARGE,    /* @size <= 0, or more granules than the area has */
	COHMEM_FULL,         /* more granules than are free */
	COHMEM_OUT_OF_REACH, /* the device's mask cuts the area, and no free run lies below it */
	COHMEM_FRAGMENTED,   /* enough granules are free, but no aligned run of them */
	COHMEM_INJECTED,     /* an injected failure, see fail.h */
	COHMEM_FAILURES
};

/**
 * struct cohmem_area_stats - counters of the requests to an area since its declaration
 * @zeroed_bytes: bytes that were zeroed before blocks were handed out
 * @spared_bytes: bytes that were not zeroed because they were known to be zero
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
 * struct cohmem_area_info - a snapshot of one area
 * @virt_base:	CPU address of granule 0
 * @device_base: device address of granule 0
 * @size:	usable bytes, a multiple of the granule
 * @granule_shift: log2 of the granule size in bytes
 * @flags:	as declared
 * @draining:	the area was released while blocks were still allocated, and serves no requests
 * @runs:	used and free granules
 * @stats:	counters since the declaration
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
 * @dev:	device that the memory is for
 * @size:	in bytes
 * @dma_handle:	filled with the device address of the allocated block
 * @ret:	filled with the CPU address of the allocated block
 *
 * For implementations of dma_alloc_coherent(); drivers call that function. The areas tried are those of @dev. If it has
 * none, they are those of the nearest ancestor that has areas declared with DMA_MEMORY_INCLUDES_CHILDREN.
 *
 * A request is rounded up to 2^order granules and placed at the lowest free run that is aligned to 2^order granules
 * relative to the area's start: the same placement as Linux's for every request. The first @size bytes, and the rest
 * of the last granule they touch, are zero. Unlike Linux no block lies beyond the device's coherent_dma_mask or
 * bus_dma_limit, even if the area does. The results are::
 *
 *   situation                                     returns   *ret         *dma_handle
 *   @dev is NULL, or there is no area             0         untouched    untouched
 *   an area has room                              1         CPU address  device address
 *   no room, one of the areas is exclusive        1         NULL         untouched
 *   no room, none of the areas is exclusive       0         NULL         untouched
 *   @dma_handle or @ret is NULL (reported)        0         untouched    untouched
 *   @dev was set up before fork() (reported)      1         NULL         untouched
 *
 * "No room": full, fragmented, larger than the area, @size <= 0, beyond the device's mask, or an injected failure.
 *
 * Return: 0 if dma_alloc_coherent() should go on and allocate generic memory, 1 if it should return *@ret.
 * Context: Threads, and interrupt handlers if the port masks interrupts. Not signal handlers.
 * Source: drivers/base/dma-coherent.c, Linux 3.19.
 */
int dma_alloc_from_coherent(struct device *dev, ssize_t size, dma_addr_t *dma_handle, void **ret);

/**
 * dma_release_from_coherent() - return a block to the area it was allocated from
 * @dev:	device that the memory was allocated for
 * @order:	cohmem_runs_order() of the block's size in granules of the area
 * @vaddr:	CPU address of the block
 *
 * Unlike Linux every free is checked. An address inside a block, a wrong order, or a block that is free already is
 * refused and reported, and nothing changes.
 *
 * Return:
 * * 1: @vaddr lies in an area that serves @dev, even if the free is refused: generic memory must not free it
 * * 1: @dev was set up before fork() and belongs to the parent process; nothing is freed
 * * 0: @vaddr lies in no such area, or @dev is NULL
 * Context: Threads, and interrupt handlers if the port masks interrupts. Not signal handlers.
 * Source: drivers/base/dma-coherent.c, Linux 3.19.
 */
int dma_release_from_coherent(struct device *dev, int order, void *vaddr);

/**
 * dma_mmap_from_coherent() - map a block at a second CPU address
 * @dev:	device that the memory was allocated for
 * @vma:	address range to map to
 * @vaddr:	CPU address of the block
 * @size:	in bytes
 * @ret:	filled with 0 or a negative errno
 *
 * In a process a vm_area_struct is a range of the process's own address space. Mappings in this range are replaced
 * (MAP_FIXED). As in Linux @size is not checked against the block's size, and whole pages are mapped: if granules are
 * smaller than a page, the neighbouring blocks in it are mapped as well. *@ret is
 *
 * * 0: success
 * * -EINVAL: @vma or the block's offset in its file is not page-aligned
 * * -ENXIO: @vma is empty or reaches beyond @size, no file backs the memory, or the port cannot map files
 * * -EPERM: @dev was set up before fork() and belongs to the parent process
 * * another negative errno: from mmap()
 *
 * Return:
 * * 1: [@vaddr, @vaddr + @size) lies in one area that serves @dev, or @dev was set up before fork(); *@ret is set
 * * 0: it lies in no such area, or @dev, @vma or @ret is NULL; *@ret is untouched
 * Context: Thread context.
 * Source: drivers/base/dma-coherent.c, Linux 3.19.
 */
int dma_mmap_from_coherent(struct device *dev, struct vm_area_struct *vma, void *vaddr, size_t size,
			   int *ret);

/**
 * dma_declare_coherent_memory() - give a device an area with pages as granules and a state that the port allocates
 * @dev:	the device
 * @phys_addr:	physical address of the memory
 * @device_addr: device address of the memory
 * @size:	in bytes. A remainder that is smaller than a page is not used.
 * @flags:	DMA_MEMORY_* and COHMEM_AREA_*
 *
 * Return: 0, or -EINVAL, -EPERM, -ENXIO, -EBUSY or -ENOMEM for the reasons listed at cohmem_declare_area().
 * Context: Thread context.
 * Source: drivers/base/dma-coherent.c, Linux 4.14.
 */
int dma_declare_coherent_memory(struct device *dev, phys_addr_t phys_addr, dma_addr_t device_addr,
				size_t size, int flags);

/**
 * cohmem_declare_area() - give a device an area, with all options
 * @dev:	the device
 * @desc:	copied, except for the memory at @desc->state
 *
 * As in Linux, an area that reaches beyond the device's mask is accepted, because a driver may widen the mask later. It
 * is reported, and memory beyond the mask is not handed out. If an error is returned, nothing has changed, and the
 * reason has been reported, unless an argument is NULL.
 *
 * Return:
 * * 0: success
 * * -EINVAL: @dev or @desc is NULL
 * * -EINVAL: the size is less than one granule or more than 2^26 granules, or the addresses wrap around
 * * -EINVAL: an address or the state is not aligned, or the granule is out of range or smaller than the region allows
 * * -EINVAL: a flag is unknown, COHMEM_AREA_PER_THREAD is combined with COHMEM_AREA_EXACT, or the port has no threads
 * * -EPERM: @dev was set up before fork() and belongs to the parent process
 * * -ENXIO: no region covers all of the memory
 * * -EBUSY: the memory overlaps another area, or the device addresses overlap those of another area of @dev
 * * -EBUSY: another area uses some of the memory at @desc->state
 * * -ENOMEM: out of memory for the state, or @desc->state_bytes is too small
 * Context: Thread context.
 */
int cohmem_declare_area(struct device *dev, const struct cohmem_area_desc *desc);

/**
 * dma_release_declared_memory() - remove the device's areas
 * @dev:	the device; NULL does nothing
 *
 * Each block that is still allocated is reported. Its area serves no more requests, and is removed when its last block
 * is freed. @dev must remain valid until then. (Linux frees the area although blocks are still in use.)
 *
 * Context: Thread context.
 * Source: drivers/base/dma-coherent.c, Linux 4.14.
 */
void dma_release_declared_memory(struct device *dev);

/**
 * dma_mark_declared_memory_occupied() - reserve memory at a fixed address in an area
 * @dev:	the device
 * @device_addr: device address of the first byte
 * @size:	in bytes, rounded up to 2^order granules, or with COHMEM_AREA_EXACT to whole granules
 *
 * The block starts at the granule that contains @device_addr, and is freed like any other: with that granule's CPU and
 * device addresses, and with the size from there to the last of the @size bytes. Its memory is not touched.
 *
 * Return:
 * * the CPU address of the granule that contains @device_addr
 * * ERR_PTR(-EINVAL): @dev is NULL or has no area, @size is 0, or the rounded block does not fit in one area
 * * ERR_PTR(-EPERM): @dev was set up before fork() and belongs to the parent process
 * * ERR_PTR(-EBUSY): some of the rounded block is not free
 * Context: Threads, and interrupt handlers if the port masks interrupts. Not signal handlers.
 * Source: drivers/base/dma-coherent.c, Linux 3.19.
 */
void *dma_mark_declared_memory_occupied(struct device *dev, dma_addr_t device_addr, size_t size);

/**
 * dma_init_global_coherent() - declare the global area, which serves devices that have no area
 * @phys_addr:	physical address of the memory, which is also its device address
 * @size:	in bytes. A remainder that is smaller than a page is not used.
 *
 * Return:
 * * 0: success
 * * -EBUSY: there is a global area already
 * * -EINVAL, -ENXIO, -EBUSY or -ENOMEM: for the reasons listed at cohmem_declare_area()
 * Context: Thread context.
 * Source: kernel/dma/coherent.c, Linux 6.1.
 */
int dma_init_global_coherent(phys_addr_t phys_addr, size_t size);

/**
 * cohmem_release_global_coherent() - remove the global area
 *
 * Description: If blocks are still allocated, they are reported, and the area is removed when the last one is freed.
 * Until then it serves no requests.
 * Context: Thread context.
 */
void cohmem_release_global_coherent(void);

/**
 * dma_alloc_from_global_coherent() - allocate from the global area
 * @dev:	device whose mask limits the address. It should have no area of its own.
 * @size:	in bytes
 * @dma_handle:	filled with the device address of the allocated block
 *
 * Return:
 * * the CPU address of the block
 * * NULL: there is no global area, or it has no room within the device's mask
 * * NULL: @dev or @dma_handle is NULL, or @dev was set up before fork() and belongs to the parent process
 * Context: Threads, and interrupt handlers if the port masks interrupts. Not signal handlers.
 * Source: kernel/dma/coherent.c, Linux 6.1.
 */
void *dma_alloc_from_global_coherent(struct device *dev, ssize_t size, dma_addr_t *dma_handle);

/**
 * dma_release_from_global_coherent() - return a block to the global area
 * @order:	cohmem_runs_order() of the block's size in pages
 * @vaddr:	CPU address of the block
 *
 * Return: 1 if @vaddr lies in the global area, even if the free is refused and reported, else 0.
 * Context: Threads, and interrupt handlers if the port masks interrupts. Not signal handlers.
 * Source: kernel/dma/coherent.c, Linux 6.1.
 */
int dma_release_from_global_coherent(int order, void *vaddr);

/**
 * dma_mmap_from_global_coherent() - map a block of the global area at a second CPU address
 * @vma:	address range to map to
 * @vaddr:	CPU address of the block
 * @size:	in bytes
 * @ret:	filled with 0 or a negative errno, for the reasons listed at dma_mmap_from_coherent()
 *
 * Return:
 * * 1: [@vaddr, @vaddr + @size) lies in the global area; *@ret is set
 * * 0: it does not, or @vma or @ret is NULL; *@ret is untouched
 * Context: Thread context.
 * Source: kernel/dma/coherent.c, Linux 6.1.
 */
int dma_mmap_from_global_coherent(struct vm_area_struct *vma, void *vaddr, size_t size, int *ret);

/**
 * cohmem_area_get_info() - take a snapshot of one of the device's areas
 * @dev:	the device
 * @index:	0 for the area declared first
 * @info:	filled
 *
 * Return:
 * * 0: success
 * * -EINVAL: @dev or @info is NULL
 * * -EPERM: @dev was set up before fork() and belongs to the parent process
 * * -ENOENT: there is no such area
 * Context: Thread context. Walks the area's whole state with the device's lock held: not for hot paths.
 */
int cohmem_area_get_info(struct device *dev, unsigned int index, struct cohmem_area_info *info);

/**
 * cohmem_device_get_stats() - get the counters of requests that the device's areas did not serve
 * @dev:	the device
 * @stats:	filled
 *
 * Return:
 * * 0: success
 * * -EINVAL: @dev or @stats is NULL
 * * -EPERM: @dev was set up before fork() and belongs to the parent process
 * Context: Threads, and interrupt handlers if the port masks interrupts. Not signal handlers.
 */
int cohmem_device_get_stats(struct device *dev, struct cohmem_device_stats *stats);

/**
 * cohmem_area_next_run() - walk over the blocks and free runs of an area
 * @dev:	the device
 * @index:	0 for the area declared first
 * @from:	granule to continue from, 0 to begin
 * @run:	filled
 *
 * Return:
 * * true: @run is filled
 * * false: @from is the area's end, there is no such area, a pointer is NULL, or @dev was set up before fork()
 * Context: Thread context. Concurrent allocations and frees may or may not be seen.
 */
bool cohmem_area_next_run(struct device *dev, unsigned int index, uint32_t from,
			  struct cohmem_run *run);

/**
 * cohmem_device_validate() - check the invariants of every area of a device
 * @dev:	the device; NULL and a device that was set up before fork() count as devices without areas
 *
 * Return: NULL if all invariants hold, else a sentence that names the broken one.
 * Context: Thread context.
 */
const char *cohmem_device_validate(struct device *dev);

#ifdef __cplusplus
}
#endif
#endif
