/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Sizes and masks as people write and read them. */
#ifndef TOOLS_COMMON_ARGUMENTS_H
#define TOOLS_COMMON_ARGUMENTS_H

#include <argp.h>
#include <stdint.h>

/* "4096", "64K", "1M", "2G"; anything else ends the program with a message. */
uint64_t parse_size(const char *arg, struct argp_state *state);
/* A number of bits from 1 to 64, as a mask. */
uint64_t parse_mask(const char *arg, struct argp_state *state);
/* A number, decimal or 0x.... */
uint64_t parse_address(const char *arg, struct argp_state *state);

/* A granule's size: a power of two from 32 bytes to 2 MiB. */
uint64_t parse_granule(const char *arg, struct argp_state *state);
/* log2 of a power of two. */
unsigned int shift_of(uint64_t power);

struct size_text {
	char text[32];
};

/* "64 KiB"; exactly. */
struct size_text size_text(uint64_t bytes);

#endif
