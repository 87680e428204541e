/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Text: of /sys/kernel/tracing/trace and trace_pipe, of trace-cmd report, of the kernel's log. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "calls.h"
#include "internal.h"
#include "line.h"

#define PAGE 4096u

/* A state's worth: of kprobes, and of the kernel's log. */
struct text {
	struct calls calls;
	struct piece_of_log {
		bool called;
		uint64_t size;
	} cma;
};

/* What an event's payload becomes: 1 an event, 0 none, negative: trace->why. */
typedef int reader(struct trace *trace, const struct line *line, struct trace_event *event);

static bool is_any(const char *bytes, size_t count)
{
	(void)bytes, (void)count;
	return true;
}

static int start(struct trace *trace)
{
	trace->state = calloc(1, sizeof(struct text));
	return trace->state ? 0 : trace_fail(trace, -ENOMEM, "no memory to read it");
}

static void stop(struct trace *trace)
{
	free(trace->state);
}

static int unread(struct trace *trace, const char *why)
{
	trace_unread(trace, trace->notes.lines, why);
	return 0;
}

/* The end of the line that begins at trace->from; NULL: it is not all in the buffer. */
static char *line_end(struct trace *trace)
{
	char *from = trace->buffer + trace->from;

	return memchr(from, '\n', trace->to - trace->from);
}

/* Passes over the rest of a line that is too long. */
static int skip_rest(struct trace *trace)
{
	int err = 0;

	while (!err && !line_end(trace)) {
		trace->from = trace->to;
		err = trace_fill(trace);
		if (trace->from == trace->to)
			return err;
	}
	if (!err)
		trace->from = (size_t)(line_end(trace) - trace->buffer) + 1;
	return err;
}

/* The next line, ended by 0, in @line; 0: there is none. A line that is too long is none. */
static int next_line(struct trace *trace, char **line)
{
	char *end;

	for (;;) {
		end = line_end(trace);
		if (!end && trace_fill(trace))
			return -EIO;
		end = line_end(trace);
		if (end || trace->to - trace->from < BUFFER)
			break;
		trace->notes.lines++;
		trace->notes.cut++;
		if (skip_rest(trace))
			return -EIO;
	}
	if (trace->from == trace->to)
		return 0;
	trace->notes.lines++;
	*line = trace->buffer + trace->from;
	if (end) {
		*end = 0;
		trace->from = (size_t)(end - trace->buffer) + 1;
		return 1;
	}
	/* The last one, without an end. There is room: it was less than the buffer. */
	trace->buffer[trace->to] = 0;
	trace->from = trace->to;
	return 1;
}

static bool is_null(struct piece value)
{
	if (piece_is(value, "(nil)") || piece_is(value, "(null)"))
		return true;
	for (size_t i = 0; i < value.length; i++) {
		if (value.text[i] != '0' && value.text[i] != 'x')
			return false;
	}
	return value.length > 0;
}

/* The time, the task and the device, which every event has. */
static int context(struct trace *trace, const struct line *line, struct piece device,
		   struct trace_event *event)
{
	event->time = line->timed ? line->time : trace->notes.lines;
	event->at = trace->notes.lines;
	event->caller = "";
	event->device = trace_name(trace, device.text, device.length);
	event->task = trace_name(trace, line->task.text ? line->task.text : "", line->task.length);
	return event->device && event->task ? 1 : -ENOMEM;
}

/* dma_alloc, dma_free and their kin: "DEVICE dir=... dma_addr=... size=... virt_addr=... ..." */
static int read_dma(struct trace *trace, const struct line *line, struct trace_event *event)
{
	/* trace-cmd prints all numbers decimal then. */
	unsigned int base = strstr(line->payload, "[FAILED TO PARSE]") ? 10 : 16;
	const char *payload = base == 10 ? strchr(line->payload, ']') + 1 : line->payload;
	struct piece device, address, size, virt;

	while (*payload == ' ')
		payload++;
	if (!payload_device(payload, &device))
		return unread(trace, "it names no device");
	if (!payload_find(payload, "size", &size) || !payload_number(size, 0, &event->size))
		return unread(trace, "it has no size, or one that is no number");
	event->failed = payload_find(payload, "virt_addr", &virt) && is_null(virt);
	if (!payload_find(payload, "dma_addr", &address) ||
	    !payload_number(address, base, &event->addr))
		return unread(trace, "it has no dma_addr, or one that is no number");
	return context(trace, line, device, event);
}

static int read_alloc(struct trace *trace, const struct line *line, struct trace_event *event)
{
	event->kind = TRACE_ALLOC;
	return read_dma(trace, line, event);
}

static int read_free(struct trace *trace, const struct line *line, struct trace_event *event)
{
	event->kind = TRACE_FREE;
	return read_dma(trace, line, event);
}

/* "name=... pfn=0x... page=... count=... align=... errorno=..." */
static int read_cma(struct trace *trace, const struct line *line, struct trace_event *event)
{
	struct piece name, pfn, count, error;

	if (!payload_find(line->payload, "name", &name) ||
	    !payload_find(line->payload, "pfn", &pfn) || !payload_number(pfn, 16, &event->addr) ||
	    !payload_find(line->payload, "count", &count) ||
	    !payload_number(count, 0, &event->size))
		return unread(trace, "it lacks a name, a pfn or a count");
	if (event->size > UINT64_MAX / PAGE || event->addr > UINT64_MAX / PAGE)
		return unread(trace, "its pfn or count is impossible");
	event->failed = payload_find(line->payload, "errorno", &error) && !piece_is(error, "0");
	event->addr *= PAGE;
	event->size *= PAGE;
	return context(trace, line, name, event);
}

static int read_cma_alloc(struct trace *trace, const struct line *line, struct trace_event *event)
{
	event->kind = TRACE_ALLOC;
	return read_cma(trace, line, event);
}

static int read_cma_release(struct trace *trace, const struct line *line, struct trace_event *event)
{
	event->kind = TRACE_FREE;
	return read_cma(trace, line, event);
}

/* kprobe: (dma_alloc_attrs+0x0/0x60) device="..." size=0x... */
static int read_call(struct trace *trace, const struct line *line, struct trace_event *event)
{
	struct text *text = trace->state;
	struct call call = {.pid = line->pid};
	struct piece device, size;

	(void)event;
	if (!payload_device(line->payload, &device) ||
	    !payload_find(line->payload, "size", &size) || !payload_number(size, 0, &call.size))
		return unread(trace, "it lacks a device or a size");
	call.device = trace_name(trace, device.text, device.length);
	if (!call.device)
		return -ENOMEM;
	trace->notes.lost += !calls_push(&text->calls, &call);
	return 0;
}

/* "(nvme_alloc_queue+0x5a/0x170 [nvme] <- dma_alloc_attrs)" */
static struct piece read_caller(const char *payload)
{
	const char *end = *payload == '(' ? strstr(payload, " <- ") : NULL;

	return end ? (struct piece){payload + 1, (size_t)(end - payload) - 1}
		   : (struct piece){"", 0};
}

/* kretprobe: (CALLER <- dma_alloc_attrs) virt_addr=0x... */
static int read_return(struct trace *trace, const struct line *line, struct trace_event *event)
{
	struct text *text = trace->state;
	struct piece virt, caller = read_caller(line->payload);
	struct call call;

	if (!payload_find(line->payload, "virt_addr", &virt) ||
	    !payload_number(virt, 16, &event->addr))
		return unread(trace, "it has no virt_addr");
	if (!calls_pop(&text->calls, line->pid, &call))
		return 0;
	event->kind = TRACE_ALLOC;
	event->size = call.size;
	event->failed = event->addr == 0;
	if (context(trace, line, (struct piece){call.device, strlen(call.device)}, event) < 0)
		return -ENOMEM;
	event->caller = trace_name(trace, caller.text, caller.length);
	return event->caller ? 1 : -ENOMEM;
}

/* kprobe: (dma_free_attrs+0x0/0x60) device="..." size=0x... virt_addr=0x... dma_addr=0x... */
static int read_free_call(struct trace *trace, const struct line *line, struct trace_event *event)
{
	struct piece device, virt, size;

	event->kind = TRACE_FREE;
	event->failed = false;
	if (!payload_device(line->payload, &device) ||
	    !payload_find(line->payload, "virt_addr", &virt) ||
	    !payload_number(virt, 16, &event->addr) ||
	    !payload_find(line->payload, "size", &size) || !payload_number(size, 0, &event->size))
		return unread(trace, "it lacks a device, a virt_addr or a size");
	event->failed = event->addr == 0;
	return context(trace, line, device, event);
}

static int count_marker(struct trace *trace, const struct line *line, struct trace_event *event)
{
	(void)line, (void)event;
	trace->notes.markers++;
	return 0;
}

static const struct {
	const char *event;
	reader *read;
} readers[] = {
	{"dma_alloc", read_alloc},
	{"dma_free", read_free},
	{"dma_alloc_pages", read_alloc},
	{"dma_free_pages", read_free},
	{"dma_alloc_sgt", read_alloc},
	{"dma_alloc_sgt_err", read_alloc},
	{"dma_free_sgt", read_free},
	{"cma_alloc_finish", read_cma_alloc},
	{"cma_release", read_cma_release},
	{"dma_alloc_attrs", read_call},
	{"dma_alloc_attrs_ret", read_return},
	{"dma_free_attrs", read_free_call},
	{"tracing_mark_write", count_marker},
	{"print", count_marker},
};

static int read_event(struct trace *trace, const struct line *line, struct trace_event *event)
{
	for (size_t i = 0; i < sizeof(readers) / sizeof(readers[0]); i++) {
		if (piece_is(line->event, readers[i].event))
			return readers[i].read(trace, line, event);
	}
	return 0;
}

/* "CPU:0 [LOST 12 EVENTS]" of trace_pipe, and the two counts of a saved trace's head. */
static void read_other(struct trace *trace, const char *text)
{
	unsigned long long lost, in, written;
	unsigned int type;

	if (sscanf(text, "CPU:%*u [LOST %llu EVENTS]", &lost) == 1)
		trace->notes.lost += lost;
	else if (sscanf(text, "# entries-in-buffer/entries-written: %llu/%llu", &in, &written) ==
			 2 &&
		 written > in)
		trace->notes.lost += written - in;
	else if (sscanf(text, "%*x %*x %*x type: %u", &type) == 1)
		trace->notes.raw++;
}

static const char *after(const char *text, const char *words)
{
	const char *found = strstr(text, words);

	return found ? found + strlen(words) : NULL;
}

/*
 * The kernel's log, with debugging of mm/cma.c on: "cma: cma_alloc(cma POINTER, count N, align N)", then
 * "cma: cma_alloc(): returned POINTER", and "cma: cma_release(page POINTER, count N)".
 */
static int read_log(struct trace *trace, const char *text, struct trace_event *event)
{
	struct text *state = trace->state;
	const char *call = after(text, "cma: cma_alloc(cma "),
		   *page = after(text, "cma: cma_alloc(): returned "),
		   *gone = after(text, "cma: cma_release(page ");
	const char *count = call || gone ? after(call ? call : gone, ", count ") : NULL;
	unsigned long long pages = count ? strtoull(count, NULL, 0) : 0;
	double seconds = 0;

	if ((call || gone) && (!count || !pages || pages > UINT64_MAX / PAGE))
		return unread(trace, "it has no count, or one that is impossible");
	if (call)
		state->cma = (struct piece_of_log){true, pages * PAGE};
	if (!gone && (!page || !state->cma.called))
		return 0;
	sscanf(text, "[%lf]", &seconds);
	*event = (struct trace_event){.kind = gone ? TRACE_FREE : TRACE_ALLOC,
				      .device = trace_name(trace, "cma", 3),
				      .task = "",
				      .caller = "",
				      .at = trace->notes.lines,
				      .time = seconds > 0 && seconds < 1e9
						      ? (uint64_t)(seconds * 1e9)
						      : trace->notes.lines,
				      .addr = strtoull(gone ? gone : page, NULL, 16),
				      .size = gone ? pages * PAGE : state->cma.size};
	event->failed = !gone && event->addr == 0;
	state->cma.called = state->cma.called && gone;
	return event->device ? 1 : -ENOMEM;
}

static int next(struct trace *trace, struct trace_event *event)
{
	struct line line;
	char *text;
	int got;

	while ((got = next_line(trace, &text)) > 0) {
		if (!line_split(text, &line)) {
			read_other(trace, text);
			got = read_log(trace, text, event);
		} else {
			got = read_event(trace, &line, event);
		}
		if (got)
			break;
	}
	return got;
}

const struct format text_format = {"text", is_any, start, next, stop};
