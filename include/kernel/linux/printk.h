/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* A driver's messages: cohmem_set_log() receives one line per call. Linux's %p extensions are supported. */
#ifndef COHMEM_LINUX_PRINTK_H
#define COHMEM_LINUX_PRINTK_H

#include <linux/kern_levels.h>
#include <linux/types.h>
#include <stdarg.h>

struct va_format {
	const char *fmt;
	va_list *va;
};

int _printk(const char *fmt, ...) __printf(1, 2);
int vprintk(const char *fmt, va_list args) __printf(1, 0);

#define printk(fmt, ...) _printk(fmt, ##__VA_ARGS__)

/* Checks the arguments, and prints nothing. */
#define no_printk(fmt, ...)                         \
	({                                          \
		if (0)                              \
			printk(fmt, ##__VA_ARGS__); \
		0;                                  \
	})

#ifndef pr_fmt
#define pr_fmt(fmt) fmt
#endif

#define pr_emerg(fmt, ...)  printk(KERN_EMERG pr_fmt(fmt), ##__VA_ARGS__)
#define pr_alert(fmt, ...)  printk(KERN_ALERT pr_fmt(fmt), ##__VA_ARGS__)
#define pr_crit(fmt, ...)   printk(KERN_CRIT pr_fmt(fmt), ##__VA_ARGS__)
#define pr_err(fmt, ...)    printk(KERN_ERR pr_fmt(fmt), ##__VA_ARGS__)
#define pr_warn(fmt, ...)   printk(KERN_WARNING pr_fmt(fmt), ##__VA_ARGS__)
#define pr_notice(fmt, ...) printk(KERN_NOTICE pr_fmt(fmt), ##__VA_ARGS__)
#define pr_info(fmt, ...)   printk(KERN_INFO pr_fmt(fmt), ##__VA_ARGS__)
#define pr_cont(fmt, ...)   printk(KERN_CONT fmt, ##__VA_ARGS__)
#ifdef DEBUG
#define pr_debug(fmt, ...) printk(KERN_DEBUG pr_fmt(fmt), ##__VA_ARGS__)
#define pr_devel           pr_debug
#else
#define pr_debug(fmt, ...) no_printk(KERN_DEBUG pr_fmt(fmt), ##__VA_ARGS__)
#define pr_devel           pr_debug
#endif

#define COHMEM_ONCE_(what)                                                       \
	({                                                                       \
		static bool cohmem_said_;                                        \
		if (!__atomic_exchange_n(&cohmem_said_, true, __ATOMIC_RELAXED)) \
			what;                                                    \
	})
#define printk_once(fmt, ...)         COHMEM_ONCE_(printk(fmt, ##__VA_ARGS__))
#define pr_err_once(fmt, ...)         COHMEM_ONCE_(pr_err(fmt, ##__VA_ARGS__))
#define pr_warn_once(fmt, ...)        COHMEM_ONCE_(pr_warn(fmt, ##__VA_ARGS__))
#define pr_info_once(fmt, ...)        COHMEM_ONCE_(pr_info(fmt, ##__VA_ARGS__))
#define printk_ratelimited(fmt, ...)  printk(fmt, ##__VA_ARGS__)
#define pr_err_ratelimited(fmt, ...)  pr_err(fmt, ##__VA_ARGS__)
#define pr_warn_ratelimited(fmt, ...) pr_warn(fmt, ##__VA_ARGS__)
#define pr_info_ratelimited(fmt, ...) pr_info(fmt, ##__VA_ARGS__)

#endif
