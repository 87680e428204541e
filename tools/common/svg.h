/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#ifndef TOOLS_COMMON_SVG_H
#define TOOLS_COMMON_SVG_H

/* Print a text, made visible (visible.h), as XML. */
void svg_text(const char *text);

#endif
