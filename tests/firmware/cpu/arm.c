/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Arm CPUs other than Cortex-M: vectors, stacks, the interrupt mask. */
#include <config.h>
#include <stdint.h>

#include "../board.h"

/* Vectors at 0. All cores except the first sleep. */
__asm__(".section .vectors, \"ax\"\n"
	".arm\n"
	".global vectors\n"
	"vectors:\n"
	"	ldr	pc, =reset\n"
	"	ldr	pc, =fault\n"
	"	ldr	pc, =fault\n"
	"	ldr	pc, =fault\n"
	"	ldr	pc, =fault\n"
	"	nop\n"
	"	ldr	pc, =irq\n"
	"	ldr	pc, =fault\n"
	"	.ltorg\n"
	"	.text\n"
	".global reset\n"
	"reset:\n"
#ifdef CORES
	"	mrc	p15, 0, r0, c0, c0, 5\n"
	"	ands	r0, r0, #3\n"
	"sleep:	wfine\n"
	"	bne	sleep\n"
#endif
	"	msr	cpsr_c, #0xd2\n"
	"	ldr	sp, =irq_stack_top\n"
	"	msr	cpsr_c, #0xd3\n"
	"	ldr	sp, =stack_top\n"
	"	b	board_start\n"
	"fault:\n"
	"	ldr	sp, =stack_top\n"
	"	b	cpu_fault\n"
	"irq:\n"
	"	sub	lr, lr, #4\n"
	"	push	{r0-r3, r12, lr}\n"
	"	bl	board_interrupt\n"
	"	ldm	sp!, {r0-r3, r12, pc}^\n"
	"	.ltorg\n");

unsigned long board_irq_save(void)
{
	unsigned long cpsr, masked;

	__asm__ volatile("mrs %0, cpsr\n\torr %1, %0, #0x80\n\tmsr cpsr_c, %1\n"
			 ".global board_masked\nboard_masked:"
			 : "=&r"(cpsr), "=r"(masked)
			 :
			 : "memory");
	return cpsr;
}

void board_irq_restore(unsigned long flags)
{
	__asm__ volatile(".global board_unmask\nboard_unmask:\n\tmsr cpsr_c, %0"
			 :
			 : "r"(flags)
			 : "memory");
}
