/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * Each thread has a ring that it alone fills and the recorder's writer empties, so that an event costs no memory, and no
 * lock once the device is known.
 */
#ifndef PORT_POSIX_RECORDER_RINGS_H
#define PORT_POSIX_RECORDER_RINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct recorder_entry {
	uint64_t ticks;
	uint64_t addr;
	uint64_t size;
	const void *site;
	uint32_t device;
	uint32_t task;
	uint32_t number; /* in its ring: for what has the same ticks */
	uint8_t kind;
	uint8_t granule_shift;
	uint16_t flags;
};

/* What was taken out of the rings and is not written yet. */
struct recorder_pending {
	struct recorder_entry *entry;
	size_t count, capacity;
};

/* 0 or an error number. */
int cohmem__rings_create(void);
/*
 * Adds an event of the device of this name, or counts it as lost; the ring fills in the rest of @event. True: the ring
 * fills up, and the writer should be woken. Any thread.
 */
bool cohmem__rings_add(const struct recorder_entry *event, const char *device);
/* Appends what the rings have; returns how many events were lost since the last call. The writer's. */
uint32_t cohmem__rings_drain(struct recorder_pending *pending);
/* The rings are empty, and no thread but the calling one is left. */
void cohmem__rings_fork_child(void);

#endif
