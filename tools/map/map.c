/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* cohmem map: shows what cohmem_snapshot() has written (include/cohmem/snapshot.h). */
#include <argp.h>
#include <cohmem/coherent.h>
#include <cohmem/runs.h>
#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "../common/arguments.h"
#include "../common/commands.h"
#include "../common/output.h"

static const char doc[] =
	"Show the snapshots that cohmem_snapshot() wrote to FILE: all of them, or those with the given names.\vExample: cohmem map /tmp/dsp.snapshots 'after probe'\n\nIn the map of an area, '.' is a free part, '#' a used one, and a digit is the number of tenths that are used.\n\nExit status: 0 on success, 1 if a given name is not found, 2 if FILE cannot be read or a line is not a snapshot.";

#define MOST INT64_MAX

struct options {
	const char *file;
	char **names; /* NULL-terminated list, or NULL */
	bool json;
	bool last;
};

static const struct argp_option option_list[] = {
	{"json", 'j', NULL, 0, "print them as they were written, in a JSON array", 0},
	{"last", 'l', NULL, 0, "show only the last of them", 0},
	{0},
};

static error_t map_parse(int key, char *arg, struct argp_state *state)
{
	struct options *options = state->input;

	switch (key) {
	case 'j':
		options->json = true;
		return 0;
	case 'l':
		options->last = true;
		return 0;
	case ARGP_KEY_ARG:
		if (options->file)
			return ARGP_ERR_UNKNOWN; /* the rest are names */
		options->file = arg;
		return 0;
	case ARGP_KEY_ARGS:
		options->names = state->argv + state->next;
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_usage(state);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

struct area {
	const char *device_base, *map;
	json_int_t size, granule, flags, granules, used, high_water, blocks, largest_free;
	json_int_t allocations, zeroed_bytes, spared_bytes;
	int draining;
	json_t *failures;
};

struct snapshot {
	const char *name, *device;
	json_int_t time, fell_through, generic_allocations, generic_failures;
	json_t *areas;
};

static bool is_within(const char *field, json_int_t value, json_int_t least, json_int_t most,
		      json_error_t *why)
{
	if (value >= least && value <= most)
		return true;
	snprintf(why->text, sizeof(why->text), "%s is %lld, not from %lld to %lld", field,
		 (long long)value, (long long)least, (long long)most);
	return false;
}

/* Check that an area can have these figures, so that later products do not overflow. */
static bool check_area(const struct area *a, json_error_t *why)
{
	const char *reason;
	json_t *count;

	if (!json_is_object(a->failures)) {
		snprintf(why->text, sizeof(why->text), "failures is not an object");
		return false;
	}
	json_object_foreach(a->failures, reason, count) {
		if (!is_within("a count in failures", json_integer_value(count), 0, MOST, why))
			return false;
	}
	return is_within("size", a->size, 0, MOST, why) &&
	       is_within("granule", a->granule, 1 << COHMEM_GRANULE_SHIFT_MIN,
			 1 << COHMEM_GRANULE_SHIFT_MAX, why) &&
	       is_within("granules", a->granules, 0, COHMEM_RUNS_MAX_GRANULES, why) &&
	       is_within("used", a->used, 0, a->granules, why) &&
	       is_within("high_water", a->high_water, 0, a->granules, why) &&
	       is_within("largest_free", a->largest_free, 0, a->granules, why) &&
	       is_within("blocks", a->blocks, 0, MOST, why) &&
	       is_within("allocations", a->allocations, 0, MOST, why) &&
	       is_within("zeroed_bytes", a->zeroed_bytes, 0, MOST, why) &&
	       is_within("spared_bytes", a->spared_bytes, 0, MOST, why);
}

static bool unpack_area(json_t *json, struct area *a, json_error_t *why)
{
	*a = (struct area){0};
	return json_unpack_ex(
		       json, why, 0,
		       "{s:s, s:I, s:I, s:I, s:b, s:I, s:I, s:I, s:I, s:I, s:I, s:o, s:I, s:I, s:s}",
		       "device_base", &a->device_base, "size", &a->size, "granule", &a->granule,
		       "flags", &a->flags, "draining", &a->draining, "granules", &a->granules,
		       "used", &a->used, "high_water", &a->high_water, "blocks", &a->blocks,
		       "largest_free", &a->largest_free, "allocations", &a->allocations, "failures",
		       &a->failures, "zeroed_bytes", &a->zeroed_bytes, "spared_bytes",
		       &a->spared_bytes, "map", &a->map) == 0 &&
	       check_area(a, why);
}

static bool unpack(json_t *json, struct snapshot *s, json_error_t *why)
{
	struct area area;
	json_t *element;
	size_t i;

	*s = (struct snapshot){.name = ""};
	if (json_unpack_ex(json, why, 0, "{s?s, s?I, s:s, s:I, s:I, s:I, s:o}", "name", &s->name,
			   "time", &s->time, "device", &s->device, "fell_through", &s->fell_through,
			   "generic_allocations", &s->generic_allocations, "generic_failures",
			   &s->generic_failures, "areas", &s->areas))
		return false;
	if (!json_is_array(s->areas)) {
		snprintf(why->text, sizeof(why->text), "areas is not an array");
		return false;
	}
	json_array_foreach(s->areas, i, element) {
		if (!unpack_area(element, &area, why))
			return false;
	}
	return is_within("fell_through", s->fell_through, 0, MOST, why) &&
	       is_within("generic_allocations", s->generic_allocations, 0, MOST, why) &&
	       is_within("generic_failures", s->generic_failures, 0, MOST, why);
}

static void print_failures(json_t *failures)
{
	const char *reason, *separator = "; failed: ";
	json_t *count;

	json_object_foreach(failures, reason, count) {
		if (!json_integer_value(count))
			continue;
		say("%s%lld %s", separator, (long long)json_integer_value(count), reason);
		separator = ", ";
	}
}

static void print_area(const struct area *a)
{
	say("  %s  %s in granules of %s%s%s\n", a->device_base, size_text((uint64_t)a->size).text,
	    size_text((uint64_t)a->granule).text,
	    a->flags & DMA_MEMORY_EXCLUSIVE ? ", exclusive" : "",
	    a->draining ? ", released, but still has blocks" : "");
	say(isatty(STDOUT_FILENO) ? "    \033[1m|%s|\033[0m\n" : "    |%s|\n", a->map);
	say("    used %s (%lld %%), at most %s; %lld blocks; largest free run %s\n",
	    size_text((uint64_t)(a->used * a->granule)).text,
	    (long long)(a->granules ? a->used * 100 / a->granules : 0),
	    size_text((uint64_t)(a->high_water * a->granule)).text, (long long)a->blocks,
	    size_text((uint64_t)(a->largest_free * a->granule)).text);
	say("    %lld allocations", (long long)a->allocations);
	print_failures(a->failures);
	say("; %s zeroed, %s known to be zero\n", size_text((uint64_t)a->zeroed_bytes).text,
	    size_text((uint64_t)a->spared_bytes).text);
}

static void print_snapshot(const struct snapshot *s)
{
	const time_t seconds = (time_t)s->time;
	struct tm tm;
	char when[32] = "";
	struct area area;
	json_error_t why;
	json_t *element;
	size_t i;

	if (localtime_r(&seconds, &tm))
		strftime(when, sizeof(when), "%F %T", &tm);
	say("%s  %s  %s\n", s->name, when, s->device);
	json_array_foreach(s->areas, i, element) {
		if (unpack_area(element, &area, &why))
			print_area(&area);
	}
	say("  generic memory: %lld allocations, %lld failures; %lld requests did not fit in the areas\n",
	    (long long)s->generic_allocations, (long long)s->generic_failures,
	    (long long)s->fell_through);
}

static bool is_wanted(const struct options *options, const char *name)
{
	bool wanted = !options->names;

	for (char **n = options->names; n && *n && !wanted; n++)
		wanted = !strcmp(*n, name);
	return wanted;
}

/* Add the selected snapshots to @found. Return STATUS_BAD if a line is not a snapshot, or cannot be read. */
static int map_read_file(FILE *file, const struct options *options, json_t *found)
{
	int status = STATUS_DONE;
	struct snapshot snapshot;
	json_error_t why;
	char *line = NULL;
	size_t room = 0;

	for (unsigned long number = 1; getline(&line, &room, file) > 0; number++) {
		json_t *json = json_loads(line, 0, &why);

		if (!json || !unpack(json, &snapshot, &why)) {
			complain("cohmem map: %s:%lu: not a snapshot: %s\n", options->file, number,
				 why.text);
			status = STATUS_BAD;
		} else if (is_wanted(options, snapshot.name)) {
			if (options->last)
				json_array_clear(found);
			json_array_append(found, json);
		}
		json_decref(json);
	}
	if (ferror(file)) {
		complain("cohmem map: %s: %s\n", options->file, strerror(errno));
		status = STATUS_BAD;
	}
	free(line);
	return status;
}

/* Report each name that no snapshot has. Return true if there is no such name. */
static bool all_found(const struct options *options, json_t *found)
{
	bool all = true;

	for (char **n = options->names; n && *n; n++) {
		bool here = false;
		json_t *json;
		size_t i;

		json_array_foreach(found, i, json) {
			const char *name = json_string_value(json_object_get(json, "name"));

			here = here || (name && !strcmp(name, *n));
		}
		if (!here)
			complain("cohmem map: %s: no snapshot has the name '%s'\n", options->file,
				 *n);
		all = all && here;
	}
	return all;
}

static void map_print(const struct options *options, json_t *found)
{
	struct snapshot snapshot;
	json_error_t why;
	json_t *json;
	size_t i;

	if (options->json) {
		say_json(found);
		return;
	}
	json_array_foreach(found, i, json) {
		if (unpack(json, &snapshot, &why))
			print_snapshot(&snapshot);
	}
}

int cohmem_map(int argc, char **argv)
{
	const struct argp argp = {option_list, map_parse, "FILE [NAME...]", doc, NULL, NULL, NULL};
	struct options options = {0};
	int status;
	json_t *found;
	FILE *file;

	parse_arguments(&argp, argc, argv, 0, &options);
	file = fopen(options.file, "r");
	if (!file) {
		complain("cohmem map: %s: %s\n", options.file, strerror(errno));
		return STATUS_BAD;
	}
	found = json_array();
	status = map_read_file(file, &options, found);
	fclose(file);
	map_print(&options, found);
	if (!options.last && !all_found(&options, found) && status == STATUS_DONE)
		status = STATUS_NO;
	json_decref(found);
	return end_output("map", status);
}
