/* SPDX-License-Identifier: MIT */
#include "model/pat.h"

#include <string.h>

/* '{"' in base64url. */
#define JSON_OBJECT_PREFIX "eyJ"

static gboolean is_base64url(char character)
{
    return g_ascii_isalnum(character) || character == '-' || character == '_';
}

gboolean pat_is_access_token(const Secret *token)
{
    const char *bytes = secret_reveal(token);
    gsize length = secret_length(token);
    guint dots = 0;
    if (length < strlen(JSON_OBJECT_PREFIX) ||
        memcmp(bytes, JSON_OBJECT_PREFIX, strlen(JSON_OBJECT_PREFIX)) != 0)
        return FALSE;
    for (gsize i = 0; i < length; i++) {
        if (bytes[i] == '.')
            dots++;
        else if (!is_base64url(bytes[i]))
            return FALSE;
    }
    return dots == 2;
}
