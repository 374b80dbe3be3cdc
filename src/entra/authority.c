/* SPDX-License-Identifier: MIT */
#include "entra/authority.h"

#include "core/error.h"
#include "core/message.h"
#include "core/text.h"
#include "entra/channel.h"
#include "net/form.h"

#define HOST_VARIABLE "AZURE_AUTHORITY_HOST"
#define JWT_BEARER "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

struct Authority {
    const Errand *errand;
    const char *host;
    char *tenant;
    Channel *channel;
};

static const char *find_host(const Errand *errand, GError **error)
{
    const char *setting = errand_variable(errand, HOST_VARIABLE);
    const char *host = authority_url_host(setting);
    if (!host) {
        g_autofree char *shown = text_printable(setting);
        g_autofree char *hint = g_strdup_printf(
            _("unset %s, or set it to https://login.microsoftonline.com"), HOST_VARIABLE);
        error_set(error, ERROR_CONFIG, hint, "%s names no host of Microsoft Entra: '%s'",
                  HOST_VARIABLE, shown);
    }
    return host;
}

Authority *authority_open(const Errand *errand, const char *tenant, GError **error)
{
    if (!authority_url_has_tenant(tenant)) {
        g_autofree char *shown = text_printable(tenant);
        error_set(error, ERROR_CONFIG, N_("name the tenant by its id, or leave it out"),
                  "'%s' is not the id of a tenant", shown);
        return NULL;
    }
    const char *host = find_host(errand, error);
    if (!host)
        return NULL;
    g_autofree char *url = authority_url_format(host, tenant, AUTHORITY_TOKEN);
    Channel *channel = channel_open(errand, url, error);
    if (!channel)
        return NULL;
    Authority *authority = g_new(Authority, 1);
    authority->errand = errand;
    authority->host = host;
    authority->tenant = g_strdup(tenant);
    authority->channel = channel;
    return authority;
}

void authority_close(Authority *authority)
{
    if (!authority)
        return;
    channel_close(authority->channel);
    g_free(authority->tenant);
    g_free(authority);
}

char *authority_format_url(const Authority *authority, AuthorityEndpoint endpoint)
{
    return authority_url_format(authority->host, authority->tenant, endpoint);
}

/* NULL and an objection unless it is a 200 with something in it. */
static HttpReply *authority_ask(Authority *authority, AuthorityEndpoint endpoint,
                                const Secret *form, Objection **ret_objection)
{
    g_autofree char *url = authority_format_url(authority, endpoint);
    const HttpRequest request = {
        .method = HTTP_METHOD_POST,
        .url = url,
        .content_type = FORM_CONTENT_TYPE,
        .body = form,
    };
    g_autoptr(HttpReply) reply = channel_send(authority->channel, &request);
    Objection *objection = objection_from_reply(reply, authority->host);
    if (!objection && !reply->body)
        objection = objection_strange(authority->host, reply->status);
    if (objection) {
        *ret_objection = objection;
        return NULL;
    }
    return g_steal_pointer(&reply);
}

DeviceCode *authority_begin(Authority *authority, const Secret *form, Objection **ret_objection)
{
    g_autoptr(HttpReply) reply =
        authority_ask(authority, AUTHORITY_DEVICE_CODE, form, ret_objection);
    if (!reply)
        return NULL;
    DeviceCode *device = device_code_decode(reply->body, reply->body_length);
    if (!device)
        *ret_objection = objection_strange(authority->host, reply->status);
    return device;
}

EntraTokens *authority_try(Authority *authority, const Secret *form, Objection **ret_objection)
{
    g_autoptr(HttpReply) reply = authority_ask(authority, AUTHORITY_TOKEN, form, ret_objection);
    if (!reply)
        return NULL;
    g_autoptr(TokenReply) decoded = token_reply_decode(reply->body, reply->body_length);
    if (!decoded) {
        *ret_objection = objection_strange(authority->host, reply->status);
        return NULL;
    }
    return errand_finish(authority->errand, decoded);
}

EntraTokens *authority_obtain(Authority *authority, const Secret *form, GError **error)
{
    g_autoptr(Objection) objection = NULL;
    EntraTokens *tokens = authority_try(authority, form, &objection);
    if (!tokens)
        objection_set_error(objection, errand_has_person(authority->errand), error);
    return tokens;
}

EntraTokens *authority_obtain_by_assertion(Authority *authority, const char *client_id,
                                           const Secret *assertion, GError **error)
{
    g_autoptr(SecretBuffer) form = secret_buffer_new();
    form_append(form, "grant_type", "client_credentials");
    form_append(form, "client_id", client_id);
    form_append(form, "scope", ENTRA_SCOPE);
    form_append(form, "client_assertion_type", JWT_BEARER);
    form_append_secret(form, "client_assertion", assertion);
    g_autoptr(Secret) body = secret_buffer_steal(form);
    return authority_obtain(authority, body, error);
}
