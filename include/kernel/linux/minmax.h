/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Minimum and maximum of two values, which must be both signed or both unsigned. */
#ifndef COHMEM_LINUX_MINMAX_H
#define COHMEM_LINUX_MINMAX_H

#include <linux/compiler.h>

/* No warnings about comparisons that are always true or always false. */
#pragma GCC system_header

#define COHMEM_IS_SIGNED_(x) (((__typeof__(x))-1) < (__typeof__(x))1)
/* True for a constant that has the same value as a signed and as an unsigned type. */
#define COHMEM_HAS_NO_SIGN_(x) __builtin_choose_expr(COHMEM_IS_CONSTANT_(x), (long long)(x) >= 0, 0)

/* Constant if both arguments are. Otherwise evaluates each of them once, and asserts @ok. */
#define COHMEM_CHOOSE_(x, y, op, ok)                                                        \
	__builtin_choose_expr(COHMEM_IS_CONSTANT_(x) && COHMEM_IS_CONSTANT_(y),             \
			      (x)op(y) ? (x) : (y), ({                                      \
				      __typeof__(x) cohmem_x_ = (x);                        \
				      __typeof__(y) cohmem_y_ = (y);                        \
				      _Static_assert(ok, "a signed and an unsigned value"); \
				      cohmem_x_ op cohmem_y_ ? cohmem_x_ : cohmem_y_;       \
			      }))
/* A comparison of mixed signs would convert a negative value to a large unsigned one. */
#define COHMEM_SAME_SIGN_(x, y)                                                                \
	(COHMEM_IS_SIGNED_(x) == COHMEM_IS_SIGNED_(y) ||                                       \
	 COHMEM_IS_SIGNED_((x) + 0) == COHMEM_IS_SIGNED_((y) + 0) || COHMEM_HAS_NO_SIGN_(x) || \
	 COHMEM_HAS_NO_SIGN_(y))
#define min(x, y)                  COHMEM_CHOOSE_(x, y, <, COHMEM_SAME_SIGN_(x, y))
#define max(x, y)                  COHMEM_CHOOSE_(x, y, >, COHMEM_SAME_SIGN_(x, y))
#define min_t(type, x, y)          COHMEM_CHOOSE_((type)(x), (type)(y), <, 1)
#define max_t(type, x, y)          COHMEM_CHOOSE_((type)(x), (type)(y), >, 1)
#define min3(x, y, z)              min((__typeof__(x))min(x, y), z)
#define max3(x, y, z)              max((__typeof__(x))max(x, y), z)
#define clamp(val, lo, hi)         min((__typeof__(val))max(val, lo), hi)
#define clamp_t(type, val, lo, hi) min_t(type, max_t(type, val, lo), hi)
#define clamp_val(val, lo, hi)     clamp_t(__typeof__(val), val, lo, hi)
#define min_not_zero(x, y)                                    \
	({                                                    \
		__typeof__(x) cohmem_a_ = (x);                \
		__typeof__(y) cohmem_b_ = (y);                \
		cohmem_a_ == 0   ? cohmem_b_                  \
		: cohmem_b_ == 0 ? cohmem_a_                  \
				 : min(cohmem_a_, cohmem_b_); \
	})
#define swap(a, b)                                \
	do {                                      \
		__typeof__(a) cohmem_swap_ = (a); \
		(a) = (b);                        \
		(b) = cohmem_swap_;               \
	} while (0)

#endif
