/* SPDX-License-Identifier: MIT */
#include "app/configured.h"

#include "app/entra_login.h"
#include "azure/endpoint.h"

/* FALSE if nothing is set, or what is set cannot be read. */
static gboolean read_wish(const Target *target, SignInWish *ret_wish, GError **error)
{
    const SignInOptions none = {0};
    return endpoint_is_services(target) && sign_in_wish_read(target, &none, ret_wish, error) &&
           ret_wish->has_source;
}

Credential *configured_sign_in(Store *store, const Target *target, const char *username,
                               const char *tenant, gboolean has_person, GError **error)
{
    g_auto(SignInWish) wish = {0};
    if (!read_wish(target, &wish, error) ||
        (!has_person && sign_in_source_needs_person(wish.source)))
        return NULL;
    const EntraLogin login = {
        .store = store,
        .target = target,
        .username = username,
        .tenant = tenant,
        .wish = &wish,
        .has_person = has_person,
    };
    g_auto(EntraLoginResult) result = {0};
    return entra_login_run(&login, &result, error) ? g_steal_pointer(&result.token) : NULL;
}

Credential *configured_access_token(const Target *target, const char *tenant, gint64 limit_ms,
                                    GError **error)
{
    g_auto(SignInWish) wish = {0};
    if (!read_wish(target, &wish, error) || sign_in_source_needs_person(wish.source))
        return NULL;
    return entra_login_hand_on(target, &wish, tenant, limit_ms, error);
}
