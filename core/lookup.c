/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Which area serves a device, and which one a block lies in. */
#include "internal.h"

/* Finds the area of @owner around @vaddr that serves @dev; under the lock. */
struct cohmem_area *cohmem_area_around(struct device *owner, const struct device *dev,
				       const void *vaddr)
{
	struct cohmem_area *area = owner->cohmem_areas;

	while (area && !(area_has(area, vaddr) && area_serves(area, dev)))
		area = area->next;
	return area;
}

bool cohmem_has_area(struct device *dev)
{
	bool found = false;

	for (struct device *d = dev; d && !found; d = device_above(d)) {
		unsigned long flags = cohmem_port->lock(&d->cohmem_lock);

		for (struct cohmem_area *a = d->cohmem_areas; a && !found; a = a->next)
			found = !a->draining && area_serves(a, dev);
		cohmem_port->unlock(&d->cohmem_lock, flags);
	}
	return found;
}
