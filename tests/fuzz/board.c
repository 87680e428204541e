/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#include "board.h"

#include <libfdt.h>
#include <stdio.h>
#include <string.h>

/* An address or a size at or near one of the numbers below. */
static uint64_t some_number(struct input *in)
{
	static const uint64_t near[] = {0,           1ull << 31, 1ull << 32,
					1ull << 63,  BOARD_PHYS, 0 - (uint64_t)BOARD_BYTES,
					BOARD_BYTES, UINT64_MAX};
	uint8_t byte = take_byte(in);
	uint64_t number = near[byte % 8];

	switch (byte / 8 % 4) {
	case 0:
		return number;
	case 1:
		return number + take_byte(in) * 4096u;
	case 2:
		return number - take_byte(in) * 4096u;
	default:
		return number + take_byte(in) - 128u;
	}
}

static void put64(uint8_t *at, uint64_t number)
{
	fdt64_st(at, number);
}

/* Perhaps add dma-ranges; each address and size has two cells. */
static void add_ranges(void *fdt, struct board_bus *bus, struct input *in)
{
	uint8_t words[BOARD_RANGES * 24];

	bus->ranges = take_byte(in) % (BOARD_RANGES + 2);
	bus->has = bus->ranges <= BOARD_RANGES;
	if (!bus->has)
		bus->ranges = 0;
	for (unsigned int i = 0; i < bus->ranges; i++) {
		struct board_range *range = &bus->range[i];

		*range = (struct board_range){some_number(in), some_number(in), some_number(in)};
		put64(words + 24 * i, range->device);
		put64(words + 24 * i + 8, range->cpu);
		put64(words + 24 * i + 16, range->size);
	}
	if (bus->has)
		fdt_property(fdt, "dma-ranges", words, (int)(24 * bus->ranges));
}

static void add_cells(void *fdt)
{
	fdt_property_u32(fdt, "#address-cells", 2);
	fdt_property_u32(fdt, "#size-cells", 2);
}

/* Most pools are in one of the two regions; some lie outside, partly or entirely. */
static void add_pool(void *fdt, unsigned int number, struct input *in)
{
	uint8_t place = take_byte(in), flags = take_byte(in), reg[16];
	uint64_t base = flags & 1 ? BOARD_PHYS : 0 - (uint64_t)BOARD_BYTES;
	char name[8];

	snprintf(name, sizeof(name), "p%u", number);
	fdt_begin_node(fdt, name);
	fdt_property_string(fdt, "compatible",
			    (flags & 14) == 14 ? "restricted-dma-pool" : "shared-dma-pool");
	put64(reg, flags & 128 ? some_number(in) : base + place % 36 * 4096u);
	put64(reg + 8, flags & 64 ? some_number(in) : take_byte(in) % 16 * 2048u);
	fdt_property(fdt, "reg", reg, sizeof(reg));
	if (flags & 48)
		fdt_property(fdt, "no-map", NULL, 0);
	fdt_property_u32(fdt, "phandle", number);
	fdt_end_node(fdt);
}

static void add_reserved(struct board *board, struct input *in)
{
	board->pools = take_byte(in) % (BOARD_POOLS + 1);
	fdt_begin_node(board->fdt, "reserved-memory");
	add_cells(board->fdt);
	fdt_property(board->fdt, "ranges", NULL, 0);
	for (unsigned int i = 1; i <= board->pools; i++)
		add_pool(board->fdt, i, in);
	fdt_end_node(board->fdt);
}

static void add_memory(void *fdt, struct input *in)
{
	uint8_t reg[16];

	if (take_byte(in) % 4)
		return;
	put64(reg, some_number(in));
	put64(reg + 8, some_number(in));
	fdt_begin_node(fdt, "memory");
	fdt_property_string(fdt, "device_type", "memory");
	fdt_property(fdt, "reg", reg, sizeof(reg));
	fdt_end_node(fdt);
}

static void add_device(struct board *board, struct input *in)
{
	fdt32_t phandles[BOARD_POOLS + 1];

	board->references = take_byte(in) % (BOARD_POOLS + 2);
	for (unsigned int i = 0; i < board->references; i++)
		phandles[i] = cpu_to_fdt32(1 + take_byte(in) % (board->pools + 1));
	fdt_begin_node(board->fdt, "dsp");
	if (board->references)
		fdt_property(board->fdt, "memory-region", phandles, (int)(4 * board->references));
	fdt_end_node(board->fdt);
}

void board_make(struct board *board, struct input *in)
{
	*board = (struct board){.buses = take_byte(in) % (BOARD_BUSES + 1)};
	fdt_create(board->fdt, sizeof(board->fdt));
	fdt_finish_reservemap(board->fdt);
	fdt_begin_node(board->fdt, "");
	add_cells(board->fdt);
	add_reserved(board, in);
	add_memory(board->fdt, in);
	for (unsigned int i = 0; i < board->buses; i++) {
		fdt_begin_node(board->fdt, "bus");
		add_cells(board->fdt);
		add_ranges(board->fdt, &board->bus[i], in);
		strcat(board->path, "/bus");
	}
	add_device(board, in);
	strcat(board->path, "/dsp");
	for (unsigned int i = 0; i < board->buses; i++)
		fdt_end_node(board->fdt);
	fdt_end_node(board->fdt);
	demand(fdt_finish(board->fdt) == 0, "a tree that is too large");
}

int board_device(const struct board *board)
{
	return fdt_path_offset(board->fdt, board->path);
}
