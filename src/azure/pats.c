/* SPDX-License-Identifier: MIT */
#include "azure/pats.h"

#include "azure/endpoint.h"
#include "azure/pat_reply.h"
#include "core/error.h"
#include "core/message.h"
#include "net/http.h"
#include "net/json_body.h"

/* Less is not worth a question: no handshake is that fast. */
#define WORTH_ASKING_MS 50
/* Of a hundred tokens each; a list that goes on is none. */
#define PAGES_MAX 50

struct PatClient {
    const Target *target;
    const Secret *access_token;
    HttpClient *http;
    char *url;
};

PatClient *pat_client_new(const Target *target, const Secret *access_token,
                          const HttpSettings *settings, GError **error)
{
    g_autofree char *url = endpoint_pats(target);
    if (!url) {
        error_set(error, ERROR_INPUT, N_("name an organization of dev.azure.com"),
                  "tokens can be managed only at an organization of Azure DevOps Services");
        return NULL;
    }
    HttpClient *http = http_client_new(settings, error);
    if (!http)
        return NULL;
    PatClient *client = g_new0(PatClient, 1);
    client->target = target;
    client->access_token = access_token;
    client->http = http;
    client->url = g_steal_pointer(&url);
    return client;
}

void pat_client_free(PatClient *client)
{
    if (!client)
        return;
    http_client_free(client->http);
    g_free(client->url);
    g_free(client);
}

static gint64 deadline_after(gint64 limit_ms)
{
    return g_get_monotonic_time() + limit_ms * 1000;
}

/* body: NULL = none. The reply is NULL if no time is left. */
static HttpReply *pat_client_ask(PatClient *client, HttpMethod method, const char *url,
                                 const Secret *body, gint64 deadline_us)
{
    const HttpRequest request = {
        .method = method,
        .url = url,
        .scheme = HTTP_SCHEME_BEARER,
        .token = client->access_token,
        .content_type = body ? JSON_CONTENT_TYPE : NULL,
        .body = body,
        .limit_ms = (deadline_us - g_get_monotonic_time()) / 1000,
    };
    return request.limit_ms < WORTH_ASKING_MS ? NULL : http_client_send(client->http, &request);
}

static PatQuestion question_of(const PatClient *client, PatOperation operation)
{
    return (PatQuestion){.operation = operation, .organization = client->target->organization};
}

/* It becomes a part of an address. */
static gboolean check_id(const char *authorization_id, GError **error)
{
    if (g_uuid_string_is_valid(authorization_id))
        return TRUE;
    error_set(error, ERROR_INPUT, N_("create a new token"),
              "what is stored as the id of a token is none");
    return FALSE;
}

IssuedPat *pat_client_create(PatClient *client, const PatWish *wish, gint64 limit_ms,
                             GError **error)
{
    const PatQuestion question = question_of(client, PAT_OPERATION_CREATE);
    g_autoptr(Secret) body = pat_question_body(wish, NULL, error);
    if (!body)
        return NULL;
    g_autoptr(HttpReply) reply =
        pat_client_ask(client, HTTP_METHOD_POST, client->url, body, deadline_after(limit_ms));
    return pat_reply_decode(reply, &question, error);
}

/* *continuation says which page, and then which one follows: NULL = the first, and none. */
static gboolean list_page(PatClient *client, gint64 deadline_us, GPtrArray *pats,
                          char **continuation, GError **error)
{
    const PatQuestion question = question_of(client, PAT_OPERATION_LIST);
    g_autofree char *url = pat_question_url_of_page(client->url, *continuation);
    g_autoptr(HttpReply) reply = pat_client_ask(client, HTTP_METHOD_GET, url, NULL, deadline_us);
    g_clear_pointer(continuation, g_free);
    return pat_reply_decode_page(reply, &question, pats, continuation, error);
}

GPtrArray *pat_client_list(PatClient *client, gint64 limit_ms, GError **error)
{
    gint64 deadline_us = deadline_after(limit_ms);
    g_autoptr(GPtrArray) pats = g_ptr_array_new_with_free_func((GDestroyNotify)issued_pat_free);
    g_autofree char *continuation = NULL;
    for (int page = 0; page < PAGES_MAX; page++) {
        if (!list_page(client, deadline_us, pats, &continuation, error))
            return NULL;
        if (!continuation)
            return g_steal_pointer(&pats);
    }
    error_set(error, ERROR_UNREACHABLE, N_("try again later"),
              "the tokens could not be listed at '%s': the list has no end",
              client->target->organization);
    return NULL;
}

IssuedPat *pat_client_get(PatClient *client, const char *authorization_id, gint64 limit_ms,
                          GError **error)
{
    const PatQuestion question = question_of(client, PAT_OPERATION_GET);
    if (!check_id(authorization_id, error))
        return NULL;
    g_autofree char *url = pat_question_url_of(client->url, authorization_id);
    g_autoptr(HttpReply) reply =
        pat_client_ask(client, HTTP_METHOD_GET, url, NULL, deadline_after(limit_ms));
    return pat_reply_decode(reply, &question, error);
}

IssuedPat *pat_client_update(PatClient *client, const char *authorization_id, const PatWish *wish,
                             gint64 limit_ms, GError **error)
{
    const PatQuestion question = question_of(client, PAT_OPERATION_UPDATE);
    if (!check_id(authorization_id, error))
        return NULL;
    g_autoptr(Secret) body = pat_question_body(wish, authorization_id, error);
    if (!body)
        return NULL;
    g_autoptr(HttpReply) reply =
        pat_client_ask(client, HTTP_METHOD_PUT, client->url, body, deadline_after(limit_ms));
    return pat_reply_decode(reply, &question, error);
}

gboolean pat_client_revoke(PatClient *client, const char *authorization_id, gint64 limit_ms,
                           GError **error)
{
    const PatQuestion question = question_of(client, PAT_OPERATION_REVOKE);
    if (!check_id(authorization_id, error))
        return FALSE;
    g_autofree char *url = pat_question_url_of(client->url, authorization_id);
    g_autoptr(HttpReply) reply =
        pat_client_ask(client, HTTP_METHOD_DELETE, url, NULL, deadline_after(limit_ms));
    return pat_reply_is_revoked(reply, &question, error);
}
