/* SPDX-License-Identifier: MIT */
#include "core/secret.h"

#include <string.h>

/* One allocation, so that one wipe ends it. */
struct Secret {
    gsize length;
    char bytes[];
};

struct SecretBuffer {
    Secret *content;
    gsize capacity;
};

static Secret *secret_allocate(gsize capacity)
{
    Secret *secret = g_malloc0(sizeof(Secret) + capacity + 1);
    secret->length = 0;
    return secret;
}

Secret *secret_new(const char *bytes, gsize length)
{
    Secret *secret = secret_allocate(length);
    if (length > 0)
        memcpy(secret->bytes, bytes, length);
    secret->length = length;
    return secret;
}

void secret_free(Secret *secret)
{
    if (!secret)
        return;
    explicit_bzero(secret->bytes, secret->length);
    g_free(secret);
}

gsize secret_length(const Secret *secret)
{
    return secret->length;
}

gboolean secret_equal(const Secret *a, const Secret *b)
{
    if (!a || !b)
        return a == b;
    if (a->length != b->length)
        return FALSE;

    volatile unsigned char difference = 0;
    for (gsize i = 0; i < a->length; i++)
        difference |= (unsigned char)(a->bytes[i] ^ b->bytes[i]);
    return difference == 0;
}

char *secret_digest(const Secret *secret)
{
    static const guchar blank[63] = {0};
    g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
    g_checksum_update(checksum, (const guchar *)secret->bytes, (gssize)secret->length);
    char *digest = g_strdup(g_checksum_get_string(checksum));
    /* It does not wipe its block of 64 bytes, and keeps what does not fill one. */
    g_checksum_reset(checksum);
    g_checksum_update(checksum, blank, sizeof(blank));
    return digest;
}

const char *secret_reveal(const Secret *secret)
{
    return secret->bytes;
}

SecretBuffer *secret_buffer_new(void)
{
    SecretBuffer *buffer = g_new(SecretBuffer, 1);
    buffer->capacity = 256;
    buffer->content = secret_allocate(buffer->capacity);
    return buffer;
}

void secret_buffer_free(SecretBuffer *buffer)
{
    if (!buffer)
        return;
    secret_free(buffer->content);
    g_free(buffer);
}

/* realloc() would leave the old copy behind unwiped. */
static void secret_buffer_reserve(SecretBuffer *buffer, gsize more)
{
    gsize needed = buffer->content->length + more;
    if (needed <= buffer->capacity)
        return;

    buffer->capacity = MAX(needed, 2 * buffer->capacity);
    Secret *larger = secret_allocate(buffer->capacity);
    memcpy(larger->bytes, buffer->content->bytes, buffer->content->length);
    larger->length = buffer->content->length;
    secret_free(buffer->content);
    buffer->content = larger;
}

void secret_buffer_append(SecretBuffer *buffer, const char *bytes, gsize length)
{
    if (length == 0)
        return;
    secret_buffer_reserve(buffer, length);
    memcpy(buffer->content->bytes + buffer->content->length, bytes, length);
    buffer->content->length += length;
    buffer->content->bytes[buffer->content->length] = '\0';
}

void secret_buffer_append_text(SecretBuffer *buffer, const char *text)
{
    secret_buffer_append(buffer, text, strlen(text));
}

void secret_buffer_append_secret(SecretBuffer *buffer, const Secret *secret)
{
    secret_buffer_append(buffer, secret->bytes, secret->length);
}

gsize secret_buffer_length(const SecretBuffer *buffer)
{
    return buffer->content->length;
}

Secret *secret_buffer_steal(SecretBuffer *buffer)
{
    Secret *content = buffer->content;
    buffer->capacity = 256;
    buffer->content = secret_allocate(buffer->capacity);
    return content;
}
