/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Draw addresses against time, with a box for each block. */
#include <inttypes.h>

#include "../common/arguments.h"
#include "../common/output.h"
#include "../common/svg.h"
#include "replay.h"

#define LEFT   110
#define TOP    40
#define WIDTH  900.0
#define HEIGHT 400.0

struct scale {
	uint64_t start;
	double length;
	double granules;
};

static double scale_x(const struct scale *s, uint64_t time)
{
	double x = LEFT + (double)(time - s->start) / s->length * WIDTH;

	return x < LEFT + WIDTH ? x : LEFT + WIDTH;
}

static const char *device_colour(const char *device)
{
	static const char *const colours[] = {"#4dabf7", "#69db7c", "#ffa94d", "#da77f2",
					      "#ffd43b", "#38d9a9", "#f783ac", "#9775fa",
					      "#a9e34b", "#66d9e8"};
	unsigned int hash = 0;

	while (*device)
		hash = hash * 31 + (unsigned char)*device++;
	return colours[hash % (sizeof(colours) / sizeof(colours[0]))];
}

static void draw_box(const struct scale *s, const struct box *b, const struct site *site)
{
	double x = scale_x(s, b->from), width = scale_x(s, b->to) - x;
	double high = b->granules / s->granules * HEIGHT;

	say("<rect class=\"block\" x=\"%.2f\" y=\"%.2f\" width=\"%.2f\" height=\"%.2f\" fill=\"%s\"><title>",
	    x, TOP + HEIGHT - b->granule / s->granules * HEIGHT - high, width < 0.5 ? 0.5 : width,
	    high, device_colour(site->device));
	svg_text(site->device);
	say(", %" PRIu64 " bytes, ", b->size);
	svg_text(site->task);
	say(", ");
	svg_text(site->caller);
	say(", from %.6f s", (double)b->from / 1e9);
	if (b->to != UINT64_MAX)
		say(" to %.6f s", (double)b->to / 1e9);
	say("</title></rect>\n");
}

static void draw_axes(const struct scale *s, const struct replay *r)
{
	uint64_t size = (uint64_t)r->area.granules << r->options.granule_shift;

	say("<rect x=\"%d\" y=\"%d\" width=\"%.0f\" height=\"%.0f\" fill=\"#ffffff\" stroke=\"#495057\"/>\n",
	    LEFT, TOP, WIDTH, HEIGHT);
	say("<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%#" PRIx64
	    "</text><text x=\"%d\" y=\"%d\" text-anchor=\"end\">%#" PRIx64 "</text>\n",
	    LEFT - 6, TOP + (int)HEIGHT, r->options.base, LEFT - 6, TOP + 10,
	    r->options.base + size);
	say("<text x=\"%d\" y=\"%d\">%.6f s</text><text x=\"%.0f\" y=\"%d\" text-anchor=\"end\">%.6f s</text>\n",
	    LEFT, TOP + (int)HEIGHT + 16, (double)s->start / 1e9, LEFT + WIDTH,
	    TOP + (int)HEIGHT + 16, ((double)s->start + s->length) / 1e9);
	say("<text x=\"%d\" y=\"24\" font-size=\"15\">A pool of %s: %" PRIu64
	    " requests served, %" PRIu64 " refused</text>\n",
	    LEFT, size_text(size).text, r->served, r->refused_in_all);
}

void replay_svg(json_t *all, const struct boxes *boxes)
{
	const struct replay *r = boxes->replay;
	uint64_t length = boxes_end(boxes) - boxes_start(boxes);
	const struct scale s = {boxes_start(boxes), length ? (double)length : 1, r->area.granules};

	(void)all;
	say("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-family=\"sans-serif\" font-size=\"12\">\n<rect width=\"100%%\" height=\"100%%\" fill=\"#ffffff\"/>\n",
	    LEFT + (int)WIDTH + 20, TOP + (int)HEIGHT + 30);
	draw_axes(&s, r);
	for (size_t i = 0; i < boxes->count; i++)
		draw_box(&s, &boxes->box[i], &r->sites.site[boxes->box[i].site]);
	for (size_t i = 0; i < boxes->refusals; i++)
		say("<path class=\"refused\" d=\"M%.2f %d v10\" stroke=\"#e03131\" stroke-width=\"2\"/>\n",
		    scale_x(&s, boxes->refusal[i].time), TOP - 10);
	say("</svg>\n");
}
