/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * External text (names in files and device trees, of processes and of the kernel) may contain terminal control
 * sequences. These functions replace control characters, characters that are invisible or change the direction of
 * text, and bytes that are not UTF-8 by \xNN, \uNNNN or \UNNNNNNNN. All other text is unchanged.
 */
#ifndef TOOLS_COMMON_VISIBLE_H
#define TOOLS_COMMON_VISIBLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define VISIBLE_BYTES 12 /* the most that visible_next() needs for one character */
#define NOT_UTF8      UINT32_MAX

/* Return the code point at @text, which has @length > 0 bytes; NOT_UTF8 if no character begins there. */
uint32_t utf8_decode(const char *text, size_t length, size_t *bytes);
/* Return whether a terminal shows @code as a character, and does nothing else. */
bool is_visible(uint32_t code);
/* Write the character at *@text, which ends at @end, and advance *@text. Return the number of bytes written. */
size_t visible_next(const char **text, const char *end, char to[VISIBLE_BYTES]);
/* Write as much of @from as fits, made visible, and a final 0. Return @to. */
char *visible(char *to, size_t room, const char *from);

#endif
