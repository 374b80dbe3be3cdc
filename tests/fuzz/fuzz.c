/* SPDX-License-Identifier: MIT */
#include "fuzz.h"

#include "core/error.h"
#include "core/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ABSENT "-"
/* Anything shorter may stand in a text by chance. */
#define SECRET_LENGTH_MIN 12

void fuzz_fail(const char *file, int line, const char *claim)
{
    fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, claim);
    abort();
}

Span fuzz_span(const uint8_t *bytes, size_t length)
{
    return (Span){(const char *)bytes, length};
}

char *fuzz_take_field(Span *input)
{
    Span field = {0};
    if (!span_take_line(input, &field) || span_equals(field, ABSENT))
        return NULL;
    return g_strndup(field.start, field.length);
}

gint64 fuzz_take_number(Span *input, gint64 maximum)
{
    g_autofree char *field = fuzz_take_field(input);
    gint64 number = 0;
    return field && text_parse_number(field, maximum, &number) ? number : 0;
}

static gboolean reorders(gunichar character)
{
    return character == 0x061c || (character >= 0x200e && character <= 0x200f) ||
           (character >= 0x202a && character <= 0x202e) ||
           (character >= 0x2066 && character <= 0x2069);
}

gboolean fuzz_is_printable(const char *text)
{
    if (!g_utf8_validate(text, -1, NULL))
        return FALSE;
    for (const char *at = text; *at; at = g_utf8_next_char(at)) {
        gunichar character = g_utf8_get_char(at);
        gboolean is_control = character < 0x20 || (character >= 0x7f && character < 0xa0) ||
                              character == 0x2028 || character == 0x2029;
        if (is_control || reorders(character))
            return FALSE;
    }
    return TRUE;
}

gboolean fuzz_shows(const char *text, const Secret *secret)
{
    return secret_length(secret) >= SECRET_LENGTH_MIN &&
           memmem(text, strlen(text), secret_reveal(secret), secret_length(secret));
}

void fuzz_claim_error(GError *error)
{
    fuzz_claim(error);
    fuzz_claim(error->domain == AZDO_ERROR);
    fuzz_claim(*error->message && fuzz_is_printable(error->message));
    fuzz_claim(!error_get_hint(error) || fuzz_is_printable(error_get_hint(error)));
    g_error_free(error);
}
