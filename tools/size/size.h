/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* cohmem size: collect the result in one JSON object, and print it as JSON or text. */
#ifndef TOOLS_SIZE_SIZE_H
#define TOOLS_SIZE_SIZE_H

#include <jansson.h>

#include "../../trace/model/sizing.h"

/* print.c */
json_t *size_json(const struct demands *demands, uint64_t margin);
void size_print(json_t *all);

#endif
