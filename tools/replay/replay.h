/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* cohmem replay: collect the result in one JSON object, and show it in several forms. */
#ifndef TOOLS_REPLAY_REPLAY_H
#define TOOLS_REPLAY_REPLAY_H

#include "../../trace/model/replay.h"
#include "../common/recording.h"
#include "boxes.h"

enum show_as {
	SHOW_TEXT,
	SHOW_JSON = 'j',
	SHOW_HTML = 'h',
	SHOW_SVG = 's',
};

struct show {
	struct recording recording;
	struct replay_options pool;
	enum show_as as;
	struct boxes boxes;
};

/* print.c */
json_t *replay_json(const struct show *show, const struct replay *replay);
void replay_print(json_t *all);
/* svg.c, html.c */
void replay_svg(json_t *all, const struct boxes *boxes);
void replay_html(json_t *all, const struct boxes *boxes);

#endif
