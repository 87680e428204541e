/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* BUG() and WARN(). BUG() ends the whole program; in Linux it ends the thread. */
#ifndef COHMEM_LINUX_BUG_H
#define COHMEM_LINUX_BUG_H

#include <linux/build_bug.h>
#include <linux/compiler.h>
#include <linux/printk.h>

void cohmem_warned(const char *file, int line, const char *function);
void cohmem_bug(const char *file, int line, const char *function) __noreturn;

#define BUG() cohmem_bug(__FILE__, __LINE__, __func__)
#define BUG_ON(condition)                \
	do {                             \
		if (unlikely(condition)) \
			BUG();           \
	} while (0)

#define WARN(condition, fmt, ...)                                    \
	({                                                           \
		const bool cohmem_warn_ = !!(condition);             \
		if (unlikely(cohmem_warn_)) {                        \
			cohmem_warned(__FILE__, __LINE__, __func__); \
			printk(KERN_WARNING fmt, ##__VA_ARGS__);     \
		}                                                    \
		unlikely(cohmem_warn_);                              \
	})
#define WARN_ON(condition)                                           \
	({                                                           \
		const bool cohmem_warn_ = !!(condition);             \
		if (unlikely(cohmem_warn_))                          \
			cohmem_warned(__FILE__, __LINE__, __func__); \
		unlikely(cohmem_warn_);                              \
	})
#define WARN_ON_ONCE(condition)                                                    \
	({                                                                         \
		const bool cohmem_once_ = !!(condition);                           \
		if (unlikely(cohmem_once_))                                        \
			COHMEM_ONCE_(cohmem_warned(__FILE__, __LINE__, __func__)); \
		unlikely(cohmem_once_);                                            \
	})
#define WARN_ONCE(condition, fmt, ...)                                   \
	({                                                               \
		const bool cohmem_once_ = !!(condition);                 \
		if (unlikely(cohmem_once_))                              \
			COHMEM_ONCE_((void)WARN(1, fmt, ##__VA_ARGS__)); \
		unlikely(cohmem_once_);                                  \
	})

#endif
