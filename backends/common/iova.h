/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * Device addresses of chunks: handed out lowest first, recycled. There are few chunks, so the list of
 * what is taken, sorted by address, is walked. Who calls makes sure that it is one at a time.
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
	bool users; /* of the taker's own use */
};

/* @range: sorted, none reaches into the next */
struct iova_space {
	const struct iova_range *range;
	size_t ranges;
	struct iova_alloc *first;
};

/*
 * Takes the lowest @size bytes that begin at a multiple of @align, a power of two, and end at @limit at
 * most; 0, or with the reason in words: -ENOSPC, -ENOMEM.
 */
int cohmem__alloc_iova(struct iova_space *space, size_t size, uint64_t align, uint64_t limit,
		       struct iova_alloc **taken);
void cohmem__free_iova(struct iova_space *space, struct iova_alloc *taken);

#endif
