/* SPDX-License-Identifier: MIT */
/*
 * The stored sign-in, changed while others may change it, too: under the lock it is read, changed
 * and written as one step, so that no entry of its ledger is lost.
 */
#pragma once

#include "store/store.h"

#include <glib.h>

/* What to change; NULL = nothing of that. */
typedef struct {
    const Secret *refresh_token;      /* the new one */
    const gint64 *refused;            /* since when it gets no access tokens; 0 = it does */
    const char *pending;              /* add this id of a PAT that is asked for */
    const char *orphan;               /* add this PAT to those to revoke */
    const GPtrArray *settled_pending; /* drop these ids, const char * */
    const GPtrArray *settled_orphans; /* drop these PATs, const char * */
} LedgerChange;

/*
 * sign_in, the caller's copy, is changed alike, unless it fails. Errors: the store's; ERROR_MISSING
 * if the sign-in is not stored any more.
 */
gboolean ledger_change(Store *store, Credential *sign_in, const LedgerChange *change,
                       GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * That the sign-in gave an access token, with a new refresh token unless that is NULL; nothing is
 * written if that is no news. Errors: as above.
 */
gboolean ledger_note_answer(Store *store, Credential *sign_in, const Secret *refresh_token,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* That it gives none: reason, if it is no fault on the way there, is true until it gives one. */
void ledger_note_refusal(Store *store, Credential *sign_in, const GError *reason, gint64 now);

/* The sign-in of the account that a token is of; NULL without an error if there is none. */
Credential *ledger_find(Store *store, const Credential *token,
                        GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * For a PAT that is about to go out of the store: if a sign-in created it, that is to revoke it
 * next time, for it may still work. To be called under the lock for writing. Before it goes: what
 * is stored is not revoked, and who is killed in between has not forgotten it. A sign-in that
 * cannot be written is no reason to fail.
 */
void ledger_note_orphan(Store *store, const Credential *token);

/* The same for that one of the stored tokens in whose place another one is about to come. */
void ledger_note_replaced(Store *store, const GPtrArray *stored, const Credential *coming);
