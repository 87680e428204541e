/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#include "visible.h"

#include <stdio.h>
#include <string.h>

/* Return the length of a character whose first byte is @first; 0 if no character begins with it. */
static size_t utf8_length(unsigned char first)
{
	if (first < 0x80)
		return 1;
	if (first < 0xc2 || first > 0xf4)
		return 0;
	return first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}

uint32_t utf8_decode(const char *text, size_t length, size_t *bytes)
{
	static const uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
	unsigned char first = (unsigned char)*text;
	size_t count = utf8_length(first);
	uint32_t code = count > 1 ? first & (0x7fu >> count) : first;

	*bytes = 1;
	if (!count || count > length)
		return NOT_UTF8;
	for (size_t i = 1; i < count; i++) {
		if ((text[i] & 0xc0) != 0x80)
			return NOT_UTF8;
		code = code << 6 | ((unsigned char)text[i] & 0x3f);
	}
	if (code < smallest[count] || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
		return NOT_UTF8;
	*bytes = count;
	return code;
}

bool is_visible(uint32_t code)
{
	static const struct {
		uint32_t first, last;
	} hidden[] = {
		{0, 0x1f},          /* C0 */
		{0x7f, 0x9f},       /* DEL, C1 */
		{0xad, 0xad},       /* soft hyphen */
		{0x61c, 0x61c},     /* Arabic letter mark */
		{0x180e, 0x180e},   /* Mongolian vowel separator */
		{0x200b, 0x200f},   /* zero width; direction marks */
		{0x2028, 0x202e},   /* line and paragraph separators, directions */
		{0x2060, 0x206f},   /* zero width; isolates */
		{0xfdd0, 0xfdef},   /* noncharacters */
		{0xfeff, 0xfeff},   /* byte order mark */
		{0xfff9, 0xfffb},   /* annotations */
		{0xe0000, 0xe007f}, /* tags */
	};

	if ((code & 0xfffe) == 0xfffe || code > 0x10ffff)
		return false;
	for (size_t i = 0; i < sizeof(hidden) / sizeof(hidden[0]); i++) {
		if (code >= hidden[i].first && code <= hidden[i].last)
			return false;
	}
	return true;
}

size_t visible_next(const char **text, const char *end, char to[VISIBLE_BYTES])
{
	size_t bytes;
	uint32_t code = utf8_decode(*text, (size_t)(end - *text), &bytes);
	unsigned char first = (unsigned char)**text;
	const char *from = *text;

	*text += bytes;
	if (code == NOT_UTF8 || code < ' ' || code == 0x7f)
		return (size_t)snprintf(to, VISIBLE_BYTES, "\\x%02x", first);
	if (!is_visible(code))
		return (size_t)snprintf(to, VISIBLE_BYTES, code > 0xffff ? "\\U%08x" : "\\u%04x",
					code);
	memcpy(to, from, bytes);
	return bytes;
}

char *visible(char *to, size_t room, const char *from)
{
	const char *end = from + strlen(from);
	char one[VISIBLE_BYTES];
	size_t used = 0;

	while (from < end) {
		size_t bytes = visible_next(&from, end, one);

		if (used + bytes >= room)
			break;
		memcpy(to + used, one, bytes);
		used += bytes;
	}
	to[used] = 0;
	return to;
}
