/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#include "svg.h"

#include <string.h>

#include "output.h"

#define MARKUP "<>&\"'"

void svg_text(const char *text)
{
	while (*text) {
		size_t plain = strcspn(text, MARKUP);

		say("%.*s", (int)plain, text);
		text += plain;
		if (*text)
			say("&#%d;", *text++);
	}
}
