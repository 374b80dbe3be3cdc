/* SPDX-License-Identifier: MIT */
#include "entra/errand.h"

#include "core/error.h"
#include "core/message.h"
#include "core/text.h"
#include "entra/authority_url.h"
#include "entra/claims.h"

#include <string.h>

static gint64 elapsed_ms(const Errand *errand)
{
    return (g_get_monotonic_time() - errand->start_us) / 1000;
}

gint64 errand_now(const Errand *errand)
{
    return errand->request->now + elapsed_ms(errand) / 1000;
}

gboolean errand_has_person(const Errand *errand)
{
    return sign_in_source_needs_person(errand->request->source);
}

gint64 errand_limit_ms(const Errand *errand)
{
    gint64 limit_ms = errand->request->limit_ms;
    if (errand_has_person(errand) && !errand->request->refresh_token)
        return limit_ms;
    return MAX(limit_ms - elapsed_ms(errand), 1);
}

const char *errand_variable(const Errand *errand, const char *name)
{
    const char *value = g_environ_getenv((char **)errand->request->environment, name);
    return value && *value ? value : NULL;
}

Secret *errand_secret(const Errand *errand, const char *name, GError **error)
{
    const char *value = errand_variable(errand, name);
    if (!text_has_control(value, strlen(value)))
        return secret_new(value, strlen(value));
    g_autofree char *hint = g_strdup_printf(_("set %s without it; often it is a line end"), name);
    error_set(error, ERROR_CONFIG, hint, "%s holds a control character", name);
    return NULL;
}

static const char *get_guid(const Errand *errand, const char *variable, GError **error)
{
    const char *value = errand_variable(errand, variable);
    if (value && g_uuid_string_is_valid(value))
        return value;
    g_autofree char *hint =
        g_strdup_printf(strstr(variable, "TENANT") ? _("set %s to the id of the tenant")
                                                   : _("set %s to the id of the application"),
                        variable);
    error_set(error, ERROR_MISSING, hint,
              value ? N_("%s is not an id, which looks like 12345678-90ab-cdef-1234-567890abcdef")
                    : N_("%s is not set"),
              variable);
    return NULL;
}

const char *errand_tenant(const Errand *errand, const char *variable, GError **error)
{
    const char *tenant = errand->request->tenant;
    return g_uuid_string_is_valid(tenant) ? tenant : get_guid(errand, variable, error);
}

const char *errand_client_id(const Errand *errand, const char *variable, GError **error)
{
    const char *client_id = errand->request->client_id;
    return *client_id ? client_id : get_guid(errand, variable, error);
}

/* What counts from now is right by this machine's clock, even where that is wrong. */
static gint64 expiry(const Errand *errand, const TokenReply *reply, const Claims *claims)
{
    if (reply->expires_in_s > 0)
        return errand_now(errand) + reply->expires_in_s;
    if (reply->expires_on > 0)
        return reply->expires_on;
    return claims && claims->expires > 0 ? claims->expires : errand_now(errand);
}

EntraTokens *errand_finish(const Errand *errand, TokenReply *reply)
{
    g_autoptr(Claims) claims = claims_decode(reply->access_token);
    const char *tenant = errand->request->tenant;
    EntraTokens *tokens = g_new0(EntraTokens, 1);
    tokens->expires = expiry(errand, reply, claims);
    tokens->access_token = g_steal_pointer(&reply->access_token);
    tokens->refresh_token = g_steal_pointer(&reply->refresh_token);
    tokens->account = g_strdup(claims ? claims->account : "");
    if (claims && *claims->tenant)
        tenant = claims->tenant;
    tokens->tenant = g_strdup(g_str_equal(tenant, ENTRA_ANY_TENANT) ? "" : tenant);
    tokens->is_user = claims ? claims->is_user : sign_in_source_is_user(errand->request->source);
    return tokens;
}
