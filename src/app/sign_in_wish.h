/* SPDX-License-Identifier: MIT */
/*
 * How a person wants to sign in to Microsoft Entra, and what is to come of it: from the command
 * line, else from credential.azdoSignIn, azdoKind, azdoTenant, azdoClientId, azdoScope, azdoDays.
 */
#pragma once

#include "model/credential.h"
#include "model/target.h"

#include <glib.h>

#define SIGN_IN_WISH_DAYS 7

typedef struct {
    gboolean has_source;
    SignInSource source; /* if has_source; else what the environment offers, then a person */
    gboolean has_goal;
    SignInGoal goal;
    char *tenant;    /* NULL = to be discovered */
    char *client_id; /* "" = the usual one */
    char *scopes;    /* identifiers for the API, with blanks between them */
    gint64 days;
} SignInWish;

void sign_in_wish_clear(SignInWish *wish);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(SignInWish, sign_in_wish_clear)

/* As typed; NULL = not given. */
typedef struct {
    const char *source;
    const char *kind;
    const char *const *scopes;
    const char *days;
    gboolean allows_full_access;
} SignInOptions;

/*
 * target names an organization. Errors: ERROR_USAGE for an option, ERROR_CONFIG for a setting that
 * does not say what it should.
 */
gboolean sign_in_wish_read(const Target *target, const SignInOptions *options, SignInWish *ret_wish,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;
