/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* The back ends; to add one, add a line to a table in fixtures.c. */
#ifndef TESTS_CONFORM_FIXTURES_H
#define TESTS_CONFORM_FIXTURES_H

#include <cohmem/cohmem.h>

/* A device with generic memory. If @open or @close fails, it has reported why. */
struct maker {
	const char *name;
	int (*open)(struct device **dev);
	int (*close)(struct device *dev);
	bool foreign; /* uses resources that may be in use: tried only if named or with --all */
};
extern const struct maker makers[];

struct region_maker {
	const char *name;
	int (*open)(struct cohmem_region **region);
	int (*close)(struct cohmem_region *region);
	int flags; /* of an area in the region */
	bool foreign;
};
extern const struct region_maker region_makers[];

/* Calls for PCI devices: interrupt, BAR, a mapping, bus mastering, reset; errors are ignored. */
void makers_exercise(struct device *dev);

/* Reads the options. */
void makers_init(int argc, char **argv);
/* Returns true if the arguments name the back end, which must then be usable. */
bool makers_wanted(const char *name, int argc, char **argv);
/* Returns true if the back end may be tried; with --all, each may. */
bool makers_allowed(const char *name, bool foreign, int argc, char **argv);

#endif
