/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* What the tests need from a board besides port/baremetal/board.h: a timer, and interrupts. */
#ifndef TESTS_FIRMWARE_BOARD_H
#define TESTS_FIRMWARE_BOARD_H

#include <cohmem.h>

int main(void);

/* The timer's and the engine's interrupts come from now on, or no more. */
void board_interrupts(int on);

/* board.c: an interrupt has come; finds out whose, and calls one of the next two. */
void board_interrupt(void);

/* The test's: with interrupts masked. */
void timer_interrupt(void);
void engine_interrupt(void);

/* start.c: sets up data and calls main(). */
void board_start(void) __attribute__((noreturn));
/* semihost.c: ends the program; an exception did. */
void cpu_finish(unsigned int status) __attribute__((noreturn));
void cpu_fault(void) __attribute__((noreturn));

/*
 * All that was read and written is so before what comes next. An engine's registers are not ordered with memory by
 * themselves, cached or not: so before it is started, and once it has ended.
 */
#if defined(__riscv)
#define mb() __asm__ volatile("fence iorw, iorw" ::: "memory")
#elif __ARM_ARCH >= 7
#define mb() __asm__ volatile("dsb" ::: "memory")
#else
#define mb() __asm__ volatile("mcr p15, 0, %0, c7, c10, 4" ::"r"(0) : "memory")
#endif

#define REGISTER(address) (*(volatile uint32_t *)(uintptr_t)(address))

#endif
