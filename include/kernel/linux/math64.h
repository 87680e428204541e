/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* 64-bit division. */
#ifndef COHMEM_LINUX_MATH64_H
#define COHMEM_LINUX_MATH64_H

#include <linux/math.h>

static inline u64 div_u64(u64 dividend, u32 divisor)
{
	return dividend / divisor;
}

static inline u64 div64_u64(u64 dividend, u64 divisor)
{
	return dividend / divisor;
}

static inline s64 div_s64(s64 dividend, s32 divisor)
{
	return dividend / divisor;
}

static inline u64 div_u64_rem(u64 dividend, u32 divisor, u32 *remainder)
{
	*remainder = (u32)(dividend % divisor);
	return dividend / divisor;
}

/* Sets @n to the quotient; the value is the remainder. */
#define do_div(n, base)                                      \
	({                                                   \
		u32 cohmem_base_ = (base);                   \
		u32 cohmem_rem_ = (u32)((n) % cohmem_base_); \
		(n) /= cohmem_base_;                         \
		cohmem_rem_;                                 \
	})

#endif
