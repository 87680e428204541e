/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * The port for a Linux process: a spinning futex lock, malloc, mmap, and a log hook.
 *
 * The lock's word is 0 if it is free, 1 if it is held, and 2 if it is held and a thread may be sleeping (U. Drepper,
 * "Futexes Are Tricky"). A waiter spins with exponential back-off before it sleeps, because critical sections are
 * short. It spins long enough for the holder to make several calls with warm caches (bench: the throughput of two
 * threads is then 0.95 of the throughput of one).
 */
#include <cohmem/log.h>
#include <cohmem/port.h>
#include <errno.h>
#include <linux/futex.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/say.h"
#include "base/symbolize.h"
#include "base/threads.h"
#include "base/zero.h"
#include "environment.h"

enum {
	FREE,
	HELD,
	CONTENDED
};
#define SHORTEST_SPIN 8
#define LONGEST_SPIN  1024
#define CACHE_LINE    ((size_t)64)
#define HUGE_PAGE     ((size_t)2 << 20)

static void futex(uint32_t *word, int op, uint32_t value)
{
	const int before = errno; /* a lock is also taken on the way to a NULL */

	syscall(SYS_futex, word, op, value, NULL, NULL, 0);
	errno = before;
}

static void relax(void)
{
#if defined(__x86_64__) || defined(__i386__)
	__builtin_ia32_pause();
#elif defined(__aarch64__)
	__asm__ volatile("yield");
#endif
}

static bool try_lock(uint32_t *word)
{
	uint32_t expected = FREE;

	return __atomic_compare_exchange_n(word, &expected, HELD, false, __ATOMIC_ACQUIRE,
					   __ATOMIC_RELAXED);
}

static void lock_slow(uint32_t *word)
{
	for (unsigned int spin = SHORTEST_SPIN; spin <= LONGEST_SPIN; spin *= 2) {
		for (unsigned int i = 0; i < spin; i++)
			relax();
		if (__atomic_load_n(word, __ATOMIC_RELAXED) == FREE && try_lock(word))
			return;
	}
	while (__atomic_exchange_n(word, CONTENDED, __ATOMIC_ACQUIRE) != FREE)
		futex(word, FUTEX_WAIT_PRIVATE, CONTENDED);
}

static unsigned long posix_lock(struct cohmem_lock *lock)
{
	if (!try_lock(&lock->word))
		lock_slow(&lock->word);
	return 0;
}

static void posix_unlock(struct cohmem_lock *lock, unsigned long flags)
{
	(void)flags;
	if (__atomic_exchange_n(&lock->word, FREE, __ATOMIC_RELEASE) == CONTENDED)
		futex(&lock->word, FUTEX_WAKE_PRIVATE, 1);
}

/*
 * An area's state is aligned to a cache line, so that each node of height 1 in its runs has a line of its own. Accesses
 * to a large state are scattered, so it is allocated in huge pages: with
 * small pages, each access would miss the TLB as well.
 */
static void *posix_alloc(size_t bytes)
{
	size_t align = bytes < HUGE_PAGE / 2 ? CACHE_LINE : HUGE_PAGE;
	void *mem;

	if (bytes > SIZE_MAX - align)
		return NULL;
	mem = aligned_alloc(align, (bytes + align - 1) / align * align);
	if (mem && align == HUGE_PAGE)
		(void)madvise(mem, bytes, MADV_HUGEPAGE);
	return mem;
}

static void port_free(void *mem, size_t bytes)
{
	(void)bytes;
	free(mem);
}

static int posix_map(void *addr, size_t bytes, int fd, uint64_t offset)
{
	void *at = mmap(addr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, fd,
			(off_t)offset);

	return at == MAP_FAILED ? -errno : 0;
}

static void posix_set_errno(int err)
{
	errno = err;
}

static void (*log_hook)(void *ctx, int level, const struct device *dev, const char *text);
static void *log_ctx;

void cohmem_set_log(void (*log)(void *ctx, int level, const struct device *dev, const char *text),
		    void *ctx)
{
	log_hook = log;
	log_ctx = ctx;
	if (cohmem__say_reports == SAY_SOME_REPORTS)
		cohmem__say_reports = SAY_NO_REPORTS;
}

__attribute__((format(printf, 3, 0))) static void report(int level, const struct device *dev,
							 const char *fmt, va_list args)
{
	char text[2048]; /* a finding contains up to three code locations */

	if (!log_hook && !cohmem__says(level))
		return;
	vsnprintf(text, sizeof(text), fmt, args);
	if (log_hook)
		log_hook(log_ctx, level, dev, text);
	else
		cohmem__say_report(dev, text);
}

static const struct cohmem_port posix_port = {
	.lock = posix_lock,
	.unlock = posix_unlock,
	.alloc = posix_alloc,
	.free = port_free,
	.zero = cohmem__zero,
	.map = posix_map,
	.threads = cohmem__threads,
	.thread = cohmem_thread,
	.now = cohmem__clock_monotonic,
	.where = cohmem__where,
	.stop = abort,
	.set_errno = posix_set_errno,
	.report = report,
};

const struct cohmem_port *cohmem_port = &posix_port;

/* This is in port.c because every program that is linked with the static library contains this object file. */
__attribute__((constructor)) static void posix_begin(void)
{
	cohmem__environment_begin();
}
