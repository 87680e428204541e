/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#include "blk.h"

#include <cohmem/runs.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "vhost_user.h"

#define CHUNK_SIZE   ((size_t)4 << 20)
#define PATIENCE_MS  1800000 /* if the device exits, that is noticed at once */
#define STATUS_UNSET 0xff

static size_t request_bytes(const struct blk_options *o)
{
	return o->depth * sizeof(struct blk_request);
}

size_t blk_area_needed(const struct blk_options *o)
{
	const size_t sizes[] = {virtq_bytes(virtq_entries(o->depth)), request_bytes(o)};
	const uint32_t granules = 1u << 22; /* 16 GiB: more than the options allow */
	struct cohmem_runs *runs = malloc(cohmem_runs_bytes(granules));
	struct cohmem_run run = {0};
	uint32_t end = 0;

	if (!runs)
		return 0;
	cohmem_runs_init(runs, cohmem_runs_bytes(granules), granules, true);
	for (unsigned int i = 0; i < 2 + o->depth; i++) {
		size_t bytes = i < 2 ? sizes[i] : o->buffer;
		uint32_t count = (uint32_t)((bytes - 1) / COHMEM_PAGE_SIZE + 1);

		cohmem_runs_alloc(runs, 1u << cohmem_runs_order(count), granules, &run);
		if (run.start + run.count > end)
			end = run.start + run.count;
	}
	free(runs);
	return end * COHMEM_PAGE_SIZE;
}

static void explain(const struct blk *b, size_t size, const char *what, unsigned int number)
{
	const struct blk_options *o = &b->options;

	if (o->exclusive)
		fprintf(stderr,
			"vhost-blk: the device's area of %zu KiB is full and exclusive: it has no room for the %zu bytes of %s %u;\n  an area of %zu KiB is large enough (AREA=%zuK)\n",
			o->area_size >> 10, size, what, number, blk_area_needed(o) >> 10,
			blk_area_needed(o) >> 10);
	else
		fprintf(stderr, "vhost-blk: no memory for the %zu bytes of %s %u\n", size, what,
			number);
}

static int alloc(struct blk *b, size_t size, void **cpu, dma_addr_t *dma, const char *what,
		 unsigned int number)
{
	*cpu = dma_alloc_coherent(&b->dev, size, dma, GFP_KERNEL | __GFP_NOWARN);
	if (*cpu)
		return 0;
	explain(b, size, what, number);
	b->explained = true;
	return -ENOMEM;
}

static int alloc_all(struct blk *b)
{
	const struct blk_options *o = &b->options;
	uint16_t entries = virtq_entries(o->depth);
	void *requests;
	int err = alloc(b, virtq_bytes(entries), &b->ring, &b->ring_dma, "ring", 0);

	if (err)
		return err;
	virtq_init(&b->queue, entries, b->ring);
	err = alloc(b, request_bytes(o), &requests, &b->requests_dma, "request table", 0);
	if (err)
		return err;
	b->requests = requests;
	for (unsigned int i = 0; i < o->depth && !err; i++)
		err = alloc(b, o->buffer, &b->slots[i].buf, &b->slots[i].buf_dma, "data buffer", i);
	return err;
}

static void free_all(struct blk *b)
{
	const struct blk_options *o = &b->options;

	for (unsigned int i = 0; i < o->depth; i++)
		dma_free_coherent(&b->dev, o->buffer, b->slots[i].buf, b->slots[i].buf_dma);
	dma_free_coherent(&b->dev, request_bytes(o), b->requests, b->requests_dma);
	dma_free_coherent(&b->dev, virtq_bytes(virtq_entries(o->depth)), b->ring, b->ring_dma);
}

/* The area: memory of this process or of a dma-heap, declared for the device and announced to it. */
static int open_area(struct blk *b)
{
	const struct blk_options *o = &b->options;
	int err;

	if (o->heap)
		err = cohmem_heap_region_create(o->heap, BLK_AREA_PHYS, o->area_size, &b->region);
	else
		err = cohmem_ram_region_create(BLK_AREA_PHYS, o->area_size, 0, &b->region);
	if (!err)
		err = dma_declare_coherent_memory(
			&b->dev, BLK_AREA_PHYS, BLK_AREA_DEVICE, o->area_size,
			DMA_MEMORY_MAP | (o->exclusive ? DMA_MEMORY_EXCLUSIVE : 0));
	if (!err)
		err = vhost_user_add_region(b->sock, BLK_AREA_DEVICE, o->area_size, b->region->fd,
					    b->region->offset);
	b->announced = !err;
	return err;
}

static int start_ring(struct blk *b)
{
	const struct vhost_user_ring ring = {
		.entries = b->queue.entries,
		.desc = b->ring_dma,
		.avail = b->ring_dma + b->queue.avail_offset,
		.used = b->ring_dma + b->queue.used_offset,
		.kick = b->kick,
		.call = b->call,
	};

	int err = vhost_user_start_ring(b->sock, &ring);

	b->running = !err;
	return err;
}

static int bring_up(struct blk *b)
{
	int err = vhost_user_start(b->sock);

	if (!err)
		err = dma_set_mask_and_coherent(&b->dev, DMA_BIT_MASK(64));
	if (!err)
		err = generic_attach(&b->generic, &b->dev, b->sock, CHUNK_SIZE);
	if (!err)
		err = open_area(b);
	if (!err)
		err = alloc_all(b);
	if (!err)
		err = start_ring(b);
	return err;
}

int blk_open(struct blk *b, int sock, const struct blk_options *options)
{
	int err;

	*b = (struct blk){.sock = sock, .options = *options};
	cohmem_device_init(&b->dev, "vhost-user-blk");
	b->kick = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	b->call = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	err = b->kick < 0 || b->call < 0 ? -EMFILE : bring_up(b);
	if (err) {
		if (!b->explained)
			fprintf(stderr, "vhost-blk: cannot start the device: %s\n", strerror(-err));
		blk_close(b);
	}
	return err;
}

static void drain(struct blk *b)
{
	for (unsigned int i = 0; i < b->options.depth; i++) {
		while (b->slots[i].given && !b->lost)
			(void)blk_wait(b, i);
	}
}

/*
 * Waits for the requests in flight, since they write to memory that is freed here. Stopping the ring is not
 * enough: the device still completes the requests that it has taken.
 */
void blk_close(struct blk *b)
{
	if (b->running) {
		drain(b);
		(void)vhost_user_stop_ring(b->sock);
	}
	free_all(b);
	dma_release_declared_memory(&b->dev);
	if (b->announced)
		(void)vhost_user_remove_region(b->sock, BLK_AREA_DEVICE, b->options.area_size);
	if (b->options.heap)
		cohmem_region_destroy(b->region);
	else
		cohmem_region_destroy(b->region);
	if (b->dev.dma_ops)
		generic_detach(&b->dev);
	close(b->kick);
	close(b->call);
}

bool blk_in_area(const struct blk *b, dma_addr_t addr)
{
	return addr - BLK_AREA_DEVICE < b->options.area_size;
}

void blk_submit(struct blk *b, unsigned int i, enum blk_direction direction)
{
	const uint64_t one = 1;
	struct blk_slot *slot = &b->slots[i];
	struct blk_request *request = &b->requests[i];
	dma_addr_t dma = b->requests_dma + i * sizeof(*request);
	const struct virtq_segment chain[VIRTQ_CHAIN] = {
		{dma, offsetof(struct blk_request, status), false},
		{slot->buf_dma, (uint32_t)slot->bytes, direction == BLK_READ},
		{dma + offsetof(struct blk_request, status), 1, true},
	};

	*request = (struct blk_request){
		.type = direction,
		.sector = slot->offset / BLK_SECTOR,
		.status = STATUS_UNSET,
	};
	slot->given = true;
	virtq_submit(&b->queue, i, chain);
	if (write(b->kick, &one, sizeof(one)) != sizeof(one))
		fprintf(stderr, "vhost-blk: cannot wake the device: %s\n", strerror(errno));
}

/* Waits until the device raises an interrupt or drops the connection. */
static int wait_event(struct blk *b)
{
	struct pollfd fds[] = {{.fd = b->call, .events = POLLIN},
			       {.fd = b->sock, .events = POLLIN}};
	int n = poll(fds, 2, PATIENCE_MS);
	uint64_t count;

	if (n <= 0)
		return n < 0 ? -errno : -ETIMEDOUT;
	if (fds[0].revents & POLLIN)
		return read(b->call, &count, sizeof(count)) < 0 ? -errno : 0;
	return -ECONNRESET;
}

int blk_wait(struct blk *b, unsigned int i)
{
	unsigned int done;
	int err;

	for (;;) {
		while (virtq_poll(&b->queue, &done)) {
			b->lost = done >= b->options.depth;
			if (b->lost)
				return -EPROTO;
			b->slots[done].given = false;
		}
		if (!b->slots[i].given)
			return b->requests[i].status ? -EIO : 0;
		err = wait_event(b);
		b->lost = err && err != -EINTR;
		if (err)
			return err;
	}
}
