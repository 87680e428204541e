/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Messages of drivers, passed on to cohmem_report(). */
#include "internal.h"

#include <cohmem/port.h>
#include <linux/bug.h>
#include <linux/device.h>

#define LINE 1024

/* Reads the level in front of a format, and moves *@fmt behind it. */
static int take_level(const char **fmt)
{
	int level = COHMEM_LOG_WARN; /* Linux's default */

	if ((*fmt)[0] != KERN_SOH[0])
		return level;
	if ((*fmt)[1] >= '0' && (*fmt)[1] <= '7')
		level = (*fmt)[1] - '0';
	*fmt += (*fmt)[1] ? 2 : 1;
	return level;
}

static void print_log_line(int level, const struct device *dev, char *line, size_t length)
{
	while (length && line[length - 1] == '\n')
		line[--length] = 0;
	cohmem_report(level, dev, "%s", line);
}

int vprintk(const char *fmt, va_list args)
{
	int level = take_level(&fmt);
	char line[LINE];
	size_t length = (size_t)vscnprintf(line, sizeof(line), fmt, args);

	print_log_line(level, NULL, line, length);
	return (int)length;
}

int _printk(const char *fmt, ...)
{
	va_list args;
	int length;

	va_start(args, fmt);
	length = vprintk(fmt, args);
	va_end(args);
	return length;
}

static void __printf(3, 0)
	say_of(const char *level, const struct device *dev, const char *fmt, va_list args)
{
	char line[LINE];

	print_log_line(take_level(&level), dev, line,
		       (size_t)vscnprintf(line, sizeof(line), fmt, args));
}

void _dev_printk(const char *level, const struct device *dev, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	say_of(level, dev, fmt, args);
	va_end(args);
}

int dev_err_probe(const struct device *dev, int err, const char *fmt, ...)
{
	struct va_format nested = {.fmt = fmt};
	va_list args;

	va_start(args, fmt);
	nested.va = &args;
	if (err != -EPROBE_DEFER)
		dev_err(dev, "error %pe: %pV", ERR_PTR(err), &nested);
	va_end(args);
	return err;
}

void cohmem_warned(const char *file, int line, const char *function)
{
	printk(KERN_WARNING "WARNING: at %s:%d in %s()", file, line, function);
}

void cohmem_bug(const char *file, int line, const char *function)
{
	printk(KERN_EMERG "kernel BUG at %s:%d in %s()", file, line, function);
	__builtin_trap();
}
