/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * The switches for builds from source. Each is 0 or 1, for example -DCOHMEM_WITH_REPORTS=0. Two more are numbers:
 * COHMEM_ARENA_BYTES (port/baremetal/) and COHMEM_SMALL_POOLS (core/pool_static/). The installed config.h is another
 * file: it states how the library was built, so that a program cannot disagree with it.
 */
#ifndef COHMEM_CONFIG_H
#define COHMEM_CONFIG_H

/* 0 for firmware, which has one core and masks interrupts: no per-thread areas, no magazines, the static dma_pool. */
#ifndef COHMEM_WITH_THREADS
#define COHMEM_WITH_THREADS 1
#endif

/* debug.h and fail.h. */
#ifndef COHMEM_WITH_DEBUG
#define COHMEM_WITH_DEBUG COHMEM_WITH_THREADS
#endif

/* The calls to observers. In firmware, debugging is the only observer. */
#ifndef COHMEM_WITH_OBSERVERS
#define COHMEM_WITH_OBSERVERS COHMEM_WITH_DEBUG
#endif

/* An area for devices without one: dma_init_global_coherent(). */
#ifndef COHMEM_WITH_GLOBAL
#define COHMEM_WITH_GLOBAL COHMEM_WITH_THREADS
#endif

/* Requests are counted. If 0, struct cohmem_area_stats and struct cohmem_device_stats stay 0. */
#ifndef COHMEM_WITH_STATS
#define COHMEM_WITH_STATS 1
#endif

/* Reports. If 0, none of their text is in the program. */
#ifndef COHMEM_WITH_REPORTS
#define COHMEM_WITH_REPORTS 1
#endif

/* The calling thread's number in a __thread variable, instead of a call to the port. The hosted build sets it. */
#ifndef COHMEM_WITH_THREAD_LOCAL
#define COHMEM_WITH_THREAD_LOCAL 0
#endif

/* Firmware: the port in port/baremetal/. Without it, the firmware defines a struct cohmem_port of its own. */
#ifndef COHMEM_WITH_PORT
#define COHMEM_WITH_PORT 1
#endif

/* For test builds: check the core's own assumptions. A failed check is reported and ends the program. */
#ifndef COHMEM_WITH_ASSERTS
#define COHMEM_WITH_ASSERTS 0
#endif

/* Less code and stack, more instructions: runs/small.h, loops that are not unrolled. The placement is the same. */
#ifndef COHMEM_FOR_SIZE
#if defined(__OPTIMIZE_SIZE__) && !COHMEM_WITH_THREADS
#define COHMEM_FOR_SIZE 1
#else
#define COHMEM_FOR_SIZE 0
#endif
#endif

#endif
