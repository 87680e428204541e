/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#include "format.h"

#include <stdbool.h>
#include <string.h>
#include <sys/types.h>

#include "visible.h"

#define NUMBER_BYTES 512 /* a double of any size, with %f */

/* A buffer for output to @to, so that a message of usual length is one write(). */
struct pipe {
	FILE *to;
	size_t used;
	char text[1024];
};

/* One conversion specification of a format, see printf(3). */
struct conversion {
	char text[24]; /* up to the length modifier; numbers must not use '*' */
	bool left;
	int width;
	int precision; /* negative: none */
	char size;     /* 'l', 'L' for ll, 'z', or 0 */
	char letter;
};

static void pipe_put(struct pipe *p, const char *text, size_t bytes)
{
	if (bytes > sizeof(p->text) - p->used) {
		fwrite(p->text, 1, p->used, p->to);
		p->used = 0;
	}
	if (bytes > sizeof(p->text)) {
		fwrite(text, 1, bytes, p->to);
		return;
	}
	memcpy(p->text + p->used, text, bytes);
	p->used += bytes;
}

static void put_blanks(struct pipe *p, size_t count)
{
	while (count--)
		pipe_put(p, " ", 1);
}

/* Return the number of columns that the @bytes bytes of @text take up as written by visible_next(). */
static size_t columns_of(const char *text, size_t bytes)
{
	const char *end = text + bytes;
	char one[VISIBLE_BYTES];
	size_t columns = 0;

	while (text < end) {
		size_t shown = visible_next(&text, end, one);

		columns += (one[0] & 0x80) ? 1 : shown;
	}
	return columns;
}

static void put_visible(struct pipe *p, const struct conversion *c, const char *text)
{
	size_t bytes = c->precision < 0 ? strlen(text) : strnlen(text, (size_t)c->precision);
	size_t columns = c->width ? columns_of(text, bytes) : 0;
	size_t blanks = columns < (size_t)c->width ? (size_t)c->width - columns : 0;
	const char *end = text + bytes;
	char one[VISIBLE_BYTES];

	if (!c->left)
		put_blanks(p, blanks);
	while (text < end) {
		size_t shown = visible_next(&text, end, one);

		pipe_put(p, one, shown);
	}
	if (c->left)
		put_blanks(p, blanks);
}

static int read_number(const char **format, va_list *args)
{
	int number = 0;

	if (**format == '*') {
		++*format;
		return va_arg(*args, int);
	}
	while (**format >= '0' && **format <= '9')
		number = number * 10 + (*(*format)++ - '0');
	return number;
}

/* Parse the conversion that begins at @format, with its %. Return what follows it. */
static const char *read_conversion(const char *format, struct conversion *c, va_list *args)
{
	const char *begin = format++;

	*c = (struct conversion){.precision = -1};
	for (; *format && strchr("-+ #0", *format); format++)
		c->left |= *format == '-';
	c->width = read_number(&format, args);
	if (*format == '.') {
		format++;
		c->precision = read_number(&format, args);
	}
	snprintf(c->text, sizeof(c->text), "%.*s", (int)(format - begin), begin);
	if (*format == 'z' || *format == 'l')
		c->size = *format++;
	if (c->size == 'l' && *format == 'l') {
		c->size = 'L';
		format++;
	}
	c->letter = *format;
	return format + 1;
}

/* Every integer is printed as a long long. These two functions convert it from its type. */
static long long signed_of(const struct conversion *c, va_list *args)
{
	switch (c->size) {
	case 'L':
		return va_arg(*args, long long);
	case 'l':
		return va_arg(*args, long);
	case 'z':
		return va_arg(*args, ssize_t);
	default:
		return va_arg(*args, int);
	}
}

static unsigned long long unsigned_of(const struct conversion *c, va_list *args)
{
	switch (c->size) {
	case 'L':
		return va_arg(*args, unsigned long long);
	case 'l':
		return va_arg(*args, unsigned long);
	case 'z':
		return va_arg(*args, size_t);
	default:
		return va_arg(*args, unsigned int);
	}
}

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"

static void put_number(struct pipe *p, struct conversion *c, va_list *args)
{
	char text[NUMBER_BYTES];
	size_t end = strlen(c->text);
	int bytes;

	if (strchr("fFeEgG", c->letter)) {
		c->text[end] = c->letter;
		bytes = snprintf(text, sizeof(text), c->text, va_arg(*args, double));
	} else {
		memcpy(c->text + end, "ll", 2);
		c->text[end + 2] = c->letter;
		bytes = strchr("di", c->letter)
				? snprintf(text, sizeof(text), c->text, signed_of(c, args))
				: snprintf(text, sizeof(text), c->text, unsigned_of(c, args));
	}
	pipe_put(p, text, (size_t)bytes < sizeof(text) ? (size_t)bytes : sizeof(text) - 1);
}

#pragma GCC diagnostic pop

static void put_conversion(struct pipe *p, struct conversion *c, va_list *args)
{
	char one[2] = "";

	switch (c->letter) {
	case '%':
		pipe_put(p, "%", 1);
		break;
	case 's':
		put_visible(p, c, va_arg(*args, const char *));
		break;
	case 'c':
		one[0] = (char)va_arg(*args, int);
		put_visible(p, c, one);
		break;
	default:
		put_number(p, c, args);
		break;
	}
}

void print_format(FILE *to, const char *format, va_list *args)
{
	struct pipe p = {.to = to};
	struct conversion c;

	while (*format) {
		size_t plain = strcspn(format, "%");

		pipe_put(&p, format, plain);
		format += plain;
		if (!*format)
			break;
		format = read_conversion(format, &c, args);
		put_conversion(&p, &c, args);
	}
	fwrite(p.text, 1, p.used, to);
}
