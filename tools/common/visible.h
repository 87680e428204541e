/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * Text from outside (names in files, in device trees, of processes and of the kernel) may carry commands for a
 * terminal. Here control characters, characters that change the direction of text or have no shape, and bytes that
 * are not UTF-8 become \xNN, \uNNNN or \UNNNNNNNN. All other text stays as it is.
 */
#ifndef TOOLS_COMMON_VISIBLE_H
#define TOOLS_COMMON_VISIBLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define VISIBLE_BYTES 12 /* one character, as visible_next() writes it, needs no more room */
#define NOT_UTF8      UINT32_MAX

/* Return the code point at @text, which has @length > 0 bytes; NOT_UTF8: the first byte begins none. */
uint32_t utf8_decode(const char *text, size_t length, size_t *bytes);
/* Return whether a terminal shows @code as a character, and does nothing else. */
bool is_visible(uint32_t code);
/* Write the character at *@text, which ends at @end, and advance *@text. Return the number of bytes written. */
size_t visible_next(const char **text, const char *end, char to[VISIBLE_BYTES]);
/* Write all of @from that fits, and a 0. Return @to. */
char *visible(char *to, size_t room, const char *from);

#endif
