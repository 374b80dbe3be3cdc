/* SPDX-License-Identifier: MIT */
/* Obtains access tokens of Microsoft Entra, with what a person sees of it. */
#pragma once

#include "core/secret.h"
#include "entra/tokens.h"
#include "model/sign_in.h"
#include "model/target.h"

#include <glib.h>

/* All of it is borrowed. */
typedef struct {
    const SignIn *sign_in;
    const Target *target; /* with the user name, what a command to sign in again has to name */
    const char *username; /* "" = nobody's */
} AccessTokenRequest;

/*
 * From the source of the sign-in, with its refresh token if it has one (NULL or
 * CREDENTIAL_NO_SECRET: none), without asking anybody. limit_ms is for all of it. Errors: as
 * entra_obtain() has them.
 */
EntraTokens *access_token_refresh(const AccessTokenRequest *request, const Secret *refresh_token,
                                  gint64 limit_ms, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * The same anew: a source that needs a person shows a page or a code, and waits; limit_ms is for
 * nothing that a person does.
 */
EntraTokens *access_token_sign_in(const AccessTokenRequest *request, gint64 limit_ms,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Whether the environment of this process speaks of the source: entra_is_announced(). */
gboolean access_token_is_announced(SignInSource source);
