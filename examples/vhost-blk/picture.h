/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* A picture of a device's area for a terminal. */
#ifndef PICTURE_H
#define PICTURE_H

#include "blk.h"

void picture_print(struct blk *b);

#endif
