/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/**
 * DOC: cpu_access - memory that the CPU caches, or sees a copy of
 *
 * Coherent memory needs none of this. But a dma-heap's memory may be cached where devices do not look
 * into caches, and a BAR may be reachable through messages only. A driver that is to run with such
 * memory, too, puts its reads and writes between these two calls; for memory that is coherent they do
 * nothing. After an allocation the zeroes are there for both sides.
 *
 * As dma_buf_begin_cpu_access() and its other half in drivers/dma-buf/dma-buf.c, Linux 6.1.
 */
#ifndef COHMEM_CPU_ACCESS_H
#define COHMEM_CPU_ACCESS_H

#include <cohmem/device.h>
#include <cohmem/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * cohmem_begin_cpu_access() - what the device wrote is there for the CPU
 * @dev:	the device that the memory is of
 * @cpu_addr:	in a block of it, or in a region
 * @size:	in bytes
 * @dir:	DMA_FROM_DEVICE: the CPU will read; DMA_TO_DEVICE: write; DMA_BIDIRECTIONAL: both
 *
 * Returns 0; -EINVAL when an argument is NULL, 0 or no direction; or what the back end says. Thread
 * context, unless the back end says otherwise.
 */
int cohmem_begin_cpu_access(struct device *dev, const void *cpu_addr, size_t size,
			    enum dma_data_direction dir);

/**
 * cohmem_end_cpu_access() - what the CPU wrote is there for the device
 * @dev: as there
 * @cpu_addr: as there
 * @size: as there
 * @dir: as there
 *
 * Returns and context as cohmem_begin_cpu_access().
 */
int cohmem_end_cpu_access(struct device *dev, const void *cpu_addr, size_t size,
			  enum dma_data_direction dir);

#ifdef __cplusplus
}
#endif
#endif
