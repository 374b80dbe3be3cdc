/* SPDX-License-Identifier: MIT */
#include "core/span.h"

#include <string.h>

Span span_of(const char *text)
{
    return (Span){text, strlen(text)};
}

Span span_trim(Span span)
{
    while (span.length > 0 && strchr(SPAN_BLANKS, span.start[0])) {
        span.start++;
        span.length--;
    }
    while (span.length > 0 && strchr(SPAN_BLANKS, span.start[span.length - 1]))
        span.length--;
    return span;
}

Span span_until(Span span, const char *ends)
{
    gsize length = 0;
    while (length < span.length && !strchr(ends, span.start[length]))
        length++;
    return (Span){span.start, length};
}

Span span_after(Span span, gsize length)
{
    length = MIN(length, span.length);
    return (Span){span.start + length, span.length - length};
}

gboolean span_take_line(Span *text, Span *ret_line)
{
    if (text->length == 0)
        return FALSE;
    *ret_line = span_until(*text, "\n");
    *text = span_after(*text, ret_line->length + 1);
    return TRUE;
}

gboolean span_equals(Span span, const char *text)
{
    return span.length == strlen(text) && g_ascii_strncasecmp(span.start, text, span.length) == 0;
}
