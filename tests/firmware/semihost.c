/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Output and exit by semihosting, which Arm defined, RISC-V adopted, and QEMU provides. */
#include <stdint.h>

#include "board.h"

enum {
	SYS_WRITE0 = 0x04,
	SYS_EXIT_EXTENDED = 0x20
};
#define ADP_APPLICATION_EXIT 0x20026

static void semihost(uintptr_t operation, const void *argument)
{
#if defined(__riscv)
	register uintptr_t a0 __asm__("a0") = operation;
	register const void *a1 __asm__("a1") = argument;

	__asm__ volatile(".option push\n.option norvc\n.balign 16\n"
			 "slli x0, x0, 0x1f\nebreak\nsrai x0, x0, 7\n.option pop"
			 : "+r"(a0)
			 : "r"(a1)
			 : "memory");
#else
	register uintptr_t r0 __asm__("r0") = operation;
	register const void *r1 __asm__("r1") = argument;

#ifdef __thumb__
	__asm__ volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");
#else
	__asm__ volatile("svc 0x123456" : "+r"(r0) : "r"(r1) : "memory", "lr");
#endif
#endif
}

void cpu_finish(unsigned int status)
{
	const uintptr_t block[2] = {ADP_APPLICATION_EXIT, status};

	semihost(SYS_EXIT_EXTENDED, block);
	for (;;)
		;
}

void cpu_fault(void)
{
	board_puts("FAILED: an exception\n");
	cpu_finish(2);
}

/* On Arm, QEMU intercepts the instruction before it causes an exception. */
void board_puts(const char *text)
{
	semihost(SYS_WRITE0, text);
}
