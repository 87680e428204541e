/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#ifndef TOOLS_SVG_H
#define TOOLS_SVG_H

/* Prints a text so that it is one in XML, too. */
void svg_text(const char *text);

#endif
