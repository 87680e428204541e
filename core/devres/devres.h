/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#ifndef DEVRES_DEVRES_H
#define DEVRES_DEVRES_H

#include <cohmem/devres.h>

/* A managed resource. It is the first member of the struct that describes the resource. */
struct cohmem_devres {
	struct cohmem_devres *next;
	/* Frees the resource and @res. @site: the code address that is reported as the place of the free. */
	void (*release)(struct device *dev, struct cohmem_devres *res, const void *site);
};
void cohmem__devres_release_all(struct device *dev, const void *site);
void cohmem__devres_push(struct device *dev, struct cohmem_devres *res);
/* Removes the topmost resource that matches from the stack and returns it, or returns NULL. */
struct cohmem_devres *cohmem__devres_pop(struct device *dev,
					 bool (*match)(const struct cohmem_devres *res,
						       const void *what),
					 const void *what);

#endif
