/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Parse sizes, masks and addresses of the command line, and format sizes. */
#ifndef TOOLS_COMMON_ARGUMENTS_H
#define TOOLS_COMMON_ARGUMENTS_H

#include <argp.h>
#include <stdint.h>

/* Parse a size such as "4096", "64K", "1M" or "2G". This and the next three end the program if @arg is invalid. */
uint64_t parse_size(const char *arg, struct argp_state *state);
/* Parse a number of bits from 1 to 64, and return the mask. */
uint64_t parse_mask(const char *arg, struct argp_state *state);
/* Parse a decimal number, or a hexadecimal one with 0x. */
uint64_t parse_address(const char *arg, struct argp_state *state);

/* Parse the size of a granule: a power of two from 32 bytes to 2 MiB. */
uint64_t parse_granule(const char *arg, struct argp_state *state);
/* Return log2 of a power of two. */
unsigned int shift_of(uint64_t power);

struct size_text {
	char text[32];
};

/* Format @bytes in the largest unit that expresses it exactly, such as "64 KiB". */
struct size_text size_text(uint64_t bytes);

#endif
