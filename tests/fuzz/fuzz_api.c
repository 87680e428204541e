/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * libFuzzer target: sequences of calls with hostile arguments. The input's bytes choose calls and
 * arguments; the naive model (tests/model) predicts which area serves a request, at which address,
 * and which frees are valid. Each allocated block is filled with a byte value that must still be
 * there when it is freed.
 */
#include "world.h"

#include <cohmem/backend/observe.h>
#include <string.h>

/* Sizes at and near limits, or arbitrary ones. */
static size_t some_size(struct input *in)
{
	static const size_t sizes[] = {0,    1,    63,    64,    65,       4095,         4096,
				       4097, 8192, 12288, 65536, 1u << 17, SIZE_MAX / 2, SIZE_MAX};
	uint8_t byte = take_byte(in);

	return byte < 128 ? sizes[byte % (sizeof(sizes) / sizeof(sizes[0]))]
			  : (size_t)(byte - 127) * take_byte(in);
}

static void declare(struct world *w, struct input *in)
{
	static const unsigned int shifts[] = {0, 5, 6, 9, 12, 13, 21, 4, 22, 64};
	const struct cohmem_area_desc desc = {
		.phys_addr = PHYS + take_byte(in) % 72 * 2048u,
		.size = (size_t)take_byte(in) * 512,
		.device_addr = take_byte(in) % 16 * 0x10000ull + take_byte(in) * 16u,
		.flags = take_byte(in) & ~COHMEM_AREA_PER_THREAD,
		.granule_shift = shifts[take_byte(in) % 10],
	};
	const struct cohmem_area_desc exact = {
		.phys_addr = desc.phys_addr,
		.size = desc.size,
		.device_addr = desc.device_addr,
		.flags = (desc.flags & 15) | COHMEM_AREA_EXACT,
		.granule_shift = desc.granule_shift,
	};
	const struct cohmem_area_desc *chosen = desc.flags & 128 ? &exact : &desc;

	if (w->areas < MAX_AREAS && cohmem_declare_area(&w->dev, chosen) == 0)
		world_add_area(w, chosen);
}

static void alloc(struct world *w, struct input *in)
{
	struct block block = {.size = some_size(in), .managed = take_byte(in) % 4 == 0};
	struct block expected = block;
	enum answer answer;

	if (w->blocks == MAX_BLOCKS)
		return;
	answer = world_expect(w, &expected);
	block.cpu = block.managed ? dmam_alloc_coherent(&w->dev, block.size, &block.dma, GFP_KERNEL)
				  : dma_alloc_coherent(&w->dev, block.size, &block.dma, GFP_KERNEL);
	if (answer == FROM_AREA) {
		demand(block.cpu && block.dma == expected.dma, "another placement");
		block.area = expected.area;
		block.start = expected.start;
	} else {
		demand(answer == FROM_GENERIC || !block.cpu,
		       "a block that neither areas nor generic memory can serve");
		demand(!block.cpu || block.dma >= GENERIC, "served by an area that has no room");
	}
	if (!block.cpu)
		return;
	demand(all_bytes(block.cpu, block.size, 0), "memory that is not zero");
	world_add_block(w, &block);
}

static void release(struct world *w, struct block *block)
{
	world_check_content(block);
	if (block->managed)
		dmam_free_coherent(&w->dev, block->size, block->cpu, block->dma);
	else
		dma_free_coherent(&w->dev, block->size, block->cpu, block->dma);
	world_drop_block(w, block);
}

static struct block *some_block(struct world *w, struct input *in)
{
	return w->blocks ? &w->block[take_byte(in) % w->blocks] : NULL;
}

static void free_one(struct world *w, struct input *in)
{
	struct block *block = some_block(w, in);

	if (block)
		release(w, block);
}

/* Free at an address near a block. The model predicts whether the arguments are valid by accident. */
static void free_wrongly(struct world *w, struct input *in)
{
	struct block *block = some_block(w, in), *hit;
	size_t size = some_size(in);
	ptrdiff_t off = (ptrdiff_t)take_byte(in) * (take_byte(in) % 2 ? 1 : 64);
	dma_addr_t dma;

	if (!block || !block->area ||
	    block->cpu + off >= (char *)w->region->cpu_addr + w->region->size)
		return;
	dma = block->dma + (take_byte(in) % 2 ? (dma_addr_t)off : 0);
	if (take_byte(in) % 2)
		size = block->size;
	hit = world_released_by(w, block->cpu + off, size, dma);
	if (hit && hit->managed)
		return; /* cohmem_device_release() would free it again, which would be refused */
	dma_free_coherent(&w->dev, size, block->cpu + off, dma);
	if (hit)
		world_drop_block(w, hit);
}

static void occupy(struct world *w, struct input *in)
{
	dma_addr_t at = take_byte(in) % 16 * 0x10000ull + take_byte(in) * 64u;
	struct block block = {.size = some_size(in), .dma = at};
	void *cpu;

	if (w->blocks == MAX_BLOCKS)
		return;
	cpu = dma_mark_declared_memory_occupied(&w->dev, at, block.size);
	if (!world_expect_occupied(w, &block)) {
		demand(IS_ERR(cpu), "occupied what cannot be");
		return;
	}
	demand(!IS_ERR(cpu), "not occupied what can be");
	block.cpu = cpu;
	world_add_block(w, &block);
}

static void drop_areas(struct world *w, struct input *in)
{
	(void)in;
	dma_release_declared_memory(&w->dev);
	world_drain(w);
}

static void create_pool(struct world *w, struct input *in)
{
	size_t size = take_byte(in) * (take_byte(in) % 8 ? 1u : 40u);
	size_t align = (size_t)1 << take_byte(in) % 14;
	size_t boundary = take_byte(in) % 2 ? (size_t)1 << take_byte(in) % 16 : 0;
	struct dma_pool *pool;

	if (w->pools == MAX_POOLS)
		return;
	align += take_byte(in) % 16 == 0;
	pool = dma_pool_create("fuzz", &w->pool_dev, size, align, boundary);
	demand(!pool || (size && !(align & (align - 1)) && (!boundary || boundary >= size)),
	       "a pool that cannot be");
	if (!pool)
		return;
	if (take_byte(in) % 4 == 0)
		demand(cohmem_pool_use_magazines(pool) == 0, "no magazines");
	w->pool[w->pools++] = (struct pool){pool, size, align, boundary, 0, {{0}}};
}

static void pool_alloc(struct pool *pool, struct input *in)
{
	struct pool_block *b = &pool->block[pool->blocks];
	bool zero = take_byte(in) % 2;

	if (pool->blocks == MAX_POOL_BLOCKS)
		return;
	b->cpu = dma_pool_alloc(pool->pool, zero ? __GFP_ZERO : GFP_KERNEL, &b->dma);
	if (!b->cpu)
		return;
	demand(b->dma % pool->align == 0, "a block that is not aligned");
	demand(!pool->boundary ||
		       (b->dma / pool->boundary == (b->dma + pool->size - 1) / pool->boundary),
	       "a block across a boundary");
	demand(!zero || all_bytes(b->cpu, pool->size, 0), "a block that is not zero");
	b->tag = take_byte(in);
	memset(b->cpu, b->tag, pool->size);
	pool->blocks++;
}

static void pool_free(struct pool *pool, struct input *in)
{
	struct pool_block *b = &pool->block[take_byte(in) % pool->blocks];
	const struct pool_block block = *b;
	struct cohmem_pool_info before, after;

	demand(all_bytes(b->cpu, pool->size, b->tag), "somebody wrote into a pool's block");
	*b = pool->block[--pool->blocks];
	dma_pool_free(pool->pool, block.cpu, block.dma);
	cohmem_pool_get_info(pool->pool, &before);
	dma_pool_free(pool->pool, block.cpu, block.dma); /* twice */
	dma_pool_free(pool->pool, block.cpu + 1 + take_byte(in), block.dma);
	cohmem_pool_get_info(pool->pool, &after);
	demand(memcmp(&before, &after, sizeof(before)) == 0, "a wrong release did something");
	demand(after.used == pool->blocks, "a pool counts wrong");
}

static void play_pool(struct world *w, struct input *in)
{
	struct pool *pool = w->pools ? &w->pool[take_byte(in) % w->pools] : NULL;

	if (pool && (take_byte(in) % 2 || !pool->blocks))
		pool_alloc(pool, in);
	else if (pool)
		pool_free(pool, in);
}

static void set_mask(struct world *w, struct input *in)
{
	/* Not by dma_set_coherent_mask(), which refuses masks below generic memory. */
	w->dev.coherent_dma_mask = take_byte(in) % 2 ? ~0ull : DMA_BIT_MASK(take_byte(in) % 45);
}

static void fail_next(struct world *w, struct input *in)
{
	const struct cohmem_fail fail = {.where = COHMEM_FAIL_ALLOC, .nth = 1};
	dma_addr_t dma;

	cohmem_fail_set(&fail);
	demand(!dma_alloc_coherent(&w->dev, some_size(in), &dma, GFP_KERNEL), "it did not fail");
	cohmem_fail_set(NULL);
}

/* Calls that only inspect, and calls that must have no effect. */
static void look(struct world *w, size_t size)
{
	struct vm_area_struct vma = {.vm_start = 1, .vm_end = size};
	char text[100], *addr = cohmem_region_addr(PHYS + 5, size);
	struct cohmem_device_stats stats;
	struct cohmem_run run;
	int ret;

	demand(!addr == (size > w->region->size - 5), "an address in no region, or none in one");
	demand(!addr || addr == (char *)w->region->cpu_addr + 5, "another address");
	demand(cohmem_stats_json(&w->dev, "fuzz", text, size % sizeof(text)) > 0, "no text");
	demand(cohmem_device_get_stats(&w->dev, &stats) == 0, "no numbers");
	for (uint32_t at = 0; cohmem_area_next_run(&w->dev, 0, at, &run); at += run.count)
		demand(run.count > 0, "a run of nothing");
	cohmem_area_next_run(&w->dev, 1, (uint32_t)size, &run);
	ret = dma_mmap_coherent(&w->dev, &vma, w->region->cpu_addr, 0, size);
	demand(ret == -EINVAL || ret == -ENXIO, "mapped to nowhere");
	demand(cohmem_ram_detach_all() == -EINVAL, "detached what was not attached");
	demand(cohmem_ram_attach_all(size | 1, size) == -EINVAL, "attached at an odd address");
	cohmem_slab_allocated(&w->dev, size, __builtin_return_address(0));
	cohmem_slab_freed(&w->dev);
	cohmem_slab_freed(text);
	cohmem_debug_check(&w->dev);
}

static void nonsense(struct world *w, struct input *in)
{
	size_t size = some_size(in);
	dma_addr_t dma;
	void *ret;

	demand(!dma_alloc_coherent(NULL, size, &dma, GFP_KERNEL), "memory for nobody");
	demand(!dma_alloc_coherent(&w->dev, size, NULL, GFP_KERNEL), "memory without a handle");
	demand(!dma_alloc_from_coherent(NULL, (ssize_t)size, &dma, &ret), "an area of nobody");
	dma_free_coherent(NULL, size, &dma, 0);
	dma_free_coherent(&w->dev, size, &dma, 0);
	dma_release_from_coherent(&w->dev, take_byte(in) - 128, &dma);
	dmam_free_coherent(&w->dev, size, &dma, 0);
	dma_pool_free(NULL, &dma, 0);
	demand(cohmem_declare_area(&w->dev, NULL) == -EINVAL, "an area of nothing");
	look(w, size);
}

/* Calls are chosen in proportion to their number of entries here. */
static void (*const calls[16])(struct world *w, struct input *in) = {
	declare, declare,    alloc,       alloc,     alloc,     free_one, free_one,  free_wrongly,
	occupy,  drop_areas, create_pool, play_pool, play_pool, set_mask, fail_next, nonsense,
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
	struct input in = {data, bytes};
	struct world *w = world_begin(take_byte(&in) % 2);

	while (in.left) {
		calls[take_byte(&in) % 16](w, &in);
		world_check(w);
	}
	while (w->blocks)
		release(w, &w->block[0]);
	world_end(w);
	return 0;
}
