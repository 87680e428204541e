/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#ifndef PORT_POSIX_BASE_ZERO_H
#define PORT_POSIX_BASE_ZERO_H

#include <stddef.h>

/*
 * From this many bytes on memory is zeroed past the caches. Measured (bench, "zero"): a CPU that
 * reads all of a smaller block at once loses by it, and a device never reads caches first.
 */
#define COHMEM_ZERO_LARGE ((size_t)1 << 20)

/* How large blocks are zeroed: found out at the first one; tests choose. */
enum cohmem__zero_way {
	COHMEM_ZERO_UNKNOWN,
	COHMEM_ZERO_STREAM,
	COHMEM_ZERO_CLZERO,
};
extern int cohmem__zero_way;

/* Makes @bytes at @addr zero; any alignment. */
void cohmem__zero(void *addr, size_t bytes);

#endif
