/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Patterns in memory that must not be written. Some memory accepts only aligned words. */
#include "debug.h"

#define WORD sizeof(uint32_t)

/* For a function that reads free memory, which AddressSanitizer would report. */
#define LOOKS __attribute__((no_sanitize_address))

/* Returns the aligned words in [@addr, @addr + @bytes): *@count words, after *@lead bytes. */
static volatile uint32_t *words(const char *addr, size_t bytes, size_t *lead, size_t *count)
{
	*lead = (0 - (uintptr_t)addr) % WORD;
	*count = bytes > *lead ? (bytes - *lead) / WORD : 0;
	return (volatile uint32_t *)((uintptr_t)addr + *lead);
}

void cohmem__redzone_fill(char *addr, size_t bytes, unsigned char pattern, bool io)
{
	volatile uint32_t *word;
	size_t lead, count;

	if (!io) {
		for (size_t i = 0; i < bytes; i++)
			addr[i] = (char)pattern;
		return;
	}
	word = words(addr, bytes, &lead, &count);
	for (size_t i = 0; i < count; i++)
		word[i] = pattern * 0x01010101u;
}

LOOKS static size_t broken(const char *addr, size_t bytes, unsigned char pattern, bool io)
{
	volatile uint32_t *word;
	size_t lead, count, i = 0;

	if (!io) {
		while (i < bytes && (unsigned char)addr[i] == pattern)
			i++;
		return i;
	}
	word = words(addr, bytes, &lead, &count);
	while (i < count && word[i] == pattern * 0x01010101u)
		i++;
	return i < count ? lead + i * WORD : bytes;
}

size_t cohmem__redzone_damage(const char *addr, size_t bytes, unsigned char pattern, bool io)
{
	size_t at;

	cohmem__inspect(addr, bytes, true);
	at = broken(addr, bytes, pattern, io);
	cohmem__inspect(addr, bytes, false);
	return at;
}
