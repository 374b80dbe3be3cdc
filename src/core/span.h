/* SPDX-License-Identifier: MIT */
/* A part of a text that is looked at where it stands: nothing is copied that may be a secret. */
#pragma once

#include <glib.h>

typedef struct {
    const char *start;
    gsize length;
} Span;

/* Blanks within a line; also as characters for span_until(). */
#define SPAN_BLANKS " \t\r"

Span span_of(const char *text);

/* Without the blanks around it. */
Span span_trim(Span span);

/* What stands before the first of these characters, or NUL; all of it if there is none. */
Span span_until(Span span, const char *ends);

/* Without its first bytes; empty if it has no more. */
Span span_after(Span span, gsize length);

/* The next line of a text, which is used up by this; FALSE at its end. */
gboolean span_take_line(Span *text, Span *ret_line);

/* Whether it is this text, in letters of either case. */
gboolean span_equals(Span span, const char *text);
