/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * Runs cohmem doctor on arbitrary files in /sys, /proc and /dev: without a device as JSON, which must list everything
 * that is there, and with a device as text.
 *
 * The input is a list of entries: a place, a name if the place has one, the content's length, and the content.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../tools/common/commands.h"
#include "false_root.h"
#include "input.h"
#include "output.h"

#define DEVICE        "sys/bus/pci/devices/0000:01:00.0/"
#define GROUPS        "sys/kernel/iommu_groups/"
#define RESERVED      "proc/device-tree/reserved-memory/"
#define HUGE          "hugepages/hugepages-"
#define NAME_BYTES    32u
#define LARGE         200u /* from here on, a length stands for large content */
#define CONTENT_BYTES ((255 - LARGE + 1) * 64)
#define MOST_GROUPS   32u

/* %s: a name. A place is a link only if its path is never used to open a file. */
static const struct {
	const char *path;
	bool link;
} places[] = {
	{"proc/meminfo", false},
	{"proc/cmdline", false},
	{DEVICE "vendor", false},
	{DEVICE "device", false},
	{DEVICE "class", false},
	{DEVICE "resource", false},
	{DEVICE "config", false},
	{DEVICE "driver", true},
	{DEVICE "iommu_group", true},
	{DEVICE "uio/%s", false},
	{"sys/class/uio/%s/event", false},
	{"dev/%s", false},
	{GROUPS "%s/type", false},
	{GROUPS "%s/reserved_regions", false},
	{GROUPS "7/devices/%s/driver", true},
	{"sys/devices/system/node/node%s/" HUGE "2048kB/nr_hugepages", false},
	{"sys/devices/system/node/node0/" HUGE "%s/free_hugepages", false},
	{"sys/kernel/mm/" HUGE "%s/nr_hugepages", false},
	{RESERVED "%s", false},
	{RESERVED "%s/reg", false},
	{RESERVED "%s/compatible", false},
	{RESERVED "%s/no-map", false},
	{"sys/module/udmabuf/parameters/size_limit_mb", false},
	{"dev/dma_heap/%s", false},
	{"dev/vfio/%s", false},
	{"sys/class/u-dma-buf/%s", false},
	{"sys/bus/pci/drivers/vfio-pci/%s", false},
};

static char groups[MOST_GROUPS][NAME_BYTES];
static size_t group_count;

static void take_name(struct input *in, char name[NAME_BYTES])
{
	size_t length = take_byte(in) % NAME_BYTES, i;

	for (i = 0; i < length && in->left; i++) {
		name[i] = (char)take_byte(in);
		if (name[i] == '/' || !name[i])
			name[i] = '_';
	}
	name[i] = '\0';
	if (!strcmp(name, "") || !strcmp(name, ".") || !strcmp(name, ".."))
		strcpy(name, "0");
}

/* Hidden files are not groups. */
static void remember_group(const char *name)
{
	size_t i = 0;

	while (i < group_count && strcmp(groups[i], name))
		i++;
	if (name[0] != '.' && i == group_count && i < MOST_GROUPS)
		strcpy(groups[group_count++], name);
}

/* Take content as it is, or large content that repeats a few bytes of the input. */
static size_t take_content(struct input *in, char content[CONTENT_BYTES])
{
	size_t bytes = take_byte(in), length = bytes < LARGE ? bytes : (bytes - LARGE + 1) * 64;
	size_t there = bytes < LARGE ? bytes : 1 + bytes % 16;

	there = there < in->left ? there : in->left;
	if (!there)
		return 0;
	for (size_t i = 0; i < length; i++)
		content[i] = (char)in->data[i % there];
	in->data += there;
	in->left -= there;
	return bytes < LARGE ? there : length;
}

static void make_entry(struct input *in)
{
	size_t place = take_byte(in) % (sizeof(places) / sizeof(places[0])), bytes;
	const char *pattern = places[place].path, *at = strstr(pattern, "%s");
	char path[256], name[NAME_BYTES] = "", content[CONTENT_BYTES], target[256];

	if (at)
		take_name(in, name);
	snprintf(path, sizeof(path), "%.*s%s%s", at ? (int)(at - pattern) : (int)strlen(pattern),
		 pattern, name, at ? at + 2 : "");
	bytes = take_content(in, content);
	if (places[place].link) {
		snprintf(target, sizeof(target), "../%.*s", (int)bytes, content);
		false_link(path, target);
	} else {
		false_file(path, content, bytes);
	}
	if (!strncmp(pattern, GROUPS "%s", strlen(GROUPS "%s")))
		remember_group(name);
}

/* Every group must be listed. Entries for a group's devices may add group 7. */
static void check_groups(const char *text)
{
	json_t *found = json_of(text);

	demand(json_array_size(json_object_get(found, "iommu_groups")) >= group_count,
	       "a group is missing");
	demand(json_array_size(json_object_get(found, "backends")) == 9, "a back end is missing");
	demand(json_is_array(json_object_get(found, "huge_pages")) &&
		       json_is_array(json_object_get(found, "reserved_memory")) &&
		       json_is_object(json_object_get(found, "limits")),
	       "a part is missing");
	json_decref(found);
}

static void look(const char *device)
{
	const char *as_json[] = {"cohmem doctor", "--json", NULL};
	const char *as_text[] = {"cohmem doctor", "--device", device, "--size", "64K", NULL};
	char *text;
	int status;

	demand(run_command(cohmem_doctor, as_json, &text) == STATUS_DONE, "another status");
	check_groups(text);
	free(text);
	status = run_command(cohmem_doctor, as_text, &text);
	demand(status == STATUS_DONE || status == STATUS_NO, "another status with a device");
	demand(strstr(text, "\nIOMMU groups\n") && strstr(text, "\ndevice "), "a part is missing");
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = {data, size};
	char device[NAME_BYTES] = "0000:01:00.0";

	quiet_port();
	group_count = 0;
	if (take_byte(&in) % 8 == 0) {
		take_name(&in, device);
		for (char *c = device; *c; c++)
			*c = *c < ' ' || *c > '~' ? ':' : *c;
	}
	false_root_begin();
	while (in.left)
		make_entry(&in);
	look(device);
	false_root_end();
	return 0;
}
