/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Findings about the devices that refer to pools. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>

#include "../common/json_hex.h"
#include "../common/visible.h"
#include "place.h"

void dt_find(json_t *findings, const char *severity, const char *node, const char *fmt, ...)
{
	char text[DT_TEXT], name[DT_TEXT], shown[DT_TEXT];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	json_array_append_new(findings, json_pack("{s:s, s:s, s:s}", "severity", severity, "node",
						  visible(name, sizeof(name), node), "text",
						  visible(shown, sizeof(shown), text)));
}

/* The device that is being checked. */
struct look {
	struct dt_place place;
	char path[DT_TEXT];
	unsigned int pools; /* coherent pools that it refers to */
};

static void look_at_reach(const struct dt *dt, json_t *findings, struct look *look,
			  const struct cohmem_dt_pool *pool)
{
	const struct cohmem_dt_range *range = &pool->range[0];
	uint64_t device;
	int err = dt_place_to_dma(dt_place_bus(dt, &look->place), range, &device);

	if (err == -ERANGE)
		dt_find(findings, "error", look->path, "its bus's dma-ranges do not reach %s",
			pool->name);
	else if (!err && (device > UINT32_MAX || range->size - 1 > UINT32_MAX - device))
		dt_find(findings, "warning", look->path,
			"it sees %s at %#llx, which reaches beyond the 32-bit mask that Linux sets by default: its driver must set a wider mask",
			pool->name, (unsigned long long)device);
}

/* Check one of the device's references. Return true if it refers to a coherent pool. */
static bool look_at_reference(const struct dt *dt, json_t *findings, struct look *look,
			      const struct cohmem_dt_user *user)
{
	const struct cohmem_dt_pool *pool = dt_pool_of(dt, user->phandle);

	if (!pool) {
		dt_find(findings, "error", look->path,
			"its memory-region %u does not refer to a node of /reserved-memory",
			user->index);
		return false;
	}
	if (pool->use != COHMEM_DT_DMA_POOL)
		return false;
	if (!pool->dynamic && pool->range[0].size)
		look_at_reach(dt, findings, look, pool);
	return true;
}

/* Check the device itself, after all of its references. */
static void look_at_device(const struct dt *dt, json_t *findings, struct look *look)
{
	if (dt_place_bus(dt, &look->place)->count < 0)
		dt_find(findings, "error", look->path,
			"the dma-ranges above it are ill-formed, or not one of their entries translates to 64-bit addresses");
	if (look->pools > 1)
		dt_find(findings, "warning", look->path,
			"it has %u coherent pools: Linux gives a device only one, the first that its driver requests",
			look->pools);
}

/* Nodes that are not available are skipped, because Linux creates no devices for them. */
void dt_find_in_devices(const struct dt *dt, json_t *findings)
{
	struct cohmem_dt_user user = {0};
	struct look look = {0};

	dt_place_begin(&look.place);
	while (cohmem_dt_next_user(dt->fdt, &user)) {
		if (!user.available)
			continue;
		if (user.node != look.place.node) {
			if (look.place.node >= 0)
				look_at_device(dt, findings, &look);
			look.pools = 0;
			dt_place_go(dt, &look.place, user.node);
			dt_place_path(&look.place, look.path, sizeof(look.path));
		}
		look.pools += look_at_reference(dt, findings, &look, &user);
	}
	if (look.place.node >= 0)
		look_at_device(dt, findings, &look);
}
