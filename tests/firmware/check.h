/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Shared by the tests: the area, and the output of results. */
#ifndef TESTS_FIRMWARE_CHECK_H
#define TESTS_FIRMWARE_CHECK_H

#include <cohmem.h>

#define AREA_BYTES    (64u << 10)
#define GRANULE_SHIFT 6
#define GRANULES      (AREA_BYTES >> GRANULE_SHIFT)

extern unsigned char area_memory[AREA_BYTES];
extern struct device engine;

/* Describe a part of area_memory as an area of the engine, without a state. */
struct cohmem_area_desc describe_area(size_t offset, size_t size);

/* Print a line of TAP; returns @holds. */
bool check(bool holds, const char *what);
/* Print the plan of TAP; returns how many checks failed. */
unsigned int checks_end(void);
/* Print @before, @value and @after. */
void put_hex(const char *before, uint64_t value);
void put_decimal(const char *before, uint32_t value, const char *after);

uint32_t next_random(void);

void test_chain(void);
void test_full(void);
/* Called while no area is declared. */
void test_crooked_area(void);
/* Called while no area is declared in @region. */
void test_cached(struct cohmem_region *region);
void test_storm(void);
void test_debug(void);
void test_many(void);
/* Called while no area is declared. */
void test_arena(void);

#endif
