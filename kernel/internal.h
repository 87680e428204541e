/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* What the files that play the kernel's part know of each other. */
#ifndef KERNEL_INTERNAL_H
#define KERNEL_INTERNAL_H

#include <linux/types.h>
#include <stdarg.h>

struct device;

/* format.c: vsnprintf() with Linux's %p extensions; returns as that. */
int cohmem_format(char *buf, size_t size, const char *fmt, va_list args);

/* slab.c: memory of @site, who asked for it. */
void *cohmem_slab_alloc(size_t size, gfp_t flags, const void *site);

/* string.c: a text in such memory; NULL: there is none. */
char *cohmem_text(gfp_t gfp, const void *site, const char *fmt, va_list args) __printf(3, 0);

/* params.c: sets one "NAME=VALUE"; 0, or what is wrong with it is reported: -EINVAL. */
int cohmem_param_set(const char *text);
/* Says which there are. */
void cohmem_params_list(void (*say)(const char *line));

#endif
