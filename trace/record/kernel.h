/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Records the running kernel's allocations of DMA memory, by its dma events, or by kprobes if it has none. */
#ifndef TRACE_RECORD_KERNEL_H
#define TRACE_RECORD_KERNEL_H

#include "../formats/convert.h"
#include "watchdog.h"

struct tracefs_instance;

/**
 * struct kernel - a recording of the running kernel
 * @converter:	converts the events; the caller fills in its @device
 * @kprobes:	the events are those of kprobes
 */
struct kernel {
	struct converter converter;
	bool kprobes;
	struct tracefs_instance *instance;
	struct tep_handle *tep;
	struct watchdog watchdog; /* removes the instance if this process is killed */
	char name[32];
};

/* Begin to record. On failure all is undone, @why is filled with a sentence, and false is returned. */
bool kernel_begin(struct kernel *kernel, FILE *out, char *why, size_t room);
/* Write the events recorded so far. Return false if they cannot be read. */
bool kernel_round(struct kernel *kernel);
/* Write the rest, and remove the instance and any probes from the kernel. Return false if any event was not written. */
bool kernel_end(struct kernel *kernel);

#endif
