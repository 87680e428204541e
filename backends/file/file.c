/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Regions of memory in files. Their physical addresses come from the caller or from sysfs. */
#include "internal.h"

#include <cohmem/port.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../common/dma_heap.h"
#include "../common/error_text.h"
#include "../common/process.h"
#include "../common/syscalls.h"
#include "../common/sysfs.h"

static int sync_region(struct cohmem_region *region, uint64_t offset, size_t size,
		       enum dma_data_direction dir, bool begin)
{
	(void)offset, (void)size; /* a dma-buf is synced as a whole */
	return cohmem__dma_buf_sync(region->fd, dir, begin);
}

int cohmem__file_region_add(const struct cohmem_region *described, struct cohmem_region **region)
{
	struct cohmem_region *new = cohmem_port->alloc(sizeof(*new));
	int err;

	if (!new)
		return -ENOMEM;
	*new = *described;
	err = cohmem_region_add(new);
	if (err) {
		cohmem_port->free(new, sizeof(*new));
		return err == -EEXIST
			       ? cohmem_set_error_text(
					 err, "its physical addresses overlap another region's")
			       : err;
	}
	*region = new;
	return 0;
}

/* Map @fd and add it as a region, which then owns it. On failure @fd is closed. */
static int file_map(int fd, struct cohmem_region *described, struct cohmem_region **region)
{
	int err;

	described->fd = fd;
	described->cpu_addr = cohmem__map_memory(described->size, fd, described->offset);
	if (described->cpu_addr == MAP_FAILED && errno == EPERM) {
		err = cohmem_set_error_text(
			-EPERM,
			"the kernel does not allow access to this memory: reserve it (memmap=, or no-map in the device tree)");
	} else if (described->cpu_addr == MAP_FAILED) {
		err = cohmem_set_error_text(-errno, "mmap: %s", strerror(errno));
	} else {
		err = cohmem__file_region_add(described, region);
		if (!err)
			return 0;
		cohmem__unmap_memory(described->cpu_addr, described->size);
	}
	close(fd);
	return err;
}

static bool file_check_pages(uint64_t number)
{
	return number % COHMEM_PAGE_SIZE == 0;
}

static int open_and_map(const char *path, int flags, struct cohmem_region *described,
			struct cohmem_region **region)
{
	int fd;

	if (!described->size || !file_check_pages(described->size) ||
	    !file_check_pages(described->phys_addr) || !file_check_pages(described->offset))
		return cohmem_set_error_text(
			-EINVAL, "address, offset and size must be multiples of the page size");
	fd = cohmem__sys.open(path, flags | O_CLOEXEC);
	if (fd >= 0)
		return file_map(fd, described, region);
	if (errno == EACCES)
		return cohmem_set_error_text(
			-EACCES, "permission denied for %s: run as root, or chown it to this user",
			path);
	return cohmem_set_error_text(-errno, "%s: %s", path, strerror(errno));
}

static int file_report(int err, const char *what, const char *name)
{
	if (err)
		cohmem_report(COHMEM_LOG_ERR, NULL, "cannot create a region of %s%s: %s", what,
			      name, cohmem__error_text(strerror(-err)));
	return err;
}

/* Accesses beyond the end of a regular file would fault. */
static int check_size(int fd, uint64_t offset, size_t size)
{
	struct stat st;

	if (fstat(fd, &st))
		return -errno;
	if (S_ISREG(st.st_mode) &&
	    ((uint64_t)st.st_size < size || (uint64_t)st.st_size - size < offset))
		return cohmem_set_error_text(-EINVAL, "the file has only %lld bytes",
					     (long long)st.st_size);
	return 0;
}

int cohmem_file_region_create(int fd, uint64_t offset, phys_addr_t phys_addr, size_t size,
			      unsigned int flags, struct cohmem_region **region)
{
	struct cohmem_region described = {
		.phys_addr = phys_addr,
		.size = size,
		.offset = offset,
		.cpu_access = flags & COHMEM_FILE_DMA_BUF ? sync_region : NULL,
	};
	int err = -EINVAL;

	cohmem__clear_error_text();
	if (region && size && file_check_pages(size) && file_check_pages(phys_addr) &&
	    file_check_pages(offset) && !(flags & ~COHMEM_FILE_DMA_BUF))
		err = check_size(fd, offset, size);
	if (!err) {
		fd = cohmem__sys.fcntl(fd, F_DUPFD_CLOEXEC, 0);
		err = fd < 0 ? -errno : file_map(fd, &described, region);
	}
	return file_report(err, "the file", "");
}

int cohmem_devmem_region_create(phys_addr_t phys_addr, size_t size, struct cohmem_region **region)
{
	struct cohmem_region described = {.phys_addr = phys_addr,
					  .size = size,
					  .offset = phys_addr,
					  .flags = COHMEM_REGION_PHYS};
	int err = -EINVAL;

	cohmem__clear_error_text();
	if (region)
		err = open_and_map("/dev/mem", O_RDWR | O_SYNC, &described, region);
	return file_report(err, "/dev/mem", "");
}

/* /dev/@name, whose driver says that it has @size bytes. */
static int device_region(const char *name, uint64_t size, int flags,
			 struct cohmem_region *described, struct cohmem_region **region)
{
	char path[64];

	if (size > SIZE_MAX)
		return cohmem_set_error_text(
			-EOVERFLOW, "its %llu bytes are more than this process can address",
			(unsigned long long)size);
	described->size = (size_t)size;
	snprintf(path, sizeof(path), "/dev/%s", name);
	return open_and_map(path, flags, described, region);
}

static int uio_region(const char *name, unsigned int map_number, struct cohmem_region **region)
{
	struct cohmem_region described = {.offset = map_number * (uint64_t)COHMEM_PAGE_SIZE};
	uint64_t size;
	int err;

	err = cohmem__sysfs_number(&described.phys_addr, "/sys/class/uio/%s/maps/map%u/addr", name,
				   map_number);
	if (!err)
		err = cohmem__sysfs_number(&size, "/sys/class/uio/%s/maps/map%u/size", name,
					   map_number);
	if (err)
		return err;
	return device_region(name, size, O_RDWR, &described, region);
}

/* Names become part of a path. */
static bool is_name(const char *name)
{
	return name && name[0] && strlen(name) < 32 && !strchr(name, '/') && name[0] != '.';
}

int cohmem_uio_region_create(const char *name, unsigned int map_number,
			     struct cohmem_region **region)
{
	int err = -EINVAL;

	cohmem__clear_error_text();
	if (is_name(name) && region)
		err = uio_region(name, map_number, region);
	return file_report(err, "UIO device ", is_name(name) ? name : "");
}

static int u_dma_buf_region(const char *name, struct cohmem_region **region)
{
	struct cohmem_region described = {.flags = COHMEM_REGION_PHYS};
	uint64_t size;
	int err;

	err = cohmem__sysfs_number(&described.phys_addr, "/sys/class/u-dma-buf/%s/phys_addr", name);
	if (!err)
		err = cohmem__sysfs_number(&size, "/sys/class/u-dma-buf/%s/size", name);
	if (err)
		return err;
	return device_region(name, size, O_RDWR | O_SYNC, &described, region);
}

int cohmem_u_dma_buf_region_create(const char *name, struct cohmem_region **region)
{
	int err = -EINVAL;

	cohmem__clear_error_text();
	if (is_name(name) && region)
		err = u_dma_buf_region(name, region);
	return file_report(err, "u-dma-buf ", is_name(name) ? name : "");
}

static int heap_region(const char *heap, struct cohmem_region *described,
		       struct cohmem_region **region)
{
	struct anon_file file;
	int err = cohmem__heap_open(heap, described->size, &file);

	if (err)
		return err;
	described->cpu_addr = file.addr;
	described->fd = file.fd;
	err = cohmem__file_region_add(described, region);
	if (err)
		cohmem__anon_file_close(&file, described->size);
	return err;
}

int cohmem_heap_region_create(const char *heap, phys_addr_t phys_addr, size_t size,
			      struct cohmem_region **region)
{
	struct cohmem_region described = {.phys_addr = phys_addr,
					  .size = size,
					  .zero_bytes = size,
					  .cpu_access = sync_region};
	int err = -EINVAL;

	cohmem__clear_error_text();
	if (is_name(heap) && size && file_check_pages(size) && file_check_pages(phys_addr) &&
	    region)
		err = heap_region(heap, &described, region);
	return file_report(err, "dma-heap ", is_name(heap) ? heap : "");
}

int cohmem_region_destroy(struct cohmem_region *region)
{
	int err = region ? cohmem_region_remove(region) : 0;

	if (err || !region)
		return err;
	cohmem__unmap_memory(region->cpu_addr, region->size);
	close(region->fd);
	cohmem_port->free(region, sizeof(*region));
	return 0;
}
