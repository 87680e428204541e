/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#include "anon_file.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/memfd.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "error_text.h"
#include "process.h"
#include "syscalls.h"

const size_t cohmem__anon_page_bytes[ANON_PAGES] = {4096, (size_t)2 << 20, (size_t)1 << 30};

static const struct {
	unsigned int flags;
	const char *none; /* why there is no memory */
} kinds[] = {
	[ANON_SMALL] = {0, NULL},
	[ANON_HUGE] =
		{MFD_HUGETLB | MFD_HUGE_2MB,
		 "too few huge pages of 2 MiB are free: echo N > /sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages"},
	[ANON_GIGANTIC] =
		{MFD_HUGETLB | MFD_HUGE_1GB,
		 "too few huge pages of 1 GiB are free: boot with hugepagesz=1G hugepages=N"},
};

static int failed(const char *step, size_t size, enum anon_pages pages)
{
	if (errno == ENOMEM && kinds[pages].none)
		return cohmem_set_error_text(-ENOMEM, "cannot allocate %zu contiguous KiB: %s",
					     size >> 10, kinds[pages].none);
	return cohmem_set_error_text(-errno, "%s of %zu bytes: %s", step, size, strerror(errno));
}

int cohmem__anon_file_open(struct anon_file *file, size_t size, enum anon_pages pages)
{
	int err;

	file->fd = cohmem__sys.memfd_create("cohmem",
					    MFD_CLOEXEC | MFD_ALLOW_SEALING | kinds[pages].flags);
	if (file->fd < 0)
		return failed("memfd_create", size, pages);
	if (cohmem__sys.ftruncate(file->fd, (off_t)size)) {
		err = failed("ftruncate", size, pages);
		goto close_fd;
	}
	/* A process that receives the file can neither resize it nor add seals. */
	if (cohmem__sys.fcntl(file->fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL)) {
		err = failed("sealing", size, pages);
		goto close_fd;
	}
	file->addr = cohmem__map_memory(size, file->fd, 0);
	if (file->addr == MAP_FAILED) {
		err = failed("mmap", size, pages);
		goto close_fd;
	}
	return 0;

close_fd:
	close(file->fd);
	return err;
}

void cohmem__anon_file_close(struct anon_file *file, size_t size)
{
	cohmem__unmap_memory(file->addr, size);
	close(file->fd);
}
