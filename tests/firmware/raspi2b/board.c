/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* The interrupt controller and the system timer of raspi2b. */
#include <stdint.h>

#include "../board.h"

#define IRQ_PENDING   REGISTER(0x3f00b204)
#define IRQ_ENABLE    REGISTER(0x3f00b210)
#define IRQ_DISABLE   REGISTER(0x3f00b21c)
#define TIMER_STATUS  REGISTER(0x3f003000)
#define TIMER_NOW     REGISTER(0x3f003004)
#define TIMER_COMPARE REGISTER(0x3f003010) /* the second of four */

#define TIMER       2u
#define IRQ_TIMER   (1u << 1)
#define IRQ_ENGINE  (1u << 16)
#define TIMER_TICKS 800 /* of 1 us */

void board_interrupts(int on)
{
	TIMER_COMPARE = TIMER_NOW + TIMER_TICKS;
	if (on)
		IRQ_ENABLE = IRQ_TIMER | IRQ_ENGINE;
	else
		IRQ_DISABLE = IRQ_TIMER | IRQ_ENGINE;
	board_irq_restore(0x13); /* SVC mode, IRQs on */
}

void board_interrupt(void)
{
	uint32_t pending = IRQ_PENDING;

	if (pending & IRQ_TIMER) {
		TIMER_STATUS = TIMER;
		TIMER_COMPARE = TIMER_NOW + TIMER_TICKS;
		timer_interrupt();
	}
	if (pending & IRQ_ENGINE)
		engine_interrupt();
}
