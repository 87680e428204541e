/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#include "anon_file.h"

#include <errno.h>
#include <linux/memfd.h>
#include <sys/mman.h>
#include <unistd.h>

#include "sys.h"

int cohmem_anon_file_open(struct anon_file *file, size_t size, int huge)
{
	const struct sys_calls *calls = &cohmem_sys;
	int err;

	file->fd = calls->memfd_create("cohmem",
				       MFD_CLOEXEC | (huge ? MFD_HUGETLB | MFD_HUGE_2MB : 0));
	if (file->fd < 0)
		return -errno;
	if (calls->ftruncate(file->fd, (off_t)size))
		goto close_fd;
	file->addr = calls->mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, file->fd, 0);
	if (file->addr == MAP_FAILED)
		goto close_fd;
	return 0;

close_fd:
	err = -errno;
	close(file->fd);
	return err;
}

void cohmem_anon_file_close(struct anon_file *file, size_t size)
{
	munmap(file->addr, size);
	close(file->fd);
}
