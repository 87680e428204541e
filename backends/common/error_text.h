/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * The error text: why the calling thread's last call of a back end failed, with a remedy if there is one. The code
 * that finds the cause calls cohmem_set_error_text(), unless cohmem_port->alloc() failed. The public function that
 * the driver called clears the text first, and reports it on failure.
 */
#ifndef BACKENDS_COMMON_ERROR_TEXT_H
#define BACKENDS_COMMON_ERROR_TEXT_H

#include <cohmem/backend/error_text.h>

/* The text, or @otherwise if none was set since cohmem__clear_error_text(). */
const char *cohmem__error_text(const char *otherwise);
void cohmem__clear_error_text(void);

#endif
