/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* A seeded sequence of operations, for boards and the host (tests/firmware/host.c): placements must be the same. */
#include "log.h"

#define SLOTS      48u
#define SEED       88172645u
#define LARGEST    (13u << 6) /* bytes */
#define LARGE_EACH 61u        /* one size in this many is multiplied by 32 */

struct slot {
	void *vaddr;
	dma_addr_t dma;
	size_t size;
};

/* FNV-1a, of 32 bits. */
static uint32_t add(uint32_t hash, uint32_t value)
{
	for (int i = 0; i < 4; i++, value >>= 8)
		hash = (hash ^ (value & 0xff)) * 16777619u;
	return hash;
}

uint32_t log_run(struct device *dev, dma_addr_t base, uint32_t operations)
{
	struct slot slots[SLOTS] = {0};
	uint32_t random = SEED, hash = 2166136261u;

	for (uint32_t i = 0; i < operations + SLOTS; i++) {
		struct slot *slot;

		random ^= random << 13, random ^= random >> 17, random ^= random << 5;
		slot = &slots[i < operations ? random % SLOTS : i - operations];
		if (slot->vaddr) {
			dma_free_coherent(dev, slot->size, slot->vaddr, slot->dma);
			slot->vaddr = NULL;
		} else if (i < operations) {
			slot->size = 1 + (random >> 8) % LARGEST;
			if (random % LARGE_EACH == 0)
				slot->size *= 32;
			slot->vaddr = dma_alloc_coherent(dev, slot->size, &slot->dma, __GFP_NOWARN);
			hash = add(hash, slot->vaddr ? (uint32_t)(slot->dma - base) : ~0u);
		}
	}
	return hash;
}
