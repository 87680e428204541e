/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#include "process.h"

#include <cohmem/fork.h>
#include <cohmem/port.h>
#include <errno.h>
#include <sys/mman.h>

#include "error_text.h"
#include "syscalls.h"

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

bool cohmem__opened_here(unsigned int forks)
{
	if (forks == cohmem_fork_count())
		return true;
	cohmem_set_error_text(0, "it was set up before fork() and belongs to the parent process");
	return false;
}
