/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* A device tree made from the fuzzer's input, and its contents. */
#ifndef TESTS_FUZZ_BOARD_H
#define TESTS_FUZZ_BOARD_H

#include "input.h"

#define BOARD_PHYS   0x80000000ull
#define BOARD_BYTES  (32 * 4096u)
#define BOARD_BUSES  3u
#define BOARD_RANGES 3u
#define BOARD_POOLS  3u

struct board_range {
	uint64_t device, cpu, size;
};

/* Buses are nested: bus[0] is below the root. @has: it has a dma-ranges property, which may be empty. */
struct board_bus {
	bool has;
	unsigned int ranges;
	struct board_range range[BOARD_RANGES];
};

struct board {
	struct board_bus bus[BOARD_BUSES];
	unsigned int buses, pools, references;
	char path[64]; /* of the device */
	char fdt[4096] __attribute__((aligned(8)));
};

void board_make(struct board *board, struct input *in);
/* The device's offset in the tree. */
int board_device(const struct board *board);

#endif
