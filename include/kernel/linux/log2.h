/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Powers of two. */
#ifndef COHMEM_LINUX_LOG2_H
#define COHMEM_LINUX_LOG2_H

#include <linux/bitops.h>

/* The result is constant if the argument is, so it can be used as an array size or a case label. */
#define COHMEM_LOG2_(n) (63 - __builtin_clzll((unsigned long long)(n) | 1))
#define ilog2(n)        __builtin_choose_expr(COHMEM_IS_CONSTANT_(n), COHMEM_LOG2_(n), fls64(n) - 1)
#define roundup_pow_of_two(n)                                                    \
	__builtin_choose_expr(COHMEM_IS_CONSTANT_(n),                            \
			      (n) == 1 ? 1UL : 1UL << (COHMEM_LOG2_((n)-1) + 1), \
			      cohmem_roundup_pow_of_two(n))
#define rounddown_pow_of_two(n) \
	__builtin_choose_expr(COHMEM_IS_CONSTANT_(n), 1UL << COHMEM_LOG2_(n), 1UL << (fls64(n) - 1))

static inline bool is_power_of_2(unsigned long n)
{
	return n != 0 && (n & (n - 1)) == 0;
}

static inline unsigned long cohmem_roundup_pow_of_two(unsigned long n)
{
	return 1UL << fls64(n - 1);
}

#define order_base_2(n) ((n) > 1 ? fls64((n)-1) : 0)

#endif
