/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#include "check.h"

#include "board.h"

static unsigned int checks;
static unsigned int failed;

static void put(const char *before, uint64_t value, unsigned int base)
{
	static char digits[24];
	char *at = digits + sizeof(digits) - 1;

	do {
		*--at = "0123456789abcdef"[value % base];
		value /= base;
	} while (value);
	board_puts(before);
	board_puts(at);
}

void put_hex(const char *before, uint64_t value)
{
	put(before, value, 16);
}

void put_decimal(const char *before, uint32_t value, const char *after)
{
	put(before, value, 10);
	board_puts(after);
}

bool check(bool holds, const char *what)
{
	board_puts(holds ? "ok " : "not ok ");
	put_decimal("", ++checks, " - ");
	board_puts(what);
	board_puts("\n");
	failed += !holds;
	return holds;
}

uint32_t next_random(void)
{
	static uint32_t state = 2463534242u;

	state ^= state << 13;
	state ^= state >> 17;
	state ^= state << 5;
	return state;
}

unsigned int checks_end(void)
{
	put_decimal("1..", checks, "\n");
	return failed;
}
