/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * Generic memory of a device as most back ends make it: dma_map_ops in front of chunks. A back
 * end says how a chunk comes and goes; struct generic is the first member of what it knows besides.
 */
#ifndef BACKENDS_GENERIC_H
#define BACKENDS_GENERIC_H

#include <cohmem/chunks.h>

struct generic {
	const struct cohmem_chunk_ops *ops; /* tell whose it is */
	struct cohmem_chunks *chunks;
	dma_addr_t lowest; /* of all device addresses that may be given */
};

extern const struct dma_map_ops cohmem_generic_ops;

/* 0 or as cohmem_chunks_create(). */
int cohmem_generic_init(struct generic *generic, const struct cohmem_chunk_ops *ops,
			size_t chunk_size, dma_addr_t lowest);

/* Devices without dma_ops have this one, too; see &cohmem_arch_dma_ops. */
extern struct generic *cohmem_generic_of_all;

/* What @dev has from the back end of @ops; NULL: nothing. */
struct generic *cohmem_generic_of(const struct device *dev, const struct cohmem_chunk_ops *ops);

/* The file behind a part of a block, whoever made it, and where in it; it stays whose it is. -ENXIO. */
int cohmem_generic_export(const struct device *dev, const void *cpu_addr, size_t size,
			  uint64_t *offset);

/* -EBUSY when the device has dma_ops already. */
int cohmem_generic_attach(struct device *dev, struct generic *generic);

/* @*generic is the caller's again; -EINVAL when it is not attached, -EBUSY while blocks are out. */
int cohmem_generic_detach(struct device *dev, const struct cohmem_chunk_ops *ops,
			  struct generic **generic);

#endif
