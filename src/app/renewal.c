/* SPDX-License-Identifier: MIT */
#include "app/renewal.h"

#include "app/access_token.h"
#include "app/back_off.h"
#include "app/hint.h"
#include "app/keep.h"
#include "app/ledger.h"
#include "app/module.h"
#include "app/place_settings.h"
#include "app/stored.h"
#include "app/tidying.h"
#include "core/date.h"
#include "core/error.h"
#include "store/lock.h"

/* With less time left, tidying up is for the next time. */
#define WORTH_ASKING_MS 300
/* Nor is all of it begun with less. */
#define WORTH_STARTING_MS 1000

/* One run, with what it has opened so far. */
typedef struct {
    const RenewalRequest *request;
    Credential *sign_in; /* as it was when the lock had been had */
    Credential *token;   /* likewise; NULL = none is stored */
    EntraTokens *tokens; /* NULL = those of the request */
    const AzureModule *azure;
    HttpSettings *settings;
    Target target; /* borrows from sign_in; the client borrows it in turn */
    PatClient *client;
    gint64 deadline_us;
} Renewal;

static void renewal_clear(Renewal *renewal)
{
    if (renewal->client)
        renewal->azure->pats.client_free(renewal->client);
    g_clear_pointer(&renewal->settings, http_settings_free);
    g_clear_pointer(&renewal->tokens, entra_tokens_free);
    g_clear_pointer(&renewal->token, credential_free);
    g_clear_pointer(&renewal->sign_in, credential_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Renewal, renewal_clear)

static gint64 remaining_ms(const Renewal *renewal)
{
    return MAX((renewal->deadline_us - g_get_monotonic_time()) / 1000, 1);
}

/* In the store, and in the copy of the sign-in that the rest goes by. */
static gboolean change_ledger(Renewal *renewal, const LedgerChange *change, GError **error)
{
    return ledger_change(renewal->request->store, renewal->sign_in, change, error);
}

static const EntraTokens *tokens_of(const Renewal *renewal)
{
    return renewal->tokens ? renewal->tokens : renewal->request->tokens;
}

/* ---- the store ----------------------------------------------------------------------------- */

/* The token that is stored now, the caller's; *ret_token is NULL if none is. */
static gboolean read_token(const Renewal *renewal, Credential **ret_token, GError **error)
{
    StoreQuery query = store_query_for(renewal->request->sign_in);
    query.role = CREDENTIAL_ROLE_TOKEN;
    g_autoptr(GPtrArray) found = store_lookup(renewal->request->store, &query, error);
    if (!found)
        return FALSE;
    *ret_token = found->len > 0 ? credential_copy(g_ptr_array_index(found, 0)) : NULL;
    return TRUE;
}

/* As they are stored now: another process may have been here. */
static gboolean find_records(Renewal *renewal, GError **error)
{
    g_autoptr(GError) cause = NULL;
    renewal->sign_in = ledger_find(renewal->request->store, renewal->request->sign_in, &cause);
    if (cause) {
        g_propagate_error(error, g_steal_pointer(&cause));
        return FALSE;
    }
    if (!renewal->sign_in) {
        error_set(error, ERROR_MISSING, "git credential-azdo help login",
                  "the sign-in is not stored any more");
        return FALSE;
    }
    return read_token(renewal, &renewal->token, error);
}

static gboolean token_will_do(const Renewal *renewal)
{
    const RenewalRequest *request = renewal->request;
    const Secret *unwanted = request->unwanted;
    return renewal->token && !credential_is_expired(renewal->token, request->now) &&
           !(unwanted && secret_equal(renewal->token->secret, unwanted)) &&
           (request->takes_stored || !request->tokens);
}

/* ---- the access token ---------------------------------------------------------------------- */

/* A new refresh token is written down at once: the old one may be good for nothing any more. */
static gboolean obtain_tokens(Renewal *renewal, GError **error)
{
    if (renewal->request->tokens)
        return TRUE;
    Store *store = renewal->request->store;
    const Credential *sign_in = renewal->sign_in;
    const Target target = stored_target(sign_in);
    const AccessTokenRequest request = {
        .sign_in = sign_in->sign_in,
        .target = &target,
        .username = sign_in->username,
    };
    g_autoptr(GError) cause = NULL;
    renewal->tokens =
        access_token_refresh(&request, sign_in->secret, remaining_ms(renewal), &cause);
    if (renewal->tokens)
        return ledger_note_answer(store, renewal->sign_in, renewal->tokens->refresh_token, error);
    ledger_note_refusal(store, renewal->sign_in, cause, renewal->request->now);
    g_propagate_error(error, g_steal_pointer(&cause));
    return FALSE;
}

static Credential *token_record(const Renewal *renewal, const Secret *secret, gint64 valid_to)
{
    const Credential *sign_in = renewal->sign_in;
    Credential *token =
        credential_new(sign_in->server, sign_in->organization, sign_in->username, secret);
    token->valid_to = valid_to;
    token->valid_to_certainty = VALID_TO_CERTAIN;
    token->created = renewal->request->now;
    credential_set_account(token, sign_in->account);
    return token;
}

static Credential *keep_access_token(const Renewal *renewal, GError **error)
{
    const EntraTokens *tokens = tokens_of(renewal);
    g_autoptr(Credential) token = token_record(renewal, tokens->access_token, tokens->expires);
    token->kind = CREDENTIAL_ACCESS_TOKEN;
    return keep_instead(renewal->request->store, token, error) ? g_steal_pointer(&token) : NULL;
}

/* ---- PATs ---------------------------------------------------------------------------------- */

static gboolean open_client(Renewal *renewal, GError **error)
{
    renewal->target = stored_target(renewal->sign_in);
    renewal->azure = module_load_azure(error);
    if (!renewal->azure)
        return FALSE;
    renewal->settings = place_settings_read_http(&renewal->target, error);
    if (!renewal->settings)
        return FALSE;
    renewal->client = renewal->azure->pats.client_new(
        &renewal->target, tokens_of(renewal)->access_token, renewal->settings, error);
    return renewal->client != NULL;
}

static gboolean revoke_pat(const Renewal *renewal, const char *authorization_id, GError **error)
{
    g_autoptr(GError) reason = NULL;
    if (renewal->azure->pats.revoke(renewal->client, authorization_id, remaining_ms(renewal),
                                    &reason))
        return TRUE;
    hint_propagate(error, reason, &renewal->target, renewal->sign_in->username);
    return FALSE;
}

static gboolean tidy(const Renewal *renewal, GError **error)
{
    const Tidying tidying = {
        .store = renewal->request->store,
        .sign_in = renewal->sign_in,
        .token = renewal->token,
        .azure = renewal->azure,
        .client = renewal->client,
        .now = renewal->request->now,
        .deadline_us = renewal->deadline_us,
    };
    return tidying_run(&tidying, error);
}

/*
 * What earlier attempts have created without an answer: each of those that follow would leave one
 * more, and more for the next to look through. It takes no more than a part of the time.
 */
static void tidy_before(Renewal *renewal)
{
    if (!*renewal->sign_in->sign_in->pending)
        return;
    gint64 deadline_us = renewal->deadline_us;
    renewal->deadline_us -= remaining_ms(renewal) * 1000 * 2 / 3;
    gboolean is_tidy = tidy(renewal, NULL);
    (void)is_tidy;
    renewal->deadline_us = deadline_us;
}

/* The id is in the ledger before the token can be anywhere. */
static gboolean announce(Renewal *renewal, const char *id, GError **error)
{
    const char *old = renewal->token ? renewal->token->authorization_id : "";
    const LedgerChange change = {.pending = id, .orphan = old};
    return change_ledger(renewal, &change, error);
}

/* After a clear "no" nothing is to be looked for; that this cannot be written costs a look. */
static void withdraw(Renewal *renewal, const char *id, const GError *reason)
{
    if (!g_error_matches(reason, AZDO_ERROR, ERROR_REFUSED))
        return;
    g_autoptr(GPtrArray) settled = g_ptr_array_new();
    g_ptr_array_add(settled, (gpointer)id);
    const LedgerChange change = {.settled_pending = settled};
    gboolean is_written = change_ledger(renewal, &change, NULL);
    (void)is_written;
}

static IssuedPat *create(Renewal *renewal, const char *id, GError **error)
{
    g_autofree char *name = tidying_pat_name(id);
    const PatWish wish = {
        .display_name = name,
        .scopes = renewal->sign_in->scopes,
        .valid_to = renewal->request->now + renewal->sign_in->sign_in->days * SECONDS_PER_DAY,
    };
    g_autoptr(GError) reason = NULL;
    IssuedPat *pat =
        renewal->azure->pats.create(renewal->client, &wish, remaining_ms(renewal), &reason);
    if (!pat) {
        withdraw(renewal, id, reason);
        hint_propagate(error, reason, &renewal->target, renewal->sign_in->username);
    }
    return pat;
}

static Credential *pat_record(const Renewal *renewal, const IssuedPat *pat)
{
    Credential *token = token_record(renewal, pat->token, pat->valid_to);
    credential_set_scopes(token, pat->scopes);
    credential_set_authorization_id(token, pat->authorization_id);
    token->validated = renewal->request->now;
    if (renewal->token)
        credential_set_replaced(token, renewal->token);
    return token;
}

/*
 * A token that is not stored is of use to nobody, and one that is must not be revoked: a store that
 * failed is asked once more. What it does not say, and what it may yet do, shows the next time.
 */
static Credential *keep_pat(const Renewal *renewal, const IssuedPat *pat, GError **error)
{
    g_autoptr(Credential) token = pat_record(renewal, pat);
    g_autoptr(GError) cause = NULL;
    if (keep_credential(renewal->request->store, token, &cause))
        return g_steal_pointer(&token);
    g_autoptr(Credential) stored = NULL;
    gboolean is_known = read_token(renewal, &stored, NULL);
    if (stored && secret_equal(stored->secret, token->secret))
        return g_steal_pointer(&token);
    if (is_known && !g_error_matches(cause, AZDO_ERROR, ERROR_STORE_TIMED_OUT)) {
        gboolean is_revoked = revoke_pat(renewal, pat->authorization_id, NULL);
        (void)is_revoked;
    }
    g_propagate_error(error, g_steal_pointer(&cause));
    return NULL;
}

/* What was kept is none of those to revoke; the one that it replaced may be. */
static void set_token(Renewal *renewal, const Credential *kept)
{
    g_clear_pointer(&renewal->token, credential_free);
    renewal->token = credential_copy(kept);
}

/* What the ledger named before, and the token that has just been replaced. */
static void tidy_after(Renewal *renewal, const Credential *kept, const char *id)
{
    set_token(renewal, kept);
    g_autoptr(GPtrArray) settled = g_ptr_array_new();
    g_ptr_array_add(settled, (gpointer)id);
    const LedgerChange change = {.settled_pending = settled};
    gboolean is_tidy = change_ledger(renewal, &change, NULL) &&
                       remaining_ms(renewal) > WORTH_ASKING_MS && tidy(renewal, NULL);
    (void)is_tidy;
}

/* Before it was told to hand its tokens on, the sign-in may have created PATs. */
static void tidy_earlier_pats(Renewal *renewal, const Credential *kept)
{
    Credential *sign_in = ledger_find(renewal->request->store, kept, NULL);
    if (!sign_in)
        return;
    credential_free(renewal->sign_in);
    renewal->sign_in = sign_in;
    set_token(renewal, kept);
    gboolean is_worth_it = sign_in_is_untidy(sign_in->sign_in) && tokens_of(renewal)->is_user &&
                           remaining_ms(renewal) > WORTH_STARTING_MS;
    gboolean is_tidy = is_worth_it && open_client(renewal, NULL) && tidy(renewal, NULL);
    (void)is_tidy;
}

static Credential *replace_access_token(Renewal *renewal, GError **error)
{
    Credential *kept = keep_access_token(renewal, error);
    if (kept)
        tidy_earlier_pats(renewal, kept);
    return kept;
}

static Credential *replace_pat(Renewal *renewal, GError **error)
{
    if (!open_client(renewal, error))
        return NULL;
    tidy_before(renewal);
    g_autofree char *id = tidying_new_id(renewal->request->now);
    if (!announce(renewal, id, error))
        return NULL;
    g_autoptr(IssuedPat) pat = create(renewal, id, error);
    Credential *kept = pat ? keep_pat(renewal, pat, error) : NULL;
    if (kept)
        tidy_after(renewal, kept, id);
    return kept;
}

/* ---- all of it ----------------------------------------------------------------------------- */

/* A clock that was set back does not make it wait for longer. */
static gboolean failed_lately(const StoreLock *lock)
{
    gint64 since_us = g_get_real_time() - store_lock_get_refused(lock);
    return since_us >= 0 && since_us < RENEWAL_BACK_OFF_S * G_USEC_PER_SEC;
}

static Credential *obtain_token(Renewal *renewal, GError **error)
{
    if (!obtain_tokens(renewal, error))
        return NULL;
    return renewal->sign_in->sign_in->goal == SIGN_IN_HANDS_ON
               ? replace_access_token(renewal, error)
               : replace_pat(renewal, error);
}

static gboolean is_held_off(const Renewal *renewal, GError **error)
{
    const Target target = stored_target(renewal->sign_in);
    g_autofree char *hint = stored_command(renewal->sign_in, "renew");
    return renewal->request->backs_off && back_off_holds(&target, hint, error);
}

static Credential *try_to_obtain(Renewal *renewal, GError **error)
{
    const Target target = stored_target(renewal->sign_in);
    gint64 start_us = g_get_monotonic_time();
    g_autoptr(GError) failure = NULL;
    Credential *token = obtain_token(renewal, &failure);
    back_off_note(&target, start_us, failure);
    if (failure)
        g_propagate_error(error, g_steal_pointer(&failure));
    return token;
}

static Credential *run_locked(Renewal *renewal, StoreLock *lock, GError **error)
{
    gboolean is_patient = renewal->request->is_patient;
    if (!find_records(renewal, error))
        return NULL;
    if (token_will_do(renewal))
        return g_steal_pointer(&renewal->token);
    if (is_patient && (failed_lately(lock) || remaining_ms(renewal) < WORTH_STARTING_MS))
        return NULL;
    if (is_held_off(renewal, error))
        return NULL;
    Credential *token = try_to_obtain(renewal, error);
    store_lock_set_refused(lock, token ? 0 : g_get_real_time());
    return token;
}

/* What another process has stored by now, though it is not done yet. */
static Credential *take_stored(Renewal *renewal)
{
    return find_records(renewal, NULL) && token_will_do(renewal) ? g_steal_pointer(&renewal->token)
                                                                 : NULL;
}

static gint64 deadline_of(const RenewalRequest *request)
{
    return g_get_monotonic_time() + request->limit_ms * 1000;
}

static Credential *run_patiently(const RenewalRequest *request, GError **error)
{
    g_auto(Renewal) renewal = {.request = request, .deadline_us = deadline_of(request)};
    g_autoptr(StoreLock) lock = store_lock_acquire(STORE_LOCK_RENEW, request->limit_ms, NULL);
    return lock ? run_locked(&renewal, lock, error) : take_stored(&renewal);
}

Credential *renewal_run(const RenewalRequest *request, GError **error)
{
    if (request->is_patient)
        return run_patiently(request, error);
    g_autoptr(StoreLock) lock = store_lock_acquire(STORE_LOCK_RENEW, request->wait_ms, error);
    g_auto(Renewal) renewal = {.request = request, .deadline_us = deadline_of(request)};
    return lock ? run_locked(&renewal, lock, error) : NULL;
}

/* The records, an access token and a connection, for what is about PATs that there are. */
static gboolean open_all(Renewal *renewal, GError **error)
{
    return find_records(renewal, error) && obtain_tokens(renewal, error) &&
           open_client(renewal, error);
}

gboolean renewal_tidy(const RenewalRequest *request, GError **error)
{
    g_autoptr(StoreLock) lock = store_lock_acquire(STORE_LOCK_RENEW, request->wait_ms, error);
    g_auto(Renewal) renewal = {
        .request = request,
        .deadline_us = deadline_of(request),
    };
    if (!lock || !find_records(&renewal, error))
        return FALSE;
    if (!sign_in_is_untidy(renewal.sign_in->sign_in))
        return TRUE;
    return obtain_tokens(&renewal, error) && open_client(&renewal, error) && tidy(&renewal, error);
}

gboolean renewal_revoke(const RenewalRequest *request, const Credential *token, GError **error)
{
    g_autoptr(StoreLock) lock = store_lock_acquire(STORE_LOCK_RENEW, request->wait_ms, error);
    g_auto(Renewal) renewal = {
        .request = request,
        .deadline_us = deadline_of(request),
    };
    return lock && open_all(&renewal, error) &&
           revoke_pat(&renewal, token->authorization_id, error);
}
