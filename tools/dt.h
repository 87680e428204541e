/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* cohmem dt: a device tree's pools and users as one JSON object, printed as it is or as text. */
#ifndef TOOLS_DT_H
#define TOOLS_DT_H

#include <cohmem/dt.h>
#include <jansson.h>

/* dt_read.c: {"pools": [...], "devices": [...]}. */
json_t *dt_read(const void *fdt);
/* dt_findings.c: [{"severity": "error" or "warning", "node": ..., "text": ...}]. */
json_t *dt_findings(const void *fdt, json_t *read);
/* dt_print.c */
void dt_print(json_t *read);

/* The number that json_hex() wrote. */
uint64_t dt_number(json_t *object, const char *key);

#endif
