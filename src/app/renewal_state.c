/* SPDX-License-Identifier: MIT */
#include "app/renewal_state.h"

#include "app/access_token.h"
#include "app/hint.h"
#include "app/place_settings.h"
#include "app/stored.h"
#include "app/tidying.h"
#include "core/error.h"

void renewal_state_clear(RenewalState *state)
{
    if (state->client)
        state->azure->pats.client_free(state->client);
    g_clear_pointer(&state->settings, http_settings_free);
    g_clear_pointer(&state->tokens, entra_tokens_free);
    g_clear_pointer(&state->token, credential_free);
    g_clear_pointer(&state->sign_in, credential_free);
}

gint64 renewal_state_remaining_ms(const RenewalState *state)
{
    return MAX((state->deadline_us - g_get_monotonic_time()) / 1000, 1);
}

gboolean renewal_state_read_token(const RenewalState *state, Credential **ret_token, GError **error)
{
    StoreQuery query = store_query_for(state->request->sign_in);
    query.role = CREDENTIAL_ROLE_TOKEN;
    g_autoptr(GPtrArray) found = store_lookup(state->request->store, &query, error);
    if (!found)
        return FALSE;
    *ret_token = found->len > 0 ? credential_copy(g_ptr_array_index(found, 0)) : NULL;
    return TRUE;
}

gboolean renewal_state_find_records(RenewalState *state, GError **error)
{
    g_autoptr(GError) cause = NULL;
    state->sign_in = ledger_find(state->request->store, state->request->sign_in, &cause);
    if (cause) {
        g_propagate_error(error, g_steal_pointer(&cause));
        return FALSE;
    }
    if (!state->sign_in) {
        error_set(error, ERROR_MISSING, "git credential-azdo help login",
                  "the sign-in is not stored any more");
        return FALSE;
    }
    return renewal_state_read_token(state, &state->token, error);
}

gboolean renewal_state_token_will_do(const RenewalState *state)
{
    const RenewalRequest *request = state->request;
    const Secret *unwanted = request->unwanted;
    return state->token && !credential_is_expired(state->token, request->now) &&
           !(unwanted && secret_equal(state->token->secret, unwanted)) &&
           (request->takes_stored || !request->tokens);
}

/* A new refresh token is written down at once: the old one may be good for nothing any more. */
gboolean renewal_state_obtain_tokens(RenewalState *state, GError **error)
{
    if (state->request->tokens)
        return TRUE;
    Store *store = state->request->store;
    const Credential *sign_in = state->sign_in;
    const Target target = stored_target(sign_in);
    const AccessTokenRequest request = {
        .sign_in = sign_in->sign_in,
        .target = &target,
        .username = sign_in->username,
    };
    g_autoptr(GError) cause = NULL;
    state->tokens =
        access_token_refresh(&request, sign_in->secret, renewal_state_remaining_ms(state), &cause);
    if (state->tokens)
        return ledger_note_answer(store, state->sign_in, state->tokens->refresh_token, error);
    ledger_note_refusal(store, state->sign_in, cause, state->request->now);
    g_propagate_error(error, g_steal_pointer(&cause));
    return FALSE;
}

const EntraTokens *renewal_state_tokens(const RenewalState *state)
{
    return state->tokens ? state->tokens : state->request->tokens;
}

gboolean renewal_state_open_client(RenewalState *state, GError **error)
{
    state->target = stored_target(state->sign_in);
    state->azure = module_load_azure(error);
    if (!state->azure)
        return FALSE;
    state->settings = place_settings_read_http(&state->target, error);
    if (!state->settings)
        return FALSE;
    state->client = state->azure->pats.client_new(
        &state->target, renewal_state_tokens(state)->access_token, state->settings, error);
    return state->client != NULL;
}

gboolean renewal_state_revoke(const RenewalState *state, const char *authorization_id,
                              GError **error)
{
    g_autoptr(GError) reason = NULL;
    if (state->azure->pats.revoke(state->client, authorization_id,
                                  renewal_state_remaining_ms(state), &reason))
        return TRUE;
    hint_propagate(error, reason, &state->target, state->sign_in->username);
    return FALSE;
}

gboolean renewal_state_tidy(const RenewalState *state, GError **error)
{
    const Tidying tidying = {
        .store = state->request->store,
        .sign_in = state->sign_in,
        .token = state->token,
        .azure = state->azure,
        .client = state->client,
        .now = state->request->now,
        .deadline_us = state->deadline_us,
    };
    return tidying_run(&tidying, error);
}
