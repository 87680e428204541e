/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Start-up code, and the two C library functions that a compiler may call. Your firmware already has these. */
#include <stddef.h>
#include <stdint.h>

extern unsigned char data_load[], data_start[], data_end[], bss_start[], bss_end[];
extern uint32_t stack_top[];

int main(void);
void reset(void);
void *memset(void *to, int value, size_t bytes);
void *memcpy(void *restrict to, const void *restrict from, size_t bytes);

/* volatile keeps the compiler from turning the loop into a call of memset(). */
void *memset(void *to, int value, size_t bytes)
{
	for (volatile unsigned char *at = to; bytes--; at++)
		*at = (unsigned char)value;
	return to;
}

void *memcpy(void *restrict to, const void *restrict from, size_t bytes)
{
	const unsigned char *next = from;

	for (volatile unsigned char *at = to; bytes--; at++)
		*at = *next++;
	return to;
}

void reset(void)
{
	memcpy(data_start, data_load, (size_t)(data_end - data_start));
	memset(bss_start, 0, (size_t)(bss_end - bss_start));
	main();
	for (;;)
		;
}

static void stop(void)
{
	for (;;)
		;
}

__attribute__((section(".vectors"), used)) static void (*const vectors[16])(void) = {
	[0] = (void (*)(void))stack_top,
	[1] = reset,
	[2 ... 15] = stop,
};
