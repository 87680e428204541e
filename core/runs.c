/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * The free-run allocator: include/cohmem/runs.h is its manual, runs_state.h its state.
 *
 * Algorithm: a 64-ary hierarchy of bitmaps. A search goes down one tree, one count-trailing-zeros a
 * level, and ends at the lowest aligned run. A change goes up only as far as it changes anything:
 * mostly one word.
 * Bound: orders below 6 touch at most one word (two, where mark-occupied made an unaligned block)
 * of each map, and the trees above; larger ones 2^order / 64 words of each. Neither depends on how
 * full or fragmented the area is, and on its size only through the trees' depth (at most 4).
 */
#include "runs_state.h"

_Static_assert(sizeof(struct cohmem_runs) == COHMEM_RUNS_HEAD_BYTES,
	       "COHMEM_RUNS_BYTES() must follow the state's layout");

unsigned int cohmem_runs_order(uint32_t count)
{
	return count <= 1 ? 0 : 32 - (unsigned int)__builtin_clz(count - 1);
}

size_t cohmem_runs_bytes(uint32_t granules)
{
	if (granules == 0 || granules > COHMEM_RUNS_MAX_GRANULES)
		return 0;
	return COHMEM_RUNS_BYTES(granules);
}

void cohmem_runs_layout(struct cohmem_runs *runs, uint32_t granules)
{
	uint32_t at = 0;

	*runs = (struct cohmem_runs){.magic = RUNS_MAGIC, .granules = granules};
	for (uint32_t bits = granules; bits; bits /= BITS_WORD) {
		struct runs_level *level = &runs->level[runs->levels++];

		level->map = at;
		level->words = (bits + BITS_WORD - 1) / BITS_WORD;
		at += level->map ? level->words : 3 * level->words;
		level->trees = at;
		do
			level->tree_words += tree_level_words(level->words, ++level->depth);
		while (tree_level_words(level->words, level->depth) > 1);
		at += RUNS_ORDERS * level->tree_words;
	}
}

/* Sets bits [@from, @to) of one tree to @value, and what follows from that above. */
static void tree_fill(uint64_t *tree, const struct runs_level *level, uint32_t from, uint32_t to,
		      bool value)
{
	uint64_t *words = tree + level->tree_words;

	for (uint32_t i = 1; i <= level->depth; i++) {
		uint32_t first = from / BITS_WORD, last = (to - 1) / BITS_WORD;
		uint64_t first_before, last_before;

		words -= tree_level_words(level->words, i);
		first_before = words[first];
		last_before = words[last];
		bits_fill(words, from, to, value);
		/* Above, a bit changes where a word became 0 or ceased to be. */
		from = (value ? first_before : words[first]) ? first + 1 : first;
		to = (value ? last_before : words[last]) ? last : last + 1;
		if (from >= to)
			return;
	}
}

/* tree_fill() of one bit, which is what most changes are. */
static void tree_set(uint64_t *tree, const struct runs_level *level, uint32_t bit, bool value)
{
	uint64_t *words = tree + level->tree_words;

	for (uint32_t i = 1; i <= level->depth; i++) {
		uint64_t before, mask = 1ULL << (bit % BITS_WORD);

		words -= tree_level_words(level->words, i);
		bit /= BITS_WORD;
		before = words[bit];
		words[bit] = value ? before | mask : before & ~mask;
		if (value ? before : words[bit])
			return;
	}
}

static void trees_fill(struct cohmem_runs *runs, const struct runs_level *level,
		       const unsigned int orders[2], const uint32_t words[2], bool value)
{
	uint64_t *tree = runs->word + level->trees + (size_t)orders[0] * level->tree_words;

	for (unsigned int k = orders[0]; k < orders[1]; k++, tree += level->tree_words)
		if (words[0] + 1 == words[1])
			tree_set(tree, level, words[0], value);
		else
			tree_fill(tree, level, words[0], words[1], value);
}

/* Changes the bits of @mask in word @w; returns whether the word was or now is all ones. */
static bool change_word(struct cohmem_runs *runs, const struct runs_level *level, uint32_t w,
			uint64_t mask, bool value)
{
	uint64_t *word = runs->word + level->map + w;
	uint64_t before = *word;
	unsigned int had, has;

	*word = value ? before | mask : before & ~mask;
	had = orders_in(before);
	has = orders_in(*word);
	if (had != has)
		trees_fill(runs, level,
			   value ? (unsigned int[]){had, has} : (unsigned int[]){has, had},
			   (uint32_t[]){w, w + 1}, value);
	return (value ? *word : before) == ~0ULL;
}

/* Changes whole words [@from, @to), all of which are 0 and become all ones, or the reverse. */
static void change_words(struct cohmem_runs *runs, const struct runs_level *level, uint32_t from,
			 uint32_t to, bool value)
{
	uint64_t *words = runs->word + level->map;

	if (from >= to)
		return;
	for (uint32_t w = from; w < to; w++)
		words[w] = value ? ~0ULL : 0;
	trees_fill(runs, level, (unsigned int[]){0, RUNS_ORDERS}, (uint32_t[]){from, to}, value);
}

/* Makes granules [@from, @to) free or not, in all levels. All of them are the opposite before. */
static void set_free(struct cohmem_runs *runs, uint32_t from, uint32_t to, bool value)
{
	for (uint32_t j = 0; j < runs->levels && from < to; j++) {
		const struct runs_level *level = &runs->level[j];
		uint32_t first = from / BITS_WORD, last = (to - 1) / BITS_WORD;
		bool whole = change_word(runs, level, first, bits_mask(from, to, first), value);
		bool last_whole = whole;

		if (first != last) {
			change_words(runs, level, first + 1, last, value);
			last_whole =
				change_word(runs, level, last, bits_mask(from, to, last), value);
		}
		from = whole ? first : first + 1;
		to = last_whole ? last + 1 : last;
	}
}

int cohmem_runs_init(struct cohmem_runs *runs, size_t bytes, uint32_t granules, bool zero)
{
	if (!runs || (uintptr_t)runs % sizeof(uint64_t) || cohmem_runs_bytes(granules) == 0)
		return -EINVAL;
	if (bytes < cohmem_runs_bytes(granules))
		return -ENOMEM;

	cohmem_runs_layout(runs, granules);
	for (size_t w = 0; w < (cohmem_runs_bytes(granules) - sizeof(*runs)) / sizeof(uint64_t);
	     w++)
		runs->word[w] = 0;
	set_free(runs, 0, granules, true);
	bits_fill(runs_zeros(runs), 0, granules, zero);
	return 0;
}

/* A bit at each aligned place where 2^order ones begin; order < 6. */
static uint64_t starts_in_word(uint64_t word, unsigned int order)
{
	static const uint64_t aligned[RUNS_ORDERS] = {
		0xffffffffffffffff, 0x5555555555555555, 0x1111111111111111,
		0x0101010101010101, 0x0001000100010001, 0x0000000100000001,
	};

	for (unsigned int k = 0; k < order; k++)
		word &= word >> (1u << k);
	return word & aligned[order];
}

/* The lowest free aligned run of 2^order; false when there is none. */
static bool find(const struct cohmem_runs *runs, unsigned int order, uint32_t *start)
{
	const struct runs_level *level = &runs->level[order / RUNS_ORDERS];
	const uint64_t *words = runs->word + level->trees;
	uint32_t at = 0;

	if (order / RUNS_ORDERS >= runs->levels)
		return false;
	words += (size_t)(order % RUNS_ORDERS) * level->tree_words;
	if (!*words)
		return false;
	for (uint32_t i = level->depth; i; i--) {
		at = at * BITS_WORD + (uint32_t)__builtin_ctzll(words[at]);
		words += tree_level_words(level->words, i);
	}
	words = runs->word + level->map;
	at = at * BITS_WORD +
	     (uint32_t)__builtin_ctzll(starts_in_word(words[at], order % RUNS_ORDERS));
	*start = at << (order / RUNS_ORDERS * RUNS_ORDERS);
	return true;
}

static void hand_out(struct cohmem_runs *runs, uint32_t start, uint32_t count)
{
	set_free(runs, start, start + count, false);
	bits_fill(runs_heads(runs), start, start + 1, true);
	bits_fill(runs_zeros(runs), start, start + count, false);
	runs->blocks++;
	runs->used += count;
	if (runs->high_water < runs->used)
		runs->high_water = runs->used;
}

int cohmem_runs_alloc(struct cohmem_runs *runs, uint32_t count, uint32_t limit,
		      struct cohmem_run *run)
{
	unsigned int order = cohmem_runs_order(count);
	uint32_t start, end;

	if (count == 0)
		return -EINVAL;
	/* The lowest run also ends lowest: if it passes the limit, every other does. */
	if (!find(runs, order, &start) || start + (1u << order) > limit)
		return -ENOMEM;

	end = start + count;
	*run = (struct cohmem_run){
		.start = start,
		.count = count,
		.dirty_from = bits_find(runs_zeros(runs), start, end, false),
		.dirty_to = bits_find_last(runs_zeros(runs), start, end, false),
		.used = true,
	};
	if (run->dirty_from == end)
		run->dirty_to = end;
	hand_out(runs, start, count);
	return 0;
}

int cohmem_runs_take(struct cohmem_runs *runs, uint32_t start, uint32_t count)
{
	if (count == 0)
		return -EINVAL;
	if (start >= runs->granules || count > runs->granules - start)
		return -ERANGE;
	if (bits_find(runs_free(runs), start, start + count, false) != start + count)
		return -EBUSY;

	hand_out(runs, start, count);
	return 0;
}

/* How far the block reaches that @start lies in, looking no further than @end. */
static uint32_t block_end(const struct cohmem_runs *runs, uint32_t start, uint32_t end)
{
	end = bits_find(runs_free(runs), start + 1, end, true);
	return bits_find(runs_heads(runs), start + 1, end, true);
}

int cohmem_runs_release(struct cohmem_runs *runs, uint32_t start, unsigned int order)
{
	uint32_t end;

	if (start >= runs->granules)
		return -ERANGE;
	if (bits_test(runs_free(runs), start))
		return -ENOENT;
	if (!bits_test(runs_heads(runs), start))
		return -EFAULT;
	if (order > COHMEM_RUNS_MAX_ORDER)
		return -EINVAL;

	/* One granule more than the order allows is enough to see that the block is longer. */
	end = runs->granules - start > 1u << order ? start + (1u << order) + 1 : runs->granules;
	end = block_end(runs, start, end);
	if (cohmem_runs_order(end - start) != order)
		return -EINVAL;

	set_free(runs, start, end, true);
	bits_fill(runs_heads(runs), start, start + 1, false);
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
		   : bits_find(runs_free(runs), from, runs->granules, false);
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
