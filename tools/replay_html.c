/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* The page is replay.html; here it gets its data. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json_hex.h"
#include "replay.h"

extern const char replay_page[];

#define MARK "@DATA@"

/* As JSON within a page: no "<" ends the script. */
static void print_string(const char *text)
{
	json_t *string = json_name(text);
	char *dump = string ? json_dumps(string, JSON_ENCODE_ANY | JSON_ENSURE_ASCII) : NULL;

	for (const char *c = dump ? dump : "\"?\""; *c; c++) {
		if (*c == '<')
			printf("\\u003c");
		else
			putchar(*c);
	}
	free(dump);
	json_decref(string);
}

static void print_boxes(const struct boxes *boxes, uint64_t start)
{
	printf("\"boxes\":[");
	for (size_t i = 0; i < boxes->count; i++) {
		const struct box *b = &boxes->box[i];

		printf("%s[%" PRIu64 ",%" PRId64 ",%" PRIu32 ",%" PRIu32 ",%" PRIu64 ",%" PRIu32
		       "]",
		       i ? ",\n" : "", b->from - start,
		       b->to == UINT64_MAX ? INT64_C(-1) : (int64_t)(b->to - start), b->granule,
		       b->granules, b->size, b->site);
	}
	printf("],\n\"refused\":[");
	for (size_t i = 0; i < boxes->refusals; i++) {
		const struct refusal *r = &boxes->refusal[i];

		printf("%s[%" PRIu64 ",%" PRIu64 ",%" PRIu32 ",\"%s\"]", i ? ",\n" : "",
		       r->time - start, r->size, r->site, replay_why(r->why));
	}
	printf("],\n");
}

static void print_sites(const struct sites *sites)
{
	printf("\"sites\":[");
	for (size_t i = 0; i < sites->count; i++) {
		printf(i ? ",\n[" : "[");
		print_string(sites->site[i].device);
		printf(",");
		print_string(sites->site[i].task);
		printf(",");
		print_string(sites->site[i].caller);
		printf("]");
	}
	printf("]");
}

static void print_note(json_t *all, const struct boxes *boxes)
{
	char note[256] = "";

	if (json_count(all, "refused_in_all"))
		snprintf(note, sizeof(note), "%" PRIu64 " requests were refused. ",
			 json_count(all, "refused_in_all"));
	if (boxes->dropped)
		snprintf(note + strlen(note), sizeof(note) - strlen(note),
			 "%" PRIu64 " blocks or refusals are not in this picture, nor in its "
			 "figures: there are too many. ",
			 boxes->dropped);
	if (!json_is_true(json_object_get(json_object_get(all, "recording"), "trustworthy")))
		snprintf(note + strlen(note), sizeof(note) - strlen(note),
			 "The recording is not complete: see cohmem replay --json.");
	print_string(note);
}

static void print_data(json_t *all, const struct boxes *boxes)
{
	json_t *pool = json_object_get(all, "pool"), *worst = json_object_get(all, "worst");
	uint64_t start = boxes_start(boxes), granule = json_count(pool, "granule");
	char title[256];

	snprintf(title, sizeof(title), "A pool of %" PRIu64 " bytes: %" PRIu64 " requests served",
		 json_count(pool, "size"), json_count(all, "served"));
	printf("{\"title\":");
	print_string(title);
	printf(",\"note\":");
	print_note(all, boxes);
	printf(",\"start\":%" PRIu64 ",\"length\":%" PRIu64 ",\"granule\":%" PRIu64
	       ",\"granules\":%" PRIu64 ",\"base\":%" PRIu64 ",\"worst\":%" PRIu64 ",\n",
	       start, boxes_end(boxes) - start, granule, json_count(pool, "size") / granule,
	       (uint64_t)boxes->replay->options.base,
	       json_is_null(worst) ? 0 : json_count(worst, "time_ns") - start);
	print_boxes(boxes, start);
	print_sites(&boxes->replay->sites);
	printf("}");
}

void replay_html(json_t *all, const struct boxes *boxes)
{
	const char *mark = strstr(replay_page, MARK);

	printf("%.*s", (int)(mark - replay_page), replay_page);
	print_data(all, boxes);
	printf("%s", mark + strlen(MARK));
}
