/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* A hash table with linear probing. Removing a block closes the gap, so there are no tombstones. */
#include "live.h"

#include <stdlib.h>

#include "../input/hash.h"

struct live_table {
	struct live *slots; /* a slot without a device is free */
	size_t room;        /* a power of two */
	size_t count;
};

static size_t live_home(const struct live_table *table, const char *device, uint64_t addr)
{
	const uint64_t key[] = {(uintptr_t)device, addr};

	return (size_t)hash_bytes(key, sizeof(key)) & (table->room - 1);
}

struct live_table *live_create(void)
{
	struct live_table *table = malloc(sizeof(*table));

	if (!table)
		return NULL;
	*table = (struct live_table){.slots = calloc(64, sizeof(struct live)), .room = 64};
	if (table->slots)
		return table;
	free(table);
	return NULL;
}

/* Find the block's slot, or the free slot where it belongs. */
static struct live *live_slot(const struct live_table *table, const char *device, uint64_t addr)
{
	size_t i = live_home(table, device, addr);

	while (table->slots[i].device &&
	       (table->slots[i].device != device || table->slots[i].addr != addr))
		i = (i + 1) & (table->room - 1);
	return &table->slots[i];
}

static bool live_grow(struct live_table *table)
{
	struct live_table larger = {calloc(2 * table->room, sizeof(struct live)), 2 * table->room,
				    table->count};

	if (!larger.slots)
		return false;
	for (size_t i = 0; i < table->room; i++) {
		const struct live *block = &table->slots[i];

		if (block->device)
			*live_slot(&larger, block->device, block->addr) = *block;
	}
	free(table->slots);
	*table = larger;
	return true;
}

struct live *live_add(struct live_table *table, const char *device, uint64_t addr)
{
	struct live *block;

	if (table->count >= table->room / 2 && !live_grow(table))
		return NULL;
	block = live_slot(table, device, addr);
	*block = (struct live){.device = device, .addr = addr};
	table->count++;
	return block;
}

struct live *live_find(struct live_table *table, const char *device, uint64_t addr)
{
	struct live *block = live_slot(table, device, addr);

	return block->device ? block : NULL;
}

void live_remove(struct live_table *table, struct live *block)
{
	size_t mask = table->room - 1, gap = (size_t)(block - table->slots);

	for (size_t i = (gap + 1) & mask; table->slots[i].device; i = (i + 1) & mask) {
		size_t at = live_home(table, table->slots[i].device, table->slots[i].addr);

		/* The block in slot @i may move to the gap unless its home is after the gap. */
		if (((i - at) & mask) >= ((i - gap) & mask)) {
			table->slots[gap] = table->slots[i];
			gap = i;
		}
	}
	table->slots[gap].device = NULL;
	table->count--;
}

const struct live *live_next(const struct live_table *table, const struct live *block)
{
	size_t i = block ? (size_t)(block - table->slots) + 1 : 0;

	while (i < table->room && !table->slots[i].device)
		i++;
	return i < table->room ? &table->slots[i] : NULL;
}

size_t live_count(const struct live_table *table)
{
	return table->count;
}

void live_destroy(struct live_table *table)
{
	if (table)
		free(table->slots);
	free(table);
}
