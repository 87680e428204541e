/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* A driver's probe, with each of its allocations failing in turn. */
#include <cohmem/fail.h>

#include "../debug/debug.h"
#include "../devres/devres.h"

struct driver {
	struct device *dev;
	int (*probe)(struct device *dev);
	void (*remove)(struct device *dev);
	const void *site; /* the caller of cohmem_probe_each() */
};

/* Calls probe with the @n-th allocation failing. Returns true if there were @n. *@err: what probe returned. */
static bool probe_with(const struct driver *driver, unsigned long n, int *err)
{
	const struct cohmem_fail fail = {.where = COHMEM_FAIL_ANY, .nth = n};
	bool failed;

	cohmem_fail_set(&fail);
	*err = driver->probe(driver->dev);
	failed = cohmem_fail_hits() != 0;
	cohmem_fail_set(NULL);
	if (!*err && driver->remove)
		driver->remove(driver->dev);
	cohmem__devres_release_all(driver->dev, driver->site);
	return failed;
}

static int probe_each(const struct driver *driver)
{
	unsigned long since, blocks;
	bool failed = true;
	int leaky = 0, err = 0;

	for (unsigned long n = 1; failed; n++) {
		since = cohmem__table_serial();
		failed = probe_with(driver, n, &err);
		blocks = cohmem__debug_list(NULL, since);
		if (!blocks)
			continue;
		leaky++;
		if (failed)
			report_warn(driver->dev,
				    "DMA-API: with allocation %lu failing, probe leaked %lu blocks",
				    n, blocks);
		else
			report_warn(driver->dev, "DMA-API: probe and remove leaked %lu blocks",
				    blocks);
	}
	return err ? err : leaky;
}

int cohmem_probe_each(struct device *dev, int (*probe)(struct device *dev),
		      void (*remove)(struct device *dev))
{
	const struct driver driver = {dev, probe, remove, __builtin_return_address(0)};
	bool was_off = cohmem_debug_level() == COHMEM_DEBUG_OFF;
	int ret;

	if (!dev || !probe)
		return -EINVAL;
	if (was_off && cohmem_debug_set(COHMEM_DEBUG_ON))
		return -ENOMEM;
	ret = probe_each(&driver);
	if (cohmem_debug_level() == COHMEM_DEBUG_OFF)
		ret = -ENOMEM; /* debugging ran out of memory and turned itself off */
	if (was_off)
		cohmem_debug_set(COHMEM_DEBUG_OFF);
	return ret;
}
