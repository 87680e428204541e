/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Print the page, replay.html, with its data. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../common/json_hex.h"
#include "../common/output.h"
#include "../common/visible.h"
#include "replay.h"

extern const char replay_page[];

#define MARK "@DATA@"

/* Print a JSON string, with "<" escaped so that it cannot end the script, and made visible (visible.h). */
static void print_string(const char *text)
{
	char shown[4096];
	json_t *string = json_string(visible(shown, sizeof(shown), text));
	char *dump = string ? json_dumps(string, JSON_ENCODE_ANY | JSON_ENSURE_ASCII) : NULL;

	for (const char *c = dump ? dump : "\"?\""; *c; c++) {
		if (*c == '<')
			say("\\u003c");
		else
			say("%c", *c);
	}
	free(dump);
	json_decref(string);
}

static void print_boxes(const struct boxes *boxes, uint64_t start)
{
	say("\"boxes\":[");
	for (size_t i = 0; i < boxes->count; i++) {
		const struct box *b = &boxes->box[i];

		say(i ? ",\n" : "");
		say("[%" PRIu64 ",%" PRId64 ",%" PRIu32 ",%" PRIu32 ",%" PRIu64 ",%" PRIu32 "]",
		    b->from - start, b->to == UINT64_MAX ? INT64_C(-1) : (int64_t)(b->to - start),
		    b->granule, b->granules, b->size, b->site);
	}
	say("],\n\"refused\":[");
	for (size_t i = 0; i < boxes->refusals; i++) {
		const struct refusal *r = &boxes->refusal[i];

		say(i ? ",\n" : "");
		say("[%" PRIu64 ",%" PRIu64 ",%" PRIu32 ",\"%s\"]", r->time - start, r->size,
		    r->site, replay_why(r->why));
	}
	say("],\n");
}

static void print_sites(const struct sites *sites)
{
	say("\"sites\":[");
	for (size_t i = 0; i < sites->count; i++) {
		say(i ? ",\n[" : "[");
		print_string(sites->site[i].device);
		say(",");
		print_string(sites->site[i].task);
		say(",");
		print_string(sites->site[i].caller);
		say("]");
	}
	say("]");
}

static void print_note(json_t *all, const struct boxes *boxes)
{
	char note[256] = "";

	if (json_count(all, "refused_in_all"))
		snprintf(note, sizeof(note), "%" PRIu64 " requests were refused. ",
			 json_count(all, "refused_in_all"));
	if (boxes->dropped)
		snprintf(
			note + strlen(note), sizeof(note) - strlen(note),
			"%" PRIu64
			" blocks or refusals are not in this picture, nor in its figures: there are too many. ",
			boxes->dropped);
	if (!json_is_true(json_object_get(json_object_get(all, "recording"), "trustworthy")))
		snprintf(note + strlen(note), sizeof(note) - strlen(note),
			 "The recording is incomplete: see cohmem replay --json.");
	print_string(note);
}

static void print_data(json_t *all, const struct boxes *boxes)
{
	json_t *pool = json_object_get(all, "pool"), *worst = json_object_get(all, "worst");
	uint64_t start = boxes_start(boxes), granule = json_count(pool, "granule");
	uint64_t at = json_is_null(worst) ? 0 : json_count(worst, "time_ns");
	char title[256];

	snprintf(title, sizeof(title), "A pool of %" PRIu64 " bytes: %" PRIu64 " requests served",
		 json_count(pool, "size"), json_count(all, "served"));
	say("{\"title\":");
	print_string(title);
	say(",\"note\":");
	print_note(all, boxes);
	say(",\"start\":%" PRIu64 ",\"length\":%" PRIu64 ",\"granule\":%" PRIu64
	    ",\"granules\":%" PRIu64 ",\"base\":%" PRIu64 ",\"worst\":%" PRIu64 ",\n",
	    start, boxes_end(boxes) - start, granule, json_count(pool, "size") / granule,
	    (uint64_t)boxes->replay->options.base,
	    at > start ? at - start : 0); /* start may be later than at, if boxes were dropped */
	print_boxes(boxes, start);
	print_sites(&boxes->replay->sites);
	say("}");
}

/* Print [@page, @end) line by line, since a newline must be in a format (output.h). */
static void print_page(const char *page, const char *end)
{
	while (page < end) {
		const char *newline = memchr(page, '\n', (size_t)(end - page));

		say(newline ? "%.*s\n" : "%.*s", (int)((newline ? newline : end) - page), page);
		page = newline ? newline + 1 : end;
	}
}

void replay_html(json_t *all, const struct boxes *boxes)
{
	const char *mark = strstr(replay_page, MARK), *rest = mark + strlen(MARK);

	print_page(replay_page, mark);
	print_data(all, boxes);
	print_page(rest, rest + strlen(rest));
}
