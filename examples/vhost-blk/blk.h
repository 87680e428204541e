/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * The driver: a virtio-blk device whose rings, request headers, status bytes and (as far as there
 * is room) data buffers lie in its own coherent area.
 */
#ifndef BLK_H
#define BLK_H

#include <cohmem/cohmem.h>

#include "generic.h"
#include "virtq.h"

#define BLK_SECTOR      512
#define BLK_MAX_DEPTH   256
#define BLK_AREA_PHYS   0x40000000ULL   /* where the area's memory is "physically" ... */
#define BLK_AREA_DEVICE 0x1240000000ULL /* ... and where the device sees it */

/* The header and status byte of virtio-blk, padded to 32 bytes. */
struct blk_request {
	uint32_t type;
	uint32_t reserved;
	uint64_t sector;
	uint8_t status;
	uint8_t pad[15];
};

struct blk_slot {
	void *buf;
	dma_addr_t buf_dma;
	uint64_t offset; /* of the request in flight, in bytes */
	size_t bytes;
	bool given; /* to the device, which may write to the buffer until the request is done */
};

struct blk_options {
	size_t area_size;
	const char *heap; /* the dma-heap of the area's memory; NULL: memory of this process */
	bool exclusive;
	unsigned int depth; /* requests in flight */
	size_t buffer;      /* bytes of each */
};

struct blk {
	struct device dev;
	struct cohmem_region *region;
	struct generic generic;
	struct virtq queue;
	struct blk_options options;
	void *ring;
	struct blk_request *requests;
	dma_addr_t ring_dma, requests_dma;
	struct blk_slot slots[BLK_MAX_DEPTH];
	int sock, kick, call;
	bool announced, running;
	bool lost;      /* the device failed, and will complete no more requests */
	bool explained; /* the reason why blk_open() failed was printed */
};

enum blk_direction {
	BLK_READ = 0,
	BLK_WRITE = 1
};

/*
 * Brings up the device behind @sock. Returns 0, or -errno after printing a message and releasing everything.
 */
int blk_open(struct blk *b, int sock, const struct blk_options *options);
void blk_close(struct blk *b);

/* Starts the request in slot @i, which must be idle, with @slot's offset and bytes. */
void blk_submit(struct blk *b, unsigned int i, enum blk_direction direction);

/*
 * Waits until slot @i is done; others may finish meanwhile. Returns 0, -EIO if the device reported an error,
 * -ECONNRESET if it dropped the connection, -EPROTO if it completed an unknown request, -EINTR if a signal
 * arrived, or -ETIMEDOUT if there was no answer for 30 minutes.
 */
int blk_wait(struct blk *b, unsigned int i);

/* Checks if an address lies in the device's own area. */
bool blk_in_area(const struct blk *b, dma_addr_t addr);

/* Computes the size in bytes of the smallest area that has room for everything. */
size_t blk_area_needed(const struct blk_options *options);

#endif
