/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* What the tests need from a board besides port/baremetal/board.h: a timer, and interrupts. */
#ifndef TESTS_FIRMWARE_BOARD_H
#define TESTS_FIRMWARE_BOARD_H

#include <cohmem.h>

int main(void);

/* Enable or disable the timer's and the engine's interrupts. */
void board_interrupts(int on);

/* board.c: handle an interrupt: find its source and call the handler, which is one of the next two functions. */
void board_interrupt(void);

/* Defined by the test. Neither interrupts the other. */
void timer_interrupt(void);
void engine_interrupt(void);

/* start.c: sets up data and calls main(). */
void board_start(void) __attribute__((noreturn));
/* semihost.c: end the program, normally or after an unexpected exception. */
void cpu_finish(unsigned int status) __attribute__((noreturn));
void cpu_fault(void) __attribute__((noreturn));

/*
 * Order all earlier reads and writes before all later ones. An engine's registers are not ordered with memory, cached
 * or not, so this is needed before the engine is started and after it has finished.
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
