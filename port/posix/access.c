/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * For AddressSanitizer and valgrind's memcheck free memory of areas and pools is like memory after
 * free(): an access to it is their report. Whether they are there is seen when the program begins, so
 * that it need not be a library of another build.
 */
#include "access.h"

#include <cohmem/port.h>

#ifdef COHMEM_HAVE_VALGRIND
#include <valgrind/memcheck.h>
#else
#define RUNNING_ON_VALGRIND                 0
#define VALGRIND_MAKE_MEM_NOACCESS(addr, n) ((void)(addr), (void)(n))
#define VALGRIND_MAKE_MEM_DEFINED(addr, n)  ((void)(addr), (void)(n))
#define VALGRIND_DISABLE_ERROR_REPORTING    ((void)0)
#define VALGRIND_ENABLE_ERROR_REPORTING     ((void)0)
#endif

/* In programs that were built with it. */
void __asan_poison_memory_region(const volatile void *addr, size_t size) __attribute__((weak));
void __asan_unpoison_memory_region(const volatile void *addr, size_t size) __attribute__((weak));

void cohmem_access_report(const void *addr, size_t bytes, enum cohmem_access access)
{
	switch (access) {
	case COHMEM_ACCESS_FREE:
		if (__asan_poison_memory_region)
			__asan_poison_memory_region(addr, bytes);
		VALGRIND_MAKE_MEM_NOACCESS(addr, bytes);
		break;
	case COHMEM_ACCESS_TAKEN:
		if (__asan_unpoison_memory_region)
			__asan_unpoison_memory_region(addr, bytes);
		VALGRIND_MAKE_MEM_DEFINED(addr, bytes);
		break;
	case COHMEM_ACCESS_LOOK: /* the core is not instrumented where it looks */
		VALGRIND_DISABLE_ERROR_REPORTING;
		break;
	case COHMEM_ACCESS_LOOKED:
		VALGRIND_ENABLE_ERROR_REPORTING;
		break;
	}
}

__attribute__((constructor)) static void begin(void)
{
	if (__asan_poison_memory_region || RUNNING_ON_VALGRIND)
		cohmem_access_watch();
}
