/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Included everywhere by the kernel's build: attributes, and IS_ENABLED() for CONFIG_ options. */
#ifndef COHMEM_LINUX_COMPILER_TYPES_H
#define COHMEM_LINUX_COMPILER_TYPES_H

/* The module's name: from kbuild, or else the name of the source file. */
#ifdef KBUILD_MODNAME
#define COHMEM_MODULE_ KBUILD_MODNAME
#else
#define COHMEM_MODULE_ __BASE_FILE__
#define KBUILD_MODNAME __FILE_NAME__
#endif

#define __iomem
#define __user
#define __kernel
#define __force
#define __rcu
#define __percpu
#define __bitwise
#define __must_hold(x)
#define __acquires(x)
#define __releases(x)

#define __packed        __attribute__((packed))
#define __aligned(x)    __attribute__((aligned(x)))
#define __printf(a, b)  __attribute__((format(printf, a, b)))
#define __maybe_unused  __attribute__((unused))
#define __always_unused __attribute__((unused))
#define __used          __attribute__((used))
#define __must_check    __attribute__((warn_unused_result))
#define __weak          __attribute__((weak))
#define __cold          __attribute__((cold))
#define __pure          __attribute__((pure))
#define __malloc        __attribute__((malloc))
#define __noreturn      __attribute__((noreturn))
#define __section(s)    __attribute__((section(s)))
#define __read_mostly
#define __ro_after_init
#define ____cacheline_aligned __attribute__((aligned(64)))
#define noinline              __attribute__((noinline))
#ifndef __always_inline
#define __always_inline inline __attribute__((always_inline))
#endif
#ifndef fallthrough
#define fallthrough __attribute__((fallthrough))
#endif

/* 1 if the option is defined as 1, else 0: COHMEM_ONE_1 expands to "0,", which makes 1 the second argument. */
#define IS_ENABLED(option)                 (COHMEM_IS_ONE_(option) || COHMEM_IS_ONE_(option##_MODULE))
#define IS_BUILTIN(option)                 COHMEM_IS_ONE_(option)
#define IS_REACHABLE(option)               COHMEM_IS_ONE_(option)
#define COHMEM_IS_ONE_(value)              COHMEM_IS_ONE__(value)
#define COHMEM_IS_ONE__(value)             COHMEM_IS_ONE___(COHMEM_ONE_##value)
#define COHMEM_IS_ONE___(perhaps)          COHMEM_SECOND_(perhaps 1, 0, 0)
#define COHMEM_ONE_1                       0,
#define COHMEM_SECOND_(first, second, ...) second

#endif
