/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#ifndef TESTS_LIB_HUGE_PAGES_H
#define TESTS_LIB_HUGE_PAGES_H

#include <errno.h>
#include <linux/memfd.h>
#include <sys/mman.h>
#include <unistd.h>

/* Why there are no huge pages: too few of them, or a kernel, or an emulator, that knows none. */
static inline int huge_pages_error(size_t size)
{
	int fd = memfd_create("huge", MFD_HUGETLB | MFD_HUGE_2MB), err = 0;
	void *at = MAP_FAILED;

	if (fd >= 0 && ftruncate(fd, (off_t)size) == 0)
		at = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (at == MAP_FAILED)
		err = -errno;
	if (fd >= 0)
		close(fd);
	return err;
}

/* Huge pages, where the machine gives some (root can make them); else the error is clean. */
#endif
