/* SPDX-License-Identifier: MIT */
#include "net/http_headers.h"

#include "net/authorization.h"
#include "net/easy_handle.h"

#define USER_AGENT "git-credential-azdo/" PROJECT_VERSION

/* Suppress makes Azure DevOps answer 401 to a bad token, and not send a page to sign in. */
static const char *const plain_headers[] = {
    "X-TFS-FedAuthRedirect: Suppress",
    "Accept: application/json",
    "Accept-Language: en-US", /* the reasons are known in English */
    "User-Agent: " USER_AGENT,
    "Expect:", /* bodies are small: no wait for a "100 Continue" */
};

static gboolean append_secret(struct curl_slist **list, const Secret *line)
{
    return easy_handle_append(list, secret_reveal(line));
}

static gboolean append_authorization(struct curl_slist **list, const HttpRequest *request)
{
    g_autoptr(Secret) line = request->scheme == HTTP_SCHEME_BEARER
                                 ? authorization_bearer(request->token)
                                 : authorization_basic(request->token);
    return append_secret(list, line);
}

/* libcurl takes "Content-Type:" as the wish that there be none: a form is its own default. */
static gboolean append_content_type(struct curl_slist **list, const HttpRequest *request)
{
    g_autofree char *line = g_strconcat("Content-Type: ", request->content_type, NULL);
    return easy_handle_append(list, line);
}

struct curl_slist *http_headers_new(const HttpRequest *request)
{
    struct curl_slist *headers = NULL;
    gboolean is_whole = TRUE;
    for (gsize i = 0; i < G_N_ELEMENTS(plain_headers); i++)
        is_whole = is_whole && easy_handle_append(&headers, plain_headers[i]);
    if (request->token)
        is_whole = is_whole && append_authorization(&headers, request);
    if (request->header)
        is_whole = is_whole && append_secret(&headers, request->header);
    if (request->content_type)
        is_whole = is_whole && append_content_type(&headers, request);
    if (!is_whole)
        g_clear_pointer(&headers, curl_slist_free_all);
    return headers;
}
