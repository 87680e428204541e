/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Modules: each source file with module_init() is one. */
#include "internal.h"

#include <cohmem/kernel.h>
#include <linux/module.h>

static struct module *modules; /* in the order they were linked */

void cohmem_module_add(struct module *module, int (*init)(void))
{
	struct module **link = &modules;

	while (*link)
		link = &(*link)->next;
	module->init = init;
	*link = module;
}

/* The last one that is loaded, or NULL. */
static struct module *last_loaded(void)
{
	struct module *last = NULL;

	for (struct module *m = modules; m; m = m->next) {
		if (m->loaded)
			last = m;
	}
	return last;
}

void cohmem_unload_modules(void)
{
	struct module *module;

	while ((module = last_loaded())) {
		module->loaded = false;
		if (module->exit)
			module->exit();
	}
}

int cohmem_load_modules(int argc, char **argv)
{
	int err = 0;

	for (int i = 1; i < argc && !err; i++)
		err = cohmem_param_set(argv[i]);
	for (struct module *m = modules; m && !err; m = m->next) {
		err = m->loaded ? 0 : m->init();
		m->loaded = !err;
		if (err)
			pr_err("module %s: init failed with %pe", m->name, ERR_PTR(err));
	}
	if (err)
		cohmem_unload_modules();
	return err;
}
