/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Memory of dma-heaps, as dma-bufs. */
#ifndef BACKENDS_COMMON_DMA_HEAP_H
#define BACKENDS_COMMON_DMA_HEAP_H

#include <cohmem/types.h>

#include "anon_file.h"

/* Check that /dev/dma_heap/@heap can be opened. Returns 0, or -errno with the error text set. */
int cohmem__heap_check(const char *heap);

/*
 * Allocate @size zeroed bytes from /dev/dma_heap/@heap and map them. Returns 0, or -errno with the error text set. The
 * memory is freed by cohmem__anon_file_close().
 */
int cohmem__heap_open(const char *heap, size_t size, struct anon_file *file);

/* Begin or end CPU access to a dma-buf, for @cpu_access of &struct cohmem_region. Returns 0 or -errno. */
int cohmem__dma_buf_sync(int fd, enum dma_data_direction dir, bool begin);

#endif
