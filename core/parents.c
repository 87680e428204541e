/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Devices in a child process: those that got their memory before the fork() belong to the parent. */
#include "internal.h"

/* A device that has nothing but what its copy in the parent process has. */
#define THE_PARENTS 0xffffffffu

static struct cohmem_lock lock;

static void leave_device(struct device *dev)
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

		leave_device(dev);
		if (had_memory) {
			dev->dma_ops = NULL; /* and their data, unused, stay reachable */
			dev->cohmem_forks = THE_PARENTS;
		}
	}
	cohmem_port->unlock(&lock, flags);
	return dev->cohmem_forks == THE_PARENTS;
}

void cohmem__parents_fork_child(void)
{
	lock = (struct cohmem_lock){0};
	leave_device(&cohmem_global_device);
}
