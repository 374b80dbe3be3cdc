/* SPDX-License-Identifier: MIT */
#include "app/ledger.h"

#include "core/error.h"
#include "store/lock.h"

static Credential *find_identity(Store *store, const Credential *account, GError **error)
{
    StoreQuery query = store_query_for(account);
    query.role = CREDENTIAL_ROLE_SIGN_IN;
    g_autoptr(GPtrArray) found = store_lookup(store, &query, error);
    return found && found->len > 0 ? credential_copy(g_ptr_array_index(found, 0)) : NULL;
}

static void drop_words(char **list, const GPtrArray *words)
{
    for (guint i = 0; words && i < words->len; i++)
        sign_in_drop_word(list, g_ptr_array_index(words, i));
}

static void apply(Credential *sign_in, const LedgerChange *change)
{
    SignIn *ledger = sign_in->sign_in;
    if (change->refresh_token) {
        secret_free(sign_in->secret);
        sign_in->secret =
            secret_new(secret_reveal(change->refresh_token), secret_length(change->refresh_token));
    }
    if (change->refused)
        ledger->refused = *change->refused;
    if (change->pending)
        sign_in_add_word(&ledger->pending, change->pending);
    if (change->orphan)
        sign_in_add_word(&ledger->orphans, change->orphan);
    drop_words(&ledger->pending, change->settled_pending);
    drop_words(&ledger->orphans, change->settled_orphans);
}

/* What is stored of an account, under the lock. */
static gboolean change_stored(Store *store, const Credential *account, const LedgerChange *change,
                              GError **error)
{
    g_autoptr(GError) cause = NULL;
    g_autoptr(Credential) stored = find_identity(store, account, &cause);
    if (cause) {
        g_propagate_error(error, g_steal_pointer(&cause));
        return FALSE;
    }
    if (!stored) {
        error_set(error, ERROR_MISSING, "git credential-azdo help login",
                  "the sign-in is not stored any more");
        return FALSE;
    }
    apply(stored, change);
    return store_save(store, stored, error);
}

gboolean ledger_change(Store *store, Credential *sign_in, const LedgerChange *change,
                       GError **error)
{
    g_autoptr(StoreLock) lock = store_lock_acquire(STORE_LOCK_WRITE, STORE_LOCK_WAIT_MS, error);
    if (!lock || !change_stored(store, sign_in, change, error))
        return FALSE;
    apply(sign_in, change);
    return TRUE;
}

gboolean ledger_note_answer(Store *store, Credential *sign_in, const Secret *refresh_token,
                            GError **error)
{
    static const gint64 never = 0;
    gboolean is_new = refresh_token && !secret_equal(refresh_token, sign_in->secret);
    const LedgerChange change = {
        .refresh_token = is_new ? refresh_token : NULL,
        .refused = &never,
    };
    return (!is_new && sign_in->sign_in->refused == 0) ||
           ledger_change(store, sign_in, &change, error);
}

void ledger_note_refusal(Store *store, Credential *sign_in, const GError *reason, gint64 now)
{
    gboolean is_refusal = g_error_matches(reason, AZDO_ERROR, ERROR_SIGN_IN) ||
                          g_error_matches(reason, AZDO_ERROR, ERROR_REFUSED);
    if (!is_refusal || sign_in->sign_in->refused != 0)
        return;
    const LedgerChange change = {.refused = &now};
    gboolean is_noted = ledger_change(store, sign_in, &change, NULL);
    (void)is_noted;
}

Credential *ledger_find(Store *store, const Credential *token, GError **error)
{
    return find_identity(store, token, error);
}

void ledger_note_orphan(Store *store, const Credential *token)
{
    if (!*token->authorization_id)
        return;
    const LedgerChange change = {.orphan = token->authorization_id};
    gboolean is_noted = change_stored(store, token, &change, NULL);
    (void)is_noted;
}

void ledger_note_replaced(Store *store, const GPtrArray *stored, const Credential *coming)
{
    for (guint i = 0; i < stored->len; i++) {
        const Credential *token = g_ptr_array_index(stored, i);
        if (credential_same_identity(token, coming) && !secret_equal(token->secret, coming->secret))
            ledger_note_orphan(store, token);
    }
}
