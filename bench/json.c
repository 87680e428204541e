/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* All results, as JSON. */
#include <errno.h>
#include <jansson.h>

#include "bench.h"

static json_t *encode(const struct result *r)
{
	return json_pack("{s:s, s:s, s:i, s:i, s:f, s:f, s:f, s:f}", "contender", r->contender,
			 "workload", r->workload, "log2_granules", (int)r->bits, "threads",
			 (int)r->threads, "ns", r->ns, "quartile_low", r->low, "quartile_high",
			 r->high, "p999_ns", r->p999);
}

int bench_write_json(const struct bench_options *options)
{
	json_t *results = json_array();
	json_t *all =
		json_pack("{s:I, s:o}", "seed", (json_int_t)options->seed, "results", results);
	int err = 0;

	for (size_t i = 0; i < bench_result_count && !err; i++)
		err = json_array_append_new(results, encode(&bench_results[i]));
	if (!all || err)
		err = -ENOMEM;
	else if (json_dump_file(all, options->json, JSON_INDENT(1)))
		err = -EIO;
	json_decref(all);
	return err;
}
