/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#include "hash.h"

#include <string.h>
#include <sys/random.h>
#include <time.h>

struct state {
	uint64_t a, b, c, d;
};

static const uint64_t *siphash_key(void)
{
	static uint64_t made[2];

	if (made[0] || made[1])
		return made;
	/* Early at boot there may be no randomness yet. Use values that are hard to guess instead. */
	if (getrandom(made, sizeof(made), GRND_NONBLOCK) != sizeof(made)) {
		struct timespec now;

		clock_gettime(CLOCK_REALTIME, &now);
		made[0] = (uint64_t)now.tv_nsec << 20 ^ (uint64_t)now.tv_sec;
		made[1] = (uintptr_t)&now;
	}
	made[0] |= 1;
	return made;
}

static uint64_t rotate(uint64_t x, int bits)
{
	return x << bits | x >> (64 - bits);
}

static void siphash_round(struct state *s)
{
	s->a += s->b;
	s->c += s->d;
	s->b = rotate(s->b, 13) ^ s->a;
	s->d = rotate(s->d, 16) ^ s->c;
	s->a = rotate(s->a, 32);
	s->c += s->b;
	s->a += s->d;
	s->b = rotate(s->b, 17) ^ s->c;
	s->d = rotate(s->d, 21) ^ s->a;
	s->c = rotate(s->c, 32);
}

static void siphash_add(struct state *s, uint64_t word)
{
	s->d ^= word;
	siphash_round(s);
	s->a ^= word;
}

uint64_t hash_bytes(const void *bytes, size_t length)
{
	const uint64_t *k = siphash_key();
	struct state s = {k[0] ^ 0x736f6d6570736575, k[1] ^ 0x646f72616e646f6d,
			  k[0] ^ 0x6c7967656e657261, k[1] ^ 0x7465646279746573};
	const char *at = bytes, *end = at + length;
	uint64_t word = 0;

	for (; end - at >= 8; at += 8) {
		memcpy(&word, at, sizeof(word));
		siphash_add(&s, word);
	}
	word = 0;
	memcpy(&word, at, (size_t)(end - at));
	siphash_add(&s, word | (uint64_t)length << 56);
	s.c ^= 0xff;
	for (int i = 0; i < 3; i++)
		siphash_round(&s);
	return s.a ^ s.b ^ s.c ^ s.d;
}
