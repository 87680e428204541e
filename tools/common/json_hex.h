/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#ifndef TOOLS_COMMON_JSON_HEX_H
#define TOOLS_COMMON_JSON_HEX_H

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

/* "0x...": an address may be larger than what JSON has numbers for. */
json_t *json_hex(uint64_t number);
/* A number, from 2^63 on as json_hex() has it. */
json_t *json_number(uint64_t number);
/* A name from outside, as it is; made visible (visible.h) if it is not UTF-8. NULL: null. */
json_t *json_name(const char *name);
/* What an object has at @key, a number in either form; "" and 0: nothing. */
const char *json_text(json_t *object, const char *key);
uint64_t json_count(json_t *object, const char *key);

#endif
