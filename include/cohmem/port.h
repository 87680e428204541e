/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/**
 * DOC: port - what the core needs from its environment
 *
 * The core is freestanding C. It accesses its environment through one struct of functions, to which
 * &cohmem_port points. port/posix implements it for a Linux process. Firmware implements it in
 * about fifty lines (port/baremetal). Tests wrap it to make the n-th step fail.
 *
 * Every member may be called from any thread, and from an interrupt handler if the caller of the
 * core is one. No member may call the core.
 *
 * Sections under @lock are short and bounded, except in functions that walk a whole area
 * (cohmem_area_get_info(), cohmem_device_validate(), dma_release_declared_memory()) or enlarge the
 * bookkeeping of a dma_pool, and except for debugging's table. Memory is zeroed, state is allocated
 * and reports are made outside of these sections. Locks nest only in these orders::
 *
 *   regions (when a thread ends) -> device -> threads -> debugging's table
 *   list of dma_pools -> dma_pool
 *   chunk pool (chunk_pool.h) -> debugging's table
 *   device -> counter of injected failures (in firmware, with COHMEM_WITH_DEBUG)
 *
 * If a port uses one lock for all of these, as by masking interrupts, that lock must nest.
 *
 * The lock of port/posix guarantees mutual exclusion, and that no wake-up is lost. It is not fair.
 * A waiter spins, twice as long each time, then sleeps in the kernel (futex). Meanwhile the thread
 * that released the lock may take it again, so the time that a thread waits under contention is not
 * bounded. There is no priority inheritance: a thread may wait for one of lower priority that was
 * preempted in a section, until that thread has completed it (a few hundred instructions,
 * tests/wcet). Threads with deadlines should have a device of their own, or an area with
 * COHMEM_AREA_PER_THREAD, where they mostly take a lock that no other thread uses. In
 * port/baremetal, which masks interrupts, nothing waits. `make bench` prints the 99.9th percentile
 * of a call's time with two threads.
 */
#ifndef COHMEM_PORT_H
#define COHMEM_PORT_H

#include <cohmem/config.h>
#include <cohmem/err.h>
#include <cohmem/types.h>
#include <stdarg.h>

#ifdef __cplusplus
extern "C" {
#endif

struct device;

/* Severity of a report. The numbers are those of Linux's KERN_ levels. */
#define COHMEM_LOG_ERR  3 /* the call failed */
#define COHMEM_LOG_WARN 4 /* the call was refused, or a contract was broken; state is intact */
#define COHMEM_LOG_INFO 6

/* Maximum number of threads that have caches and magazines at the same time. Further threads get none. */
#define COHMEM_THREADS 32

/**
 * struct cohmem_thread - lock that guards the blocks in one thread's caches
 * @lock:	taken by the thread itself, and by other threads that take blocks from its caches
 * @cohmem_pad:	unused: gives @lock a cache line of its own
 */
struct cohmem_thread {
	struct cohmem_lock lock;
	unsigned char cohmem_pad[60];
};

/**
 * struct cohmem_port - the functions that connect the core to its environment
 * @lock:	Takes a lock. Returns a value for @unlock (an interrupt mask, for example).
 * @unlock:	Releases a lock.
 * @alloc:	Returns @bytes of memory, aligned to 8 bytes, with any content, or NULL. Used by
 *		declarations of areas without a state, dma_pools, devres, debugging, and back ends.
 * @free:	Frees memory that @alloc returned.
 * @zero:	Zeroes @bytes of ordinary memory at @addr.
 * @map:	Maps @bytes of the file @fd, from @offset on, at the address @addr, and replaces
 *		existing mappings (mmap() with MAP_FIXED | MAP_SHARED). Returns 0 or a negative
 *		errno. NULL: not supported.
 * @threads:	array of COHMEM_THREADS, zero-initialised. NULL: COHMEM_AREA_PER_THREAD and
 *		magazines are not supported.
 * @thread:	Returns the index in @threads of the calling thread, or -1 if all are taken. The
 *		index stays the same until the port calls cohmem_thread_end(), in the ending thread
 *		or after it has ended.
 * @now:	Returns the time in nanoseconds since an arbitrary moment. NULL: not available.
 * @where:	Writes the location (file, line, function) of the code address @site to @text, at
 *		most @bytes including the final 0, or nothing if the location is
 *		unknown. NULL: not available.
 * @stop:	Ends the program, for COHMEM_DEBUG_ABORT. NULL: not supported.
 * @set_errno:	Sets the calling thread's errno, because an allocation is about to return NULL. NULL:
 *		there is no errno.
 * @report:	Reports an error. @fmt and @args are as for vprintf(), one line without the newline.
 *		@dev may be NULL. NULL: reports are dropped.
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
	void (*set_errno)(int err);
	void (*report)(int level, const struct device *dev, const char *fmt, va_list args);
};

/*
 * cohmem_port - the port in use
 *
 * Defined by the port that is linked in. Change it only while no other thread uses cohmem.
 */
extern const struct cohmem_port *cohmem_port;

#if COHMEM_WITH_THREADS
/**
 * cohmem_thread_end() - return the blocks that an ending thread has kept, for ports
 * @thread:	the index of the ending thread, as returned by &cohmem_port->thread
 *
 * The blocks in its caches return to their areas, and those in its magazines to their dma_pools.
 *
 * Context: No lock held, before @thread is given to another thread.
 */
void cohmem_thread_end(int thread);
#endif

/**
 * cohmem_fork_count() - get the number of forks between the first process and this one
 *
 * Description: For back ends. A back end saves the number when it opens something. If the number is
 * different later, this process is a child, and what was opened belongs to its parent, see
 * <cohmem/fork.h>.
 *
 * Return: the number of forks.
 * Context: Any context.
 */
unsigned int cohmem_fork_count(void);

/**
 * cohmem_fork_prepare() - prepare for fork(), for pthread_atfork() handlers of ports
 *
 * Description: Afterwards the parent calls cohmem_fork_parent(), and the child cohmem_fork_child().
 * In the child all that was set up before belongs to the parent, see <cohmem/fork.h>, and each lock
 * of the core is free.
 *
 * Context: No lock held.
 */
void cohmem_fork_prepare(void);
void cohmem_fork_parent(void);
void cohmem_fork_child(void);

/**
 * cohmem_report() - make a report, for back ends
 * @level:	COHMEM_LOG_*
 * @dev:	the device that the report is about, or NULL
 * @fmt:	as for printf(), one line without the newline
 *
 * Context: Any thread, and interrupt handlers. No lock held.
 */
void cohmem_report(int level, const struct device *dev, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

#ifdef __cplusplus
}
#endif
#endif
