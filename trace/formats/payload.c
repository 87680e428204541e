/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#include <string.h>

#include "line.h"

static const char *const keys[] = {"dir",  "dma_addr", "size",  "virt_addr", "phys_addr",
				   "phys", "flags",    "attrs", "phys_addrs"};

/* Find "KEY=" at the beginning of the payload or after a blank. */
static const char *key_at(const char *payload, const char *key, size_t length)
{
	for (const char *s = payload; (s = strstr(s, key)); s++) {
		if ((s == payload || s[-1] == ' ') && s[length] == '=')
			return s;
	}
	return NULL;
}

bool payload_find(const char *payload, const char *key, struct piece *value)
{
	size_t length = strlen(key);
	const char *s = key_at(payload, key, length);

	if (!s)
		return false;
	value->text = s + length + 1;
	value->length = strcspn(value->text, " \t\r");
	return true;
}

/* Find the first key other than "device=". */
static const char *payload_first_key(const char *s)
{
	const char *first = NULL;

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		const char *at = key_at(s, keys[i], strlen(keys[i]));

		if (at && (!first || at < first))
			first = at;
	}
	return first;
}

bool payload_device(const char *payload, struct piece *device)
{
	const char *named = key_at(payload, "device", 6);
	const char *begin = named ? named + 7 : payload, *end;

	if (*begin == '"') {
		device->text = begin + 1;
		device->length = strcspn(device->text, "\"");
		return device->text[device->length] == '"';
	}
	end = payload_first_key(begin);
	if (!end)
		return false;
	while (end > begin && end[-1] == ' ')
		end--;
	*device = (struct piece){begin, (size_t)(end - begin)};
	return device->length > 0;
}

static int digit_of(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : 99;
}

bool payload_number(struct piece value, unsigned int base, uint64_t *number)
{
	bool prefixed = value.length > 2 && value.text[0] == '0' && value.text[1] == 'x';

	if (prefixed)
		value = (struct piece){value.text + 2, value.length - 2};
	if (prefixed || !base)
		base = prefixed ? 16 : 10;
	*number = 0;
	for (size_t i = 0; i < value.length; i++) {
		unsigned int digit = (unsigned int)digit_of(value.text[i]);

		if (digit >= base || *number > (UINT64_MAX - digit) / base)
			return false;
		*number = *number * base + digit;
	}
	return value.length > 0;
}

bool piece_is(struct piece piece, const char *text)
{
	return strlen(text) == piece.length && !memcmp(piece.text, text, piece.length);
}
