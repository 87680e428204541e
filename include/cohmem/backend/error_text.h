/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/**
 * DOC: error_text - why a back end failed, for the report of the call that the driver made
 *
 * A back end's @grow returns a negative errno, which says little. It sets a text that names the cause and the remedy as
 * well; the function that the driver called reports it::
 *
 *	return cohmem_set_error_text(-ENOSPC, "the card's %zu bytes are in use: free blocks, or ...", bytes);
 */
#ifndef COHMEM_BACKEND_ERROR_TEXT_H
#define COHMEM_BACKEND_ERROR_TEXT_H

#ifdef __cplusplus
extern "C" {
#endif

/**
 * cohmem_set_error_text() - set the reason for which a back end's function fails
 * @err:	the negative errno that is to be returned
 * @fmt:	a format of printf(3), one line without the newline
 *
 * The text belongs to the calling thread. It is cleared when this thread next allocates generic memory or calls another
 * function of a back end.
 *
 * Return: @err.
 * Context: Thread context, in a function of a back end.
 */
__attribute__((format(printf, 2, 3))) int cohmem_set_error_text(int err, const char *fmt, ...);

#ifdef __cplusplus
}
#endif
#endif
