/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Memory that is not for DMA: from libc, with fault injection, and reported by debugging if it is never freed. */
#include "internal.h"

#include <cohmem/backend/observe.h>
#include <cohmem/fail.h>
#include <linux/gfp.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <malloc.h>
#include <stdlib.h>

static void *slab_get(size_t size, size_t align)
{
	void *p;

	if (align <= ARCH_KMALLOC_MINALIGN)
		return malloc(size);
	return posix_memalign(&p, align, size) ? NULL : p;
}

static void *get_watched(size_t size, size_t align, gfp_t flags, const void *site)
{
	void *p = cohmem_fail_now(COHMEM_FAIL_SLAB, NULL) ? NULL : slab_get(size, align);

	if (p && flags & __GFP_ZERO)
		memset(p, 0, size);
	if (p)
		cohmem_slab_allocated(p, size, site);
	return p;
}

void *cohmem_slab_alloc(size_t size, gfp_t flags, const void *site)
{
	if (size == 0)
		return ZERO_SIZE_PTR;
	if (size > KMALLOC_MAX_SIZE)
		return NULL;
	return get_watched(size, is_power_of_2(size) ? size : 1, flags, site);
}

void *__kmalloc(size_t size, gfp_t flags)
{
	return cohmem_slab_alloc(size, flags, __builtin_return_address(0));
}

void *cohmem_kvmalloc(size_t size, gfp_t flags)
{
	if (size == 0)
		return ZERO_SIZE_PTR;
	if (size > INT_MAX)
		return NULL;
	return get_watched(size, PAGE_SIZE, flags, __builtin_return_address(0));
}

void kfree(const void *p)
{
	if (ZERO_OR_NULL_PTR(p))
		return;
	cohmem_slab_freed((void *)(uintptr_t)p);
	free((void *)(uintptr_t)p);
}

void kfree_sensitive(const void *p)
{
	if (!ZERO_OR_NULL_PTR(p))
		memzero_explicit((void *)(uintptr_t)p, ksize(p));
	kfree(p);
}

size_t ksize(const void *p)
{
	return ZERO_OR_NULL_PTR(p) ? 0 : malloc_usable_size((void *)(uintptr_t)p);
}

void *krealloc(const void *p, size_t size, gfp_t flags)
{
	size_t old = ksize(p);
	void *larger;

	if (size == 0) {
		kfree(p);
		return ZERO_SIZE_PTR;
	}
	if (size <= old)
		return (void *)(uintptr_t)p;
	larger = cohmem_slab_alloc(size, flags, __builtin_return_address(0));
	if (larger && old)
		memcpy(larger, p, old);
	if (larger)
		kfree(p);
	return larger;
}

unsigned long __get_free_pages(gfp_t gfp, unsigned int order)
{
	if (order > MAX_PAGE_ORDER)
		return 0;
	return (unsigned long)get_watched(PAGE_SIZE << order, PAGE_SIZE << order, gfp,
					  __builtin_return_address(0));
}

unsigned long get_zeroed_page(gfp_t gfp)
{
	return (unsigned long)get_watched(PAGE_SIZE, PAGE_SIZE, gfp | __GFP_ZERO,
					  __builtin_return_address(0));
}

void free_pages(unsigned long addr, unsigned int order)
{
	(void)order;
	kfree((void *)addr);
}

struct kmem_cache {
	size_t size;
	size_t align;
	void (*ctor)(void *object);
};

struct kmem_cache *kmem_cache_create(const char *name, unsigned int size, unsigned int align,
				     slab_flags_t flags, void (*ctor)(void *object))
{
	struct kmem_cache *cache;

	if (!name || !size || (align && !is_power_of_2(align)))
		return NULL;
	cache = cohmem_slab_alloc(sizeof(*cache), GFP_KERNEL, __builtin_return_address(0));
	if (!cache)
		return NULL;
	*cache = (struct kmem_cache){size, flags & SLAB_HWCACHE_ALIGN ? 64 : align, ctor};
	return cache;
}

void kmem_cache_destroy(struct kmem_cache *cache)
{
	kfree(cache);
}

void *kmem_cache_alloc(struct kmem_cache *cache, gfp_t flags)
{
	void *object = get_watched(cache->size, cache->align, flags, __builtin_return_address(0));

	if (object && cache->ctor)
		cache->ctor(object);
	return object;
}

void kmem_cache_free(struct kmem_cache *cache, void *object)
{
	(void)cache;
	kfree(object);
}
