/* SPDX-License-Identifier: MIT */
#include "app/configured.h"

#include "app/back_off.h"
#include "app/entra_login.h"
#include "app/renewal.h"
#include "azure/endpoint.h"
#include "store/lock.h"

/* FALSE if nothing is set, or what is set cannot be read. */
static gboolean read_wish(const Target *target, SignInWish *ret_wish, GError **error)
{
    const SignInOptions none = {0};
    return endpoint_is_services(target) && sign_in_wish_read(target, &none, ret_wish, error) &&
           ret_wish->has_source;
}

gboolean configured_is_set(const Target *target)
{
    g_auto(SignInWish) wish = {0};
    g_autoptr(GError) cause = NULL;
    return read_wish(target, &wish, &cause) || cause;
}

/* The token of that account which another process has stored by now; NULL if there is none. */
static Credential *find_token(Store *store, const Target *target, const char *username)
{
    const StoreQuery query = {
        .server = target->server,
        .organization = target->organization,
        .username = username,
        .role = CREDENTIAL_ROLE_TOKEN,
    };
    gint64 now = g_get_real_time() / G_USEC_PER_SEC;
    g_autoptr(GPtrArray) found = store_lookup(store, &query, NULL);
    for (guint i = 0; found && i < found->len; i++) {
        const Credential *token = g_ptr_array_index(found, i);
        if (!credential_is_expired(token, now))
            return credential_copy(token);
    }
    return NULL;
}

Credential *configured_sign_in(Store *store, const Target *target, const char *username,
                               const char *tenant, gboolean has_person, GError **error)
{
    g_auto(SignInWish) wish = {0};
    if (!read_wish(target, &wish, error) ||
        (!has_person && sign_in_source_needs_person(wish.source)))
        return NULL;
    /*
     * One process signs in, and the others take what it stored. That spares them the work: one that
     * waited in vain, or for a person whom another one asks, signs in as well and does no harm.
     */
    g_autoptr(StoreLock) lock =
        has_person ? NULL : store_lock_acquire(STORE_LOCK_ASK, RENEWAL_GIT_MS, NULL);
    (void)lock; /* held to the end */
    Credential *stored = has_person ? NULL : find_token(store, target, username);
    if (stored)
        return stored;
    if (!has_person && back_off_holds(target, NULL, error))
        return NULL;
    const EntraLogin login = {
        .store = store,
        .target = target,
        .username = username,
        .tenant = tenant,
        .wish = &wish,
        .limit_ms = has_person ? 0 : RENEWAL_GIT_MS,
        .has_person = has_person,
        .takes_stored = TRUE,
    };
    gint64 start_us = g_get_monotonic_time();
    g_autoptr(GError) failure = NULL;
    g_auto(EntraLoginResult) result = {0};
    gboolean is_done = entra_login_run(&login, &result, &failure);
    back_off_note(target, start_us, failure);
    if (!is_done)
        g_propagate_error(error, g_steal_pointer(&failure));
    return is_done ? g_steal_pointer(&result.token) : NULL;
}

Credential *configured_access_token(const Target *target, const char *tenant, gint64 limit_ms,
                                    GError **error)
{
    g_auto(SignInWish) wish = {0};
    if (!read_wish(target, &wish, error) || sign_in_source_needs_person(wish.source))
        return NULL;
    if (back_off_holds(target, NULL, error))
        return NULL;
    gint64 start_us = g_get_monotonic_time();
    g_autoptr(GError) failure = NULL;
    Credential *token = entra_login_hand_on(target, &wish, tenant, limit_ms, &failure);
    back_off_note(target, start_us, failure);
    if (failure)
        g_propagate_error(error, g_steal_pointer(&failure));
    return token;
}
