/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
#include "../board.h"

void board_interrupts(int on)
{
	(void)on;
}

void board_interrupt(void)
{
}
