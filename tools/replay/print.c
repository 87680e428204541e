/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#include <inttypes.h>

#include "../common/arguments.h"
#include "../common/json_hex.h"
#include "../common/output.h"
#include "replay.h"

#define MOST_SITES 20 /* only the largest holders are shown */

static uint64_t bytes(const struct replay *r, uint64_t granules)
{
	return granules << r->options.granule_shift;
}

static json_t *site_json(const struct replay *r, const struct site *site)
{
	return json_pack("{s:o, s:o, s:o, s:I, s:I, s:I}", "device", json_name(site->device),
			 "task", json_name(site->task), "caller", json_name(site->caller), "blocks",
			 (json_int_t)site->blocks, "bytes", (json_int_t)site->bytes, "taken",
			 (json_int_t)bytes(r, site->granules));
}

static json_t *moment_json(const struct replay *r, const struct replay_moment *m)
{
	json_t *holders = json_array();

	for (size_t i = 0; m->site && i < m->sites && i < MOST_SITES; i++)
		json_array_append_new(holders, site_json(r, &m->site[i]));
	return json_pack(
		"{s:I, s:I, s:o, s:o, s:o, s:s, s:I, s:o, s:I, s:I, s:o}", "at",
		(json_int_t)m->event.at, "time_ns", (json_int_t)m->event.time, "device",
		json_name(m->event.device ? m->event.device : ""), "task",
		json_name(m->event.task ? m->event.task : ""), "size", json_number(m->event.size),
		"why", replay_why(m->why), "used", (json_int_t)bytes(r, m->used), "largest_free",
		m->largest_known ? json_integer((json_int_t)bytes(r, m->largest)) : json_null(),
		"wasted_by_rounding", (json_int_t)m->wasted, "holders_in_all", (json_int_t)m->sites,
		"holders", holders);
}

static json_t *samples_json(const struct replay *r)
{
	json_t *list = json_array();

	for (size_t i = 0; i < r->samples; i++)
		json_array_append_new(list, json_pack("{s:I, s:I, s:I}", "time_ns",
						      (json_int_t)r->sample[i].time, "used",
						      (json_int_t)bytes(r, r->sample[i].used),
						      "largest_free",
						      (json_int_t)bytes(r, r->sample[i].largest)));
	return list;
}

json_t *replay_json(const struct show *show, const struct replay *r)
{
	const struct replay_options *o = &r->options;
	json_t *all = json_pack(
		"{s:{s:I, s:o, s:o, s:I, s:b}, s:I, s:{s:I, s:I, s:I, s:I}, s:I, s:I, s:o, s:o}",
		"pool", "size", (json_int_t)bytes(r, r->area.granules), "base", json_hex(o->base),
		"mask", json_hex(o->mask), "granule", (json_int_t)1 << o->granule_shift, "exact",
		o->exact, "served", (json_int_t)r->served, "refused", "too_large",
		(json_int_t)r->refused[POOL_TOO_LARGE], "full", (json_int_t)r->refused[POOL_FULL],
		"out_of_reach", (json_int_t)r->refused[POOL_OUT_OF_REACH], "fragmented",
		(json_int_t)r->refused[POOL_FRAGMENTED], "refused_in_all",
		(json_int_t)r->refused_in_all, "live_at_end",
		(json_int_t)bytes(r, cohmem_runs_used(r->area.runs)), "samples", samples_json(r),
		"recording", recording_json(&show->recording, &r->follow.counts));

	json_object_set_new(all, "worst", r->worst.used ? moment_json(r, &r->worst) : json_null());
	json_object_set_new(all, "first_refused",
			    r->refused_in_all ? moment_json(r, &r->first) : json_null());
	return all;
}

static void replay_print_holders(json_t *moment)
{
	json_t *holders = json_object_get(moment, "holders"), *h;
	size_t i;

	json_array_foreach(holders, i, h) {
		const char *task = json_text(h, "task"), *caller = json_text(h, "caller");

		say("    %s in %" PRIu64 " blocks: %s%s%s%s%s\n",
		    size_text(json_count(h, "taken")).text, json_count(h, "blocks"),
		    json_text(h, "device"), *task ? ", task " : "", task, *caller ? ", " : "",
		    caller);
	}
	if (json_count(moment, "holders_in_all") > json_array_size(holders))
		say("    and %" PRIu64 " more\n",
		    json_count(moment, "holders_in_all") - json_array_size(holders));
}

static void print_time(json_t *moment)
{
	say("%" PRIu64 ".%06" PRIu64 " s (line or offset %" PRIu64 ")",
	    json_count(moment, "time_ns") / 1000000000,
	    json_count(moment, "time_ns") / 1000 % 1000000, json_count(moment, "at"));
}

/* The longest free run is not always known. */
static void print_largest(json_t *moment)
{
	if (!json_is_null(json_object_get(moment, "largest_free")))
		say("; the largest free run was %s",
		    size_text(json_count(moment, "largest_free")).text);
	say("\n");
}

static void print_refused(json_t *all)
{
	json_t *first = json_object_get(all, "first_refused"),
	       *refused = json_object_get(all, "refused"), *count;
	const char *reason, *separator = ": ";

	say("%" PRIu64 " requests refused", json_count(all, "refused_in_all"));
	json_object_foreach(refused, reason, count) {
		if (!json_integer_value(count))
			continue;
		say("%s%" PRIu64 " %s", separator, (uint64_t)json_integer_value(count), reason);
		separator = ", ";
	}
	say("\n  the first at ");
	print_time(first);
	say(": %s for %s: %s\n  at that time %s were in use, and the largest free run was %s\n",
	    size_text(json_count(first, "size")).text, json_text(first, "device"),
	    json_text(first, "why"), size_text(json_count(first, "used")).text,
	    size_text(json_count(first, "largest_free")).text);
	replay_print_holders(first);
}

void replay_print(json_t *all)
{
	json_t *pool = json_object_get(all, "pool"), *worst = json_object_get(all, "worst");

	say("%" PRIu64 " requests served by a pool of %s at %s, granules of %s%s\n",
	    json_count(all, "served"), size_text(json_count(pool, "size")).text,
	    json_text(pool, "base"), size_text(json_count(pool, "granule")).text,
	    json_is_true(json_object_get(pool, "exact")) ? ", blocks take only what they need"
							 : "");
	if (!json_is_null(worst)) {
		say("fullest at ");
		print_time(worst);
		say(": %s in use (%" PRIu64 " %%), %s of it because of rounding",
		    size_text(json_count(worst, "used")).text,
		    json_count(worst, "used") * 100 / json_count(pool, "size"),
		    size_text(json_count(worst, "wasted_by_rounding")).text);
		print_largest(worst);
		replay_print_holders(worst);
	}
	if (json_count(all, "refused_in_all"))
		print_refused(all);
	else
		say("nothing was refused\n");
}
