/* SPDX-License-Identifier: MIT */
/* Signing in to Microsoft Entra for a request of Git's, as credential.azdoSignIn asks for it. */
#pragma once

#include "model/target.h"
#include "store/store.h"

#include <glib.h>

/*
 * Signs in, stores what comes of it, and returns the token for Git; the caller's. NULL without an
 * error if nothing is set for the target, or a person would be needed who is not there. username
 * and tenant, which may be NULL, as in EntraLogin. Errors: those of sign_in_wish_read() and
 * entra_login_run().
 *
 * What another process has stored meanwhile is the result. The caller holds STORE_LOCK_ASK if there
 * is a person; else it is taken here.
 */
Credential *configured_sign_in(Store *store, const Target *target, const char *username,
                               const char *tenant, gboolean has_person,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Whether a way to sign in is set for the target; also if what is set cannot be understood. */
gboolean configured_is_set(const Target *target);

/*
 * The access token alone, from a source that needs no person, where there is no store. NULL without
 * an error if no such source is set. Errors: those of sign_in_wish_read() and
 * entra_login_hand_on().
 */
Credential *configured_access_token(const Target *target, const char *tenant, gint64 limit_ms,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;
