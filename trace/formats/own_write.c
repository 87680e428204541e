/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Writes cohmem's own recordings. */
#include "own_write.h"

#include <stdlib.h>
#include <string.h>

bool own_begin(struct own_writer *w, FILE *file)
{
	*w = (struct own_writer){.file = file, .names = names_create()};
	if (w->names && fwrite(COHMEM_RECORDING_MAGIC, COHMEM_RECORDING_HEAD_BYTES, 1, file) == 1)
		return true;
	names_destroy(w->names);
	return false;
}

static void write_text(struct own_writer *w, struct cohmem_record record, const char *text)
{
	static const char padding[8];
	size_t length = strlen(text);

	if (length > COHMEM_RECORDING_NAME_BYTES)
		length = COHMEM_RECORDING_NAME_BYTES;
	record.size = length;
	fwrite(&record, sizeof(record), 1, w->file);
	fwrite(text, 1, length, w->file);
	fwrite(padding, 1, (8 - length % 8) % 8, w->file);
}

/* Get the number of a name, and define it in the file before its first use; 0: there are too many, or no memory. */
static uint32_t number_of(struct own_writer *w, const char *text)
{
	const char *name = *text ? names_intern(w->names, text, strlen(text)) : NULL;
	uint32_t number = name ? names_number(name) : 0;

	if (number > w->told && number <= COHMEM_RECORDING_NAMES) {
		write_text(w, (struct cohmem_record){.kind = COHMEM_RECORDED_NAME, .addr = number},
			   name);
		w->told = number;
	}
	return number <= COHMEM_RECORDING_NAMES ? number : 0;
}

void own_event(struct own_writer *w, const struct trace_event *event)
{
	const struct cohmem_record record = {
		.time = event->time,
		.addr = event->addr,
		.size = event->size,
		.device = number_of(w, event->device),
		.task = number_of(w, event->task),
		.caller = number_of(w, event->caller),
		.kind = event->kind == TRACE_ALLOC ? COHMEM_RECORDED_ALLOC : COHMEM_RECORDED_FREE,
		.flags = event->failed ? COHMEM_RECORDED_FAILED : 0,
	};

	fwrite(&record, sizeof(record), 1, w->file);
}

void own_lost(struct own_writer *w, uint64_t count)
{
	const struct cohmem_record record = {.kind = COHMEM_RECORDED_LOST, .size = count};

	fwrite(&record, sizeof(record), 1, w->file);
}

void own_why(struct own_writer *w, const char *why)
{
	write_text(w, (struct cohmem_record){.kind = COHMEM_RECORDED_WHY}, why);
}

bool own_end(struct own_writer *w)
{
	const struct cohmem_record record = {.kind = COHMEM_RECORDED_END};
	bool good = fwrite(&record, sizeof(record), 1, w->file) == 1 && fflush(w->file) == 0 &&
		    !ferror(w->file);

	names_destroy(w->names);
	w->names = NULL;
	return good;
}
