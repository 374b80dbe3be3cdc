/* SPDX-License-Identifier: MIT */
/*
 * What a person reads on stderr: one line for what happened, broken where a terminal ends, and one
 * for what to do, broken there before each way out but the first. Hints and formats are translated.
 * Whatever is in the texts, the terminal gets text_printable() of it.
 */
#pragma once

#include <glib.h>

/* "error: ..." and, if the error has one, "hint: ...". */
void report_error(const GError *error);

/* "warning: ..." and, unless it is NULL, "hint: ...": what went on all the same. */
void report_warning(const char *hint, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* A line without a beginning of ours, while talking with a person. */
void report_note(const char *format, ...) G_GNUC_PRINTF(1, 2);
