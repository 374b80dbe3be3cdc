/* SPDX-License-Identifier: MIT */
#include "net/http.h"

#include "core/error.h"
#include "core/text.h"
#include "net/authorization.h"
#include "net/local_address.h"
#include "net/trace.h"
#include "net/wiping.h"

#include <curl/curl.h>
#include <string.h>

#define USER_AGENT "git-credential-azdo/" PROJECT_VERSION

/* X509_V_ERR_*, <openssl/x509_vfy.h>: stable numbers, the only ones that libcurl hands on. */
enum {
    VERIFY_OK = 0,
    VERIFY_UNSPECIFIED = 1, /* what libcurl starts with, and leaves if it stops at the name */
    VERIFY_NO_ISSUER = 2,
    VERIFY_NOT_YET_VALID = 9,
    VERIFY_HAS_EXPIRED = 10,
    VERIFY_SELF_SIGNED = 18,
    VERIFY_SELF_SIGNED_IN_CHAIN = 19,
    VERIFY_NO_ISSUER_HERE = 20,
    VERIFY_NO_FIRST_ISSUER = 21,
};

/*
 * <openssl/ssl.h>, OpenSSL 3: what it has decrypted and handed on is wiped. The function comes with
 * libcurl, or does not if libcurl has another library for TLS.
 */
#define CLEANSE_PLAINTEXT 2
extern guint64 SSL_CTX_set_options(void *context, guint64 options) __attribute__((weak));

struct HttpClient {
    CURL *easy;
    struct curl_slist *resolve;
    Trace *trace;
    gboolean uses_directory; /* trusts a directory of certificates instead of libcurl's bundle */
    gboolean is_local;       /* see http_client_new_local() */
    gboolean is_plain;       /* speaks http, and not https */
    CURLcode problem;        /* a setting that libcurl does not take: then nothing is asked */
    char words[CURL_ERROR_SIZE];
};

static gboolean curl_prepare(void)
{
    static gsize result = 0;
    if (g_once_init_enter(&result)) {
        CURLcode code = curl_global_init_mem(CURL_GLOBAL_DEFAULT, wiping_malloc, wiping_free,
                                             wiping_realloc, wiping_strdup, wiping_calloc);
        g_once_init_leave(&result, code == CURLE_OK ? 1 : 2);
    }
    return result == 1;
}

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

/* A limit or a bond that libcurl cannot keep must not be lost: nothing is asked without it. */
static void check(HttpClient *client, CURLcode code)
{
    if (client->problem == CURLE_OK)
        client->problem = code;
}

static void set_number(HttpClient *client, CURLoption option, long value)
{
    check(client, curl_easy_setopt(client->easy, option, value));
}

static void set_text(HttpClient *client, CURLoption option, const char *text)
{
    if (text && *text)
        check(client, curl_easy_setopt(client->easy, option, text));
}

static void set_limits(HttpClient *client)
{
    set_text(client, CURLOPT_PROTOCOLS_STR, client->is_plain ? "http" : "https");
    set_number(client, CURLOPT_FOLLOWLOCATION, 0);
    set_number(client, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1);
    set_number(client, CURLOPT_NETRC, CURL_NETRC_IGNORED);
    set_number(client, CURLOPT_CONNECTTIMEOUT_MS,
               client->is_local ? HTTP_LOCAL_CONNECT_MS : HTTP_CONNECT_MS);
    set_number(client, CURLOPT_MAXFILESIZE, HTTP_BODY_MAX);
    set_number(client, CURLOPT_NOSIGNAL, 1);
    /* What a proxy answers to CONNECT is no answer of the server, and our headers not for it. */
    set_number(client, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1);
    set_number(client, CURLOPT_HEADEROPT, CURLHEADER_SEPARATE);
#if LIBCURL_VERSION_NUM >= 0x075700
    /* Else a resolver that hangs would be waited for at the end, beyond every limit. */
    set_number(client, CURLOPT_QUICK_EXIT, 1);
#endif
}

static gboolean tls_is(const char *name)
{
    const curl_version_info_data *curl = curl_version_info(CURLVERSION_NOW);
    return curl->ssl_version && g_str_has_prefix(curl->ssl_version, name);
}

static CURLcode take_tls(CURL *easy G_GNUC_UNUSED, void *context, void *data G_GNUC_UNUSED)
{
    SSL_CTX_set_options(context, CLEANSE_PLAINTEXT);
    return CURLE_OK;
}

static void set_callbacks(HttpClient *client)
{
    curl_easy_setopt(client->easy, CURLOPT_ERRORBUFFER, client->words);
    curl_easy_setopt(client->easy, CURLOPT_HEADERFUNCTION, take_header);
    curl_easy_setopt(client->easy, CURLOPT_WRITEFUNCTION, take_body);
    if (tls_is("OpenSSL/3.") && SSL_CTX_set_options)
        curl_easy_setopt(client->easy, CURLOPT_SSL_CTX_FUNCTION, take_tls);
    if (!client->trace)
        return;
    curl_easy_setopt(client->easy, CURLOPT_VERBOSE, 1L);
    curl_easy_setopt(client->easy, CURLOPT_DEBUGFUNCTION, take_trace);
    curl_easy_setopt(client->easy, CURLOPT_DEBUGDATA, client->trace);
}

/* The words of http.proxyAuthMethod; Git takes any other as "anyauth". */
static long proxy_auth_from_name(const char *name)
{
    static const struct {
        const char *name;
        unsigned long method;
    } methods[] = {
        {"basic", CURLAUTH_BASIC},
        {"digest", CURLAUTH_DIGEST},
        {"negotiate", CURLAUTH_GSSNEGOTIATE},
        {"ntlm", CURLAUTH_NTLM},
    };
    for (gsize i = 0; name && i < G_N_ELEMENTS(methods); i++) {
        if (g_str_equal(name, methods[i].name))
            return (long)methods[i].method;
    }
    return (long)CURLAUTH_ANY;
}

/* NULL leaves the choice to libcurl, which looks at https_proxy, all_proxy and no_proxy itself. */
static void set_proxy(HttpClient *client, const HttpSettings *settings)
{
    if (settings->proxy)
        check(client, curl_easy_setopt(client->easy, CURLOPT_PROXY, settings->proxy));
    set_number(client, CURLOPT_PROXYAUTH, proxy_auth_from_name(settings->proxy_auth_method));
    set_text(client, CURLOPT_PROXY_SSLCERT, settings->proxy_ssl_cert);
    set_text(client, CURLOPT_PROXY_SSLKEY, settings->proxy_ssl_key);
    set_text(client, CURLOPT_PROXY_CAINFO, settings->proxy_ssl_ca_info);
}

/* The words of http.sslVersion; each is the least that is accepted. */
static long ssl_version_from_name(const char *name)
{
    static const struct {
        const char *name;
        long version;
    } versions[] = {
        {"tlsv1", CURL_SSLVERSION_TLSv1},     {"tlsv1.0", CURL_SSLVERSION_TLSv1_0},
        {"tlsv1.1", CURL_SSLVERSION_TLSv1_1}, {"tlsv1.2", CURL_SSLVERSION_TLSv1_2},
        {"tlsv1.3", CURL_SSLVERSION_TLSv1_3},
    };
    for (gsize i = 0; name && i < G_N_ELEMENTS(versions); i++) {
        if (g_str_equal(name, versions[i].name))
            return versions[i].version;
    }
    return CURL_SSLVERSION_DEFAULT;
}

/*
 * OpenSSL parses a bundle of certificates at once, which takes longer than all the rest of a
 * request, but of a directory with hashed names it reads only what it needs.
 */
static gboolean can_use_directory(const HttpSettings *settings)
{
    const curl_version_info_data *curl = curl_version_info(CURLVERSION_NOW);
    if (settings->ssl_ca_info || settings->ssl_ca_path || settings->skips_verification)
        return FALSE;
    return curl->age >= CURLVERSION_SEVENTH && curl->cainfo && curl->capath && tls_is("OpenSSL/") &&
           g_file_test(curl->capath, G_FILE_TEST_IS_DIR);
}

static void set_trust(HttpClient *client, const HttpSettings *settings)
{
    client->uses_directory = can_use_directory(settings);
    if (client->uses_directory)
        check(client, curl_easy_setopt(client->easy, CURLOPT_CAINFO, NULL));
    set_text(client, CURLOPT_CAINFO, settings->ssl_ca_info);
    set_text(client, CURLOPT_CAPATH, settings->ssl_ca_path);
    set_text(client, CURLOPT_SSLCERT, settings->ssl_cert);
    set_text(client, CURLOPT_SSLKEY, settings->ssl_key);
    set_text(client, CURLOPT_SSL_CIPHER_LIST, settings->ssl_cipher_list);
    set_text(client, CURLOPT_PINNEDPUBLICKEY, settings->pinned_pubkey);
    set_number(client, CURLOPT_SSLVERSION, ssl_version_from_name(settings->ssl_version));
    if (settings->skips_verification) {
        set_number(client, CURLOPT_SSL_VERIFYPEER, 0);
        set_number(client, CURLOPT_SSL_VERIFYHOST, 0);
    }
}

/* FALSE if there is no memory for it; the list is then as it was. */
static gboolean append_line(struct curl_slist **list, const char *line)
{
    struct curl_slist *longer = curl_slist_append(*list, line);
    if (longer)
        *list = longer;
    return longer != NULL;
}

static void set_resolve(HttpClient *client, char **resolve)
{
    for (char **entry = resolve; entry && *entry; entry++) {
        if (!append_line(&client->resolve, *entry))
            check(client, CURLE_OUT_OF_MEMORY);
    }
    check(client, curl_easy_setopt(client->easy, CURLOPT_RESOLVE, client->resolve));
}

static HttpClient *client_new(gboolean is_local, gboolean is_plain, GError **error)
{
    CURL *easy = curl_prepare() ? curl_easy_init() : NULL;
    if (!easy) {
        error_set(error, ERROR_SYSTEM, "install libcurl again", "libcurl does not start");
        return NULL;
    }
    HttpClient *client = g_new0(HttpClient, 1);
    client->easy = easy;
    client->is_local = is_local;
    client->is_plain = is_plain;
    client->trace = trace_open(g_getenv("AZDO_TRACE"));
    set_limits(client);
    set_callbacks(client);
    return client;
}

HttpClient *http_client_new_local(GError **error)
{
    HttpClient *client = client_new(TRUE, TRUE, error);
    if (client)
        check(client, curl_easy_setopt(client->easy, CURLOPT_PROXY, ""));
    return client;
}

HttpClient *http_client_new(const HttpSettings *settings, GError **error)
{
    HttpClient *client = client_new(FALSE, settings->is_plain, error);
    if (!client)
        return NULL;
    set_proxy(client, settings);
    set_trust(client, settings);
    set_resolve(client, settings->resolve);
    return client;
}

void http_client_free(HttpClient *client)
{
    if (!client)
        return;
    curl_easy_cleanup(client->easy);
    curl_slist_free_all(client->resolve);
    trace_free(client->trace);
    g_free(client);
}

/* Suppress makes Azure DevOps answer 401 to a bad token, and not send a page to sign in. */
static const char *const plain_headers[] = {
    "X-TFS-FedAuthRedirect: Suppress",
    "Accept: application/json",
    "Accept-Language: en-US", /* the reasons are known in English */
    "User-Agent: " USER_AGENT,
    "Expect:", /* bodies are small: no wait for a "100 Continue" */
};

static gboolean append_secret_line(struct curl_slist **list, const Secret *line)
{
    return append_line(list, secret_reveal(line));
}

static gboolean append_authorization(struct curl_slist **list, const HttpRequest *request)
{
    g_autoptr(Secret) line = request->scheme == HTTP_SCHEME_BEARER
                                 ? authorization_bearer(request->token)
                                 : authorization_basic(request->token);
    return append_secret_line(list, line);
}

/* libcurl takes "Content-Type:" as the wish that there be none: a form is its own default. */
static gboolean append_content_type(struct curl_slist **list, const HttpRequest *request)
{
    g_autofree char *line = g_strconcat("Content-Type: ", request->content_type, NULL);
    return append_line(list, line);
}

/* FALSE if there is no memory: without its token a request would be refused, the token blamed. */
static gboolean make_headers(const HttpRequest *request, struct curl_slist **ret_headers)
{
    struct curl_slist *headers = NULL;
    gboolean is_whole = TRUE;
    for (gsize i = 0; i < G_N_ELEMENTS(plain_headers); i++)
        is_whole = is_whole && append_line(&headers, plain_headers[i]);
    if (request->token)
        is_whole = is_whole && append_authorization(&headers, request);
    if (request->header)
        is_whole = is_whole && append_secret_line(&headers, request->header);
    if (request->content_type)
        is_whole = is_whole && append_content_type(&headers, request);
    if (!is_whole) {
        curl_slist_free_all(headers);
        return FALSE;
    }
    *ret_headers = headers;
    return TRUE;
}

static const char *const method_names[] = {
    [HTTP_METHOD_GET] = "GET",
    [HTTP_METHOD_POST] = "POST",
    [HTTP_METHOD_PUT] = "PUT",
    [HTTP_METHOD_DELETE] = "DELETE",
};

/* libcurl borrows the body. Naming one makes a POST of every request, so the method comes last. */
static void set_method(HttpClient *client, const HttpRequest *request)
{
    gboolean has_body = request->method == HTTP_METHOD_POST || request->method == HTTP_METHOD_PUT;
    const char *body = request->body ? secret_reveal(request->body) : "";
    long length = request->body ? (long)secret_length(request->body) : 0;
    if (has_body) {
        set_number(client, CURLOPT_POSTFIELDSIZE, length);
        check(client, curl_easy_setopt(client->easy, CURLOPT_POSTFIELDS, body));
    } else {
        set_number(client, CURLOPT_HTTPGET, 1);
    }
    /* When a kept connection ends without an answer, libcurl sends everything once more. */
    set_number(client, CURLOPT_FRESH_CONNECT, request->method == HTTP_METHOD_POST);
    check(client,
          curl_easy_setopt(client->easy, CURLOPT_CUSTOMREQUEST, method_names[request->method]));
}

/* What a certificate was refused for; libcurl itself compares the name. */
static HttpOutcome outcome_of_certificate(CURL *easy)
{
    long result = 0;
    curl_easy_getinfo(easy, CURLINFO_PROXY_SSL_VERIFYRESULT, &result);
    if (result != 0)
        return HTTP_PROXY_FAILED;
    curl_easy_getinfo(easy, CURLINFO_SSL_VERIFYRESULT, &result);
    switch (result) {
    case VERIFY_OK:
    case VERIFY_UNSPECIFIED:
        return HTTP_TLS_WRONG_NAME;
    case VERIFY_NOT_YET_VALID:
    case VERIFY_HAS_EXPIRED:
        return HTTP_TLS_EXPIRED;
    case VERIFY_NO_ISSUER:
    case VERIFY_SELF_SIGNED:
    case VERIFY_SELF_SIGNED_IN_CHAIN:
    case VERIFY_NO_ISSUER_HERE:
    case VERIFY_NO_FIRST_ISSUER:
        return HTTP_TLS_UNTRUSTED;
    default:
        return HTTP_TLS_FAILED;
    }
}

static const struct {
    CURLcode code;
    HttpOutcome outcome;
} outcomes[] = {
    {CURLE_OK, HTTP_ANSWERED},
    {CURLE_COULDNT_RESOLVE_HOST, HTTP_NAME_NOT_FOUND},
    {CURLE_COULDNT_RESOLVE_PROXY, HTTP_PROXY_FAILED},
    {CURLE_PROXY, HTTP_PROXY_FAILED},
    {CURLE_COULDNT_CONNECT, HTTP_CONNECT_FAILED},
    {CURLE_OPERATION_TIMEDOUT, HTTP_TIMED_OUT},
    {CURLE_FILESIZE_EXCEEDED, HTTP_TOO_LARGE},
    {CURLE_SSL_CONNECT_ERROR, HTTP_TLS_FAILED},
    {CURLE_SSL_CERTPROBLEM, HTTP_TLS_FAILED},
    {CURLE_SSL_CIPHER, HTTP_TLS_FAILED},
    {CURLE_SSL_CACERT_BADFILE, HTTP_TLS_FAILED},
    {CURLE_SSL_ISSUER_ERROR, HTTP_TLS_FAILED},
    {CURLE_SSL_PINNEDPUBKEYNOTMATCH, HTTP_TLS_FAILED},
    {CURLE_SSL_INVALIDCERTSTATUS, HTTP_TLS_FAILED},
    {CURLE_SSL_CLIENTCERT, HTTP_TLS_FAILED},
    {CURLE_PARTIAL_FILE, HTTP_CUT_OFF},
    {CURLE_GOT_NOTHING, HTTP_CUT_OFF},
    {CURLE_SEND_ERROR, HTTP_CUT_OFF},
    {CURLE_RECV_ERROR, HTTP_CUT_OFF},
    {CURLE_WEIRD_SERVER_REPLY, HTTP_CUT_OFF},
};

static HttpOutcome outcome_from_code(CURL *easy, CURLcode code)
{
    if (code == CURLE_PEER_FAILED_VERIFICATION)
        return outcome_of_certificate(easy);
    for (gsize i = 0; i < G_N_ELEMENTS(outcomes); i++) {
        if (outcomes[i].code == code)
            return outcomes[i].outcome;
    }
    return HTTP_FAILED;
}

/* What the proxy answered to CONNECT; 0 = there was no proxy, or it did connect us. */
static int proxy_refusal(CURL *easy)
{
    long status = 0;
    curl_easy_getinfo(easy, CURLINFO_HTTP_CONNECTCODE, &status);
    return status / 100 == 2 ? 0 : (int)status;
}

/* libcurl's own, but those that repeat the address of a proxy, where a password may stand. */
static char *words_for(const HttpClient *client, CURLcode code)
{
    gboolean is_showable = *client->words && !strchr(client->words, '@');
    return text_printable(is_showable ? client->words : curl_easy_strerror(code));
}

static void read_result(HttpClient *client, CURLcode code, HttpReply *reply)
{
    long status = 0;
    int refusal = proxy_refusal(client->easy);
    curl_easy_getinfo(client->easy, CURLINFO_RESPONSE_CODE, &status);
    reply->status = (int)status;
    if (reply->outcome != HTTP_TOO_LARGE)
        reply->outcome = outcome_from_code(client->easy, code);
    if (code != CURLE_OK && refusal) {
        reply->outcome = HTTP_PROXY_FAILED;
        reply->status = refusal;
    }
    if (code != CURLE_OK)
        reply->words = words_for(client, code);
}

static void trace_result(HttpClient *client, const HttpReply *reply)
{
    curl_off_t total_us = 0;
    curl_off_t connect_us = 0;
    curl_easy_getinfo(client->easy, CURLINFO_TOTAL_TIME_T, &total_us);
    curl_easy_getinfo(client->easy, CURLINFO_APPCONNECT_TIME_T, &connect_us);
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
    check(client, curl_easy_setopt(client->easy, CURLOPT_HEADERDATA, reply));
    check(client, curl_easy_setopt(client->easy, CURLOPT_WRITEDATA, reply));
    set_number(client, CURLOPT_TIMEOUT_MS, (long)limit_ms);
    CURLcode code = client->problem == CURLE_OK ? curl_easy_perform(client->easy) : client->problem;
    read_result(client, code, reply);
    trace_result(client, reply);
    return reply;
}

/* A directory may lack the hashed names, or an issuer that the bundle has. */
static gboolean http_client_widen_trust(HttpClient *client)
{
    if (!client->uses_directory)
        return FALSE;
    client->uses_directory = FALSE;
    set_text(client, CURLOPT_CAINFO, curl_version_info(CURLVERSION_NOW)->cainfo);
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
    set_method(client, request);
    set_text(client, CURLOPT_URL, request->url);
    check(client, curl_easy_setopt(client->easy, CURLOPT_HTTPHEADER, headers));
    HttpReply *reply = http_client_ask(client, deadline_us);
    curl_easy_setopt(client->easy, CURLOPT_HTTPHEADER, NULL);
    curl_easy_setopt(client->easy, CURLOPT_POSTFIELDS, NULL);
    return reply;
}

HttpReply *http_client_send(HttpClient *client, const HttpRequest *request)
{
    struct curl_slist *headers = NULL;
    trace_write(client->trace, "> %s %s", method_names[request->method], request->url);
    if (client->is_local && !local_address_is_in(request->url))
        check(client, CURLE_UNSUPPORTED_PROTOCOL);
    if (!make_headers(request, &headers))
        check(client, CURLE_OUT_OF_MEMORY);
    HttpReply *reply = send_with(client, request, headers);
    curl_slist_free_all(headers);
    return reply;
}
