/* SPDX-License-Identifier: MIT */
#include "net/http.h"

#include "core/error.h"
#include "core/message.h"
#include "net/easy_handle.h"
#include "net/http_headers.h"
#include "net/http_result.h"
#include "net/http_route.h"
#include "net/local_address.h"
#include "net/trace.h"

struct HttpClient {
    EasyHandle handle;
    HttpRoute route;
    Trace *trace;
    gboolean is_local; /* see http_client_new_local() */
    char words[CURL_ERROR_SIZE];
};

/* ---- a client ------------------------------------------------------------------------------ */

static size_t take_header(char *bytes, size_t size, size_t count, void *reply)
{
    http_reply_take_header(reply, bytes, size * count);
    return size * count;
}

static size_t take_body(char *bytes, size_t size, size_t count, void *reply)
{
    return http_reply_take_body(reply, bytes, size * count) ? size * count : 0;
}

static int take_trace(CURL *easy G_GNUC_UNUSED, curl_infotype type, char *bytes, size_t length,
                      void *trace)
{
    if (type == CURLINFO_HEADER_OUT)
        trace_write_header(trace, ">", bytes, length);
    else if (type == CURLINFO_HEADER_IN)
        trace_write_header(trace, "<", bytes, length);
    return 0;
}

static void set_limits(EasyHandle *handle, gboolean is_local, gboolean is_plain)
{
    easy_handle_set_text(handle, CURLOPT_PROTOCOLS_STR, is_plain ? "http" : "https");
    easy_handle_set_number(handle, CURLOPT_FOLLOWLOCATION, 0);
    easy_handle_set_number(handle, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1);
    easy_handle_set_number(handle, CURLOPT_NETRC, CURL_NETRC_IGNORED);
    easy_handle_set_number(handle, CURLOPT_CONNECTTIMEOUT_MS,
                           is_local ? HTTP_LOCAL_CONNECT_MS : HTTP_CONNECT_MS);
    easy_handle_set_number(handle, CURLOPT_MAXFILESIZE, HTTP_BODY_MAX);
    easy_handle_set_number(handle, CURLOPT_NOSIGNAL, 1);
    /* What a proxy answers to CONNECT is no answer of the server, and our headers not for it. */
    easy_handle_set_number(handle, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1);
    easy_handle_set_number(handle, CURLOPT_HEADEROPT, CURLHEADER_SEPARATE);
#if LIBCURL_VERSION_NUM >= 0x075700
    /* Else a resolver that hangs would be waited for at the end, beyond every limit. */
    easy_handle_set_number(handle, CURLOPT_QUICK_EXIT, 1);
#endif
}

static void set_callbacks(HttpClient *client)
{
    CURL *easy = client->handle.easy;
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, client->words);
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, take_header);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_body);
    if (!client->trace)
        return;
    curl_easy_setopt(easy, CURLOPT_VERBOSE, 1L);
    curl_easy_setopt(easy, CURLOPT_DEBUGFUNCTION, take_trace);
    curl_easy_setopt(easy, CURLOPT_DEBUGDATA, client->trace);
}

static HttpClient *client_new(gboolean is_local, gboolean is_plain, GError **error)
{
    g_autoptr(HttpClient) client = g_new0(HttpClient, 1);
    if (!easy_handle_init(&client->handle)) {
        error_set(error, ERROR_SYSTEM, N_("install libcurl again"), "libcurl does not start");
        return NULL;
    }
    client->is_local = is_local;
    client->trace = trace_open(g_getenv("AZDO_TRACE"));
    set_limits(&client->handle, is_local, is_plain);
    set_callbacks(client);
    return g_steal_pointer(&client);
}

HttpClient *http_client_new_local(GError **error)
{
    HttpClient *client = client_new(TRUE, TRUE, error);
    if (client)
        easy_handle_set_pointer(&client->handle, CURLOPT_PROXY, "");
    return client;
}

HttpClient *http_client_new(const HttpSettings *settings, GError **error)
{
    HttpClient *client = client_new(FALSE, settings->is_plain, error);
    if (client)
        http_route_set(&client->route, &client->handle, settings);
    return client;
}

void http_client_free(HttpClient *client)
{
    if (!client)
        return;
    easy_handle_clear(&client->handle);
    http_route_clear(&client->route);
    trace_free(client->trace);
    g_free(client);
}

/* ---- a request ----------------------------------------------------------------------------- */

static const char *const method_names[] = {
    [HTTP_METHOD_GET] = "GET",
    [HTTP_METHOD_POST] = "POST",
    [HTTP_METHOD_PUT] = "PUT",
    [HTTP_METHOD_DELETE] = "DELETE",
};

/* libcurl borrows the body. Naming one makes a POST of every request, so the method comes last. */
static void set_method(EasyHandle *handle, const HttpRequest *request)
{
    gboolean has_body = request->method == HTTP_METHOD_POST || request->method == HTTP_METHOD_PUT;
    const char *body = request->body ? secret_reveal(request->body) : "";
    long length = request->body ? (long)secret_length(request->body) : 0;
    if (has_body) {
        easy_handle_set_number(handle, CURLOPT_POSTFIELDSIZE, length);
        easy_handle_set_pointer(handle, CURLOPT_POSTFIELDS, body);
    } else {
        easy_handle_set_number(handle, CURLOPT_HTTPGET, 1);
    }
    /* When a kept connection ends without an answer, libcurl sends everything once more. */
    easy_handle_set_number(handle, CURLOPT_FRESH_CONNECT, request->method == HTTP_METHOD_POST);
    easy_handle_set_pointer(handle, CURLOPT_CUSTOMREQUEST, method_names[request->method]);
}

static void trace_result(HttpClient *client, const HttpReply *reply)
{
    curl_off_t total_us = 0;
    curl_off_t connect_us = 0;
    curl_easy_getinfo(client->handle.easy, CURLINFO_TOTAL_TIME_T, &total_us);
    curl_easy_getinfo(client->handle.easy, CURLINFO_APPCONNECT_TIME_T, &connect_us);
    trace_write(client->trace,
                "= %s%s%s, status %d, body %" G_GSIZE_FORMAT " bytes, connected after %d ms, "
                "done after %d ms",
                http_outcome_sentence(reply->outcome), reply->words ? ": " : "",
                reply->words ? reply->words : "", reply->status, reply->body_length,
                (int)(connect_us / 1000), (int)(total_us / 1000));
}

static HttpReply *http_client_try(HttpClient *client, gint64 limit_ms)
{
    HttpReply *reply = http_reply_new();
    client->words[0] = '\0';
    easy_handle_set_pointer(&client->handle, CURLOPT_HEADERDATA, reply);
    easy_handle_set_pointer(&client->handle, CURLOPT_WRITEDATA, reply);
    easy_handle_set_number(&client->handle, CURLOPT_TIMEOUT_MS, (long)limit_ms);
    CURLcode code = easy_handle_perform(&client->handle);
    http_result_read(client->handle.easy, code, client->words, reply);
    trace_result(client, reply);
    return reply;
}

static gboolean http_client_widen_trust(HttpClient *client)
{
    if (!http_route_widen_trust(&client->route, &client->handle))
        return FALSE;
    trace_write(client->trace, "= once more, with every certificate that is trusted here");
    return TRUE;
}

/* libcurl takes a limit of 0 as none at all. */
static gint64 remaining_ms(gint64 deadline_us)
{
    return MAX((deadline_us - g_get_monotonic_time()) / 1000, 1);
}

static HttpReply *http_client_ask(HttpClient *client, gint64 deadline_us)
{
    HttpReply *reply = http_client_try(client, remaining_ms(deadline_us));
    if (reply->outcome != HTTP_TLS_UNTRUSTED || !http_client_widen_trust(client))
        return reply;
    http_reply_free(reply);
    return http_client_try(client, remaining_ms(deadline_us));
}

/* What a request is made of is libcurl's for as long as it takes, and then forgotten. */
static HttpReply *send_with(HttpClient *client, const HttpRequest *request,
                            struct curl_slist *headers)
{
    gint64 limit_ms = CLAMP(request->limit_ms, 1, HTTP_REQUEST_MS);
    gint64 deadline_us = g_get_monotonic_time() + limit_ms * 1000;
    set_method(&client->handle, request);
    easy_handle_set_text(&client->handle, CURLOPT_URL, request->url);
    easy_handle_set_pointer(&client->handle, CURLOPT_HTTPHEADER, headers);
    HttpReply *reply = http_client_ask(client, deadline_us);
    curl_easy_setopt(client->handle.easy, CURLOPT_HTTPHEADER, NULL);
    curl_easy_setopt(client->handle.easy, CURLOPT_POSTFIELDS, NULL);
    return reply;
}

HttpReply *http_client_send(HttpClient *client, const HttpRequest *request)
{
    struct curl_slist *headers = http_headers_new(request);
    trace_write(client->trace, "> %s %s", method_names[request->method], request->url);
    if (client->is_local && !local_address_is_in(request->url))
        easy_handle_set_problem(&client->handle, CURLE_UNSUPPORTED_PROTOCOL);
    if (!headers)
        easy_handle_set_problem(&client->handle, CURLE_OUT_OF_MEMORY);
    HttpReply *reply = send_with(client, request, headers);
    curl_slist_free_all(headers);
    return reply;
}
