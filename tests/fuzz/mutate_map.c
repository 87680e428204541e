/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Mutates snapshots value by value, so that they remain valid JSON; sometimes byte by byte. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "input.h"

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t most);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned int seed);

/* xorshift */
static uint32_t roll(unsigned int *state, uint32_t sides)
{
	*state ^= *state << 13;
	*state ^= *state >> 17;
	*state ^= *state << 5;
	return *state % sides;
}

static json_t *some_value(unsigned int *state)
{
	static const char *const texts[] = {"",         "dsp",          "0x1000",      "|..##|",
					    "\033[31m", "\u00e9\u202e", "after probe", "-x"};
	static const json_int_t numbers[] = {0,         1,         -1,        4096,
					     INT32_MAX, INT64_MAX, INT64_MIN, INT64_MAX / 100};

	switch (roll(state, 6)) {
	case 0:
		return json_string(texts[roll(state, 8)]);
	case 1:
		return json_object();
	case 2:
		return json_array();
	case 3:
		return json_boolean(roll(state, 2));
	default:
		return json_integer(numbers[roll(state, 8)]);
	}
}

/* Set or add a member of an object, or remove one. */
static void change_member(json_t *object, unsigned int *state)
{
	size_t which = roll(state, (uint32_t)json_object_size(object) + 1);
	void *member = json_object_iter(object);

	while (member && which--)
		member = json_object_iter_next(object, member);
	if (!member)
		json_object_set_new(object, roll(state, 2) ? "more" : "full", some_value(state));
	else if (roll(state, 8))
		json_object_iter_set_new(object, member, some_value(state));
	else
		json_object_del(object, json_object_iter_key(member));
}

static void change(json_t *snapshot, unsigned int *state)
{
	json_t *areas = json_object_get(snapshot, "areas");
	json_t *area = json_array_get(areas, roll(state, (uint32_t)json_array_size(areas) + 1));
	json_t *failures = json_object_get(area, "failures");

	switch (roll(state, 4)) {
	case 0:
		change_member(snapshot, state);
		break;
	case 1:
		json_array_append_new(areas, json_deep_copy(area));
		break;
	case 2:
		change_member(json_is_object(failures) ? failures : area, state);
		break;
	default:
		change_member(area, state);
	}
}

/* Puts @text in place of the @bytes at @at, if there is room. */
static size_t replace(uint8_t *data, size_t size, size_t most, size_t at, size_t bytes,
		      const char *text)
{
	size_t length = text ? strlen(text) : 0;

	if (!length || length > most - (size - bytes))
		return size;
	memmove(data + at + length, data + at + bytes, size - at - bytes);
	memcpy(data + at, text, length);
	return size - bytes + length;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned int seed)
{
	unsigned int state = seed | 1;
	size_t at = roll(&state, (uint32_t)size + 1), bytes;
	const uint8_t *end;
	json_t *snapshot;
	char *text;

	while (at && data[at - 1] != '\n')
		at--;
	end = memchr(data + at, '\n', size - at);
	bytes = end ? (size_t)(end - data) - at : size - at;
	snapshot = json_loadb((const char *)data + at, bytes, 0, NULL);
	if (!snapshot || roll(&state, 16) == 0) {
		json_decref(snapshot);
		return LLVMFuzzerMutate(data, size, most);
	}
	for (unsigned int i = 1 + roll(&state, 3); i; i--)
		change(snapshot, &state);
	text = json_dumps(snapshot, JSON_COMPACT);
	size = replace(data, size, most, at, bytes, text);
	json_decref(snapshot);
	free(text);
	return size;
}
