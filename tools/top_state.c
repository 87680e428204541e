/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#include "top.h"

#include <cohmem/port.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "arguments.h"
#include "json_hex.h"

enum {
	SITE,
	DEVICE,
};

/* UINT32_MAX: no memory. */
static uint32_t find_device(struct top *top, const char *name)
{
	uint32_t i = sites_find(&top->index, name, NULL, NULL);
	struct top_device *more;

	if (i < top->count || i == UINT32_MAX)
		return i;
	if (top->count == top->room) {
		more = realloc(top->device, (2 * top->room + 16) * sizeof(*more));
		if (!more)
			return UINT32_MAX;
		top->device = more;
		top->room = 2 * top->room + 16;
	}
	top->device[top->count++] = (struct top_device){.name = name};
	return i;
}

static bool place(void *context, struct live *block, const struct trace_event *event)
{
	struct top *top = context;
	struct top_device *device;

	(void)event;
	block->place[DEVICE] = find_device(top, block->device);
	block->place[SITE] = sites_find(&top->sites, block->device, block->task, block->caller);
	if (block->place[DEVICE] == UINT32_MAX || block->place[SITE] == UINT32_MAX)
		return false;
	device = &top->device[block->place[DEVICE]];
	device->allocations++;
	device->blocks++;
	device->bytes += block->size;
	if (device->most < device->bytes)
		device->most = device->bytes;
	sites_change(&top->sites, block->place[SITE], 1, block->size, block->size);
	return true;
}

static void remove_block(void *context, const struct live *block, const struct trace_event *event)
{
	struct top *top = context;
	struct top_device *device = &top->device[block->place[DEVICE]];

	(void)event;
	device->releases++;
	device->blocks--;
	device->bytes -= block->size;
	sites_change(&top->sites, block->place[SITE], -1, block->size, block->size);
}

static bool fail(const struct top *top, const char *why)
{
	fprintf(stderr, "cohmem top: %s: %s\n", top->path, why);
	return false;
}

bool top_begin(struct top *top, const char *path)
{
	char why[512];

	*top = (struct top){.path = path,
			    .follow = {.place = place, .remove = remove_block, .context = top}};
	top->trace = trace_open(path, why, sizeof(why));
	if (!top->trace) {
		fprintf(stderr, "cohmem top: %s\n", why);
		return false;
	}
	trace_follow(top->trace);
	if (follow_begin(&top->follow))
		return true;
	trace_close(top->trace);
	return fail(top, "no memory");
}

bool top_read(struct top *top)
{
	struct trace_event event = {0};
	int got;

	while ((got = trace_next(top->trace, &event)) > 0) {
		uint32_t device = event.failed ? find_device(top, event.device) : 0;

		if (device == UINT32_MAX || !follow_event(&top->follow, &event))
			return fail(top, "no memory for all that is live in it");
		if (event.failed && event.kind == TRACE_ALLOC)
			top->device[device].failures++;
	}
	return got == 0 || fail(top, trace_why(top->trace));
}

static int by_bytes(const void *a, const void *b)
{
	const struct top_device *const *x = a, *const *y = b;

	return ((*x)->bytes < (*y)->bytes) - ((*x)->bytes > (*y)->bytes);
}

static double rate(uint64_t count, double seconds)
{
	return seconds > 0 ? (double)count / seconds : 0;
}

static void print_device(struct top_device *d, double seconds)
{
	printf("%12" PRIu64 " %12" PRIu64 " %8" PRIu64 " %10.0f %10.0f %8" PRIu64 "  ", d->bytes,
	       d->most, d->blocks, rate(d->allocations - d->allocations_before, seconds),
	       rate(d->releases - d->releases_before, seconds), d->failures);
	print_name(d->name);
	printf("\n");
	d->allocations_before = d->allocations;
	d->releases_before = d->releases;
}

/* The largest first; returns how many lines. */
static size_t print_devices(struct top *top, size_t rows, double seconds)
{
	struct top_device **order = malloc((top->count + 1) * sizeof(*order));
	size_t i;

	for (i = 0; order && i < top->count; i++)
		order[i] = &top->device[i];
	if (order)
		qsort(order, top->count, sizeof(*order), by_bytes);
	for (i = 0; order && i < top->count && i < rows; i++)
		print_device(order[i], seconds);
	free(order);
	return i;
}

static void print_holders(const struct top *top, size_t rows)
{
	size_t count, i;
	struct site *site = sites_copy(&top->sites, &count);

	for (i = 0; i < count && i < rows; i++) {
		printf("%12" PRIu64 " %8" PRIu64 "  ", site[i].bytes, site[i].blocks);
		print_name(site[i].device);
		printf(*site[i].task ? ", task " : "");
		print_name(site[i].task);
		printf(*site[i].caller ? ", " : "");
		print_name(site[i].caller);
		printf("\n");
	}
	free(site);
}

void top_print(struct top *top, size_t rows)
{
	const struct trace_notes *notes = trace_notes(top->trace);
	uint64_t time = cohmem_port->now();
	double seconds = top->shown ? (double)(time - top->shown) / 1e9 : 0;
	size_t used;

	printf("%s: %" PRIu64 " events, %" PRIu64 " lost%s\n\n", top->path, notes->events,
	       notes->lost, notes->unended ? "" : ", ended");
	printf("%12s %12s %8s %10s %10s %8s  %s\n", "BYTES", "MOST", "BLOCKS", "ALLOC/S", "FREE/S",
	       "FAILED", "DEVICE");
	used = print_devices(top, rows > 8 ? (rows - 6) / 2 : 2, seconds);
	printf("\n%12s %8s  %s\n", "BYTES", "BLOCKS", "WHO");
	print_holders(top, rows > used + 6 ? rows - used - 6 : 1);
	top->shown = time;
}

void top_json(const struct top *top)
{
	const struct trace_notes *notes = trace_notes(top->trace);
	json_t *devices = json_array(), *holders = json_array(), *all;
	size_t count;
	struct site *site = sites_copy(&top->sites, &count);

	for (size_t i = 0; i < top->count; i++) {
		const struct top_device *d = &top->device[i];

		json_array_append_new(
			devices,
			json_pack("{s:o, s:I, s:I, s:I, s:I, s:I, s:I}", "device",
				  json_name(d->name), "bytes", (json_int_t)d->bytes, "most",
				  (json_int_t)d->most, "blocks", (json_int_t)d->blocks,
				  "allocations", (json_int_t)d->allocations, "releases",
				  (json_int_t)d->releases, "failures", (json_int_t)d->failures));
	}
	for (size_t i = 0; i < count; i++)
		json_array_append_new(holders, json_pack("{s:o, s:o, s:o, s:I, s:I}", "device",
							 json_name(site[i].device), "task",
							 json_name(site[i].task), "caller",
							 json_name(site[i].caller), "bytes",
							 (json_int_t)site[i].bytes, "blocks",
							 (json_int_t)site[i].blocks));
	free(site);
	all = json_pack("{s:I, s:I, s:b, s:o, s:o}", "events", (json_int_t)notes->events, "lost",
			(json_int_t)notes->lost, "ended", !notes->unended, "devices", devices,
			"holders", holders);
	json_dumpf(all, stdout, JSON_INDENT(1));
	printf("\n");
	json_decref(all);
}

void top_end(struct top *top)
{
	follow_end(&top->follow);
	sites_destroy(&top->sites);
	sites_destroy(&top->index);
	free(top->device);
	trace_close(top->trace);
}
