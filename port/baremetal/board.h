/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* What port/baremetal needs from a board: three functions. */
#ifndef PORT_BAREMETAL_BOARD_H
#define PORT_BAREMETAL_BOARD_H

/* Masks interrupts and returns what they were; then puts that back. */
unsigned long board_irq_save(void);
void board_irq_restore(unsigned long flags);

/* Says one string, wherever the board has a place for it. */
void board_puts(const char *text);

#endif
