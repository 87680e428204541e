/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/**
 * DOC: fail - allocations that fail because somebody wants to see what happens then
 *
 * The n-th allocation fails, or each with a probability. For a program that was not written for it:
 * COHMEM_FAIL="nth=3" in the environment (port/posix), with the members of &struct cohmem_fail as
 * names: "where=area+pool,device=dsp,nth=2,times=1" or "where=any,percent=0.5,seed=7".
 */
#ifndef COHMEM_FAIL_H
#define COHMEM_FAIL_H

#include <cohmem/device.h>
#include <cohmem/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Where allocations are counted. */
#define COHMEM_FAIL_ALLOC   0x01u /* dma_alloc_attrs() and what calls it: it returns NULL */
#define COHMEM_FAIL_POOL    0x02u /* dma_pool_alloc(): it returns NULL */
#define COHMEM_FAIL_SLAB    0x04u /* memory that is not for DMA: pools, managed memory, kmalloc() */
#define COHMEM_FAIL_AREA    0x08u /* a request to one area: it has no room */
#define COHMEM_FAIL_GENERIC 0x10u /* a request to generic memory: there is none */
#define COHMEM_FAIL_ANY     (COHMEM_FAIL_ALLOC | COHMEM_FAIL_POOL | COHMEM_FAIL_SLAB)

/**
 * struct cohmem_fail - which allocations fail
 * @where:	COHMEM_FAIL_*, or several of them
 * @dev:	only those of this device; NULL: of any
 * @device:	only those of devices with this name; NULL: of any. The string must stay.
 * @nth:	the first to fail, counted from 1 (the next one); 0: see @per_million
 * @times:	how many fail from there on; 0: one
 * @per_million: each fails with this probability
 * @seed:	which ones that are; the same seed gives the same
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
 * @fail:	copied; NULL: none (as at the start)
 *
 * Counting begins anew. Returns 0; -EINVAL, and nothing changed, when @where is 0 or unknown, both
 * or none of @nth and @per_million are given, or @per_million is more than a million.
 * While no other thread uses cohmem. Thread context.
 */
int cohmem_fail_set(const struct cohmem_fail *fail);

/**
 * cohmem_fail_hits() - how many allocations were made to fail since cohmem_fail_set()
 *
 * Any context.
 */
unsigned long cohmem_fail_hits(void);

/**
 * cohmem_fail_now() - whether this allocation is to fail; for those who allocate
 * @where:	one of COHMEM_FAIL_*
 * @dev:	whose it is, or NULL
 *
 * Counts it. Any context.
 */
bool cohmem_fail_now(unsigned int where, const struct device *dev);

/**
 * cohmem_probe_each() - a driver's probe, with every allocation failing in turn
 * @dev:	the device
 * @probe:	0 or -errno; where it fails it must give back what it took
 * @remove:	undoes @probe; NULL: cohmem_device_release() does it all
 *
 * Calls @probe with the n-th allocation of any kind failing, for n = 1, 2, 3, ... until it gets
 * through, then @remove. After each call cohmem_device_release() gives back what is managed, as the
 * driver core does, and every block that is out then, and was not before, is reported with the
 * place where it was allocated. Debugging is on meanwhile (cohmem_debug_set()).
 *
 * Returns how many of these calls left something behind; -EINVAL when @dev or @probe is NULL;
 * -ENOMEM when there is no memory for debugging; or what @probe returned when it failed though
 * nothing was made to fail. Thread context, no other thread using cohmem.
 */
int cohmem_probe_each(struct device *dev, int (*probe)(struct device *dev),
		      void (*remove)(struct device *dev));

#ifdef __cplusplus
}
#endif
#endif
