/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* The timer (CLINT) and the interrupt controller (PLIC) of sifive_u. */
#include <stdint.h>

#include "../board.h"

#define MTIMECMP       (*(volatile uint64_t *)0x2004000u)
#define MTIME          (*(volatile uint64_t *)0x200bff8u)
#define PLIC_PRIORITY  REGISTER(0xc000000 + 4 * IRQ_ENGINE)
#define PLIC_ENABLE    REGISTER(0xc002000)
#define PLIC_THRESHOLD REGISTER(0xc200000)
#define PLIC_CLAIM     REGISTER(0xc200004)

#define IRQ_ENGINE  23
#define MIE_TIMER   0x80ul
#define MIE_ENGINE  0x800ul
#define TIMER_TICKS 800 /* of 1 us */

void board_interrupts(int on)
{
	MTIMECMP = MTIME + TIMER_TICKS;
	PLIC_PRIORITY = 1;
	PLIC_THRESHOLD = 0;
	PLIC_ENABLE = on ? 1u << IRQ_ENGINE : 0;
	__asm__ volatile("csrw mie, %0" : : "r"(on ? MIE_TIMER | MIE_ENGINE : 0ul));
	board_irq_restore(8);
}

void board_interrupt(void)
{
	unsigned long pending;
	uint32_t claimed;

	__asm__ volatile("csrr %0, mip" : "=r"(pending));
	if (pending & MIE_TIMER) {
		MTIMECMP = MTIME + TIMER_TICKS;
		timer_interrupt();
	}
	claimed = pending & MIE_ENGINE ? PLIC_CLAIM : 0;
	if (claimed) {
		engine_interrupt();
		PLIC_CLAIM = claimed;
	}
}
