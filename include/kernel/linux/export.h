/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Exported symbols: the linker sees all global symbols, so EXPORT_SYMBOL() does nothing. */
#ifndef COHMEM_LINUX_EXPORT_H
#define COHMEM_LINUX_EXPORT_H

#include <linux/build_bug.h>
#include <linux/types.h>

/* Each source file is a module. Its name is KBUILD_MODNAME, or else the file's without folders and ending. */
struct module {
	const char *name;
	int (*init)(void);
	void (*exit)(void);
	struct module *next;
	bool loaded;
	char cohmem_name[56];
};

static struct module cohmem_this_module __maybe_unused = {.name = COHMEM_MODULE_};

#define THIS_MODULE (&cohmem_this_module)

#define EXPORT_SYMBOL(symbol)     _Static_assert(sizeof(&(symbol)) > 0, "")
#define EXPORT_SYMBOL_GPL(symbol) EXPORT_SYMBOL(symbol)

#endif
