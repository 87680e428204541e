/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * Threads that share an allocator: the 50 % workload at 64 MiB of pages, split among them. Calls are
 * drawn beforehand. The first thread to finish ends the round, so that no thread is timed alone.
 */
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "bench.h"

#define BITS    14
#define THREADS 2
#define SLICE   64
#define ROUNDS  31

static const struct contender *const contenders[] = {
	&bench_cohmem,
	&bench_kernel,
	&bench_area,
	&bench_area_cached,
};
#define CONTENDERS (sizeof(contenders) / sizeof(contenders[0]))

/* One contender with one or more threads. */
struct team {
	const struct contender *contender;
	void *self;
	unsigned int threads;
	pthread_barrier_t start;
	int stop;
	struct member {
		struct team *team;
		struct player player;
		double rate;    /* calls per ns in the last round */
		double *single; /* time of each call, for time_calls() */
	} members[THREADS];
	double ns[ROUNDS];
	double p999;
};

static void *play_round(void *arg)
{
	struct member *member = arg;
	struct player *player = &member->player;
	double start, end;
	size_t done = 0;

	pthread_barrier_wait(&member->team->start);
	start = bench_now();
	while (done < player->chunk && !__atomic_load_n(&member->team->stop, __ATOMIC_RELAXED)) {
		player_play(player, done, done + SLICE);
		done += SLICE;
	}
	end = bench_now();
	__atomic_store_n(&member->team->stop, 1, __ATOMIC_RELAXED);
	member->rate = (double)done / (end - start);
	player_play(player, done, player->chunk);
	return NULL;
}

static void *time_calls(void *arg)
{
	struct member *member = arg;
	double before, after;

	pthread_barrier_wait(&member->team->start);
	before = bench_now();
	for (size_t i = 0; i < member->player.chunk; i++) {
		player_play(&member->player, i, i + 1);
		after = bench_now();
		member->single[i] = after - before;
		before = after;
	}
	return NULL;
}

/* Returns the time per call of all threads together: 1 / (calls of all threads per ns). */
static double run_round(struct team *team, void *(*play)(void *))
{
	pthread_t threads[THREADS];
	double rate = 0;

	team->stop = 0;
	pthread_barrier_init(&team->start, NULL, team->threads);
	for (unsigned int t = 0; t < team->threads; t++) {
		player_draw(&team->members[t].player);
		pthread_create(&threads[t], NULL, play, &team->members[t]);
	}
	for (unsigned int t = 0; t < team->threads; t++) {
		pthread_join(threads[t], NULL);
		rate += team->members[t].rate;
	}
	pthread_barrier_destroy(&team->start);
	return 1 / rate;
}

static void measure_tail(struct team *team)
{
	double *all = calloc(team->threads * (size_t)MAX_CHUNK, sizeof(*all)), low, high;
	size_t count = team->threads * (size_t)MAX_CHUNK;

	if (!all)
		return;
	for (unsigned int t = 0; t < team->threads; t++)
		team->members[t].single = all + t * (size_t)MAX_CHUNK;
	run_round(team, time_calls);
	median(all, count, &low, &high); /* sorts */
	team->p999 = all[count - count / 1000];
	free(all);
}

static int join(struct team *team, const struct population *population, const uintptr_t *handles,
		uint64_t seed)
{
	size_t share = population->count / THREADS;

	for (unsigned int t = 0; t < team->threads; t++) {
		struct member *member = &team->members[t];
		struct population mine = *population;
		int err;

		mine.blocks += t * share;
		mine.count = share;
		member->team = team;
		member->player.contender = team->contender;
		member->player.self = team->self;
		err = player_init(&member->player, bench_workload("50 %"), &mine,
				  handles + t * share, seed + t);
		if (err)
			return err;
		member->player.chunk = MAX_CHUNK;
	}
	return 0;
}

static int team_init(struct team *team, const struct population *population, uint64_t seed)
{
	uintptr_t *handles = calloc(population->count, sizeof(*handles));
	int err = -ENOMEM;

	if (handles)
		team->self = team->contender->create(population, handles);
	if (team->self)
		err = join(team, population, handles, seed);
	free(handles);
	return err;
}

static void team_report(struct team *team)
{
	struct result result = {
		.contender = team->contender->name,
		.workload = "threads",
		.bits = BITS,
		.threads = team->threads,
		.p999 = team->p999,
	};

	result.ns = median(team->ns, ROUNDS, &result.low, &result.high);
	result_add(&result);
}

int bench_threads(const struct bench_options *options)
{
	static struct team teams[CONTENDERS * THREADS];
	struct population *population =
		population_create(bench_workload("50 %"), 1u << BITS, options->seed);
	size_t count = CONTENDERS * THREADS;
	int err = population ? 0 : -ENOMEM;

	for (size_t i = 0; i < count && !err; i++) {
		teams[i].contender = contenders[i / THREADS];
		teams[i].threads = 1 + (unsigned int)(i % THREADS);
		err = team_init(&teams[i], population, options->seed);
	}
	for (int round = -1; round < ROUNDS && !err; round++) {
		for (size_t i = 0; i < count; i++) {
			double ns = run_round(&teams[i], play_round);

			if (round >= 0)
				teams[i].ns[round] = ns;
		}
		fputc('.', stderr);
	}
	for (size_t i = 0; i < count && !err; i++) {
		measure_tail(&teams[i]);
		team_report(&teams[i]);
	}
	fputc('\n', stderr);
	return err;
}
