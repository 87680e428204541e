/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#include "syscalls.h"

#include <fcntl.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

struct sys_calls cohmem__sys = {
	.open = open,
	.ioctl = ioctl,
	.mmap = mmap,
	.pread = pread,
	.pwrite = pwrite,
	.memfd_create = memfd_create,
	.ftruncate = ftruncate,
	.fcntl = fcntl,
	.eventfd = eventfd,
	.madvise = madvise,
};
