/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* The interrupt controller (PL190) and the first timer (SP804) of versatilepb. */
#include <stdint.h>

#include "../board.h"

#define VIC_STATUS    REGISTER(0x10140000)
#define VIC_ENABLE    REGISTER(0x10140010)
#define VIC_CLEAR     REGISTER(0x10140014)
#define TIMER_LOAD    REGISTER(0x101e2000)
#define TIMER_CONTROL REGISTER(0x101e2008)
#define TIMER_CLEAR   REGISTER(0x101e200c)

#define IRQ_TIMER   (1u << 4)
#define IRQ_ENGINE  (1u << 17)
#define TIMER_ON    (0x80u | 0x40u | 0x20u | 0x02u) /* periodic, 32 bits */
#define TIMER_TICKS 800                             /* of 1 us */

void board_interrupts(int on)
{
	TIMER_LOAD = TIMER_TICKS;
	TIMER_CONTROL = on ? TIMER_ON : 0;
	if (on)
		VIC_ENABLE = IRQ_TIMER | IRQ_ENGINE;
	else
		VIC_CLEAR = IRQ_TIMER | IRQ_ENGINE;
	board_irq_restore(0x13); /* SVC mode, IRQs on */
}

void board_interrupt(void)
{
	uint32_t status = VIC_STATUS;

	if (status & IRQ_TIMER) {
		TIMER_CLEAR = 1;
		timer_interrupt();
	}
	if (status & IRQ_ENGINE)
		engine_interrupt();
}
