/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* What port/baremetal needs from a board: three functions. */
#ifndef PORT_BAREMETAL_BOARD_H
#define PORT_BAREMETAL_BOARD_H

/* Mask interrupts and return the previous state; restore the state that was returned. */
unsigned long board_irq_save(void);
void board_irq_restore(unsigned long flags);

/* Print a string, for example to a serial port. */
void board_puts(const char *text);

#endif
