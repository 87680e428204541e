/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* SipHash-1-3 with a random key for each run, so that no file can be crafted whose names or addresses all collide. */
#ifndef TRACE_INPUT_HASH_H
#define TRACE_INPUT_HASH_H

#include <stddef.h>
#include <stdint.h>

uint64_t hash_bytes(const void *bytes, size_t length);

#endif
