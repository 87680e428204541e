/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* What the tests share: the area, and how they tell what they saw. */
#ifndef TESTS_FIRMWARE_CHECK_H
#define TESTS_FIRMWARE_CHECK_H

#include <cohmem.h>

#define AREA_BYTES    (64u << 10)
#define GRANULE_SHIFT 6
#define GRANULES      (AREA_BYTES >> GRANULE_SHIFT)

extern unsigned char area_memory[AREA_BYTES];
extern struct device engine;

/* A part of that memory, as the engine's; no state yet. */
struct cohmem_area_desc describe_area(size_t offset, size_t size);

/* A line of TAP; returns @holds. */
bool check(bool holds, const char *what);
/* The plan; returns how many failed. */
unsigned int checks_end(void);
/* Parts of a line that is none. */
void put_hex(const char *before, uint64_t value);
void put_decimal(const char *before, uint32_t value, const char *after);

uint32_t next_random(void);

void test_chain(void);
void test_full(void);
/* Nothing is declared. */
void test_crooked_area(void);
/* @region: in which nothing is declared. */
void test_cached(struct cohmem_region *region);
void test_storm(void);
void test_debug(void);
void test_many(void);
/* Nothing is declared. */
void test_arena(void);

#endif
