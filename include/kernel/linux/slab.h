/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Memory that is not for DMA, allocated from libc. Failures can be injected (fail.h), and debugging reports leaks. */
#ifndef COHMEM_LINUX_SLAB_H
#define COHMEM_LINUX_SLAB_H

#include <asm/page.h>
#include <linux/bug.h>
#include <linux/gfp.h>
#include <linux/numa.h>
#include <linux/overflow.h>
#include <linux/types.h>

#define ARCH_KMALLOC_MINALIGN 16
#define KMALLOC_MAX_SIZE      (4UL << 20)
#define ZERO_SIZE_PTR         ((void *)16)
#define ZERO_OR_NULL_PTR(x)   ((unsigned long)(x) <= (unsigned long)ZERO_SIZE_PTR)

#define SLAB_HWCACHE_ALIGN 0x2000u
#define SLAB_PANIC         0x40000u

/*
 * A block whose size is a power of two is aligned to its size. A request for 0 bytes returns
 * ZERO_SIZE_PTR. A request for more than KMALLOC_MAX_SIZE fails, except in kvmalloc().
 */
void *__kmalloc(size_t size, gfp_t flags);
void *cohmem_kvmalloc(size_t size, gfp_t flags);
void *krealloc(const void *p, size_t size, gfp_t flags);
void kfree(const void *p);
void kfree_sensitive(const void *p);
size_t ksize(const void *p);

COHMEM_WRAPPER void *kmalloc(size_t size, gfp_t flags)
{
	void *p = __kmalloc(size, flags);

	COHMEM_WRAPPED;
	return p;
}

COHMEM_WRAPPER void *kzalloc(size_t size, gfp_t flags)
{
	void *p = __kmalloc(size, flags | __GFP_ZERO);

	COHMEM_WRAPPED;
	return p;
}

COHMEM_WRAPPER void *kmalloc_array(size_t n, size_t size, gfp_t flags)
{
	void *p = __kmalloc(size_mul(n, size), flags);

	COHMEM_WRAPPED;
	return p;
}

COHMEM_WRAPPER void *krealloc_array(void *p, size_t n, size_t size, gfp_t flags)
{
	void *larger = krealloc(p, size_mul(n, size), flags);

	COHMEM_WRAPPED;
	return larger;
}

COHMEM_WRAPPER void *kcalloc(size_t n, size_t size, gfp_t flags)
{
	void *p = __kmalloc(size_mul(n, size), flags | __GFP_ZERO);

	COHMEM_WRAPPED;
	return p;
}

#define kmalloc_node(size, flags, node) ((void)(node), kmalloc(size, flags))
#define kzalloc_node(size, flags, node) ((void)(node), kzalloc(size, flags))
#define kvmalloc(size, flags)           cohmem_kvmalloc(size, flags)
#define kvzalloc(size, flags)           cohmem_kvmalloc(size, (flags) | __GFP_ZERO)
#define kvmalloc_array(n, size, flags)  cohmem_kvmalloc(size_mul(n, size), flags)
#define kvcalloc(n, size, flags)        cohmem_kvmalloc(size_mul(n, size), (flags) | __GFP_ZERO)
#define kvfree(p)                       kfree(p)

struct kmem_cache;
struct kmem_cache *kmem_cache_create(const char *name, unsigned int size, unsigned int align,
				     slab_flags_t flags, void (*ctor)(void *object));
void kmem_cache_destroy(struct kmem_cache *cache);
void *kmem_cache_alloc(struct kmem_cache *cache, gfp_t flags);
void kmem_cache_free(struct kmem_cache *cache, void *object);

COHMEM_WRAPPER void *kmem_cache_zalloc(struct kmem_cache *cache, gfp_t flags)
{
	void *object = kmem_cache_alloc(cache, flags | __GFP_ZERO);

	COHMEM_WRAPPED;
	return object;
}

#define KMEM_CACHE(name, flags) \
	kmem_cache_create(#name, sizeof(struct name), __alignof__(struct name), flags, NULL)

#endif
