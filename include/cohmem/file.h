/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/**
 * DOC: file - regions backed by files, and blocks as files
 *
 * To a process, much of the memory that devices use is a file: /dev/mem (a carve-out: memmap=, or
 * no-map in a device tree), a map of a UIO device, a u-dma-buf, a dma-buf of a dma-heap or of
 * another process. Areas can be declared in a region that is backed by such a file::
 *
 *	struct cohmem_region *region;
 *
 *	err = cohmem_u_dma_buf_region_create("udmabuf0", &region);
 *	if (!err)
 *		err = dma_declare_coherent_memory(dev, region->phys_addr, region->phys_addr,
 *						  region->size, DMA_MEMORY_MAP);
 *
 * Conversely, a block of a device can be passed to another process, or to another API, as a file
 * and an offset.
 */
#ifndef COHMEM_FILE_H
#define COHMEM_FILE_H

#include <cohmem/device.h>
#include <cohmem/region.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The file is a dma-buf: cohmem_begin_cpu_access() and cohmem_end_cpu_access() notify the kernel. */
#define COHMEM_FILE_DMA_BUF 0x1u

/**
 * cohmem_file_region_create() - create a region backed by a file
 * @fd:		the file; it is duplicated, so the caller may close it
 * @offset:	offset of the memory in the file, in bytes, a multiple of the page size
 * @phys_addr:	the physical address that the region is to have, a multiple of the page size
 * @size:	in bytes, a multiple of the page size
 * @flags:	COHMEM_FILE_DMA_BUF or 0
 * @region:	filled with the region, which has already been added (cohmem_region_add())
 *
 * On failure the reason is reported and nothing is left behind.
 *
 * Return:
 * * 0: success
 * * -EINVAL: @region is NULL, @size is 0, or a flag is unknown
 * * -EINVAL: @offset, @phys_addr or @size is not a multiple of the page size
 * * -EINVAL: the file is a regular file and ends before the region does
 * * -EINVAL: the addresses wrap around
 * * -EEXIST: the physical addresses overlap another region
 * * -ENOMEM: out of memory
 * * another negative errno: from fstat(), dup(), mmap() or madvise()
 * Context: Thread context.
 */
int cohmem_file_region_create(int fd, uint64_t offset, phys_addr_t phys_addr, size_t size,
			      unsigned int flags, struct cohmem_region **region);

/**
 * cohmem_devmem_region_create() - create a region of physical memory that Linux does not use
 * @phys_addr:	first physical address, a multiple of the page size
 * @size:	in bytes, a multiple of the page size
 * @region:	filled with the region, which has already been added
 *
 * The memory is mapped through /dev/mem, which only root may open. The kernel refuses to map memory
 * that it uses itself (CONFIG_STRICT_DEVMEM). On failure the reason is reported and nothing is left
 * behind.
 *
 * Return:
 * * 0: success
 * * -EINVAL: @region is NULL, or @size is 0
 * * -EINVAL: @phys_addr or @size is not a multiple of the page size
 * * -EINVAL: the addresses wrap around
 * * -EACCES, -EPERM: this process may not open /dev/mem
 * * -EPERM: the kernel does not allow access to this memory
 * * -EEXIST: the physical addresses overlap another region
 * * -ENOMEM: out of memory
 * * another negative errno: from open(), mmap() or madvise()
 * Context: Thread context.
 */
int cohmem_devmem_region_create(phys_addr_t phys_addr, size_t size, struct cohmem_region **region);

/**
 * cohmem_uio_region_create() - create a region backed by a map of a UIO device
 * @name:	name of the UIO device: "uio0"
 * @map:	number of the map
 * @region:	filled with the region, which has already been added
 *
 * Address and size are read from /sys/class/uio/@name/maps/map@map. Destroying the region closes
 * the file of the UIO device; uio_pci_generic then disables bus mastering. On failure the reason is
 * reported and nothing is left behind.
 *
 * Return:
 * * 0: success
 * * -EINVAL: @region is NULL
 * * -EINVAL: @name is NULL, empty, longer than 31 characters, contains a slash or begins with a dot
 * * -EINVAL: address or size is not a number, is not a multiple of the page size, or wraps around
 * * -EOVERFLOW: the map is larger than the process can address
 * * -ENOENT: there is no such device or map
 * * -EACCES: this process may not open the device
 * * -EEXIST: the physical addresses overlap another region
 * * -ENOMEM: out of memory
 * * another negative errno: from open(), pread(), mmap() or madvise()
 * Context: Thread context.
 * Source: Documentation/driver-api/uio-howto.rst, Linux 6.1.
 */
int cohmem_uio_region_create(const char *name, unsigned int map, struct cohmem_region **region);

/**
 * cohmem_u_dma_buf_region_create() - create a region backed by a u-dma-buf
 * @name:	name of the u-dma-buf: "udmabuf0"
 * @region:	filled with the region, which has already been added
 *
 * Address and size are read from /sys/class/u-dma-buf/@name. The module's sync_mode decides how the
 * memory is mapped: it is coherent if sync_mode is 1 or more, or if the device is dma-coherent. On
 * failure the reason is reported and nothing is left behind.
 *
 * Return:
 * * 0: success
 * * -EINVAL: @region is NULL
 * * -EINVAL: @name is NULL, empty, longer than 31 characters, contains a slash or begins with a dot
 * * -EINVAL: address or size is not a number, is not a multiple of the page size, or wraps around
 * * -EOVERFLOW: the u-dma-buf is larger than the process can address
 * * -ENOENT: there is no such u-dma-buf
 * * -EACCES: this process may not open the device
 * * -EEXIST: the physical addresses overlap another region
 * * -ENOMEM: out of memory
 * * another negative errno: from open(), pread(), mmap() or madvise()
 * Context: Thread context.
 * Source: github.com/ikwzm/udmabuf, Readme, version 4.
 */
int cohmem_u_dma_buf_region_create(const char *name, struct cohmem_region **region);

/**
 * cohmem_heap_region_create() - create a region backed by memory of a dma-heap
 * @heap:	name of the heap: "system" for /dev/dma_heap/system
 * @phys_addr:	the physical address that the region is to have, a multiple of the page size. If the
 *		heap is a reserved region at a known address, pass that address. Otherwise choose
 *		one, as for cohmem_ram_region_create(), because the kernel does not report where the
 *		memory is.
 * @size:	in bytes, a multiple of the page size
 * @region:	filled with the region, which has already been added
 *
 * On failure the reason is reported and nothing is left behind.
 *
 * Return:
 * * 0: success
 * * -EINVAL: @region is NULL, or @size is 0
 * * -EINVAL: @heap is NULL, empty, longer than 31 characters, contains a slash or begins with a dot
 * * -EINVAL: @phys_addr or @size is not a multiple of the page size
 * * -EINVAL: the addresses wrap around
 * * -ENOENT: there is no such heap
 * * -EACCES: this process may not open the heap
 * * -EEXIST: the physical addresses overlap another region
 * * -ENOMEM: out of memory
 * * another negative errno: from open(), the heap, mmap() or madvise()
 * Context: Thread context.
 * Source: include/uapi/linux/dma-heap.h, Linux 6.12.
 */
int cohmem_heap_region_create(const char *heap, phys_addr_t phys_addr, size_t size,
			      struct cohmem_region **region);

/**
 * cohmem_export() - get the file behind a block, or behind a part of it
 * @dev:	the device that the block belongs to
 * @cpu_addr:	CPU address of the block or of the part
 * @size:	in bytes
 * @offset:	filled with the offset of @cpu_addr in the file, in bytes
 *
 * A process that receives the file (SCM_RIGHTS) and maps it sees the same memory. It can also see
 * what lies beside the block in the file. Huge-page memory can only be mapped at huge-page-aligned
 * offsets; dma_mmap_coherent() returns -EINVAL otherwise.
 *
 * Return:
 * * >= 0: a new file descriptor, which the caller must close
 * * -EINVAL: an argument is NULL or 0
 * * -ENXIO: the memory lies neither in an area declared for @dev nor in its generic memory
 * * -ENXIO: there is no file behind the memory
 * * -EPERM: the file behind the memory gives access to the whole device (a BAR through VFIO)
 * * -EMFILE: too many open files
 * Context: Thread context.
 */
int cohmem_export(struct device *dev, const void *cpu_addr, size_t size, uint64_t *offset);

/**
 * cohmem_export_dma_buf() - create a dma-buf that contains just a block
 * @dev:	the device that the block belongs to
 * @cpu_addr:	CPU address, a multiple of the page size
 * @size:	in bytes, a multiple of the page size
 *
 * The dma-buf is for drivers and APIs that import dma-bufs. It gives access to nothing but the
 * block. It is created through /dev/udmabuf, which accepts memory of the ram and VFIO back ends. On
 * failure the reason is reported.
 *
 * Return:
 * * >= 0: a new file descriptor, which the caller must close
 * * -EINVAL: @dev or @cpu_addr is NULL, or @size is 0
 * * -EINVAL: @cpu_addr or @size is not a multiple of the page size
 * * -ENXIO: the memory lies neither in an area declared for @dev nor in its generic memory
 * * -ENXIO: there is no file behind the memory
 * * -EPERM: the file behind the memory gives access to the whole device (a BAR through VFIO)
 * * -ENOENT: /dev/udmabuf does not exist
 * * -EACCES: this process may not open /dev/udmabuf
 * * another negative errno: from open() or /dev/udmabuf
 * Context: Thread context.
 * Source: include/uapi/linux/udmabuf.h, Linux 6.12.
 */
int cohmem_export_dma_buf(struct device *dev, const void *cpu_addr, size_t size);

#ifdef __cplusplus
}
#endif
#endif
