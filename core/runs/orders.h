/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Aligned runs of ones in one word: which orders it has, 0 (a single one) to 6 (all ones), and where they start. */
#ifndef RUNS_ORDERS_H
#define RUNS_ORDERS_H

#include "bits.h"

#include <stddef.h>
#include <stdint.h>

/* For each order, the bits at which an aligned run of 2^order ones may start. */
static const uint64_t orders_aligned[7] = {
	0xffffffffffffffff, 0x5555555555555555, 0x1111111111111111, 0x0101010101010101,
	0x0001000100010001, 0x0000000100000001, 0x0000000000000001,
};

/* Does what orders_in() does, with less code, but in more time. */
static inline size_t orders_in_small(uint64_t word)
{
	size_t orders = 0;

	while (word & orders_aligned[orders]) {
		if (orders == 6)
			return 7;
		word &= word >> (1u << orders);
		orders++;
	}
	return orders;
}

/* Returns the number of orders, from 0 on, of which @word has an aligned run of ones; 7 if all are ones. */
static inline size_t orders_in(uint64_t word)
{
	/* A bit where 2, 4 or 8 ones start, aligned or not. This is faster than a search step by step. */
	uint64_t two = word & word >> 1, four = two & two >> 2, eight = four & four >> 4;

	if (BITS_SMALL)
		return orders_in_small(word);
	if (!(eight & 0x0101010101010101)) {
		if (!(two & 0x5555555555555555))
			return word != 0;
		return four & 0x1111111111111111 ? 3 : 2;
	}
	word = eight & eight >> 8;
	if (!(word & word >> 16 & 0x0000000100000001))
		return word & 0x0001000100010001 ? 5 : 4;
	word &= word >> 16;
	return word & word >> 32 & 1 ? 7 : 6;
}

/*
 * Returns orders_in(@rest | @mask). @rest_orders is orders_in(@rest), and @mask is @count ones from @start on.
 */
static inline size_t orders_with(uint64_t rest, uint64_t mask, unsigned int start,
				 unsigned int count, size_t rest_orders)
{
	static const uint64_t ones[7] = {
		0x1, 0x3, 0xf, 0xff, 0xffff, 0xffffffff, 0xffffffffffffffff,
	};
	uint64_t word = rest | mask;

	if ((start | count) & (count - 1))
		return orders_in(word);
	if (count >> rest_orders)
		return 1 + (size_t)__builtin_ctz(count);
	/* This short run adds at most one order, and only if it completes an aligned run of 2^@rest_orders ones. */
	word = word >> (start & ~0u << rest_orders) & ones[rest_orders];
	return rest_orders + (word == ones[rest_orders]);
}

/* A bit at each aligned place where 2^order ones begin; order <= 6. */
static inline uint64_t starts_in_word(uint64_t word, unsigned int order)
{
	for (unsigned int i = 0; BITS_SMALL && i < order; i++)
		word &= word >> (1u << i);
	if (BITS_SMALL)
		return word & orders_aligned[order];
	if (order > 0)
		word &= word >> 1;
	if (order > 1)
		word &= word >> 2;
	if (order > 2)
		word &= word >> 4;
	if (order > 3)
		word &= word >> 8;
	if (order > 4)
		word &= word >> 16;
	if (order > 5)
		word &= word >> 32;
	return word & orders_aligned[order];
}

#endif
