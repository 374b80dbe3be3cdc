/* SPDX-License-Identifier: MIT */
#include "app/renewal.h"

#include "app/back_off.h"
#include "app/renewal_state.h"
#include "app/replacement.h"
#include "app/stored.h"
#include "store/lock.h"

/* A clock that was set back does not make it wait for longer. */
static gboolean failed_lately(const StoreLock *lock)
{
    gint64 since_us = g_get_real_time() - store_lock_get_refused(lock);
    return since_us >= 0 && since_us < RENEWAL_BACK_OFF_S * G_USEC_PER_SEC;
}

static gboolean is_held_off(const RenewalState *state, GError **error)
{
    const Target target = stored_target(state->sign_in);
    g_autofree char *hint = stored_command(state->sign_in, "renew");
    return state->request->backs_off && back_off_holds(&target, hint, error);
}

static Credential *try_to_obtain(RenewalState *state, GError **error)
{
    const Target target = stored_target(state->sign_in);
    gint64 start_us = g_get_monotonic_time();
    g_autoptr(GError) failure = NULL;
    Credential *token =
        renewal_state_obtain_tokens(state, &failure) ? replacement_make(state, &failure) : NULL;
    back_off_note(&target, start_us, failure);
    if (failure)
        g_propagate_error(error, g_steal_pointer(&failure));
    return token;
}

static Credential *run_locked(RenewalState *state, StoreLock *lock, GError **error)
{
    gboolean is_patient = state->request->is_patient;
    if (!renewal_state_find_records(state, error))
        return NULL;
    if (renewal_state_token_will_do(state))
        return g_steal_pointer(&state->token);
    if (is_patient &&
        (failed_lately(lock) || renewal_state_remaining_ms(state) < REPLACEMENT_WORTH_STARTING_MS))
        return NULL;
    if (is_held_off(state, error))
        return NULL;
    Credential *token = try_to_obtain(state, error);
    store_lock_set_refused(lock, token ? 0 : g_get_real_time());
    return token;
}

/* What another process has stored by now, though it is not done yet. */
static Credential *take_stored(RenewalState *state)
{
    return renewal_state_find_records(state, NULL) && renewal_state_token_will_do(state)
               ? g_steal_pointer(&state->token)
               : NULL;
}

static gint64 deadline_of(const RenewalRequest *request)
{
    return g_get_monotonic_time() + request->limit_ms * 1000;
}

static Credential *run_patiently(const RenewalRequest *request, GError **error)
{
    g_auto(RenewalState) state = {.request = request, .deadline_us = deadline_of(request)};
    g_autoptr(StoreLock) lock = store_lock_acquire(STORE_LOCK_RENEW, request->limit_ms, NULL);
    return lock ? run_locked(&state, lock, error) : take_stored(&state);
}

Credential *renewal_run(const RenewalRequest *request, GError **error)
{
    if (request->is_patient)
        return run_patiently(request, error);
    g_autoptr(StoreLock) lock = store_lock_acquire(STORE_LOCK_RENEW, request->wait_ms, error);
    g_auto(RenewalState) state = {.request = request, .deadline_us = deadline_of(request)};
    return lock ? run_locked(&state, lock, error) : NULL;
}

/* The records, an access token and a connection, for what is about PATs that there are. */
static gboolean open_all(RenewalState *state, GError **error)
{
    return renewal_state_find_records(state, error) && renewal_state_obtain_tokens(state, error) &&
           renewal_state_open_client(state, error);
}

gboolean renewal_tidy(const RenewalRequest *request, GError **error)
{
    g_autoptr(StoreLock) lock = store_lock_acquire(STORE_LOCK_RENEW, request->wait_ms, error);
    g_auto(RenewalState) state = {
        .request = request,
        .deadline_us = deadline_of(request),
    };
    if (!lock || !renewal_state_find_records(&state, error))
        return FALSE;
    if (!sign_in_is_untidy(state.sign_in->sign_in))
        return TRUE;
    return renewal_state_obtain_tokens(&state, error) && renewal_state_open_client(&state, error) &&
           renewal_state_tidy(&state, error);
}

gboolean renewal_revoke(const RenewalRequest *request, const Credential *token, GError **error)
{
    g_autoptr(StoreLock) lock = store_lock_acquire(STORE_LOCK_RENEW, request->wait_ms, error);
    g_auto(RenewalState) state = {
        .request = request,
        .deadline_us = deadline_of(request),
    };
    return lock && open_all(&state, error) &&
           renewal_state_revoke(&state, token->authorization_id, error);
}
