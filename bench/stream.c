/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* The calls that a contender gets. They depend only on the seed and the population. */
#include <errno.h>
#include <stdlib.h>

#include "bench.h"

#define EMPTY     0xff
#define MAX_SLOTS 16384 /* their handles leave room in a CPU's own caches for what is measured */

unsigned int workload_draw(const struct workload *workload, struct rng *rng)
{
	unsigned int order;

	if (!workload->geometric)
		return rng_below(rng, workload->orders);
	do
		order = (unsigned int)__builtin_ctzll(rng_next(rng));
	while (order >= workload->orders);
	return order;
}

/* The first @held slots have the first blocks of the population; the others are empty. */
static void fill_slots(struct stream *stream, const struct population *population, uint32_t held)
{
	for (uint32_t slot = 0; slot < held; slot++) {
		stream->orders[slot] = (uint8_t)population->blocks[slot].order;
		stream->used += 1u << stream->orders[slot];
	}
	for (uint32_t slot = stream->slots; slot > held; slot--) {
		stream->orders[slot - 1] = EMPTY;
		stream->empty_slot[stream->empty++] = slot - 1;
	}
	stream->target = stream->used ? stream->used : 1;
}

int stream_init(struct stream *stream, const struct workload *workload,
		const struct population *population, uint64_t seed)
{
	uint32_t held = population->count < MAX_SLOTS ? (uint32_t)population->count : MAX_SLOTS;

	if (workload->pattern != STEADY)
		held = 0;
	*stream = (struct stream){
		.workload = workload,
		.rng = {seed},
		.slots = held + held / 4 + 16,
		.first_left = held,
	};
	stream->orders = malloc(stream->slots);
	stream->empty_slot = calloc(stream->slots, sizeof(*stream->empty_slot));
	if (!stream->orders || !stream->empty_slot) {
		stream_free(stream);
		return -ENOMEM;
	}
	fill_slots(stream, population, held);
	return 0;
}

void stream_free(struct stream *stream)
{
	free(stream->orders);
	free(stream->empty_slot);
}

static struct call release_one(struct stream *stream)
{
	struct call call = {.release = true};

	do
		call.slot = rng_below(&stream->rng, stream->slots);
	while (stream->orders[call.slot] == EMPTY);
	call.order = stream->orders[call.slot];
	stream->used -= 1u << call.order;
	stream->orders[call.slot] = EMPTY;
	stream->empty_slot[stream->empty++] = call.slot;
	return call;
}

static struct call next(struct stream *stream)
{
	unsigned int order = workload_draw(stream->workload, &stream->rng);
	uint32_t slot;

	if (stream->workload->pattern == NO_ROOM)
		return (struct call){.slot = 0, .order = 3};
	if (!stream->empty || (stream->used && stream->used + (1u << order) > stream->target))
		return release_one(stream);
	slot = stream->empty_slot[--stream->empty];
	stream->orders[slot] = (uint8_t)order;
	stream->used += 1u << order;
	return (struct call){.slot = slot, .order = (uint16_t)order};
}

void stream_next(struct stream *stream, struct call *calls, size_t count)
{
	for (size_t i = 0; i < count; i++)
		calls[i] = next(stream);
}
