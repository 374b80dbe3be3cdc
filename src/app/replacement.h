/* SPDX-License-Identifier: MIT */
/*
 * The token that a renewal makes: an access token as it is, or a PAT that is announced in the
 * ledger, created and stored, and whose predecessor is revoked.
 */
#pragma once

#include "app/renewal_state.h"

/* With less time left, nothing is begun that a later run can do. */
#define REPLACEMENT_WORTH_STARTING_MS 1000

/*
 * Puts a new token in the place of the stored one, after renewal_state_obtain_tokens(). It is the
 * caller's. Errors: those of keep_credential(), ledger_change(), pats.h; the token that was stored
 * before is as it was then, unless the store failed and cannot say.
 */
Credential *replacement_make(RenewalState *state, GError **error) G_GNUC_WARN_UNUSED_RESULT;
