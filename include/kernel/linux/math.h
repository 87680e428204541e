/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Rounding and division. */
#ifndef COHMEM_LINUX_MATH_H
#define COHMEM_LINUX_MATH_H

#include <linux/compiler.h>
#include <linux/types.h>
#include <stdlib.h> /* before abs() becomes a macro */

/* No warnings about comparisons that are always true or always false. */
#pragma GCC system_header

#undef roundup /* of <sys/param.h> */
#define DIV_ROUND_UP(n, d)          (((n) + (d)-1) / (d))
#define DIV_ROUND_UP_ULL(n, d)      DIV_ROUND_UP((unsigned long long)(n), (unsigned long long)(d))
#define DIV_ROUND_DOWN_ULL(n, d)    ((unsigned long long)(n) / (d))
#define DIV_ROUND_CLOSEST_ULL(n, d) DIV_ROUND_CLOSEST((unsigned long long)(n), (unsigned int)(d))
#define round_up(x, y)              ((((x)-1) | ((__typeof__(x))((y)-1))) + 1)
#define round_down(x, y)            ((x) & ~((__typeof__(x))((y)-1)))

/* A half is rounded away from zero, also for negative numbers. */
#define DIV_ROUND_CLOSEST(n, d)                                    \
	({                                                         \
		__typeof__(n) cohmem_n_ = (n);                     \
		__typeof__(d) cohmem_d_ = (d);                     \
		((__typeof__(n))-1 > 0 || (__typeof__(d))-1 > 0 || \
		 (cohmem_n_ > 0) == (cohmem_d_ > 0))               \
			? (cohmem_n_ + cohmem_d_ / 2) / cohmem_d_  \
			: (cohmem_n_ - cohmem_d_ / 2) / cohmem_d_; \
	})
#define roundup(x, y)                                              \
	({                                                         \
		const __typeof__(y) cohmem_y_ = (y);               \
		(((x) + (cohmem_y_ - 1)) / cohmem_y_) * cohmem_y_; \
	})
#define rounddown(x, y)                              \
	({                                           \
		const __typeof__(x) cohmem_x_ = (x); \
		cohmem_x_ - cohmem_x_ % (y);         \
	})
#define mult_frac(x, n, d)                                                  \
	({                                                                  \
		__typeof__(x) cohmem_q_ = (x) / (d), cohmem_r_ = (x) % (d); \
		cohmem_q_ *(n) + cohmem_r_ *(n) / (d);                      \
	})

/* A value of the signed type: abs() takes a difference of unsigned values as signed. */
#define COHMEM_SIGNED_(x)                                                                    \
	_Generic((x), unsigned char                                                          \
		 : (signed char)0, unsigned short                                            \
		 : (short)0, unsigned int : 0, unsigned long : 0L, unsigned long long : 0LL, \
		   default                                                                   \
		 : (x))
#define abs(x)                                                                                  \
	({                                                                                      \
		__typeof__(COHMEM_SIGNED_(x)) cohmem_abs_ = (__typeof__(COHMEM_SIGNED_(x)))(x); \
		cohmem_abs_ < 0 ? -cohmem_abs_ : cohmem_abs_;                                   \
	})

#endif
