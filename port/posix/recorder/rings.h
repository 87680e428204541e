/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * Each thread fills a ring of its own, which the recorder's writer thread empties. Adding an event therefore
 * allocates no memory, and takes no lock once the ring's cache contains the device's name.
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
	uint32_t number; /* sequence number in its ring: orders entries with the same ticks */
	uint8_t kind;
	uint8_t granule_shift;
	uint16_t flags;
};

/* Entries taken from the rings and not written yet. */
struct recorder_pending {
	struct recorder_entry *entry;
	size_t count, capacity;
};

/* Create the rings. Returns 0 or a positive errno. */
int cohmem__rings_create(void);
/*
 * Add an event of the device with this name, or count it as lost. Ticks, device, task and number are filled in. Returns
 * true if the ring is filling up and the writer should be woken. Any thread.
 */
bool cohmem__rings_add(const struct recorder_entry *event, const char *device);
/* Move all entries to @pending. Returns the number of events lost since the last call. Writer thread only. */
uint32_t cohmem__rings_drain(struct recorder_pending *pending);
/* Empty the rings, in a child process, in which only the calling thread exists. */
void cohmem__rings_fork_child(void);

#endif
