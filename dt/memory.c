/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Finds the machine's memory, like early_init_dt_scan_memory() of Linux 6.1. */
#include <libfdt.h>
#include <string.h>

#include "tree.h"

struct memory {
	struct cohmem_dt_range *ranges;
	unsigned int room, count;
};

static void memory_add(struct memory *memory, uint64_t base, uint64_t size)
{
	if (size == 0)
		return; /* to be filled in by the boot loader */
	if (memory->count < memory->room)
		memory->ranges[memory->count] = (struct cohmem_dt_range){base, size};
	memory->count++;
}

static void memory_add_node(const void *fdt, int node, struct memory *memory)
{
	unsigned int address = cohmem_dt_cells(fdt, 0, "#address-cells");
	unsigned int size = cohmem_dt_cells(fdt, 0, "#size-cells");
	int length;
	const char *at = fdt_getprop(fdt, node, "linux,usable-memory", &length);

	if (!at)
		at = fdt_getprop(fdt, node, "reg", &length);
	if (!at || !address || !size || address > MOST_CELLS || size > MOST_CELLS)
		return;
	for (; length >= (int)(4 * (address + size)); length -= (int)(4 * (address + size))) {
		memory_add(memory, cohmem_dt_number(at, address),
			   cohmem_dt_number(at + 4 * address, size));
		at += 4 * (address + size);
	}
}

unsigned int cohmem_dt_memory(const void *fdt, struct cohmem_dt_range *ranges, unsigned int room)
{
	struct memory memory = {ranges, room, 0};
	int node;

	fdt_for_each_subnode(node, fdt, 0)
	{
		const char *type = fdt_getprop(fdt, node, "device_type", NULL);

		if (type && !strcmp(type, "memory") && cohmem_dt_available(fdt, node))
			memory_add_node(fdt, node, &memory);
	}
	return memory.count;
}
