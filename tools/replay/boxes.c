/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#include "boxes.h"

#include <stdlib.h>

/* Return @list, reallocated if needed, with room for one more element; NULL if it is full or there is no memory. */
static void *one_more(void *list, size_t count, size_t *room, size_t size)
{
	void *larger;

	if (count < *room)
		return list;
	if (count >= BOXES_MOST)
		return NULL;
	larger = realloc(list, (*room ? 2 * *room : 1024) * size);
	if (larger)
		*room = *room ? 2 * *room : 1024;
	return larger;
}

static void boxes_extend(struct boxes *boxes, uint64_t time)
{
	if (boxes->last < time)
		boxes->last = time;
}

static void boxes_add(void *context, const struct live *block, uint64_t end)
{
	struct boxes *boxes = context;
	struct box *list = one_more(boxes->box, boxes->count, &boxes->room, sizeof(*list));

	boxes_extend(boxes, end == UINT64_MAX ? block->time : end);
	if (!list) {
		boxes->dropped++;
		return;
	}
	boxes->box = list;
	boxes->box[boxes->count++] =
		(struct box){.from = block->time,
			     .to = end < block->time ? block->time : end,
			     .size = block->size,
			     .granule = block->place[0],
			     .granules = pool_model_block(&boxes->replay->area, block->size),
			     .site = replay_site(block)};
}

static void boxes_add_refusal(void *context, const struct live *block, enum pool_answer why)
{
	struct boxes *boxes = context;
	struct refusal *list =
		one_more(boxes->refusal, boxes->refusals, &boxes->refusal_room, sizeof(*list));

	boxes_extend(boxes, block->time);
	if (!list) {
		boxes->dropped++;
		return;
	}
	boxes->refusal = list;
	boxes->refusal[boxes->refusals++] =
		(struct refusal){block->time, block->size, replay_site(block), why};
}

void boxes_watch(struct boxes *boxes, struct replay *replay)
{
	boxes->replay = replay;
	replay->block = boxes_add;
	replay->refusal = boxes_add_refusal;
	replay->context = boxes;
}

uint64_t boxes_start(const struct boxes *boxes)
{
	uint64_t start = boxes->last;

	for (size_t i = 0; i < boxes->count; i++)
		start = boxes->box[i].from < start ? boxes->box[i].from : start;
	for (size_t i = 0; i < boxes->refusals; i++)
		start = boxes->refusal[i].time < start ? boxes->refusal[i].time : start;
	return start;
}

uint64_t boxes_end(const struct boxes *boxes)
{
	return boxes->last;
}

void boxes_destroy(struct boxes *boxes)
{
	free(boxes->box);
	free(boxes->refusal);
}
