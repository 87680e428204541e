/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* What the kernel reports about this machine's DMA memory. */
#include <dirent.h>
#include <endian.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "../common/json_hex.h"
#include "doctor.h"

const char *doctor_read(char *text, size_t bytes, const char *path, ...)
{
	char full[512];
	size_t length = 0;
	va_list args;
	FILE *file;

	va_start(args, path);
	vsnprintf(full, sizeof(full), path, args);
	va_end(args);
	file = fopen(full, "r");
	if (file) {
		length = fread(text, 1, bytes - 1, file);
		fclose(file);
	}
	text[length] = '\0';
	if (length && text[length - 1] == '\n')
		text[length - 1] = '\0';
	return text;
}

static json_int_t meminfo(const char *what)
{
	char text[8192], *line;

	doctor_read(text, sizeof(text), "/proc/meminfo");
	line = strstr(text, what);
	return line ? strtoll(line + strlen(what), NULL, 10) : 0;
}

json_t *doctor_limits(void)
{
	struct rlimit memlock;
	json_t *locked;

	getrlimit(RLIMIT_MEMLOCK, &memlock);
	locked = memlock.rlim_cur == RLIM_INFINITY
			 ? json_null()
			 : json_integer((json_int_t)(memlock.rlim_cur >> 10));
	return json_pack("{s:b, s:o, s:I, s:I, s:I}", "root", geteuid() == 0, "memlock_kib", locked,
			 "memory_kib", meminfo("MemTotal:"), "cma_total_kib", meminfo("CmaTotal:"),
			 "cma_free_kib", meminfo("CmaFree:"));
}

/* A path that is too long becomes "", which no file has. */
static void join_path(char path[PATH_MAX], const char *folder, const char *name, const char *file)
{
	if (snprintf(path, PATH_MAX, "%s/%s/%s", folder, name, file) >= PATH_MAX)
		path[0] = '\0';
}

/* Calls @each for the entries of a folder whose names begin with @prefix. */
static void for_entries(const char *folder, const char *prefix,
			void (*each)(const char *folder, const char *name, json_t *list),
			json_t *list)
{
	struct dirent **names;
	int count = scandir(folder, &names, NULL, versionsort);

	for (int i = 0; i < count; i++) {
		const char *name = names[i]->d_name;

		if (name[0] != '.' && !strncmp(name, prefix, strlen(prefix)))
			each(folder, name, list);
		free(names[i]);
	}
	if (count >= 0)
		free(names);
}

static void add_size(const char *folder, const char *name, json_t *list)
{
	const char *node = strstr(folder, "/node/node");
	char text[64];
	json_int_t total, unused;

	total = atoll(doctor_read(text, sizeof(text), "%s/%s/nr_hugepages", folder, name));
	unused = atoll(doctor_read(text, sizeof(text), "%s/%s/free_hugepages", folder, name));
	json_array_append_new(list,
			      json_pack("{s:i, s:I, s:I, s:I}", "node",
					node ? atoi(node + strlen("/node/node")) : 0, "size_kib",
					(json_int_t)atoll(name + strlen("hugepages-")), "total",
					total, "free", unused));
}

static void add_numa_node(const char *folder, const char *name, json_t *list)
{
	char path[PATH_MAX];

	join_path(path, folder, name, "hugepages");
	for_entries(path, "hugepages-", add_size, list);
}

json_t *doctor_huge_pages(void)
{
	json_t *list = json_array();

	for_entries("/sys/devices/system/node", "node", add_numa_node, list);
	if (!json_array_size(list))
		for_entries("/sys/kernel/mm/hugepages", "hugepages-", add_size, list);
	return list;
}

static void add_device(const char *folder, const char *name, json_t *list)
{
	char path[PATH_MAX], target[256];
	const char *last = NULL;
	ssize_t length;

	join_path(path, folder, name, "driver");
	length = readlink(path, target, sizeof(target) - 1);
	if (length > 0) {
		target[length] = '\0';
		last = strrchr(target, '/');
	}
	json_array_append_new(list, json_pack("{s:o, s:o}", "device", json_name(name), "driver",
					      json_name(last ? last + 1 : NULL)));
}

static void add_group(const char *folder, const char *name, json_t *list)
{
	char path[PATH_MAX], type[32], reserved[2048];
	json_t *devices = json_array();

	join_path(path, folder, name, "devices");
	for_entries(path, "", add_device, devices);
	doctor_read(type, sizeof(type), "%s/%s/type", folder, name);
	doctor_read(reserved, sizeof(reserved), "%s/%s/reserved_regions", folder, name);
	json_array_append_new(list, json_pack("{s:o, s:o, s:o, s:o}", "group", json_name(name),
					      "type", json_name(type), "devices", devices,
					      "reserved_regions", json_name(reserved)));
}

json_t *doctor_iommu_groups(void)
{
	json_t *list = json_array();

	for_entries("/sys/kernel/iommu_groups", "", add_group, list);
	return list;
}

static bool has_property(const char *folder, const char *name, const char *property)
{
	char path[PATH_MAX];

	join_path(path, folder, name, property);
	return access(path, F_OK) == 0;
}

/* Address and size are assumed to have two cells each, as in nearly all trees. */
static void add_reserved(const char *folder, const char *name, json_t *list)
{
	char compatible[128], path[PATH_MAX];
	uint64_t reg[2] = {0};
	FILE *file;

	if (!strchr(name, '@') && !has_property(folder, name, "size") &&
	    !has_property(folder, name, "reg"))
		return; /* a property */
	join_path(path, folder, name, "reg");
	file = fopen(path, "rb");
	if (file) {
		if (fread(reg, 1, sizeof(reg), file) != sizeof(reg))
			reg[0] = reg[1] = 0;
		fclose(file);
	}
	doctor_read(compatible, sizeof(compatible), "%s/%s/compatible", folder, name);
	json_array_append_new(list, json_pack("{s:o, s:o, s:o, s:o, s:b, s:b}", "node",
					      json_name(name), "compatible", json_name(compatible),
					      "base", json_number(be64toh(reg[0])), "size",
					      json_number(be64toh(reg[1])), "no_map",
					      has_property(folder, name, "no-map"), "reusable",
					      has_property(folder, name, "reusable")));
}

/* Parameters like "memmap=1M$0x8000000" reserve memory on machines without a device tree. */
static void add_memmap(json_t *list)
{
	char line[4096], *save = NULL;

	doctor_read(line, sizeof(line), "/proc/cmdline");
	for (char *word = strtok_r(line, " ", &save); word; word = strtok_r(NULL, " ", &save)) {
		if (!strncmp(word, "memmap=", 7) && strchr(word, '$'))
			json_array_append_new(list,
					      json_pack("{s:o}", "parameter", json_name(word)));
	}
}

json_t *doctor_reserved_memory(void)
{
	json_t *list = json_array();

	for_entries("/proc/device-tree/reserved-memory", "", add_reserved, list);
	add_memmap(list);
	return list;
}
