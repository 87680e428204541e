/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* What the core needs of struct device. */
#ifndef DEVICE_DEVICE_H
#define DEVICE_DEVICE_H

#include <cohmem/backend/dma_map_ops.h>
#include <cohmem/config.h>
#include <cohmem/port.h>

/* As in include/linux/dma-map-ops.h. Returns NULL if there are none. */
static inline const struct dma_map_ops *get_dma_ops(const struct device *dev)
{
	return dev->dma_ops ? dev->dma_ops : cohmem_arch_dma_ops;
}

/* device.c: the owner of the global area; private to the core. */
extern struct device cohmem__global_device;

/*
 * device.c: the number of forks between the first process and this one. A device that another process initialised is
 * checked when it is first used, because its lock may be held by a thread that this process does not have. Firmware has
 * no processes.
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

/* Returns true if @dev (not NULL) got its memory before this process was forked, and must not be used in it. */
static inline bool of_parent(struct device *dev)
{
	return __builtin_expect(dev->cohmem_forks != FORKS, 0) && cohmem__is_parents(dev);
}

/* Why a call for such a device fails. */
#define OF_PARENT "the device was set up before fork() and belongs to the parent process"

/* Returns the next ancestor of @dev that is not of_parent(), or NULL. Its areas may serve @dev as well. */
static inline struct device *device_above(const struct device *dev)
{
	struct device *above = dev->parent;

	while (above && of_parent(above))
		above = above->parent;
	return above;
}

/* parents.c: called in a child process: resets the global device, which then does not belong to the parent. */
void cohmem__parents_fork_child(void);

#endif
