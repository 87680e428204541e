/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#include "json_hex.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "visible.h"

json_t *json_hex(uint64_t number)
{
	char text[24];

	snprintf(text, sizeof(text), "%#" PRIx64, number);
	return json_string(text);
}

json_t *json_number(uint64_t number)
{
	return number > INT64_MAX ? json_hex(number) : json_integer((json_int_t)number);
}

json_t *json_name(const char *name)
{
	char text[4096];
	json_t *json = name ? json_string(name) : json_null();

	return json ? json : json_string(visible(text, sizeof(text), name));
}

const char *json_text(json_t *object, const char *key)
{
	const char *value = json_string_value(json_object_get(object, key));

	return value ? value : "";
}

uint64_t json_count(json_t *object, const char *key)
{
	json_t *value = json_object_get(object, key);

	return json_is_string(value) ? strtoull(json_string_value(value), NULL, 0)
				     : (uint64_t)json_integer_value(value);
}
