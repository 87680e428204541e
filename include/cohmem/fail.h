/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/**
 * DOC: fail - injected allocation failures, to test how a driver handles them
 *
 * The n-th allocation fails, or each one with a given probability. COHMEM_FAIL="nth=3" in the
 * environment (port/posix) sets this for a program that does not call cohmem_fail_set(). The
 * variable accepts where, device, nth, times and seed, as in &struct cohmem_fail, as well as
 * percent. Examples: "where=area+pool,device=dsp,nth=2,times=1" or "where=any,percent=0.5,seed=7".
 */
#ifndef COHMEM_FAIL_H
#define COHMEM_FAIL_H

#include <cohmem/device.h>
#include <cohmem/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Kinds of allocations, and what happens if one is made to fail. */
#define COHMEM_FAIL_ALLOC 0x01u /* dma_alloc_attrs() and its callers: it returns NULL */
#define COHMEM_FAIL_POOL  0x02u /* dma_pool_alloc(): it returns NULL */
#define COHMEM_FAIL_SLAB  0x04u /* memory that is not for DMA: dma_pools, devres, kmalloc() */
#define COHMEM_FAIL_AREA  0x08u /* a request to one area: it fails as if the area had no room */
#define COHMEM_FAIL_GENERIC \
	0x10u /* a request to generic memory: it fails as if there were no room */
#define COHMEM_FAIL_ANY (COHMEM_FAIL_ALLOC | COHMEM_FAIL_POOL | COHMEM_FAIL_SLAB)

/**
 * struct cohmem_fail - which allocations fail
 * @where:	one or more of COHMEM_FAIL_*
 * @dev:	only allocations for this device fail; NULL: for any device
 * @device:	only allocations for devices of this name fail; NULL: of any name. The string must
 *		remain valid.
 * @nth:	number of the first allocation to fail, 1 for the next one; 0: see @per_million
 * @times:	number of consecutive allocations that fail from @nth on; 0: one
 * @per_million: probability of failure of each allocation, in millionths; 0: see @nth
 * @seed:	seed for the choice; the same seed selects the same allocations
 */
struct cohmem_fail {
	unsigned int where;
	const struct device *dev;
	const char *device;
	unsigned long nth;
	unsigned long times;
	unsigned int per_million;
	uint64_t seed;
};

/**
 * cohmem_fail_set() - choose which allocations fail
 * @fail:	copied; NULL (the initial state): no allocation fails
 *
 * The counts of allocations and of failures restart at 0. If an error is returned, nothing changes.
 *
 * Return:
 * * 0: success
 * * -EINVAL: @where is 0 or has an unknown flag
 * * -EINVAL: both or neither of @nth and @per_million are given
 * * -EINVAL: @per_million is more than a million
 * Context: Thread context, while no other thread uses cohmem.
 */
int cohmem_fail_set(const struct cohmem_fail *fail);

/**
 * cohmem_fail_hits() - get the number of injected failures
 *
 * Return: the number of allocations that failed on purpose since cohmem_fail_set().
 * Context: Any context.
 */
unsigned long cohmem_fail_hits(void);

/**
 * cohmem_fail_now() - count an allocation and decide if it must fail (called by allocators)
 * @where:	one of COHMEM_FAIL_*
 * @dev:	the device that the memory is for, or NULL
 *
 * Return: true if the allocation must fail.
 * Context: Any context.
 */
bool cohmem_fail_now(unsigned int where, const struct device *dev);

/**
 * cohmem_probe_each() - run a driver's probe with each of its allocations failing in turn
 * @dev:	the device
 * @probe:	returns 0 or a negative errno. If it fails, it must free what it allocated.
 * @remove:	undoes @probe; NULL: the release of managed resources undoes all of it
 *
 * Calls @probe with the n-th allocation (COHMEM_FAIL_ANY) failing, for n = 1, 2, 3, ..., until
 * @probe makes fewer than n allocations. Each time @probe returns 0, @remove is called. After each
 * @probe, managed resources are freed, as the driver core does. Every block that is then still
 * allocated, and was not before, is reported with the place where it was allocated. Debugging
 * (cohmem_debug_set()) is on meanwhile. Failures set by cohmem_fail_set() are cleared.
 *
 * Return:
 * * the number of calls of @probe after which blocks were left
 * * -EINVAL: @dev or @probe is NULL
 * * -ENOMEM: out of memory for debugging
 * * another negative errno: @probe returned it although no allocation failed on purpose
 * Context: Thread context, while no other thread uses cohmem.
 */
int cohmem_probe_each(struct device *dev, int (*probe)(struct device *dev),
		      void (*remove)(struct device *dev));

#ifdef __cplusplus
}
#endif
#endif
