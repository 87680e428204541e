/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Basic macros, which most of the kernel includes. */
#ifndef COHMEM_LINUX_KERNEL_H
#define COHMEM_LINUX_KERNEL_H

#include_next <linux/kernel.h>

#include <linux/align.h>
#include <linux/bitops.h>
#include <linux/bug.h>
#include <linux/build_bug.h>
#include <linux/compiler.h>
#include <linux/container_of.h>
#include <linux/err.h>
#include <linux/kstrtox.h>
#include <linux/limits.h>
#include <linux/log2.h>
#include <linux/math.h>
#include <linux/minmax.h>
#include <linux/printk.h>
#include <linux/sprintf.h>
#include <linux/stddef.h>
#include <linux/types.h>

#define ARRAY_SIZE(array)                     \
	(sizeof(array) / sizeof((array)[0]) + \
	 (size_t)BUILD_BUG_ON_ZERO(           \
		 __builtin_types_compatible_p(__typeof__(array), __typeof__(&(array)[0]))))

#define upper_32_bits(n) ((u32)(((n) >> 16) >> 16))
#define lower_32_bits(n) ((u32)((n)&0xffffffff))
#define upper_16_bits(n) ((u16)((n) >> 16))
#define lower_16_bits(n) ((u16)((n)&0xffff))

#define might_sleep()        ((void)0)
#define might_sleep_if(cond) ((void)(cond))
#define typecheck(type, x)                               \
	({                                               \
		type cohmem_type_;                       \
		__typeof__(x) cohmem_other_;             \
		(void)(&cohmem_type_ == &cohmem_other_); \
		1;                                       \
	})

#endif
