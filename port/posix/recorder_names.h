/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* The numbers that a recording gives to names. */
#ifndef PORT_POSIX_RECORDER_NAMES_H
#define PORT_POSIX_RECORDER_NAMES_H

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define NAME_BYTES 64

/* The last name that a thread asked for: drivers ask for one device's many times. */
struct cohmem_names_cache {
	char name[NAME_BYTES];
	uint32_t number;
};

/* Of devices and threads; longer ones are cut. 0: there are too many. Any thread; takes a lock, but no memory. */
uint32_t cohmem_names_number(const char *name);

static inline uint32_t cohmem_names_cached(struct cohmem_names_cache *cache, const char *name)
{
	if (!cache->number || strncmp(cache->name, name, NAME_BYTES - 1)) {
		strncpy(cache->name, name, NAME_BYTES - 1);
		cache->number = cohmem_names_number(name);
	}
	return cache->number;
}

/* Of a code address. The writer's, as the next: */
uint32_t cohmem_names_site(const void *site);
/* Writes the name's record, if it was not written before. */
void cohmem_names_tell(FILE *file, uint32_t number);

#endif
