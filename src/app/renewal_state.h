/* SPDX-License-Identifier: MIT */
/*
 * One run of app/renewal.h: what it has read and opened so far, step by step. Whoever runs it holds
 * STORE_LOCK_RENEW, or only looks.
 */
#pragma once

#include "app/ledger.h"
#include "app/module.h"
#include "app/renewal.h"
#include "core/http_settings.h"

#include <glib.h>

/* {0} but for the request and the deadline at first. */
typedef struct {
    const RenewalRequest *request; /* borrowed */
    Credential *sign_in;           /* as it was when the lock had been had */
    Credential *token;             /* likewise; NULL = none is stored */
    EntraTokens *tokens;           /* NULL = those of the request */
    const AzureModule *azure;
    HttpSettings *settings;
    Target target; /* borrows from sign_in; the client borrows it in turn */
    PatClient *client;
    gint64 deadline_us; /* g_get_monotonic_time() */
} RenewalState;

void renewal_state_clear(RenewalState *state);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(RenewalState, renewal_state_clear)

/* Until the deadline; 1 at least. */
gint64 renewal_state_remaining_ms(const RenewalState *state);

/* The token that is stored now, the caller's; *ret_token is NULL if none is. The store's errors. */
gboolean renewal_state_read_token(const RenewalState *state, Credential **ret_token,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Reads both records as they are stored now: another process may have been here. Errors: the
 * store's; ERROR_MISSING, the sign-in is not stored any more.
 */
gboolean renewal_state_find_records(RenewalState *state, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Whether the token that is stored is what the request wants. */
gboolean renewal_state_token_will_do(const RenewalState *state);

/*
 * Has an access token, of the request or from the source, and writes down what that says of the
 * sign-in. After _find_records(). Errors: those of access_token_refresh() and ledger_change().
 */
gboolean renewal_state_obtain_tokens(RenewalState *state, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The access token and what came with it; borrowed. After _obtain_tokens(). */
const EntraTokens *renewal_state_tokens(const RenewalState *state);

/* Has a client for PATs. After _obtain_tokens(). Errors: ERROR_SYSTEM, ERROR_CONFIG. */
gboolean renewal_state_open_client(RenewalState *state, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Revokes a PAT. This and the next after _open_client(). Errors: those of pats.h. */
gboolean renewal_state_revoke(const RenewalState *state, const char *authorization_id,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Revokes what the ledger names, but for the token that is stored. Errors: of tidying_run(). */
gboolean renewal_state_tidy(const RenewalState *state, GError **error) G_GNUC_WARN_UNUSED_RESULT;
