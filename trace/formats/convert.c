/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Converts the kernel's binary events. libtraceevent reads their fields. */
#include "convert.h"

#include <fnmatch.h>
#include <string.h>

/* An event as libtraceevent returns it. */
struct found {
	struct tep_event *event;
	struct tep_record *record;
	struct tep_handle *tep;
};

/* Most events are of the same kind as the event before them. */
static enum kind kind_now(struct converter *c, const struct tep_event *event)
{
	if (event != c->last)
		c->kind = kind_of(event->name, strlen(event->name));
	c->last = event;
	return c->kind;
}

static uint64_t field_number(const struct found *f, const char *field)
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
	int pid = tep_data_pid(f->tep, f->record);

	if (c->device && fnmatch(c->device, event->device, 0))
		return;
	c->events++;
	event->time = f->record->ts;
	event->task = c->comm ? c->comm(pid) : tep_data_comm_from_pid(f->tep, pid);
	if (!event->task)
		event->task = "";
	if (!event->caller)
		event->caller = "";
	own_event(&c->writer, event);
}

static void convert_dma(struct converter *c, const struct found *f, enum trace_kind kind)
{
	struct trace_event event = {.kind = kind,
				    .device = string(c, f, "device"),
				    .addr = field_number(f, "dma_addr"),
				    .size = field_number(f, "size"),
				    .failed = tep_find_field(f->event, "virt_addr") &&
					      field_number(f, "virt_addr") == 0};

	write_event(c, f, &event);
}

static void convert_cma(struct converter *c, const struct found *f, enum trace_kind kind)
{
	struct trace_event event = {.kind = kind,
				    .device = string(c, f, "name"),
				    .failed = field_number(f, "errorno") != 0};

	if (__builtin_mul_overflow(field_number(f, "pfn"), KERNEL_PAGE, &event.addr) ||
	    __builtin_mul_overflow(field_number(f, "count"), KERNEL_PAGE, &event.size))
		own_why(&c->writer, "it is damaged: the pfn or count of a CMA event is impossible");
	else
		write_event(c, f, &event);
}

static void convert_call(struct converter *c, const struct found *f)
{
	const struct call call = {.pid = (uint64_t)tep_data_pid(f->tep, f->record),
				  .device = string(c, f, "device"),
				  .size = field_number(f, "size")};

	if (!calls_push(&c->calls, &call))
		convert_lost(c, 1);
}

static void convert_return(struct converter *c, const struct found *f)
{
	struct trace_event event = {.kind = TRACE_ALLOC, .addr = field_number(f, "virt_addr")};
	unsigned long long from = field_number(f, "__probe_ret_ip");
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

static void convert_free_call(struct converter *c, const struct found *f)
{
	struct trace_event event = {.kind = TRACE_FREE,
				    .device = string(c, f, "device"),
				    .addr = field_number(f, "virt_addr"),
				    .size = field_number(f, "size")};

	event.failed = event.addr == 0;
	write_event(c, f, &event);
}

static void convert_found(struct converter *c, const struct found *f)
{
	switch (kind_now(c, f->event)) {
	case KIND_ALLOC:
		convert_dma(c, f, TRACE_ALLOC);
		break;
	case KIND_FREE:
		convert_dma(c, f, TRACE_FREE);
		break;
	case KIND_CMA_ALLOC:
		convert_cma(c, f, TRACE_ALLOC);
		break;
	case KIND_CMA_RELEASE:
		convert_cma(c, f, TRACE_FREE);
		break;
	case KIND_CALL:
		convert_call(c, f);
		break;
	case KIND_RETURN:
		convert_return(c, f);
		break;
	case KIND_FREE_CALL:
		convert_free_call(c, f);
		break;
	default:
		break;
	}
}

bool convert_begin(struct converter *c, FILE *out)
{
	c->names = names_create();
	if (c->names && own_begin(&c->writer, out))
		return true;
	names_destroy(c->names);
	return false;
}

void convert_event(struct converter *c, struct tep_handle *tep, struct tep_event *event,
		   struct tep_record *record)
{
	const struct found f = {event, record, tep};

	if (event)
		convert_found(c, &f);
}

void convert_lost(struct converter *c, long long missed)
{
	uint64_t lost = missed > 0 ? (uint64_t)missed : 1;

	if (!missed)
		return;
	if (__builtin_add_overflow(c->lost, lost, &c->lost))
		c->lost = UINT64_MAX;
	own_lost(&c->writer, lost);
}

bool convert_end(struct converter *c)
{
	names_destroy(c->names);
	return own_end(&c->writer);
}
