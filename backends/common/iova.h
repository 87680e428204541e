/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * Allocation of device addresses, lowest first. Each chunk is one allocation, and so is each mapping made by the user.
 * These are few, so they are kept in a list, sorted by address. The caller serializes the calls for one space.
 */
#ifndef BACKENDS_COMMON_IOVA_H
#define BACKENDS_COMMON_IOVA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct iova_range {
	uint64_t first, last;
};

struct iova_alloc {
	struct iova_alloc *next;
	uint64_t addr;
	size_t size;
	bool users; /* private to the caller; VFIO: mapped by the user, not a chunk */
};

/* @range: sorted, without overlap */
struct iova_space {
	const struct iova_range *range;
	size_t ranges;
	struct iova_alloc *first;
};

/*
 * Allocate the lowest free @size bytes that begin at a multiple of @align, a power of two. Their highest address is
 * @limit or lower. Returns 0, -ENOSPC (with the error text set) or -ENOMEM.
 */
int cohmem__alloc_iova(struct iova_space *space, size_t size, uint64_t align, uint64_t limit,
		       struct iova_alloc **taken);
void cohmem__free_iova(struct iova_space *space, struct iova_alloc *taken);

#endif
