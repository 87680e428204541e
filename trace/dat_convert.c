/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#include "dat_convert.h"

#include <event-parse.h>
#include <stdlib.h>
#include <string.h>
#include <trace-cmd.h>

#include "calls.h"
#include "own_write.h"

#define MOST_BUFFERS 64
#define MOST_NAME    256

enum what {
	OTHER,
	ALLOC,
	FREE,
	CMA_ALLOC,
	CMA_RELEASE,
	CALL,
	RETURN,
	FREE_CALL,
};

static const struct {
	const char *name;
	enum what what;
} events[] = {
	{"dma_alloc", ALLOC},
	{"dma_free", FREE},
	{"dma_alloc_pages", ALLOC},
	{"dma_free_pages", FREE},
	{"cma_alloc_finish", CMA_ALLOC},
	{"cma_release", CMA_RELEASE},
	{"dma_alloc_attrs", CALL},
	{"dma_alloc_attrs_ret", RETURN},
	{"dma_free_attrs", FREE_CALL},
};

struct converter {
	struct own_writer writer;
	struct calls calls;
	struct names *names;
	const struct tep_event *last; /* which kind the last one was of: most are alike */
	enum what what;
};

/* One event as the library gives it. */
struct found {
	struct tep_event *event;
	struct tep_record *record;
	struct tep_handle *tep;
};

static enum what what_of(struct converter *c, const struct tep_event *event)
{
	if (event == c->last)
		return c->what;
	c->last = event;
	c->what = OTHER;
	for (size_t i = 0; i < sizeof(events) / sizeof(events[0]); i++) {
		if (!strcmp(event->name, events[i].name))
			c->what = events[i].what;
	}
	return c->what;
}

static uint64_t number(const struct found *f, const char *field)
{
	unsigned long long value = 0;

	if (tep_get_field_val(NULL, f->event, field, f->record, &value, 0))
		return 0;
	return value;
}

static const char *string(struct converter *c, const struct found *f, const char *field)
{
	int length = 0;
	const char *text = tep_get_field_raw(NULL, f->event, field, f->record, &length, 0);
	const char *name = text && length > 0
				   ? names_intern(c->names, text, strnlen(text, (size_t)length))
				   : NULL;

	return name ? name : "";
}

static void write_event(struct converter *c, const struct found *f, struct trace_event *event)
{
	event->time = f->record->ts;
	event->task = tep_data_comm_from_pid(f->tep, tep_data_pid(f->tep, f->record));
	if (!event->task)
		event->task = "";
	if (!event->caller)
		event->caller = "";
	own_event(&c->writer, event);
}

static void read_dma(struct converter *c, const struct found *f, enum trace_kind kind)
{
	struct trace_event event = {.kind = kind,
				    .device = string(c, f, "device"),
				    .addr = number(f, "dma_addr"),
				    .size = number(f, "size"),
				    .failed = tep_find_field(f->event, "virt_addr") &&
					      number(f, "virt_addr") == 0};

	write_event(c, f, &event);
}

static void read_cma(struct converter *c, const struct found *f, enum trace_kind kind)
{
	struct trace_event event = {.kind = kind,
				    .device = string(c, f, "name"),
				    .addr = number(f, "pfn") * 4096,
				    .size = number(f, "count") * 4096,
				    .failed = number(f, "errorno") != 0};

	write_event(c, f, &event);
}

static void read_call(struct converter *c, const struct found *f)
{
	const struct call call = {.pid = (uint64_t)tep_data_pid(f->tep, f->record),
				  .device = string(c, f, "device"),
				  .size = number(f, "size")};

	if (!calls_push(&c->calls, &call))
		own_lost(&c->writer, 1);
}

static void read_return(struct converter *c, const struct found *f)
{
	struct trace_event event = {.kind = TRACE_ALLOC, .addr = number(f, "virt_addr")};
	unsigned long long from = number(f, "__probe_ret_ip");
	const char *caller = from ? tep_find_function(f->tep, from) : NULL;
	struct call call;

	if (!calls_pop(&c->calls, (uint64_t)tep_data_pid(f->tep, f->record), &call))
		return;
	event.device = call.device;
	event.size = call.size;
	event.failed = event.addr == 0;
	event.caller = caller;
	write_event(c, f, &event);
}

static void read_free_call(struct converter *c, const struct found *f)
{
	struct trace_event event = {.kind = TRACE_FREE,
				    .device = string(c, f, "device"),
				    .addr = number(f, "virt_addr"),
				    .size = number(f, "size")};

	event.failed = event.addr == 0;
	write_event(c, f, &event);
}

static int convert(struct tracecmd_input *input, struct tep_record *record, int cpu, void *data)
{
	struct converter *c = data;
	struct found f = {.record = record, .tep = tracecmd_get_tep(input)};

	(void)cpu;
	if (record->missed_events)
		own_lost(&c->writer,
			 record->missed_events > 0 ? (uint64_t)record->missed_events : 1);
	f.event = tep_find_event_by_record(f.tep, record);
	switch (f.event ? what_of(c, f.event) : OTHER) {
	case ALLOC:
	case FREE:
		read_dma(c, &f, c->what == ALLOC ? TRACE_ALLOC : TRACE_FREE);
		break;
	case CMA_ALLOC:
	case CMA_RELEASE:
		read_cma(c, &f, c->what == CMA_ALLOC ? TRACE_ALLOC : TRACE_FREE);
		break;
	case CALL:
		read_call(c, &f);
		break;
	case RETURN:
		read_return(c, &f);
		break;
	case FREE_CALL:
		read_free_call(c, &f);
		break;
	default:
		break;
	}
	return 0;
}

/* The main buffer and those of its instances, together in the order of time. */
static int convert_all(struct tracecmd_input *input, struct converter *c)
{
	struct tracecmd_input *inputs[MOST_BUFFERS] = {input};
	int count = 1, instances = tracecmd_buffer_instances(input);

	for (int i = 0; i < instances && count < MOST_BUFFERS; i++) {
		inputs[count] = tracecmd_buffer_instance_handle(input, i);
		count += inputs[count] != NULL;
	}
	return tracecmd_iterate_events_multi(inputs, count, convert, c);
}

bool dat_convert(int fd, FILE *out)
{
	struct converter *c = calloc(1, sizeof(*c));
	struct tracecmd_input *input;

	if (!c || !own_begin(&c->writer, out))
		return false;
	c->names = names_create();
	tracecmd_set_loglevel(TEP_LOG_NONE);
	input = tracecmd_open_fd(fd, TRACECMD_FL_LOAD_NO_PLUGINS);
	if (!input || !c->names)
		own_why(&c->writer, "libtracecmd cannot read it: it is damaged, or cut off");
	else if (convert_all(input, c))
		own_why(&c->writer, "libtracecmd cannot read all of it");
	return own_end(&c->writer);
}
