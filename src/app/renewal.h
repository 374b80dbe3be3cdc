/* SPDX-License-Identifier: MIT */
/*
 * The next token out of a stored sign-in: an access token, or a PAT that is created, stored, read
 * back, and only then takes the place of the old one, which is revoked.
 *
 * It can be cut off at any step. Before a PAT is asked for, a random id is written into the sign-in
 * and put into the PAT's name, with the old PAT's id beside it; what is found there the next time
 * is looked up by name and revoked, unless it is the token that is stored. One process renews at a
 * time, and the others take what it stored.
 */
#pragma once

#include "app/settings.h"
#include "entra/tokens.h"
#include "model/target.h"
#include "store/store.h"

#include <glib.h>

/* How long Git is kept waiting for the network, and a person at most. */
#define RENEWAL_GIT_MS 5000
#define RENEWAL_PERSON_MS 30000

typedef struct {
    Store *store;
    const Credential *sign_in; /* as it is stored */
    /*
     * The token that is not to stay; NULL = any that is stored and has not expired will do. What is
     * stored now and is not this one was obtained by another process meanwhile, and is the result.
     */
    const Secret *unwanted;
    const EntraTokens *tokens; /* of a sign-in just made; NULL = to be obtained */
    gboolean takes_stored;     /* with tokens, too, a token that is stored will do */
    gint64 now;                /* Unix seconds */
    gint64 limit_ms;           /* for the network, all in all */
    gint64 wait_ms;            /* for another process that renews */
    /*
     * There is time: not to be tried again soon after it has failed, and waiting is a part of
     * limit_ms. It is waited for, because the other one revokes what would be the answer.
     */
    gboolean is_patient;
    gboolean backs_off; /* for a request of Git's that nothing else answers: see app/back_off.h */
} RenewalRequest;

/* How long a patient one waits after a failure: forty submodules must not wait forty times. */
#define RENEWAL_BACK_OFF_S (5 * 60)

/*
 * The token that is stored in the end; the caller's. NULL without an error if it is patient, and
 * it failed lately, or another process takes too long. Errors: those of access_token_refresh(),
 * pats.h and the store; after each of them what was stored before is as it was, unless the store
 * failed and cannot say.
 */
Credential *renewal_run(const RenewalRequest *request, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Revokes what the ledger of a sign-in names, and finds. Errors: as above. */
gboolean renewal_tidy(const RenewalRequest *request, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Revokes the PAT of a record that a sign-in created, for a person who wants it gone. */
gboolean renewal_revoke(const RenewalRequest *request, const Credential *token,
                        GError **error) G_GNUC_WARN_UNUSED_RESULT;
