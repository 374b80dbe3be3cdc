/* SPDX-License-Identifier: MIT */
/* Text from outside: what it may hold, and how it may be shown. */
#pragma once

#include <glib.h>

/* Whether a byte is below 0x20 or is 0x7f; such bytes have no place in a credential. */
gboolean text_has_control(const char *bytes, gsize length);

/*
 * A copy that is safe on a terminal: valid UTF-8, every control character (C0, DEL, C1) and every
 * character that reorders its neighbours shown as U+FFFD (CVE-2024-50349, CVE-2021-42574).
 */
char *text_printable(const char *text);

/* A decimal number without sign, blank or leading plus; FALSE if it is none or above maximum. */
gboolean text_parse_number(const char *text, gint64 maximum, gint64 *ret_number);
