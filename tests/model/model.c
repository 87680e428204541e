/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#include "model.h"

#include <errno.h>
#include <stdlib.h>

void model_init(struct model *m, uint32_t granules, bool zero)
{
	m->granules = granules;
	m->high_water = 0;
	m->owner = calloc(granules, sizeof(*m->owner));
	m->zero = calloc(granules, sizeof(*m->zero));
	for (uint32_t i = 0; i < granules; i++)
		m->zero[i] = zero;
}

void model_free(struct model *m)
{
	free(m->owner);
	free(m->zero);
}

static bool all_free(const struct model *m, uint32_t start, uint64_t count)
{
	for (uint64_t i = start; i < start + count; i++) {
		if (i >= m->granules || m->owner[i])
			return false;
	}
	return true;
}

static void hand_out(struct model *m, uint32_t start, uint32_t count)
{
	for (uint32_t i = start; i < start + count; i++) {
		m->owner[i] = start + 1;
		m->zero[i] = false;
	}
	if (model_used(m) > m->high_water)
		m->high_water = model_used(m);
}

int model_alloc(struct model *m, uint32_t count, uint32_t limit, uint32_t *start)
{
	uint64_t run = 1;

	if (count == 0)
		return -EINVAL;
	while (run < count)
		run *= 2;
	for (uint64_t at = 0; at + run <= m->granules && at + run <= limit; at += run) {
		if (all_free(m, (uint32_t)at, run)) {
			*start = (uint32_t)at;
			hand_out(m, *start, count);
			return 0;
		}
	}
	return -ENOMEM;
}

int model_take(struct model *m, uint32_t start, uint32_t count)
{
	if (count == 0)
		return -EINVAL;
	if ((uint64_t)start + count > m->granules)
		return -ERANGE;
	if (!all_free(m, start, count))
		return -EBUSY;
	hand_out(m, start, count);
	return 0;
}

uint32_t model_block(const struct model *m, uint32_t start)
{
	uint32_t count = 0;

	while (start + count < m->granules && m->owner[start + count] == start + 1)
		count++;
	return count;
}

int model_release(struct model *m, uint32_t start, unsigned int order)
{
	uint32_t count, need = 0;

	if (start >= m->granules)
		return -ERANGE;
	if (m->owner[start] == 0)
		return -ENOENT;
	if (m->owner[start] != start + 1)
		return -EFAULT;
	count = model_block(m, start);
	while ((1ULL << need) < count)
		need++;
	if (need != order)
		return -EINVAL;
	for (uint32_t i = start; i < start + count; i++)
		m->owner[i] = 0;
	return 0;
}

uint32_t model_used(const struct model *m)
{
	uint32_t used = 0;

	for (uint32_t i = 0; i < m->granules; i++)
		used += m->owner[i] != 0;
	return used;
}
