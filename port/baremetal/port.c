/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * The port for firmware without an OS, on one core: the lock masks interrupts, so interrupt
 * handlers may allocate and release too. Reports are said as they are, without their arguments: there is no printf.
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

/*
 * Who declares an area brings its state, and dma_pools lie in a table: so only debugging asks for memory, and the
 * books of an area without a state. It comes from a static arena, where there is one; what was given last can be
 * given back.
 */
#ifdef COHMEM_ARENA_BYTES
static uint64_t arena[COHMEM_ARENA_BYTES / 8];
static size_t arena_used;

static void *alloc(size_t bytes)
{
	size_t words = (bytes + 7) / 8;
	unsigned long flags = board_irq_save();
	void *mem = NULL;

	if (words <= sizeof(arena) / 8 - arena_used) {
		mem = &arena[arena_used];
		arena_used += words;
	}
	board_irq_restore(flags);
	return mem;
}

static void free_last(void *mem, size_t bytes)
{
	size_t words = (bytes + 7) / 8;
	unsigned long flags = board_irq_save();

	if (mem == &arena[arena_used - words])
		arena_used -= words;
	board_irq_restore(flags);
}
#else
static void *alloc(size_t bytes)
{
	(void)bytes;
	return NULL;
}

static void free_last(void *mem, size_t bytes)
{
	(void)mem, (void)bytes;
}
#endif

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
	.alloc = alloc,
	.free = free_last,
	.zero = zero,
	.report = report,
};

const struct cohmem_port *cohmem_port = &baremetal_port;
