/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* mps2-an505: a Cortex-M33 in its secure state, semihosting, and a PL081. Source: Arm AN505. */
#include <stddef.h>
#include <stdint.h>

#include "../../../port/baremetal/board.h"
#include "../engine.h"

int main(void);
void reset(void);
void *memset(void *to, int value, size_t bytes);
void *memcpy(void *restrict to, const void *restrict from, size_t bytes);

extern uint32_t stack_top[], data_load[], data_start[], data_end[], bss_start[], bss_end[];

enum {
	SYS_WRITE0 = 0x04,
	SYS_EXIT_EXTENDED = 0x20
};
#define ADP_APPLICATION_EXIT 0x20026

static void semihost(uint32_t operation, const void *argument)
{
	register uint32_t r0 __asm__("r0") = operation;
	register const void *r1 __asm__("r1") = argument;

	__asm__ volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");
}

static void finish(uint32_t status)
{
	const uint32_t block[2] = {ADP_APPLICATION_EXIT, status};

	semihost(SYS_EXIT_EXTENDED, block);
	for (;;)
		;
}

static void fault(void)
{
	board_puts("FAILED: an exception\n");
	finish(2);
}

void reset(void)
{
	uint32_t *from = data_load;

	for (uint32_t *to = data_start; to < data_end;)
		*to++ = *from++;
	for (uint32_t *to = bss_start; to < bss_end;)
		*to++ = 0;
	finish((uint32_t)main());
}

__attribute__((section(".vectors"), used)) static void (*const vectors[])(void) = {
	(void (*)(void))stack_top, reset, fault, fault, fault, fault, fault, fault,
};

/* The compiler may call these two. */
void *memset(void *to, int value, size_t bytes)
{
	for (size_t i = 0; i < bytes; i++)
		((volatile unsigned char *)to)[i] = (unsigned char)value;
	return to;
}

void *memcpy(void *restrict to, const void *restrict from, size_t bytes)
{
	for (size_t i = 0; i < bytes; i++)
		((volatile unsigned char *)to)[i] = ((const unsigned char *)from)[i];
	return to;
}

unsigned long board_irq_save(void)
{
	unsigned long primask;

	__asm__ volatile("mrs %0, primask\n\tcpsid i" : "=r"(primask) : : "memory");
	return primask;
}

void board_irq_restore(unsigned long flags)
{
	__asm__ volatile("msr primask, %0" : : "r"(flags) : "memory");
}

void board_puts(const char *text)
{
	semihost(SYS_WRITE0, text);
}

/* The engine: Arm PL081 (DDI 0218), channel 0. */
const char engine_name[] = "PL081 on mps2-an505";

__attribute__((section(".area"), aligned(64))) unsigned char engine_area[64 << 10];

#define PL081(offset) (*(volatile uint32_t *)(0x50110000u + (offset)))
#define INT_TC_CLEAR  PL081(0x008)
#define RAW_INT_TC    PL081(0x014)
#define RAW_INT_ERROR PL081(0x018)
#define CONFIGURATION PL081(0x030)
#define CH0_SRC       PL081(0x100)
#define CH0_DEST      PL081(0x104)
#define CH0_LLI       PL081(0x108)
#define CH0_CONTROL   PL081(0x10c)
#define CH0_CONFIG    PL081(0x110)

#define CONTROL_WORDS (2u << 18 | 2u << 21 | 1u << 26 | 1u << 27 | 1u << 31)
#define CONFIG_ENABLE (1u | 1u << 15)
#define LONG_ENOUGH   1000000

dma_addr_t engine_address(const void *cpu_addr)
{
	return (uintptr_t)cpu_addr;
}

bool engine_copy(dma_addr_t to, dma_addr_t from, uint32_t words)
{
	CONFIGURATION = 1;
	INT_TC_CLEAR = 1;
	CH0_SRC = (uint32_t)from;
	CH0_DEST = (uint32_t)to;
	CH0_LLI = 0;
	CH0_CONTROL = CONTROL_WORDS | words;
	CH0_CONFIG = CONFIG_ENABLE;
	for (int i = 0; i < LONG_ENOUGH && !(RAW_INT_TC & 1); i++) {
		if (RAW_INT_ERROR & 1)
			return false;
	}
	return RAW_INT_TC & 1;
}
