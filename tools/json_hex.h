/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#ifndef TOOLS_JSON_HEX_H
#define TOOLS_JSON_HEX_H

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

/* "0x...": an address may be larger than what JSON has numbers for. */
json_t *json_hex(uint64_t number);
/* A name from a file, which may have any bytes: what is no UTF-8 is shown as \xNN. NULL: null. */
json_t *json_name(const char *name);
/* The same for a terminal: what is not printable ASCII is. Returns @to. */
char *ascii_text(char *to, size_t room, const char *from);
/* What an object has at @key; "" and 0: nothing. */
const char *json_text(json_t *object, const char *key);
uint64_t json_count(json_t *object, const char *key);

#endif
