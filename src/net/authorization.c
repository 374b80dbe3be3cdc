/* SPDX-License-Identifier: MIT */
#include "net/authorization.h"

#include <string.h>

static void append_base64(SecretBuffer *text, const char *bytes, gsize length)
{
    char block[64];
    gint state = 0;
    gint save = 0;
    for (gsize done = 0; done < length;) {
        gsize step = MIN(length - done, sizeof(block) / 2);
        gsize used =
            g_base64_encode_step((const guchar *)bytes + done, step, FALSE, block, &state, &save);
        secret_buffer_append(text, block, used);
        done += step;
    }
    secret_buffer_append(text, block, g_base64_encode_close(FALSE, block, &state, &save));
    explicit_bzero(block, sizeof(block));
}

Secret *authorization_basic(const Secret *token)
{
    g_autoptr(SecretBuffer) pair = secret_buffer_new();
    secret_buffer_append_text(pair, ":");
    secret_buffer_append_secret(pair, token);
    g_autoptr(Secret) plain = secret_buffer_steal(pair);

    g_autoptr(SecretBuffer) header = secret_buffer_new();
    secret_buffer_append_text(header, "Authorization: Basic ");
    append_base64(header, secret_reveal(plain), secret_length(plain));
    return secret_buffer_steal(header);
}

Secret *authorization_bearer(const Secret *token)
{
    g_autoptr(SecretBuffer) header = secret_buffer_new();
    secret_buffer_append_text(header, "Authorization: Bearer ");
    secret_buffer_append_secret(header, token);
    return secret_buffer_steal(header);
}
