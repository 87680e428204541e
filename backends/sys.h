/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * The system calls by which back ends get something: one table, so that tests can make each of them
 * fail. What only gives something back (close, munmap), looks (readlink, poll) or waits is called as it is.
 */
#ifndef BACKENDS_SYS_H
#define BACKENDS_SYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
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

/*
 * Maps memory of a device, to read and write: shared with all that have the file, but not with children, unless
 * cohmem_set_fork_share() says so. MAP_FAILED and errno.
 */
void *cohmem__map_memory(size_t size, int fd, uint64_t offset);

/*
 * Whether what was opened when cohmem_fork_count() was @forks is this process's. If not, the words say whose it is,
 * and nothing of it may be touched: a lock may be held for ever, memory is not mapped, files are shared.
 */
bool cohmem__opened_here(unsigned int forks);

/*
 * Why the calling thread's last call of a back end failed, in words its user can act on. It holds
 * until the next one; the public function that the thread called reports it.
 */
__attribute__((format(printf, 2, 3))) int cohmem__set_error_text(int err, const char *fmt, ...);
/* The words, or @otherwise where none were found since cohmem__clear_error_text(). */
const char *cohmem__error_text(const char *otherwise);
void cohmem__clear_error_text(void);

#endif
