/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * Translates between a device's addresses and the CPU's by the dma-ranges properties up to the root, like
 * of_dma_get_range() and of_translate_dma_address() of Linux 6.1. "interconnects" (dma-mem) are ignored.
 */
#include <errno.h>
#include <libfdt.h>

#include "tree.h"

/* The dma-ranges property of a bus. Each entry has an address on the bus, one on its parent, and a size. */
struct bus {
	const fdt32_t *entry;
	unsigned int entries;
	unsigned int address, parent, size; /* cells */
};

/*
 * Read the dma-ranges property of @node. Returns 1, 0 if it is empty (addresses remain the same), -ENODEV if there is
 * none, or -EINVAL if it is ill-formed.
 */
static int read_bus(const void *fdt, int node, int parent, struct bus *bus)
{
	unsigned int words;
	int length;

	bus->entry = fdt_getprop(fdt, node, "dma-ranges", &length);
	if (!bus->entry)
		return -ENODEV;
	if (length == 0)
		return 0;
	bus->address = cohmem_dt_cells(fdt, node, "#address-cells");
	bus->size = cohmem_dt_cells(fdt, node, "#size-cells");
	bus->parent = cohmem_dt_cells(fdt, parent, "#address-cells");
	if (!bus->address || !bus->size || !bus->parent || bus->address > MOST_CELLS ||
	    bus->size > MOST_CELLS || bus->parent > MOST_CELLS)
		return -EINVAL;
	words = bus->address + bus->size + bus->parent;
	bus->entries = (unsigned int)length / (4 * words);
	return bus->entries ? 1 : -EINVAL;
}

static struct cohmem_dt_dma_range entry(const struct bus *bus, unsigned int i)
{
	const fdt32_t *at = bus->entry + i * (bus->address + bus->parent + bus->size);

	return (struct cohmem_dt_dma_range){
		.device = cohmem_dt_number(at, bus->address),
		.cpu = cohmem_dt_number(at + bus->address, bus->parent),
		.size = cohmem_dt_number(at + bus->address + bus->parent, bus->size)};
}

/* Like of_bus_default_map(): a range whose device addresses wrap around maps nothing. */
static bool range_contains(const struct cohmem_dt_dma_range *range, uint64_t addr)
{
	return dt_fits(range->device, range->size) && addr >= range->device &&
	       addr - range->device < range->size;
}

/*
 * Translate *@addr from an address on the bus @node to the CPU's address. A bus whose dma-ranges are missing or empty
 * leaves it unchanged. False if a bus cannot translate it.
 */
static bool translate(const void *fdt, int node, uint64_t *addr)
{
	for (int parent; (parent = fdt_parent_offset(fdt, node)) >= 0; node = parent) {
		struct cohmem_dt_dma_range range = {0};
		struct bus bus = {0};
		int read = read_bus(fdt, node, parent, &bus);

		if (read == -EINVAL)
			return false;
		if (read <= 0)
			continue;
		for (unsigned int i = 0; i < bus.entries && !range_contains(&range, *addr); i++)
			range = entry(&bus, i);
		if (!range_contains(&range, *addr) || *addr - range.device > UINT64_MAX - range.cpu)
			return false;
		*addr = *addr - range.device + range.cpu;
	}
	return true;
}

/*
 * Find the nearest bus above @node with non-empty dma-ranges, as Linux does. Returns its offset, -ENODEV if there is no
 * such bus, or -EINVAL if ill-formed dma-ranges are found first.
 */
static int find_bus(const void *fdt, int node, struct bus *bus)
{
	bool before = false;

	for (node = fdt_parent_offset(fdt, node); node >= 0; node = fdt_parent_offset(fdt, node)) {
		int parent = fdt_parent_offset(fdt, node);
		int read = parent < 0 ? -ENODEV : read_bus(fdt, node, parent, bus);

		if (read > 0)
			return node;
		if (read == -EINVAL || (read < 0 && before))
			return read;
		before = true;
	}
	return -ENODEV;
}

/*
 * Extend @range by @next if @next continues it, as of_pci_range_parser_one() does. Unlike in Linux, a range that begins
 * at 0 does not continue one that ends at 2^64, and the sum of the sizes must fit in 64 bits.
 */
static bool range_join(struct cohmem_dt_dma_range *range, const struct cohmem_dt_dma_range *next)
{
	if (next->device < range->device || next->device - range->device != range->size ||
	    next->cpu < range->cpu || next->cpu - range->cpu != range->size ||
	    next->size > UINT64_MAX - range->size)
		return false;
	range->size += next->size;
	return true;
}

int cohmem_dt_dma_ranges(const void *fdt, int node, struct cohmem_dt_dma_range *ranges,
			 unsigned int room)
{
	struct cohmem_dt_dma_range last = {0};
	struct bus bus = {0};
	int at = find_bus(fdt, node, &bus), count = 0;

	if (at < 0)
		return at == -ENODEV ? 0 : at;
	for (unsigned int i = 0; i < bus.entries; i++) {
		struct cohmem_dt_dma_range range = entry(&bus, i);

		if (!range.size || !dt_fits(range.device, range.size) ||
		    !translate(fdt, fdt_parent_offset(fdt, at), &range.cpu))
			continue;
		if (!count || !range_join(&last, &range)) {
			last = range;
			count++;
		}
		if ((unsigned int)count <= room)
			ranges[count - 1] = last;
	}
	return count ? count : -EINVAL;
}

/* True if @range contains all of @memory; Linux's translate_phys_to_dma() checks only the first byte of the memory. */
static bool reaches(const struct cohmem_dt_dma_range *range, const struct cohmem_dt_range *memory)
{
	uint64_t offset = memory->base - range->cpu;

	return memory->base >= range->cpu && offset < range->size &&
	       memory->size <= range->size - offset && dt_fits(memory->base, memory->size);
}

int cohmem_dt_to_dma(const void *fdt, int node, const struct cohmem_dt_range *memory,
		     uint64_t *device)
{
	struct cohmem_dt_dma_range range[MOST_RANGES];
	int count = cohmem_dt_dma_ranges(fdt, node, range, MOST_RANGES);

	if (count == 0)
		*device = memory->base;
	if (count <= 0)
		return count;
	for (int i = 0; i < count && i < MOST_RANGES; i++) {
		if (reaches(&range[i], memory)) {
			*device = range[i].device + (memory->base - range[i].cpu);
			return 0;
		}
	}
	return -ERANGE;
}

bool cohmem_dt_dma_coherent(const void *fdt, int node)
{
	for (; node >= 0; node = fdt_parent_offset(fdt, node)) {
		if (cohmem_dt_has(fdt, node, "dma-coherent"))
			return true;
		if (cohmem_dt_has(fdt, node, "dma-noncoherent"))
			return false;
	}
	return false;
}
