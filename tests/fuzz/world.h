/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* A device, and its state in the naive model. */
#ifndef TESTS_FUZZ_WORLD_H
#define TESTS_FUZZ_WORLD_H

#include <cohmem/cohmem.h>

#include "../model/model.h"
#include "input.h"

#define PHYS            0x40000000ull
#define GENERIC         0x100000000ull
#define MAX_AREAS       4
#define MAX_BLOCKS      64
#define MAX_POOLS       3
#define MAX_POOL_BLOCKS 200

struct area {
	struct area *next; /* in the order of declaration */
	struct model model;
	dma_addr_t base;
	char *cpu;
	unsigned int shift, flags;
	bool draining;
};

struct block {
	char *cpu;
	dma_addr_t dma;
	size_t size;
	struct area *area; /* NULL: generic memory */
	uint32_t start, count;
	uint8_t tag;
	bool managed;
};

struct pool {
	struct dma_pool *pool;
	size_t size, align, boundary;
	size_t blocks;
	struct pool_block {
		unsigned char *cpu;
		dma_addr_t dma;
		uint8_t tag;
	} block[MAX_POOL_BLOCKS];
};

struct world {
	struct device dev;
	struct device pool_dev; /* separate, so that the model need not know pools' pages */
	struct cohmem_region *region;
	bool debug;
	struct area *first;
	unsigned int areas;
	struct block block[MAX_BLOCKS];
	size_t blocks;
	struct pool pool[MAX_POOLS];
	size_t pools;
};

enum answer {
	FROM_AREA,
	FROM_GENERIC, /* or from nowhere, if the request is too large */
	FROM_NOWHERE,
};

struct world *world_begin(bool debug);
void world_check(struct world *w);
void world_end(struct world *w);
void world_add_area(struct world *w, const struct cohmem_area_desc *desc);
/* Allocate @block->size bytes in the model, which sets the area and the place that the library must choose. */
enum answer world_expect(struct world *w, struct block *block);
/* Occupy [@block->dma, @block->dma + @block->size) in the model; false if that is impossible. */
bool world_expect_occupied(struct world *w, struct block *block);
void world_add_block(struct world *w, const struct block *block);
void world_check_content(const struct block *block);
/* Remove a freed block from the model. */
void world_drop_block(struct world *w, struct block *block);
/* The block that a free with these arguments frees; NULL if the library must refuse it. */
struct block *world_released_by(struct world *w, const char *cpu, size_t size, dma_addr_t dma);
void world_drain(struct world *w);

#endif
