/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* The back ends: a new one is one more line in fixtures.c. */
#ifndef TESTS_CONFORM_FIXTURES_H
#define TESTS_CONFORM_FIXTURES_H

#include <cohmem/cohmem.h>

/* A device with generic memory; what fails has reported why. */
struct maker {
	const char *name;
	int (*open)(struct device **dev);
	int (*close)(struct device *dev);
	bool foreign; /* takes what may be somebody's: only where it is named */
};
extern const struct maker makers[];

struct region_maker {
	const char *name;
	int (*open)(struct cohmem_region **region);
	int (*close)(struct cohmem_region *region);
	int flags; /* of an area in it */
	bool foreign;
};
extern const struct region_maker region_makers[];

/* Calls of the device's own: its interrupt, its BAR, a mapping, bus mastering; what fails is left. */
void makers_exercise(struct device *dev);

/* Reads the options. */
void makers_init(int argc, char **argv);
/* Whether the arguments name it: then it must be usable. */
bool makers_wanted(const char *name, int argc, char **argv);
/* Whether it may be tried; all may with --all. */
bool makers_allowed(const char *name, bool foreign, int argc, char **argv);

#endif
