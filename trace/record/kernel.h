/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* The running kernel's allocations of DMA memory: by its dma events, or by kprobes where it has none. */
#ifndef TRACE_RECORD_KERNEL_H
#define TRACE_RECORD_KERNEL_H

#include "../formats/convert.h"
#include "watchdog.h"

struct tracefs_instance;

/**
 * struct kernel - a recording of it
 * @converter:	where the events go; its @device is filled by the caller
 * @kprobes:	it is by kprobes
 */
struct kernel {
	struct converter converter;
	bool kprobes;
	struct tracefs_instance *instance;
	struct tep_handle *tep;
	struct watchdog watchdog; /* takes the instance away if this process is killed */
	char name[32];
};

/* From now on events are kept. False, and nothing is left: @why is filled with a sentence. */
bool kernel_begin(struct kernel *kernel, FILE *out, char *why, size_t room);
/* Writes what was kept. False: it cannot be read. */
bool kernel_round(struct kernel *kernel);
/* Writes the rest, and takes all of it away. False: not all was written. */
bool kernel_end(struct kernel *kernel);

#endif
