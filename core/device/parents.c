/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * Devices in a child process: those that got memory before fork() belong to the parent. They are neither used nor
 * changed, except that @cohmem_forks is set to THE_PARENTS.
 */
#include <cohmem/config.h>

#include "device.h"

#if COHMEM_WITH_THREADS

#define THE_PARENTS 0xffffffffu

static struct cohmem_lock lock;

/* Resets @dev's lock, too: it may have been held when the process was forked. */
static void begin_anew(struct device *dev)
{
	dev->cohmem_lock = (struct cohmem_lock){0};
	dev->cohmem_stats = (struct cohmem_device_stats){0};
	dev->cohmem_forks = cohmem__forks;
}

bool cohmem__is_parents(struct device *dev)
{
	unsigned long flags = cohmem_port->lock(&lock);

	if (dev->cohmem_forks != cohmem__forks && dev->cohmem_forks != THE_PARENTS) {
		if (dev->cohmem_areas || dev->cohmem_devres || dev->dma_ops ||
		    dev->cohmem_stats.generic_allocations)
			dev->cohmem_forks = THE_PARENTS;
		else
			begin_anew(dev);
	}
	cohmem_port->unlock(&lock, flags);
	return dev->cohmem_forks == THE_PARENTS;
}

void cohmem__parents_fork_child(void)
{
	lock = (struct cohmem_lock){0};
	begin_anew(&cohmem__global_device);
}

#endif
