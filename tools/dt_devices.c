/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* What a board integrator wants to hear of the devices that refer to pools. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>

#include "dt.h"
#include "json_hex.h"
#include "visible.h"

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

static void look_at_reach(const struct dt *dt, json_t *findings, const char *path, int node,
			  const struct cohmem_dt_pool *pool)
{
	const struct cohmem_dt_range *range = &pool->range[0];
	uint64_t device;
	int err = cohmem_dt_to_dma(dt->fdt, node, range, &device);

	if (err == -ERANGE)
		dt_find(findings, "error", path, "its bus's dma-ranges do not reach %s",
			pool->name);
	else if (!err && (device > UINT32_MAX || range->size - 1 > UINT32_MAX - device))
		dt_find(findings, "warning", path,
			"it sees %s at %#llx: beyond the mask of 32 bits that Linux gives it, so "
			"its "
			"driver must set another",
			pool->name, (unsigned long long)device);
}

/* One of its references; returns whether that is a coherent pool. */
static bool look_at_reference(const struct dt *dt, json_t *findings, const char *path,
			      const struct cohmem_dt_user *user)
{
	const struct cohmem_dt_pool *pool = dt_pool_of(dt, user->phandle);

	if (!pool) {
		dt_find(findings, "error", path,
			"its memory-region %u is no node of /reserved-memory", user->index);
		return false;
	}
	if (pool->use != COHMEM_DT_DMA_POOL)
		return false;
	if (!pool->dynamic && pool->range[0].size)
		look_at_reach(dt, findings, path, user->node, pool);
	return true;
}

static void look_at_device(const struct dt *dt, json_t *findings, const char *path, int node,
			   unsigned int pools)
{
	if (cohmem_dt_dma_ranges(dt->fdt, node, NULL, 0) < 0)
		dt_find(findings, "error", path,
			"the dma-ranges above it are ill-formed, or lead nowhere");
	if (pools > 1)
		dt_find(findings, "warning", path,
			"it has %u coherent pools: Linux gives a device one, that which its driver "
			"asks for first",
			pools);
}

/* Of what is not available Linux makes no device. */
void dt_find_in_devices(const struct dt *dt, json_t *findings)
{
	struct cohmem_dt_user user = {0};
	unsigned int pools = 0;
	char path[DT_TEXT] = "";
	int node = -1;

	while (cohmem_dt_next_user(dt->fdt, &user)) {
		if (!user.available)
			continue;
		if (user.node != node) {
			if (node >= 0)
				look_at_device(dt, findings, path, node, pools);
			pools = 0;
			node = user.node;
			dt_path(dt, node, path, sizeof(path));
		}
		pools += look_at_reference(dt, findings, path, &user);
	}
	if (node >= 0)
		look_at_device(dt, findings, path, node, pools);
}
