/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#include "sys.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

struct sys_calls cohmem_sys = {
	.open = open,
	.ioctl = ioctl,
	.mmap = mmap,
	.pread = pread,
	.pwrite = pwrite,
	.memfd_create = memfd_create,
	.ftruncate = ftruncate,
	.fcntl = fcntl,
	.eventfd = eventfd,
};

static __thread char words[512];

int cohmem_why(int err, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(words, sizeof(words), fmt, args);
	va_end(args);
	return err;
}

const char *cohmem_why_text(const char *otherwise)
{
	return words[0] ? words : otherwise;
}

void cohmem_why_clear(void)
{
	words[0] = '\0';
}
