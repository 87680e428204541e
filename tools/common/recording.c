/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#include "recording.h"

#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "commands.h"
#include "json_hex.h"
#include "output.h"

#define PROGRESS_EVENTS (1u << 18)

/* Called on a terminal only. Each message overwrites the last one. */
static void show_progress(const struct recording *r, uint64_t events)
{
	uint64_t done, of;

	trace_progress(r->trace, &done, &of);
	if (of)
		complain("\rcohmem %s: %" PRIu64 " %%", r->command, done * 100 / of);
	else
		complain("\rcohmem %s: %" PRIu64 " events", r->command, events);
}

static int recording_fail(const struct recording *r, const char *why)
{
	complain("cohmem %s: %s: %s\n", r->command, r->path, why);
	return STATUS_BAD;
}

int recording_read(struct recording *r,
		   bool (*event)(void *context, const struct trace_event *event), void *context)
{
	bool terminal = isatty(STDERR_FILENO);
	struct trace_event e = {0};
	uint64_t events = 0;
	char why[512];
	int got;

	r->trace = trace_open(r->path, why, sizeof(why));
	if (!r->trace) {
		complain("cohmem %s: %s\n", r->command, why);
		return STATUS_BAD;
	}
	while ((got = trace_next(r->trace, &e)) > 0) {
		if (!event(context, &e)) {
			snprintf(
				why, sizeof(why),
				"no memory for all blocks that are live at line or offset %" PRIu64,
				e.at);
			return recording_fail(r, why);
		}
		if (terminal && ++events % PROGRESS_EVENTS == 0)
			show_progress(r, events);
	}
	if (events >= PROGRESS_EVENTS)
		complain("\r\033[K");
	if (got < 0)
		return recording_fail(r, trace_why(r->trace));
	if (trace_notes(r->trace)->events == 0) {
		snprintf(
			why, sizeof(why),
			"it contains no DMA memory event (%s, %" PRIu64 " lines or records)%s",
			trace_format(r->trace), trace_notes(r->trace)->lines,
			trace_notes(r->trace)->raw
				? ": it was written with ftrace's option raw or hex, so it has no payload"
				: "");
		return recording_fail(r, why);
	}
	return 0;
}

/* Report @count problems, if any. @at: where the first one is; 0: unknown. */
static void recording_report(const struct recording *r, uint64_t count, uint64_t at,
			     const char *what)
{
	if (!count)
		return;
	complain("cohmem %s: %s: %" PRIu64 " %s", r->command, r->path, count, what);
	if (at)
		complain(" (the first at %" PRIu64 ")", at);
	complain("\n");
}

void recording_warn(const struct recording *r, const struct follow_counts *counts)
{
	const struct trace_notes *notes = trace_notes(r->trace);

	recording_report(r, notes->lost, notes->lost_at,
			 "events were lost when it was recorded: these figures are only a hint");
	recording_report(
		r, counts->reused, counts->reused_at,
		"allocations at an address that was still in use: its release was not recorded (Linux records none if the device already has a pool: record without it). These figures are at best a bound, not the answer");
	recording_report(
		r, counts->failed, counts->failed_at,
		"allocations had failed when it was recorded: what they requested is not in these figures");
	recording_report(
		r, counts->resized, counts->resized_at,
		"releases with another size than the allocation's: what was not released is missing from these figures");
	if (notes->unread)
		complain("cohmem %s: %s: %" PRIu64
			 " events cannot be understood, the first at %" PRIu64 ": %s\n",
			 r->command, r->path, notes->unread, notes->unread_at, notes->unread_why);
	recording_report(r, notes->cut, notes->cut_at,
			 "lines were passed over: they are longer than 65536 bytes");
	recording_report(
		r, notes->markers, 0,
		"lines of trace_marker, which any program may write: in text they can forge events, in trace.dat they cannot");
	recording_report(r, notes->backwards, notes->backwards_at, "timestamps run backwards");
	recording_report(r, counts->unknown, counts->unknown_at,
			 "releases of what was allocated before the recording");
	if (notes->unended)
		complain(
			"cohmem %s: %s: it has no end record: its writer was killed, or is still running\n",
			r->command, r->path);
}

json_t *recording_json(const struct recording *r, const struct follow_counts *counts)
{
	const struct trace_notes *n = trace_notes(r->trace);

	return json_pack("{s:s, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:o, s:I, s:I, s:I, s:b, s:b}",
			 "format", trace_format(r->trace), "events", (json_int_t)n->events,
			 "allocations", (json_int_t)counts->allocations, "releases",
			 (json_int_t)counts->releases, "failed", (json_int_t)counts->failed,
			 "releases_from_before", (json_int_t)counts->unknown, "releases_of_null",
			 (json_int_t)counts->null, "addresses_reused", (json_int_t)counts->reused,
			 "lost", json_number(n->lost), "unread", (json_int_t)n->unread,
			 "trace_markers", (json_int_t)n->markers, "lines_passed_over",
			 (json_int_t)n->cut, "unended", n->unended, "trustworthy",
			 !n->lost && !counts->reused && !counts->resized && !n->unread && !n->cut &&
				 !counts->failed);
}

void recording_close(struct recording *r)
{
	trace_close(r->trace);
	r->trace = NULL;
}
