/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#include "svg.h"

#include <stdio.h>
#include <string.h>

void svg_text(const char *text)
{
	for (; *text; text++) {
		if (strchr("<>&\"'", *text))
			printf("&#%d;", *text);
		else
			putchar((unsigned char)*text < ' ' || (unsigned char)*text > '~' ? '?'
											 : *text);
	}
}
