/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* cohmem replay: show how a pool would have served a recording. */
#include "replay.h"

#include <argp.h>
#include <stdlib.h>
#include <string.h>

#include "../common/arguments.h"
#include "../common/commands.h"
#include "../common/output.h"

static const char doc[] =
	"Replay the requests of a recording in a simulated pool, by the kernel's rule: which is refused first, when and why, how full the pool was, how much of it was lost to rounding, and who held how much when it was fullest.\vTRACE is a recording in any format that cohmem size reads.\n\nExamples: cohmem replay trace.dat --pool 1M; cohmem replay trace.txt.gz --pool 1M --html > pool.html\n\nExit status: 0 if all requests were served, 1 if one was refused, 2 if TRACE cannot be read.";

static const struct argp_option option_list[] = {
	{"pool", 'p', "SIZE", 0, "size of the pool (required)", 0},
	{"base", 'b', "ADDRESS", 0, "device address of the pool (default 0)", 0},
	{"mask", 'm', "BITS", 0, "number of address bits of the devices (default 64)", 0},
	{"exact", 'e', NULL, 0, "blocks take only the granules they need, not 2^order", 0},
	{"granule", 'g', "SIZE", 0, "size of the pool's granules (default 4K, a page)", 0},
	{"device", 'd', "GLOB", 0, "only devices whose names match GLOB", 0},
	{"json", 'j', NULL, 0, "print JSON", 0},
	{"html", 'h', NULL, 0, "print an HTML page with a picture of addresses against time", 0},
	{"svg", 's', NULL, 0, "print such a picture as SVG", 0},
	{0},
};

static error_t parse_pool(int key, char *arg, struct argp_state *state)
{
	struct replay_options *pool = &((struct show *)state->input)->pool;

	switch (key) {
	case 'p':
		pool->bytes = parse_size(arg, state);
		return 0;
	case 'b':
		pool->base = parse_address(arg, state);
		return 0;
	case 'm':
		pool->mask = parse_mask(arg, state);
		return 0;
	case 'e':
		pool->exact = true;
		return 0;
	case 'g':
		pool->granule_shift = shift_of(parse_granule(arg, state));
		return 0;
	case 'd':
		pool->device = arg;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static error_t replay_parse(int key, char *arg, struct argp_state *state)
{
	struct show *show = state->input;

	switch (key) {
	case SHOW_JSON:
	case SHOW_HTML:
	case SHOW_SVG:
		show->as = (enum show_as)key;
		return 0;
	case ARGP_KEY_ARG:
		if (show->recording.path)
			refuse(state, "one recording at a time");
		show->recording.path = arg;
		return 0;
	case ARGP_KEY_END:
		if (!show->recording.path)
			argp_usage(state);
		if (!show->pool.bytes)
			refuse(state, "the size of the pool is missing: use --pool SIZE");
		return 0;
	default:
		return parse_pool(key, arg, state);
	}
}

static bool replay_add_event(void *context, const struct trace_event *event)
{
	return replay_event(context, event);
}

/* Show the result. */
static int show_all(struct show *show, struct replay *replay)
{
	json_t *all = replay_json(show, replay);

	if (show->as == SHOW_JSON) {
		say_json(all);
	} else if (show->as == SHOW_HTML) {
		replay_html(all, &show->boxes);
	} else if (show->as == SHOW_SVG) {
		replay_svg(all, &show->boxes);
	} else {
		replay_print(all);
	}
	json_decref(all);
	return replay->refused_in_all ? STATUS_NO : STATUS_DONE;
}

int cohmem_replay(int argc, char **argv)
{
	const struct argp argp = {option_list, replay_parse, "TRACE", doc, NULL, NULL, NULL};
	struct show show = {.recording = {.command = "replay"},
			    .pool = {.mask = UINT64_MAX, .granule_shift = 12}};
	struct replay *replay = malloc(sizeof(*replay));
	const char *why = "no memory";
	int status;

	parse_arguments(&argp, argc, argv, 0, &show);
	if (!replay || !replay_begin(replay, &show.pool, &why)) {
		complain("cohmem replay: %s\n", why);
		free(replay);
		return STATUS_BAD;
	}
	if (show.as == SHOW_HTML || show.as == SHOW_SVG)
		boxes_watch(&show.boxes, replay);
	status = recording_read(&show.recording, replay_add_event, replay);
	if (!status) {
		replay_finish(replay);
		recording_warn(&show.recording, &replay->follow.counts);
		status = show_all(&show, replay);
	}
	boxes_destroy(&show.boxes);
	replay_end(replay);
	free(replay);
	recording_close(&show.recording);
	return end_output("replay", status);
}
