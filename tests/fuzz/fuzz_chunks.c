/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * Chunks of memory at device addresses in several ranges, the last of which ends at the highest address. The input
 * chooses sizes, limits and what fails. A map of all pages predicts where a chunk must be; the list of live blocks
 * determines which addresses a new block may have, and what a free must return.
 */
#include <cohmem/cohmem.h>
#include <sanitizer/asan_interface.h>
#include <string.h>

#include "../../backends/chunks/internal.h"
#include "../../backends/common/iova.h"
#include "input.h"

#define PAGE        4096u
#define PAGES       16u /* of each range */
#define RANGES      3u
#define CHUNK_PAGES 2u
#define MOST        48u /* blocks */

struct block {
	char *cpu;
	dma_addr_t dma;
	size_t size; /* as requested */
	size_t room; /* in bytes, rounded up to a power of two of pages */
	uint8_t tag;
};

/* The device addresses, and which of their pages are in use. */
struct space {
	struct iova_range range[RANGES];
	struct iova_space iova;
	bool taken[RANGES][PAGES];
	unsigned int chunks;
	uint64_t align;
	bool fails; /* the next chunk */
};

/* The memory of a chunk at each device address; poisoned while no chunk is there. */
static char memory[RANGES][PAGES][PAGE] __attribute__((aligned(PAGE)));
static struct block blocks[MOST];
static size_t count;

/* Search page by page for the lowest place for a chunk; false if there is none. */
static bool naive(const struct space *s, size_t pages, uint64_t limit, size_t *range, size_t *page)
{
	for (*range = 0; *range < RANGES; ++*range) {
		uint64_t first = s->range[*range].first;

		for (*page = 0; *page + pages <= PAGES; ++*page) {
			size_t n = 0;

			while (n < pages && !s->taken[*range][*page + n] &&
			       first + (*page + n) * PAGE + (PAGE - 1) <= limit)
				n++;
			if (n == pages && (first + *page * PAGE) % s->align == 0)
				return true;
		}
	}
	return false;
}

static void mark(struct space *s, uint64_t addr, size_t size, bool taken)
{
	for (size_t r = 0; r < RANGES; r++) {
		if (addr < s->range[r].first || addr > s->range[r].last)
			continue;
		for (size_t page = (addr - s->range[r].first) / PAGE; size; size -= PAGE, page++) {
			demand(s->taken[r][page] != taken, "a page taken or given twice");
			s->taken[r][page] = taken;
		}
	}
}

static int grow(void *ctx, struct cohmem_chunk *chunk, uint64_t limit)
{
	struct space *s = ctx;
	struct iova_alloc *taken;
	size_t range, page;
	bool there = naive(s, chunk->size / PAGE, limit, &range, &page);
	int err = cohmem__alloc_iova(&s->iova, chunk->size, s->align, limit, &taken);

	demand(err == (there ? 0 : -ENOSPC),
	       "device addresses where there are none, or none where there are some");
	if (err)
		return err;
	demand(taken->addr == s->range[range].first + page * PAGE, "not the lowest place");
	if (s->fails) {
		s->fails = false;
		cohmem__free_iova(&s->iova, taken);
		return -EIO;
	}
	mark(s, taken->addr, chunk->size, true);
	chunk->cpu_addr = memory[range][page];
	ASAN_UNPOISON_MEMORY_REGION(chunk->cpu_addr, chunk->size);
	memset(chunk->cpu_addr, 0, chunk->size);
	chunk->dma_addr = taken->addr;
	chunk->priv = taken;
	s->chunks++;
	return 0;
}

static void shrink(void *ctx, struct cohmem_chunk *chunk)
{
	struct space *s = ctx;

	for (size_t i = 0; i < count; i++)
		demand(blocks[i].cpu + blocks[i].room <= (char *)chunk->cpu_addr ||
			       blocks[i].cpu >= (char *)chunk->cpu_addr + chunk->size,
		       "a chunk is freed while one of its blocks is allocated");
	mark(s, chunk->dma_addr, chunk->size, false);
	cohmem__free_iova(&s->iova, chunk->priv);
	ASAN_POISON_MEMORY_REGION(chunk->cpu_addr, chunk->size);
	s->chunks--;
}

static const struct cohmem_chunk_ops ops = {.grow = grow, .shrink = shrink};

static uint64_t some_limit(const struct space *s, struct input *in)
{
	const struct iova_range *range = &s->range[take_byte(in) % RANGES];
	uint8_t byte = take_byte(in);

	if (byte < 128)
		return UINT64_MAX;
	return range->first + (uint64_t)(byte - 128) * PAGE / 2 - 1;
}

static size_t some_size(struct input *in)
{
	static const size_t sizes[] = {0,          1,
				       PAGE - 1,   PAGE,
				       PAGE + 1,   CHUNK_PAGES * PAGE,
				       SIZE_MAX,   SIZE_MAX / 2,
				       1ull << 38, (1ull << 38) + 1};
	uint8_t byte = take_byte(in);

	return byte < 32 ? sizes[byte % 10] : (size_t)(byte - 32) * PAGE / 8;
}

static bool apart(uint64_t a, size_t a_size, uint64_t b, size_t b_size)
{
	return a < b ? b - a >= a_size : a - b >= b_size;
}

static void check_new(const struct space *s, const struct block *new, uint64_t limit)
{
	bool inside = false;

	for (size_t r = 0; r < RANGES; r++)
		inside |= new->dma >= s->range[r].first &&new->dma <= s->range[r].last &&
			  s->range[r].last - new->dma >= new->room - 1;
	demand(inside, "a block in no range");
	demand(new->dma <= limit &&limit - new->dma >= new->room - 1, "beyond the limit");
	demand(new->dma % PAGE == 0 && (uintptr_t) new->cpu % PAGE == 0, "not aligned");
	demand(all_bytes(new->cpu, (new->size + PAGE - 1) / PAGE * PAGE, 0), "not zero");
	for (size_t i = 0; i < count; i++) {
		demand(apart(new->dma, new->room, blocks[i].dma, blocks[i].room),
		       "two blocks at one device address");
		demand(apart((uintptr_t) new->cpu, new->room, (uintptr_t)blocks[i].cpu,
			     blocks[i].room),
		       "two blocks at one CPU address");
	}
}

/* grow() has already checked whether there was a place. */
static void check_refusal(size_t size, long err)
{
	if (size == 0 || size > (size_t)COHMEM_RUNS_MAX_GRANULES * PAGE)
		demand(err == -EINVAL, "another refusal");
	else
		demand(err == -EIO || err == -ENOSPC || err == -ENOMEM, "another refusal");
}

static void alloc(struct cohmem_chunk_pool *chunks, struct space *s, struct input *in)
{
	struct block new = {.size = some_size(in), .room = PAGE};
	uint64_t limit = some_limit(s, in);

	s->align = (uint64_t)PAGE << take_byte(in) % 5;
	if (count == MOST)
		return;
	new.cpu = cohmem__chunk_pool_alloc(chunks, new.size, limit, &new.dma);
	if (IS_ERR(new.cpu)) {
		check_refusal(new.size, PTR_ERR(new.cpu));
		return;
	}
	while (new.room < new.size)
		new.room *= 2;
	check_new(s, &new, limit);
	new.tag = take_byte(in);
	memset(new.cpu, new.tag, new.size);
	blocks[count++] = new;
}

static void release(struct cohmem_chunk_pool *chunks, size_t i)
{
	const struct block block = blocks[i];

	demand(all_bytes(block.cpu, block.size, block.tag), "somebody wrote into a block");
	blocks[i] = blocks[--count];
	demand(cohmem__chunk_pool_free(chunks, NULL, block.size, block.cpu) == 0,
	       "a release refused");
	demand(cohmem__chunk_pool_free(chunks, NULL, block.size, block.cpu) != 0, "released twice");
}

/* Frees near a block or with another size must be refused. Sizes that round to the block's @room are replaced by 0. */
static void release_wrongly(struct cohmem_chunk_pool *chunks, struct input *in)
{
	struct block *b = &blocks[take_byte(in) % count];
	size_t off = take_byte(in) * 64u, size = some_size(in);
	int err;

	if (off == 0 && size && size <= b->room && size > (b->room > PAGE ? b->room / 2 : 0))
		size = 0;
	for (size_t i = 0; i < count; i++) {
		if (b->cpu + off == blocks[i].cpu && i != (size_t)(b - blocks))
			return;
	}
	err = cohmem__chunk_pool_free(chunks, NULL, size, b->cpu + off);
	demand(err < 0, "a wrong release did something");
	if (off % PAGE && off < b->room)
		demand(err == -EFAULT, "another refusal inside a page");
}

/* Calls that only inspect. These chunks have no file to export. */
static void look(struct cohmem_chunk_pool *chunks, struct input *in)
{
	const struct block *b = &blocks[take_byte(in) % count];
	uint64_t offset;

	demand(cohmem_chunk_pool_export(chunks, b->cpu, b->size, &offset) == -ENXIO, "a file");
	demand(cohmem__chunk_pool_cpu_access(chunks, b->cpu, b->size, DMA_TO_DEVICE, true) == 0,
	       "a block in no chunk");
	demand(cohmem__chunk_pool_cpu_access(chunks, b->cpu, SIZE_MAX - take_byte(in),
					     DMA_TO_DEVICE, true) == -ENXIO,
	       "beyond the chunk");
}

static void play(struct cohmem_chunk_pool *chunks, struct space *s, struct input *in)
{
	switch (take_byte(in) % 8) {
	case 0:
		s->fails = true;
		break;
	case 1:
		if (count)
			release_wrongly(chunks, in);
		break;
	case 2:
	case 3:
		if (count)
			release(chunks, take_byte(in) % count);
		break;
	case 4:
		if (count)
			look(chunks, in);
		break;
	default:
		alloc(chunks, s, in);
	}
	demand(!cohmem_chunk_pool_validate(chunks), "invariants");
	demand((cohmem__chunk_pool_destroy(count ? chunks : NULL) == -EBUSY) == (count > 0),
	       "destroyed while blocks are out");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = {data, size};
	uint64_t hole = take_byte(&in) % 8 * PAGE;
	struct space s = {.range = {{hole, hole + PAGES * PAGE - 1},
				    {(1ull << 32) - PAGE, (1ull << 32) + (PAGES - 1) * PAGE - 1},
				    {0 - (uint64_t)PAGES * PAGE, UINT64_MAX}},
			  .align = PAGE};
	struct cohmem_chunk_pool *chunks;

	quiet_port();
	ASAN_POISON_MEMORY_REGION(memory, sizeof(memory));
	s.iova = (struct iova_space){.range = s.range, .ranges = RANGES};
	demand(cohmem__chunk_pool_create(&ops, &s, CHUNK_PAGES * PAGE, &chunks) == 0, "chunks");
	while (in.left)
		play(chunks, &s, &in);
	while (count)
		release(chunks, 0);
	demand(cohmem__chunk_pool_destroy(chunks) == 0, "something is left");
	demand(s.chunks == 0 && !s.iova.first, "a chunk is left");
	return 0;
}
