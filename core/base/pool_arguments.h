/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Checks of dma_pool_create()'s arguments, for both kinds of pools. */
#ifndef BASE_POOL_ARGUMENTS_H
#define BASE_POOL_ARGUMENTS_H

#include <stdbool.h>
#include <stddef.h>

static inline bool power_of_two(size_t n)
{
	return n && (n & (n - 1)) == 0;
}

static inline size_t pool_round(size_t size, size_t align)
{
	return size <= 0x7fffffff && power_of_two(align) ? (size + align - 1) & ~(align - 1) : size;
}

/* Returns what is wrong, or NULL. @size is already rounded up. */
static inline const char *pool_fault(size_t size, size_t align, size_t boundary)
{
	if (!power_of_two(align))
		return "the alignment is not a power of two";
	if (size == 0 || size > 0x7fffffff)
		return "the size is not 1 to INT_MAX bytes";
	if (boundary && (boundary < size || !power_of_two(boundary)))
		return "the boundary is not a power of two, or smaller than a block";
	return NULL;
}

#endif
