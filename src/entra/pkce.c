/* SPDX-License-Identifier: MIT */
#include "entra/pkce.h"

#include "entra/base64url.h"

#define SHA256_BYTES 32

Secret *pkce_text(const guchar *random)
{
    g_autoptr(SecretBuffer) text = secret_buffer_new();
    base64url_append(text, random, PKCE_RANDOM_BYTES);
    return secret_buffer_steal(text);
}

char *pkce_challenge(const Secret *verifier)
{
    guint8 digest[SHA256_BYTES];
    gsize length = sizeof(digest);
    g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
    g_checksum_update(checksum, (const guchar *)secret_reveal(verifier),
                      (gssize)secret_length(verifier));
    g_checksum_get_digest(checksum, digest, &length);

    g_autoptr(SecretBuffer) text = secret_buffer_new();
    base64url_append(text, digest, length);
    g_autoptr(Secret) challenge = secret_buffer_steal(text);
    return g_strdup(secret_reveal(challenge));
}
