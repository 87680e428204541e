/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Rounding and division. */
#ifndef COHMEM_LINUX_MATH_H
#define COHMEM_LINUX_MATH_H

#include <linux/compiler.h>
#include <linux/types.h>
#include <stdlib.h> /* before abs() is a macro */

#define DIV_ROUND_UP(n, d)      (((n) + (d)-1) / (d))
#define DIV_ROUND_UP_ULL(n, d)  DIV_ROUND_UP((unsigned long long)(n), (unsigned long long)(d))
#define DIV_ROUND_CLOSEST(n, d) (((n) + (d) / 2) / (d))
#define roundup(x, y)           ((((x) + (y)-1) / (y)) * (y))
#define rounddown(x, y)         ((x) - (x) % (y))
#define round_up(x, y)          ((((x)-1) | ((__typeof__(x))((y)-1))) + 1)
#define round_down(x, y)        ((x) & ~((__typeof__(x))((y)-1)))
#define abs(x)                                                \
	({                                                    \
		__typeof__(x) cohmem_abs_ = (x);              \
		cohmem_abs_ < 0 ? -cohmem_abs_ : cohmem_abs_; \
	})

#endif
