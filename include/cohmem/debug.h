/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/**
 * DOC: debug - what a driver does wrong with its DMA memory
 *
 * Linux's CONFIG_DMA_API_DEBUG (kernel/dma/debug.c of 6.1) for coherent memory, with its words, and
 * for what it does not see: device areas, dma_pools, a second release, writes behind the end of a
 * block and after its release. A finding is a report (log.h) that begins with "DMA-API: " and says
 * where the block was allocated and released: file, line and function where the program has debug
 * information and libdw is there, else object and offset for addr2line. Where a function's last act
 * is the call, its caller may be named: -fno-optimize-sibling-calls avoids that.
 *
 * Off (as at the start) the checks of releases stay: one that is none is refused and reported. On:
 *
 * - Every block from dma_alloc_attrs() and dma_pool_alloc() is in a table, and a release that
 *   does not agree with it in everything is a finding, and refused. Turn it on before the driver
 *   allocates: a block from before is one that it has not allocated.
 * - The rest of a block, up to its rounded length, is a redzone: it holds COHMEM_DEBUG_REDZONE
 *   (so the rest of the last granule is not zero), and is looked at when the block is released,
 *   by cohmem_debug_check() and at the end of the program.
 * - A released block is filled with COHMEM_DEBUG_POISON, which is looked at when the memory is used
 *   again, by cohmem_debug_check() and at the end of the program; of the last COHMEM_DEBUG_FREED ones.
 * - A device whose coherent_dma_mask is 0 gets a finding for each request.
 *
 * Whatever the level: in a program that was built with AddressSanitizer, and under valgrind where cohmem
 * was built with its header, free memory of areas and pools is poisoned for them, so a use after free is
 * their report, at once and with the stack.
 *
 * When there is no memory for the table, that is reported and debugging is off from then on.
 *
 * COHMEM_DEBUG=1 in the environment turns it on for a program that was not written for it, and
 * COHMEM_DEBUG=abort aborts at the first finding; reports then go to stderr where the program sets
 * no log, and the end of the program calls cohmem_debug_check(NULL) and cohmem_debug_leaks(NULL).
 */
#ifndef COHMEM_DEBUG_H
#define COHMEM_DEBUG_H

#include <cohmem/device.h>
#include <cohmem/types.h>

#ifdef __cplusplus
extern "C" {
#endif

#define COHMEM_DEBUG_OFF   0
#define COHMEM_DEBUG_ON    1
#define COHMEM_DEBUG_ABORT 2 /* and the first finding ends the program, for test runners */

#define COHMEM_DEBUG_REDZONE 0xa9 /* behind the end of a block */
#define COHMEM_DEBUG_POISON  0xa7 /* in a released block */
#ifdef COHMEM_NO_THREADS
#define COHMEM_DEBUG_FREED 8 /* how many of those are remembered */
#else
#define COHMEM_DEBUG_FREED 512
#endif

/**
 * cohmem_debug_set() - turn debugging on or off
 * @level:	COHMEM_DEBUG_*
 *
 * Off forgets the table. Returns 0; -EINVAL when @level is none, or the port cannot end a program
 * and @level is COHMEM_DEBUG_ABORT; -ENOMEM. While no other thread uses cohmem. Thread context.
 */
int cohmem_debug_set(int level);

/** cohmem_debug_level() - which of COHMEM_DEBUG_* it is. Any context. */
int cohmem_debug_level(void);

/** cohmem_debug_findings() - how many findings there were since debugging was turned on. Any context. */
unsigned long cohmem_debug_findings(void);

/**
 * cohmem_debug_check() - look at all redzones and released blocks
 * @dev:	of this device; NULL: of all
 *
 * What is broken is reported, once. Returns how many findings that were; 0 when debugging is off.
 * Memory that the driver writes meanwhile is none of its business. Thread context.
 */
unsigned long cohmem_debug_check(struct device *dev);

/**
 * cohmem_debug_leaks() - who has not freed what
 * @dev:	of this device; NULL: of all
 *
 * One report for each place that allocated blocks which are still out: how many, how many bytes,
 * since when. These are no findings: a driver that runs has memory.
 *
 * Returns how many blocks are out; 0 when debugging is off. Thread context.
 */
unsigned long cohmem_debug_leaks(struct device *dev);

#ifdef __cplusplus
}
#endif
#endif
