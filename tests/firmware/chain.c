/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* The engine copies according to a list of descriptors. The descriptors and the data are in the engine's area. */

#include "board.h"
#include "check.h"
#include "engine.h"

#define STEPS      8u
#define STEP_WORDS 250u /* 1000 bytes: sixteen granules, the last one not full */
#define BYTES      (STEPS * STEP_WORDS * 4)
#define LONG       1000000

struct step {
	void *descriptor;
	dma_addr_t dma;
};

/* From last to first, because each descriptor contains the next one's address. The copy has the steps in reverse. */
static bool build(struct dma_pool *pool, struct step *step, dma_addr_t to, dma_addr_t from)
{
	for (uint32_t i = STEPS; i--;) {
		uint32_t at = i * STEP_WORDS * 4, back = (STEPS - 1 - i) * STEP_WORDS * 4;

		step[i].descriptor = dma_pool_zalloc(pool, GFP_KERNEL, &step[i].dma);
		if (!step[i].descriptor)
			return false;
		engine_describe(step[i].descriptor, to + back, from + at, STEP_WORDS,
				i + 1 < STEPS ? step[i + 1].dma : 0);
	}
	return true;
}

static bool run(const struct step *first)
{
	engine_start(first->descriptor, first->dma);
	for (int i = 0; i < LONG; i++) {
		if (engine_done())
			return true;
	}
	return false;
}

static bool turned_around(const uint32_t *to, const uint32_t *from)
{
	for (uint32_t i = 0; i < STEPS * STEP_WORDS; i++) {
		uint32_t step = STEPS - 1 - i / STEP_WORDS;

		if (to[i] != from[step * STEP_WORDS + i % STEP_WORDS])
			return false;
	}
	return true;
}

static bool all_in_area(const struct step *step)
{
	for (uint32_t i = 0; i < STEPS; i++) {
		if (step[i].dma - engine_address(area_memory) >= AREA_BYTES ||
		    step[i].dma % ENGINE_DESCRIPTOR_BYTES ||
		    engine_address(step[i].descriptor) != step[i].dma)
			return false;
	}
	return true;
}

static void tell(const struct step *step, dma_addr_t to, dma_addr_t from)
{
	board_puts("# ");
	board_puts(engine_name);
	board_puts(": descriptors at");
	for (uint32_t i = 0; i < STEPS; i++)
		put_hex(" 0x", step[i].dma);
	put_decimal("; moved ", BYTES, " bytes");
	put_hex(" from 0x", from);
	put_hex(" to 0x", to);
	board_puts("\n");
}

void test_chain(void)
{
	struct dma_pool *pool = dma_pool_create("descriptors", &engine, ENGINE_DESCRIPTOR_BYTES,
						ENGINE_DESCRIPTOR_BYTES, AREA_BYTES / 16);
	struct step step[STEPS] = {0};
	dma_addr_t from_dma = 0, to_dma = 0;
	uint32_t *from = dma_alloc_coherent(&engine, BYTES, &from_dma, GFP_KERNEL);
	uint32_t *to = dma_alloc_coherent(&engine, BYTES, &to_dma, GFP_KERNEL);

	check(from && to && from_dma == engine_address(area_memory) && to_dma == from_dma + 8192,
	      "two blocks come from the area, where Linux would place them");
	check(pool && build(pool, step, to_dma, from_dma) && all_in_area(step),
	      "descriptors come from a dma_pool in the area");
	check(to[0] == 0 && to[BYTES / 4 - 1] == 0, "the memory is zero before");
	for (uint32_t i = 0; i < BYTES / 4; i++)
		from[i] = next_random();
	check(run(&step[0]), "the engine has come to the list's end");
	check(turned_around(to, from), "it has moved each step to its place");
	check(to[BYTES / 4] == 0, "and nothing behind the last");
	tell(step, to_dma, from_dma);
	for (uint32_t i = 0; i < STEPS; i++)
		dma_pool_free(pool, step[i].descriptor, step[i].dma);
	dma_free_coherent(&engine, BYTES, from, from_dma);
	dma_free_coherent(&engine, BYTES, to, to_dma);
	dma_pool_destroy(pool);
	check(cohmem_device_validate(&engine) == NULL, "the area's invariants hold");
	to = dma_alloc_coherent(&engine, BYTES, &to_dma, GFP_KERNEL);
	check(to && to[0] == 0 && to[BYTES / 4 - 1] == 0,
	      "used memory is zero when it is allocated again");
	dma_free_coherent(&engine, BYTES, to, to_dma);
}
