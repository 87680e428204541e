/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * The port for firmware without an OS, on one core: the lock masks interrupts, so interrupt
 * handlers may allocate and release too. Nothing is allocated: whoever declares an area brings
 * its state. Reports are said as they are, without their arguments: there is no printf.
 */
#include <cohmem/port.h>

#include "board.h"

static unsigned long lock(struct cohmem_lock *lock)
{
	(void)lock;
	return board_irq_save();
}

static void unlock(struct cohmem_lock *lock, unsigned long flags)
{
	(void)lock;
	board_irq_restore(flags);
}

static void *no_memory(size_t bytes)
{
	(void)bytes;
	return NULL;
}

static void nothing_to_free(void *mem, size_t bytes)
{
	(void)mem, (void)bytes;
}

/* Areas lie at multiples of a granule, and granules are multiples of a word. */
static void zero(void *addr, size_t bytes)
{
	uint32_t *word = addr;

	for (size_t i = 0; i < bytes / sizeof(*word); i++)
		word[i] = 0;
}

static void report(int level, const struct device *dev, const char *fmt, va_list args)
{
	(void)level, (void)dev, (void)args;
	board_puts("# cohmem: ");
	board_puts(fmt);
	board_puts("\n");
}

static const struct cohmem_port baremetal_port = {
	.lock = lock,
	.unlock = unlock,
	.alloc = no_memory,
	.free = nothing_to_free,
	.zero = zero,
	.report = report,
};

const struct cohmem_port *cohmem_port = &baremetal_port;
