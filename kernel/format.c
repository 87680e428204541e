/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* printf() formats, with Linux's %p extensions (Documentation/core-api/printk-formats.rst). */
#include "internal.h"

#include <cohmem/port.h>
#include <linux/device.h>
#include <linux/ioport.h>
#include <linux/of.h>
#include <stdio.h>

struct out {
	char *at;
	size_t size;
	size_t length; /* of the whole text, even if it does not fit */
};

/* One conversion specification, from its '%' on. */
struct spec {
	char text[32]; /* passed to libc */
	size_t length;
	int width; /* 0: none given */
	int longs; /* >= 2: long long, 1: long, size_t or ptrdiff_t, <= 0: int */
	char conversion;
};

static void __printf(2, 3) put(struct out *out, const char *fmt, ...)
{
	size_t left = out->length < out->size ? out->size - out->length : 0;
	va_list args;
	int n;

	va_start(args, fmt);
	n = vsnprintf(left ? out->at + out->length : NULL, left, fmt, args);
	va_end(args);
	out->length += n > 0 ? (size_t)n : 0;
}

static void spec_put(struct spec *spec, const char *text)
{
	while (*text && spec->length < sizeof(spec->text) - 1)
		spec->text[spec->length++] = *text++;
	spec->text[spec->length] = 0;
}

static void spec_put_char(struct spec *spec, char c)
{
	spec_put(spec, (const char[]){c, 0});
}

/* Reads a width or precision: digits, or '*' for an argument. Returns what follows it. */
static const char *parse_width(const char *fmt, va_list *args, int *value)
{
	*value = 0;
	if (*fmt == '*') {
		*value = va_arg(*args, int);
		return fmt + 1;
	}
	for (; *fmt >= '0' && *fmt <= '9' && *value < 10000; fmt++)
		*value = *value * 10 + (*fmt - '0');
	return fmt;
}

static void spec_put_number(struct spec *spec, int value)
{
	char text[16];

	snprintf(text, sizeof(text), "%d", value);
	spec_put(spec, text);
}

static const char *precision(struct spec *spec, const char *fmt, va_list *args)
{
	int value;

	fmt = parse_width(fmt + 1, args, &value);
	if (value < 0) /* as in C, a negative precision counts as omitted */
		return fmt;
	spec_put(spec, ".");
	spec_put_number(spec, value);
	return fmt;
}

/* Reads a specification, including its conversion letter. Returns what follows it. */
static const char *parse_spec(struct spec *spec, const char *fmt, va_list *args)
{
	*spec = (struct spec){0};
	spec_put_char(spec, *fmt++);
	while (*fmt && strchr("-+ #0", *fmt))
		spec_put_char(spec, *fmt++);
	fmt = parse_width(fmt, args, &spec->width);
	if (spec->width)
		spec_put_number(spec, spec->width); /* a negative width also sets the '-' flag */
	if (*fmt == '.')
		fmt = precision(spec, fmt, args);
	for (; *fmt && strchr("hlLzt", *fmt); fmt++) {
		spec->longs += *fmt == 'l' || *fmt == 'z' || *fmt == 't' ? 1 : *fmt == 'L' ? 2 : -1;
		spec_put_char(spec, *fmt);
	}
	spec->conversion = *fmt;
	if (*fmt)
		spec_put_char(spec, *fmt++);
	return fmt;
}

static void put_resource(struct out *out, const struct resource *res)
{
	const char *kind = res->flags & IORESOURCE_MEM   ? "mem "
			   : res->flags & IORESOURCE_IRQ ? "irq "
							 : "";

	put(out, "[%s%#llx-%#llx]", kind, (unsigned long long)res->start,
	    (unsigned long long)res->end);
}

static void put_place(struct out *out, const void *site)
{
	char text[256] = "";

	if (cohmem_port->where)
		cohmem_port->where(site, text, sizeof(text));
	put(out, "%s", text);
}

/* libc does not know the error numbers that never reach user space. */
static const char *error_name(int err)
{
	switch (err) {
	case ERESTARTSYS:
		return "ERESTARTSYS";
	case ENOIOCTLCMD:
		return "ENOIOCTLCMD";
	case EPROBE_DEFER:
		return "EPROBE_DEFER";
	case ENOTSUPP:
		return "ENOTSUPP";
	default:
		return strerrorname_np(err);
	}
}

static void put_error(struct out *out, const void *ptr)
{
	const char *name = IS_ERR(ptr) ? error_name((int)-PTR_ERR(ptr)) : NULL;

	if (name)
		put(out, "-%s", name);
	else
		put(out, "%p", ptr);
}

static void put_nested(struct out *out, const struct va_format *nested)
{
	size_t left = out->length < out->size ? out->size - out->length : 0;
	va_list args;

	va_copy(args, *nested->va);
	out->length +=
		(size_t)cohmem_format(left ? out->at + out->length : NULL, left, nested->fmt, args);
	va_end(args);
}

/* @count bytes in hexadecimal. */
static void put_bytes(struct out *out, const unsigned char *bytes, int count, const char *separator)
{
	for (int i = 0; i < count; i++)
		put(out, "%s%02x", i ? separator : "", bytes[i]);
}

static void put_hex(struct out *out, const void *ptr, int width, char how)
{
	put_bytes(out, ptr, width > 0 && width <= 64 ? width : 1,
		  how == 'C'   ? ":"
		  : how == 'D' ? "-"
		  : how == 'N' ? ""
			       : " ");
}

/* Passed by reference, because in Linux the width of the type depends on the configuration. */
static void put_address(struct out *out, const unsigned long long *address)
{
	put(out, "0x%016llx", *address);
}

/* Counts the letters at @ext that belong to the conversion. */
static size_t extension(const char *ext)
{
	if (*ext == 'a')
		return ext[1] == 'd' || ext[1] == 'p' ? 2 : 1;
	if (*ext == 'h')
		return ext[1] && strchr("CDN", ext[1]) ? 2 : 1;
	if (*ext == 'O')
		return ext[1] == 'F' ? 2 : 0;
	return *ext && strchr("eVMRrsSBKx", *ext) ? 1 : 0;
}

/* Formats @ptr according to the letters at @ext. Returns what follows them. */
static const char *put_pointer(struct out *out, const char *ext, const void *ptr, int width)
{
	const size_t letters = extension(ext);
	const char what = letters ? *ext : 0;

	if (!ptr && what && strchr("aVMRrhO", what))
		put(out, "(null)");
	else if (what == 'a')
		put_address(out, ptr);
	else if (what == 'e')
		put_error(out, ptr);
	else if (what == 'V')
		put_nested(out, ptr);
	else if (what == 'M')
		put_bytes(out, ptr, 6, ":");
	else if (what == 'h')
		put_hex(out, ptr, width, letters == 2 ? ext[1] : 0);
	else if (what == 'R' || what == 'r')
		put_resource(out, ptr);
	else if (what == 's' || what == 'S' || what == 'B')
		put_place(out, ptr);
	else if (what == 'O')
		put(out, "%s", ((const struct device_node *)ptr)->full_name);
	else
		put(out, "%p", ptr);
	return ext + letters;
}

static void put_integer(struct out *out, const struct spec *spec, va_list *args)
{
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	if (spec->longs >= 2)
		put(out, spec->text, va_arg(*args, long long));
	else if (spec->longs == 1)
		put(out, spec->text, va_arg(*args, long));
	else
		put(out, spec->text, va_arg(*args, int));
}

static void format_string(struct out *out, const struct spec *spec, const char *string)
{
	put(out, spec->text, string ? string : "(null)");
#pragma GCC diagnostic pop
}

static const char *format_convert(struct out *out, const char *fmt, va_list *args)
{
	struct spec spec;

	fmt = parse_spec(&spec, fmt, args);
	if (spec.conversion == '%')
		put(out, "%%");
	else if (spec.conversion == 'p')
		return put_pointer(out, fmt, va_arg(*args, const void *), spec.width);
	else if (spec.conversion == 's')
		format_string(out, &spec, va_arg(*args, const char *));
	else if (spec.conversion && strchr("diouxXc", spec.conversion))
		put_integer(out, &spec, args);
	else
		put(out, "%s", spec.text); /* not a conversion that Linux has */
	return fmt;
}

int cohmem_format(char *buf, size_t size, const char *fmt, va_list args)
{
	struct out out = {buf, size, 0};
	va_list copy;

	if (size)
		buf[0] = 0;
	va_copy(copy, args);
	while (*fmt) {
		size_t plain = strcspn(fmt, "%");

		put(&out, "%.*s", (int)plain, fmt);
		fmt += plain;
		if (*fmt)
			fmt = format_convert(&out, fmt, &copy);
	}
	va_end(copy);
	return (int)out.length;
}

int vscnprintf(char *buf, size_t size, const char *fmt, va_list args)
{
	size_t length = (size_t)cohmem_format(buf, size, fmt, args);

	return (int)(length < size ? length : size ? size - 1 : 0);
}

int scnprintf(char *buf, size_t size, const char *fmt, ...)
{
	va_list args;
	int n;

	va_start(args, fmt);
	n = vscnprintf(buf, size, fmt, args);
	va_end(args);
	return n;
}
