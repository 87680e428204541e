/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* mapping.c: dma_alloc_attrs() and dma_free_attrs() for callers in the core that set the kind of a block themselves. */
#ifndef MAPPING_MAPPING_H
#define MAPPING_MAPPING_H

#include "../observe/observe.h"

/*
 * Allocates @block->size bytes for @block->dev, observed as a block of @block->kind, and fills in the rest of @block.
 * Returns false if that failed, which has been reported.
 */
bool cohmem__alloc_block(struct cohmem_block *block, dma_addr_t *dma_handle, gfp_t flag,
			 unsigned long attrs);
/* Frees @block, unless an observer refuses. */
void cohmem__free_block(const struct cohmem_block *block, unsigned long attrs);

#endif
