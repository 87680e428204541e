/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* The main loop, the timer's interrupt and the engine's interrupt allocate and release concurrently. */

#include "board.h"
#include "check.h"
#include "engine.h"

#define OPERATIONS 100000u /* at least: of main loop, timer and engine together */
#define EACH       5000u   /* at least: operations of the timer, lists of the engine */
#define SLOTS      16u
#define WORDS      24u /* moved by the engine in each step */
#define TAGGED     8u

/* An allocated block: its first and last words contain a tag. */
struct slot {
	uint32_t *vaddr;
	dma_addr_t dma;
	uint32_t words;
	uint32_t tag;
};

struct user {
	struct slot slot[SLOTS];
	uint32_t random;
	uint32_t operations;
	uint32_t refused;
};

static struct user loop_user = {.random = 11}, timer_user = {.random = 22};
static struct dma_pool *pool;
static bool running; /* interrupts allocate and release */
static uint32_t spoiled;

/* The engine's current work: a list of two descriptors that copies from one block to another. */
static struct {
	struct slot from, to;
	void *descriptor[2];
	dma_addr_t dma[2];
	bool busy;
	uint32_t operations;
	uint32_t lists;
} work;

static uint32_t random_of(struct user *user)
{
	user->random ^= user->random << 13;
	user->random ^= user->random >> 17;
	user->random ^= user->random << 5;
	return user->random;
}

static uint32_t next_tagged(uint32_t i, uint32_t words)
{
	return i == TAGGED - 1 && words > 2 * TAGGED ? words - TAGGED : i + 1;
}

static void fill(struct slot *slot, uint32_t words, uint32_t tag)
{
	slot->words = words;
	slot->tag = tag;
	for (uint32_t i = 0; i < words; i = next_tagged(i, words)) {
		spoiled += slot->vaddr[i] != 0;
		slot->vaddr[i] = tag + i;
	}
}

static void look(const struct slot *slot)
{
	for (uint32_t i = 0; i < slot->words; i = next_tagged(i, slot->words))
		spoiled += slot->vaddr[i] != slot->tag + i;
}

/* Blocks with an odd number of words come from the pool. */
static void take(struct slot *slot, uint32_t words)
{
	slot->vaddr = words & 1 ? dma_pool_zalloc(pool, __GFP_NOWARN, &slot->dma)
				: dma_alloc_coherent(&engine, words * 4, &slot->dma, __GFP_NOWARN);
}

static void give(struct slot *slot)
{
	look(slot);
	if (slot->words & 1)
		dma_pool_free(pool, slot->vaddr, slot->dma);
	else
		dma_free_coherent(&engine, slot->words * 4, slot->vaddr, slot->dma);
	slot->vaddr = NULL;
}

/* Create, use and destroy a pool; both the main loop and the timer do it. */
static void churn(struct user *user)
{
	struct dma_pool *own = dma_pool_create("own", &engine, 64, 64, 0);
	struct slot slot = {.words = 1};

	slot.vaddr = own ? dma_pool_zalloc(own, __GFP_NOWARN, &slot.dma) : NULL;
	spoiled += !own;
	if (slot.vaddr) {
		fill(&slot, 15, user->random);
		look(&slot);
		dma_pool_free(own, slot.vaddr, slot.dma);
	}
	user->refused += !slot.vaddr;
	dma_pool_destroy(own);
}

static void operate(struct user *user)
{
	uint32_t random = random_of(user), words = 2 + (random >> 4) % 800 / 2 * 2;
	struct slot *slot = &user->slot[random % SLOTS];

	if (random >> 30 == 0)
		words = 15; /* odd, and fits in a block of the pool */
	user->operations++;
	if (random % 64 == 63)
		churn(user);
	if (slot->vaddr) {
		give(slot);
		return;
	}
	take(slot, words);
	if (slot->vaddr)
		fill(slot, words, random);
	else
		user->refused++;
}

static void forget(struct user *user)
{
	for (uint32_t i = 0; i < SLOTS; i++) {
		if (user->slot[i].vaddr)
			give(&user->slot[i]);
	}
}

/* Called by the engine's interrupt. */
static void end_work(void)
{
	work.to.words = work.from.words;
	work.to.tag = work.from.tag;
	give(&work.from);
	give(&work.to);
	for (int i = 0; i < 2; i++)
		dma_pool_free(pool, work.descriptor[i], work.dma[i]);
	work.operations += 4;
	work.busy = false;
}

static void give_up(void)
{
	for (int i = 0; i < 2; i++)
		dma_pool_free(pool, work.descriptor[i], work.dma[i]);
	work.from.words = work.to.words = 0;
	if (work.from.vaddr)
		dma_free_coherent(&engine, 2 * WORDS * 4, work.from.vaddr, work.from.dma);
	if (work.to.vaddr)
		dma_free_coherent(&engine, 2 * WORDS * 4, work.to.vaddr, work.to.dma);
}

/* Called by the timer's interrupt. */
static void begin_work(void)
{
	take(&work.from, 2 * WORDS);
	take(&work.to, 2 * WORDS);
	for (int i = 0; i < 2; i++)
		work.descriptor[i] = dma_pool_alloc(pool, __GFP_NOWARN, &work.dma[i]);
	work.operations += 4;
	if (!work.from.vaddr || !work.to.vaddr || !work.descriptor[0] || !work.descriptor[1]) {
		give_up();
		return;
	}
	fill(&work.from, 2 * WORDS, work.lists);
	engine_describe(work.descriptor[0], work.to.dma, work.from.dma, WORDS, work.dma[1]);
	engine_describe(work.descriptor[1], work.to.dma + WORDS * 4, work.from.dma + WORDS * 4,
			WORDS, 0);
	work.busy = true;
	work.lists++;
	engine_start(work.descriptor[0], work.dma[0]);
}

void timer_interrupt(void)
{
	if (!running)
		return;
	operate(&timer_user);
	if (!work.busy)
		begin_work();
}

void engine_interrupt(void)
{
	if (engine_done() && work.busy)
		end_work();
}

static uint32_t now(const uint32_t *count)
{
	return *(const volatile uint32_t *)count;
}

static bool goes_on(void)
{
	return now(&loop_user.operations) + now(&timer_user.operations) + now(&work.operations) <
		       OPERATIONS ||
	       now(&timer_user.operations) < EACH || now(&work.lists) < EACH;
}

void test_storm(void)
{
	struct cohmem_area_info info;
	const char *broken = NULL;

	pool = dma_pool_create("storm", &engine, 64, 64, 0);
	running = pool != NULL;
	board_interrupts(1);
	while (goes_on() && !broken) {
		operate(&loop_user);
		if (loop_user.operations % 1024 == 0)
			broken = cohmem_device_validate(&engine);
	}
	while (*(volatile bool *)&work.busy)
		;
	board_interrupts(0);
	running = false;
	check(!broken, "interrupts and the main loop: the invariants hold all the time");
	put_decimal("# operations: ", loop_user.operations, " of the main loop, ");
	put_decimal("", timer_user.operations, " of the timer's interrupt, ");
	put_decimal("", work.operations, " of the engine's; refused ");
	put_decimal("", loop_user.refused + timer_user.refused, "; lists moved ");
	put_decimal("", work.lists, "\n");
	check(loop_user.operations + timer_user.operations + work.operations >= OPERATIONS &&
		      timer_user.operations >= EACH && work.lists >= EACH,
	      "there were enough of them");
	check(spoiled == 0, "no block was given twice, moved wrongly or not zeroed");
	forget(&loop_user);
	forget(&timer_user);
	dma_pool_destroy(pool);
	check(cohmem_area_get_info(&engine, 0, &info) == 0 && info.runs.used == 0 &&
		      cohmem_device_validate(&engine) == NULL,
	      "nothing is lost");
}
