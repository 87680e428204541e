/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Atomic counters. */
#ifndef COHMEM_LINUX_ATOMIC_H
#define COHMEM_LINUX_ATOMIC_H

#include <asm/barrier.h>
#include <linux/compiler.h>
#include <linux/types.h>

#define ATOMIC_INIT(i) \
	{              \
		(i)    \
	}
#define ATOMIC64_INIT(i) \
	{                \
		(i)      \
	}

#define smp_load_acquire(p)     __atomic_load_n(p, __ATOMIC_ACQUIRE)
#define smp_store_release(p, v) __atomic_store_n(p, v, __ATOMIC_RELEASE)
#define xchg(p, v)              __atomic_exchange_n(p, v, __ATOMIC_SEQ_CST)
#define cmpxchg(p, old, new)                                                               \
	({                                                                                 \
		__typeof__(*(p)) cohmem_old_ = (old);                                      \
		__atomic_compare_exchange_n(p, &cohmem_old_, new, false, __ATOMIC_SEQ_CST, \
					    __ATOMIC_RELAXED);                             \
		cohmem_old_;                                                               \
	})

/* The functions of one type. */
#define COHMEM_ATOMIC_(prefix, type, value)                                                        \
	static inline value prefix##_read(const type *v)                                           \
	{                                                                                          \
		return __atomic_load_n(&v->counter, __ATOMIC_RELAXED);                             \
	}                                                                                          \
	static inline void prefix##_set(type *v, value i)                                          \
	{                                                                                          \
		__atomic_store_n(&v->counter, i, __ATOMIC_RELAXED);                                \
	}                                                                                          \
	static inline value prefix##_add_return(value i, type *v)                                  \
	{                                                                                          \
		return __atomic_add_fetch(&v->counter, i, __ATOMIC_SEQ_CST);                       \
	}                                                                                          \
	static inline value prefix##_sub_return(value i, type *v)                                  \
	{                                                                                          \
		return __atomic_sub_fetch(&v->counter, i, __ATOMIC_SEQ_CST);                       \
	}                                                                                          \
	static inline value prefix##_fetch_add(value i, type *v)                                   \
	{                                                                                          \
		return __atomic_fetch_add(&v->counter, i, __ATOMIC_SEQ_CST);                       \
	}                                                                                          \
	static inline void prefix##_add(value i, type *v)                                          \
	{                                                                                          \
		prefix##_add_return(i, v);                                                         \
	}                                                                                          \
	static inline void prefix##_sub(value i, type *v)                                          \
	{                                                                                          \
		prefix##_sub_return(i, v);                                                         \
	}                                                                                          \
	static inline void prefix##_inc(type *v)                                                   \
	{                                                                                          \
		prefix##_add_return(1, v);                                                         \
	}                                                                                          \
	static inline void prefix##_dec(type *v)                                                   \
	{                                                                                          \
		prefix##_sub_return(1, v);                                                         \
	}                                                                                          \
	static inline value prefix##_inc_return(type *v)                                           \
	{                                                                                          \
		return prefix##_add_return(1, v);                                                  \
	}                                                                                          \
	static inline value prefix##_dec_return(type *v)                                           \
	{                                                                                          \
		return prefix##_sub_return(1, v);                                                  \
	}                                                                                          \
	static inline bool prefix##_dec_and_test(type *v)                                          \
	{                                                                                          \
		return prefix##_sub_return(1, v) == 0;                                             \
	}                                                                                          \
	static inline bool prefix##_sub_and_test(value i, type *v)                                 \
	{                                                                                          \
		return prefix##_sub_return(i, v) == 0;                                             \
	}                                                                                          \
	static inline bool prefix##_inc_and_test(type *v)                                          \
	{                                                                                          \
		return prefix##_add_return(1, v) == 0;                                             \
	}                                                                                          \
	static inline value prefix##_xchg(type *v, value i)                                        \
	{                                                                                          \
		return xchg(&v->counter, i);                                                       \
	}                                                                                          \
	static inline value prefix##_cmpxchg(type *v, value old, value i)                          \
	{                                                                                          \
		return cmpxchg(&v->counter, old, i);                                               \
	}                                                                                          \
	static inline bool prefix##_add_unless(type *v, value a, value u)                          \
	{                                                                                          \
		value c = prefix##_read(v);                                                        \
		while (c != u && !__atomic_compare_exchange_n(&v->counter, &c, c + a, false,       \
							      __ATOMIC_SEQ_CST, __ATOMIC_RELAXED)) \
			;                                                                          \
		return c != u;                                                                     \
	}

COHMEM_ATOMIC_(atomic, atomic_t, int)
COHMEM_ATOMIC_(atomic64, atomic64_t, s64)

#define atomic_inc_not_zero(v) atomic_add_unless(v, 1, 0)
typedef atomic64_t atomic_long_t;
#define atomic_long_read(v)   ((long)atomic64_read(v))
#define atomic_long_set(v, i) atomic64_set(v, i)
#define atomic_long_add(i, v) atomic64_add(i, v)
#define atomic_long_inc(v)    atomic64_inc(v)
#define atomic_long_dec(v)    atomic64_dec(v)

#endif
