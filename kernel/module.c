/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Modules: each source file with module_init() is one. */
#include "internal.h"

#include <cohmem/kernel.h>
#include <linux/module.h>

static struct module *modules; /* in the order they were linked */

/* "/some/where/my-ring.c" becomes "my_ring". */
static void shorten(struct module *module)
{
	const char *slash = strrchr(module->name, '/');
	char *c;

	strscpy(module->cohmem_name, slash ? slash + 1 : module->name, sizeof(module->cohmem_name));
	for (c = module->cohmem_name; *c && *c != '.'; c++)
		*c = *c == '-' ? '_' : *c;
	*c = 0;
	module->name = module->cohmem_name;
}

void cohmem_module_add(struct module *module, int (*init)(void))
{
	struct module **link = &modules;

	while (*link)
		link = &(*link)->next;
	shorten(module);
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
		if (err > 0) { /* as in Linux, not an error */
			pr_warn("module %s: init suspiciously returned %d, it should follow 0/-E convention",
				m->name, err);
			err = 0;
		}
		m->loaded = !err;
		if (err)
			pr_err("module %s: init failed with %pe", m->name, ERR_PTR(err));
	}
	if (err)
		cohmem_unload_modules();
	return err;
}
