/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#include "dma_heap.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/dma-buf.h>
#include <linux/dma-heap.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "error_text.h"
#include "process.h"
#include "syscalls.h"

static int open_heap(const char *heap)
{
	char path[96];
	int fd;

	snprintf(path, sizeof(path), "/dev/dma_heap/%s", heap);
	fd = cohmem__sys.open(path, O_RDONLY | O_CLOEXEC);
	if (fd >= 0)
		return fd;
	if (errno == ENOENT)
		return cohmem_set_error_text(
			-ENOENT,
			"%s does not exist: the kernel has no such dma-heap (CONFIG_DMABUF_HEAPS)",
			path);
	if (errno == EACCES)
		return cohmem_set_error_text(
			-EACCES, "permission denied for %s: as root, chown it to this user", path);
	return cohmem_set_error_text(-errno, "%s: %s", path, strerror(errno));
}

int cohmem__heap_check(const char *heap)
{
	int fd = open_heap(heap);

	if (fd < 0)
		return fd;
	close(fd);
	return 0;
}

int cohmem__heap_open(const char *heap, size_t size, struct anon_file *file)
{
	struct dma_heap_allocation_data data = {.len = size, .fd_flags = O_RDWR | O_CLOEXEC};
	int fd = open_heap(heap), err = 0;

	if (fd < 0)
		return fd;
	if (cohmem__sys.ioctl(fd, DMA_HEAP_IOCTL_ALLOC, &data))
		err = cohmem_set_error_text(-errno, "dma-heap %s cannot allocate %zu bytes: %s",
					    heap, size, strerror(errno));
	close(fd);
	if (err)
		return err;
	file->fd = (int)data.fd;
	file->addr = cohmem__map_memory(size, file->fd, 0);
	if (file->addr != MAP_FAILED)
		return 0;
	err = cohmem_set_error_text(-errno, "mapping memory of dma-heap %s: %s", heap,
				    strerror(errno));
	close(file->fd);
	return err;
}

int cohmem__dma_buf_sync(int fd, enum dma_data_direction dir, bool begin)
{
	static const uint64_t directions[] = {
		[DMA_BIDIRECTIONAL] = DMA_BUF_SYNC_RW,
		[DMA_TO_DEVICE] = DMA_BUF_SYNC_WRITE,
		[DMA_FROM_DEVICE] = DMA_BUF_SYNC_READ,
	};
	struct dma_buf_sync sync = {.flags = directions[dir] |
					     (begin ? DMA_BUF_SYNC_START : DMA_BUF_SYNC_END)};
	int err;

	do
		err = cohmem__sys.ioctl(fd, DMA_BUF_IOCTL_SYNC, &sync) ? -errno : 0;
	while (err == -EINTR || err == -EAGAIN);
	return err;
}
