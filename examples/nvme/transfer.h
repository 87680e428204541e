/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Writes the namespace with numbers that differ at each place, and reads it back, with many commands in flight. */
#ifndef TRANSFER_H
#define TRANSFER_H

#include "nvme.h"

struct transfer {
	struct nvme *nvme;
	uint64_t bytes;
	size_t buffer; /* bytes per command */
	uint64_t seed;
	/* Results: */
	uint64_t area_bytes, generic_bytes; /* of data */
	uint64_t lists_in_area, lists;      /* of PRPs */
};

/* Returns 0; -EILSEQ if what was read is not what was written; another -errno. The reason is printed. */
int transfer_run(struct transfer *transfer);

#endif
