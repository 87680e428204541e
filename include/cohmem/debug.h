/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/**
 * DOC: debug - find a driver's errors in the use of DMA memory
 *
 * Linux's CONFIG_DMA_API_DEBUG (kernel/dma/debug.c of 6.1) for coherent memory, with its messages.
 * It also covers what Linux does not check: device areas, dma_pools, double frees, writes past the
 * end of a block, and writes to a freed block. A finding is a report (log.h) that begins with
 * "DMA-API: " and names the places where the block was allocated and freed. A place is file, line
 * and function if the program has debug information and libdw is available, else object and offset
 * for addr2line. If a function allocates or frees in a tail call, the function's caller may be
 * named instead. -fno-optimize-sibling-calls avoids that.
 *
 * With debugging off (the default) frees are still checked: an invalid free is refused and
 * reported. With debugging on:
 *
 * - Every block from dma_alloc_attrs() and dma_pool_alloc() is in a table. A free that differs from
 *   its entry in any respect is a finding, and is refused. Turn debugging on before the driver
 *   allocates: earlier blocks count as not allocated.
 * - The bytes that rounding added to a block, after the requested size, are a redzone filled with
 *   COHMEM_DEBUG_REDZONE (so the rest of the last granule is not zero). It is checked when the
 *   block is freed and by cohmem_debug_check().
 * - A freed block is filled with COHMEM_DEBUG_POISON. It is checked when its memory is reused and
 *   by cohmem_debug_check(). Only the COHMEM_DEBUG_FREED blocks freed last are checked. Generic
 *   memory of a back end without @announces_reuse is not, because it may be unmapped.
 * - Each request for a device whose coherent_dma_mask is 0 is a finding.
 *
 * Even with debugging off, free memory of areas and pools is poisoned for AddressSanitizer, if the
 * program was built with it, and for valgrind, if cohmem was built with valgrind's header. Both
 * tools then report a use after free immediately, with the stack.
 *
 * If there is no memory for the table, this is reported, and debugging is turned off.
 *
 * COHMEM_DEBUG=1 in the environment turns debugging on for a program that does not do so itself.
 * COHMEM_DEBUG=abort also aborts at the first finding. With either, reports go to stderr unless the
 * program sets a log, and cohmem_debug_check(NULL) and cohmem_debug_leaks(NULL) are called when the
 * program exits.
 */
#ifndef COHMEM_DEBUG_H
#define COHMEM_DEBUG_H

#include <cohmem/config.h>
#include <cohmem/device.h>
#include <cohmem/types.h>

#ifdef __cplusplus
extern "C" {
#endif

#define COHMEM_DEBUG_OFF   0
#define COHMEM_DEBUG_ON    1
#define COHMEM_DEBUG_ABORT 2 /* as ON, and the first finding ends the program, for test runners */

#define COHMEM_DEBUG_REDZONE 0xa9 /* after the end of a block */
#define COHMEM_DEBUG_POISON  0xa7 /* in a freed block */
#if !COHMEM_WITH_THREADS
#define COHMEM_DEBUG_FREED 8 /* number of freed blocks that are checked */
#else
#define COHMEM_DEBUG_FREED 512
#endif

/**
 * cohmem_debug_set() - turn debugging on or off
 * @level:	COHMEM_DEBUG_*
 *
 * COHMEM_DEBUG_OFF discards the table. Every successful call resets the number of findings.
 *
 * Return:
 * * 0: success
 * * -EINVAL: @level is unknown
 * * -EINVAL: @level is COHMEM_DEBUG_ABORT, and the port cannot end a program
 * * -ENOMEM: out of memory for the table
 * Context: Thread context, while no other thread uses cohmem.
 */
int cohmem_debug_set(int level);

/**
 * cohmem_debug_level() - get the debugging level
 *
 * Return: COHMEM_DEBUG_OFF, COHMEM_DEBUG_ON or COHMEM_DEBUG_ABORT.
 * Context: Any context.
 */
int cohmem_debug_level(void);

/**
 * cohmem_debug_findings() - get the number of findings
 *
 * Return: the number of findings since the last successful cohmem_debug_set().
 * Context: Any context.
 */
unsigned long cohmem_debug_findings(void);

/**
 * cohmem_debug_check() - check all redzones and freed blocks
 * @dev:	the device whose blocks are checked; NULL: all devices
 *
 * Each error is reported once. Memory that the driver owns is not read, so it may be written
 * meanwhile.
 *
 * Return: the number of errors found, 0 if debugging is off.
 * Context: Thread context.
 */
unsigned long cohmem_debug_check(struct device *dev);

/**
 * cohmem_debug_leaks() - report the blocks that have not been freed
 * @dev:	the device whose blocks are reported; NULL: all devices
 *
 * Makes one report for each place in the code that allocated such blocks, with the number of
 * blocks and of bytes, and the time of the first allocation. These reports are not findings: a
 * running driver normally has blocks that are not freed yet.
 *
 * Return: the number of blocks, 0 if debugging is off.
 * Context: Thread context.
 */
unsigned long cohmem_debug_leaks(struct device *dev);

#ifdef __cplusplus
}
#endif
#endif
