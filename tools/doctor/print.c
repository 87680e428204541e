/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Print the result as text. */
#include <string.h>

#include "../common/json_hex.h"
#include "../common/output.h"
#include "doctor.h"

static long long number_at(json_t *object, const char *key)
{
	return json_integer_value(json_object_get(object, key));
}

static bool json_true_at(json_t *object, const char *key)
{
	return json_is_true(json_object_get(object, key));
}

static void print_backends(json_t *backends)
{
	json_t *backend;
	size_t i;

	say("back ends\n");
	json_array_foreach(backends, i, backend) {
		bool usable = json_true_at(backend, "usable");

		say("  %-10s  %-3s  %s\n", json_text(backend, "name"), usable ? "yes" : "no",
		    json_text(backend, usable ? "detail" : "why"));
	}
}

static void print_limits(json_t *limits)
{
	json_t *locked = json_object_get(limits, "memlock_kib");

	say("\nlimits\n  memory %lld MiB; CMA %lld MiB, %lld free\n",
	    number_at(limits, "memory_kib") >> 10, number_at(limits, "cma_total_kib") >> 10,
	    number_at(limits, "cma_free_kib") >> 10);
	if (json_is_null(locked))
		say("  RLIMIT_MEMLOCK: none");
	else
		say("  RLIMIT_MEMLOCK: %lld KiB (ulimit -l)",
		    (long long)json_integer_value(locked));
	say("; %s\n", json_true_at(limits, "root") ? "root" : "not root");
}

static void print_huge_pages(json_t *pages)
{
	json_t *size;
	size_t i;

	say("\nhuge pages\n");
	json_array_foreach(pages, i, size)
		say("  node %lld: %lld of %lld KiB, %lld free\n", number_at(size, "node"),
		    number_at(size, "total"), number_at(size, "size_kib"), number_at(size, "free"));
	if (!json_array_size(pages))
		say("  the kernel has none\n");
}

static void print_group(json_t *group)
{
	const char *regions = json_text(group, "reserved_regions");
	json_t *device;
	size_t i;

	say("  %-3s %-8s", json_text(group, "group"), json_text(group, "type"));
	json_array_foreach(json_object_get(group, "devices"), i, device) {
		const char *driver = json_text(device, "driver");

		say(" %s (%s)", json_text(device, "device"), driver[0] ? driver : "no driver");
	}
	say("\n");
	while (*regions) {
		size_t length = strcspn(regions, "\n");

		say("      not for mapping: %.*s\n", (int)length, regions);
		regions += length + (regions[length] == '\n');
	}
}

static void print_groups(json_t *groups)
{
	json_t *group;
	size_t i;

	say("\nIOMMU groups\n");
	json_array_foreach(groups, i, group)
		print_group(group);
	if (!json_array_size(groups))
		say("  none\n");
}

static void print_reserved(json_t *pools)
{
	json_t *pool;
	size_t i;

	say("\nreserved memory\n");
	json_array_foreach(pools, i, pool) {
		if (json_object_get(pool, "parameter"))
			say("  %s\n", json_text(pool, "parameter"));
		else
			say("  %s: %s, %lld KiB at %#llx%s%s\n", json_text(pool, "node"),
			    json_text(pool, "compatible"),
			    (long long)(json_count(pool, "size") >> 10),
			    (unsigned long long)json_count(pool, "base"),
			    json_true_at(pool, "no_map") ? ", no-map" : "",
			    json_true_at(pool, "reusable") ? ", reusable" : "");
	}
	if (!json_array_size(pools))
		say("  none (no device tree node, no memmap=)\n");
}

static void doctor_print_device(json_t *device)
{
	json_t *range;
	size_t i;

	say("\ndevice %s\n", json_text(device, "device"));
	json_array_foreach(json_object_get(device, "iova_ranges"), i, range)
		say("  device addresses %s to %s\n", json_text(range, "first"),
		    json_text(range, "last"));
	say("  %llu bytes up to device address %s: %s\n",
	    (unsigned long long)json_count(device, "size"), json_text(device, "mask"),
	    json_true_at(device, "succeeds") ? "yes" : "NO");
	if (json_true_at(device, "succeeds"))
		say("  allocated: device address %s, %s\n", json_text(device, "address"),
		    json_text(device, "way"));
	else
		say("  %s\n", json_text(device, "why"));
}

void doctor_print(json_t *found)
{
	json_t *device = json_object_get(found, "device");

	print_backends(json_object_get(found, "backends"));
	print_limits(json_object_get(found, "limits"));
	print_huge_pages(json_object_get(found, "huge_pages"));
	print_groups(json_object_get(found, "iommu_groups"));
	print_reserved(json_object_get(found, "reserved_memory"));
	if (device)
		doctor_print_device(device);
}
