/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Transfers a file through the device with many requests in flight, and computes its SHA-256. */
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
	uint64_t area_bytes, generic_bytes; /* transfer_run() adds to these */
	char sha256[SHA256_HEX];
};

extern volatile sig_atomic_t transfer_interrupted;

/*
 * BLK_WRITE: copies the file to the disk. BLK_READ: reads the disk, and compares it with the file. Returns
 * 0, or -errno after printing a message; -EILSEQ if the data differ; -EINTR, without a message, on a signal.
 */
int transfer_run(struct transfer *t);

/* Computes the SHA-256 of the first @size bytes of @fd. Returns 0 or -errno. */
int transfer_sha256(int fd, uint64_t size, char hex[SHA256_HEX]);

#endif
