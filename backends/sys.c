/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#include "sys.h"

#include <cohmem/fork.h>
#include <cohmem/port.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
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

static bool fork_share;

void cohmem_set_fork_share(bool share)
{
	__atomic_store_n(&fork_share, share, __ATOMIC_RELAXED);
}

void *cohmem__map_memory(size_t size, int fd, uint64_t offset)
{
	void *addr =
		cohmem__sys.mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, (off_t)offset);
	int err;

	if (addr == MAP_FAILED || __atomic_load_n(&fork_share, __ATOMIC_RELAXED) ||
	    cohmem__sys.madvise(addr, size, MADV_DONTFORK) == 0)
		return addr;
	err = errno;
	munmap(addr, size);
	errno = err;
	return MAP_FAILED;
}

static __thread char words[512];

int cohmem__set_error_text(int err, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(words, sizeof(words), fmt, args);
	va_end(args);
	return err;
}

const char *cohmem__error_text(const char *otherwise)
{
	return words[0] ? words : otherwise;
}

void cohmem__clear_error_text(void)
{
	words[0] = '\0';
}

bool cohmem__opened_here(unsigned int forks)
{
	if (forks == cohmem_fork_count())
		return true;
	cohmem__set_error_text(0, "it was set up before fork() and belongs to the parent process");
	return false;
}
