/* SPDX-License-Identifier: MIT */
#include "app/replacement.h"

#include "app/hint.h"
#include "app/keep.h"
#include "app/tidying.h"
#include "core/date.h"
#include "core/error.h"

/* With less time left, tidying up is for the next time. */
#define WORTH_ASKING_MS 300

/* In the store, and in the copy of the sign-in that the rest goes by. */
static gboolean change_ledger(RenewalState *state, const LedgerChange *change, GError **error)
{
    return ledger_change(state->request->store, state->sign_in, change, error);
}

static Credential *token_record(const RenewalState *state, const Secret *secret, gint64 valid_to)
{
    const Credential *sign_in = state->sign_in;
    Credential *token =
        credential_new(sign_in->server, sign_in->organization, sign_in->username, secret);
    token->valid_to = valid_to;
    token->valid_to_certainty = VALID_TO_CERTAIN;
    token->created = state->request->now;
    credential_set_account(token, sign_in->account);
    return token;
}

/* What was kept is none of those to revoke; the one that it replaced may be. */
static void set_token(RenewalState *state, const Credential *kept)
{
    g_clear_pointer(&state->token, credential_free);
    state->token = credential_copy(kept);
}

/* ---- an access token ----------------------------------------------------------------------- */

static Credential *keep_access_token(const RenewalState *state, GError **error)
{
    const EntraTokens *tokens = renewal_state_tokens(state);
    g_autoptr(Credential) token = token_record(state, tokens->access_token, tokens->expires);
    token->kind = CREDENTIAL_ACCESS_TOKEN;
    return keep_instead(state->request->store, token, error) ? g_steal_pointer(&token) : NULL;
}

/* Before it was told to hand its tokens on, the sign-in may have created PATs. */
static void tidy_earlier_pats(RenewalState *state, const Credential *kept)
{
    Credential *sign_in = ledger_find(state->request->store, kept, NULL);
    if (!sign_in)
        return;
    credential_free(state->sign_in);
    state->sign_in = sign_in;
    set_token(state, kept);
    gboolean is_worth_it = sign_in_is_untidy(sign_in->sign_in) &&
                           renewal_state_tokens(state)->is_user &&
                           renewal_state_remaining_ms(state) > REPLACEMENT_WORTH_STARTING_MS;
    gboolean is_tidy =
        is_worth_it && renewal_state_open_client(state, NULL) && renewal_state_tidy(state, NULL);
    (void)is_tidy;
}

static Credential *replace_access_token(RenewalState *state, GError **error)
{
    Credential *kept = keep_access_token(state, error);
    if (kept)
        tidy_earlier_pats(state, kept);
    return kept;
}

/* ---- a PAT --------------------------------------------------------------------------------- */

/*
 * What earlier attempts have created without an answer: each of those that follow would leave one
 * more, and more for the next to look through. It takes no more than a part of the time.
 */
static void tidy_before(RenewalState *state)
{
    if (!*state->sign_in->sign_in->pending)
        return;
    gint64 deadline_us = state->deadline_us;
    state->deadline_us -= renewal_state_remaining_ms(state) * 1000 * 2 / 3;
    gboolean is_tidy = renewal_state_tidy(state, NULL);
    (void)is_tidy;
    state->deadline_us = deadline_us;
}

/* The id is in the ledger before the token can be anywhere. */
static gboolean announce(RenewalState *state, const char *id, GError **error)
{
    const char *old = state->token ? state->token->authorization_id : "";
    const LedgerChange change = {.pending = id, .orphan = old};
    return change_ledger(state, &change, error);
}

/* Nothing is to be looked for any more; that this cannot be written costs a look. */
static gboolean settle(RenewalState *state, const char *id)
{
    g_autoptr(GPtrArray) settled = g_ptr_array_new();
    g_ptr_array_add(settled, (gpointer)id);
    const LedgerChange change = {.settled_pending = settled};
    return change_ledger(state, &change, NULL);
}

static IssuedPat *create(RenewalState *state, const char *id, GError **error)
{
    g_autofree char *name = tidying_pat_name(id);
    const PatWish wish = {
        .display_name = name,
        .scopes = state->sign_in->scopes,
        .valid_to = state->request->now + state->sign_in->sign_in->days * SECONDS_PER_DAY,
    };
    g_autoptr(GError) reason = NULL;
    IssuedPat *pat =
        state->azure->pats.create(state->client, &wish, renewal_state_remaining_ms(state), &reason);
    if (!pat) {
        if (g_error_matches(reason, AZDO_ERROR, ERROR_REFUSED))
            settle(state, id);
        hint_propagate(error, reason, &state->target, state->sign_in->username);
    }
    return pat;
}

static Credential *pat_record(const RenewalState *state, const IssuedPat *pat)
{
    Credential *token = token_record(state, pat->token, pat->valid_to);
    credential_set_scopes(token, pat->scopes);
    credential_set_authorization_id(token, pat->authorization_id);
    token->validated = state->request->now;
    if (state->token)
        credential_set_replaced(token, state->token);
    return token;
}

/*
 * A token that is not stored is of use to nobody, and one that is must not be revoked: a store that
 * failed is asked once more. What it does not say, and what it may yet do, shows the next time.
 */
static Credential *keep_pat(const RenewalState *state, const IssuedPat *pat, GError **error)
{
    g_autoptr(Credential) token = pat_record(state, pat);
    g_autoptr(GError) cause = NULL;
    if (keep_credential(state->request->store, token, &cause))
        return g_steal_pointer(&token);
    g_autoptr(Credential) stored = NULL;
    gboolean is_known = renewal_state_read_token(state, &stored, NULL);
    if (stored && secret_equal(stored->secret, token->secret))
        return g_steal_pointer(&token);
    if (is_known && !g_error_matches(cause, AZDO_ERROR, ERROR_STORE_TIMED_OUT)) {
        gboolean is_revoked = renewal_state_revoke(state, pat->authorization_id, NULL);
        (void)is_revoked;
    }
    g_propagate_error(error, g_steal_pointer(&cause));
    return NULL;
}

/* What the ledger named before, and the token that has just been replaced. */
static void tidy_after(RenewalState *state, const Credential *kept, const char *id)
{
    set_token(state, kept);
    gboolean is_tidy = settle(state, id) && renewal_state_remaining_ms(state) > WORTH_ASKING_MS &&
                       renewal_state_tidy(state, NULL);
    (void)is_tidy;
}

static Credential *replace_pat(RenewalState *state, GError **error)
{
    if (!renewal_state_open_client(state, error))
        return NULL;
    tidy_before(state);
    g_autofree char *id = tidying_new_id(state->request->now);
    if (!announce(state, id, error))
        return NULL;
    g_autoptr(IssuedPat) pat = create(state, id, error);
    Credential *kept = pat ? keep_pat(state, pat, error) : NULL;
    if (kept)
        tidy_after(state, kept, id);
    return kept;
}

Credential *replacement_make(RenewalState *state, GError **error)
{
    return state->sign_in->sign_in->goal == SIGN_IN_HANDS_ON ? replace_access_token(state, error)
                                                             : replace_pat(state, error);
}
