/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* A chart of the 50 % workload: ns per call against the area's size, both logarithmic. */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "bench.h"

#define WIDTH    760
#define HEIGHT   460
#define LEFT     70
#define FREE_OK  140
#define TOP      40
#define BOTTOM   50
#define DECADES  8 /* 1 ns to 100 ms */
#define WORKLOAD "50 %"

static double x_of(unsigned int bits)
{
	return LEFT +
	       (double)(bits - FIRST_BITS) / (LAST_BITS - FIRST_BITS) * (WIDTH - LEFT - FREE_OK);
}

static double y_of(double ns)
{
	double decades = log10(ns < 1 ? 1 : ns);

	return HEIGHT - BOTTOM - decades / DECADES * (HEIGHT - TOP - BOTTOM);
}

static void write_axes(FILE *f)
{
	static const char *const times[] = {"1 ns",   "10 ns", "100 ns", "1 us",  "10 us",
					    "100 us", "1 ms",  "10 ms",  "100 ms"};

	for (unsigned int bits = FIRST_BITS; bits <= LAST_BITS; bits += BITS_STEP)
		fprintf(f,
			"<line x1='%.0f' y1='%d' x2='%.0f' y2='%d' stroke='#ddd'/><text x='%.0f' y='%d' text-anchor='middle'>%s</text>\n",
			x_of(bits), TOP, x_of(bits), HEIGHT - BOTTOM, x_of(bits),
			HEIGHT - BOTTOM + 20, size_name(bits));
	for (int d = 0; d <= DECADES; d++)
		fprintf(f,
			"<line x1='%d' y1='%.0f' x2='%d' y2='%.0f' stroke='#ddd'/><text x='%d' y='%.0f' text-anchor='end'>%s</text>\n",
			LEFT, y_of(pow(10, d)), WIDTH - FREE_OK, y_of(pow(10, d)), LEFT - 8,
			y_of(pow(10, d)) + 4, times[d]);
}

static void write_line(FILE *f, const char *contender, const char *colour)
{
	double x = 0, y = 0;

	fprintf(f, "<polyline fill='none' stroke-width='2' stroke='%s' points='", colour);
	for (unsigned int bits = FIRST_BITS; bits <= LAST_BITS; bits += BITS_STEP) {
		double ns = result_net(contender, WORKLOAD, bits);

		if (isnan(ns))
			continue;
		x = x_of(bits);
		y = y_of(ns);
		fprintf(f, "%.1f,%.1f ", x, y);
	}
	fprintf(f, "'/>\n");
	if (x > 0)
		fprintf(f, "<text x='%.0f' y='%.0f' fill='%s'>%s</text>\n", x + 6, y + 4, colour,
			contender);
}

/* A second chart below: time against the length of a recording, both logarithmic. Dashed: proportional. */
static void write_traces(FILE *f)
{
	static const char *const lines[][2] = {{"text", "#c0392b"}, {"own recording", "#000"}};

	fprintf(f,
		"<g transform='translate(0 %d)'><text x='%d' y='22' font-size='14'>cohmem size: time against the recording's length (dashed: proportional)</text>\n",
		HEIGHT, LEFT);
	for (size_t i = 0; i < 2; i++) {
		double y[BENCH_TRACE_LENGTHS], x[BENCH_TRACE_LENGTHS];

		for (int k = 0; k < BENCH_TRACE_LENGTHS; k++) {
			double seconds = result_ns(lines[i][0], "sizing", bench_trace_bits[k], 1) *
					 (double)(1u << bench_trace_bits[k]) / 1e9;

			x[k] = LEFT + 90.0 * (bench_trace_bits[k] - bench_trace_bits[0]);
			y[k] = 200 - 60 * log10(seconds);
			fprintf(f,
				"<circle cx='%.1f' cy='%.1f' r='4' fill='%s'/><text x='%.1f' y='%.1f'>%.2f s</text>\n",
				x[k], y[k], lines[i][1], x[k] + 8, y[k] + 14, seconds);
			if (i == 0)
				fprintf(f,
					"<text x='%.1f' y='330' text-anchor='middle'>%u</text>\n",
					x[k], 1u << bench_trace_bits[k]);
		}
		fprintf(f,
			"<path d='M%.1f %.1f L%.1f %.1f' stroke='%s' stroke-dasharray='4'/><text x='%.1f' y='%.1f' fill='%s'>%s</text>\n",
			x[0], y[0], x[BENCH_TRACE_LENGTHS - 1],
			y[0] - 60 * log10(exp2(bench_trace_bits[BENCH_TRACE_LENGTHS - 1] -
					       bench_trace_bits[0])),
			lines[i][1], x[BENCH_TRACE_LENGTHS - 1] + 8, y[BENCH_TRACE_LENGTHS - 1],
			lines[i][1], lines[i][0]);
	}
	fprintf(f, "</g>\n");
}

int bench_write_svg(const char *path)
{
	static const char *const lines[][2] = {
		{"kernel's way", "#c0392b"}, {"flat scan", "#d68910"}, {"rte_malloc", "#7d3c98"},
		{"mimalloc", "#2471a3"},     {"jemalloc", "#117a65"},  {"cohmem", "#000"},
	};
	FILE *f = fopen(path, "w");

	if (!f)
		return -errno;
	fprintf(f,
		"<svg xmlns='http://www.w3.org/2000/svg' width='%d' height='%d' font-family='sans-serif' font-size='12'>\n<rect width='%d' height='%d' fill='#fff'/>\n<text x='%d' y='22' font-size='14'>Time per call against the area's size, half of it in use (orders 0 to 3)</text>\n",
		WIDTH, HEIGHT + 360, WIDTH, HEIGHT + 360, LEFT);
	write_axes(f);
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		write_line(f, lines[i][0], lines[i][1]);
	write_traces(f);
	fprintf(f, "</svg>\n");
	return fclose(f) ? -errno : 0;
}
