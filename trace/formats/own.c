/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Reads cohmem's own recordings. */
#include <cohmem/coherent.h>
#include <cohmem/recording.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../input/internal.h"

_Static_assert(sizeof(struct cohmem_record) == 48, "the size of a record in the file");
_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "records are read as they are");

struct own {
	const char **names; /* by number */
	uint32_t room;
	uint64_t record; /* offset of the current record */
	uint64_t at;     /* offset of the first byte that was not read yet */
	bool ended;
};

static bool own_begins(const char *bytes, size_t count)
{
	return count >= COHMEM_RECORDING_HEAD_BYTES &&
	       !memcmp(bytes, COHMEM_RECORDING_MAGIC, COHMEM_RECORDING_HEAD_BYTES);
}

int own_start(struct trace *trace)
{
	struct own *own = calloc(1, sizeof(*own));

	trace->state = own;
	if (!own)
		return trace_fail(trace, -ENOMEM, "no memory to read it");
	trace->from += COHMEM_RECORDING_HEAD_BYTES;
	own->at = COHMEM_RECORDING_HEAD_BYTES;
	return 0;
}

void own_stop(struct trace *trace)
{
	struct own *own = trace->state;

	if (own)
		free(own->names);
	free(own);
}

/* Fill the buffer with at least @bytes. False at the end of the file, or on error: see trace->why. */
static bool own_have(struct trace *trace, size_t bytes)
{
	return trace->to - trace->from >= bytes ||
	       (trace_fill(trace) == 0 && trace->to - trace->from >= bytes);
}

static const char *own_pass(struct trace *trace, size_t bytes)
{
	struct own *own = trace->state;
	const char *at = trace->buffer + trace->from;

	trace->from += bytes;
	own->at += bytes;
	return at;
}

static int own_fail(struct trace *trace, const char *why)
{
	const struct own *own = trace->state;

	return trace_fail(trace, -EINVAL, "record at offset %llu: %s",
			  (unsigned long long)own->record, why);
}

/* The number of bytes of text that follow a record, with padding; SIZE_MAX if the text is too long to be valid. */
static size_t text_bytes(const struct cohmem_record *record)
{
	if (record->kind != COHMEM_RECORDED_NAME && record->kind != COHMEM_RECORDED_WHY)
		return 0;
	if (record->size > COHMEM_RECORDING_NAME_BYTES)
		return SIZE_MAX;
	return ((size_t)record->size + 7) & ~(size_t)7;
}

static int own_add_name(struct trace *trace, uint64_t number, const char *text, uint64_t length)
{
	struct own *own = trace->state;

	if (number == 0 || number > COHMEM_RECORDING_NAMES)
		return own_fail(trace, "a name with an impossible number");
	if (number >= own->room) {
		uint32_t room = (uint32_t)number * 2;
		const char **names = realloc(own->names, room * sizeof(*names));

		if (!names)
			return trace_fail(trace, -ENOMEM, "no memory for names");
		memset(names + own->room, 0, (room - own->room) * sizeof(*names));
		own->names = names;
		own->room = room;
	}
	own->names[number] = trace_name(trace, text, (size_t)length);
	return own->names[number] ? 0 : -ENOMEM;
}

/* NULL: the name is not defined. */
static const char *name_of(const struct own *own, uint32_t number)
{
	if (number == 0)
		return "";
	return number < own->room ? own->names[number] : NULL;
}

static enum trace_kind kind_of(const struct cohmem_record *record)
{
	switch (record->kind) {
	case COHMEM_RECORDED_ALLOC:
		return TRACE_ALLOC;
	case COHMEM_RECORDED_FREE:
		return TRACE_FREE;
	case COHMEM_RECORDED_AREA:
		return TRACE_AREA;
	default:
		return TRACE_AREA_END;
	}
}

/* The limits are those of cohmem_declare_area(). */
static bool can_be_area(const struct trace_event *event)
{
	return event->granule_shift >= COHMEM_GRANULE_SHIFT_MIN &&
	       event->granule_shift <= COHMEM_GRANULE_SHIFT_MAX &&
	       event->size >> event->granule_shift > 0 &&
	       event->size >> event->granule_shift <= COHMEM_RUNS_MAX_GRANULES &&
	       event->addr + (event->size - 1) >= event->addr;
}

static int own_read_event(struct trace *trace, const struct cohmem_record *record,
			  struct trace_event *event)
{
	const struct own *own = trace->state;

	*event = (struct trace_event){
		.kind = kind_of(record),
		.failed = record->kind <= COHMEM_RECORDED_FREE &&
			  (record->flags & COHMEM_RECORDED_FAILED),
		.time = record->time,
		.device = name_of(own, record->device),
		.task = name_of(own, record->task),
		.caller = name_of(own, record->caller),
		.addr = record->addr,
		.size = record->size,
		.at = own->record,
		.flags = record->flags,
		.granule_shift = record->granule_shift,
	};
	if (!event->device || !event->task || !event->caller)
		return own_fail(trace, "a name that was not defined before");
	if (event->kind == TRACE_AREA && !can_be_area(event))
		return own_fail(trace, "an area with an invalid size, address or granule");
	if (event->time > TRACE_LAST_TIME)
		return own_fail(trace, "a time of 2^63 ns or more");
	return 1;
}

/* @text: the text that follows the record. */
static int read_record(struct trace *trace, const struct cohmem_record *record, const char *text,
		       struct trace_event *event)
{
	struct own *own = trace->state;

	switch (record->kind) {
	case COHMEM_RECORDED_ALLOC:
	case COHMEM_RECORDED_FREE:
	case COHMEM_RECORDED_AREA:
	case COHMEM_RECORDED_AREA_END:
		return own_read_event(trace, record, event);
	case COHMEM_RECORDED_NAME:
		return own_add_name(trace, record->addr, text, record->size);
	case COHMEM_RECORDED_LOST:
		trace_lost(trace, own->record, record->size);
		return 0;
	case COHMEM_RECORDED_END:
		own->ended = true;
		return 0;
	case COHMEM_RECORDED_WHY:
		if (!record->size || !*text)
			return own_fail(trace, "the recording failed, but the reason is missing");
		return trace_fail(trace, -EINVAL, "%.*s", (int)record->size, text);
	default:
		return own_fail(trace, "unknown kind of record");
	}
}

/* Read the next record and its text. Returns 1, 0 if they are not complete, or negative: see trace->why. */
static int next_record(struct trace *trace, struct cohmem_record *record, const char **text)
{
	struct own *own = trace->state;
	size_t bytes;

	own->record = own->at;
	if (!own_have(trace, sizeof(*record)))
		return 0;
	memcpy(record, trace->buffer + trace->from, sizeof(*record));
	bytes = text_bytes(record);
	if (bytes > COHMEM_RECORDING_NAME_BYTES)
		return own_fail(trace, "a name that is too long");
	if (!own_have(trace, sizeof(*record) + bytes))
		return 0;
	own_pass(trace, sizeof(*record));
	*text = own_pass(trace, bytes);
	trace->notes.lines++;
	return 1;
}

int own_next(struct trace *trace, struct trace_event *event)
{
	struct own *own = trace->state;
	struct cohmem_record record;
	const char *text = NULL;
	int got;

	while ((got = next_record(trace, &record, &text)) > 0) {
		got = read_record(trace, &record, text, event);
		if (got)
			return got;
	}
	if (got || trace->why[0])
		return got ? got : -EIO;
	if (trace->from < trace->to && !trace->followed)
		return own_fail(trace, trace->to - trace->from < sizeof(record)
					       ? "unexpected end of file within a record"
					       : "unexpected end of file within a name");
	trace->notes.unended = !own->ended;
	return 0;
}

const struct format own_format = {"cohmem's own recording", own_begins, own_start, own_next,
				  own_stop};
