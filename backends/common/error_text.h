/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * Why the calling thread's last call of a back end failed, in words that its user can act on. Whatever finds the cause
 * calls cohmem_set_error_text(); the public function that the driver called clears it first and reports it in the end.
 */
#ifndef BACKENDS_COMMON_ERROR_TEXT_H
#define BACKENDS_COMMON_ERROR_TEXT_H

#include <cohmem/backend/error_text.h>

/* The text, or @otherwise if none was set since cohmem__clear_error_text(). */
const char *cohmem__error_text(const char *otherwise);
void cohmem__clear_error_text(void);

#endif
