/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Cortex-M: vectors, the interrupt mask, SysTick. */
#include <config.h>
#include <stdint.h>

#include "../board.h"

#define SYST_CSR  REGISTER(0xe000e010)
#define SYST_RVR  REGISTER(0xe000e014)
#define NVIC_ISER REGISTER(0xe000e100 + 4 * (ENGINE_IRQ / 32))

extern uint32_t stack_top[];

void reset(void);

void reset(void)
{
	board_start();
}

void board_interrupts(int on)
{
	SYST_RVR = TIMER_TICKS;
	SYST_CSR = on ? 7 : 0;
	NVIC_ISER = on ? 1u << ENGINE_IRQ % 32 : 0;
}

/* Both interrupts have the same priority: neither interrupts the other. */
__attribute__((section(".vectors"),
	       used)) static void (*const vectors[16 + ENGINE_IRQ + 1])(void) = {
	[0] = (void (*)(void))stack_top,
	[1] = reset,
	[2 ... 14] = cpu_fault,
	[15] = timer_interrupt,
	[16 ... 16 + ENGINE_IRQ - 1] = cpu_fault,
	[16 + ENGINE_IRQ] = engine_interrupt,
};

unsigned long board_irq_save(void)
{
	unsigned long primask;

	__asm__ volatile("mrs %0, primask\n\tcpsid i\n"
			 ".global board_masked\nboard_masked:"
			 : "=r"(primask)
			 :
			 : "memory");
	return primask;
}

void board_irq_restore(unsigned long flags)
{
	__asm__ volatile(".global board_unmask\nboard_unmask:\n\tmsr primask, %0"
			 :
			 : "r"(flags)
			 : "memory");
}
