/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Which area a block lies in. */
#include "area.h"

/*
 * Finds the area of @owner that contains @vaddr and serves @dev. The caller holds the owner's lock or its own thread's
 * lock. Either suffices: the list changes only while the owner's lock and all thread locks are held.
 */
struct cohmem_area *cohmem__area_find(struct device *owner, const struct device *dev,
				      const void *vaddr)
{
	struct cohmem_area *area = owner->cohmem_areas;

	while (area && !(area_has(area, vaddr) && area_serves(area, dev)))
		area = area->next;
	return area;
}
