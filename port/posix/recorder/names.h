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

/* Names that a thread asked for, each where its hash puts it. */
struct cohmem_names_cache {
	struct {
		char name[NAME_BYTES];
		uint32_t number;
	} slot[NAMES_CACHED];
};

/* Of devices and threads; longer ones are cut. 0: there are too many. Any thread; takes a lock, but no memory. */
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

/* In a child process: its recording tells its own names. */
void cohmem__names_forget(void);

/* Of a code address. The writer's, as the next: */
uint32_t cohmem__names_site(const void *site);
/* Writes the name's record, if it was not written before. */
void cohmem__names_tell(FILE *file, uint32_t number);

#endif
