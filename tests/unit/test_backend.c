/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Back ends and observers outside of cohmem, written with the public headers only. */
#include <cohmem/backend/chunk_pool.h>
#include <cohmem/backend/dma_map_ops.h>
#include <cohmem/backend/observe.h>
#include <errno.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fixture.h"

static int setup(void **state)
{
	(void)state;
	return fixture_begin("card", 4 * PAGE, 0);
}

/* A dma_map_ops back end with a single block, in a file. */
static struct {
	int fd;
	char *memory;
	bool taken;
} card;

static void *card_alloc(struct device *d, size_t size, dma_addr_t *dma, gfp_t gfp,
			unsigned long attrs)
{
	(void)d, (void)gfp, (void)attrs;
	if (card.taken || size > 2 * PAGE || cohmem_dma_limit(d) < GENERIC + 2 * PAGE - 1)
		return NULL;
	cohmem_memory_reused(card.memory, 2 * PAGE);
	memset(card.memory, 0, 2 * PAGE);
	card.taken = true;
	*dma = GENERIC;
	return card.memory;
}

static void card_free(struct device *d, size_t size, void *cpu, dma_addr_t dma, unsigned long attrs)
{
	(void)d, (void)dma, (void)attrs;
	cohmem_memory_freed(cpu, size);
	card.taken = false;
}

static int card_mmap(struct device *d, struct vm_area_struct *vma, void *cpu, dma_addr_t dma,
		     size_t size, unsigned long attrs)
{
	(void)d, (void)dma, (void)attrs;
	return cohmem_map_file(vma, card.fd, (uint64_t)((char *)cpu - card.memory), size);
}

static const struct dma_map_ops card_ops = {
	.alloc = card_alloc, .free = card_free, .mmap = card_mmap, .announces_reuse = true};

static void card_begin(void)
{
	card.fd = memfd_create("card", MFD_CLOEXEC);
	assert_int_equal(ftruncate(card.fd, 2 * PAGE), 0);
	card.memory = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, card.fd, 0);
	assert_ptr_not_equal(card.memory, MAP_FAILED);
	dev.dma_ops = &card_ops;
}

static void card_end(void)
{
	dev.dma_ops = NULL;
	cohmem_memory_reused(card.memory, 2 * PAGE); /* as .announces_reuse promises */
	munmap(card.memory, 2 * PAGE);
	close(card.fd);
}

static void test_dma_map_ops(void **state)
{
	struct vm_area_struct vma = {0};
	dma_addr_t dma;
	char *cpu, *second;

	(void)state;
	card_begin();
	cpu = dma_alloc_coherent(&dev, 2 * PAGE, &dma, GFP_KERNEL);
	assert_ptr_equal(cpu, card.memory);
	assert_int_equal(dma, GENERIC);
	assert_null(dma_alloc_coherent(&dev, PAGE, &dma, __GFP_NOWARN));
	second = mmap(NULL, PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	vma = (struct vm_area_struct){
		.vm_start = (uintptr_t)second, .vm_end = (uintptr_t)second + PAGE, .vm_pgoff = 1};
	assert_int_equal(dma_mmap_coherent(&dev, &vma, cpu, dma, 2 * PAGE), 0);
	cpu[PAGE] = 'x';
	assert_int_equal(second[0], 'x');
	vma.vm_pgoff = 2;
	assert_int_equal(dma_mmap_coherent(&dev, &vma, cpu, dma, 2 * PAGE), -ENXIO);
	munmap(second, PAGE);
	dma_free_coherent(&dev, 2 * PAGE, cpu, dma);
	dev.coherent_dma_mask = DMA_BIT_MASK(31);
	assert_null(dma_alloc_coherent(&dev, PAGE, &dma, __GFP_NOWARN));
	card_end();
}

/* Creating a chunk may fail with or without an error text; chunks are freed with their pool. */
static int grow_error;
static const char *grow_text;
static unsigned int destroyed;

static int grow(void *ctx, struct cohmem_chunk *chunk, uint64_t limit)
{
	(void)ctx, (void)limit;
	if (grow_text)
		return cohmem_set_error_text(grow_error, "%s, %zu bytes", grow_text, chunk->size);
	if (grow_error)
		return grow_error;
	chunk->cpu_addr =
		mmap(NULL, chunk->size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	chunk->dma_addr = GENERIC;
	return chunk->cpu_addr == MAP_FAILED ? -ENOMEM : 0;
}

static void shrink(void *ctx, struct cohmem_chunk *chunk)
{
	(void)ctx;
	munmap(chunk->cpu_addr, chunk->size);
}

static void destroy(void *ctx)
{
	assert_ptr_equal(ctx, &destroyed);
	destroyed++;
}

static void test_chunks(void **state)
{
	static const struct cohmem_chunk_ops ops = {
		.grow = grow, .shrink = shrink, .destroy = destroy};
	dma_addr_t dma;
	void *cpu;

	(void)state;
	assert_int_equal(cohmem_detach(&dev), -EINVAL);
	assert_int_equal(cohmem_chunk_pool_attach(&dev, &ops, &destroyed, 4 * PAGE, GENERIC), 0);
	grow_error = -ENOSPC;
	grow_text = "the card is full: unplug a codec";
	assert_null(dma_alloc_coherent(&dev, PAGE, &dma, GFP_KERNEL));
	assert_reported(
		"cannot allocate 4096 bytes: the card is full: unplug a codec, 16384 bytes");
	grow_text = NULL;
	assert_null(dma_alloc_coherent(&dev, PAGE, &dma, GFP_KERNEL));
	assert_reported("cannot allocate 4096 bytes: No space left on device");
	grow_error = 0;
	cpu = dma_alloc_coherent(&dev, PAGE, &dma, GFP_KERNEL);
	assert_int_equal(dma, GENERIC);
	assert_int_equal(cohmem_detach(&dev), -EBUSY);
	assert_int_equal(destroyed, 0);
	dma_free_coherent(&dev, PAGE, cpu, dma);
	assert_int_equal(cohmem_detach(&dev), 0);
	assert_int_equal(destroyed, 1);
	assert_null(dev.dma_ops);
	assert_int_equal(cohmem_detach(&dev), -EINVAL);
	/* A device that was given the dma_ops of all is not attached. */
	assert_int_equal(cohmem_ram_attach_all(GENERIC, PAGE), 0);
	dev.dma_ops = cohmem_arch_dma_ops;
	assert_int_equal(cohmem_detach(&dev), -EINVAL);
	dev.dma_ops = NULL;
	assert_int_equal(cohmem_ram_detach_all(), 0);
}

/* An observer is called for the events that it selected, and for no others. */
static struct {
	unsigned int allocated, failed, freed, memory_freed, memory_reused, areas, released;
} seen;

static void saw_allocated(const struct cohmem_block *block)
{
	seen.allocated += block->vaddr != NULL;
	seen.failed += !block->vaddr;
	errno = EXDEV; /* whatever an observer does to it, the driver gets the reason */
}

static void saw_freed(const struct cohmem_block *block)
{
	assert_int_equal(block->size, 100);
	seen.freed++;
}

static void saw_memory_freed(const void *addr, size_t bytes)
{
	(void)addr, (void)bytes;
	seen.memory_freed++;
}

static void saw_memory_reused(const void *addr, size_t bytes)
{
	(void)addr, (void)bytes;
	seen.memory_reused++;
}

static void saw_area(struct device *d, const struct cohmem_area_info *area, bool begins)
{
	assert_ptr_equal(d, &dev);
	assert_int_equal(area->size, 4 * PAGE);
	seen.areas += begins ? 1 : 10;
}

static void saw_released(struct device *d, const void *site)
{
	assert_ptr_equal(d, &dev);
	assert_non_null(site);
	seen.released++;
}

static struct cohmem_observer observer = {.allocated = saw_allocated,
					  .freed = saw_freed,
					  .memory_freed = saw_memory_freed,
					  .memory_reused = saw_memory_reused,
					  .area = saw_area,
					  .device_released = saw_released};

static void use_device(void)
{
	dma_addr_t dma;
	void *cpu;

	assert_int_equal(dma_declare_coherent_memory(&dev, PHYS, PHYS, 4 * PAGE, 0), 0);
	cpu = dma_alloc_coherent(&dev, 100, &dma, GFP_KERNEL);
	dma_free_coherent(&dev, 100, cpu, dma);
	assert_null(dma_alloc_coherent(&dev, 8 * PAGE, &dma, __GFP_NOWARN));
	assert_int_equal(errno, ENOMEM);
	cohmem_device_release(&dev);
	dma_release_declared_memory(&dev);
}

static void test_observer(void **state)
{
	(void)state;
	memset(&seen, 0, sizeof(seen));
	cohmem_observe(&observer, ~0u);
	use_device();
	assert_int_equal(seen.allocated, 1);
	assert_int_equal(seen.failed, 1);
	assert_int_equal(seen.freed, 1);
	assert_int_equal(seen.memory_freed, 1);
	assert_true(seen.memory_reused >= 1);
	assert_int_equal(seen.areas, 11);
	assert_int_equal(seen.released, 1);
	memset(&seen, 0, sizeof(seen));
	cohmem_observe(&observer, COHMEM_OBSERVE_AREAS);
	use_device();
	assert_int_equal(seen.areas, 11);
	assert_int_equal(seen.allocated + seen.failed + seen.freed + seen.memory_freed +
				 seen.memory_reused + seen.released,
			 0);
	cohmem_observe(&observer, 0);
	use_device();
	assert_int_equal(seen.areas, 11);
}

/* In programs that are built with AddressSanitizer. */
int __asan_address_is_poisoned(const volatile void *addr) __attribute__((weak));

/*
 * Fork; return true if the page at @addr is mapped in the child. If it is not, it must not be poisoned either:
 * the stack of a thread may soon lie there.
 */
static bool child_has(void *addr)
{
	const pid_t child = fork();
	unsigned char page;
	int status;

	if (!child)
		_exit(!mincore(addr, PAGE, &page)                                      ? 0
		      : __asan_address_is_poisoned && __asan_address_is_poisoned(addr) ? 2
										       : 1);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_not_equal(WEXITSTATUS(status), 2);
	return WEXITSTATUS(status) == 0;
}

static void test_fork_share(void **state)
{
	void *control = mmap(NULL, PAGE, PROT_READ, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	struct cohmem_region *shared;
	bool kept;

	(void)state;
	/* An emulator of another machine (qemu-user) ignores MADV_DONTFORK: there, children have everything. */
	assert_int_equal(madvise(control, PAGE, MADV_DONTFORK), 0);
	kept = child_has(control);
	munmap(control, PAGE);
	/* Free memory of an area, which sanitizers see as poisoned. */
	assert_int_equal(dma_declare_coherent_memory(&dev, PHYS, PHYS, 4 * PAGE, 0), 0);
	assert_int_equal(child_has(region->cpu_addr), kept);
	cohmem_set_fork_share(true);
	assert_int_equal(cohmem_ram_region_create(2 * PHYS, PAGE, 0, &shared), 0);
	assert_true(child_has(shared->cpu_addr));
	assert_int_equal(child_has(region->cpu_addr),
			 kept); /* created before sharing was enabled */
	cohmem_set_fork_share(false);
	assert_int_equal(cohmem_region_destroy(shared), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_dma_map_ops, setup, fixture_end),
		cmocka_unit_test_setup_teardown(test_chunks, setup, fixture_end),
		cmocka_unit_test_setup_teardown(test_observer, setup, fixture_end),
		cmocka_unit_test_setup_teardown(test_fork_share, setup, fixture_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
