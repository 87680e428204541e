/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * The port for firmware without an OS, on one core. The lock masks interrupts, so interrupt handlers may allocate and
 * free memory, too.
 */
#include <cohmem/config.h>
#include <cohmem/device.h>
#include <cohmem/port.h>

#include "board.h"

static unsigned long baremetal_lock(struct cohmem_lock *lock)
{
	(void)lock;
	return board_irq_save();
}

static void baremetal_unlock(struct cohmem_lock *lock, unsigned long flags)
{
	(void)lock;
	board_irq_restore(flags);
}

/*
 * dma_pools lie in a static table, so memory is only needed for debugging, and for the state of areas whose
 * declaration provides none. It comes from a static arena of COHMEM_ARENA_BYTES, if that is defined. The arena is a
 * stack of pieces.
 * The last word of a piece is twice its length in words, plus 1 if it was freed. The memory of a freed piece can be
 * reused when all pieces above it have been freed, too.
 */
#ifdef COHMEM_ARENA_BYTES
static uint64_t arena[COHMEM_ARENA_BYTES / 8];
static size_t arena_used;

static void *baremetal_alloc(size_t bytes)
{
	size_t words = (bytes + 7) / 8 + 1;
	unsigned long flags = board_irq_save();
	void *mem = NULL;

	if (words <= sizeof(arena) / 8 - arena_used) {
		mem = &arena[arena_used];
		arena_used += words;
		arena[arena_used - 1] = 2 * words;
	}
	board_irq_restore(flags);
	return mem;
}

static void baremetal_free(void *mem, size_t bytes)
{
	unsigned long flags = board_irq_save();

	((uint64_t *)mem)[(bytes + 7) / 8] |= 1;
	while (arena_used && arena[arena_used - 1] & 1)
		arena_used -= (size_t)(arena[arena_used - 1] / 2);
	board_irq_restore(flags);
}
#else
#if COHMEM_WITH_DEBUG
#error "COHMEM_WITH_DEBUG needs memory for its bookkeeping: define COHMEM_ARENA_BYTES (see docs/firmware.md)"
#endif

static void *baremetal_alloc(size_t bytes)
{
	(void)bytes;
	return NULL;
}

static void baremetal_free(void *mem, size_t bytes)
{
	(void)mem, (void)bytes;
}
#endif

/* Only whole granules are zeroed, and granules are multiples of a word. */
static void baremetal_zero(void *addr, size_t bytes)
{
	uint32_t *word = addr;

	for (size_t i = 0; i < bytes / sizeof(*word); i++)
		word[i] = 0;
}

#if COHMEM_WITH_REPORTS
static void say_number(uint64_t value, unsigned int base, unsigned int width)
{
	char digits[21], *at = digits + sizeof(digits) - 1;

	for (*at = 0; value || width || !*at; value /= base) {
		*--at = "0123456789abcdef"[value % base];
		width -= width != 0;
	}
	board_puts(at);
}

/* Print the conversion after a %, and return what follows it. Reports use %s, %lu, %llu, %#llx, %0<width>llx only. */
static const char *say_one(const char *fmt, va_list *args)
{
	unsigned int longs = 0, width = 0;
	uint64_t value;

	if (*fmt == 's') {
		board_puts(va_arg(*args, const char *));
		return fmt + 1;
	}
	if (*fmt == '#')
		board_puts("0x"), fmt++;
	for (; *fmt >= '0' && *fmt <= '9'; fmt++)
		width = width * 10 + (unsigned int)(*fmt - '0');
	for (; *fmt == 'l'; fmt++)
		longs++;
	value = longs == 2 ? va_arg(*args, unsigned long long) : va_arg(*args, unsigned long);
	say_number(value, *fmt == 'x' ? 16 : 10, width);
	return fmt + 1;
}

static void baremetal_report(int level, const struct device *dev, const char *fmt, va_list args)
{
	char letter[2] = {0};
	va_list left;

	(void)level;
	va_copy(left, args);
	board_puts("# cohmem: ");
	board_puts(dev_name(dev));
	board_puts(": ");
	while (*fmt) {
		letter[0] = *fmt++;
		if (letter[0] == '%')
			fmt = say_one(fmt, &left);
		else
			board_puts(letter);
	}
	va_end(left);
	board_puts("\n");
}
#endif

static const struct cohmem_port baremetal_port = {
	.lock = baremetal_lock,
	.unlock = baremetal_unlock,
	.alloc = baremetal_alloc,
	.free = baremetal_free,
	.zero = baremetal_zero,
#if COHMEM_WITH_REPORTS
	.report = baremetal_report,
#endif
};

const struct cohmem_port *cohmem_port = &baremetal_port;
