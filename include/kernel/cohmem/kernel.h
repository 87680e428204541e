/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/**
 * DOC: kernel - a process that acts as the kernel for driver code
 *
 * Driver code that includes no other <linux/...> headers than those in this folder is compiled
 * unchanged, with this folder before the system's (pkg-config cohmem-linux prints the options), and
 * runs in a process. Its DMA memory comes from cohmem, its other memory from libc, and its
 * interrupts from cohmem_irq_raise(). Its registers are regions (region.h), and its messages go to
 * the function that cohmem_set_log() was given. Types, prototypes and results are those of Linux
 * 6.1, unless a header documents otherwise. A program loads the modules, and adds the devices with
 * Linux's own functions::
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
 * If this folder lacks a header that Linux has for drivers and the system has for user space,
 * including it is an #error. Hosted code that needs the system's header defines COHMEM_UAPI before its
 * first #include.
 *
 * A program without main() gets one that attaches generic memory, loads the program's modules with
 * the arguments as their parameters, unloads them, and prints their messages on stderr. It is for
 * modules that test something when they are loaded.
 */
#ifndef COHMEM_KERNEL_H
#define COHMEM_KERNEL_H

#include <cohmem/device.h>

#ifdef __cplusplus
extern "C" {
#endif

struct device_node;

/**
 * cohmem_load_modules() - call each module_init(), in the order in which the modules were linked
 * @argc:	number of arguments
 * @argv:	the first is skipped; the others are parameters: NAME=VALUE or MODULE.NAME=VALUE.
 *		For a bool, the name alone is enough.
 *
 * On failure no module is loaded, and the reason is reported.
 *
 * Return:
 * * 0: success
 * * -EINVAL: an argument is not a parameter, or its value is not valid for it
 * * another negative errno: from a module_init(); the modules before it were unloaded again
 * Context: Thread context.
 */
int cohmem_load_modules(int argc, char **argv);

/**
 * cohmem_unload_modules() - call each module_exit(), in reverse order
 *
 * Context: Thread context.
 */
void cohmem_unload_modules(void);

/**
 * cohmem_bind() - let a platform device's driver probe it
 * @dev:	the device in a struct platform_device. It must have been added, and must not have a driver.
 *
 * For cohmem_probe_each(), together with cohmem_unbind().
 *
 * Return:
 * * 0: success
 * * -ENODEV: @dev is NULL, or no driver matches it
 * * -EBUSY: @dev already has a driver
 * * another negative errno: from the driver's probe(); its managed resources were released
 * Context: Thread context.
 * Source: really_probe(), drivers/base/dd.c, Linux 6.1.
 */
int cohmem_bind(struct device *dev);

/**
 * cohmem_unbind() - let a platform device's driver remove it
 * @dev:	the device in a struct platform_device. Nothing is done if it is NULL or has no driver.
 *
 * Context: Thread context.
 * Source: device_release_driver(), drivers/base/dd.c, Linux 6.1.
 */
void cohmem_unbind(struct device *dev);

/**
 * cohmem_irq_raise() - raise an interrupt
 * @irq:	number of the interrupt
 *
 * The handlers are called in this thread, one after the other. If a handler returns
 * IRQ_WAKE_THREAD, its thread function is called in this thread as well.
 *
 * An interrupt that is raised while it is disabled, or while its handlers are running, becomes
 * pending, once. The thread that runs the handlers then runs them again. If the interrupt is
 * disabled, enable_irq() starts a thread that runs them, and synchronize_irq() waits for that
 * thread.
 *
 * Return:
 * * > 0: the number of handlers that handled it
 * * 0: no handler handled it, or it is pending
 * * -EINVAL: there is no such interrupt, or no driver has requested it
 * Context: Thread context.
 */
int cohmem_irq_raise(unsigned int irq);

/**
 * cohmem_reserve_memory() - add a "memory-region" to a node
 * @np:		the node; of_reserved_mem_device_init() for its device declares the memory
 * @name:	name for of_reserved_mem_device_init_by_name(), or NULL. The string is not copied.
 * @base:	physical address; a region (region.h) must cover the memory when it is declared
 * @size:	in bytes
 *
 * The device address is @base, as in Linux without dma-ranges. The area is exclusive: a device that
 * has one gets no generic memory. Unlike in Linux, two devices cannot share a region: the second
 * one gets -EBUSY.
 *
 * Return:
 * * 0: success
 * * -EINVAL: @np is NULL, or @size is 0
 * * -ENOMEM: out of memory
 * Context: Thread context.
 * Source: rmem_dma_setup(), kernel/dma/coherent.c, Linux 6.1.
 */
int cohmem_reserve_memory(struct device_node *np, const char *name, phys_addr_t base, size_t size);

/**
 * cohmem_unreserve_memory() - undo all calls of cohmem_reserve_memory() for a node
 * @np:		the node. Areas that were declared remain until they are released.
 *
 * Context: Thread context.
 */
void cohmem_unreserve_memory(struct device_node *np);

#ifdef __cplusplus
}
#endif
#endif
