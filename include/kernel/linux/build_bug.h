/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Compile-time checks. */
#ifndef COHMEM_LINUX_BUILD_BUG_H
#define COHMEM_LINUX_BUILD_BUG_H

#include <linux/compiler.h>

/* The optimizer has to evaluate the condition. Without optimization, it is checked at run time. */
#ifdef __OPTIMIZE__
#define COHMEM_BUILD_BUG_(msg, line)                                                   \
	({                                                                             \
		extern void cohmem_build_bug_##line(void) __attribute__((error(msg))); \
		cohmem_build_bug_##line();                                             \
	})
#else
#define COHMEM_BUILD_BUG_(msg, line) __builtin_trap()
#endif
#define COHMEM_BUILD_BUG_ON_(condition, msg, line)    \
	do {                                          \
		if (condition)                        \
			COHMEM_BUILD_BUG_(msg, line); \
	} while (0)
#define COHMEM_BUILD_BUG_LINE_(condition, msg, line) COHMEM_BUILD_BUG_ON_(condition, msg, line)
#define BUILD_BUG_ON_MSG(condition, msg)             COHMEM_BUILD_BUG_LINE_(condition, msg, __LINE__)
#define BUILD_BUG_ON(condition)                      BUILD_BUG_ON_MSG(condition, "BUILD_BUG_ON: " #condition)
#define BUILD_BUG()                                  BUILD_BUG_ON_MSG(1, "BUILD_BUG")
#define BUILD_BUG_ON_ZERO(condition)                 ((int)(0 * sizeof(char[1 - 2 * !!(condition)])))
#undef static_assert /* of <assert.h> */
#define static_assert(expr, ...) COHMEM_STATIC_ASSERT_(expr, ##__VA_ARGS__, #expr)
#define COHMEM_STATIC_ASSERT_(expr, msg, ...) _Static_assert(expr, msg)

#endif
