/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Memory barriers, between CPUs and to devices. */
#ifndef COHMEM_ASM_BARRIER_H
#define COHMEM_ASM_BARRIER_H

#define COHMEM_FENCE_(instruction) __asm__ volatile(instruction ::: "memory")

#if defined(__x86_64__)
#define mb()      COHMEM_FENCE_("mfence")
#define rmb()     COHMEM_FENCE_("lfence")
#define wmb()     COHMEM_FENCE_("sfence")
#define dma_rmb() COHMEM_FENCE_("")
#define dma_wmb() COHMEM_FENCE_("")
#elif defined(__aarch64__)
#define mb()      COHMEM_FENCE_("dsb sy")
#define rmb()     COHMEM_FENCE_("dsb ld")
#define wmb()     COHMEM_FENCE_("dsb st")
#define dma_rmb() COHMEM_FENCE_("dmb oshld")
#define dma_wmb() COHMEM_FENCE_("dmb oshst")
#else
#define mb()      __sync_synchronize()
#define rmb()     __sync_synchronize()
#define wmb()     __sync_synchronize()
#define dma_rmb() __sync_synchronize()
#define dma_wmb() __sync_synchronize()
#endif

#define smp_mb()  mb()
#define smp_rmb() dma_rmb()
#define smp_wmb() dma_wmb()

#endif
