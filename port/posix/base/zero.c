/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * Zeroing. Blocks that fit into the caches are zeroed by memset(), larger ones by clzero if the CPU has it (AMD: it
 * zeroes a cache line without reading it), else by non-temporal stores.
 */
#include "zero.h"

#include <string.h>

int cohmem__zero_way;

#if defined(__x86_64__)
#include <cpuid.h>
#include <emmintrin.h>
#include <stdint.h>

#define LINE 64u

/* CPUID is slow, especially in a virtual machine, so its result is kept. */
static int zero_method(void)
{
	int found = __atomic_load_n(&cohmem__zero_way, __ATOMIC_RELAXED);
	unsigned int a, b, c, d;

	if (found == COHMEM_ZERO_UNKNOWN) {
		found = COHMEM_ZERO_STREAM;
		if (__get_cpuid(0x80000008, &a, &b, &c, &d) && b & 1)
			found = COHMEM_ZERO_CLZERO;
		__atomic_store_n(&cohmem__zero_way, found, __ATOMIC_RELAXED);
	}
	return found;
}

static void zero_lines(char *line, const char *end)
{
	const __m128i zero = _mm_setzero_si128();

	if (zero_method() == COHMEM_ZERO_CLZERO) {
		for (; line < end; line += LINE)
			__asm__ volatile("clzero" : : "a"(line) : "memory");
	} else {
		for (; line < end; line += LINE) {
			for (unsigned int i = 0; i < LINE; i += sizeof(zero))
				_mm_stream_si128((__m128i *)(void *)(line + i), zero);
		}
	}
	/* These stores are weakly ordered, and must complete before the caller gives the memory to a device. */
	_mm_sfence();
}

void cohmem__zero(void *addr, size_t bytes)
{
	size_t head = -(uintptr_t)addr % LINE, tail;

	if (bytes < COHMEM_ZERO_LARGE) {
		memset(addr, 0, bytes);
		return;
	}
	tail = (bytes - head) % LINE;
	memset(addr, 0, head);
	zero_lines((char *)addr + head, (char *)addr + bytes - tail);
	memset((char *)addr + bytes - tail, 0, tail);
}

#else /* on other CPUs, memset() itself zeroes large blocks efficiently (arm64: dc zva) */

void cohmem__zero(void *addr, size_t bytes)
{
	memset(addr, 0, bytes);
}

#endif
