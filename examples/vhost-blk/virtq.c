/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#include "virtq.h"

#define DESC_NEXT  1
#define DESC_WRITE 2

struct virtq_desc {
	uint64_t addr;
	uint32_t len;
	uint16_t flags;
	uint16_t next;
};

struct virtq_avail {
	uint16_t flags;
	uint16_t idx;
	uint16_t ring[];
};

struct virtq_used {
	uint16_t flags;
	uint16_t idx;
	struct {
		uint32_t id;
		uint32_t len;
	} ring[];
};

uint16_t virtq_entries(unsigned int slots)
{
	uint16_t entries = 4;

	while (entries < slots * VIRTQ_CHAIN)
		entries = (uint16_t)(entries * 2);
	return entries;
}

static size_t avail_offset(uint16_t entries)
{
	return sizeof(struct virtq_desc) * entries;
}

static size_t used_offset(uint16_t entries)
{
	size_t end = avail_offset(entries) + sizeof(struct virtq_avail) + 2 * (size_t)entries;

	return (end + 3) / 4 * 4;
}

size_t virtq_bytes(uint16_t entries)
{
	return used_offset(entries) + sizeof(struct virtq_used) + 8 * (size_t)entries;
}

void virtq_init(struct virtq *q, uint16_t entries, void *mem)
{
	char *base = mem;

	*q = (struct virtq){
		.entries = entries,
		.avail_offset = avail_offset(entries),
		.used_offset = used_offset(entries),
	};
	q->desc = mem;
	q->avail = (void *)(base + q->avail_offset);
	q->used = (void *)(base + q->used_offset);
}

void virtq_submit(struct virtq *q, unsigned int slot, const struct virtq_segment *chain)
{
	unsigned int head = slot * VIRTQ_CHAIN;
	uint16_t idx = q->avail->idx;

	for (unsigned int i = 0; i < VIRTQ_CHAIN; i++) {
		volatile struct virtq_desc *d = &q->desc[head + i];

		d->addr = chain[i].addr;
		d->len = chain[i].bytes;
		d->flags = (uint16_t)((i + 1 < VIRTQ_CHAIN ? DESC_NEXT : 0) |
				      (chain[i].device_writes ? DESC_WRITE : 0));
		d->next = (uint16_t)(head + i + 1);
	}
	q->avail->ring[idx % q->entries] = (uint16_t)head;
	__atomic_store_n(&q->avail->idx, (uint16_t)(idx + 1), __ATOMIC_RELEASE);
}

bool virtq_poll(struct virtq *q, unsigned int *slot)
{
	if (__atomic_load_n(&q->used->idx, __ATOMIC_ACQUIRE) == q->seen)
		return false;
	*slot = q->used->ring[q->seen % q->entries].id / VIRTQ_CHAIN;
	q->seen++;
	return true;
}
