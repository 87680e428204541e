/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * A virtio 1.x split ring for chains of three descriptors, one chain per slot: slot i owns the
 * descriptors 3i, 3i+1 and 3i+2, so descriptors need not be allocated. The caller allocates the ring's
 * memory with dma_alloc_coherent(). Source: virtio 1.2, section 2.7.
 */
#ifndef VIRTQ_H
#define VIRTQ_H

#include <cohmem/types.h>

#define VIRTQ_CHAIN 3

struct virtq_segment {
	dma_addr_t addr;
	uint32_t bytes;
	bool device_writes;
};

struct virtq_desc;
struct virtq_avail;
struct virtq_used;

struct virtq {
	uint16_t entries;
	uint16_t seen; /* number of used chains taken back, modulo 2^16 */
	volatile struct virtq_desc *desc;
	volatile struct virtq_avail *avail;
	volatile struct virtq_used *used;
	size_t avail_offset, used_offset;
};

/* The number of entries for @slots chains, and the bytes of memory that such a ring takes. */
uint16_t virtq_entries(unsigned int slots);
size_t virtq_bytes(uint16_t entries);

/* @mem: virtq_bytes() of zeroed memory. */
void virtq_init(struct virtq *q, uint16_t entries, void *mem);

/* Makes the chain of @slot available to the device. */
void virtq_submit(struct virtq *q, unsigned int slot, const struct virtq_segment *chain);

/* Takes one used chain back; false if there is none. The device chooses *@slot, so it must be checked. */
bool virtq_poll(struct virtq *q, unsigned int *slot);

#endif
