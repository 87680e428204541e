/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * The system calls by which back ends acquire resources. They are in one table, so that tests can make each of them
 * fail. Calls that release (close, munmap), inspect (readlink, poll) or wait are not wrapped.
 */
#ifndef BACKENDS_COMMON_SYSCALLS_H
#define BACKENDS_COMMON_SYSCALLS_H

#include <stddef.h>
#include <sys/types.h>

struct sys_calls {
	int (*open)(const char *path, int flags, ...);
	int (*ioctl)(int fd, unsigned long request, ...);
	void *(*mmap)(void *addr, size_t len, int prot, int flags, int fd, off_t offset);
	ssize_t (*pread)(int fd, void *buf, size_t count, off_t offset);
	ssize_t (*pwrite)(int fd, const void *buf, size_t count, off_t offset);
	int (*memfd_create)(const char *name, unsigned int flags);
	int (*ftruncate)(int fd, off_t length);
	int (*fcntl)(int fd, int cmd, ...);
	int (*eventfd)(unsigned int count, int flags);
	int (*madvise)(void *addr, size_t len, int advice);
};
extern struct sys_calls cohmem__sys;

#endif
