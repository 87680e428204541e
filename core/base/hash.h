/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include <cohmem/types.h>

/* Hashes an address to @bits bits (Fibonacci hashing). */
static inline size_t address_hash(uintptr_t address, unsigned int bits)
{
	return (size_t)(((uint64_t)address * 0x9e3779b97f4a7c15u) >> (64 - bits));
}

#endif
