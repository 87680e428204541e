/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Print what cohmem top shows. */
#include <cohmem/coherent.h>
#include <inttypes.h>
#include <stdlib.h>

#include "../common/arguments.h"
#include "../common/json_hex.h"
#include "../common/output.h"
#include "top.h"

static int by_bytes(const void *a, const void *b)
{
	const struct top_device *const *x = a, *const *y = b;

	return ((*x)->count.bytes < (*y)->count.bytes) - ((*x)->count.bytes > (*y)->count.bytes);
}

static double per_second(uint64_t count, double seconds)
{
	return seconds > 0 ? (double)count / seconds : 0;
}

/* Print the number of blocks, and how many were allocated and freed per second. */
static void print_rates(struct top_count *c, double seconds)
{
	say(" %8" PRIu64 " %10.0f %10.0f", c->blocks,
	    per_second(c->allocations - c->allocations_before, seconds),
	    per_second(c->releases - c->releases_before, seconds));
	c->allocations_before = c->allocations;
	c->releases_before = c->releases;
}

/* Print at most @rows areas. Return the number of lines. */
static size_t print_areas(struct top *top, size_t rows, double seconds)
{
	size_t used = 0;

	for (size_t i = 0; i < top->areas && used < rows; i++) {
		struct top_area *a = &top->area[i];

		if (a->gone)
			continue;
		if (!used++)
			say("%12s %5s %12s %12s %12s %8s %10s %10s  %s\n", "USED", "%",
			    "HIGH WATER", "NEEDS", "SIZE", "BLOCKS", "ALLOC/S", "FREE/S", "AREA");
		say("%12" PRIu64 " %5.1f %12" PRIu64 " %12" PRIu64 " %12" PRIu64, a->count.bytes,
		    100 * (double)a->count.bytes / (double)a->size, a->count.most, a->needs,
		    a->size);
		print_rates(&a->count, seconds);
		say("  %#" PRIx64 " %s%s\n", a->base, a->device,
		    a->flags & DMA_MEMORY_EXCLUSIVE ? ", exclusive" : "");
	}
	if (used)
		say("\n");
	return used ? used + 2 : 0;
}

static void top_print_device(struct top_device *d, double seconds)
{
	say("%12" PRIu64 " %12" PRIu64, d->count.bytes, d->count.most);
	print_rates(&d->count, seconds);
	say(" %8" PRIu64 "  %s\n", d->failures, d->name);
}

/* Print at most @rows devices, the largest first. Return the number of lines. */
static size_t print_devices(struct top *top, size_t rows, double seconds)
{
	struct top_device **order = malloc((top->count + 1) * sizeof(*order));
	size_t i;

	for (i = 0; order && i < top->count; i++)
		order[i] = &top->device[i];
	if (order)
		qsort(order, top->count, sizeof(*order), by_bytes);
	for (i = 0; order && i < top->count && i < rows; i++)
		top_print_device(order[i], seconds);
	free(order);
	return i;
}

static void top_print_holders(const struct top *top, size_t rows)
{
	size_t count, i;
	struct site *site = sites_copy(&top->sites, &count);

	for (i = 0; i < count && i < rows; i++) {
		const struct site *s = &site[i];

		say("%12" PRIu64 " %8" PRIu64 "  %s%s%s%s%s\n", s->bytes, s->blocks, s->device,
		    *s->task ? ", task " : "", s->task, *s->caller ? ", " : "", s->caller);
	}
	free(site);
}

void top_print(struct top *top, size_t rows)
{
	const struct trace_notes *notes = trace_notes(top->trace);
	uint64_t time = cohmem_port->now();
	double seconds = top->shown ? (double)(time - top->shown) / 1e9 : 0;
	size_t left = rows > 12 ? rows - 6 : 6;

	say("%s: %" PRIu64 " events, %" PRIu64 " lost%s\n", top->path, notes->events, notes->lost,
	    notes->unended ? "" : ", ended");
	if (top->impossible)
		say("%" PRIu64
		    " allocations are left out: with them the sum would be 2^64 bytes or more\n",
		    top->impossible);
	if (top->areas_left_out)
		say("%" PRIu64 " areas are left out: at most %u are shown at a time\n",
		    top->areas_left_out, TOP_MOST_AREAS);
	say("\n");
	left -= (size_t)(top->impossible > 0) + (top->areas_left_out > 0);
	left -= print_areas(top, left / 3, seconds);
	say("%12s %12s %8s %10s %10s %8s  %s\n", "BYTES", "MOST", "BLOCKS", "ALLOC/S", "FREE/S",
	    "FAILED", "DEVICE");
	left -= print_devices(top, left / 2, seconds);
	say("\n%12s %8s  %s\n", "BYTES", "BLOCKS", "WHO");
	top_print_holders(top, left);
	top->shown = time;
}

/* Add what devices and areas have in common. */
static json_t *json_top_count(json_t *of, const char *bytes, const char *most,
			      const struct top_count *c)
{
	json_object_set_new(of, bytes, json_number(c->bytes));
	json_object_set_new(of, most, json_number(c->most));
	json_object_set_new(of, "blocks", json_number(c->blocks));
	json_object_set_new(of, "allocations", json_number(c->allocations));
	json_object_set_new(of, "releases", json_number(c->releases));
	return of;
}

static json_t *json_areas(const struct top *top)
{
	json_t *areas = json_array();

	for (size_t i = 0; i < top->areas; i++) {
		const struct top_area *a = &top->area[i];
		json_t *area;

		if (a->gone)
			continue;
		area = json_pack("{s:o, s:o, s:o, s:I, s:i, s:o}", "device", json_name(a->device),
				 "device_base", json_hex(a->base), "size", json_number(a->size),
				 "granule", (json_int_t)1 << a->granule_shift, "flags",
				 (int)a->flags, "smallest_pool", json_number(a->needs));
		json_array_append_new(areas, json_top_count(area, "used", "high_water", &a->count));
	}
	return areas;
}

static json_t *json_devices(const struct top *top)
{
	json_t *devices = json_array();

	for (size_t i = 0; i < top->count; i++) {
		const struct top_device *d = &top->device[i];
		json_t *device = json_pack("{s:o, s:o}", "device", json_name(d->name), "failures",
					   json_number(d->failures));

		json_array_append_new(devices, json_top_count(device, "bytes", "most", &d->count));
	}
	return devices;
}

static json_t *json_holders(const struct top *top)
{
	json_t *holders = json_array();
	size_t count;
	struct site *site = sites_copy(&top->sites, &count);

	for (size_t i = 0; i < count; i++)
		json_array_append_new(holders, json_pack("{s:o, s:o, s:o, s:o, s:o}", "device",
							 json_name(site[i].device), "task",
							 json_name(site[i].task), "caller",
							 json_name(site[i].caller), "bytes",
							 json_number(site[i].bytes), "blocks",
							 json_number(site[i].blocks)));
	free(site);
	return holders;
}

void top_json(const struct top *top)
{
	const struct trace_notes *notes = trace_notes(top->trace);
	json_t *all = json_pack("{s:o, s:o, s:o, s:o, s:b, s:o, s:o, s:o}", "events",
				json_number(notes->events), "lost", json_number(notes->lost),
				"impossible", json_number(top->impossible), "areas_left_out",
				json_number(top->areas_left_out), "ended", !notes->unended, "areas",
				json_areas(top), "devices", json_devices(top), "holders",
				json_holders(top));

	say_json(all);
	json_decref(all);
}
