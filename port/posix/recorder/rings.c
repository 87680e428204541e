/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#include "rings.h"

#include <cohmem/device.h>
#include <cohmem/port.h>
#include <cohmem/recording.h>
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "../base/clock.h"
#include "names.h"

#define RINGS      64u
#define RECORDS    65536u        /* in a ring; a power of two */
#define WAKE_AFTER (RECORDS / 4) /* the writer is woken after this many events */

struct ring {
	uint32_t head __attribute__((aligned(64))); /* written by the thread */
	uint32_t lost;
	uint32_t task;
	struct cohmem_names_cache cache;
	uint32_t tail __attribute__((aligned(64))); /* written by the writer */
	uint32_t lost_told;
	uint32_t owned; /* 1 if a thread owns the ring */
	struct recorder_entry entry[RECORDS];
};

static struct ring *rings;
static uint32_t events_without_ring, events_without_ring_told;
static pthread_key_t key;
static __thread struct ring *own __attribute__((tls_model("initial-exec")));
static __thread bool ended __attribute__((tls_model("initial-exec")));

static void leave_ring(void *ring)
{
	own = NULL;
	ended = true;
	__atomic_store_n(&((struct ring *)ring)->owned, 0, __ATOMIC_RELEASE);
}

int cohmem__rings_create(void)
{
	rings = mmap(NULL, RINGS * sizeof(*rings), PROT_READ | PROT_WRITE,
		     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (rings == MAP_FAILED)
		return errno;
	return pthread_key_create(&key, leave_ring);
}

static struct ring *take_ring(void)
{
	char name[16] = "";

	for (uint32_t i = 0; i < RINGS && !ended; i++) {
		uint32_t nobody = 0;

		if (!__atomic_compare_exchange_n(&rings[i].owned, &nobody, 1, false,
						 __ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
			continue;
		pthread_getname_np(pthread_self(), name, sizeof(name));
		rings[i].task = cohmem__names_number(name);
		memset(&rings[i].cache, 0, sizeof(rings[i].cache));
		own = &rings[i];
		pthread_setspecific(key, own);
		return own;
	}
	return NULL;
}

bool cohmem__rings_add(const struct recorder_entry *event, const char *device)
{
	struct ring *ring = own ? own : take_ring();
	struct recorder_entry *entry;

	if (!ring) {
		__atomic_fetch_add(&events_without_ring, 1, __ATOMIC_RELAXED);
		return false;
	}
	if (ring->head - __atomic_load_n(&ring->tail, __ATOMIC_ACQUIRE) == RECORDS) {
		__atomic_store_n(&ring->lost, ring->lost + 1, __ATOMIC_RELAXED);
		return false;
	}
	entry = &ring->entry[ring->head % RECORDS];
	*entry = *event;
	entry->ticks = cohmem_clock_ticks();
	entry->device = cohmem_names_cached(&ring->cache, device);
	entry->task = ring->task;
	entry->number = ring->head;
	__atomic_store_n(&ring->head, ring->head + 1, __ATOMIC_RELEASE);
	return ring->head % WAKE_AFTER == 0;
}

/* Make room for one more entry. Returns false if out of memory; the entry is then lost. */
static bool make_room(struct recorder_pending *pending)
{
	size_t capacity = pending->capacity ? 2 * pending->capacity : 4096;
	struct recorder_entry *more;

	if (pending->count < pending->capacity)
		return true;
	more = realloc(pending->entry, capacity * sizeof(*more));
	if (!more)
		return false;
	pending->entry = more;
	pending->capacity = capacity;
	return true;
}

static uint32_t ring_drain(struct ring *ring, struct recorder_pending *pending)
{
	uint32_t head = __atomic_load_n(&ring->head, __ATOMIC_ACQUIRE), tail = ring->tail, lost = 0;

	for (; tail != head; tail++) {
		if (make_room(pending))
			pending->entry[pending->count++] = ring->entry[tail % RECORDS];
		else
			lost++;
	}
	__atomic_store_n(&ring->tail, head, __ATOMIC_RELEASE);
	head = __atomic_load_n(&ring->lost, __ATOMIC_RELAXED);
	lost += head - ring->lost_told;
	ring->lost_told = head;
	return lost;
}

uint32_t cohmem__rings_drain(struct recorder_pending *pending)
{
	uint32_t now = __atomic_load_n(&events_without_ring, __ATOMIC_RELAXED);
	uint32_t lost = now - events_without_ring_told;

	events_without_ring_told = now;
	for (uint32_t i = 0; i < RINGS; i++)
		lost += ring_drain(&rings[i], pending);
	return lost;
}

void cohmem__rings_fork_child(void)
{
	own = NULL;
	events_without_ring = events_without_ring_told = 0;
	for (uint32_t i = 0; i < RINGS; i++) {
		struct ring *ring = &rings[i];

		ring->head = ring->tail = ring->lost = ring->lost_told = ring->owned = 0;
	}
}
