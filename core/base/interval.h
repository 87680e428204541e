/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Ranges of addresses: [begin, begin + size), which never wrap around. */
#ifndef BASE_INTERVAL_H
#define BASE_INTERVAL_H

#include <cohmem/types.h>

/* Returns true if [@addr, @addr + @size) lies inside [@begin, @begin + @bytes). */
static inline bool interval_contains(uint64_t begin, uint64_t bytes, uint64_t addr, uint64_t size)
{
	return addr - begin < bytes && size <= bytes - (addr - begin);
}

static inline bool intervals_overlap(uint64_t a, uint64_t a_size, uint64_t b, uint64_t b_size)
{
	return a < b ? b - a < a_size : a - b < b_size;
}

#endif
