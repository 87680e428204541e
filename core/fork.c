/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * fork(): memory of devices belongs to the process that set it up.
 *
 * The child has copies of its parent's structures, in any state and with locks held by threads that it does not have.
 * So it uses none of them: the lists of the core are emptied at once, and a device, which is on no list, when it is
 * first used.
 */
#include "cache.h"
#include "debug.h"
#include "dmapool.h"
#include "internal.h"

/* A device that has nothing but what its copy in the parent process has. */
#define THE_PARENTS 0xffffffffu

unsigned int cohmem_forks;
static struct cohmem_lock lock;
static unsigned long pools_flags;

unsigned int cohmem_fork_count(void)
{
	return cohmem_forks;
}

void cohmem_fork_prepare(void)
{
	pools_flags = cohmem_port->lock(&cohmem_pools_lock);
}

void cohmem_fork_parent(void)
{
	cohmem_port->unlock(&cohmem_pools_lock, pools_flags);
}

void cohmem_fork_child(void)
{
	cohmem_forks++;
	lock = (struct cohmem_lock){0};
	cohmem_pools_fork_child();
	cohmem_cache_fork_child();
	cohmem_windows_fork_child();
	cohmem_table_fork_child();
	cohmem_device_fork_child(&cohmem_global_device);
}

void cohmem_device_fork_child(struct device *dev)
{
	static struct cohmem_area *areas;
	static struct cohmem_devres *devres;

	leave_to_parent(dev->cohmem_areas, areas);
	leave_to_parent(dev->cohmem_devres, devres);
	dev->cohmem_lock = (struct cohmem_lock){0};
	dev->cohmem_stats = (struct cohmem_device_stats){0};
	dev->cohmem_forks = cohmem_forks;
}

bool cohmem_is_parents(struct device *dev)
{
	unsigned long flags = cohmem_port->lock(&lock);

	if (dev->cohmem_forks != cohmem_forks && dev->cohmem_forks != THE_PARENTS) {
		bool had_memory = dev->cohmem_areas || dev->cohmem_devres || dev->dma_ops ||
				  dev->cohmem_stats.generic_allocations;

		cohmem_device_fork_child(dev);
		if (had_memory) {
			dev->dma_ops = NULL; /* and their data, unused, stay reachable */
			dev->cohmem_forks = THE_PARENTS;
		}
	}
	cohmem_port->unlock(&lock, flags);
	return dev->cohmem_forks == THE_PARENTS;
}
