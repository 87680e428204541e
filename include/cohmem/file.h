/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/**
 * DOC: file - regions onto files, and files of blocks
 *
 * Much memory that devices use is a file for a process: /dev/mem (a carve-out: memmap=, or no-map in a
 * device tree), a map of a UIO device, a u-dma-buf, a dma-buf of a dma-heap or of another process. As
 * a region it is memory that areas can be declared in. The other way round, a block of cohmem's can be
 * handed to another process, or another API, as a file and an offset.
 */
#ifndef COHMEM_FILE_H
#define COHMEM_FILE_H

#include <cohmem/device.h>
#include <cohmem/region.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The file is a dma-buf: cohmem_begin_cpu_access() and its other half tell the kernel. */
#define COHMEM_FILE_DMA_BUF 0x1u

/**
 * cohmem_file_region_create() - a region onto a file
 * @fd:		the file; a copy of it is kept, so the caller may close it
 * @offset:	in it, in bytes, a multiple of the page
 * @phys_addr:	the physical address to know it by
 * @size:	in bytes, a multiple of the page
 * @flags:	COHMEM_FILE_DMA_BUF or 0
 * @region:	filled; added already
 *
 * Returns 0, or with the reason reported and nothing left behind: -EINVAL when an argument is NULL, 0 or
 * no such multiple, a flag is unknown, or the file ends before; -EEXIST when it overlaps another region; -ENOMEM; or what
 * mmap() or dup() say. Thread context.
 */
int cohmem_file_region_create(int fd, uint64_t offset, phys_addr_t phys_addr, size_t size,
			      unsigned int flags, struct cohmem_region **region);

/**
 * cohmem_devmem_region_create() - a region onto physical memory that Linux does not use
 * @phys_addr:	the first address, a multiple of the page
 * @size:	in bytes, a multiple of the page
 * @region:	filled
 *
 * By /dev/mem, which root may open. The kernel refuses its own memory (CONFIG_STRICT_DEVMEM). Returns as
 * cohmem_file_region_create(), and -EACCES, -EPERM. Thread context.
 */
int cohmem_devmem_region_create(phys_addr_t phys_addr, size_t size, struct cohmem_region **region);

/**
 * cohmem_uio_region_create() - a region onto a map of a UIO device
 * @name:	"uio0"
 * @map:	its number
 * @region:	filled
 *
 * Address and size are what /sys/class/uio/@name/maps/map@map says. When the region goes, its file is
 * closed, and uio_pci_generic then ends the device's DMA. Returns as
 * cohmem_file_region_create(), and -ENOENT when there is no such map, -EACCES. Thread context.
 * Source: Documentation/driver-api/uio-howto.rst, Linux 6.1.
 */
int cohmem_uio_region_create(const char *name, unsigned int map, struct cohmem_region **region);

/**
 * cohmem_u_dma_buf_region_create() - a region onto a u-dma-buf
 * @name:	"udmabuf0": what its device is called
 * @region:	filled
 *
 * Address and size are what /sys/class/u-dma-buf/@name says. Its memory is mapped as the module's
 * sync_mode says: coherent where that is 1 or more, or the device is dma-coherent. Returns as
 * cohmem_uio_region_create(). Thread context. Source: github.com/ikwzm/udmabuf, Readme, version 4.
 */
int cohmem_u_dma_buf_region_create(const char *name, struct cohmem_region **region);

/**
 * cohmem_heap_region_create() - a region onto memory of a dma-heap
 * @heap:	"system": for /dev/dma_heap/system
 * @phys_addr:	the physical address to know it by: where it is, if the heap is a reserved region of
 *		which that is known; else of our choice, as for cohmem_ram_region_create(). The
 *		kernel tells nobody.
 * @size:	in bytes, a multiple of the page
 * @region:	filled
 *
 * Returns as cohmem_file_region_create(), and -ENOENT when there is no such heap, -EACCES. Thread
 * context. Source: include/uapi/linux/dma-heap.h, Linux 6.12.
 */
int cohmem_heap_region_create(const char *heap, phys_addr_t phys_addr, size_t size,
			      struct cohmem_region **region);

/**
 * cohmem_file_region_destroy() - give a region of this header back
 * @region:	NULL does nothing
 *
 * Returns 0; -EBUSY, and nothing changed, while an area lies in it. Thread context.
 */
int cohmem_file_region_destroy(struct cohmem_region *region);

/**
 * cohmem_export() - the file behind a block, or behind a part of it
 * @dev:	the device that it is of
 * @cpu_addr:	where it is
 * @size:	in bytes
 * @offset:	filled: of @cpu_addr in the file
 *
 * Another process that maps it (sent by SCM_RIGHTS) sees the same memory, and what is in the file beside
 * the block, too. Memory on huge pages maps only from a multiple of the huge page on; so it is with
 * dma_mmap_coherent(), which says -EINVAL there.
 *
 * Returns a new file descriptor, the caller's to close; -EINVAL when an argument is NULL or 0; -ENXIO when
 * it lies in no file, or neither in an area of @dev nor in its generic memory; -EPERM when the file is
 * more than the memory: of a BAR through VFIO it is the device; -EMFILE. Thread context.
 */
int cohmem_export(struct device *dev, const void *cpu_addr, size_t size, uint64_t *offset);

/**
 * cohmem_export_dma_buf() - a dma-buf of just a block
 * @dev:	the device that it is of
 * @cpu_addr:	a multiple of the page
 * @size:	in bytes, a multiple of the page
 *
 * For drivers and APIs that import dma-bufs; it shows nothing but the block. By /dev/udmabuf, of memory of
 * the ram and VFIO back ends.
 *
 * Returns a new file descriptor, or with the reason reported: as cohmem_export(); -EINVAL when an
 * argument is no such multiple; -ENOENT where there is no /dev/udmabuf; -EACCES; or what it says.
 * Thread context. Source: include/uapi/linux/udmabuf.h, Linux 6.12.
 */
int cohmem_export_dma_buf(struct device *dev, const void *cpu_addr, size_t size);

#ifdef __cplusplus
}
#endif
#endif
