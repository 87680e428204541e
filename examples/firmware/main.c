/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* A complete firmware (Cortex-M33, mps2-an505): its DMA engine, a PL081, walks a list in the engine's own SRAM. */
#include "cohmem.h"

#define REGISTER(address) (*(volatile uint32_t *)(address))
#define UART              0x50200000u
#define DMA               0x50110000u
#define DMA_DONE          REGISTER(DMA + 0x004)
#define DMA_ENABLE        REGISTER(DMA + 0x030)
#define CHANNEL           (DMA + 0x100)
#define WORDS_WITH_STEPS \
	(2u << 18 | 2u << 21 | 3u << 26) /* word transfers, both addresses incremented */
#define LAST (1u << 31)

/* The layout that the engine reads. */
struct descriptor {
	uint32_t from, to, next, control;
};

/* The engine's memory: the linker keeps everything else out of it (link.ld, .sram). */
#define GRANULES 1024 /* of 64 bytes */
static unsigned char sram[GRANULES * 64] __attribute__((section(".sram"), aligned(64)));
static uint64_t area_state[COHMEM_AREA_BYTES(GRANULES) / 8];
_Static_assert(sizeof(area_state) <= sizeof(sram) / 100, "the state fits in 1 % of sram");

/* cohmem.c needs these three functions from the board, and memset() and memcpy() from a C library. */
unsigned long board_irq_save(void)
{
	unsigned long was;

	__asm__ volatile("mrs %0, primask\n\tcpsid i" : "=r"(was)::"memory");
	return was;
}

void board_irq_restore(unsigned long flags)
{
	__asm__ volatile("msr primask, %0" ::"r"(flags) : "memory");
}

void board_puts(const char *text)
{
	for (REGISTER(UART + 8) = 1; *text; text++) {
		while (REGISTER(UART + 4) & 1)
			;
		REGISTER(UART) = (unsigned char)*text;
	}
}

/* Starts the engine at @first. dsb orders accesses to its registers against accesses to memory. */
static void walk(const struct descriptor *first)
{
	DMA_ENABLE = 1;
	REGISTER(CHANNEL + 0x0) = first->from;
	REGISTER(CHANNEL + 0x4) = first->to;
	REGISTER(CHANNEL + 0x8) = first->next;
	REGISTER(CHANNEL + 0xc) = first->control;
	__asm__ volatile("dsb" ::: "memory");
	REGISTER(CHANNEL + 0x10) = 1 | 1u << 14 | 1u << 15;
	while (!(DMA_DONE & 1))
		;
	__asm__ volatile("dsb" ::: "memory");
}

static const char *run(void)
{
	static struct cohmem_region region = {.cpu_addr = sram, .size = sizeof(sram), .fd = -1};
	static struct device engine;
	struct cohmem_area_desc area = {.size = sizeof(sram), .granule_shift = 6};
	struct descriptor *first, *second;
	dma_addr_t first_dma, second_dma, from_dma, to_dma;
	struct dma_pool *pool;
	uint32_t *from, *to;

	cohmem_device_init(&engine, "pl081");
	region.phys_addr = area.phys_addr = area.device_addr = (uintptr_t)sram;
	area.flags = DMA_MEMORY_MAP | DMA_MEMORY_EXCLUSIVE;
	area.state = area_state;
	area.state_bytes = sizeof(area_state);
	if (cohmem_region_add(&region) || cohmem_declare_area(&engine, &area))
		return "failed: no area\n";
	pool = dma_pool_create("descriptors", &engine, sizeof(*first), sizeof(*first), 0);
	first = dma_pool_zalloc(pool, GFP_KERNEL, &first_dma);
	second = dma_pool_zalloc(pool, GFP_KERNEL, &second_dma);
	from = dma_alloc_coherent(&engine, 2048, &from_dma, GFP_KERNEL);
	to = dma_alloc_coherent(&engine, 2048, &to_dma, GFP_KERNEL);
	if (!first || !second || !from || !to)
		return "failed: no memory\n";

	for (uint32_t i = 0; i < 512; i++)
		from[i] = i * i;
	*first = (struct descriptor){(uint32_t)from_dma, (uint32_t)to_dma, (uint32_t)second_dma,
				     256 | WORDS_WITH_STEPS};
	*second = (struct descriptor){(uint32_t)from_dma + 1024, (uint32_t)to_dma + 1024, 0,
				      256 | WORDS_WITH_STEPS | LAST};
	walk(first);
	for (uint32_t i = 0; i < 512; i++) {
		if (to[i] != i * i)
			return "failed: the copy differs\n";
	}
	dma_free_coherent(&engine, 2048, from, from_dma);
	dma_free_coherent(&engine, 2048, to, to_dma);
	dma_pool_free(pool, first, first_dma);
	dma_pool_free(pool, second, second_dma);
	dma_pool_destroy(pool);
	dma_release_declared_memory(&engine);
	return "done: the engine moved 2048 bytes along a list of two\n";
}

int main(void)
{
	board_puts(run());
	return 0;
}
