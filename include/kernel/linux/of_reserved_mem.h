/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* A device's "memory-region": reserved with cohmem_reserve_memory(), declared by its driver. */
#ifndef COHMEM_LINUX_OF_RESERVED_MEM_H
#define COHMEM_LINUX_OF_RESERVED_MEM_H

#include <linux/of.h>

struct device;

/* Return 0; -EINVAL: an argument is NULL; -ENODEV: no such region; or as dma_declare_coherent_memory(). */
int of_reserved_mem_device_init_by_idx(struct device *dev, struct device_node *np, int idx);
int of_reserved_mem_device_init_by_name(struct device *dev, struct device_node *np,
					const char *name);
void of_reserved_mem_device_release(struct device *dev);

int of_reserved_mem_device_init(struct device *dev);

#endif
