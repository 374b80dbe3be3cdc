/* SPDX-License-Identifier: MIT */
#include "net/http_result.h"

#include "core/text.h"

#include <string.h>

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
static char *words_for(const char *words, CURLcode code)
{
    gboolean is_showable = *words && !strchr(words, '@');
    return text_printable(is_showable ? words : curl_easy_strerror(code));
}

void http_result_read(CURL *easy, CURLcode code, const char *words, HttpReply *reply)
{
    long status = 0;
    int refusal = proxy_refusal(easy);
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
    reply->status = (int)status;
    if (reply->outcome != HTTP_TOO_LARGE)
        reply->outcome = outcome_from_code(easy, code);
    if (code != CURLE_OK && refusal) {
        reply->outcome = HTTP_PROXY_FAILED;
        reply->status = refusal;
    }
    if (code != CURLE_OK)
        reply->words = words_for(words, code);
}
