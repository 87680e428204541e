/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* cohmem dt: a device tree's pools and users as one JSON object, printed as it is or as text. */
#ifndef TOOLS_DT_DT_H
#define TOOLS_DT_DT_H

#include <cohmem/dt.h>
#include <jansson.h>

/* What of /memory is looked at. */
#define MOST_MEMORY 64

#define DT_PATH 4096
#define DT_TEXT 4096

struct dt {
	const void *fdt;
	struct cohmem_dt_pool *pool;
	struct cohmem_dt_pool **by_phandle;
	size_t count;
	struct cohmem_dt_range memory[MOST_MEMORY];
	unsigned int memories;
};

/* dt_pools.c: false: no memory. */
bool dt_begin(struct dt *dt, const void *fdt);
/* NULL: it is none's. */
const struct cohmem_dt_pool *dt_pool_of(const struct dt *dt, uint32_t phandle);
void dt_end(struct dt *dt);

/* dt_read.c: {"memory": [...], "pools": [...], "devices": {...}}. */
json_t *dt_read(const struct dt *dt);
/* dt_devices.c: one more finding, and those about devices. */
void dt_find(json_t *findings, const char *severity, const char *node, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));
void dt_find_in_devices(const struct dt *dt, json_t *findings);
/* dt_findings.c: [{"severity": "error" or "warning", "node": ..., "text": ...}]. */
json_t *dt_findings(const struct dt *dt);
/* dt_print.c */
void dt_print(json_t *read);
/* dt_svg.c: a picture of physical memory; -1: no memory for it. */
int dt_draw(json_t *read);
/* dt_live.c: a folder like /proc/device-tree as a tree, to be freed; NULL, with the reason told. */
void *dt_read_folder(const char *path, size_t *bytes);

/* The number that json_hex() wrote. */
uint64_t dt_number(json_t *object, const char *key);

#endif
