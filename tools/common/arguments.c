/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#include "arguments.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "output.h"

uint64_t parse_size(const char *arg, struct argp_state *state)
{
	static const char units[] = "KMG";
	unsigned long long n;
	const char *unit;
	char *end;

	errno = 0;
	n = strtoull(arg, &end, 10);
	unit = *end ? strchr(units, *end) : NULL;
	if (unit && n <= UINT64_MAX >> 30) {
		n <<= 10 * (unit - units + 1);
		end++;
	}
	if (errno || *end || !n || arg[0] < '0' || arg[0] > '9')
		refuse(state, "'%s' is not a size such as 4096, 64K or 1M", arg);
	return n;
}

uint64_t parse_mask(const char *arg, struct argp_state *state)
{
	char *end;
	unsigned long bits = strtoul(arg, &end, 10);

	if (*end || bits < 1 || bits > 64)
		refuse(state, "'%s' is not a number of bits from 1 to 64", arg);
	return UINT64_MAX >> (64 - bits);
}

uint64_t parse_address(const char *arg, struct argp_state *state)
{
	unsigned long long n;
	char *end;

	errno = 0;
	n = strtoull(arg, &end, 0);
	if (errno || *end || arg[0] < '0' || arg[0] > '9')
		refuse(state, "'%s' is not a number such as 4096 or 0x1000", arg);
	return n;
}

uint64_t parse_granule(const char *arg, struct argp_state *state)
{
	uint64_t granule = parse_size(arg, state);

	if (granule < 32 || granule > (uint64_t)2 << 20 || granule & (granule - 1))
		refuse(state, "'%s' is not a power of two from 32 bytes to 2 MiB", arg);
	return granule;
}

unsigned int shift_of(uint64_t power)
{
	unsigned int shift = 0;

	while (power >>= 1)
		shift++;
	return shift;
}

struct size_text size_text(uint64_t bytes)
{
	static const char *const units[] = {"bytes", "KiB", "MiB", "GiB"};
	struct size_text s;
	int unit = 0;

	while (bytes && bytes % 1024 == 0 && unit < 3) {
		bytes /= 1024;
		unit++;
	}
	snprintf(s.text, sizeof(s.text), "%llu %s", (unsigned long long)bytes, units[unit]);
	return s;
}
