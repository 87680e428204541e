/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* RISC-V in machine mode: reset, traps, the interrupt mask. */
#include <config.h>
#include <stdint.h>

#include "../board.h"

#define MSTATUS_MIE 8ul

/* All harts except the first sleep. */
__asm__(".section .vectors, \"ax\"\n"
	".global reset\n"
	"reset:\n"
	"	csrr	t0, mhartid\n"
	"sleep:	beqz	t0, first\n"
	"	wfi\n"
	"	j	sleep\n"
	"first:	la	sp, stack_top\n"
	"	la	t0, cpu_trap\n"
	"	csrw	mtvec, t0\n"
	"	j	board_start\n");

void cpu_trap(void);

__attribute__((interrupt("machine"), aligned(4))) void cpu_trap(void)
{
	long cause;

	__asm__ volatile("csrr %0, mcause" : "=r"(cause));
	if (cause >= 0)
		cpu_fault();
	board_interrupt();
}

unsigned long board_irq_save(void)
{
	unsigned long mstatus;

	__asm__ volatile("csrrci %0, mstatus, 8\n.global board_masked\nboard_masked:"
			 : "=r"(mstatus)
			 :
			 : "memory");
	return mstatus & MSTATUS_MIE;
}

void board_irq_restore(unsigned long flags)
{
	__asm__ volatile(".global board_unmask\nboard_unmask:\n\tcsrs mstatus, %0"
			 :
			 : "r"(flags)
			 : "memory");
}
