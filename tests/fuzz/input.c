/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#include "input.h"

#include <cohmem/log.h>
#include <cohmem/port.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void demand(bool holds, const char *what)
{
	if (holds)
		return;
	dprintf(STDERR_FILENO, "demand: %s\n",
		what); /* stderr may be redirected, see output_begin() */
	abort();
}

bool all_bytes(const void *addr, size_t bytes, uint8_t value)
{
	const char *at = addr;

	return bytes == 0 || ((uint8_t)at[0] == value && !memcmp(at, at + 1, bytes - 1));
}

static void drop(void *ctx, int level, const struct device *dev, const char *text)
{
	(void)ctx, (void)level, (void)dev, (void)text;
}

void quiet_port(void)
{
	static struct cohmem_port port;

	if (cohmem_port == &port)
		return;
	port = *cohmem_port;
	port.where = NULL;
	cohmem_port = &port;
	cohmem_set_log(drop, NULL);
}
