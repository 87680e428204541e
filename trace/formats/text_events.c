/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Reads the events in text: one function for each kind. */
#include <errno.h>
#include <string.h>

#include "text.h"

/* Reads an event's payload. Returns 1 if @event was filled, 0 if not, or negative: see trace->why. */
typedef int reader(struct trace *trace, const struct line *line, struct trace_event *event);

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

/* Fill in the time, the task and the device, which every event has. Returns the same as a reader. */
static int context(struct trace *trace, const struct line *line, struct piece device,
		   struct trace_event *event)
{
	if (line->late)
		return text_unread(trace, "its time is 2^63 ns or more");
	event->time = line->timed ? line->time : trace->notes.lines;
	event->at = trace->notes.lines;
	event->caller = "";
	event->device = trace_name(trace, device.text, device.length);
	event->task = trace_name(trace, line->task.text ? line->task.text : "", line->task.length);
	return event->device && event->task ? 1 : -ENOMEM;
}

/* dma_alloc, dma_free and similar events: "DEVICE dir=... dma_addr=... size=... virt_addr=... ..." */
static int text_dma(struct trace *trace, const struct line *line, struct trace_event *event)
{
	/* After these words trace-cmd prints all numbers in decimal. */
	unsigned int base = strstr(line->payload, "[FAILED TO PARSE]") ? 10 : 16;
	const char *payload = base == 10 ? strchr(line->payload, ']') + 1 : line->payload;
	struct piece device, address, size, virt;

	while (*payload == ' ')
		payload++;
	if (!payload_device(payload, &device))
		return text_unread(trace, "it names no device");
	if (!payload_find(payload, "size", &size) || !payload_number(size, 0, &event->size))
		return text_unread(trace, "it has no size, or an invalid one");
	event->failed = payload_find(payload, "virt_addr", &virt) && is_null(virt);
	if (!payload_find(payload, "dma_addr", &address) ||
	    !payload_number(address, base, &event->addr))
		return text_unread(trace, "it has no dma_addr, or an invalid one");
	return context(trace, line, device, event);
}

static int read_alloc(struct trace *trace, const struct line *line, struct trace_event *event)
{
	event->kind = TRACE_ALLOC;
	return text_dma(trace, line, event);
}

static int read_free(struct trace *trace, const struct line *line, struct trace_event *event)
{
	event->kind = TRACE_FREE;
	return text_dma(trace, line, event);
}

/* "name=... pfn=0x... page=... count=... align=... errorno=..." */
static int text_cma(struct trace *trace, const struct line *line, struct trace_event *event)
{
	struct piece name, pfn, count, error;

	if (!payload_find(line->payload, "name", &name) ||
	    !payload_find(line->payload, "pfn", &pfn) || !payload_number(pfn, 16, &event->addr) ||
	    !payload_find(line->payload, "count", &count) ||
	    !payload_number(count, 0, &event->size))
		return text_unread(trace, "it lacks a name, a pfn or a count");
	if (event->size > UINT64_MAX / KERNEL_PAGE || event->addr > UINT64_MAX / KERNEL_PAGE)
		return text_unread(trace, "its pfn or count is impossible");
	event->failed = payload_find(line->payload, "errorno", &error) && !piece_is(error, "0");
	event->addr *= KERNEL_PAGE;
	event->size *= KERNEL_PAGE;
	return context(trace, line, name, event);
}

static int read_cma_alloc(struct trace *trace, const struct line *line, struct trace_event *event)
{
	event->kind = TRACE_ALLOC;
	return text_cma(trace, line, event);
}

static int read_cma_release(struct trace *trace, const struct line *line, struct trace_event *event)
{
	event->kind = TRACE_FREE;
	return text_cma(trace, line, event);
}

/* kprobe: (dma_alloc_attrs+0x0/0x60) device="..." size=0x... */
static int text_call(struct trace *trace, const struct line *line, struct trace_event *event)
{
	struct text *text = trace->state;
	struct call call = {.pid = line->pid};
	struct piece device, size;

	(void)event;
	if (!payload_device(line->payload, &device) ||
	    !payload_find(line->payload, "size", &size) || !payload_number(size, 0, &call.size))
		return text_unread(trace, "it lacks a device or a size");
	call.device = trace_name(trace, device.text, device.length);
	if (!call.device)
		return -ENOMEM;
	trace_lost(trace, trace->notes.lines, !calls_push(&text->calls, &call));
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
static int text_return(struct trace *trace, const struct line *line, struct trace_event *event)
{
	struct text *text = trace->state;
	struct piece virt, caller = read_caller(line->payload);
	struct call call;
	int got;

	if (!payload_find(line->payload, "virt_addr", &virt) ||
	    !payload_number(virt, 16, &event->addr))
		return text_unread(trace, "it has no virt_addr");
	if (!calls_pop(&text->calls, line->pid, &call))
		return 0;
	event->kind = TRACE_ALLOC;
	event->size = call.size;
	event->failed = event->addr == 0;
	got = context(trace, line, (struct piece){call.device, strlen(call.device)}, event);
	if (got <= 0)
		return got;
	event->caller = trace_name(trace, caller.text, caller.length);
	return event->caller ? 1 : -ENOMEM;
}

/* kprobe: (dma_free_attrs+0x0/0x60) device="..." size=0x... virt_addr=0x... dma_addr=0x... */
static int text_free_call(struct trace *trace, const struct line *line, struct trace_event *event)
{
	struct piece device, virt, size;

	event->kind = TRACE_FREE;
	event->failed = false;
	if (!payload_device(line->payload, &device) ||
	    !payload_find(line->payload, "virt_addr", &virt) ||
	    !payload_number(virt, 16, &event->addr) ||
	    !payload_find(line->payload, "size", &size) || !payload_number(size, 0, &event->size))
		return text_unread(trace, "it lacks a device, a virt_addr or a size");
	event->failed = event->addr == 0;
	return context(trace, line, device, event);
}

static int count_marker(struct trace *trace, const struct line *line, struct trace_event *event)
{
	(void)line, (void)event;
	trace->notes.markers++;
	return 0;
}

static reader *const readers[KINDS] = {
	[KIND_ALLOC] = read_alloc,         [KIND_FREE] = read_free,
	[KIND_CMA_ALLOC] = read_cma_alloc, [KIND_CMA_RELEASE] = read_cma_release,
	[KIND_CALL] = text_call,           [KIND_RETURN] = text_return,
	[KIND_FREE_CALL] = text_free_call, [KIND_MARKER] = count_marker,
};

int text_read_event(struct trace *trace, const struct line *line, struct trace_event *event)
{
	reader *read = readers[kind_of(line->event.text, line->event.length)];

	return read ? read(trace, line, event) : 0;
}
