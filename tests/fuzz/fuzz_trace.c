/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * Reads, sizes and replays arbitrary bytes as a recording. Input that begins like a trace.dat is skipped, because such
 * files are read by another process.
 */
#include <string.h>
#include <unistd.h>

#include "input.h"
#include "output.h"
#include "read_trace.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char path[64];
	int fd;

	if (size >= 10 && !memcmp(data, "\x17\x08\x44tracing", 10))
		return 0;
	fd = file_of(path, data, size);
	read_trace(path);
	close(fd);
	return 0;
}
