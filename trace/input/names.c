/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* A hash table of strings, open addressing; it only grows. */
#include <stdlib.h>
#include <string.h>

#include "hash.h"
#include "internal.h"

struct name {
	uint32_t number;
	char text[];
};

struct names {
	struct name **slots;
	size_t room; /* a power of two */
	size_t count;
};

/* Find the slot that holds the text, or the free one where it belongs. */
static struct name **names_find(const struct names *names, const char *text, size_t length)
{
	size_t i = (size_t)hash_bytes(text, length) & (names->room - 1);

	while (names->slots[i] && (strlen(names->slots[i]->text) != length ||
				   memcmp(names->slots[i]->text, text, length)))
		i = (i + 1) & (names->room - 1);
	return &names->slots[i];
}

struct names *names_create(void)
{
	struct names *names = malloc(sizeof(*names));

	if (!names)
		return NULL;
	*names = (struct names){.slots = calloc(64, sizeof(struct name *)), .room = 64};
	if (names->slots)
		return names;
	free(names);
	return NULL;
}

static bool names_grow(struct names *names)
{
	struct names larger = {calloc(2 * names->room, sizeof(struct name *)), 2 * names->room,
			       names->count};

	if (!larger.slots)
		return false;
	for (size_t i = 0; i < names->room; i++) {
		if (names->slots[i])
			*names_find(&larger, names->slots[i]->text, strlen(names->slots[i]->text)) =
				names->slots[i];
	}
	free(names->slots);
	*names = larger;
	return true;
}

static struct name *name_create(const char *text, size_t length, size_t number)
{
	struct name *name = malloc(sizeof(*name) + length + 1);

	if (!name)
		return NULL;
	name->number = (uint32_t)number;
	memcpy(name->text, text, length);
	name->text[length] = 0;
	return name;
}

const char *names_intern(struct names *names, const char *text, size_t length)
{
	const char *end = length ? memchr(text, 0, length) : NULL;
	struct name **slot;

	length = end ? (size_t)(end - text) : length;
	slot = names_find(names, text, length);
	if (*slot)
		return (*slot)->text;
	if (names->count >= names->room / 2) {
		if (!names_grow(names))
			return NULL;
		slot = names_find(names, text, length);
	}
	*slot = name_create(text, length, names->count + 1);
	names->count += *slot != NULL;
	return *slot ? (*slot)->text : NULL;
}

uint32_t names_number(const char *text)
{
	struct name name;

	memcpy(&name, text - offsetof(struct name, text), sizeof(name));
	return name.number;
}

void names_destroy(struct names *names)
{
	for (size_t i = 0; names && i < names->room; i++)
		free(names->slots[i]);
	if (names)
		free(names->slots);
	free(names);
}
