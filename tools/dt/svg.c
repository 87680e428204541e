/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * Draw physical memory. Addresses increase downwards, the height of each piece grows with the logarithm of its length,
 * and pools that overlap are drawn side by side.
 */
#include <stdlib.h>
#include <string.h>

#include "../common/arguments.h"
#include "../common/json_hex.h"
#include "../common/output.h"
#include "../common/svg.h"
#include "dt.h"
#include "lanes.h"

#define LEFT    150 /* where pools begin; addresses are left of it */
#define TOP     70
#define LANE    330
#define LINE    18
#define LOW     24 /* least height of a piece without pools */
#define HIGH    58 /* least height of a piece with a pool: three lines of text */
#define TALLEST 150

struct piece {
	uint64_t from, to;
	json_t *pool; /* NULL: memory */
	unsigned int lane;
};

/* How many pools and memory ranges lie between an edge and the next one. */
struct cover {
	unsigned int pools, memory;
};

struct picture {
	struct piece *pieces;
	size_t count;
	uint64_t *edges;     /* addresses where pieces begin or end, ascending */
	int *y;              /* y of each edge */
	struct cover *cover; /* what follows each edge */
	size_t edge_count;
	unsigned int lanes;
	bool told; /* the tree describes /memory */
};

static const char *pool_colour(json_t *pool)
{
	static const struct {
		const char *use, *colour;
	} colours[] = {
		{"coherent pool", "#8ce99a"}, {"CMA", "#a5d8ff"}, {"restricted pool", "#ffd8a8"}};

	for (size_t i = 0; i < sizeof(colours) / sizeof(colours[0]); i++) {
		if (!strcmp(json_text(pool, "use"), colours[i].use))
			return colours[i].colour;
	}
	return "#ced4da";
}

static void add_pieces(struct picture *p, json_t *ranges, json_t *pool)
{
	json_t *range;
	size_t i;

	json_array_foreach(ranges, i, range) {
		uint64_t from = dt_number(range, "base"), to = from + dt_number(range, "size");

		if (to < from)
			to = UINT64_MAX;
		if (to > from)
			p->pieces[p->count++] = (struct piece){from, to, pool, 0};
	}
}

static int by_address(const void *a, const void *b)
{
	const struct piece *x = a, *y = b;

	return (x->from > y->from) - (x->from < y->from);
}

static int by_value(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static bool is_drawn(json_t *pool)
{
	return !json_is_true(json_object_get(pool, "dynamic")) &&
	       strcmp(json_text(pool, "use"), "ignored");
}

static void picture_collect(struct picture *p, json_t *read)
{
	json_t *pool;
	size_t i;

	add_pieces(p, json_object_get(read, "memory"), NULL);
	p->told = p->count > 0;
	json_array_foreach(json_object_get(read, "pools"), i, pool) {
		if (is_drawn(pool))
			add_pieces(p, json_object_get(pool, "ranges"), pool);
	}
	qsort(p->pieces, p->count, sizeof(*p->pieces), by_address);
	for (i = 0; i < p->count; i++) {
		p->edges[p->edge_count++] = p->pieces[i].from;
		p->edges[p->edge_count++] = p->pieces[i].to;
	}
	qsort(p->edges, p->edge_count, sizeof(*p->edges), by_value);
	for (size_t from = i = 0; from < p->edge_count; from++) {
		if (!i || p->edges[from] != p->edges[i - 1])
			p->edges[i++] = p->edges[from];
	}
	p->edge_count = i;
}

/* Pools that overlap are drawn side by side: each is in the first free lane. */
static void choose_lanes(struct picture *p, struct lanes *lanes)
{
	for (size_t i = 0; i < p->count; i++) {
		struct piece *piece = &p->pieces[i];

		if (piece->pool)
			piece->lane = lanes_take(lanes, piece->from, piece->to);
		if (piece->lane >= p->lanes)
			p->lanes = piece->lane + 1;
	}
}

static size_t edge_of(const struct picture *p, uint64_t address)
{
	const uint64_t *edge =
		bsearch(&address, p->edges, p->edge_count, sizeof(address), by_value);

	return (size_t)(edge - p->edges);
}

/* Fill in the cover of each edge. */
static void count_cover(struct picture *p)
{
	for (size_t i = 0; i < p->count; i++) {
		const struct piece *piece = &p->pieces[i];
		struct cover *from = &p->cover[edge_of(p, piece->from)];
		struct cover *to = &p->cover[edge_of(p, piece->to)];

		*(piece->pool ? &from->pools : &from->memory) += 1;
		*(piece->pool ? &to->pools : &to->memory) -= 1;
	}
	for (size_t i = 1; i < p->edge_count; i++) {
		p->cover[i].pools += p->cover[i - 1].pools;
		p->cover[i].memory += p->cover[i - 1].memory;
	}
}

static int height(const struct picture *p, size_t edge)
{
	uint64_t pages = (p->edges[edge + 1] - p->edges[edge]) >> 12;
	const struct cover *cover = &p->cover[edge];
	int high = cover->pools ? HIGH : LOW;

	if (!cover->pools && !cover->memory)
		return LOW;
	while (pages >>= 1)
		high += 4;
	return high < TALLEST ? high : TALLEST;
}

static void choose_heights(struct picture *p)
{
	int y = TOP;

	for (size_t i = 0; i < p->edge_count; i++) {
		p->y[i] = y;
		if (i + 1 < p->edge_count)
			y += height(p, i);
	}
}

static int picture_y(const struct picture *p, uint64_t address)
{
	return p->y[edge_of(p, address)];
}

static void print_what(json_t *pool)
{
	static const char *const flags[][2] = {{"no_map", "no-map"},
					       {"reusable", "reusable"},
					       {"dma_default", "linux,dma-default"},
					       {"cma_default", "linux,cma-default"}};

	say("%s", json_text(pool, "use"));
	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
		if (json_is_true(json_object_get(pool, flags[i][0])))
			say(", %s", flags[i][1]);
	}
}

static void print_users(json_t *pool)
{
	json_t *user;
	size_t i;

	json_array_foreach(json_object_get(pool, "users"), i, user) {
		say("%s", i ? ", " : "");
		svg_text(json_string_value(user));
	}
}

/* A nested <svg> clips long texts at the pool's edge. The tooltip shows all users. */
static void draw_pool(const struct picture *p, const struct piece *piece)
{
	int y = picture_y(p, piece->from), high = picture_y(p, piece->to) - y;

	say("<svg class=\"pool\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"><rect width=\"%d\" height=\"%d\" fill=\"%s\" stroke=\"%s\" stroke-width=\"2\"/>\n<text x=\"8\" y=\"16\" font-weight=\"bold\">",
	    LEFT + 12 + (int)piece->lane * LANE, y, LANE - 24, high, LANE - 24, high,
	    pool_colour(piece->pool), piece->lane ? "#e03131" : "#495057");
	svg_text(json_text(piece->pool, "name"));
	say("</text><text x=\"8\" y=\"32\">");
	say("%s", size_text(piece->to - piece->from).text);
	say(", ");
	print_what(piece->pool);
	say("</text><text x=\"8\" y=\"48\" fill=\"#495057\">");
	print_users(piece->pool);
	say("</text><title>");
	print_users(piece->pool);
	say("</title></svg>\n");
}

static void draw_ground(const struct picture *p, size_t edge)
{
	bool memory = p->cover[edge].memory, pool = p->cover[edge].pools;
	int y = p->y[edge], high = p->y[edge + 1] - y;

	say("<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"%s\"/>\n", LEFT, y,
	    (int)p->lanes * LANE, high, memory ? "#f1f3f5" : "#ffffff");
	if (pool)
		return;
	say("<text x=\"%d\" y=\"%d\" fill=\"#868e96\">", LEFT + 12, y + high / 2 + 4);
	say("%s", size_text(p->edges[edge + 1] - p->edges[edge]).text);
	say("%s</text>\n", memory ? " of memory" : p->told ? ", no memory" : ", not described");
}

static void draw_addresses(const struct picture *p)
{
	for (size_t i = 0; i < p->edge_count; i++)
		say("<text x=\"%d\" y=\"%d\" text-anchor=\"end\" font-family=\"monospace\">%#llx</text><path d=\"M%d %d h%d\" stroke=\"#adb5bd\"/>\n",
		    LEFT - 12, p->y[i] + 4, (unsigned long long)p->edges[i], LEFT - 8, p->y[i],
		    (int)p->lanes * LANE + 8);
}

static size_t count_placed_by_boot(json_t *read)
{
	json_t *pool;
	size_t i, count = 0;

	json_array_foreach(json_object_get(read, "pools"), i, pool)
		count += json_is_true(json_object_get(pool, "dynamic"));
	return count;
}

static void draw_placed_by_boot(json_t *read, int y)
{
	json_t *pool;
	size_t i;

	json_array_foreach(json_object_get(read, "pools"), i, pool) {
		if (!json_is_true(json_object_get(pool, "dynamic")))
			continue;
		say("<text class=\"dynamic\" x=\"%d\" y=\"%d\">placed at boot: ", LEFT, y);
		svg_text(json_text(pool, "name"));
		say(", ");
		say("%s", size_text(dt_number(pool, "size")).text);
		say(", ");
		print_what(pool);
		say("</text>\n");
		y += LINE;
	}
}

static void draw_legend(void)
{
	static const char *const uses[] = {"coherent pool", "CMA", "restricted pool", "reserved"};

	say("<text x=\"12\" y=\"24\" font-size=\"16\">Physical memory and its pools</text>\n");
	for (int i = 0; i < 4; i++) {
		json_t *like = json_pack("{s:s}", "use", uses[i]);

		say("<rect x=\"%d\" y=\"36\" width=\"14\" height=\"14\" fill=\"%s\" stroke=\"#495057\"/><text x=\"%d\" y=\"48\">%s</text>\n",
		    12 + 120 * i, pool_colour(like), 32 + 120 * i, uses[i]);
		json_decref(like);
	}
}

static void picture_draw(const struct picture *p, json_t *read)
{
	int below = p->edge_count ? p->y[p->edge_count - 1] + 28 : TOP + 20;
	int wide = LEFT + 20 + LANE * (int)(p->lanes > 1 ? p->lanes : 2);

	say("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-family=\"sans-serif\" font-size=\"12\">\n<rect width=\"100%%\" height=\"100%%\" fill=\"#ffffff\"/>\n",
	    wide, below + LINE * (int)count_placed_by_boot(read));
	draw_legend();
	for (size_t i = 0; i + 1 < p->edge_count; i++)
		draw_ground(p, i);
	draw_addresses(p);
	for (size_t i = 0; i < p->count; i++) {
		if (p->pieces[i].pool)
			draw_pool(p, &p->pieces[i]);
	}
	draw_placed_by_boot(read, below);
	say("</svg>\n");
}

static size_t most_pieces(json_t *read)
{
	return json_array_size(json_object_get(read, "memory")) +
	       COHMEM_DT_RANGES * json_array_size(json_object_get(read, "pools"));
}

int dt_draw(json_t *read)
{
	size_t most = most_pieces(read) + 1; /* malloc(0) may give NULL */
	struct picture p = {.pieces = malloc(most * sizeof(*p.pieces)),
			    .edges = malloc(2 * most * sizeof(*p.edges)),
			    .y = malloc(2 * most * sizeof(*p.y)),
			    .cover = calloc(2 * most, sizeof(*p.cover))};
	struct lanes lanes;
	bool room = lanes_create(&lanes, most) && p.pieces && p.edges && p.y && p.cover;

	if (room) {
		picture_collect(&p, read);
		choose_lanes(&p, &lanes);
		count_cover(&p);
		choose_heights(&p);
		picture_draw(&p, read);
	}
	free(p.pieces);
	free(p.edges);
	free(p.y);
	free(p.cover);
	lanes_destroy(&lanes);
	return room ? 0 : -1;
}
