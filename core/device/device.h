/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* What the core knows of a device. */
#ifndef DEVICE_DEVICE_H
#define DEVICE_DEVICE_H

#include <cohmem/config.h>
#include <cohmem/mapping.h>
#include <cohmem/port.h>

/* As in include/linux/dma-map-ops.h; NULL: it has none. */
static inline const struct dma_map_ops *get_dma_ops(const struct device *dev)
{
	return dev->dma_ops ? dev->dma_ops : cohmem_arch_dma_ops;
}

/* device.c: owns the global area, and no driver knows it. */
extern struct device cohmem__global_device;

/*
 * device.c: how many forks lie between the first process and this one. A device that another process initialised is looked
 * at once, when it is first used: its lock may be held by a thread that is not here. Firmware has no processes.
 */
#if !COHMEM_WITH_THREADS
#define FORKS 0u
static inline bool cohmem__is_parents(struct device *dev)
{
	(void)dev;
	return false;
}
#else
#define FORKS cohmem__forks
extern unsigned int cohmem__forks;
__attribute__((cold, noinline)) bool cohmem__is_parents(struct device *dev);
#endif

/* Whether @dev, which is not NULL, got its memory before this process was forked; then nobody may use it here. */
static inline bool of_parent(struct device *dev)
{
	return __builtin_expect(dev->cohmem_forks != FORKS, 0) && cohmem__is_parents(dev);
}

/* Why a call for such a device fails. */
#define OF_PARENT "it was set up before fork() and belongs to the parent process"

/* The device above @dev, whose areas may serve @dev as well; NULL: none. */
static inline struct device *device_above(const struct device *dev)
{
	struct device *above = dev->parent;

	while (above && of_parent(above))
		above = above->parent;
	return above;
}

/* parents.c: in a child process the global device has nothing that its parent gave it. */
void cohmem__parents_fork_child(void);

#endif
