/* SPDX-License-Identifier: MIT */
#include "net/easy_handle.h"

#include "net/wiping.h"

/*
 * <openssl/ssl.h>, OpenSSL 3: what it has decrypted and handed on is wiped. The function comes with
 * libcurl, or does not if libcurl has another library for TLS.
 */
#define CLEANSE_PLAINTEXT 2
extern guint64 SSL_CTX_set_options(void *context, guint64 options) __attribute__((weak));

static gboolean prepare_libcurl(void)
{
    static gsize result = 0;
    if (g_once_init_enter(&result)) {
        CURLcode code = curl_global_init_mem(CURL_GLOBAL_DEFAULT, wiping_malloc, wiping_free,
                                             wiping_realloc, wiping_strdup, wiping_calloc);
        g_once_init_leave(&result, code == CURLE_OK ? 1 : 2);
    }
    return result == 1;
}

static CURLcode take_tls(CURL *easy G_GNUC_UNUSED, void *context, void *data G_GNUC_UNUSED)
{
    SSL_CTX_set_options(context, CLEANSE_PLAINTEXT);
    return CURLE_OK;
}

gboolean easy_handle_init(EasyHandle *handle)
{
    handle->easy = prepare_libcurl() ? curl_easy_init() : NULL;
    if (!handle->easy)
        return FALSE;
    if (easy_handle_tls_is("OpenSSL/3.") && SSL_CTX_set_options)
        curl_easy_setopt(handle->easy, CURLOPT_SSL_CTX_FUNCTION, take_tls);
    return TRUE;
}

void easy_handle_clear(EasyHandle *handle)
{
    g_clear_pointer(&handle->easy, curl_easy_cleanup);
}

void easy_handle_set_problem(EasyHandle *handle, CURLcode problem)
{
    if (handle->problem == CURLE_OK)
        handle->problem = problem;
}

void easy_handle_set_number(EasyHandle *handle, CURLoption option, long value)
{
    easy_handle_set_problem(handle, curl_easy_setopt(handle->easy, option, value));
}

void easy_handle_set_text(EasyHandle *handle, CURLoption option, const char *text)
{
    if (text && *text)
        easy_handle_set_problem(handle, curl_easy_setopt(handle->easy, option, text));
}

void easy_handle_set_pointer(EasyHandle *handle, CURLoption option, const void *value)
{
    easy_handle_set_problem(handle, curl_easy_setopt(handle->easy, option, value));
}

CURLcode easy_handle_perform(EasyHandle *handle)
{
    return handle->problem == CURLE_OK ? curl_easy_perform(handle->easy) : handle->problem;
}

gboolean easy_handle_tls_is(const char *name)
{
    const curl_version_info_data *curl = curl_version_info(CURLVERSION_NOW);
    return curl->ssl_version && g_str_has_prefix(curl->ssl_version, name);
}

gboolean easy_handle_append(struct curl_slist **list, const char *line)
{
    struct curl_slist *longer = curl_slist_append(*list, line);
    if (longer)
        *list = longer;
    return longer != NULL;
}
