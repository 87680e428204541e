/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* What a picture of a replay shows: each block, from its allocation to its release. */
#ifndef TOOLS_REPLAY_BOXES_H
#define TOOLS_REPLAY_BOXES_H

#include "../../trace/model/replay.h"

#define BOXES_MOST ((size_t)500000) /* a page with more is too slow to use */

struct box {
	uint64_t from, to; /* times; @to is UINT64_MAX if the block was live at the end */
	uint64_t size;
	uint32_t granule, granules;
	uint32_t site;
};

struct refusal {
	uint64_t time;
	uint64_t size;
	uint32_t site;
	enum pool_answer why;
};

struct boxes {
	const struct replay *replay;
	struct box *box;
	size_t count, room;
	struct refusal *refusal;
	size_t refusals, refusal_room;
	uint64_t last;    /* the latest time of a block or refusal */
	uint64_t dropped; /* blocks and refusals left out: more than BOXES_MOST, or no memory */
};

/* Collect the blocks and refusals of @replay from now on. */
void boxes_watch(struct boxes *boxes, struct replay *replay);
/* Return the first and the last time in the picture. */
uint64_t boxes_start(const struct boxes *boxes);
uint64_t boxes_end(const struct boxes *boxes);
void boxes_destroy(struct boxes *boxes);

#endif
