/* SPDX-License-Identifier: MIT */
/* What a token endpoint gives (RFC 6749, section 5.1), and what asks for patience first. Pure. */
#pragma once

#include "core/secret.h"

#include <glib.h>

typedef struct {
    Secret *access_token;
    Secret *refresh_token; /* NULL = none */
    gint64 expires_in_s;   /* from now on; 0 = not told */
    gint64 expires_on;     /* Unix seconds, as managed identities say it; 0 = not told */
} TokenReply;

/* NULL if there is no bearer token in it that could go into a header. */
TokenReply *token_reply_decode(const char *bytes, gsize length);
void token_reply_free(TokenReply *reply);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TokenReply, token_reply_free)

/* What begins a sign-in on another device (RFC 8628, section 3.2). */
typedef struct {
    Secret *device_code;
    char *user_code; /* printable */
    char *url;       /* https, printable */
    gint64 expires_in_s;
    gint64 interval_s;
} DeviceCode;

/* NULL if something is missing. */
DeviceCode *device_code_decode(const char *bytes, gsize length);
void device_code_free(DeviceCode *device);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeviceCode, device_code_free)

/*
 * A token at the end of an answer of one text: "value" of GitHub Actions, "oidcToken" of Azure
 * Pipelines. NULL if there is none that could go into a form.
 */
Secret *token_reply_decode_text(const char *bytes, gsize length, const char *name);
