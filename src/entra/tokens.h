/* SPDX-License-Identifier: MIT */
/* What a sign-in to Microsoft Entra gives. Pure data. */
#pragma once

#include "core/secret.h"

#include <glib.h>

typedef struct {
    Secret *access_token;
    Secret *refresh_token; /* NULL = this source has none */
    gint64 expires;        /* Unix seconds: when the access token ends */
    char *account;         /* whose it is, printable: an e-mail address; "" = not told */
    char *tenant;          /* a GUID; "" = not told */
    gboolean is_user;      /* acts for a person, and may create PATs; else for a machine */
} EntraTokens;

void entra_tokens_free(EntraTokens *tokens);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EntraTokens, entra_tokens_free)
