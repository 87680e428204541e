/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#ifndef TESTS_LIB_HUGE_PAGES_H
#define TESTS_LIB_HUGE_PAGES_H

#include <errno.h>
#include <linux/memfd.h>
#include <sys/mman.h>
#include <unistd.h>

/* Returns 0 if @size bytes of huge pages are available, else the error: too few, or no support for them. */
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

#endif
