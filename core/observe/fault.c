/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Fault injection: chooses the allocations that fail. */
#include "fault.h"

#define MILLION     1000000u
#define KNOWN_WHERE (COHMEM_FAIL_ANY | COHMEM_FAIL_AREA | COHMEM_FAIL_GENERIC)

static struct cohmem_fail chosen;
static unsigned long counted, hits;

int cohmem_fail_set(const struct cohmem_fail *fail)
{
	if (fail && (fail->where == 0 || fail->where & ~KNOWN_WHERE ||
		     fail->per_million > MILLION || !fail->nth == !fail->per_million))
		return -EINVAL;
	cohmem__observe_faults(fail != NULL);
	chosen = fail ? *fail : (struct cohmem_fail){0};
	atomic_write(&counted, 0);
	atomic_write(&hits, 0);
	return 0;
}

unsigned long cohmem_fail_hits(void)
{
	return atomic_read(&hits);
}

static bool same_name(const char *a, const char *b)
{
	while (*a && *a == *b)
		a++, b++;
	return *a == *b;
}

/* Returns the @n-th random number of @seed (splitmix64), less than MILLION. */
static unsigned int fault_draw(uint64_t seed, unsigned long n)
{
	uint64_t z = seed + n * 0x9e3779b97f4a7c15u;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return (unsigned int)((z ^ (z >> 31)) % MILLION);
}

static bool is_chosen(unsigned long n)
{
	unsigned long times = chosen.times ? chosen.times : 1;

	if (chosen.per_million)
		return fault_draw(chosen.seed, n) < chosen.per_million;
	return n >= chosen.nth && n - chosen.nth < times;
}

bool cohmem_fail_now(unsigned int where, const struct device *dev)
{
	if (!observed(OBSERVE_FAULTS) || !(chosen.where & where) ||
	    (chosen.dev && chosen.dev != dev))
		return false;
	if (chosen.device && (!dev || !same_name(chosen.device, dev_name(dev))))
		return false;
	if (!is_chosen(atomic_add(&counted, 1)))
		return false;
	atomic_add(&hits, 1);
	return true;
}
