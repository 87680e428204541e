/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/**
 * DOC: kernel - what plays the kernel's part for driver code
 *
 * Code that includes no other <linux/...> headers than those in this folder is compiled as it is, with the
 * folder before the system's (pkg-config cohmem-linux says how), and runs in a process: its memory for DMA is
 * cohmem's, its other memory libc's, its interrupts come from cohmem_irq_raise(), its registers are regions
 * (region.h), what it says goes to cohmem_set_log(). Types, prototypes and results are those of Linux 6.1,
 * where a header says nothing else. A program adds the devices with Linux's own functions, and loads the
 * modules:
 *
 *   cohmem_ram_attach_all(0x1000000, 2 << 20);
 *   cohmem_load_modules(argc, argv);
 *   pdev = platform_device_alloc("dsp", PLATFORM_DEVID_NONE);
 *   dma_declare_coherent_memory(&pdev->dev, ...);
 *   platform_device_add(pdev);       probe is called
 *   ...
 *   platform_device_unregister(pdev);
 *   cohmem_unload_modules();
 *
 * A header that Linux has for drivers, and the system, but not this folder, for user space, is an #error.
 * Hosted code that wants the system's defines COHMEM_UAPI before its first #include.
 *
 * A program without main() of its own gets one that attaches generic memory, loads its modules with
 * the arguments as their parameters, unloads them, and says on stderr what they said: for modules
 * that test something when they are loaded.
 */
#ifndef COHMEM_KERNEL_H
#define COHMEM_KERNEL_H

#include <cohmem/device.h>

#ifdef __cplusplus
extern "C" {
#endif

struct device_node;

/**
 * cohmem_load_modules() - call each module_init(), in the order they were linked
 * @argc:	how many arguments
 * @argv:	the first is passed over; the others are parameters: NAME=VALUE, or MODULE.NAME=VALUE
 *
 * Returns 0; -EINVAL, and none is loaded, for an argument that is no parameter, or not with this
 * value; or the -errno of the one that failed, and then those before it are unloaded. All of it is
 * reported. Thread context.
 */
int cohmem_load_modules(int argc, char **argv);

/**
 * cohmem_unload_modules() - call each module_exit(), in reverse order
 *
 * Thread context.
 */
void cohmem_unload_modules(void);

/**
 * cohmem_bind() - have a platform device's driver probe it
 * @dev:	in a struct platform_device that was added, and has no driver now
 *
 * Returns 0; -ENODEV when no driver is for it; -EBUSY when it has one already; or what probe said, and
 * then what it managed is given back. For cohmem_probe_each(), together with cohmem_unbind().
 * Thread context. Source: really_probe(), drivers/base/dd.c, Linux 6.1.
 */
int cohmem_bind(struct device *dev);

/**
 * cohmem_unbind() - have a platform device's driver remove it
 * @dev:	as above; without a driver nothing is done
 *
 * Thread context. Source: device_release_driver(), drivers/base/dd.c, Linux 6.1.
 */
void cohmem_unbind(struct device *dev);

/**
 * cohmem_irq_raise() - an interrupt comes
 * @irq:	its number
 *
 * Calls its handlers in this thread, one after the other, and where they say IRQ_WAKE_THREAD their
 * thread's function. While it is disabled, or its handlers run, it waits, once: enable_irq() makes up
 * for it in a thread of its own, which synchronize_irq() waits for.
 *
 * Returns how many handled it, 0 when it waits; -EINVAL when nobody has requested it. Thread context.
 */
int cohmem_irq_raise(unsigned int irq);

/**
 * cohmem_reserve_memory() - give a node one more "memory-region"
 * @np:		the node; of_reserved_mem_device_init() of its device declares it
 * @name:	for ..._by_name(), or NULL; the string stays the caller's
 * @base:	physical address; a region must reach it when it is declared
 * @size:	in bytes
 *
 * The device address is @base, as in Linux without dma-ranges; the area is exclusive: a device that has one
 * gets no generic memory. Unlike Linux two devices cannot share a
 * region: to the second one it is busy.
 *
 * Returns 0; -EINVAL when @np is NULL or @size is 0; -ENOMEM. Thread context.
 * Source: kernel/dma/coherent.c (rmem_dma_setup()), Linux 6.1.
 */
int cohmem_reserve_memory(struct device_node *np, const char *name, phys_addr_t base, size_t size);

/**
 * cohmem_unreserve_memory() - take all of them away
 * @np:		the node; areas declared from them stay until they are released
 *
 * Thread context.
 */
void cohmem_unreserve_memory(struct device_node *np);

#ifdef __cplusplus
}
#endif
#endif
