/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * On a board: 64 KiB of its SRAM are declared as the DMA engine's own area, with granules of 64
 * bytes, and the engine copies between two blocks that dma_alloc_coherent() took from it.
 */
#include <cohmem/coherent.h>
#include <cohmem/mapping.h>
#include <cohmem/window.h>

#include "../../port/baremetal/board.h"
#include "engine.h"

#define AREA_BYTES    (64u << 10)
#define GRANULE_SHIFT 6
#define GRANULES      (AREA_BYTES >> GRANULE_SHIFT)
#define COPY_BYTES    1000u /* sixteen granules, the last one not full */

static uint64_t state[COHMEM_AREA_BYTES(GRANULES) / 8];
static unsigned int failed;

static void put_number(const char *before, uint64_t value, const char *after)
{
	static char digits[17];
	char *at = digits + 16;

	do {
		*--at = "0123456789abcdef"[value % 16];
		value /= 16;
	} while (value);
	board_puts(before);
	board_puts(at);
	board_puts(after);
}

static void check(bool holds, const char *what)
{
	board_puts(holds ? "ok - " : "not ok - ");
	board_puts(what);
	board_puts("\n");
	failed += !holds;
}

static bool all(const uint32_t *words, uint32_t from, uint32_t to, uint32_t value)
{
	while (from < to && words[from] == value)
		from++;
	return from == to;
}

static void test_copy(struct device *dev)
{
	dma_addr_t from_dma = 0, to_dma = 0;
	uint32_t *from = dma_alloc_coherent(dev, COPY_BYTES, &from_dma, GFP_KERNEL);
	uint32_t *to = dma_alloc_coherent(dev, COPY_BYTES, &to_dma, GFP_KERNEL);
	const uint32_t words = COPY_BYTES / 4;
	bool equal = true;

	check(from && to, "two blocks come from the area");
	check(from_dma == engine_address(engine_area) && to_dma == from_dma + 1024,
	      "they lie where Linux would place them");
	check(all(to, 0, words, 0), "the second is zero before");
	for (uint32_t i = 0; i < words; i++)
		from[i] = i * 2654435761u;
	check(engine_copy(to_dma, from_dma, words), "the engine is done");
	for (uint32_t i = 0; i < words; i++)
		equal = equal && to[i] == i * 2654435761u;
	check(equal, "the engine's copy is in the second block");
	check(all(to, words, 256, 0), "and not behind its end");

	put_number("# the engine moved 0x", COPY_BYTES, " bytes");
	put_number(" from device address 0x", from_dma, "");
	put_number(" to 0x", to_dma, "\n");
	dma_free_coherent(dev, COPY_BYTES, from, from_dma);
	dma_free_coherent(dev, COPY_BYTES, to, to_dma);
	check(cohmem_validate(dev) == NULL, "the area's invariants hold");

	to = dma_alloc_coherent(dev, 2 * COPY_BYTES, &to_dma, GFP_KERNEL);
	check(to && all(to, 0, 2 * words, 0), "used memory is zero when it comes again");
	dma_free_coherent(dev, 2 * COPY_BYTES, to, to_dma);
}

static void test_full(struct device *dev)
{
	static void *blocks[GRANULES + 1];
	struct cohmem_area_info info;
	dma_addr_t dma;
	uint32_t got = 0;

	while (got <= GRANULES && (blocks[got] = dma_alloc_coherent(dev, 1, &dma, __GFP_NOWARN)))
		got++;
	check(got == GRANULES, "the area gives every granule, and then no more");
	while (got)
		dma_free_coherent(dev, 1, blocks[--got], 0);
	dma_free_coherent(dev, 1, blocks[0], 0);
	check(cohmem_area_get_info(dev, 0, &info) == 0 && info.runs.used == 0 &&
		      info.runs.blocks == 0 && cohmem_validate(dev) == NULL,
	      "a double free is refused (and reported, above)");
}

int main(void)
{
	static struct cohmem_window window = {.size = AREA_BYTES, .fd = -1};
	static struct device dev;
	const struct cohmem_area_desc desc = {
		.phys_addr = (uintptr_t)engine_area,
		.device_addr = engine_address(engine_area),
		.size = AREA_BYTES,
		.flags = DMA_MEMORY_MAP | DMA_MEMORY_EXCLUSIVE,
		.granule_shift = GRANULE_SHIFT,
		.state = state,
		.state_bytes = sizeof(state),
	};

	board_puts("1..13\n# ");
	board_puts(engine_name);
	board_puts("\n");
	window.phys_addr = (uintptr_t)engine_area;
	window.cpu_addr = engine_area;
	cohmem_device_init(&dev, engine_name);
	check(cohmem_window_add(&window) == 0, "the SRAM is a window");
	check(cohmem_declare_area(&dev, &desc) == 0, "it is declared as the engine's area");
	test_copy(&dev);
	test_full(&dev);
	dma_release_declared_memory(&dev);
	check(cohmem_window_remove(&window) == 0, "nothing is left behind");
	put_number("# state: 0x", sizeof(state), " bytes\n");
	return failed != 0;
}
