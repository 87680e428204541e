/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Read a tree's pools once, because a tree may have thousands, and as many references to them. */
#include <libfdt.h>
#include <stdlib.h>

#include "dt.h"

static int by_phandle(const void *a, const void *b)
{
	const struct cohmem_dt_pool *const *x = a, *const *y = b;

	return ((*x)->phandle > (*y)->phandle) - ((*x)->phandle < (*y)->phandle);
}

bool dt_begin(struct dt *dt, const void *fdt)
{
	struct cohmem_dt_pool pool = {0};
	size_t room = 0;

	*dt = (struct dt){.fdt = fdt};
	dt->memories = cohmem_dt_memory(fdt, dt->memory, MOST_MEMORY);
	while (cohmem_dt_next_pool(fdt, &pool)) {
		if (dt->count == room) {
			struct cohmem_dt_pool *more =
				realloc(dt->pool, (2 * room + 16) * sizeof(*more));

			if (!more)
				return false;
			dt->pool = more;
			room = 2 * room + 16;
		}
		dt->pool[dt->count++] = pool;
	}
	dt->by_phandle = malloc((dt->count + 1) * sizeof(*dt->by_phandle));
	for (size_t i = 0; dt->by_phandle && i < dt->count; i++)
		dt->by_phandle[i] = &dt->pool[i];
	if (dt->by_phandle)
		qsort(dt->by_phandle, dt->count, sizeof(*dt->by_phandle), by_phandle);
	return dt->by_phandle != NULL;
}

const struct cohmem_dt_pool *dt_pool_of(const struct dt *dt, uint32_t phandle)
{
	const struct cohmem_dt_pool wanted = {.phandle = phandle}, *key = &wanted;
	struct cohmem_dt_pool **found = NULL;

	if (phandle)
		found = bsearch(&key, dt->by_phandle, dt->count, sizeof(*dt->by_phandle),
				by_phandle);
	return found ? *found : NULL;
}

void dt_end(struct dt *dt)
{
	free(dt->pool);
	free(dt->by_phandle);
}
