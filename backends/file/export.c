/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Exports blocks as files and dma-bufs, for other processes and APIs. */
#include <cohmem/backend/chunk_pool.h>
#include <cohmem/coherent.h>
#include <cohmem/file.h>
#include <cohmem/port.h>
#include <fcntl.h>
#include <linux/udmabuf.h>
#include <string.h>
#include <unistd.h>

#include "../common/error_text.h"
#include "../common/syscalls.h"

/* Return true if all of the memory lies in one area of the device. */
static bool in_area(struct device *dev, const void *cpu_addr, size_t size)
{
	struct cohmem_area_info info;

	for (unsigned int i = 0; cohmem_area_get_info(dev, i, &info) == 0; i++) {
		size_t offset = (uintptr_t)cpu_addr - (uintptr_t)info.virt_base;

		if (offset < info.size && size <= info.size - offset)
			return true;
	}
	return false;
}

/*
 * Return the file that contains the memory, or -errno (-ENXIO: there is none). The region or chunk still owns the file;
 * the caller must not close it.
 */
static int file_of(struct device *dev, const void *cpu_addr, size_t size, uint64_t *offset)
{
	const struct cohmem_region *region = cohmem_region_find(cpu_addr, size);

	if (!region)
		return cohmem_chunk_pool_export(cohmem_chunk_pool_of(dev), cpu_addr, size, offset);
	if (!in_area(dev, cpu_addr, size) || region->fd < 0)
		return -ENXIO;
	if (region->flags & COHMEM_REGION_PRIVATE)
		return cohmem_set_error_text(-EPERM,
					     "the file behind it gives access to the whole device");
	*offset = region->offset + ((uintptr_t)cpu_addr - (uintptr_t)region->cpu_addr);
	return region->fd;
}

int cohmem_export(struct device *dev, const void *cpu_addr, size_t size, uint64_t *offset)
{
	int fd;

	if (!dev || !cpu_addr || !size || !offset)
		return -EINVAL;
	fd = file_of(dev, cpu_addr, size, offset);
	if (fd < 0)
		return fd;
	fd = cohmem__sys.fcntl(fd, F_DUPFD_CLOEXEC, 0);
	return fd < 0 ? -errno : fd;
}

static int make_dma_buf(int fd, uint64_t offset, size_t size)
{
	struct udmabuf_create create = {.memfd = (uint32_t)fd,
					.flags = UDMABUF_FLAGS_CLOEXEC,
					.offset = offset,
					.size = size};
	int udmabuf = cohmem__sys.open("/dev/udmabuf", O_RDWR | O_CLOEXEC);
	int made;

	if (udmabuf < 0 && errno == ENOENT)
		return cohmem_set_error_text(
			-ENOENT, "/dev/udmabuf does not exist: modprobe udmabuf (CONFIG_UDMABUF)");
	if (udmabuf < 0)
		return cohmem_set_error_text(-errno, "/dev/udmabuf: %s", strerror(errno));
	made = cohmem__sys.ioctl(udmabuf, UDMABUF_CREATE, &create);
	if (made < 0)
		made = cohmem_set_error_text(
			-errno, "udmabuf of %zu bytes: %s (only memory of a memfd is accepted)",
			size, strerror(errno));
	close(udmabuf);
	return made;
}

int cohmem_export_dma_buf(struct device *dev, const void *cpu_addr, size_t size)
{
	uint64_t offset;
	int fd = -EINVAL;

	cohmem__clear_error_text();
	if (dev && cpu_addr && size && size % COHMEM_PAGE_SIZE == 0 &&
	    (uintptr_t)cpu_addr % COHMEM_PAGE_SIZE == 0)
		fd = file_of(dev, cpu_addr, size, &offset);
	if (fd >= 0)
		fd = make_dma_buf(fd, offset, size);
	if (fd < 0)
		cohmem_report(COHMEM_LOG_ERR, dev, "cannot export a dma-buf: %s",
			      cohmem__error_text(strerror(-fd)));
	return fd;
}
