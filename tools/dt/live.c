/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Read a tree as Linux presents its own in /proc/device-tree: nodes are folders, properties are files. */
#include <dirent.h>
#include <errno.h>
#include <libfdt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../common/output.h"
#include "dt.h"

#define FIRST_ROOM ((size_t)1 << 18)
#define MOST_BYTES ((size_t)2 << 20)
#define MOST_DEPTH 64
#define MOST_PATH  4096

/* A tree that is being written. */
struct writer {
	void *fdt;
	char path[MOST_PATH]; /* of the folder or file that is being read */
	int fault;            /* negative: an error of libfdt; positive: an errno, of @path */
};

static int live_complain(struct writer *w, int fault)
{
	w->fault = fault;
	return fault;
}

static int write_property(struct writer *w, const char *name, size_t bytes)
{
	FILE *file = fopen(w->path, "rb");
	void *value = NULL;
	size_t got = 0;
	int err;

	if (!file)
		return live_complain(w, errno);
	err = fdt_property_placeholder(w->fdt, name, (int)bytes, &value);
	if (!err && bytes)
		got = fread(value, 1, bytes, file);
	if (!err && got != bytes)
		err = EIO;
	fclose(file);
	return err ? live_complain(w, err) : 0;
}

static int write_node(struct writer *w, const char *name, unsigned int depth);

/* Write the entry at w->path if it is a folder (@folders) or a property (otherwise). */
static int live_write_entry(struct writer *w, const char *name, bool folders, unsigned int depth)
{
	struct stat st;

	if (lstat(w->path, &st))
		return live_complain(w, errno);
	if (S_ISDIR(st.st_mode))
		return folders ? write_node(w, name, depth + 1) : 0;
	/* Linux adds a property with the node's name to each folder. */
	if (folders || !S_ISREG(st.st_mode) || !strcmp(name, "name"))
		return 0;
	if (st.st_size > (off_t)MOST_BYTES)
		return live_complain(w, EFBIG);
	return write_property(w, name, (size_t)st.st_size);
}

static int write_entries(struct writer *w, struct dirent **list, int count, bool folders,
			 unsigned int depth)
{
	size_t length = strlen(w->path);
	int err = 0;

	for (int i = 0; i < count && !err; i++) {
		const char *name = list[i]->d_name;

		if (!strcmp(name, ".") || !strcmp(name, ".."))
			continue;
		if (length + 1 + strlen(name) >= sizeof(w->path))
			return live_complain(w, ENAMETOOLONG);
		w->path[length] = '/';
		strcpy(w->path + length + 1, name);
		err = live_write_entry(w, name, folders, depth);
		if (!err)
			w->path[length] = 0; /* else it names what failed */
	}
	return err;
}

/* Write the folder at w->path. In a flattened tree, properties come before subnodes. */
static int write_node(struct writer *w, const char *name, unsigned int depth)
{
	struct dirent **list;
	int count, err;

	if (depth > MOST_DEPTH)
		return live_complain(w, ELOOP);
	count = scandir(w->path, &list, NULL, alphasort);
	if (count < 0)
		return live_complain(w, errno);
	err = fdt_begin_node(w->fdt, name);
	if (!err)
		err = write_entries(w, list, count, false, depth);
	if (!err)
		err = write_entries(w, list, count, true, depth);
	if (!err)
		err = fdt_end_node(w->fdt);
	while (count--)
		free(list[count]);
	free(list);
	return err ? live_complain(w, err) : 0;
}

static int write_tree(struct writer *w, const char *path, size_t room)
{
	int err = fdt_create_with_flags(w->fdt, (int)room, FDT_CREATE_FLAG_NO_NAME_DEDUP);

	snprintf(w->path, sizeof(w->path), "%s", path);
	if (!err)
		err = fdt_finish_reservemap(w->fdt);
	if (!err)
		err = write_node(w, "", 0);
	if (!err)
		err = fdt_finish(w->fdt);
	return live_complain(w, err);
}

/* The root of every tree has #address-cells. */
static bool is_tree(const char *path)
{
	char name[MOST_PATH];
	int length = snprintf(name, sizeof(name), "%s/#address-cells", path);

	if (length < (int)sizeof(name) && access(name, F_OK) == 0)
		return true;
	complain("cohmem dt: %s: cannot be read as a device tree: it has no #address-cells\n",
		 path);
	return false;
}

void *dt_read_folder(const char *path, size_t *bytes)
{
	struct writer w = {0};

	if (!is_tree(path))
		return NULL;

	for (size_t room = FIRST_ROOM; room <= MOST_BYTES; room *= 2) {
		w.fdt = malloc(room);
		if (!w.fdt)
			break;
		if (write_tree(&w, path, room) == 0) {
			*bytes = fdt_totalsize(w.fdt);
			return w.fdt;
		}
		free(w.fdt);
		if (w.fault != -FDT_ERR_NOSPACE)
			break;
	}
	complain("cohmem dt: %s: %s\n", w.path[0] ? w.path : path,
		 w.fault < 0 ? fdt_strerror(w.fault) : strerror(w.fault ? w.fault : ENOMEM));
	return NULL;
}
