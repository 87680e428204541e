/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#ifndef TOOLS_JSON_HEX_H
#define TOOLS_JSON_HEX_H

#include <jansson.h>
#include <stdint.h>

/* "0x...": an address may be larger than what JSON has numbers for. */
json_t *json_hex(uint64_t number);

#endif
