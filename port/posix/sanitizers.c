/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * Makes AddressSanitizer and valgrind's memcheck report accesses to free memory of areas and pools, as they do after
 * free(). The two are detected when the program starts, so no special build of the library is needed.
 */
#include "sanitizers.h"

#include <cohmem/backend/observe.h>

#ifdef COHMEM_HAVE_VALGRIND
#include <valgrind/memcheck.h>
#else
#define RUNNING_ON_VALGRIND                 0
#define VALGRIND_MAKE_MEM_NOACCESS(addr, n) ((void)(addr), (void)(n))
#define VALGRIND_MAKE_MEM_DEFINED(addr, n)  ((void)(addr), (void)(n))
#define VALGRIND_DISABLE_ERROR_REPORTING    ((void)0)
#define VALGRIND_ENABLE_ERROR_REPORTING     ((void)0)
#endif

/* Not NULL in programs that were built with AddressSanitizer. */
void __asan_poison_memory_region(const volatile void *addr, size_t size) __attribute__((weak));
void __asan_unpoison_memory_region(const volatile void *addr, size_t size) __attribute__((weak));

static void poison(const void *addr, size_t bytes)
{
	if (__asan_poison_memory_region)
		__asan_poison_memory_region(addr, bytes);
	VALGRIND_MAKE_MEM_NOACCESS(addr, bytes);
}

static void unpoison(const void *addr, size_t bytes)
{
	if (__asan_unpoison_memory_region)
		__asan_unpoison_memory_region(addr, bytes);
	VALGRIND_MAKE_MEM_DEFINED(addr, bytes);
}

/* AddressSanitizer needs nothing here, because the code that inspects memory is not instrumented. */
static void inspect(const void *addr, size_t bytes, bool begins)
{
	(void)addr, (void)bytes;
	if (begins)
		VALGRIND_DISABLE_ERROR_REPORTING;
	else
		VALGRIND_ENABLE_ERROR_REPORTING;
}

static void sanitize_area(struct device *dev, const struct cohmem_area_info *area, bool begins)
{
	(void)dev;
	if (begins)
		poison(area->virt_base, area->size);
	else
		unpoison(area->virt_base, area->size);
}

static struct cohmem_observer observer = {
	.memory_freed = poison,
	.memory_reused = unpoison,
	.inspect = inspect,
	.area = sanitize_area,
};

void cohmem__sanitizers_begin(void)
{
	if (__asan_poison_memory_region || RUNNING_ON_VALGRIND)
		cohmem_observe(&observer, COHMEM_OBSERVE_MEMORY | COHMEM_OBSERVE_AREAS);
}
