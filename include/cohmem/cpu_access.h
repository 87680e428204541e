/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/**
 * DOC: cpu_access - memory that the CPU caches, or sees a copy of
 *
 * Coherent memory does not need these functions. Other memory does. Memory of a dma-heap may be
 * cached by the CPU while the device does not snoop the cache, and a BAR may be reachable only
 * through messages. A driver that is to work with such memory as well puts its reads and writes
 * between the two calls below. For coherent memory they do nothing. For example::
 *
 *	cohmem_begin_cpu_access(dev, ring, 64, DMA_FROM_DEVICE);
 *	done = ring[0];
 *	cohmem_end_cpu_access(dev, ring, 64, DMA_FROM_DEVICE);
 *
 * After an allocation both the CPU and the device see zeroed memory.
 *
 * Source: dma_buf_begin_cpu_access() and dma_buf_end_cpu_access(), drivers/dma-buf/dma-buf.c,
 * Linux 6.1.
 */
#ifndef COHMEM_CPU_ACCESS_H
#define COHMEM_CPU_ACCESS_H

#include <cohmem/device.h>
#include <cohmem/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * cohmem_begin_cpu_access() - make what the device wrote visible to the CPU
 * @dev:	the device that the memory belongs to
 * @cpu_addr:	an address in a block of @dev, or in a region
 * @size:	in bytes
 * @dir:	DMA_FROM_DEVICE: the CPU will read; DMA_TO_DEVICE: it will write;
 *		DMA_BIDIRECTIONAL: both
 *
 * Return:
 * * 0: success, or the memory is coherent
 * * -EINVAL: @dev or @cpu_addr is NULL, @size is 0, or @dir is not one of the three directions
 * * -EPERM: @dev belongs to the parent process (<cohmem/fork.h>)
 * * another negative errno: from the back end
 * Context: Thread context, unless the back end documents otherwise.
 */
int cohmem_begin_cpu_access(struct device *dev, const void *cpu_addr, size_t size,
			    enum dma_data_direction dir);

/**
 * cohmem_end_cpu_access() - make what the CPU wrote visible to the device
 * @dev:	the device that the memory belongs to
 * @cpu_addr:	as passed to cohmem_begin_cpu_access()
 * @size:	as passed to cohmem_begin_cpu_access(), in bytes
 * @dir:	as passed to cohmem_begin_cpu_access()
 *
 * Return:
 * * 0: success, or the memory is coherent
 * * -EINVAL: @dev or @cpu_addr is NULL, @size is 0, or @dir is not one of the three directions
 * * -EPERM: @dev belongs to the parent process (<cohmem/fork.h>)
 * * another negative errno: from the back end
 * Context: Thread context, unless the back end documents otherwise.
 */
int cohmem_end_cpu_access(struct device *dev, const void *cpu_addr, size_t size,
			  enum dma_data_direction dir);

#ifdef __cplusplus
}
#endif
#endif
