/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * A plugin that links the library is unloaded while a thread that has used it is running. Then the thread ends, the
 * process forks, and the program ends. Prints TAP.
 *
 * usage: unload path/to/libcohmem.so
 */
#include <dlfcn.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdint.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../lib/tap.h"

/* As in dlsym(3): ISO C has no conversion from an object pointer to a function pointer. */
#define FIND(function, name) (*(void **)&(function) = dlsym(library, name))

static void *library;
static sem_t used, unloaded;

/* Use an area with per-thread caches, for which the library must be notified when the thread exits. */
static void *use(void *result)
{
	static char dev[1024] __attribute__((aligned(64)));
	void (*init)(void *, const char *);
	int (*create)(uint64_t, size_t, unsigned int, void **);
	int (*declare)(void *, uint64_t, uint64_t, size_t, int);
	void *(*alloc)(void *, size_t, uint64_t *, unsigned int, unsigned long);
	void (*release)(void *, size_t, void *, uint64_t, unsigned long);
	void *region, *cpu;
	uint64_t dma;

	FIND(init, "cohmem_device_init");
	FIND(create, "cohmem_ram_region_create");
	FIND(declare, "dma_declare_coherent_memory");
	FIND(alloc, "dma_alloc_attrs");
	FIND(release, "dma_free_attrs");
	init(dev, "plugin");
	if (create(0x20000000, 65536, 0, &region) == 0 &&
	    declare(dev, 0x20000000, 0x1000, 65536, 0x200 /* COHMEM_AREA_PER_THREAD */) == 0) {
		cpu = alloc(dev, 4096, &dma, 0, 0);
		release(dev, 4096, cpu, dma, 0);
		*(bool *)result = cpu != NULL;
	}
	sem_post(&used);
	sem_wait(&unloaded);
	return NULL;
}

static bool fork_works(void)
{
	pid_t child = fork();
	int status = 0;

	if (child == 0)
		_exit(0);
	return child > 0 && waitpid(child, &status, 0) == child && status == 0;
}

int main(int argc, char **argv)
{
	bool worked = false;
	pthread_t thread;

	sem_init(&used, 0, 0);
	sem_init(&unloaded, 0, 0);
	library = argc > 1 ? dlopen(argv[1], RTLD_NOW) : NULL;
	if (!CHECK(library != NULL))
		return tap_finish();
	pthread_create(&thread, NULL, use, &worked);
	sem_wait(&used);
	CHECK(worked);
	CHECK(dlclose(library) == 0);
	sem_post(&unloaded);
	CHECK(pthread_join(thread, NULL) == 0);
	CHECK(fork_works());
	return tap_finish();
}
