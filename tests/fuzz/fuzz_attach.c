/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * Attaches a device below up to three buses, with pools, and with dma-ranges whose numbers are at or near limits;
 * allocates from its areas. Each area must be where the buses translate its device address to; here, that is computed
 * in arithmetic that cannot wrap.
 */
#include <cohmem/cohmem.h>
#include <cohmem/dt.h>
#include <string.h>

#include "board.h"
#include "input.h"

#define REGIONS 2u
#define MOST    24u /* blocks */
#define GRANULE 4096u

typedef unsigned __int128 wide;

struct block {
	char *cpu;
	dma_addr_t dma;
	size_t size;
	uint8_t tag;
};

static bool in_range(const struct board_range *range, wide addr)
{
	return addr >= range->device && addr < (wide)range->device + range->size;
}

/* Translate an address on the bus @bus to a CPU address, up to the root; false if no range translates it. */
static bool lead_up(const struct board *board, int bus, wide addr, wide *cpu)
{
	for (; bus >= 0; bus--) {
		const struct board_bus *b = &board->bus[bus];
		unsigned int i = 0;

		while (i < b->ranges &&
		       ((wide)b->range[i].device + b->range[i].size > (wide)1 << 64 ||
			!in_range(&b->range[i], addr)))
			i++;
		if (b->ranges && i == b->ranges)
			return false;
		if (b->ranges)
			addr = addr - b->range[i].device + b->range[i].cpu;
		if (addr > UINT64_MAX)
			return false;
	}
	*cpu = addr;
	return true;
}

/* The bus whose dma-ranges apply to the device: the lowest that has entries. -1 if there is none, or if a bus without
 * the property, other than the device's parent, is below it. */
static int first_bus(const struct board *board)
{
	bool before = false;

	for (int bus = (int)board->buses - 1; bus >= 0; bus--) {
		if (board->bus[bus].ranges)
			return bus;
		if (!board->bus[bus].has && before)
			return -1;
		before = true;
	}
	return -1;
}

/* True if @dma translates to @phys by some entry of the device's bus. */
static bool leads_to(const struct board *board, dma_addr_t dma, uint64_t phys)
{
	int bus = first_bus(board);
	wide cpu;

	if (bus < 0)
		return dma == phys;
	for (unsigned int i = 0; i < board->bus[bus].ranges; i++) {
		const struct board_range *range = &board->bus[bus].range[i];

		if (in_range(range, dma) && lead_up(board, bus - 1, range->cpu, &cpu) &&
		    cpu + (dma - range->device) == phys)
			return true;
	}
	return false;
}

static struct cohmem_region *region[REGIONS];

/* The physical address of an area. */
static uint64_t phys_of(const struct cohmem_area_info *info)
{
	for (size_t i = 0; i < REGIONS; i++) {
		uint64_t at = (uintptr_t)info->virt_base - (uintptr_t)region[i]->cpu_addr;

		if (at < region[i]->size)
			return region[i]->phys_addr + at;
	}
	demand(false, "an area in no region");
	return 0;
}

static void check_areas(const struct board *board, struct device *dev)
{
	struct cohmem_area_info info;
	unsigned int count = 0;

	for (; cohmem_area_get_info(dev, count, &info) == 0; count++) {
		dma_addr_t last = info.device_base + (info.size - 1);
		uint64_t phys = phys_of(&info);

		demand(last >= info.device_base, "device addresses wrap");
		demand(!dev->bus_dma_limit || last <= dev->bus_dma_limit,
		       "an area beyond the bus's limit");
		demand(last <= dev->coherent_dma_mask, "an area beyond the mask");
		demand(leads_to(board, info.device_base, phys) &&
			       leads_to(board, last, phys + (info.size - 1)),
		       "the buses do not lead there");
	}
	demand(count <= board->references, "more areas than references");
}

static void check_ranges(const struct board *board)
{
	struct cohmem_dt_dma_range range[4];
	int node = board_device(board), count = cohmem_dt_dma_ranges(board->fdt, node, range, 4);

	demand(count >= 0 || count == -EINVAL, "another error of dma-ranges");
	for (int i = 0; i < count && i < 4; i++) {
		demand(range[i].size && range[i].size - 1 <= UINT64_MAX - range[i].device,
		       "a range that wraps");
		demand(leads_to(board, range[i].device, range[i].cpu), "a range leads elsewhere");
	}
}

static bool apart(uint64_t a, size_t a_size, uint64_t b, size_t b_size)
{
	return a < b ? b - a >= a_size : a - b >= b_size;
}

static void check_block(const struct device *dev, const struct block *blocks, size_t count)
{
	const struct block *new = &blocks[count];

	demand(all_bytes(new->cpu, new->size, 0), "memory that is not zero");
	demand(new->size - 1 <= dev->coherent_dma_mask - new->dma, "beyond the mask");
	for (size_t i = 0; i < count; i++)
		demand(apart(new->dma, new->size, blocks[i].dma, blocks[i].size) &&
			       apart((uintptr_t) new->cpu, new->size, (uintptr_t)blocks[i].cpu,
				     blocks[i].size),
		       "two blocks at one address");
}

static void give_back(struct device *dev, const struct block *block)
{
	demand(all_bytes(block->cpu, block->size, block->tag), "somebody wrote into a block");
	dma_free_coherent(dev, block->size, block->cpu, block->dma);
}

static void play(struct device *dev, struct input *in)
{
	struct block blocks[MOST];
	size_t count = 0;

	while (in->left) {
		struct block *new = &blocks[count];

		if (count && (count == MOST || take_byte(in) % 3 == 0)) {
			size_t i = take_byte(in) % count;

			give_back(dev, &blocks[i]);
			blocks[i] = blocks[--count];
			continue;
		}
		new->size = 1 + take_byte(in) * 128u;
		new->tag = take_byte(in);
		new->cpu = dma_alloc_coherent(dev, new->size, &new->dma, GFP_KERNEL);
		if (!new->cpu)
			continue;
		check_block(dev, blocks, count);
		memset(new->cpu, new->tag, new->size);
		count++;
	}
	while (count)
		give_back(dev, &blocks[--count]);
}

/* Create memory at BOARD_PHYS, and at the end of the physical addresses. */
static void regions(void)
{
	demand(cohmem_ram_region_create(BOARD_PHYS, BOARD_BYTES, 0, &region[0]) == 0 &&
		       cohmem_ram_region_create(0 - (uint64_t)BOARD_BYTES, BOARD_BYTES, 0,
						&region[1]) == 0,
	       "regions");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = {data, size};
	static struct board board;
	struct device dev;
	const char *why;
	int err;

	quiet_port();
	if (!region[0])
		regions();
	board_make(&board, &in);
	demand(cohmem_dt_check(board.fdt, sizeof(board.fdt), &why) == 0, "no tree");
	check_ranges(&board);
	cohmem_device_init(&dev, "dsp");
	dma_set_mask_and_coherent(&dev, UINT64_MAX);
	err = cohmem_dt_attach(board.fdt, board.path, &dev);
	demand(err == 0 || !dev.cohmem_areas, "it failed, and areas are left");
	check_areas(&board, &dev);
	if (dev.cohmem_areas) /* without any there is nothing to allocate from */
		play(&dev, &in);
	dma_release_declared_memory(&dev);
	demand(!dev.cohmem_areas, "an area is left");
	return 0;
}
