/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* What is wrong at compile time. */
#ifndef COHMEM_LINUX_BUILD_BUG_H
#define COHMEM_LINUX_BUILD_BUG_H

#include <linux/compiler.h>

#define BUILD_BUG_ON(condition) BUILD_BUG_ON_MSG(condition, "BUILD_BUG_ON: " #condition)
#define BUILD_BUG_ON_MSG(condition, msg)           \
	do {                                       \
		_Static_assert(!(condition), msg); \
	} while (0)
#define BUILD_BUG_ON_ZERO(condition) ((int)(0 * sizeof(char[1 - 2 * !!(condition)])))
#define static_assert(expr, ...) COHMEM_STATIC_ASSERT_(expr, ##__VA_ARGS__, #expr)
#define COHMEM_STATIC_ASSERT_(expr, msg, ...) _Static_assert(expr, msg)

#endif
