/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Makes a contender's calls. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bench.h"

double bench_now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec * 1e9 + (double)ts.tv_nsec;
}

int player_init(struct player *player, const struct workload *workload,
		const struct population *population, const uintptr_t *handles, uint64_t seed)
{
	int err = stream_init(&player->stream, workload, population, seed);
	uint32_t slots = player->stream.slots, held = slots - player->stream.empty;

	if (err)
		return err;
	player->chunk = 16;
	player->handles = calloc(slots, sizeof(*player->handles));
	player->calls = calloc(MAX_CHUNK, sizeof(*player->calls));
	if (!player->handles || !player->calls) {
		player_free(player);
		return -ENOMEM;
	}
	memcpy(player->handles, handles, held * sizeof(*handles));
	return 0;
}

void player_free(struct player *player)
{
	stream_free(&player->stream);
	free(player->handles);
	free(player->calls);
}

void player_draw(struct player *player)
{
	stream_next(&player->stream, player->calls, player->chunk);
}

/* This is timed, so it only makes the calls and stores the handles. */
void player_play(struct player *player, size_t from, size_t to)
{
	const struct contender *contender = player->contender;

	for (size_t i = from; i < to; i++) {
		const struct call *call = &player->calls[i];
		uintptr_t *handle = &player->handles[call->slot];

		if (!call->release)
			*handle = contender->alloc(player->self, call->order);
		else if (*handle != NO_BLOCK)
			contender->release(player->self, *handle, call->order);
	}
}

void player_warm_up(struct player *player)
{
	const double enough = 2e6;
	double ns;

	for (;;) {
		double start;

		player_draw(player);
		start = bench_now();
		player_play(player, 0, player->chunk);
		ns = bench_now() - start;
		if (ns >= enough || player->chunk == MAX_CHUNK)
			break;
		player->chunk *= 2;
	}
	for (int i = 0; i < 4 && ns < 100 * enough; i++) {
		player_draw(player);
		player_play(player, 0, player->chunk);
	}
}
