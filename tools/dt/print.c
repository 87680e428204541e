/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */

#include "../common/arguments.h"
#include "../common/json_hex.h"
#include "../common/output.h"
#include "dt.h"

static void print_place(json_t *pool)
{
	bool dynamic = json_is_true(json_object_get(pool, "dynamic"));
	json_t *range;
	size_t i;

	if (dynamic) {
		say("\n    ");
		say("%s", size_text(dt_number(pool, "size")).text);
		say(", placed at boot");
	}
	json_array_foreach(json_object_get(pool, "ranges"), i, range) {
		say("\n    ");
		say("%s", size_text(dt_number(range, "size")).text);
		say(" %s %s", dynamic ? "available for it at" : "at", json_text(range, "base"));
	}
}

static void print_pool(json_t *pool)
{
	static const char *const flags[] = {"no_map", "reusable", "dma_default", "cma_default"};
	json_t *user;
	size_t i;

	say("  %s: %s", json_text(pool, "name"), json_text(pool, "use"));
	for (i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
		if (json_is_true(json_object_get(pool, flags[i])))
			say(", %s", flags[i]);
	}
	if (json_object_get(pool, "why") && json_text(pool, "why")[0])
		say(" (%s)", json_text(pool, "why"));
	print_place(pool);
	say("\n");
	json_array_foreach(json_object_get(pool, "users"), i, user)
		say("    used by %s\n", json_string_value(user));
}

void dt_print(json_t *read)
{
	json_t *pools = json_object_get(read, "pools"), *finding, *pool;
	size_t i;

	json_array_foreach(pools, i, pool)
		print_pool(pool);
	if (!json_array_size(pools))
		say("  no reserved memory\n");
	json_array_foreach(json_object_get(read, "findings"), i, finding)
		say("%s: %s: %s\n", json_text(finding, "severity"), json_text(finding, "node"),
		    json_text(finding, "text"));
}
