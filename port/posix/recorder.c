/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * COHMEM_TRACE=FILE. Each thread has a ring that it alone fills and one other thread empties, so that an event
 * costs no memory, and no lock once the device is known. What the rings give is put in order of time: a record is
 * written in the second round after its time, when what came before it has most likely come to its ring.
 */
#include "recorder.h"

#include <cohmem/device.h>
#include <cohmem/port.h>
#include <cohmem/recording.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>
#include <stdio_ext.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "clock.h"
#include "environment.h"
#include "recorder_names.h"

#define RINGS    64u
#define RECORDS  65536u /* in a ring; a power of two */
#define ROUND_MS 20
#define HURRY    (RECORDS / 4) /* that many more, and the writer is woken */

struct entry {
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

struct ring {
	uint32_t head __attribute__((aligned(64))); /* the thread's */
	uint32_t lost;
	uint32_t task;
	struct cohmem_names_cache cache;
	uint32_t tail __attribute__((aligned(64))); /* the writer's */
	uint32_t lost_told;
	uint32_t owned; /* by a thread */
	struct entry entry[RECORDS];
};

static struct ring *rings;
static uint32_t homeless; /* events of threads that found no ring */
static uint32_t homeless_told;
static pthread_key_t key;
static __thread struct ring *own __attribute__((tls_model("initial-exec")));
static __thread bool ended __attribute__((tls_model("initial-exec")));

/* The writer's. */
static struct {
	FILE *file;
	pthread_t thread;
	sem_t hurry;
	bool stop, running, failed;
	struct entry *pending; /* that wait for the next round */
	size_t count, room;
	uint64_t before; /* ticks when the last round began */
	uint64_t last;   /* time written */
	struct cohmem_clock clock;
} writer;

static void leave_ring(void *ring)
{
	own = NULL;
	ended = true;
	__atomic_store_n(&((struct ring *)ring)->owned, 0, __ATOMIC_RELEASE);
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
		rings[i].task = cohmem_names_number(name);
		memset(&rings[i].cache, 0, sizeof(rings[i].cache));
		own = &rings[i];
		pthread_setspecific(key, own);
		return own;
	}
	return NULL;
}

static const uint8_t recorded[] = {
	[COHMEM_TRACED_ALLOC] = COHMEM_RECORDED_ALLOC,
	[COHMEM_TRACED_FREE] = COHMEM_RECORDED_FREE,
	[COHMEM_TRACED_AREA] = COHMEM_RECORDED_AREA,
	[COHMEM_TRACED_AREA_END] = COHMEM_RECORDED_AREA_END,
};

void cohmem_recorder_trace(const struct cohmem_traced *what)
{
	struct ring *ring = own ? own : take_ring();
	struct entry *entry;

	if (!ring) {
		__atomic_fetch_add(&homeless, 1, __ATOMIC_RELAXED);
		return;
	}
	if (ring->head - __atomic_load_n(&ring->tail, __ATOMIC_ACQUIRE) == RECORDS) {
		__atomic_store_n(&ring->lost, ring->lost + 1, __ATOMIC_RELAXED);
		return;
	}
	entry = &ring->entry[ring->head % RECORDS];
	entry->ticks = cohmem_clock_ticks();
	entry->addr = what->dma_handle;
	entry->size = what->size;
	entry->site = what->site;
	entry->device = cohmem_names_cached(&ring->cache, what->dev ? dev_name(what->dev) : "");
	entry->task = ring->task;
	entry->number = ring->head;
	entry->kind = recorded[what->kind];
	entry->granule_shift = (uint8_t)what->granule_shift;
	entry->flags = (uint16_t)(what->vaddr ? what->flags : COHMEM_RECORDED_FAILED);
	__atomic_store_n(&ring->head, ring->head + 1, __ATOMIC_RELEASE);
	if (ring->head % HURRY == 0)
		sem_post(&writer.hurry);
}

/* Appends what a ring has; what there is no memory for is lost. */
static uint32_t drain(struct ring *ring)
{
	uint32_t head = __atomic_load_n(&ring->head, __ATOMIC_ACQUIRE), tail = ring->tail, lost = 0;

	for (; tail != head; tail++) {
		if (writer.count == writer.room) {
			size_t room = writer.room ? 2 * writer.room : 4096;
			struct entry *more = realloc(writer.pending, room * sizeof(*more));

			if (!more) {
				lost++;
				continue;
			}
			writer.pending = more;
			writer.room = room;
		}
		writer.pending[writer.count++] = ring->entry[tail % RECORDS];
	}
	__atomic_store_n(&ring->tail, head, __ATOMIC_RELEASE);
	head = __atomic_load_n(&ring->lost, __ATOMIC_RELAXED);
	lost += head - ring->lost_told;
	ring->lost_told = head;
	return lost;
}

static int by_ticks(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	if (x->ticks != y->ticks)
		return x->ticks > y->ticks ? 1 : -1;
	return (x->number > y->number) - (x->number < y->number);
}

static void write_entry(const struct entry *e)
{
	struct cohmem_record record = {.time = cohmem_clock_ns(&writer.clock, e->ticks),
				       .addr = e->addr,
				       .size = e->size,
				       .device = e->device,
				       .task = e->task,
				       .caller = e->site ? cohmem_names_site(e->site) : 0,
				       .kind = e->kind,
				       .flags = e->flags,
				       .granule_shift = e->granule_shift};

	if (record.time < writer.last)
		record.time = writer.last; /* the clock's rate is measured anew each round */
	writer.last = record.time;
	cohmem_names_tell(writer.file, e->device);
	cohmem_names_tell(writer.file, e->task);
	cohmem_names_tell(writer.file, record.caller);
	fwrite(&record, sizeof(record), 1, writer.file);
}

static void write_lost(uint32_t lost)
{
	const struct cohmem_record record = {
		.time = writer.last, .kind = COHMEM_RECORDED_LOST, .size = lost};

	if (lost)
		fwrite(&record, sizeof(record), 1, writer.file);
}

/* Writes all whose time is before @until, in order. */
static void write_round(uint64_t until)
{
	uint64_t begin = cohmem_clock_ticks();
	uint32_t lost = 0, found = __atomic_load_n(&homeless, __ATOMIC_RELAXED);
	size_t written = 0;

	for (uint32_t i = 0; i < RINGS; i++)
		lost += drain(&rings[i]);
	lost += found - homeless_told;
	homeless_told = found;
	cohmem_clock_measure(&writer.clock);
	if (writer.count)
		qsort(writer.pending, writer.count, sizeof(*writer.pending), by_ticks);
	while (written < writer.count && writer.pending[written].ticks < until) {
		if (!writer.failed)
			write_entry(&writer.pending[written]);
		written++;
	}
	if (!writer.failed)
		write_lost(lost);
	if (written)
		memmove(writer.pending, writer.pending + written,
			(writer.count - written) * sizeof(*writer.pending));
	writer.count -= written;
	writer.before = begin;
	if (!writer.failed && (fflush(writer.file) || ferror(writer.file))) {
		writer.failed = true;
		fprintf(stderr, "cohmem: COHMEM_TRACE: cannot be written: %s\n", strerror(errno));
	}
}

static void *run(void *unused)
{
	(void)unused;
	while (!__atomic_load_n(&writer.stop, __ATOMIC_RELAXED)) {
		struct timespec until;

		clock_gettime(CLOCK_MONOTONIC, &until);
		until.tv_nsec += ROUND_MS * 1000000L;
		until.tv_sec += until.tv_nsec / 1000000000;
		until.tv_nsec %= 1000000000;
		sem_clockwait(&writer.hurry, CLOCK_MONOTONIC, &until);
		write_round(writer.before);
	}
	return NULL;
}

static void finish(void)
{
	const struct cohmem_record end = {.kind = COHMEM_RECORDED_END};

	if (!writer.running)
		return;
	cohmem_trace_watch(false);
	__atomic_store_n(&writer.stop, true, __ATOMIC_RELAXED);
	sem_post(&writer.hurry);
	pthread_join(writer.thread, NULL);
	write_round(UINT64_MAX);
	if (!writer.failed)
		fwrite(&end, sizeof(end), 1, writer.file);
	if (fclose(writer.file) && !writer.failed)
		fprintf(stderr, "cohmem: COHMEM_TRACE: cannot be written: %s\n", strerror(errno));
	writer.running = false;
}

/* A child has no writer: its events are not recorded, and what its parent has not written is not its to write. */
static void in_child(void)
{
	cohmem_trace_watch(false);
	if (writer.running)
		__fpurge(writer.file);
	writer.running = false;
}

/* For this program alone: another that writes the same file, a parent say, is not disturbed. */
static FILE *open_file(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
	struct stat st;

	if (fd < 0)
		return NULL;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
	    (flock(fd, LOCK_EX | LOCK_NB) || ftruncate(fd, 0))) {
		close(fd);
		return NULL;
	}
	return fdopen(fd, "wb");
}

/* The program's signals are for its own threads. */
static int start_writer(void)
{
	sigset_t all, before;
	int err;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	err = pthread_create(&writer.thread, NULL, run, NULL);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return err;
}

static int start(const char *path)
{
	rings = mmap(NULL, RINGS * sizeof(*rings), PROT_READ | PROT_WRITE,
		     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (rings == MAP_FAILED)
		return errno;
	writer.file = open_file(path);
	if (!writer.file)
		return errno;
	fwrite(COHMEM_RECORDING_MAGIC, COHMEM_RECORDING_HEAD_BYTES, 1, writer.file);
	cohmem_clock_begin(&writer.clock);
	sem_init(&writer.hurry, 0, 0);
	if (pthread_key_create(&key, leave_ring) || pthread_atfork(NULL, NULL, in_child))
		return EAGAIN;
	return start_writer();
}

void cohmem_recorder_start(const char *path)
{
	int err = start(path);

	if (err == EWOULDBLOCK) {
		fprintf(stderr,
			"cohmem: COHMEM_TRACE=%s: another program records to it, so this one does "
			"not\n",
			path);
		return;
	}
	if (err) {
		fprintf(stderr, "cohmem: COHMEM_TRACE=%s: %s\n", path, strerror(err));
		return;
	}
	writer.running = true;
	atexit(finish);
	cohmem_trace_watch(true);
}
