/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* The fuzzer's input, and checks for fuzz targets. */
#ifndef TESTS_FUZZ_INPUT_H
#define TESTS_FUZZ_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct input {
	const uint8_t *data;
	size_t left;
};

/* Returns 0 at the end of the input. */
static inline uint8_t take_byte(struct input *in)
{
	if (!in->left)
		return 0;
	in->left--;
	return *in->data++;
}

/* Abort unless @holds, so that the fuzzer reports the input. */
void demand(bool holds, const char *what);
/* True if all @bytes are @value. */
bool all_bytes(const void *addr, size_t bytes, uint8_t value);
/* Format and drop reports, and do not look up the source lines of calls, which takes longer than the calls. */
void quiet_port(void);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
