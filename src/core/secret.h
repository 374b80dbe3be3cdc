/* SPDX-License-Identifier: MIT */
/*
 * A secret is a type, not a string: bytes that are wiped when freed, compared in constant time,
 * and that cannot reach a "%s" by accident. Bytes leave through secret_reveal() alone: to Git, to a
 * store, into an Authorization header, and for looking at a token's form.
 *
 * What wiping cannot promise: copies made by the kernel (pipes, sockets), by D-Bus and libsecret
 * while a message is under way, and by a swap device. The process as a whole is kept out of core
 * files (see app/process.h).
 */
#pragma once

#include <glib.h>

typedef struct Secret Secret;

/* Copies length bytes; they may hold any value, NUL included. */
Secret *secret_new(const char *bytes, gsize length);
void secret_free(Secret *secret);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Secret, secret_free)

gsize secret_length(const Secret *secret);

/* Equal in length and content; the time taken depends on the lengths only. NULL equals NULL. */
gboolean secret_equal(const Secret *a, const Secret *b);

/* SHA-256, in hexadecimal digits: tells that a secret is the same, and not which; the caller's. */
char *secret_digest(const Secret *secret);

/* The bytes, borrowed, with a NUL behind them that secret_length() does not count. */
const char *secret_reveal(const Secret *secret);

/* A growing text that is to become a secret; what it outgrows is wiped. */
typedef struct SecretBuffer SecretBuffer;

SecretBuffer *secret_buffer_new(void);
void secret_buffer_free(SecretBuffer *buffer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SecretBuffer, secret_buffer_free)

void secret_buffer_append(SecretBuffer *buffer, const char *bytes, gsize length);
void secret_buffer_append_text(SecretBuffer *buffer, const char *text);
void secret_buffer_append_secret(SecretBuffer *buffer, const Secret *secret);
gsize secret_buffer_length(const SecretBuffer *buffer);

/* The content so far as a secret, owned by the caller; the buffer is empty afterwards. */
Secret *secret_buffer_steal(SecretBuffer *buffer);
