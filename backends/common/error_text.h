/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * Why the calling thread's last call of a back end failed, in words that its user can act on. Whatever finds the cause
 * sets the text; the public function that the driver called clears it first and reports it in the end.
 */
#ifndef BACKENDS_COMMON_ERROR_TEXT_H
#define BACKENDS_COMMON_ERROR_TEXT_H

/* Set the text; returns @err. */
__attribute__((format(printf, 2, 3))) int cohmem__set_error_text(int err, const char *fmt, ...);
/* The text, or @otherwise if none was set since cohmem__clear_error_text(). */
const char *cohmem__error_text(const char *otherwise);
void cohmem__clear_error_text(void);

#endif
