/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#ifndef PORT_POSIX_BASE_ZERO_H
#define PORT_POSIX_BASE_ZERO_H

#include <stddef.h>

/*
 * Blocks of at least this size are zeroed without filling the caches. As measured (bench, "zero"), this is a loss for
 * smaller blocks if the CPU then reads all of the block. A device gains nothing from zeroes in the caches.
 */
#define COHMEM_ZERO_LARGE ((size_t)1 << 20)

/* How large blocks are zeroed. Determined when the first one is zeroed; tests set it. */
enum cohmem__zero_way {
	COHMEM_ZERO_UNKNOWN,
	COHMEM_ZERO_STREAM,
	COHMEM_ZERO_CLZERO,
};
extern int cohmem__zero_way;

/* Zero @bytes at @addr, which may have any alignment. */
void cohmem__zero(void *addr, size_t bytes);

#endif
