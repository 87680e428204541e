/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Any bytes as a recording: read, sized, replayed. (trace.dat is read by another process, which is not fuzzed.) */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "../../trace/demand.h"
#include "../../trace/replay.h"

#define SMALL_POOL ((uint64_t)64 << 10)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void fail_if(bool bad)
{
	if (bad)
		abort();
}

/* Everything fits what cohmem size says, and is more than was live. */
static void judge(struct demands *d)
{
	for (size_t i = 0; i < d->count; i++) {
		fail_if(demand_bytes(&d->device[i].kernel) < d->device[i].rounded.most);
		fail_if(demand_bytes(&d->device[i].kept) < d->device[i].exact.most);
		fail_if(d->device[i].exact.most < d->device[i].live.most);
	}
}

static void read_all(const char *path, struct demands *demands, struct replay *replay)
{
	struct trace_event event = {0};
	char why[256];
	struct trace *trace = trace_open(path, why, sizeof(why));
	bool fits = true;
	int got = 0;

	/* More than 2^26 granules are too much for any area. */
	while (fits && trace && (got = trace_next(trace, &event)) > 0)
		fits = demands_event(demands, &event) && replay_event(replay, &event);
	fail_if(trace && got < 0 && !trace_why(trace)[0]);
	replay_finish(replay);
	if (fits)
		judge(demands);
	/* The names are the trace's. */
	demands_end(demands);
	replay_end(replay);
	trace_close(trace);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct replay_options options = {
		.bytes = SMALL_POOL, .mask = UINT64_MAX, .granule_shift = 12};
	static struct replay replay;
	struct demands demands;
	const char *why;
	char path[64];
	int fd;

	if (size >= 10 && !memcmp(data, "\x17\x08\x44tracing", 10))
		return 0;
	fd = memfd_create("trace", 0);
	fail_if(fd < 0 || write(fd, data, size) != (ssize_t)size);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	fail_if(!demands_begin(&demands, NULL, 12) || !replay_begin(&replay, &options, &why));
	read_all(path, &demands, &replay);
	close(fd);
	return 0;
}
