/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/**
 * DOC: port - all that the core needs from what surrounds it
 *
 * The core is freestanding C. It reaches the world through one struct of functions, pointed to
 * by &cohmem_port. port/posix fills it for a Linux process; firmware fills it in about fifty
 * lines (port/baremetal). Tests put their own in front to make the n-th step fail.
 *
 * The contract, for every member:
 *  - it may be called from any thread, and from an interrupt handler wherever the caller of the
 *    core is one;
 *  - it must not call back into the core;
 *  - @lock sections are short and bounded, but for those of the functions that look at a whole
 *    area (cohmem_area_get_info(), cohmem_device_validate(), dma_release_declared_memory()) or enlarge a
 *    dma_pool's bookkeeping: memory is zeroed, state is allocated and reports are made outside of them.
 *    They nest in two ways only: that of the regions (when a thread ends), then a device's lock, then those of
 *    threads, then that of the table of debugging; that of the list of pools, then a pool's. (With COHMEM_NO_THREADS and COHMEM_WITH_DEBUG
 *    one more: a device's lock, then the one that counts made failures. Where one lock stands for all, as
 *    masked interrupts do, it must nest.)
 *
 * What the lock of port/posix promises: exclusion, and that no wake-up is lost. It is not fair: a
 * waiter spins, twice as long each time, then sleeps in the kernel (futex), and meanwhile the thread
 * that gave the lock back may take it again, so no bound is promised for a wait under contention.
 * There is no priority inheritance: a thread may wait for one of lower priority that was preempted
 * inside a section, until that one has run to its end (some hundred instructions, tests/bounds).
 * Threads with deadlines want a device of their own, or an area with COHMEM_AREA_PER_THREAD, where
 * mostly they take a lock that is theirs alone. port/baremetal masks interrupts: nobody waits.
 * `make bench` prints the 99.9th percentile of one call with two threads.
 */
#ifndef COHMEM_PORT_H
#define COHMEM_PORT_H

#include <cohmem/err.h>
#include <cohmem/types.h>
#include <stdarg.h>

#ifdef __cplusplus
extern "C" {
#endif

struct device;

/* How bad it is; the numbers are those of Linux's KERN_ levels. */
#define COHMEM_LOG_ERR  3 /* the call failed */
#define COHMEM_LOG_WARN 4 /* the call was refused or a promise was broken; state is intact */
#define COHMEM_LOG_INFO 6

/* How many threads at a time may have a cache (COHMEM_AREA_PER_THREAD); others do without. */
#define COHMEM_THREADS 32

/**
 * struct cohmem_thread - guards what one thread keeps in its caches
 * @lock:	taken by the thread itself, and by others that take from it; has a cache line of
 *		its own
 */
struct cohmem_thread {
	struct cohmem_lock lock;
	unsigned char cohmem_pad[60];
};

/**
 * struct cohmem_port - the seam between the core and its surroundings
 * @lock:	take @lock; returns what @unlock wants back (an interrupt mask, say)
 * @unlock:	give @lock back
 * @alloc:	@bytes of memory for an area's state, aligned to 8 bytes, any content; NULL when
 *		there is none. Called by declarations that bring no state of their own, and by
 *		back ends.
 * @free:	take back what @alloc gave
 * @zero:	make @bytes of ordinary memory at @addr zero
 * @map:	map @bytes of the file @fd from @offset on at the address @addr, in place of what
 *		is there (mmap MAP_FIXED|MAP_SHARED); 0 or -errno. NULL: cannot map.
 * @threads:	COHMEM_THREADS of them, zero-initialised; NULL: no area can be cached
 * @thread:	which of them is the calling thread's, or -1 when all are taken. It stays the same
 *		until the port calls cohmem_thread_end(), for the thread or after it.
 * @now:	nanoseconds since some moment; NULL: nobody knows
 * @where:	writes what lies at the code address @site (file, line, function) to @text, at most
 *		@bytes with the final 0; NULL, or nothing written: nobody knows
 * @stop:	ends the program, for COHMEM_DEBUG_ABORT; NULL: cannot
 * @report:	somebody did something wrong: @fmt and @args as for vprintf, one line without
 *		the newline; @dev may be NULL. NULL: nobody listens.
 */
struct cohmem_port {
	unsigned long (*lock)(struct cohmem_lock *lock);
	void (*unlock)(struct cohmem_lock *lock, unsigned long flags);
	void *(*alloc)(size_t bytes);
	void (*free)(void *mem, size_t bytes);
	void (*zero)(void *addr, size_t bytes);
	int (*map)(void *addr, size_t bytes, int fd, uint64_t offset);
	struct cohmem_thread *threads;
	int (*thread)(void);
	uint64_t (*now)(void);
	void (*where)(const void *site, char *text, size_t bytes);
	void (*stop)(void);
	void (*report)(int level, const struct device *dev, const char *fmt, va_list args);
};

/**
 * cohmem_port - the port in use
 *
 * Defined by the port that is linked in. Change it only while no other thread uses cohmem.
 */
extern const struct cohmem_port *cohmem_port;

#ifndef COHMEM_NO_THREADS
/**
 * cohmem_thread_end() - a thread ends; for ports
 * @thread:	what &cohmem_port->thread returned to it
 *
 * Gives the blocks in its caches back to their areas. With no lock held, before @thread is given
 * to another thread.
 */
void cohmem_thread_end(int thread);
#endif

/**
 * cohmem_fork_count() - how many forks lie between the first process and this one; for back ends
 *
 * A back end writes it down with what it opens. Where the number is another later, this process is a child, and what was
 * opened is its parent's: <cohmem/fork.h>. Any context.
 */
unsigned int cohmem_fork_count(void);

/**
 * cohmem_fork_prepare() - the process is about to fork; for ports, from pthread_atfork()'s handlers
 *
 * With no lock held. In the parent cohmem_fork_parent() follows, in the child cohmem_fork_child(): there all that was set
 * up before is the parent's, as <cohmem/fork.h> says, and each lock of the core is free.
 */
void cohmem_fork_prepare(void);
void cohmem_fork_parent(void);
void cohmem_fork_child(void);

/**
 * cohmem_report() - tell whoever listens; for back ends
 * @level:	COHMEM_LOG_*
 * @dev:	whose business it is, or NULL
 * @fmt:	as for printf, one line without the newline
 *
 * With no lock held. Context as &cohmem_port->report.
 */
void cohmem_report(int level, const struct device *dev, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

#ifdef __cplusplus
}
#endif
#endif
