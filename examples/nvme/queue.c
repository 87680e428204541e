/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* A submission queue and its completion queue: two rings, and a doorbell for each. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "nvme.h"

static unsigned int doorbell(const struct nvme_queue *queue, unsigned int which)
{
	return 0x1000 + (2 * queue->id + which) * queue->nvme->doorbell_stride;
}

int nvme_queue_create(struct nvme_queue *queue, struct nvme *nvme, unsigned int id,
		      unsigned int depth)
{
	*queue = (struct nvme_queue){.nvme = nvme, .id = id, .depth = depth, .phase = 1};
	queue->sq = dma_alloc_coherent(nvme->dev, depth * sizeof(*queue->sq), &queue->sq_dma,
				       GFP_KERNEL);
	queue->cq = dma_alloc_coherent(&nvme->completions, depth * sizeof(*queue->cq),
				       &queue->cq_dma, GFP_KERNEL);
	if (queue->sq && queue->cq)
		return 0;
	nvme_queue_destroy(queue);
	return -ENOMEM;
}

void nvme_queue_destroy(struct nvme_queue *queue)
{
	if (queue->sq)
		dma_free_coherent(queue->nvme->dev, queue->depth * sizeof(*queue->sq), queue->sq,
				  queue->sq_dma);
	if (queue->cq)
		dma_free_coherent(&queue->nvme->completions, queue->depth * sizeof(*queue->cq),
				  queue->cq, queue->cq_dma);
	queue->sq = NULL;
	queue->cq = NULL;
}

/* Copies in 64-bit words, because a BAR may not handle smaller accesses well. */
static void copy_command(struct nvme_command *to, const struct nvme_command *from)
{
	volatile uint64_t *word = (volatile uint64_t *)to;
	uint64_t words[sizeof(*from) / sizeof(uint64_t)];

	memcpy(words, from, sizeof(words));
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		word[i] = words[i];
}

static struct nvme_request *free_request(struct nvme_queue *queue, uint16_t *id)
{
	for (*id = 0; *id < queue->depth; ++*id) {
		if (!queue->requests[*id].busy)
			return &queue->requests[*id];
	}
	return NULL;
}

int nvme_submit(struct nvme_queue *queue, struct nvme_command *command,
		void (*done)(void *ctx, uint16_t status), void *ctx)
{
	struct nvme_command *entry = &queue->sq[queue->tail];
	struct nvme_request *request;
	uint16_t id;
	int err;

	/* One entry remains unused, because a full ring would look empty. */
	request = queue->in_flight < queue->depth - 1 ? free_request(queue, &id) : NULL;
	if (!request)
		return -EAGAIN;
	command->cdw0 = (command->cdw0 & 0xffff) | (uint32_t)id << 16;
	copy_command(entry, command);
	err = cohmem_end_cpu_access(queue->nvme->dev, entry, sizeof(*entry), DMA_TO_DEVICE);
	if (err)
		return err;
	*request = (struct nvme_request){.done = done, .ctx = ctx, .busy = true};
	queue->in_flight++;
	queue->tail = (queue->tail + 1) % queue->depth;
	return queue->nvme->bus->ops->write32(queue->nvme->bus, doorbell(queue, 0), queue->tail);
}

/* The next completion, if the controller has written it. */
static bool next(struct nvme_queue *queue, struct nvme_completion *completion)
{
	const struct nvme_completion *entry = &queue->cq[queue->head];

	if ((__atomic_load_n(&entry->status, __ATOMIC_ACQUIRE) & 1) != queue->phase)
		return false;
	*completion = *entry;
	queue->head = (queue->head + 1) % queue->depth;
	queue->phase ^= queue->head == 0;
	return true;
}

static int finish(struct nvme_queue *queue, const struct nvme_completion *completion)
{
	struct nvme_request request;

	if (completion->id >= queue->depth || !queue->requests[completion->id].busy) {
		fprintf(stderr, "nvme: completion of command %u, which is not in flight\n",
			completion->id);
		return -EIO;
	}
	request = queue->requests[completion->id];
	queue->requests[completion->id].busy = false;
	queue->in_flight--;
	request.done(request.ctx, completion->status >> 1);
	return 0;
}

/* Checks that the controller has not failed, been reset or been removed. */
static int check(const struct nvme_queue *queue)
{
	uint32_t status;
	int err = queue->nvme->bus->ops->read32(queue->nvme->bus, NVME_CSTS, &status);

	if (err)
		return err;
	return status & 2 || !(status & 1) ? -EIO : 0;
}

int nvme_poll(struct nvme_queue *queue)
{
	struct nvme_completion completion;
	int count = 0, err = 0;

	while (!err && next(queue, &completion)) {
		err = finish(queue, &completion);
		count++;
	}
	if (!err && count)
		err = queue->nvme->bus->ops->write32(queue->nvme->bus, doorbell(queue, 1),
						     queue->head);
	if (!err && !count)
		err = check(queue);
	return err ? err : count;
}

struct waiting {
	bool done;
	uint16_t status;
};

static void wake(void *ctx, uint16_t status)
{
	struct waiting *waiting = ctx;

	waiting->done = true;
	waiting->status = status;
}

static double seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

int nvme_run(struct nvme_queue *queue, struct nvme_command *command)
{
	struct waiting waiting = {0};
	double end = seconds() + NVME_PATIENCE;
	int err = nvme_submit(queue, command, wake, &waiting);

	while (err >= 0 && !waiting.done) {
		err = nvme_poll(queue);
		if (err == 0 && seconds() > end)
			err = -ETIMEDOUT;
	}
	if (err < 0) {
		/* The command may still be running, and write to memory that the caller frees. */
		queue->nvme->bus->ops->stop_dma(queue->nvme->bus);
		memset(queue->requests, 0, sizeof(queue->requests));
		return err;
	}
	if (!waiting.status)
		return 0;
	fprintf(stderr, "nvme: command %#x failed with status %#x\n", command->cdw0 & 0xff,
		waiting.status);
	return -EIO;
}
