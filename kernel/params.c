/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Module parameters. */
#include "internal.h"

#include <linux/module.h>
#include <linux/slab.h>
#include <stdlib.h>

static struct cohmem_param *params;
static struct cohmem_param_text *texts;

void cohmem_param_add(struct cohmem_param *param)
{
	param->next = params;
	params = param;
}

void cohmem_param_describe(struct cohmem_param_text *text)
{
	text->next = texts;
	texts = text;
}

static const size_t sizes[] = {
	[COHMEM_PARAM_byte] = 1,
	[COHMEM_PARAM_short] = sizeof(short),
	[COHMEM_PARAM_ushort] = sizeof(short),
	[COHMEM_PARAM_int] = sizeof(int),
	[COHMEM_PARAM_uint] = sizeof(int),
	[COHMEM_PARAM_long] = sizeof(long),
	[COHMEM_PARAM_ulong] = sizeof(long),
	[COHMEM_PARAM_ullong] = sizeof(long long),
	[COHMEM_PARAM_charp] = sizeof(char *),
	[COHMEM_PARAM_bool] = sizeof(bool),
};

static const char *const names[] = {
	[COHMEM_PARAM_byte] = "byte",     [COHMEM_PARAM_short] = "short",
	[COHMEM_PARAM_ushort] = "ushort", [COHMEM_PARAM_int] = "int",
	[COHMEM_PARAM_uint] = "uint",     [COHMEM_PARAM_long] = "long",
	[COHMEM_PARAM_ulong] = "ulong",   [COHMEM_PARAM_ullong] = "ullong",
	[COHMEM_PARAM_charp] = "charp",   [COHMEM_PARAM_bool] = "bool",
};

static int set_signed(enum cohmem_param_type type, const char *text, void *value)
{
	const unsigned int bits = (unsigned int)sizes[type] * 8;
	long long number;
	int err = kstrtoll(text, 0, &number);

	if (!err && bits < 64 && (number >> (bits - 1)) != 0 && (number >> (bits - 1)) != -1)
		err = -ERANGE;
	if (!err)
		memcpy(value, &number, sizes[type]); /* little-endian only: see the assertion */
	return err;
}

static int set_unsigned(enum cohmem_param_type type, const char *text, void *value)
{
	const unsigned int bits = (unsigned int)sizes[type] * 8;
	unsigned long long number;
	int err = kstrtoull(text, 0, &number);

	if (!err && bits < 64 && number >> bits)
		err = -ERANGE;
	if (!err)
		memcpy(value, &number, sizes[type]);
	return err;
}

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "this needs a little-endian host");

static int set_one(enum cohmem_param_type type, char *text, void *value)
{
	switch (type) {
	case COHMEM_PARAM_bool:
		return kstrtobool(text, value);
	case COHMEM_PARAM_charp:
		*(char **)value = text;
		return 0;
	case COHMEM_PARAM_short:
	case COHMEM_PARAM_int:
	case COHMEM_PARAM_long:
		return set_signed(type, text, value);
	default:
		return set_unsigned(type, text, value);
	}
}

static int set_array(const struct cohmem_param *param, char *text)
{
	char *one, *value = param->value;
	unsigned int count = 0;
	int err = 0;

	while (!err && (one = strsep(&text, ","))) {
		err = count == param->most ? -EINVAL : set_one(param->type, one, value);
		value += sizes[param->type];
		count++;
	}
	if (!err && param->count)
		*param->count = count;
	return err;
}

/* Checks if @name begins with @with; '-' and '_' are the same. */
static bool has_prefix(const char *name, const char *with)
{
	for (; *with; name++, with++) {
		char a = *name == '-' ? '_' : *name, b = *with == '-' ? '_' : *with;

		if (a != b)
			return false;
	}
	return true;
}

/* Checks if @name is the parameter's "NAME" or "MODULE.NAME". */
static bool is_named(const struct cohmem_param *param, const char *name, size_t length)
{
	size_t prefix = strlen(param->module->name);

	if (length > prefix + 1 && name[prefix] == '.' && has_prefix(name, param->module->name)) {
		name += prefix + 1;
		length -= prefix + 1;
	}
	return strlen(param->name) == length && has_prefix(name, param->name);
}

/* The copy of a charp is never freed: the parameter points into it. */
static int param_set(const struct cohmem_param *param, const char *value)
{
	char *copy = strdup(value);
	int err = -ENOMEM;

	if (copy)
		err = param->most ? set_array(param, copy)
				  : set_one(param->type, copy, param->value);
	if (err || param->type != COHMEM_PARAM_charp)
		free(copy);
	return err;
}

int cohmem_param_set(const char *text)
{
	size_t length = strcspn(text, "=");
	/* A bool may be set by its name alone. */
	const char *value = text[length] ? text + length + 1 : "1";
	bool found = false;
	int err = 0;

	for (const struct cohmem_param *p = params; p && !err; p = p->next) {
		if (!is_named(p, text, length) || (!text[length] && p->type != COHMEM_PARAM_bool))
			continue;
		found = true;
		err = param_set(p, value);
		if (err)
			pr_err("parameter %s: %s takes a %s, not '%s'", text, p->name,
			       names[p->type], value);
	}
	if (!found)
		pr_err("parameter %s: no module has this parameter, or its value is missing", text);
	return found && !err ? 0 : -EINVAL;
}

static const char *description(const struct cohmem_param *param)
{
	for (const struct cohmem_param_text *t = texts; t; t = t->next) {
		if (t->module == param->module && !strcmp(t->name, param->name))
			return t->text;
	}
	return "";
}

void cohmem_params_list(void (*say)(const char *line))
{
	char line[256];

	for (const struct cohmem_param *p = params; p; p = p->next) {
		scnprintf(line, sizeof(line), "  %s.%s=%s%s  %s", p->module->name, p->name,
			  names[p->type], p->most ? ",..." : "", description(p));
		say(line);
	}
}
