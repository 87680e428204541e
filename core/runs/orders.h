/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Aligned runs of ones in one word: of which orders, 0 (a single one) to 6 (all), and where. */
#ifndef RUNS_ORDERS_H
#define RUNS_ORDERS_H

#include "bits.h"

#include <stddef.h>
#include <stdint.h>

/* A bit where each aligned run of 2^order ones may begin. */
static const uint64_t orders_aligned[7] = {
	0xffffffffffffffff, 0x5555555555555555, 0x1111111111111111, 0x0101010101010101,
	0x0001000100010001, 0x0000000100000001, 0x0000000000000001,
};

/* The same as orders_in() in less code and more time. */
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

/* The number of orders, from 0 on, of which @word has a free aligned run; 7 when all is free. */
static inline size_t orders_in(uint64_t word)
{
	/* A bit where 2, 4, 8 ones begin, aligned or not: less than a step by step search takes. */
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
 * orders_in(@rest | @mask), where orders_in(@rest) is @rest_orders and @mask is @count ones from @start on.
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
	/* An aligned run adds one order at most: when it is all that one of 2^without lacked. */
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
