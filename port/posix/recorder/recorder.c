/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * COHMEM_TRACE=FILE. A writer thread takes the events from the rings and writes them in order of time. An event is
 * written in the second round that begins after it, because earlier events have most likely reached their rings by
 * then.
 */
#include "recorder.h"

#include <cohmem/backend/observe.h>
#include <cohmem/recording.h>
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "../base/clock.h"
#include "../base/say.h"
#include "file.h"
#include "names.h"
#include "rings.h"

#define ROUND_MS 20
/* Limits for a child that waits for its parent to exit, as in daemon(): rounds waited, events kept. */
#define ROUNDS_FOR_PARENT 1000
#define EVENTS_FOR_PARENT 65536

static struct cohmem_observer observer;

/* State of the writer thread. */
static struct {
	FILE *file; /* NULL in a child process until choose_file() has chosen it */
	FILE *parents;
	struct cohmem_recorder_file recording; /* in a child: at first, its parent's recording */
	uint64_t whole;                        /* bytes of the file that are complete records */
	char wanted[PATH_MAX];
	pthread_t thread;
	pthread_mutex_t mutex; /* protects @running (true: the thread exists) */
	sem_t hurry, flushed;
	bool stop, flush, running, failed;
	bool start_later; /* in a child process: start the thread at its first event */
	struct recorder_pending pending; /* for the next round */
	unsigned int rounds;             /* that a child has waited for its parent to exit */
	uint32_t lost;                   /* lost events that are not recorded yet */
	uint64_t before;                 /* ticks when the last round began */
	uint64_t last;                   /* time of the last record written */
	struct cohmem_clock clock;
} writer = {.mutex = PTHREAD_MUTEX_INITIALIZER};

static int by_ticks(const void *a, const void *b)
{
	const struct recorder_entry *x = a, *y = b;

	if (x->ticks != y->ticks)
		return x->ticks > y->ticks ? 1 : -1;
	return (x->number > y->number) - (x->number < y->number);
}

static void recorder_write_entry(const struct recorder_entry *e)
{
	struct cohmem_record record = {.time = cohmem__clock_ns(&writer.clock, e->ticks),
				       .addr = e->addr,
				       .size = e->size,
				       .device = e->device,
				       .task = e->task,
				       .caller = e->site ? cohmem__names_site(e->site) : 0,
				       .kind = e->kind,
				       .flags = e->flags,
				       .granule_shift = e->granule_shift};

	if (record.time < writer.last)
		record.time =
			writer.last; /* after the clock's rate was measured anew, times may run backwards */
	writer.last = record.time;
	cohmem__names_tell(writer.file, e->device);
	cohmem__names_tell(writer.file, e->task);
	cohmem__names_tell(writer.file, record.caller);
	fwrite(&record, sizeof(record), 1, writer.file);
}

static void write_lost(void)
{
	const struct cohmem_record record = {
		.time = writer.last, .kind = COHMEM_RECORDED_LOST, .size = writer.lost};

	if (writer.lost)
		fwrite(&record, sizeof(record), 1, writer.file);
	writer.lost = 0;
}

/* Write the entries that are older than @until, in order of time. */
static void write_pending(struct recorder_pending *pending, uint64_t until)
{
	size_t written = 0;

	if (pending->count)
		qsort(pending->entry, pending->count, sizeof(*pending->entry), by_ticks);
	while (written < pending->count && pending->entry[written].ticks < until) {
		if (!writer.failed)
			recorder_write_entry(&pending->entry[written]);
		written++;
	}
	if (!writer.failed)
		write_lost();
	if (written)
		memmove(pending->entry, pending->entry + written,
			(pending->count - written) * sizeof(*pending->entry));
	pending->count -= written;
}

static void recorder_fail(const char *what, int err)
{
	writer.failed = true;
	cohmem__say("COHMEM_TRACE=%s: %s%s", writer.wanted, what, strerror(err));
}

/* Until a child process has a file, all entries are kept. */
static void write_round(uint64_t until)
{
	uint64_t begin = cohmem_clock_ticks();

	writer.lost += cohmem__rings_drain(&writer.pending);
	cohmem__clock_measure(&writer.clock);
	writer.before = begin;
	if (!writer.file && !writer.failed)
		return;
	write_pending(&writer.pending, until);
	if (writer.failed)
		return;
	if (fflush(writer.file) || ferror(writer.file))
		recorder_fail("cannot be written: ", errno);
	else if (writer.recording.regular)
		writer.whole = (uint64_t)ftello(writer.file);
}

/*
 * Begin to write to @fd, with the header if the file is new (@anew). A negative @fd is the error of opening it.
 * Returns 0 or a positive errno.
 */
static int begin_file(int fd, bool anew)
{
	writer.file = fd < 0 ? NULL : fdopen(fd, "wb");
	if (!writer.file)
		return fd < 0 ? -fd : errno;
	if (anew)
		fwrite(COHMEM_RECORDING_MAGIC, COHMEM_RECORDING_HEAD_BYTES, 1, writer.file);
	return 0;
}

static int begin_own_file(void)
{
	int err = begin_file(cohmem__recorder_create_own(&writer.recording), true);

	if (!err)
		cohmem__say("COHMEM_TRACE=%s: a child process records to %s", writer.wanted,
			    writer.recording.path);
	return err;
}

/*
 * Choose the file of a child process: its parent's if the parent has exited (as in daemon()), else a new one. While the
 * parent lives, the choice is put off for some rounds, unless @now, and events are kept meanwhile.
 */
static void choose_file(bool now)
{
	int fd, err;

	if (writer.file || writer.failed)
		return;
	fd = cohmem__recorder_continue(&writer.recording, writer.whole);
	if (fd == -EWOULDBLOCK && !now && ++writer.rounds < ROUNDS_FOR_PARENT &&
	    writer.pending.count < EVENTS_FOR_PARENT)
		return;
	err = fd >= 0 ? begin_file(fd, false) : begin_own_file();
	if (err)
		recorder_fail("", err);
}

static void finish_file(void)
{
	const struct cohmem_record end = {.kind = COHMEM_RECORDED_END};

	choose_file(true);
	write_round(UINT64_MAX);
	if (!writer.failed)
		fwrite(&end, sizeof(end), 1, writer.file);
	if (writer.file && fclose(writer.file) && !writer.failed)
		recorder_fail("cannot be written: ", errno);
}

/* Only this thread writes. All signals are blocked in it, so a broken pipe is an error, not a signal. */
static void *recorder_thread(void *unused)
{
	(void)unused;
	while (!__atomic_load_n(&writer.stop, __ATOMIC_RELAXED)) {
		struct timespec until;
		bool flush;

		clock_gettime(CLOCK_MONOTONIC, &until);
		until.tv_nsec += ROUND_MS * 1000000L;
		until.tv_sec += until.tv_nsec / 1000000000;
		until.tv_nsec %= 1000000000;
		sem_clockwait(&writer.hurry, CLOCK_MONOTONIC, &until);
		flush = __atomic_exchange_n(&writer.flush, false, __ATOMIC_ACQ_REL);
		choose_file(false);
		write_round(flush ? cohmem_clock_ticks() : writer.before);
		if (flush)
			sem_post(&writer.flushed);
	}
	finish_file();
	return NULL;
}

static void recorder_finish(void)
{
	pthread_mutex_lock(&writer.mutex);
	if (writer.running) {
		cohmem_observe(&observer, 0);
		__atomic_store_n(&writer.stop, true, __ATOMIC_RELAXED);
		sem_post(&writer.hurry);
		pthread_join(writer.thread, NULL);
		writer.running = false;
	}
	pthread_mutex_unlock(&writer.mutex);
}

/*
 * Write all earlier events to the file before fork(), so that none is lost if the parent then calls _exit() (as in
 * daemon()). For a pipe this is not done: if nothing reads it, fork() would block.
 */
static void before_fork(void)
{
	pthread_mutex_lock(&writer.mutex);
	if (writer.running && writer.recording.regular) {
		__atomic_store_n(&writer.flush, true, __ATOMIC_RELEASE);
		sem_post(&writer.hurry);
		sem_wait(&writer.flushed);
	}
}

static void in_parent(void)
{
	pthread_mutex_unlock(&writer.mutex);
}

/* Events that are not written yet belong to the parent's recording. The child's begins with its first event. */
static void recorder_in_child(void)
{
	writer.mutex = (pthread_mutex_t)PTHREAD_MUTEX_INITIALIZER;
	cohmem__rings_fork_child();
	if (!writer.running)
		return;
	writer.running = false;
	/* The FILE may be inconsistent after fork(), so only its descriptor is closed, not the FILE itself. */
	writer.parents = writer.file;
	if (writer.file)
		close(fileno_unlocked(writer.file));
	writer.file = NULL;
	writer.start_later = true;
	writer.pending.count = 0;
	writer.rounds = 0;
	writer.lost = 0;
	cohmem__names_forget();
}

/* All signals are blocked in the new thread, so that they reach the threads of the program. */
static int start_writer(void)
{
	sigset_t all, before;
	int err;

	sem_init(&writer.hurry, 0, 0);
	sem_init(&writer.flushed, 0, 0);
	writer.flush = writer.stop = false;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	err = pthread_create(&writer.thread, NULL, recorder_thread, NULL);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	writer.running = !err;
	return err;
}

static void start_in_child(void)
{
	pthread_mutex_lock(&writer.mutex);
	if (writer.start_later && !writer.recording.regular)
		recorder_fail(
			"a child process is not recorded because this is not a regular file: ",
			ESPIPE);
	else if (writer.start_later && start_writer())
		recorder_fail("cannot start a thread in a child process: ", EAGAIN);
	writer.start_later = false;
	pthread_mutex_unlock(&writer.mutex);
}

static void recorder_record(const struct recorder_entry *event, const struct device *dev)
{
	if (__atomic_load_n(&writer.start_later, __ATOMIC_RELAXED))
		start_in_child();
	if (cohmem__rings_add(event, dev ? dev_name(dev) : ""))
		sem_post(&writer.hurry);
}

static void record_block(const struct cohmem_block *block, uint8_t kind)
{
	const struct recorder_entry event = {
		.addr = block->dma,
		.size = block->size,
		.site = block->site,
		.kind = kind,
		.flags = (uint16_t)(block->vaddr ? 0 : COHMEM_RECORDED_FAILED),
	};

	if (block->kind != COHMEM_BLOCK_SLAB)
		recorder_record(&event, block->dev);
}

static void allocated(const struct cohmem_block *block)
{
	record_block(block, COHMEM_RECORDED_ALLOC);
}

static void freed(const struct cohmem_block *block)
{
	record_block(block, COHMEM_RECORDED_FREE);
}

static void recorder_area(struct device *dev, const struct cohmem_area_info *area, bool begins)
{
	const struct recorder_entry event = {
		.addr = area->device_base,
		.size = area->size,
		.kind = begins ? COHMEM_RECORDED_AREA : COHMEM_RECORDED_AREA_END,
		.granule_shift = (uint8_t)area->granule_shift,
		.flags = (uint16_t)area->flags,
	};

	recorder_record(&event, dev);
}

static struct cohmem_observer observer = {
	.allocated = allocated, .freed = freed, .area = recorder_area};

static int recorder_start(const char *path)
{
	int err = cohmem__rings_create();

	if (!err)
		err = begin_file(cohmem__recorder_create(&writer.recording, path), true);
	if (err)
		return err;
	cohmem__clock_begin(&writer.clock);
	err = pthread_atfork(before_fork, in_parent, recorder_in_child);
	return err ? err : start_writer();
}

void cohmem__recorder_start(const char *path)
{
	int err;

	snprintf(writer.wanted, sizeof(writer.wanted), "%s", path);
	err = recorder_start(path);
	if (err) {
		cohmem__say("COHMEM_TRACE=%s: %s", path,
			    err == ELOOP ? "it is a symbolic link, which is not followed"
					 : strerror(err));
		return;
	}
	if (writer.recording.suffixed)
		cohmem__say("COHMEM_TRACE=%s: it exists and is not overwritten: recording to %s",
			    path, writer.recording.path);
	atexit(recorder_finish);
	cohmem_observe(&observer, COHMEM_OBSERVE_BLOCKS | COHMEM_OBSERVE_AREAS);
}
