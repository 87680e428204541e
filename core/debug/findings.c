/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* The texts of findings: those of Linux (kernel/dma/debug.c) if it has the same check. */
#include "findings.h"

static unsigned long findings;
static bool stop;

/* A code address as text: the location that the port knows for it, or else the address itself. */
struct where {
	char text[256];
};

static void write_hex(char *text, uintptr_t value)
{
	int shift = (int)sizeof(value) * 8 - 4;

	*text++ = '0';
	*text++ = 'x';
	while (shift > 0 && !(value >> shift))
		shift -= 4;
	for (; shift >= 0; shift -= 4)
		*text++ = "0123456789abcdef"[(value >> shift) & 15];
	*text = 0;
}

static struct where where(const void *site)
{
	struct where w;

	write_hex(w.text, (uintptr_t)site);
	if (cohmem_port->where)
		cohmem_port->where(site, w.text, sizeof(w.text));
	return w;
}

#define U(x) ((unsigned long long)(x))

/* Parts that several texts have in common, and their arguments. */
#define DRIVER         "DMA-API: device driver %s [device address=0x%016llx] [size=%llu bytes] "
#define DRIVER_ARGS    words[error], U(block->dma), U(block->size)
#define SITES          "[allocated at %s] [freed at %s]"
#define MEMORY         "[device address=0x%016llx] [size=%llu bytes] [first at offset %llu] "
#define MEMORY_ARGS(o) block->owner, U(block->dma), U(block->size), U(o)

#define finding(dev, ...)                      \
	do {                                   \
		report_warn(dev, __VA_ARGS__); \
		found_one();                   \
	} while (0)

static void found_one(void)
{
	atomic_add(&findings, 1);
	if (stop)
		cohmem_port->stop();
}

void cohmem__findings_begin(bool stop_at_first)
{
	stop = stop_at_first;
	atomic_write(&findings, 0);
}

unsigned long cohmem_debug_findings(void)
{
	return atomic_read(&findings);
}

static const char *const kind_name[] = {
	[COHMEM_BLOCK_COHERENT] = "coherent",   [COHMEM_BLOCK_MANAGED] = "managed coherent",
	[COHMEM_BLOCK_POOL] = "dma_pool",       [COHMEM_BLOCK_DMA_POOL] = "a dma_pool",
	[COHMEM_BLOCK_SLAB] = "not DMA memory",
};

static const char *const words[] = {
	[FREE_NOT_ALLOCATED] = "tries to free DMA memory it has not allocated",
	[FREE_OF_ANOTHER_DEVICE] = "frees DMA memory of another device",
	[FREE_WRONG_SIZE] = "frees DMA memory with different size",
	[FREE_WRONG_FUNCTION] = "frees DMA memory with wrong function",
	[FREE_WRONG_POOL] = "frees DMA memory into a dma_pool it is not from",
	[FREE_WRONG_CPU_ADDRESS] = "frees DMA memory with different CPU address",
	[FREE_WRONG_DEVICE_ADDRESS] = "frees DMA memory with different device address",
	[FREE_TWICE] = "frees DMA memory twice",
	[FREE_INSIDE] = "frees DMA memory from the middle of a block",
};

static void tell_addresses(enum free_error error, const struct debug_block *block,
			   const struct debug_block *release)
{
	const struct where alloc = where(block->site), again = where(release->site);

	if (error == FREE_WRONG_CPU_ADDRESS)
		finding(release->dev,
			DRIVER "[cpu alloc address=0x%016llx] [cpu free address=0x%016llx] " SITES,
			DRIVER_ARGS, U((uintptr_t)block->vaddr), U((uintptr_t)release->vaddr),
			alloc.text, again.text);
	else if (error == FREE_WRONG_DEVICE_ADDRESS)
		finding(release->dev, DRIVER "[freed with device address=0x%016llx] " SITES,
			DRIVER_ARGS, U(release->dma), alloc.text, again.text);
	else
		finding(release->dev, DRIVER "[at offset %llu] " SITES, DRIVER_ARGS,
			U((uintptr_t)release->vaddr - (uintptr_t)block->vaddr), alloc.text,
			again.text);
}

void cohmem__report_release(enum free_error error, const struct debug_block *block,
			    const struct debug_block *release)
{
	const bool known = error != FREE_NOT_ALLOCATED;
	const struct where alloc = where(known ? block->site : NULL), again = where(release->site);
	const struct where first = where(error == FREE_TWICE ? block->freed_site : NULL);

	switch (error) {
	case FREE_NOT_ALLOCATED:
		finding(release->dev, DRIVER "[freed at %s]", words[error], U(release->dma),
			U(release->size), again.text);
		break;
	case FREE_OF_ANOTHER_DEVICE:
		finding(release->dev, DRIVER "[allocated for %s] " SITES, DRIVER_ARGS, block->owner,
			alloc.text, again.text);
		break;
	case FREE_WRONG_SIZE:
		finding(release->dev,
			"DMA-API: device driver %s [device address=0x%016llx] [map size=%llu bytes] [unmap size=%llu bytes] " SITES,
			DRIVER_ARGS, U(release->size), alloc.text, again.text);
		break;
	case FREE_WRONG_FUNCTION:
		finding(release->dev, DRIVER "[mapped as %s] [unmapped as %s] " SITES, DRIVER_ARGS,
			kind_name[block->kind], kind_name[release->kind], alloc.text, again.text);
		break;
	case FREE_WRONG_POOL:
		finding(release->dev, DRIVER SITES, DRIVER_ARGS, alloc.text, again.text);
		break;
	case FREE_TWICE:
		finding(release->dev,
			DRIVER "[allocated at %s] [first freed at %s] [freed again at %s]",
			DRIVER_ARGS, alloc.text, first.text, again.text);
		break;
	default:
		tell_addresses(error, block, release);
		break;
	}
}

void cohmem__report_overrun(const struct debug_block *block, size_t at, const void *release_site)
{
	const struct where alloc = where(block->site), freed = where(release_site);

	if (release_site)
		finding(block->dev,
			"DMA-API: %s: DMA memory was written past its end " MEMORY SITES,
			MEMORY_ARGS(block->size + at), alloc.text, freed.text);
	else
		finding(block->dev,
			"DMA-API: %s: DMA memory was written past its end " MEMORY
			"[allocated at %s]",
			MEMORY_ARGS(block->size + at), alloc.text);
}

void cohmem__report_poison(const struct debug_block *block, size_t at)
{
	const struct where alloc = where(block->site), freed = where(block->freed_site);

	finding(block->dev, "DMA-API: %s: DMA memory was written after it was freed " MEMORY SITES,
		MEMORY_ARGS(at), alloc.text, freed.text);
}

void cohmem__report_no_mask(const struct device *dev, const void *site)
{
	const struct where w = where(site);

	finding(dev, "DMA-API: coherent DMA mask is unset [allocated at %s]", w.text);
}

void cohmem__report_pending(const struct device *dev, unsigned long count,
			    const struct debug_block *first)
{
	const struct where alloc = where(first->site);

	finding(dev,
		"DMA-API: device driver has pending DMA allocations while released from device [count=%lu] One of leaked entries details: [device address=0x%016llx] [size=%llu bytes] [mapped as %s] [allocated at %s]",
		count, U(first->dma), U(first->size), kind_name[first->kind], alloc.text);
}

void cohmem__report_sum(const struct debug_sum *sum, const struct debug_block *first)
{
	const struct where w = where(first->site);

	report_warn(
		first->dev,
		"DMA-API: %s: not freed: %lu blocks, %llu bytes [mapped as %s] [allocated at %s] [first at device address=0x%016llx, %llu.%06llu s]",
		first->owner, sum->blocks, sum->bytes, kind_name[first->kind], w.text,
		U(first->dma), U(first->time / 1000000000), U(first->time / 1000 % 1000000));
}
