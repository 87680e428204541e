/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Tests on a board: 64 KiB of its SRAM are declared as the DMA engine's area, with granules of 64 bytes. */
#include "board.h"
#include "check.h"
#include "engine.h"
#include "log.h"

__attribute__((section(".area"), aligned(4096))) unsigned char area_memory[AREA_BYTES];
struct device engine;

static uint64_t state[COHMEM_AREA_BYTES(GRANULES) / 8];

_Static_assert(sizeof(state) <= 640 || sizeof(void *) > 4, "a hundredth of the area at most");

static struct cohmem_region region = {.size = AREA_BYTES, .fd = -1};

struct cohmem_area_desc describe_area(size_t offset, size_t size)
{
	return (struct cohmem_area_desc){
		.phys_addr = (uintptr_t)area_memory + offset,
		.device_addr = engine_address(area_memory + offset),
		.size = size,
		.flags = DMA_MEMORY_MAP | DMA_MEMORY_EXCLUSIVE,
		.granule_shift = GRANULE_SHIFT,
	};
}

static int declare_all(void)
{
	struct cohmem_area_desc desc = describe_area(0, AREA_BYTES);

	desc.state = state;
	desc.state_bytes = sizeof(state);
	return cohmem_declare_area(&engine, &desc);
}

/* board.py compares this line with that of the host, which runs the same operations. */
static void tell_log(void)
{
	put_decimal("# log: ", LOG_OPERATIONS, " operations, placements ");
	put_hex("", log_run(&engine, engine_address(area_memory), LOG_OPERATIONS));
	board_puts("\n");
}

int main(void)
{
	board_puts("# ");
	board_puts(engine_name);
	put_decimal(", an area of ", AREA_BYTES, " bytes");
	put_decimal(" with a state of ", sizeof(state), " bytes\n");
	region.phys_addr = (uintptr_t)area_memory;
	region.cpu_addr = area_memory;
	cohmem_device_init(&engine, engine_name);
	check(cohmem_region_add(&region) == 0, "the SRAM is a region");
	check(declare_all() == 0, "it is declared as the engine's area");
	test_chain();
	test_full();
	test_storm();
	tell_log();
	test_debug();
	test_many();
	dma_release_declared_memory(&engine);
	test_crooked_area();
	test_arena();
	test_cached(&region);
	check(cohmem_region_remove(&region) == 0, "nothing is left behind");
	return checks_end() != 0;
}
