/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * The types of the API, one by one. This file compiles against Linux's headers and against cohmem's,
 * so the types are the same in both.
 */
#include <linux/delay.h>
#include <linux/dma-map-ops.h>
#include <linux/dma-mapping.h>
#include <linux/dmapool.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/ktime.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/of_device.h>
#include <linux/of_reserved_mem.h>
#include <linux/platform_device.h>
#include <linux/slab.h>
#include <linux/swab.h>

#define SAME(what, ...) \
	_Static_assert(__builtin_types_compatible_p(__typeof__(what), __VA_ARGS__), #what)
#define MEMBER(type, member, ...) SAME(((type *)0)->member, __VA_ARGS__)

typedef struct device D;
typedef unsigned long ul;
typedef unsigned long long ull;

SAME(dma_addr_t, ull);
SAME(phys_addr_t, ull);
SAME(resource_size_t, ull);
SAME(gfp_t, unsigned int);
SAME(u64, ull);
SAME(ktime_t, long long);
SAME(size_t, __SIZE_TYPE__);
MEMBER(D, dma_mask, u64 *);
MEMBER(D, coherent_dma_mask, u64);
MEMBER(D, bus_dma_limit, u64);
MEMBER(D, init_name, const char *);
MEMBER(D, release, void (*)(D *));
MEMBER(D, driver_data, void *);
MEMBER(D, platform_data, void *);
MEMBER(D, of_node, struct device_node *);

/* <linux/dma-mapping.h> */
SAME(dma_alloc_attrs, void *(D *, size_t, dma_addr_t *, gfp_t, ul));
SAME(dma_free_attrs, void(D *, size_t, void *, dma_addr_t, ul));
SAME(dma_alloc_coherent, void *(D *, size_t, dma_addr_t *, gfp_t));
SAME(dma_free_coherent, void(D *, size_t, void *, dma_addr_t));
SAME(dma_alloc_wc, void *(D *, size_t, dma_addr_t *, gfp_t));
SAME(dma_free_wc, void(D *, size_t, void *, dma_addr_t));
SAME(dmam_alloc_attrs, void *(D *, size_t, dma_addr_t *, gfp_t, ul));
SAME(dmam_alloc_coherent, void *(D *, size_t, dma_addr_t *, gfp_t));
SAME(dmam_free_coherent, void(D *, size_t, void *, dma_addr_t));
SAME(dma_mmap_attrs, int(D *, struct vm_area_struct *, void *, dma_addr_t, size_t, ul));
SAME(dma_map_single_attrs, dma_addr_t(D *, void *, size_t, enum dma_data_direction, ul));
SAME(dma_unmap_single_attrs, void(D *, dma_addr_t, size_t, enum dma_data_direction, ul));
SAME(dma_sync_single_for_cpu, void(D *, dma_addr_t, size_t, enum dma_data_direction));
SAME(dma_sync_single_for_device, void(D *, dma_addr_t, size_t, enum dma_data_direction));
SAME(dma_mapping_error, int(D *, dma_addr_t));
SAME(dma_set_mask, int(D *, u64));
SAME(dma_set_coherent_mask, int(D *, u64));
SAME(dma_set_mask_and_coherent, int(D *, u64));
SAME(dma_coerce_mask_and_coherent, int(D *, u64));
SAME(dma_get_mask, u64(D *));
SAME(DMA_BIT_MASK(32), ull);
SAME(DMA_ATTR_NO_WARN, ul);
_Static_assert(DMA_BIT_MASK(64) == ~0ULL && DMA_BIT_MASK(28) == 0xfffffff, "masks");
_Static_assert(DMA_ATTR_WRITE_COMBINE == 4 && DMA_ATTR_NO_WARN == 256, "attributes");
_Static_assert(DMA_BIDIRECTIONAL == 0 && DMA_TO_DEVICE == 1 && DMA_FROM_DEVICE == 2, "directions");

/* <linux/dma-map-ops.h> */
MEMBER(struct dma_map_ops, alloc, void *(*)(D *, size_t, dma_addr_t *, gfp_t, ul));
MEMBER(struct dma_map_ops, free, void (*)(D *, size_t, void *, dma_addr_t, ul));
MEMBER(struct dma_map_ops, mmap,
       int (*)(D *, struct vm_area_struct *, void *, dma_addr_t, size_t, ul));
MEMBER(struct dma_map_ops, dma_supported, int (*)(D *, u64));
SAME(get_dma_ops, const struct dma_map_ops *(D *));
SAME(set_dma_ops, void(D *, const struct dma_map_ops *));

/* <linux/dmapool.h> */
SAME(dma_pool_create, struct dma_pool *(const char *, D *, size_t, size_t, size_t));
SAME(dma_pool_destroy, void(struct dma_pool *));
SAME(dma_pool_alloc, void *(struct dma_pool *, gfp_t, dma_addr_t *));
SAME(dma_pool_zalloc, void *(struct dma_pool *, gfp_t, dma_addr_t *));
SAME(dma_pool_free, void(struct dma_pool *, void *, dma_addr_t));
SAME(dmam_pool_create, struct dma_pool *(const char *, D *, size_t, size_t, size_t));
SAME(dmam_pool_destroy, void(struct dma_pool *));

/* <linux/of_reserved_mem.h> */
SAME(of_reserved_mem_device_init, int(D *));
SAME(of_reserved_mem_device_init_by_idx, int(D *, struct device_node *, int));
SAME(of_reserved_mem_device_init_by_name, int(D *, struct device_node *, const char *));
SAME(of_reserved_mem_device_release, void(D *));
SAME(of_property_read_u32, int(const struct device_node *, const char *, u32 *));
SAME(of_property_read_u64, int(const struct device_node *, const char *, u64 *));
SAME(of_property_read_string, int(const struct device_node *, const char *, const char **));
SAME(of_property_match_string, int(const struct device_node *, const char *, const char *));
SAME(of_property_read_bool, bool(const struct device_node *, const char *));
SAME(of_find_property, struct property *(const struct device_node *, const char *, int *));
SAME(of_get_property, const void *(const struct device_node *, const char *, int *));
SAME(of_match_device, const struct of_device_id *(const struct of_device_id *, const D *));
SAME(of_device_get_match_data, const void *(const D *));

/* <linux/device.h> */
SAME(dev_name, const char *(const D *));
SAME(dev_set_name, int(D *, const char *, ...));
SAME(device_initialize, void(D *));
SAME(device_register, int(D *));
SAME(device_unregister, void(D *));
SAME(device_add, int(D *));
SAME(device_del, void(D *));
SAME(get_device, D *(D *));
SAME(put_device, void(D *));
SAME(dev_get_drvdata, void *(const D *));
SAME(dev_set_drvdata, void(D *, void *));
SAME(dev_driver_string, const char *(const D *));
SAME(dev_err_probe, int(const D *, int, const char *, ...));
SAME(devm_kmalloc, void *(D *, size_t, gfp_t));
SAME(devm_kzalloc, void *(D *, size_t, gfp_t));
SAME(devm_kcalloc, void *(D *, size_t, size_t, gfp_t));
SAME(devm_kfree, void(D *, const void *));
SAME(devm_kstrdup, char *(D *, const char *, gfp_t));
SAME(devm_kmemdup, void *(D *, const void *, size_t, gfp_t));
SAME(devm_kasprintf, char *(D *, gfp_t, const char *, ...));
SAME(devm_add_action, int(D *, void (*)(void *), void *));
SAME(devm_add_action_or_reset, int(D *, void (*)(void *), void *));
SAME(devm_remove_action, void(D *, void (*)(void *), void *));
SAME(devm_release_action, void(D *, void (*)(void *), void *));

/* <linux/platform_device.h> */
typedef struct platform_device P;
MEMBER(P, name, const char *);
MEMBER(P, id, int);
MEMBER(P, num_resources, u32);
MEMBER(P, resource, struct resource *);
MEMBER(struct resource, start, resource_size_t);
MEMBER(struct resource, flags, ul);
MEMBER(struct platform_driver, probe, int (*)(P *));
MEMBER(struct platform_driver, remove, int (*)(P *));
SAME(platform_device_register, int(P *));
SAME(platform_device_unregister, void(P *));
SAME(platform_device_alloc, P *(const char *, int));
SAME(platform_device_add, int(P *));
SAME(platform_device_add_resources, int(P *, const struct resource *, unsigned int));
SAME(platform_device_add_data, int(P *, const void *, size_t));
SAME(platform_device_del, void(P *));
SAME(platform_device_put, void(P *));
SAME(platform_device_register_full, P *(const struct platform_device_info *));
SAME(platform_device_register_simple,
     P *(const char *, int, const struct resource *, unsigned int));
SAME(platform_driver_unregister, void(struct platform_driver *));
SAME(platform_get_resource, struct resource *(P *, unsigned int, unsigned int));
SAME(platform_get_resource_byname, struct resource *(P *, unsigned int, const char *));
SAME(platform_get_irq, int(P *, unsigned int));
SAME(platform_get_irq_optional, int(P *, unsigned int));
SAME(platform_get_irq_byname, int(P *, const char *));
SAME(platform_get_drvdata, void *(const P *));
SAME(platform_set_drvdata, void(P *, void *));
SAME(devm_platform_ioremap_resource, void *(P *, unsigned int));
SAME(devm_platform_ioremap_resource_byname, void *(P *, const char *));
SAME(devm_platform_get_and_ioremap_resource, void *(P *, unsigned int, struct resource **));

/* <linux/slab.h>, <linux/gfp.h>, <linux/string.h> */
SAME(kmalloc, void *(size_t, gfp_t));
SAME(kzalloc, void *(size_t, gfp_t));
SAME(kcalloc, void *(size_t, size_t, gfp_t));
SAME(kmalloc_array, void *(size_t, size_t, gfp_t));
SAME(krealloc, void *(const void *, size_t, gfp_t));
SAME(kfree, void(const void *));
SAME(ksize, size_t(const void *));
SAME(kmem_cache_alloc, void *(struct kmem_cache *, gfp_t));
SAME(kmem_cache_zalloc, void *(struct kmem_cache *, gfp_t));
SAME(kmem_cache_free, void(struct kmem_cache *, void *));
SAME(kmem_cache_destroy, void(struct kmem_cache *));
SAME(__get_free_pages, ul(gfp_t, unsigned int));
SAME(get_zeroed_page, ul(gfp_t));
SAME(free_pages, void(ul, unsigned int));
SAME(kmemdup, void *(const void *, size_t, gfp_t));
SAME(kstrdup, char *(const char *, gfp_t));
SAME(kstrndup, char *(const char *, size_t, gfp_t));
SAME(kasprintf, char *(gfp_t, const char *, ...));
SAME(strscpy, ssize_t(char *, const char *, size_t));
SAME(memchr_inv, void *(const void *, int, size_t));
SAME(scnprintf, int(char *, size_t, const char *, ...));
SAME(kstrtouint, int(const char *, unsigned int, unsigned int *));
SAME(kstrtobool, int(const char *, bool *));

/* <linux/io.h>, <linux/interrupt.h>, <linux/ktime.h>, <linux/list.h> */
SAME(readl, unsigned int(const volatile void *));
SAME(writel, void(unsigned int, volatile void *));
SAME(ioremap, void *(resource_size_t, size_t));
SAME(iounmap, void(volatile void *));
SAME(devm_ioremap, void *(D *, resource_size_t, resource_size_t));
SAME(devm_ioremap_resource, void *(D *, const struct resource *));
SAME(memremap, void *(resource_size_t, size_t, ul));
SAME(request_irq, int(unsigned int, irq_handler_t, ul, const char *, void *));
SAME(request_threaded_irq,
     int(unsigned int, irq_handler_t, irq_handler_t, ul, const char *, void *));
SAME(free_irq, const void *(unsigned int, void *));
SAME(devm_request_irq, int(D *, unsigned int, irq_handler_t, ul, const char *, void *));
SAME(devm_free_irq, void(D *, unsigned int, void *));
SAME(enable_irq, void(unsigned int));
SAME(disable_irq, void(unsigned int));
SAME(ktime_get, ktime_t(void));
SAME(ktime_to_ns, s64(const ktime_t));
SAME(ktime_us_delta, s64(const ktime_t, const ktime_t));
SAME(ktime_add_us, ktime_t(const ktime_t, const u64));
SAME(msleep, void(unsigned int));
SAME(usleep_range, void(ul, ul));
SAME(swab16_array, void(u16 *, unsigned int));
SAME(swab64_array, void(u64 *, unsigned int));
SAME(swab32(1), u32);
SAME(list_add, void(struct list_head *, struct list_head *));
SAME(list_del, void(struct list_head *));
SAME(list_empty, int(const struct list_head *));
SAME(PTR_ERR, long(const void *));
SAME(ERR_PTR, void *(long));
SAME(IS_ERR, bool(const void *));
