/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Windows onto files: whoever opens the file knows where it is in physical memory. */
#include "file.h"

#include <cohmem/port.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "heap.h"
#include "sys.h"
#include "sysfs.h"

static int sync_window(struct cohmem_window *window, uint64_t offset, size_t size,
		       enum dma_data_direction dir, bool begin)
{
	(void)offset, (void)size; /* a dma-buf is synced as a whole */
	return cohmem_dma_buf_sync(window->fd, dir, begin);
}

int cohmem_file_window_add(const struct cohmem_window *described, struct cohmem_window **window)
{
	struct cohmem_window *new = cohmem_port->alloc(sizeof(*new));
	int err;

	if (!new)
		return -ENOMEM;
	*new = *described;
	err = cohmem_window_add(new);
	if (err) {
		cohmem_port->free(new, sizeof(*new));
		return err == -EEXIST ? cohmem_why(err, "another window has its physical addresses")
				      : err;
	}
	*window = new;
	return 0;
}

/* The file is the window's, or closed. */
static int map(int fd, struct cohmem_window *described, struct cohmem_window **window)
{
	int err;

	described->fd = fd;
	described->cpu_addr = cohmem_map_memory(described->size, fd, described->offset);
	if (described->cpu_addr == MAP_FAILED && errno == EPERM) {
		err = cohmem_why(-EPERM,
				 "the kernel keeps this memory for itself: reserve it (memmap=, "
				 "or no-map in the device tree)");
	} else if (described->cpu_addr == MAP_FAILED) {
		err = cohmem_why(-errno, "mapping it: %s", strerror(errno));
	} else {
		err = cohmem_file_window_add(described, window);
		if (!err)
			return 0;
		munmap(described->cpu_addr, described->size);
	}
	close(fd);
	return err;
}

static bool pages(uint64_t number)
{
	return number % COHMEM_PAGE_SIZE == 0;
}

static int open_and_map(const char *path, int flags, struct cohmem_window *described,
			struct cohmem_window **window)
{
	int fd;

	if (!described->size || !pages(described->size) || !pages(described->phys_addr) ||
	    !pages(described->offset))
		return cohmem_why(-EINVAL, "it is not in whole pages");
	fd = cohmem_sys.open(path, flags | O_CLOEXEC);
	if (fd >= 0)
		return map(fd, described, window);
	if (errno == EACCES)
		return cohmem_why(-EACCES, "no right to %s", path);
	return cohmem_why(-errno, "%s: %s", path, strerror(errno));
}

static int report(int err, const char *what, const char *name)
{
	if (err)
		cohmem_report(COHMEM_LOG_ERR, NULL, "no window onto %s%s: %s", what, name,
			      cohmem_why_text(strerror(-err)));
	return err;
}

/* An ordinary file ends somewhere, and memory behind its end is none. */
static int check_size(int fd, uint64_t offset, size_t size)
{
	struct stat st;

	if (fstat(fd, &st))
		return -errno;
	if (S_ISREG(st.st_mode) &&
	    ((uint64_t)st.st_size < size || (uint64_t)st.st_size - size < offset))
		return cohmem_why(-EINVAL, "the file has only %lld bytes", (long long)st.st_size);
	return 0;
}

int cohmem_file_window_create(int fd, uint64_t offset, phys_addr_t phys_addr, size_t size,
			      unsigned int flags, struct cohmem_window **window)
{
	struct cohmem_window described = {
		.phys_addr = phys_addr,
		.size = size,
		.offset = offset,
		.cpu_access = flags & COHMEM_FILE_DMA_BUF ? sync_window : NULL,
	};
	int err = -EINVAL;

	cohmem_why_clear();
	if (window && size && pages(size) && pages(phys_addr) && pages(offset) &&
	    !(flags & ~COHMEM_FILE_DMA_BUF))
		err = check_size(fd, offset, size);
	if (!err) {
		fd = cohmem_sys.fcntl(fd, F_DUPFD_CLOEXEC, 0);
		err = fd < 0 ? -errno : map(fd, &described, window);
	}
	return report(err, "the file", "");
}

int cohmem_devmem_window_create(phys_addr_t phys_addr, size_t size, struct cohmem_window **window)
{
	struct cohmem_window described = {.phys_addr = phys_addr,
					  .size = size,
					  .offset = phys_addr,
					  .flags = COHMEM_WINDOW_PHYS};
	int err = -EINVAL;

	cohmem_why_clear();
	if (window)
		err = open_and_map("/dev/mem", O_RDWR | O_SYNC, &described, window);
	return report(err, "/dev/mem", "");
}

static int uio_window(const char *name, unsigned int map_number, struct cohmem_window **window)
{
	struct cohmem_window described = {.offset = map_number * (uint64_t)COHMEM_PAGE_SIZE};
	uint64_t size;
	char path[64];
	int err;

	err = cohmem_sysfs_number(&described.phys_addr, "/sys/class/uio/%s/maps/map%u/addr", name,
				  map_number);
	if (!err)
		err = cohmem_sysfs_number(&size, "/sys/class/uio/%s/maps/map%u/size", name,
					  map_number);
	if (err)
		return err;
	if (size > SIZE_MAX)
		return cohmem_why(-EOVERFLOW,
				  "its %llu bytes are more than this process can address",
				  (unsigned long long)size);
	described.size = (size_t)size;
	snprintf(path, sizeof(path), "/dev/%s", name);
	return open_and_map(path, O_RDWR, &described, window);
}

/* A name becomes part of a path. */
static bool is_name(const char *name)
{
	return name && name[0] && strlen(name) < 32 && !strchr(name, '/') && name[0] != '.';
}

int cohmem_uio_window_create(const char *name, unsigned int map_number,
			     struct cohmem_window **window)
{
	int err = -EINVAL;

	cohmem_why_clear();
	if (is_name(name) && window)
		err = uio_window(name, map_number, window);
	return report(err, "UIO device ", is_name(name) ? name : "");
}

static int u_dma_buf_window(const char *name, struct cohmem_window **window)
{
	struct cohmem_window described = {.flags = COHMEM_WINDOW_PHYS};
	uint64_t size;
	char path[64];
	int err;

	err = cohmem_sysfs_number(&described.phys_addr, "/sys/class/u-dma-buf/%s/phys_addr", name);
	if (!err)
		err = cohmem_sysfs_number(&size, "/sys/class/u-dma-buf/%s/size", name);
	if (err)
		return err;
	if (size > SIZE_MAX)
		return cohmem_why(-EOVERFLOW,
				  "its %llu bytes are more than this process can address",
				  (unsigned long long)size);
	described.size = (size_t)size;
	snprintf(path, sizeof(path), "/dev/%s", name);
	return open_and_map(path, O_RDWR | O_SYNC, &described, window);
}

int cohmem_u_dma_buf_window_create(const char *name, struct cohmem_window **window)
{
	int err = -EINVAL;

	cohmem_why_clear();
	if (is_name(name) && window)
		err = u_dma_buf_window(name, window);
	return report(err, "u-dma-buf ", is_name(name) ? name : "");
}

static int heap_window(const char *heap, struct cohmem_window *described,
		       struct cohmem_window **window)
{
	struct anon_file file;
	int err = cohmem_heap_open(heap, described->size, &file);

	if (err)
		return err;
	described->cpu_addr = file.addr;
	described->fd = file.fd;
	err = cohmem_file_window_add(described, window);
	if (err)
		cohmem_anon_file_close(&file, described->size);
	return err;
}

int cohmem_heap_window_create(const char *heap, phys_addr_t phys_addr, size_t size,
			      struct cohmem_window **window)
{
	struct cohmem_window described = {.phys_addr = phys_addr,
					  .size = size,
					  .zero_bytes = size,
					  .cpu_access = sync_window};
	int err = -EINVAL;

	cohmem_why_clear();
	if (is_name(heap) && size && pages(size) && pages(phys_addr) && window)
		err = heap_window(heap, &described, window);
	return report(err, "dma-heap ", is_name(heap) ? heap : "");
}

int cohmem_file_window_destroy(struct cohmem_window *window)
{
	int err = window ? cohmem_window_remove(window) : 0;

	if (err || !window)
		return err;
	munmap(window->cpu_addr, window->size);
	close(window->fd);
	cohmem_port->free(window, sizeof(*window));
	return 0;
}
