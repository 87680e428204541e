/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#include "transfer.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum {
	WRITE = 0x01,
	READ = 0x02
};

/* One command in flight, and its buffer. */
struct slot {
	struct pass *pass;
	uint64_t *buffer;
	dma_addr_t dma;
	uint64_t at; /* offset in the namespace, in bytes */
	size_t bytes;
	uint64_t *list;
	dma_addr_t list_dma;
	bool busy;
};

/* One pass over the namespace, writing or reading. */
struct pass {
	struct transfer *transfer;
	unsigned int opcode;
	struct slot slot[NVME_MAX_DEPTH];
	unsigned int slots;
	uint64_t next;
	unsigned int in_flight;
	int err;
};

/* The number that is written at @at: different at each place (splitmix64). */
static uint64_t number(uint64_t seed, uint64_t at)
{
	uint64_t z = seed + at * 0x9e3779b97f4a7c15u;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return z ^ z >> 31;
}

static bool in_area(const struct nvme *nvme, const void *cpu_addr)
{
	return nvme->area_bytes && cohmem_region_find(cpu_addr, 1) == nvme->area_bar;
}

static int fill(struct slot *slot)
{
	struct nvme *nvme = slot->pass->transfer->nvme;

	for (size_t i = 0; i < slot->bytes / 8; i++)
		((volatile uint64_t *)slot->buffer)[i] =
			number(slot->pass->transfer->seed, slot->at + 8 * i);
	return cohmem_end_cpu_access(nvme->dev, slot->buffer, slot->bytes, DMA_TO_DEVICE);
}

static int verify(struct slot *slot)
{
	struct nvme *nvme = slot->pass->transfer->nvme;
	int err = cohmem_begin_cpu_access(nvme->dev, slot->buffer, slot->bytes, DMA_FROM_DEVICE);

	for (size_t i = 0; !err && i < slot->bytes / 8; i++) {
		if (((volatile uint64_t *)slot->buffer)[i] ==
		    number(slot->pass->transfer->seed, slot->at + 8 * i))
			continue;
		fprintf(stderr, "nvme: the data at byte %" PRIu64 " are not what was written\n",
			slot->at + 8 * i);
		err = -EILSEQ;
	}
	return err;
}

static void give_list(struct slot *slot)
{
	if (slot->list)
		dma_pool_free(slot->pass->transfer->nvme->lists, slot->list, slot->list_dma);
	slot->list = NULL;
}

static void done(void *ctx, uint16_t status)
{
	struct slot *slot = ctx;
	struct pass *pass = slot->pass;

	give_list(slot);
	slot->busy = false;
	pass->in_flight--;
	if (status) {
		fprintf(stderr, "nvme: %s at byte %" PRIu64 " failed with status %#x\n",
			pass->opcode == READ ? "reading" : "writing", slot->at, status);
		pass->err = pass->err ? pass->err : -EIO;
	} else if (pass->opcode == READ && !pass->err) {
		pass->err = verify(slot);
	}
}

static void count(const struct slot *slot)
{
	struct transfer *t = slot->pass->transfer;

	if (in_area(t->nvme, slot->buffer))
		t->area_bytes += slot->bytes;
	else
		t->generic_bytes += slot->bytes;
	t->lists += slot->list != NULL;
	t->lists_in_area += slot->list && in_area(t->nvme, slot->list);
}

static int submit(struct slot *slot)
{
	struct pass *pass = slot->pass;
	struct transfer *t = pass->transfer;
	const unsigned int block = t->nvme->block_size;
	struct nvme_command command = {.cdw0 = pass->opcode, .nsid = 1};
	uint64_t lba = slot->at / block;
	int err = pass->opcode == WRITE ? fill(slot) : 0;

	if (!err)
		err = nvme_set_prps(t->nvme, &command, slot->dma, slot->bytes, &slot->list,
				    &slot->list_dma);
	command.cdw10 = (uint32_t)lba;
	command.cdw11 = (uint32_t)(lba >> 32);
	command.cdw12 = (uint32_t)(slot->bytes / block) - 1;
	slot->busy = true;
	pass->in_flight++;
	if (!err)
		err = nvme_submit(&t->nvme->io, &command, done, slot);
	if (!err) {
		count(slot);
		return 0;
	}
	give_list(slot);
	slot->busy = false;
	pass->in_flight--;
	return err;
}

/* Submits the next pieces, one in each free slot. */
static int submit_all(struct pass *pass)
{
	int err = 0;

	for (unsigned int i = 0; !err && i < pass->slots; i++) {
		struct slot *slot = &pass->slot[i];
		uint64_t left = pass->transfer->bytes - pass->next;

		if (slot->busy || !left)
			continue;
		slot->at = pass->next;
		slot->bytes = left < pass->transfer->buffer ? (size_t)left : pass->transfer->buffer;
		err = submit(slot);
		if (!err)
			pass->next += slot->bytes;
	}
	return err;
}

static void progress(const struct pass *pass)
{
	fprintf(stderr, "\r%s %3u %%", pass->opcode == WRITE ? "writing     " : "reading back",
		(unsigned int)(pass->next * 100 / pass->transfer->bytes));
}

/* After an error, too, waits for the commands in flight: the controller may write to their buffers. */
static int run(struct pass *pass, bool terminal)
{
	struct nvme *nvme = pass->transfer->nvme;
	time_t end = time(NULL) + NVME_PATIENCE;

	while (pass->in_flight || (!pass->err && pass->next < pass->transfer->bytes)) {
		int got = pass->err ? 0 : submit_all(pass);

		if (!got)
			got = nvme_poll(&nvme->io);
		if (got > 0)
			end = time(NULL) + NVME_PATIENCE;
		if (got == 0 && time(NULL) > end)
			got = -ETIMEDOUT;
		if (got < 0)
			return got;
		if (terminal && got)
			progress(pass);
	}
	return pass->err;
}

static int take_buffers(struct pass *pass)
{
	struct transfer *t = pass->transfer;

	for (; pass->slots < t->nvme->io.depth - 1; pass->slots++) {
		struct slot *slot = &pass->slot[pass->slots];

		slot->pass = pass;
		slot->buffer = dma_alloc_coherent(t->nvme->dev, t->buffer, &slot->dma, GFP_KERNEL);
		if (!slot->buffer)
			return -ENOMEM;
	}
	return 0;
}

/* If commands are in flight, the controller's DMA must be stopped first. */
static void give_buffers(struct pass *pass)
{
	while (pass->slots--) {
		struct slot *slot = &pass->slot[pass->slots];

		give_list(slot);
		dma_free_coherent(pass->transfer->nvme->dev, pass->transfer->buffer, slot->buffer,
				  slot->dma);
	}
}

int transfer_run(struct transfer *transfer)
{
	static const unsigned int opcodes[] = {WRITE, READ};
	struct pass *pass = calloc(1, sizeof(*pass));
	int err = pass ? 0 : -ENOMEM;

	for (unsigned int i = 0; !err && i < 2; i++) {
		*pass = (struct pass){.transfer = transfer, .opcode = opcodes[i]};
		err = take_buffers(pass);
		if (!err)
			err = run(pass, isatty(STDERR_FILENO));
		if (pass->in_flight) /* these may still run */
			transfer->nvme->bus->ops->stop_dma(transfer->nvme->bus);
		give_buffers(pass);
	}
	if (isatty(STDERR_FILENO))
		fprintf(stderr, "\r\033[K");
	if (err && (!pass || err != pass->err)) /* else it was already reported */
		fprintf(stderr, "nvme: the transfer failed: %s\n", strerror(-err));
	free(pass);
	return err;
}
