/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#include "process.h"

#include <cohmem/backend/observe.h>
#include <cohmem/fork.h>
#include <cohmem/port.h>
#include <errno.h>
#include <pthread.h>
#include <sys/mman.h>

#include "error_text.h"
#include "syscalls.h"

static bool fork_share;

void cohmem_set_fork_share(bool share)
{
	__atomic_store_n(&fork_share, share, __ATOMIC_RELAXED);
}

/*
 * A mapping that children do not inherit. In a child, the kernel may reuse its addresses, for example for a thread's
 * stack, which a sanitizer must not take for free memory of a device.
 */
struct mapping {
	struct mapping *next;
	void *addr;
	size_t size;
};
static struct mapping *mappings;
static pthread_mutex_t mappings_mutex = PTHREAD_MUTEX_INITIALIZER;

static void process_before_fork(void)
{
	pthread_mutex_lock(&mappings_mutex);
}

static void process_in_parent(void)
{
	pthread_mutex_unlock(&mappings_mutex);
}

static void process_in_child(void)
{
	while (mappings) {
		struct mapping *m = mappings;

		mappings = m->next;
		cohmem_memory_reused(m->addr, m->size);
		cohmem_port->free(m, sizeof(*m));
	}
	pthread_mutex_unlock(&mappings_mutex);
}

static void watch_forks(void)
{
	pthread_atfork(process_before_fork, process_in_parent, process_in_child);
}

/* Keep @addr from children. 0 or -errno. */
static int mapping_add(void *addr, size_t size)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	struct mapping *m = cohmem_port->alloc(sizeof(*m));

	if (!m)
		return -ENOMEM;
	if (cohmem__sys.madvise(addr, size, MADV_DONTFORK)) {
		int err = -errno;

		cohmem_port->free(m, sizeof(*m));
		return err;
	}
	pthread_once(&once, watch_forks);
	pthread_mutex_lock(&mappings_mutex);
	*m = (struct mapping){.next = mappings, .addr = addr, .size = size};
	mappings = m;
	pthread_mutex_unlock(&mappings_mutex);
	return 0;
}

void *cohmem__map_memory(size_t size, int fd, uint64_t offset)
{
	void *addr =
		cohmem__sys.mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, (off_t)offset);
	int err;

	if (addr == MAP_FAILED || __atomic_load_n(&fork_share, __ATOMIC_RELAXED))
		return addr;
	err = mapping_add(addr, size);
	if (!err)
		return addr;
	munmap(addr, size);
	errno = -err;
	return MAP_FAILED;
}

void cohmem__unmap_memory(void *addr, size_t size)
{
	struct mapping **link = &mappings, *m;

	pthread_mutex_lock(&mappings_mutex);
	while (*link && (*link)->addr != addr)
		link = &(*link)->next;
	m = *link;
	if (m)
		*link = m->next;
	pthread_mutex_unlock(&mappings_mutex);
	if (m)
		cohmem_port->free(m, sizeof(*m));
	munmap(addr, size);
}

bool cohmem__opened_here(unsigned int forks)
{
	if (forks == cohmem_fork_count())
		return true;
	cohmem_set_error_text(0, "it was set up before fork() and belongs to the parent process");
	return false;
}
