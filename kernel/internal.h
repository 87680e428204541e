/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Functions that the files in this folder share. */
#ifndef KERNEL_INTERNAL_H
#define KERNEL_INTERNAL_H

#include <linux/types.h>
#include <stdarg.h>

struct device;

/* format.c: as vsnprintf(), with Linux's %p extensions. */
int cohmem_format(char *buf, size_t size, const char *fmt, va_list args);

/* slab.c: allocates memory; reports name @site, the return address of the caller. */
void *cohmem_slab_alloc(size_t size, gfp_t flags, const void *site);

/* string.c: formats into memory from cohmem_slab_alloc(); NULL if that fails. */
char *cohmem_text(gfp_t gfp, const void *site, const char *fmt, va_list args) __printf(3, 0);

/* params.c: sets the parameter in "NAME=VALUE". Returns 0, or -EINVAL after reporting the reason. */
int cohmem_param_set(const char *text);
/* Calls @say with one line for each parameter. */
void cohmem_params_list(void (*say)(const char *line));

#endif
