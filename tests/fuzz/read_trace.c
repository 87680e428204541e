/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#include "read_trace.h"

#include "../../trace/model/replay.h"
#include "../../trace/model/sizing.h"
#include "input.h"

#define SMALL_POOL ((uint64_t)64 << 10)

/* A computed pool must hold the peak of the rounded or exact block sizes; the peak of the exact sizes must be at least
 * the peak of live bytes. */
static void judge(struct demands *d)
{
	for (size_t i = 0; i < d->count; i++) {
		demand(demand_bytes(&d->device[i].kernel) >= d->device[i].rounded.most,
		       "a pool is too small");
		demand(demand_bytes(&d->device[i].kept) >= d->device[i].exact.most,
		       "an exact pool is too small");
		demand(d->device[i].exact.most >= d->device[i].live.most, "less than was live");
	}
}

static void read_all(const char *path, struct demands *demands, struct replay *replay)
{
	struct trace_event event = {0};
	char why[256];
	struct trace *trace = trace_open(path, why, sizeof(why));
	bool fits = true;
	int got = 0;

	/* Stop if memory runs out or a pool would need more than 2^26 granules, more than any area can have. */
	while (fits && trace && (got = trace_next(trace, &event)) > 0)
		fits = demands_event(demands, &event) && replay_event(replay, &event);
	demand(!trace || got >= 0 || trace_why(trace)[0], "reading failed without a reason");
	replay_finish(replay);
	if (fits)
		judge(demands);
	/* The names belong to the trace, which must be closed last. */
	demands_end(demands);
	replay_end(replay);
	trace_close(trace);
}

void read_trace(const char *path)
{
	const struct replay_options options = {
		.bytes = SMALL_POOL, .mask = UINT64_MAX, .granule_shift = 12};
	static struct replay replay;
	struct demands demands;
	const char *why;

	demand(demands_begin(&demands, NULL, 12) && replay_begin(&replay, &options, &why),
	       "memory");
	read_all(path, &demands, &replay);
}
