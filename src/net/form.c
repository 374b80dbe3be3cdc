/* SPDX-License-Identifier: MIT */
#include "net/form.h"

#include <string.h>

static gboolean is_unreserved(char byte)
{
    return g_ascii_isalnum(byte) || (byte && strchr("-._~", byte));
}

/* Byte by byte: GLib's own would leave an unwiped copy of a secret behind. */
static void append_escaped(SecretBuffer *form, const char *bytes, gsize length)
{
    static const char digits[] = "0123456789ABCDEF";
    for (gsize i = 0; i < length; i++) {
        guchar byte = (guchar)bytes[i];
        const char escape[] = {'%', digits[byte >> 4], digits[byte & 0xf]};
        if (is_unreserved(bytes[i]))
            secret_buffer_append(form, bytes + i, 1);
        else
            secret_buffer_append(form, escape, sizeof(escape));
    }
}

static void append_pair(SecretBuffer *form, const char *name, const char *bytes, gsize length)
{
    if (secret_buffer_length(form) > 0)
        secret_buffer_append_text(form, "&");
    secret_buffer_append_text(form, name);
    secret_buffer_append_text(form, "=");
    append_escaped(form, bytes, length);
}

void form_append(SecretBuffer *form, const char *name, const char *value)
{
    append_pair(form, name, value, strlen(value));
}

void form_append_secret(SecretBuffer *form, const char *name, const Secret *value)
{
    append_pair(form, name, secret_reveal(value), secret_length(value));
}
