/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* The namespace written with numbers that no other place has, and read back, many commands at a time. */
#ifndef TRANSFER_H
#define TRANSFER_H

#include "nvme.h"

struct transfer {
	struct nvme *nvme;
	uint64_t bytes;
	size_t buffer; /* bytes a command */
	uint64_t seed;
	/* Filled: */
	uint64_t area_bytes, generic_bytes; /* of data */
	uint64_t lists_in_area, lists;      /* of PRPs */
};

/* 0; -EILSEQ when what was read is not what was written; -errno. The reason is told. */
int transfer_run(struct transfer *transfer);

#endif
