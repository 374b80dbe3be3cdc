/* SPDX-License-Identifier: MIT */
#include "entra/base64url.h"

#include <string.h>

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

void base64url_append(SecretBuffer *text, const void *bytes, gsize length)
{
    const guchar *byte = bytes;
    guint32 bits = 0;
    guint count = 0;
    for (gsize i = 0; i < length; i++) {
        bits = (bits << 8) | byte[i];
        for (count += 8; count >= 6; count -= 6)
            secret_buffer_append(text, &alphabet[(bits >> (count - 6)) & 0x3f], 1);
    }
    if (count > 0)
        secret_buffer_append(text, &alphabet[(bits << (6 - count)) & 0x3f], 1);
}

/* The bits behind the last whole byte are zero, so that one text stands for one value alone. */
Secret *base64url_decode(const char *text, gsize length)
{
    g_autoptr(SecretBuffer) bytes = secret_buffer_new();
    guint32 bits = 0;
    guint count = 0;
    for (gsize i = 0; i < length; i++) {
        const char *digit = text[i] ? strchr(alphabet, text[i]) : NULL;
        if (!digit)
            return NULL;
        bits = (bits << 6) | (guint32)(digit - alphabet);
        count += 6;
        if (count < 8)
            continue;
        count -= 8;
        const char byte = (char)((bits >> count) & 0xff);
        secret_buffer_append(bytes, &byte, 1);
    }
    gboolean is_whole = count < 6 && (bits & ((1U << count) - 1)) == 0;
    return is_whole ? secret_buffer_steal(bytes) : NULL;
}
