/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * Allocates and releases in expensive states, while meter.c counts instructions (scripts/size). The states: every
 * stride-th granule in use, with strides from 1 (full) to 1024 (nearly empty), including the first or the last granule;
 * the first n granules in use, for every n; and random ones, at all fill levels. In each state of the first two kinds,
 * two blocks of each order are allocated and released. Zeroing is left to the port and not counted. Prints the largest
 * amount of stack that a call used.
 */
#include <cohmem.h>

#include "board.h"

#define AREA_BYTES (64u << 10)
#define GRANULES   1024u
#define ORDERS     11u
#define WORD_ORDER 6u /* a block of as many granules as a word has bits */

static unsigned char memory[AREA_BYTES] __attribute__((aligned(64)));
static uint64_t state[COHMEM_AREA_BYTES(GRANULES) / 8];
static struct device dev;
static void *used[GRANULES];
static uint32_t filled; /* granules */

static unsigned long lock(struct cohmem_lock *l)
{
	(void)l;
	return board_irq_save();
}

static void unlock(struct cohmem_lock *l, unsigned long flags)
{
	(void)l;
	board_irq_restore(flags);
}

static void zero(void *addr, size_t bytes)
{
	(void)addr, (void)bytes;
}

static const struct cohmem_port port = {.lock = lock, .unlock = unlock, .zero = zero};
const struct cohmem_port *cohmem_port = &port;

/*
 * The stack below the stack pointer is painted before a call and inspected afterwards. paint() and look() themselves
 * use less stack than a call.
 */
#define PAINT      0x5a5a5a5au
#define DEEP       1024u
#define OWN_FRAMES 96u

static uint32_t deepest;

static __attribute__((noinline)) void paint(uintptr_t sp)
{
	for (uintptr_t at = sp - DEEP; at < sp - OWN_FRAMES; at += 4)
		*(volatile uint32_t *)at = PAINT;
}

static __attribute__((noinline)) void look(uintptr_t sp)
{
	uintptr_t at = sp - DEEP;

	while (at < sp && *(volatile uint32_t *)at == PAINT)
		at += 4;
	if (deepest < sp - at)
		deepest = (uint32_t)(sp - at);
}

static inline __attribute__((always_inline)) uintptr_t stack_pointer(void)
{
	uintptr_t sp;

#ifdef __riscv
	__asm__ volatile("mv %0, sp" : "=r"(sp));
#else
	__asm__ volatile("mov %0, sp" : "=r"(sp));
#endif
	return sp;
}

/* The meter counts between labels around the calls. */
#define LABEL(name) __asm__ volatile(".global " name "\n" name ":" : : : "memory")

#define METERED(class)                                                                           \
	static __attribute__((noinline, noclone)) void *alloc_##class(size_t size)               \
	{                                                                                        \
		dma_addr_t dma;                                                                  \
		void *block;                                                                     \
                                                                                                 \
		paint(stack_pointer());                                                          \
		LABEL("alloc_" #class "_from");                                                  \
		block = dma_alloc_coherent(&dev, size, &dma, __GFP_NOWARN);                      \
		LABEL("alloc_" #class "_to");                                                    \
		look(stack_pointer());                                                           \
		return block;                                                                    \
	}                                                                                        \
	static __attribute__((noinline, noclone)) void release_##class(void *block, size_t size) \
	{                                                                                        \
		paint(stack_pointer());                                                          \
		LABEL("release_" #class "_from");                                                \
		dma_free_coherent(&dev, size, block, 0);                                         \
		LABEL("release_" #class "_to");                                                  \
		look(stack_pointer());                                                           \
	}

/* small: up to 64 granules; large: more; the number: at most this fill level, in percent. */
METERED(small_10)
METERED(small_50)
METERED(small_90)
METERED(small_100)
METERED(large_10)
METERED(large_50)
METERED(large_90)
METERED(large_100)

static void *(*const alloc[2][4])(size_t size) = {
	{alloc_small_10, alloc_small_50, alloc_small_90, alloc_small_100},
	{alloc_large_10, alloc_large_50, alloc_large_90, alloc_large_100},
};

static void (*const release[2][4])(void *block, size_t size) = {
	{release_small_10, release_small_50, release_small_90, release_small_100},
	{release_large_10, release_large_50, release_large_90, release_large_100},
};

static unsigned int filling(void)
{
	uint32_t percent = filled * 100 / GRANULES;

	return (percent > 10) + (percent > 50) + (percent > 90);
}

static void *take(unsigned int order)
{
	void *block = alloc[order > WORD_ORDER][filling()]((size_t)64 << order);

	filled += block ? 1u << order : 0;
	return block;
}

static void give(void *block, unsigned int order)
{
	filled -= 1u << order;
	release[order > WORD_ORDER][filling()](block, (size_t)64 << order);
}

/* Allocate and release two blocks of each order: the second is allocated while the first is in use. */
static void probe(void)
{
	for (unsigned int order = 0; order < ORDERS; order++) {
		void *first = take(order), *second = take(order);

		if (first)
			give(first, order);
		if (second)
			give(second, order);
	}
}

static void fill(void)
{
	for (uint32_t i = 0; i < GRANULES; i++)
		used[i] = take(0);
}

static void empty(uint32_t i)
{
	if (used[i])
		give(used[i], 0);
	used[i] = NULL;
}

static void test_strides(void)
{
	for (uint32_t stride = 1; stride <= GRANULES; stride *= 2) {
		for (uint32_t at = 0; at<stride; at += stride> 1 ? stride - 1 : 1) {
			fill();
			for (uint32_t i = 0; i < GRANULES; i++) {
				if (i % stride != at)
					empty(i);
			}
			probe();
			for (uint32_t i = 0; i < GRANULES; i++)
				empty(i);
		}
	}
}

static void test_walls(void)
{
	fill();
	for (uint32_t i = GRANULES; i--;) {
		empty(i);
		probe();
		if (i > 0) {
			empty(i - 1);
			probe();
			used[i - 1] = take(0);
		}
	}
}

static uint32_t next_random(void)
{
	static uint32_t random = 2463534242u;

	random ^= random << 13, random ^= random >> 17, random ^= random << 5;
	return random;
}

static void test_chance(void)
{
	static unsigned char orders[GRANULES];

	for (uint32_t n = 0; n < 40000; n++) {
		uint32_t i = next_random() % (GRANULES >> n / 5000);

		if (used[i]) {
			give(used[i], orders[i]);
			used[i] = NULL;
		} else {
			orders[i] = (unsigned char)(next_random() % (1 + next_random() % ORDERS));
			used[i] = take(orders[i]);
		}
	}
	for (uint32_t i = 0; i < GRANULES; i++) {
		if (used[i])
			give(used[i], orders[i]);
	}
}

void timer_interrupt(void)
{
}

void engine_interrupt(void)
{
}

static void tell_stack(void)
{
	char text[] = "stack 0000\n";

	for (unsigned int i = 9; i > 5; i--, deepest /= 10)
		text[i] = (char)('0' + deepest % 10);
	board_puts(text);
}

int main(void)
{
	static struct cohmem_region region = {.size = AREA_BYTES, .cpu_addr = memory, .fd = -1};
	const struct cohmem_area_desc desc = {.phys_addr = (uintptr_t)memory,
					      .device_addr = (uintptr_t)memory,
					      .size = AREA_BYTES,
					      .flags = DMA_MEMORY_MAP | DMA_MEMORY_EXCLUSIVE,
					      .granule_shift = 6,
					      .state = state,
					      .state_bytes = sizeof(state)};

	region.phys_addr = (uintptr_t)memory;
	cohmem_device_init(&dev, "worst");
	dev.coherent_dma_mask = ~0ull;
	if (cohmem_region_add(&region) || cohmem_declare_area(&dev, &desc))
		return 1;
	test_strides();
	test_walls();
	test_chance();
	tell_stack();
	return filled != 0 || cohmem_device_validate(&dev) != NULL;
}
