/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* cohmem size: compute the smallest pool for a recording. */
#include <argp.h>
#include <inttypes.h>
#include <string.h>

#include "../../trace/model/sizing.h"
#include "../common/arguments.h"
#include "../common/commands.h"
#include "../common/output.h"
#include "../common/recording.h"
#include "size.h"

static const char doc[] =
	"Compute how large a coherent pool must be to serve a recording: a pool for each device, and one for all devices; by the kernel's rule (2^order pages, lowest aligned first fit), and with blocks that take only the granules they need. Then print the result for the kernel command line and device trees.\vTRACE is text of /sys/kernel/tracing/trace or trace_pipe or of trace-cmd report, a trace.dat file, a recording of cohmem, or a kernel log with debug messages of mm/cma.c. It may be compressed (gzip, xz, zstd); - is standard input.\n\nExample: cohmem size --device '0000:03:*' --margin 25 trace.dat\n\nExit status: 0 on success, 1 if the recording is incomplete and the result therefore at best a bound, 2 if TRACE cannot be read.";

struct options {
	const char *trace;
	const char *device;
	uint64_t granule;
	uint64_t margin;
	bool json;
};

static const struct argp_option option_list[] = {
	{"device", 'd', "GLOB", 0, "only devices whose names match GLOB", 0},
	{"granule", 'g', "SIZE", 0, "size of the pool's granules (default 4K, a page)", 0},
	{"margin", 'm', "PERCENT", 0, "add a margin to the result (default 0)", 0},
	{"json", 'j', NULL, 0, "print JSON", 0},
	{0},
};

static error_t size_parse(int key, char *arg, struct argp_state *state)
{
	struct options *o = state->input;

	switch (key) {
	case 'd':
		o->device = arg;
		return 0;
	case 'g':
		o->granule = parse_granule(arg, state);
		return 0;
	case 'm':
		o->margin = parse_address(arg, state);
		if (o->margin > 1000)
			refuse(state, "'%s' is more than 1000 %%", arg);
		return 0;
	case 'j':
		o->json = true;
		return 0;
	case ARGP_KEY_ARG:
		if (o->trace)
			refuse(state, "one recording at a time");
		o->trace = arg;
		return 0;
	case ARGP_KEY_END:
		if (!o->trace)
			argp_usage(state);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static bool size_add_event(void *context, const struct trace_event *event)
{
	return demands_event(context, event);
}

static int size_show(const struct recording *r, const struct demands *demands,
		     const struct options *o)
{
	json_t *all = size_json(demands, o->margin);
	json_t *recording = recording_json(r, &demands->follow.counts);
	bool trustworthy = json_is_true(json_object_get(recording, "trustworthy"));

	json_object_set_new(all, "recording", recording);
	if (o->json) {
		say_json(all);
	} else {
		size_print(all);
	}
	json_decref(all);
	return trustworthy ? STATUS_DONE : STATUS_NO;
}

int cohmem_size(int argc, char **argv)
{
	const struct argp argp = {option_list, size_parse, "TRACE", doc, NULL, NULL, NULL};
	struct options o = {.granule = 4096};
	struct recording r = {.command = "size"};
	struct demands demands;
	int status;

	parse_arguments(&argp, argc, argv, 0, &o);
	r.path = o.trace;
	if (!demands_begin(&demands, o.device, shift_of(o.granule))) {
		complain("cohmem size: no memory\n");
		return STATUS_BAD;
	}
	status = recording_read(&r, size_add_event, &demands);
	if (!status) {
		recording_warn(&r, &demands.follow.counts);
		status = size_show(&r, &demands, &o);
	}
	demands_end(&demands);
	recording_close(&r);
	return end_output("size", status);
}
