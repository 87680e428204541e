/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* BCM2835 (ARM Peripherals, chapter 4), channel 0. It uses the addresses of the VideoCore's bus. */
#include <config.h>

#include "../board.h"
#include "../engine.h"

const char engine_name[] = ENGINE_NAME;

#define CS        REGISTER(ENGINE_BASE + 0x00)
#define CONBLK_AD REGISTER(ENGINE_BASE + 0x04)
#define ENABLE    REGISTER(ENGINE_BASE + 0xff0)

#define CS_ACTIVE 1u
#define CS_END    2u
#define CS_INT    4u
#define CS_ERROR  0x100u

#define TI_INTEN    1u
#define TI_DEST_INC 0x10u
#define TI_SRC_INC  0x100u

#define BUS 0xc0000000u /* bypasses the L2 cache */

/* In the engine's format; aligned to 32 bytes. */
struct control_block {
	uint32_t ti, source, dest, length, stride, next, reserved[2];
};

_Static_assert(sizeof(struct control_block) == ENGINE_DESCRIPTOR_BYTES, "a descriptor holds one");

dma_addr_t engine_address(const void *cpu_addr)
{
	return (uintptr_t)cpu_addr | BUS;
}

void engine_describe(void *descriptor, dma_addr_t to, dma_addr_t from, uint32_t words,
		     dma_addr_t next)
{
	*(volatile struct control_block *)descriptor = (struct control_block){
		.ti = TI_DEST_INC | TI_SRC_INC | (next ? 0 : TI_INTEN),
		.source = (uint32_t)from,
		.dest = (uint32_t)to,
		.length = words * 4,
		.next = (uint32_t)next,
	};
}

void engine_start(const void *descriptor, dma_addr_t dma)
{
	(void)descriptor;
	ENABLE = 1;
	CONBLK_AD = (uint32_t)dma;
	mb();
	CS = CS_ACTIVE;
}

bool engine_done(void)
{
	uint32_t cs = CS;

	CS = CS_INT | CS_END;
	mb();
	return (cs & CS_END) && !(cs & (CS_ERROR | CS_ACTIVE));
}
