/* SPDX-License-Identifier: MIT */
#include "core/text.h"

#define REPLACEMENT_CHARACTER 0xFFFD

gboolean text_has_control(const char *bytes, gsize length)
{
    for (gsize i = 0; i < length; i++) {
        unsigned char byte = (unsigned char)bytes[i];
        if (byte < 0x20 || byte == 0x7f)
            return TRUE;
    }
    return FALSE;
}

static gboolean text_is_harmless(gunichar character)
{
    GUnicodeType type = g_unichar_type(character);
    return type != G_UNICODE_CONTROL && type != G_UNICODE_FORMAT &&
           type != G_UNICODE_LINE_SEPARATOR && type != G_UNICODE_PARAGRAPH_SEPARATOR;
}

char *text_printable(const char *text)
{
    g_autofree char *valid = g_utf8_make_valid(text, -1);
    GString *printable = g_string_new(NULL);
    for (const char *at = valid; *at; at = g_utf8_next_char(at)) {
        gunichar character = g_utf8_get_char(at);
        g_string_append_unichar(printable,
                                text_is_harmless(character) ? character : REPLACEMENT_CHARACTER);
    }
    return g_string_free(printable, FALSE);
}

gboolean text_parse_number(const char *text, gint64 maximum, gint64 *ret_number)
{
    guint64 number = 0;
    if (!g_ascii_string_to_unsigned(text, 10, 0, (guint64)maximum, &number, NULL))
        return FALSE;
    *ret_number = (gint64)number;
    return TRUE;
}
