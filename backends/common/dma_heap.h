/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* dma-heaps: memory as a dma-buf. The words of a failure are left for the report. */
#ifndef BACKENDS_COMMON_DMA_HEAP_H
#define BACKENDS_COMMON_DMA_HEAP_H

#include <cohmem/types.h>

#include "anon_file.h"

/* Whether /dev/dma_heap/@heap can be used; 0 or -errno. */
int cohmem__heap_check(const char *heap);

/* @size zeroed bytes of it, mapped; 0 or -errno. Closed by cohmem__anon_file_close(). */
int cohmem__heap_open(const char *heap, size_t size, struct anon_file *file);

/* As &struct cohmem_region's, of memory that is a dma-buf. */
int cohmem__dma_buf_sync(int fd, enum dma_data_direction dir, bool begin);

#endif
