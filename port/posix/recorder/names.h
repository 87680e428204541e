/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* The numbers that a recording gives to names. */
#ifndef PORT_POSIX_RECORDER_NAMES_H
#define PORT_POSIX_RECORDER_NAMES_H

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define NAME_BYTES 64

#define NAMES_CACHED 64u

/* A thread's cache of the numbers of names, indexed by a hash of the name. */
struct cohmem_names_cache {
	struct {
		char name[NAME_BYTES];
		uint32_t number;
	} slot[NAMES_CACHED];
};

/*
 * Return the number of a device's or thread's name, which is cut to NAME_BYTES - 1 bytes. 0: the name is empty, or
 * there are too many names. Any thread. Takes a lock, but allocates no memory.
 */
uint32_t cohmem__names_number(const char *name);

static inline uint32_t cohmem_names_cached(struct cohmem_names_cache *cache, const char *name)
{
	uint32_t hash = 0;

	for (const char *c = name; *c; c++)
		hash = hash * 31 + (unsigned char)*c;
	hash = (hash ^ hash >> 16) % NAMES_CACHED;
	if (!cache->slot[hash].number || strncmp(cache->slot[hash].name, name, NAME_BYTES - 1)) {
		strncpy(cache->slot[hash].name, name, NAME_BYTES - 1);
		cache->slot[hash].number = cohmem__names_number(name);
	}
	return cache->slot[hash].number;
}

/* For a child process: forget all names, because its own recording must define them again. */
void cohmem__names_forget(void);

/* Return the number of a code address; 0: there are too many. Writer thread only. */
uint32_t cohmem__names_site(const void *site);
/* Write the record that defines a name, unless it has been written before. Writer thread only. */
void cohmem__names_tell(FILE *file, uint32_t number);

#endif
