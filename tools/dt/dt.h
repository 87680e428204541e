/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* cohmem dt: collect a device tree's pools and users in one JSON object, and print it as JSON, text or a picture. */
#ifndef TOOLS_DT_DT_H
#define TOOLS_DT_DT_H

#include <cohmem/dt.h>
#include <jansson.h>

/* Further ranges of /memory are ignored. */
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

/* pools.c: Read the pools of @fdt. Return false if there is no memory. */
bool dt_begin(struct dt *dt, const void *fdt);
/* Return the pool with this phandle; NULL if there is none. */
const struct cohmem_dt_pool *dt_pool_of(const struct dt *dt, uint32_t phandle);
void dt_end(struct dt *dt);

/* read.c: {"memory": [...], "pools": [...], "devices": {...}}. */
json_t *dt_read(const struct dt *dt);
/* devices.c: Add one finding; add all findings about devices. */
void dt_find(json_t *findings, const char *severity, const char *node, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));
void dt_find_in_devices(const struct dt *dt, json_t *findings);
/* findings.c: [{"severity": "error" or "warning", "node": ..., "text": ...}]. */
json_t *dt_findings(const struct dt *dt);
/* print.c */
void dt_print(json_t *read);
/* svg.c: Draw physical memory. Return -1 if there is no memory for the picture. */
int dt_draw(json_t *read);
/* live.c: Make a tree of a folder like /proc/device-tree; free() it. Return NULL after reporting the reason. */
void *dt_read_folder(const char *path, size_t *bytes);

/* Return the number in a string of json_hex(); 0 if there is none. */
uint64_t dt_number(json_t *object, const char *key);

#endif
