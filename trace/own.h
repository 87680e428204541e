/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * cohmem's own recording: a head, then records of 48 bytes, little-endian. A name is told before it is used:
 * its record is followed by its bytes, padded to a multiple of 8. So a recording can be read while it is written,
 * and one that was cut off is good up to there.
 */
#ifndef TRACE_OWN_H
#define TRACE_OWN_H

#include <stdint.h>
#include <stdio.h>

#define OWN_MAGIC      "COHMTRC1"
#define OWN_HEAD_BYTES 8
#define OWN_MOST_NAMES (1u << 20)
#define OWN_MOST_NAME  4096u

enum own_kind {
	OWN_ALLOC = 1,
	OWN_FREE,
	OWN_NAME, /* @addr: its number, from 1 on; @size: its length in bytes, which follow */
	OWN_LOST, /* @size events were lost here */
	OWN_END,  /* the recording was ended, not cut off */
	OWN_WHY,  /* the recording failed: @size bytes of why follow */
};

#define OWN_FAILED 1u /* the allocation gave nothing */

struct own_record {
	uint64_t time; /* ns */
	uint64_t addr;
	uint64_t size;
	uint32_t device; /* names; 0: "" */
	uint32_t task;
	uint32_t caller;
	uint16_t kind;
	uint16_t flags;
	uint64_t reserved;
};
_Static_assert(sizeof(struct own_record) == 48, "as the file has it");

#endif
