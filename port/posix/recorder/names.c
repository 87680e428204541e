/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#include "names.h"

#include <cohmem/recording.h>
#include <pthread.h>
#include <stdbool.h>

#include "../base/symbolize.h"

#define NAMES 4096u
#define SITES 4096u /* a power of two */

/* Names with the numbers 1 to NAMES. Entries do not change, so they are read without the lock. */
static char names[NAMES][NAME_BYTES];
static uint32_t count;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

/* A hash table of code addresses, with the numbers from NAMES + 1 on. */
static const void *sites[SITES];
static bool told[NAMES + SITES + 1];

uint32_t cohmem__names_number(const char *name)
{
	uint32_t number = 0;

	if (!*name)
		return 0;
	pthread_mutex_lock(&mutex);
	while (number < count && strncmp(names[number], name, NAME_BYTES - 1))
		number++;
	if (number == count && count < NAMES)
		strncpy(names[count++], name, NAME_BYTES - 1);
	number = number < count ? number + 1 : 0;
	pthread_mutex_unlock(&mutex);
	return number;
}

void cohmem__names_forget(void)
{
	mutex = (pthread_mutex_t)PTHREAD_MUTEX_INITIALIZER;
	count = 0;
	memset(names, 0, sizeof(names));
	memset(told, 0, sizeof(told));
}

uint32_t cohmem__names_site(const void *site)
{
	uint32_t first = (uint32_t)((uintptr_t)site * 0x9e3779b97f4a7c15 >> 40), i = 0;

	for (; i < SITES; i++) {
		const void **slot = &sites[(first + i) % SITES];

		if (!*slot)
			*slot = site;
		if (*slot == site)
			return NAMES + 1 + (first + i) % SITES;
	}
	return 0;
}

void cohmem__names_tell(FILE *file, uint32_t number)
{
	static const char padding[8];
	char text[512] = "";
	size_t length;
	struct cohmem_record record = {.kind = COHMEM_RECORDED_NAME, .addr = number};

	if (number == 0 || told[number])
		return;
	if (number > NAMES)
		cohmem__where(sites[number - NAMES - 1], text, sizeof(text));
	else
		strcpy(text, names[number - 1]);
	length = strlen(text);
	record.size = length;
	fwrite(&record, sizeof(record), 1, file);
	fwrite(text, 1, length, file);
	fwrite(padding, 1, (8 - length % 8) % 8, file);
	told[number] = true;
}
