/* SPDX-License-Identifier: MIT */
/* Signs in to Microsoft Entra for one organization, and stores what Git needs of it. */
#pragma once

#include "app/settings.h"
#include "app/sign_in_wish.h"
#include "store/store.h"

#include <glib.h>

typedef struct {
    Store *store;
    const Target *target; /* names an organization */
    const char *username; /* of the records; "" = nobody's name */
    const char *tenant;   /* as the server's challenge says it; NULL = not known */
    const SignInWish *wish;
    gint64 limit_ms;       /* for the network, all in all; 0 = each step as a person waits */
    gboolean has_person;   /* somebody is there to sign in */
    gboolean takes_stored; /* a token that another process has stored meanwhile will do */
} EntraLogin;

typedef struct {
    Credential *sign_in; /* as it is stored */
    Credential *token;   /* likewise; a PAT, or an access token */
} EntraLoginResult;

void entra_login_result_clear(EntraLoginResult *result);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(EntraLoginResult, entra_login_result_clear)

/*
 * Without a source in the wish: what the environment offers without a person, then a browser, else
 * a code. A sign-in of the same account is replaced, with its ledger kept; one whose first token is
 * refused is not kept. Errors: those of obtain.h, pats.h and the store.
 */
gboolean entra_login_run(const EntraLogin *login, EntraLoginResult *ret_result,
                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * The access token alone, for a machine that has no store: from a source that needs no person. The
 * record is not stored; the caller's.
 */
Credential *entra_login_hand_on(const Target *target, const SignInWish *wish, const char *tenant,
                                gint64 limit_ms, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Says on stdout who is signed in, what was created, and until when. */
void entra_login_print(const Settings *settings, const EntraLoginResult *result);
