/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* main() for modules that are linked without one: loads them, unloads them, prints their messages. */
#include "internal.h"

#include <cohmem/debug.h>
#include <cohmem/kernel.h>
#include <cohmem/log.h>
#include <cohmem/ram.h>
#include <stdio.h>
#include <string.h>

/* Lowest device address of generic memory: low, so that a DMA mask of 25 bits covers some of it. */
#define DMA_BASE   0x1000000
#define CHUNK_SIZE ((size_t)2 << 20)

static void print_report(void *ctx, int level, const struct device *dev, const char *text)
{
	(void)ctx, (void)level;
	fprintf(stderr, "%s%s%s\n", dev ? dev_name(dev) : "", dev ? ": " : "", text);
}

static void print_line(const char *line)
{
	printf("%s\n", line);
}

static int print_usage(const char *program)
{
	printf("usage: %s [NAME=VALUE | MODULE.NAME=VALUE]...\n"
	       "Loads the kernel modules that are linked into it, and unloads them. Parameters:\n",
	       program);
	cohmem_params_list(print_line);
	return 0;
}

/* Returns the exit status of the program. */
static int run_modules(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		if (cohmem_param_set(argv[i]))
			return 2;
	}
	if (cohmem_ram_attach_all(DMA_BASE, CHUNK_SIZE) || cohmem_load_modules(0, NULL))
		return 1;
	cohmem_unload_modules();
	if (cohmem_ram_detach_all() == 0)
		return 0;
	fprintf(stderr, "the modules did not free all DMA memory: COHMEM_DEBUG=1 lists it\n");
	return 1;
}

int main(int argc, char **argv)
{

	if (argc > 1 && (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h")))
		return print_usage(argv[0]);
	cohmem_set_log(print_report, NULL);
	return run_modules(argc, argv);
}
