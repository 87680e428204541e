/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* A whole file through the device, many requests in flight, and its SHA-256 on the way. */
#ifndef TRANSFER_H
#define TRANSFER_H

#include <signal.h>

#include "blk.h"

#define SHA256_HEX 65

struct transfer {
	struct blk *blk;
	int file;
	uint64_t size;
	enum blk_direction direction;
	uint64_t area_bytes, generic_bytes; /* added to */
	char sha256[SHA256_HEX];
};

extern volatile sig_atomic_t transfer_interrupted;

/*
 * BLK_WRITE: file to disk. BLK_READ: disk back, compared with the file. 0, or -errno and a
 * message; -EILSEQ when what was read differs.
 */
int transfer_run(struct transfer *t);

/* The SHA-256 of the first @size bytes of @fd; 0 or -errno. */
int transfer_sha256(int fd, uint64_t size, char hex[SHA256_HEX]);

#endif
