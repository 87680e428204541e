/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#ifndef TOOLS_COMMON_JSON_HEX_H
#define TOOLS_COMMON_JSON_HEX_H

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

/* Return @number as a string "0x...", because an address may be too large for a JSON number. */
json_t *json_hex(uint64_t number);
/* Return @number as a JSON number, or from 2^63 on like json_hex(). */
json_t *json_number(uint64_t number);
/* Return an external name unchanged, or made visible (visible.h) if it is not UTF-8. Return null if @name is NULL. */
json_t *json_name(const char *name);
/* Return the text, or the number in either form, at @key of an object; "" or 0 if there is none. */
const char *json_text(json_t *object, const char *key);
uint64_t json_count(json_t *object, const char *key);

#endif
