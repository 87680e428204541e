/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * The free-run allocator: include/cohmem/runs.h documents its functions, state.h its state.
 *
 * Algorithm: a 64-ary tree in which every node records, per order, which of its children have a free
 * aligned run. A search descends, with one count-trailing-zeros per height, and ends at the lowest run.
 * An update ascends to the parent only if it changed the number of orders that the node has, which
 * most updates do not.
 * Bound: a block of an order below 6 touches at most one word (two, if cohmem_runs_take() placed it
 * unaligned) of each map and six words in each of at most four nodes above. A larger block
 * touches 2^order / 64 words more. Neither bound depends on how full or fragmented the area is.
 * tests/wcet counts instructions.
 */
#include "../base/assert.h"
#include "block_end.h"
#include "small.h"
#include "state.h"

#define NOWHERE (~0u)

_Static_assert(sizeof(struct cohmem_runs) == COHMEM_RUNS_HEAD_BYTES,
	       "COHMEM_RUNS_BYTES() must follow the state's layout");

unsigned int cohmem_runs_order(uint32_t count)
{
	return order_of(count);
}

size_t cohmem_runs_bytes(uint32_t granules)
{
	struct cohmem_runs head;

	if (granules == 0 || granules > COHMEM_RUNS_MAX_GRANULES)
		return 0;
	return sizeof(head) + cohmem__runs_layout(&head, granules) * sizeof(uint64_t);
}

uint32_t cohmem__runs_layout(struct cohmem_runs *runs, uint32_t granules)
{
	uint32_t at = runs_nodes(granules, 0) * BITS_STRIDE;

	*runs = (struct cohmem_runs){.magic = RUNS_MAGIC, .granules = granules};
	if (granules > BITS_WORD)
		at = (at + 7) / 8 * 8;
	while (runs_nodes(granules, runs->top) > 1) {
		runs->node[++runs->top] = at;
		at += runs_nodes(granules, runs->top) << (runs->top + 2);
	}
	return at;
}

/*
 * Flips the bits of @mask in @words [@old_orders, @new_orders). The bits of a higher order are a subset of those
 * of a lower one, so if one of these words has no bit outside @mask, no later word has one. Returns the index of
 * the first word without such a bit, or @new_orders.
 */
static inline size_t orders_flip(uint64_t *words, size_t old_orders, size_t new_orders,
				 uint64_t mask)
{
	uint64_t *word = words + old_orders, *const end = words + new_orders;

	do
		*word++ ^= mask;
	while (word < end);
	if (end[-1] & ~mask)
		return new_orders;
	while (words[old_orders] & ~mask)
		old_orders++;
	return old_orders;
}

/*
 * Updates the ancestors of node @n of @height, after a run below the node became free or in use. The node has
 * @new_orders orders while that run is free, and @old_orders while it is in use.
 */
static inline __attribute__((always_inline)) void climb(struct cohmem_runs *runs,
							unsigned int height, uint32_t n,
							size_t old_orders, size_t new_orders)
{
	size_t last = RUNS_ORDERS * height;

	while (old_orders != new_orders) {
		const unsigned int c = n % BITS_WORD;
		uint64_t *words, rest;

		n /= BITS_WORD;
		height++;
		last += RUNS_ORDERS;
		words = runs_node_above(runs, height, n);
		if (old_orders == last && (words[last] | 1ULL << c) == ~0ULL) {
			/* All other children of the node are free as a whole: as in an empty area. */
			words[last] ^= 1ULL << c;
			if (height == runs->top)
				return;
			old_orders = last + RUNS_ORDERS;
			new_orders = old_orders + 1;
			continue;
		}
		old_orders = orders_flip(words, old_orders, new_orders, 1ULL << c);
		if (height == runs->top)
			return;
		if (new_orders <= last)
			continue;
		rest = words[last] & ~(1ULL << c);
		new_orders = orders_in(rest);
		old_orders = new_orders ? last + new_orders : old_orders;
		new_orders = last + orders_with(rest, 1ULL << c, c, 1, new_orders);
	}
}

/*
 * Flips @count children of a node, from @start on: all of them are free as a whole, or none of them
 * has a free granule.
 */
static void change(struct cohmem_runs *runs, unsigned int height, uint32_t n, unsigned int start,
		   unsigned int count)
{
	const size_t last = RUNS_ORDERS * height;
	uint64_t *words = runs_node(runs, height, n);
	uint64_t mask = bits_ones(start, count);
	size_t orders, old_orders = orders_flip(words, 0, last + 1, mask);

	/* After the flip, too, all of them are free as a whole, or none has a free granule. */
	cohmem_assert((words[last] & mask) == mask || !(words[0] & mask));
	if (height == runs->top)
		return;
	orders = orders_in(words[last] & ~mask);
	climb(runs, height, n, orders ? last + orders : old_orders,
	      last + orders_with(words[last] & ~mask, mask, start, count, orders));
}

/* change() for the @count granules in @mask, from @start on. Most changes end here. */
static void change_granules(struct cohmem_runs *runs, uint64_t *word, uint32_t w, uint64_t mask,
			    unsigned int start, unsigned int count)
{
	uint64_t rest = *word & ~mask;
	size_t orders = orders_in(rest);

	cohmem_assert(!(*word & mask) || (*word & mask) == mask);
	*word ^= mask;
	if (runs->top)
		climb(runs, 0, w, orders, orders_with(rest, mask, start, count, orders));
}

/*
 * Makes nodes [@from, @to) of @height free or in use as a whole, without updating their parents. No block
 * starts at a free granule, and no granule in use is known to be zero. So when nodes of height 0 become
 * used, all three maps are cleared at once.
 */
static void change_nodes(struct cohmem_runs *runs, unsigned int height, uint32_t from, uint32_t to,
			 bool value)
{
	uint64_t *first = runs_node(runs, height, from), *end = runs_node(runs, height, to);

	if (!value)
		words_fill(first, end, 1, 0);
	else if (height)
		words_fill(first, end, 1, ~0ULL);
	else
		words_fill(first, end, BITS_STRIDE, ~0ULL);
}

/* Makes granules [@from, @to) free or in use, at all heights. All of them must be the opposite. Returns 0. */
static int set_free(struct cohmem_runs *runs, uint32_t from, uint32_t to, bool value)
{
	if (BITS_SMALL)
		return small_set_free(runs, from, to);
	for (unsigned int height = 0; from < to; height++) {
		uint32_t first = from / BITS_WORD, last = to / BITS_WORD;

		if (first == (to - 1) / BITS_WORD) {
			change(runs, height, first, from % BITS_WORD, to - from);
			return 0;
		}
		if (from % BITS_WORD)
			change(runs, height, first++, from % BITS_WORD,
			       BITS_WORD - from % BITS_WORD);
		if (to % BITS_WORD)
			change(runs, height, last, 0, to % BITS_WORD);
		change_nodes(runs, height, first, last, value);
		from = first;
		to = last;
	}
	return 0;
}

int cohmem_runs_init(struct cohmem_runs *runs, size_t bytes, uint32_t granules, bool zero)
{
	if (!runs || (uintptr_t)runs % sizeof(uint64_t) || cohmem_runs_bytes(granules) == 0)
		return -EINVAL;
	if (bytes < cohmem_runs_bytes(granules))
		return -ENOMEM;

	for (uint32_t w = cohmem__runs_layout(runs, granules); w--;)
		runs->word[w] = 0;
	set_free(runs, 0, granules, true);
	for (uint32_t w = 0; zero && w < runs_nodes(granules, 0); w++)
		runs_node(runs, 0, w)[2] = runs_node(runs, 0, w)[0];
	return 0;
}

/* Returns the start of the lowest free aligned run of 2^@order granules, or NOWHERE. */
static NOINLINE_FOR_SIZE uint32_t runs_find(const struct cohmem_runs *runs, unsigned int order)
{
	unsigned int height = runs->top, last = RUNS_ORDERS * height;
	uint64_t word;
	uint32_t n = 0;

	if (order > last + RUNS_ORDERS)
		return NOWHERE;
	for (; order < last; last -= RUNS_ORDERS, height--) {
		word = runs_node_above(runs, height, n)[order];
		if (!word)
			return NOWHERE;
		n = n * BITS_WORD + (uint32_t)__builtin_ctzll(word);
	}
	word = starts_in_word(runs_node(runs, height, n)[last], order - last);
	if (!word)
		return NOWHERE;
	return (n * BITS_WORD + (uint32_t)__builtin_ctzll(word)) << last;
}

static inline void count_block(struct cohmem_runs *runs, struct cohmem_run *run)
{
	run->used = true;
	runs->blocks++;
	runs->used += run->count;
	if (runs->high_water < runs->used)
		runs->high_water = runs->used;
}

/*
 * hand_out_*() turn free granules into a block, and fill in the range not known to be zero.
 * This function is for a block inside one word of the maps, as most blocks are.
 */
static inline void hand_out_bits(struct cohmem_runs *runs, struct cohmem_run *run)
{
	uint32_t w = run->start / BITS_WORD, end = run->start + run->count;
	uint64_t mask = bits_ones(run->start % BITS_WORD, run->count);
	uint64_t *maps = runs_node(runs, 0, w), dirty;

	run->dirty_from = run->start;
	run->dirty_to = end;
	if (maps[2] & mask) {
		dirty = ~maps[2] & mask;
		run->dirty_from = end;
		if (dirty) {
			run->dirty_from = w * BITS_WORD + (uint32_t)__builtin_ctzll(dirty);
			run->dirty_to = (w + 1) * BITS_WORD - (uint32_t)__builtin_clzll(dirty);
		}
		maps[2] &= ~mask;
	}
	maps[1] |= 1ULL << (run->start % BITS_WORD);
	change_granules(runs, maps, w, mask, run->start % BITS_WORD, run->count);
}

/* Returns 0, so that it can be a tail call, which reuses its caller's stack space. */
static int hand_out_words(struct cohmem_runs *runs, struct cohmem_run *run)
{
	uint32_t start = run->start, end = start + run->count;

	if (BITS_SMALL) {
		small_take_zeros(runs, run);
		*bits_word(runs_heads(runs), start) |= 1ULL << (start % BITS_WORD);
		return set_free(runs, start, end, false);
	}
	run->dirty_from = bits_find_zero(runs_zeros(runs), start, end);
	run->dirty_to = end;
	if (run->dirty_from < end)
		run->dirty_to = bits_find_last_zero(runs_zeros(runs), start, end);
	/* If the block is longer than a word, this clears all three maps in words that it covers entirely. */
	set_free(runs, start, end, false);
	if (start % BITS_WORD || run->count <= BITS_WORD)
		bits_clear_word(runs_zeros(runs), start, end, start / BITS_WORD);
	if (end % BITS_WORD)
		bits_clear_word(runs_zeros(runs), start, end, end / BITS_WORD);
	*bits_word(runs_heads(runs), start) |= 1ULL << (start % BITS_WORD);
	return 0;
}

int cohmem_runs_alloc(struct cohmem_runs *runs, uint32_t count, uint32_t limit,
		      struct cohmem_run *run)
{
	unsigned int order = order_of(count);
	uint32_t start;

	if (count == 0)
		return -EINVAL;
	/* The lowest run also ends lowest: if it ends beyond the limit, every other one does. */
	start = runs_find(runs, order);
	if (start == NOWHERE || start + (1u << order) > limit)
		return -ENOMEM;
	run->start = start;
	run->count = count;
	count_block(runs, run);
	if (BITS_SMALL || order > RUNS_ORDERS)
		return hand_out_words(runs, run);
	hand_out_bits(runs, run);
	return 0;
}

int cohmem_runs_take(struct cohmem_runs *runs, uint32_t start, uint32_t count)
{
	struct cohmem_run run = {.start = start, .count = count};

	if (count == 0)
		return -EINVAL;
	if (start >= runs->granules || count > runs->granules - start)
		return -ERANGE;
	if (bits_find_zero(runs_free(runs), start, start + count) != start + count)
		return -EBUSY;

	count_block(runs, &run);
	return hand_out_words(runs, &run);
}

int cohmem_runs_release(struct cohmem_runs *runs, uint32_t start, unsigned int order)
{
	uint64_t *free, bit = 1ULL << (start % BITS_WORD);
	uint32_t end;

	if (start >= runs->granules)
		return -ERANGE;
	/* In a large area, neither the node nor the word is cached: wait for both at once. */
	__builtin_prefetch(runs_node_above(runs, 1, start >> 2 * RUNS_ORDERS), 1);
	free = bits_word(runs_free(runs), start);
	if (free[0] & bit)
		return -ENOENT;
	if (!(free[1] & bit))
		return -EFAULT;
	if (order > COHMEM_RUNS_MAX_ORDER)
		return -EINVAL;

	/* One granule more than the order allows is enough to see that the block is longer. */
	end = runs->granules - start > 1u << order ? start + (1u << order) + 1 : runs->granules;
	end = block_end(runs, start, end);
	if (order_of(end - start) != order)
		return -EINVAL;

	free[1] ^= bit;
	if (!BITS_SMALL && start % BITS_WORD + (end - start) <= BITS_WORD)
		change_granules(runs, free, start / BITS_WORD,
				bits_ones(start % BITS_WORD, end - start), start % BITS_WORD,
				end - start);
	else
		set_free(runs, start, end, true);
	runs->blocks--;
	runs->used -= end - start;
	return 0;
}

bool cohmem_runs_next(const struct cohmem_runs *runs, uint32_t from, struct cohmem_run *run)
{
	uint32_t end;
	bool used;

	if (from >= runs->granules)
		return false;
	used = !bits_test(runs_free(runs), from);
	end = used ? block_end(runs, from, runs->granules)
		   : bits_find_zero(runs_free(runs), from, runs->granules);
	*run = (struct cohmem_run){
		.start = from,
		.count = end - from,
		.dirty_from = from,
		.dirty_to = end,
		.used = used,
	};
	return true;
}

uint32_t cohmem_runs_used(const struct cohmem_runs *runs)
{
	return runs->used;
}
