/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* The command line, parsed and checked. */
#ifndef OPTIONS_H
#define OPTIONS_H

#include "blk.h"

enum refuse {
	REFUSE_NOTHING,
	REFUSE_NEVER,
	REFUSE_RELEASED
};

struct options {
	struct blk_options blk;
	const char *file;
	enum refuse refuse;
};

/* Exits with status 2 and a message if the command line is not valid. */
void options_parse(struct options *o, int argc, char **argv);

#endif
