/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * One thread: every workload at every size. The contenders take turns, a chunk of calls each, so
 * that whatever else the machine does hits all of them.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "bench.h"

#define MAX_ROUNDS     201
#define MIN_ROUNDS     5
#define MAX_CONTENDERS 8

static const struct contender *const contenders[] = {
	&bench_null,     &bench_cohmem,   &bench_kernel,     &bench_flat,
	&bench_jemalloc, &bench_mimalloc, &bench_rte_malloc,
};
#define CONTENDERS (sizeof(contenders) / sizeof(contenders[0]))

struct race {
	const struct workload *workload;
	const struct bench_options *options;
	unsigned int bits;
	size_t count;
	struct population *population;
	struct player players[MAX_CONTENDERS];
	uintptr_t *handles[MAX_CONTENDERS]; /* of the population's blocks */
	double ns[MAX_CONTENDERS][MAX_ROUNDS];
};

/* An allocator without its own area is never full and has no last page. */
static bool takes_part(const struct contender *contender, const struct race *race)
{
	if (race->bits > contender->max_bits)
		return false;
	return contender->bounded || race->workload->pattern == STEADY ||
	       race->workload->pattern == PING_PONG;
}

static int enter(struct race *race, const struct contender *contender)
{
	const struct population *population = race->population;
	struct player *player = &race->players[race->count];
	uintptr_t *handles = calloc(population->count + 1, sizeof(*handles));
	int err = -ENOMEM;

	if (!handles)
		return err;
	player->contender = contender;
	player->self = contender->create(population, handles);
	if (!player->self) {
		fprintf(stderr, "%s cannot allocate the population, and is not measured\n",
			contender->name);
		free(handles);
		return 0;
	}
	err = player_init(player, race->workload, population, handles, race->options->seed);
	if (err) {
		contender->destroy(player->self);
		free(handles);
		return err;
	}
	race->handles[race->count++] = handles;
	return 0;
}

/* Frees the blocks in the slots, and those of the population that were never in a slot. */
static void release_all(const struct race *race, struct player *player, const uintptr_t *handles)
{
	const struct stream *stream = &player->stream;

	for (uint32_t slot = 0; slot < stream->slots; slot++) {
		if (stream->orders[slot] <= COHMEM_RUNS_MAX_ORDER &&
		    player->handles[slot] != NO_BLOCK)
			player->contender->release(player->self, player->handles[slot],
						   stream->orders[slot]);
	}
	for (size_t i = stream->first_left; i < race->population->count; i++)
		player->contender->release(player->self, handles[i],
					   race->population->blocks[i].order);
}

static void leave(struct race *race)
{
	while (race->count) {
		struct player *player = &race->players[--race->count];

		if (!player->contender->bounded)
			release_all(race, player, race->handles[race->count]);
		player->contender->destroy(player->self);
		player_free(player);
		free(race->handles[race->count]);
	}
}

static double play_once(struct player *player)
{
	double start;

	player_draw(player);
	start = bench_now();
	player_play(player, 0, player->chunk);
	return (bench_now() - start) / (double)player->chunk;
}

static void run(struct race *race)
{
	double end = bench_now() + race->options->seconds * 1e9;
	size_t rounds = 0;

	for (size_t c = 0; c < race->count; c++)
		player_warm_up(&race->players[c]);
	while (rounds < MIN_ROUNDS || (rounds < MAX_ROUNDS && bench_now() < end)) {
		for (size_t c = 0; c < race->count; c++)
			race->ns[c][rounds] = play_once(&race->players[c]);
		rounds++;
	}
	for (size_t c = 0; c < race->count; c++) {
		struct result result = {
			.contender = race->players[c].contender->name,
			.workload = race->workload->name,
			.bits = race->bits,
			.threads = 1,
		};

		result.ns = median(race->ns[c], rounds, &result.low, &result.high);
		result_add(&result);
	}
}

static int run_race(struct race *race)
{
	int err = 0;

	race->population = population_create(race->workload, 1u << race->bits, race->options->seed);
	if (!race->population)
		return -ENOMEM;
	for (size_t c = 0; c < CONTENDERS && !err; c++) {
		if (takes_part(contenders[c], race))
			err = enter(race, contenders[c]);
	}
	if (!err)
		run(race);
	leave(race);
	population_destroy(race->population);
	return err;
}

int bench_single(const struct bench_options *options)
{
	static struct race race;
	int err = 0;

	for (size_t w = 0; w < bench_workload_count && !err; w++) {
		for (unsigned int bits = FIRST_BITS; bits <= options->bits && !err;
		     bits += BITS_STEP) {
			race = (struct race){
				.workload = &bench_workloads[w], .options = options, .bits = bits};
			err = run_race(&race);
			fputc('.', stderr);
		}
	}
	fputc('\n', stderr);
	return err;
}
