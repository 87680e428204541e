/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#include "sites.h"

#include <stdlib.h>
#include <string.h>

#include "../input/hash.h"

static uint32_t *site_slot(const struct sites *s, const struct site *wanted)
{
	const uint64_t key[] = {(uintptr_t)wanted->device, (uintptr_t)wanted->task,
				(uintptr_t)wanted->caller};
	size_t i = (size_t)hash_bytes(key, sizeof(key)) & (s->slot_count - 1);

	for (; s->slots[i]; i = (i + 1) & (s->slot_count - 1)) {
		const struct site *site = &s->site[s->slots[i] - 1];

		if (site->device == wanted->device && site->task == wanted->task &&
		    site->caller == wanted->caller)
			break;
	}
	return &s->slots[i];
}

static bool sites_grow(struct sites *s)
{
	size_t room = s->room ? 2 * s->room : 64;
	struct site *site = realloc(s->site, room * sizeof(*site));
	uint32_t *slots;

	if (!site)
		return false;
	s->site = site;
	slots = calloc(2 * room, sizeof(*slots));
	if (!slots)
		return false;
	free(s->slots);
	s->slots = slots;
	s->slot_count = 2 * room;
	s->room = room;
	for (size_t i = 0; i < s->count; i++)
		*site_slot(s, &s->site[i]) = (uint32_t)i + 1;
	return true;
}

uint32_t sites_find(struct sites *s, const char *device, const char *task, const char *caller)
{
	const struct site wanted = {.device = device, .task = task, .caller = caller};
	uint32_t *slot;

	if (s->count == s->room && !sites_grow(s))
		return UINT32_MAX;
	slot = site_slot(s, &wanted);
	if (!*slot) {
		s->site[s->count] = wanted;
		*slot = (uint32_t)++s->count;
	}
	return *slot - 1;
}

static int by_granules(const void *a, const void *b)
{
	const struct site *x = a, *y = b;

	return (x->granules < y->granules) - (x->granules > y->granules);
}

void sites_change(struct sites *s, uint32_t index, int sign, uint64_t bytes, uint64_t granules)
{
	struct site *site = &s->site[index];

	if (site->held.mark != s->mark)
		site->held = (struct site_held){s->mark, site->bytes, site->granules, site->blocks};
	if (sign > 0) {
		site->bytes += bytes;
		site->granules += granules;
		site->blocks++;
	} else {
		site->bytes -= bytes;
		site->granules -= granules;
		site->blocks--;
	}
}

void sites_mark(struct sites *s)
{
	s->mark++;
}

static struct site *copy_sites(const struct sites *s, size_t *count, bool marked)
{
	struct site *copy = s->count ? malloc(s->count * sizeof(*copy)) : NULL;

	*count = 0;
	for (size_t i = 0; copy && i < s->count; i++) {
		struct site site = s->site[i];

		if (marked && site.held.mark == s->mark) {
			site.bytes = site.held.bytes;
			site.granules = site.held.granules;
			site.blocks = site.held.blocks;
		}
		if (site.blocks)
			copy[(*count)++] = site;
	}
	if (copy)
		qsort(copy, *count, sizeof(*copy), by_granules);
	return copy;
}

struct site *sites_copy(const struct sites *s, size_t *count)
{
	return copy_sites(s, count, false);
}

struct site *sites_copy_marked(const struct sites *s, size_t *count)
{
	return copy_sites(s, count, true);
}

void sites_destroy(struct sites *s)
{
	free(s->site);
	free(s->slots);
}
