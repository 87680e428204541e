/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Arm PL080 and PL081 (DDI 0196, 0218), channel 0. */
#include <config.h>

#include "../board.h"
#include "../engine.h"

const char engine_name[] = ENGINE_NAME;

#define PL080(offset)   REGISTER(ENGINE_BASE + (offset))
#define INT_TC          PL080(0x004)
#define INT_TC_CLEAR    PL080(0x008)
#define INT_ERROR       PL080(0x00c)
#define INT_ERROR_CLEAR PL080(0x010)
#define CONFIGURATION   PL080(0x030)
#define CH0_SRC         PL080(0x100)
#define CH0_DEST        PL080(0x104)
#define CH0_LLI         PL080(0x108)
#define CH0_CONTROL     PL080(0x10c)
#define CH0_CONFIG      PL080(0x110)

#define CONTROL_WORDS     (2u << 18 | 2u << 21 | 1u << 26 | 1u << 27)
#define CONTROL_INTERRUPT (1u << 31)
#define CONFIG_ENABLE     (1u | 1u << 14 | 1u << 15)

/* In the engine's format. */
struct lli {
	uint32_t src, dest, next, control;
};

dma_addr_t engine_address(const void *cpu_addr)
{
	return (uintptr_t)cpu_addr;
}

void engine_describe(void *descriptor, dma_addr_t to, dma_addr_t from, uint32_t words,
		     dma_addr_t next)
{
	*(volatile struct lli *)descriptor = (struct lli){
		.src = (uint32_t)from,
		.dest = (uint32_t)to,
		.next = (uint32_t)next,
		.control = CONTROL_WORDS | words | (next ? 0 : CONTROL_INTERRUPT),
	};
}

/* A channel's registers have the format of a descriptor: the first one is copied into them. */
void engine_start(const void *descriptor, dma_addr_t dma)
{
	const volatile struct lli *lli = descriptor;

	(void)dma;
	CONFIGURATION = 1;
	CH0_SRC = lli->src;
	CH0_DEST = lli->dest;
	CH0_LLI = lli->next;
	CH0_CONTROL = lli->control;
	mb();
	CH0_CONFIG = CONFIG_ENABLE;
	CONFIGURATION = 1; /* QEMU 7.2 raises the interrupt when a global register is written */
}

bool engine_done(void)
{
	bool done = INT_TC & 1, error = INT_ERROR & 1;

	INT_TC_CLEAR = 1;
	INT_ERROR_CLEAR = 1;
	mb();
	return done && !error;
}
