/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * SiFive PDMA (FU540-C000 Manual, chapter 12), channel 0. It does single transfers and has no lists, so the driver
 * walks the list and starts the next transfer when the engine has finished one.
 */
#include <config.h>

#include "../board.h"
#include "../engine.h"

const char engine_name[] = ENGINE_NAME;

#define CONTROL     REGISTER(ENGINE_BASE + 0x000)
#define NEXT_CONFIG REGISTER(ENGINE_BASE + 0x004)
#define NEXT(n)     (*(volatile uint64_t *)(ENGINE_BASE + 0x008 + 8 * (n))) /* bytes, to, from */

#define CLAIM       1u
#define RUN         2u
#define DONE_IRQ    (1u << 14)
#define ERROR_IRQ   (1u << 15)
#define DONE        (1u << 30)
#define ERROR       (1u << 31)
#define CONFIG_WORD (2u << 24 | 2u << 28)

struct descriptor {
	uint64_t bytes, to, from, next;
};

_Static_assert(sizeof(struct descriptor) == ENGINE_DESCRIPTOR_BYTES, "a descriptor holds one");

static const volatile struct descriptor *now;

dma_addr_t engine_address(const void *cpu_addr)
{
	return (uintptr_t)cpu_addr;
}

void engine_describe(void *descriptor, dma_addr_t to, dma_addr_t from, uint32_t words,
		     dma_addr_t next)
{
	*(volatile struct descriptor *)descriptor =
		(struct descriptor){.bytes = words * 4, .to = to, .from = from, .next = next};
}

static void run(void)
{
	CONTROL = CLAIM;
	NEXT_CONFIG = CONFIG_WORD;
	NEXT(0) = now->bytes;
	NEXT(1) = now->to;
	NEXT(2) = now->from;
	mb();
	CONTROL = CLAIM | RUN | DONE_IRQ | ERROR_IRQ;
}

void engine_start(const void *descriptor, dma_addr_t dma)
{
	(void)dma;
	now = descriptor;
	run();
}

bool engine_done(void)
{
	uint32_t control = CONTROL;
	uint64_t next = now ? now->next : 0;

	CONTROL = 0;
	mb();
	now = (const volatile struct descriptor *)(uintptr_t)next;
	if (!(control & DONE) || (control & ERROR))
		return false;
	if (now)
		run();
	return !now;
}
