/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Modules: each source file with module_init() is one. cohmem_load_modules() (cohmem/kernel.h) loads them. */
#ifndef COHMEM_LINUX_MODULE_H
#define COHMEM_LINUX_MODULE_H

#include_next <linux/module.h>

#include <linux/err.h>
#include <linux/export.h>
#include <linux/init.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/moduleparam.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include <linux/string.h>

void cohmem_module_add(struct module *module, int (*init)(void));

#define module_init(function)                                                 \
	static __attribute__((constructor)) void cohmem_init_##function(void) \
	{                                                                     \
		cohmem_module_add(THIS_MODULE, function);                     \
	}                                                                     \
	_Static_assert(1, "")
#define module_exit(function)                                              \
	static __attribute__((constructor)) void cohmem_module_exit_(void) \
	{                                                                  \
		void (*cohmem_exit_)(void) = function;                     \
		cohmem_this_module.exit = cohmem_exit_;                    \
	}                                                                  \
	_Static_assert(1, "")
/* Built-in code may have several initcalls in a file. They have no exit function. */
#define device_initcall(function)                                             \
	static __attribute__((constructor)) void cohmem_init_##function(void) \
	{                                                                     \
		static struct module call = {.name = COHMEM_MODULE_};         \
		cohmem_module_add(&call, function);                           \
	}                                                                     \
	_Static_assert(1, "")
#define subsys_initcall(function) device_initcall(function)
#define late_initcall(function)   device_initcall(function)

#define COHMEM_INFO_(text)               _Static_assert(sizeof(text) > 0, "")
#define MODULE_LICENSE(text)             COHMEM_INFO_(text)
#define MODULE_AUTHOR(text)              COHMEM_INFO_(text)
#define MODULE_DESCRIPTION(text)         COHMEM_INFO_(text)
#define MODULE_VERSION(text)             COHMEM_INFO_(text)
#define MODULE_ALIAS(text)               COHMEM_INFO_(text)
#define MODULE_FIRMWARE(text)            COHMEM_INFO_(text)
#define MODULE_SOFTDEP(text)             COHMEM_INFO_(text)
#define MODULE_IMPORT_NS(ns)             COHMEM_INFO_(#ns)
#define MODULE_DEVICE_TABLE(type, table) COHMEM_INFO_(table)

#define module_driver(driver, register_driver, unregister_driver, ...) \
	static int __init driver##_init(void)                          \
	{                                                              \
		return register_driver(&(driver), ##__VA_ARGS__);      \
	}                                                              \
	module_init(driver##_init);                                    \
	static void __exit driver##_exit(void)                         \
	{                                                              \
		unregister_driver(&(driver), ##__VA_ARGS__);           \
	}                                                              \
	module_exit(driver##_exit)

static inline bool try_module_get(struct module *module)
{
	(void)module;
	return true;
}

static inline void module_put(struct module *module)
{
	(void)module;
}

#endif
