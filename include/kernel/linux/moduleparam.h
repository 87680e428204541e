/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Module parameters: the program's arguments "name=value" (cohmem/kernel.h). */
#ifndef COHMEM_LINUX_MODULEPARAM_H
#define COHMEM_LINUX_MODULEPARAM_H

#include <linux/build_bug.h>
#include <linux/export.h>
#include <linux/init.h>
#include <linux/types.h>

struct module;

enum cohmem_param_type {
	COHMEM_PARAM_byte,
	COHMEM_PARAM_short,
	COHMEM_PARAM_ushort,
	COHMEM_PARAM_int,
	COHMEM_PARAM_uint,
	COHMEM_PARAM_long,
	COHMEM_PARAM_ulong,
	COHMEM_PARAM_ullong,
	COHMEM_PARAM_charp,
	COHMEM_PARAM_bool,
};

typedef unsigned char cohmem_byte;
typedef short cohmem_short;
typedef unsigned short cohmem_ushort;
typedef int cohmem_int;
typedef unsigned int cohmem_uint;
typedef long cohmem_long;
typedef unsigned long cohmem_ulong;
typedef unsigned long long cohmem_ullong;
typedef char *cohmem_charp;
typedef bool cohmem_bool;
/* "bool" is a macro: by the time its name is pasted, it has been expanded to "_Bool". */
typedef bool cohmem__Bool;
#define COHMEM_PARAM__Bool COHMEM_PARAM_bool

struct cohmem_param {
	struct module *module;
	const char *name;
	enum cohmem_param_type type;
	void *value;
	unsigned int most;   /* capacity of an array, else 0 */
	unsigned int *count; /* receives the number of array members that were given; or NULL */
	struct cohmem_param *next;
};

struct cohmem_param_text {
	struct module *module;
	const char *name;
	const char *text;
	struct cohmem_param_text *next;
};

void cohmem_param_add(struct cohmem_param *param);
void cohmem_param_describe(struct cohmem_param_text *text);

#define COHMEM_PARAM_(name, value, type, most, count)                                       \
	_Static_assert(__builtin_types_compatible_p(__typeof__(*(value)), cohmem_##type),   \
		       "module parameter " #name " is not of type " #type);                 \
	static __attribute__((constructor)) void cohmem_param_##name(void)                  \
	{                                                                                   \
		static struct cohmem_param param = {                                        \
			THIS_MODULE, #name, COHMEM_PARAM_##type, value, most, count, NULL}; \
		cohmem_param_add(&param);                                                   \
	}                                                                                   \
	_Static_assert(1, "")
#define module_param(name, type, perm)              module_param_named(name, name, type, perm)
#define module_param_named(name, value, type, perm) COHMEM_PARAM_(name, &(value), type, 0, NULL)
#define module_param_array(name, type, count, perm) \
	module_param_array_named(name, name, type, count, perm)
#define module_param_array_named(name, array, type, count, perm) \
	COHMEM_PARAM_(name, &(array)[0], type, sizeof(array) / sizeof((array)[0]), count)
#define MODULE_PARM_DESC(name, description)                                                     \
	static __attribute__((constructor)) void cohmem_param_text_##name(void)                 \
	{                                                                                       \
		static struct cohmem_param_text text = {THIS_MODULE, #name, description, NULL}; \
		cohmem_param_describe(&text);                                                   \
	}                                                                                       \
	_Static_assert(1, "")

#endif
