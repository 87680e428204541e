/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Replaces cohmem's placement rules by ones unlike Linux's: the oracle must detect them. */
#include <cohmem/runs.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* The oracle's pools begin one page after a multiple of every block size. */
#define BASE 1u

int __real_cohmem_runs_alloc(struct cohmem_runs *runs, uint32_t count, uint32_t limit,
			     struct cohmem_run *run);
int __wrap_cohmem_runs_alloc(struct cohmem_runs *runs, uint32_t count, uint32_t limit,
			     struct cohmem_run *run);

static const struct rule {
	const char *name;
	uint32_t phase; /* blocks begin this many granules after a multiple of their size */
	bool best;      /* use the shortest free run, not the lowest */
	bool dirty;     /* do not zero blocks */
} rules[] = {
	{"linux", 0, false, false},
	{"not zeroed", 0, false, true},
	{"off by one granule", 1, false, false},
	{"aligned by address", ~(uint32_t)0 - BASE + 1, false, false},
	{"best fit", 0, true, false},
};

static const struct rule *rule(void)
{
	const char *name = getenv("RULE");
	size_t i = sizeof(rules) / sizeof(rules[0]) - 1;

	while (i && (!name || strcmp(rules[i].name, name)))
		i--;
	return &rules[i];
}

/* Find where in a free run the block would begin; false if it does not fit. */
static bool fits(const struct rule *r, const struct cohmem_run *run, uint32_t size, uint32_t *start)
{
	uint32_t phase = r->phase % size;

	*start = run->start + (size + phase - run->start % size) % size;
	return !run->used && *start - run->start < run->count &&
	       run->count - (*start - run->start) >= size;
}

int __wrap_cohmem_runs_alloc(struct cohmem_runs *runs, uint32_t count, uint32_t limit,
			     struct cohmem_run *run)
{
	const struct rule *r = rule();
	uint32_t size = 1u << cohmem_runs_order(count), start, found = 0, length = ~(uint32_t)0;
	struct cohmem_run at = {0};

	if (!r->phase && !r->best) {
		int err = __real_cohmem_runs_alloc(runs, count, limit, run);

		run->dirty_to = r->dirty ? run->dirty_from : run->dirty_to;
		return err;
	}
	while (cohmem_runs_next(runs, at.start + at.count, &at)) {
		if (!fits(r, &at, size, &start) || at.count >= length)
			continue;
		found = start;
		length = r->best ? at.count : 0;
	}
	if (length == ~(uint32_t)0)
		return -ENOMEM;
	*run = (struct cohmem_run){found, size, found, found + size, true};
	return cohmem_runs_take(runs, found, size);
}
