/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#include "json_hex.h"

#include <inttypes.h>
#include <stdio.h>

json_t *json_hex(uint64_t number)
{
	char text[24];

	snprintf(text, sizeof(text), "%#" PRIx64, number);
	return json_string(text);
}
