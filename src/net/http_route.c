/* SPDX-License-Identifier: MIT */
#include "net/http_route.h"

void http_route_clear(HttpRoute *route)
{
    g_clear_pointer(&route->resolve, curl_slist_free_all);
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
static void set_proxy(EasyHandle *handle, const HttpSettings *settings)
{
    if (settings->proxy)
        easy_handle_set_pointer(handle, CURLOPT_PROXY, settings->proxy);
    easy_handle_set_number(handle, CURLOPT_PROXYAUTH,
                           proxy_auth_from_name(settings->proxy_auth_method));
    easy_handle_set_text(handle, CURLOPT_PROXY_SSLCERT, settings->proxy_ssl_cert);
    easy_handle_set_text(handle, CURLOPT_PROXY_SSLKEY, settings->proxy_ssl_key);
    easy_handle_set_text(handle, CURLOPT_PROXY_CAINFO, settings->proxy_ssl_ca_info);
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
    return curl->age >= CURLVERSION_SEVENTH && curl->cainfo && curl->capath &&
           easy_handle_tls_is("OpenSSL/") && g_file_test(curl->capath, G_FILE_TEST_IS_DIR);
}

static void set_trust(HttpRoute *route, EasyHandle *handle, const HttpSettings *settings)
{
    route->uses_directory = can_use_directory(settings);
    if (route->uses_directory)
        easy_handle_set_pointer(handle, CURLOPT_CAINFO, NULL);
    easy_handle_set_text(handle, CURLOPT_CAINFO, settings->ssl_ca_info);
    easy_handle_set_text(handle, CURLOPT_CAPATH, settings->ssl_ca_path);
    easy_handle_set_text(handle, CURLOPT_SSLCERT, settings->ssl_cert);
    easy_handle_set_text(handle, CURLOPT_SSLKEY, settings->ssl_key);
    easy_handle_set_text(handle, CURLOPT_SSL_CIPHER_LIST, settings->ssl_cipher_list);
    easy_handle_set_text(handle, CURLOPT_PINNEDPUBLICKEY, settings->pinned_pubkey);
    easy_handle_set_number(handle, CURLOPT_SSLVERSION,
                           ssl_version_from_name(settings->ssl_version));
    if (settings->skips_verification) {
        easy_handle_set_number(handle, CURLOPT_SSL_VERIFYPEER, 0);
        easy_handle_set_number(handle, CURLOPT_SSL_VERIFYHOST, 0);
    }
}

static void set_resolve(HttpRoute *route, EasyHandle *handle, char **resolve)
{
    for (char **entry = resolve; entry && *entry; entry++) {
        if (!easy_handle_append(&route->resolve, *entry))
            easy_handle_set_problem(handle, CURLE_OUT_OF_MEMORY);
    }
    easy_handle_set_pointer(handle, CURLOPT_RESOLVE, route->resolve);
}

void http_route_set(HttpRoute *route, EasyHandle *handle, const HttpSettings *settings)
{
    set_proxy(handle, settings);
    set_trust(route, handle, settings);
    set_resolve(route, handle, settings->resolve);
}

gboolean http_route_widen_trust(HttpRoute *route, EasyHandle *handle)
{
    if (!route->uses_directory)
        return FALSE;
    route->uses_directory = FALSE;
    easy_handle_set_text(handle, CURLOPT_CAINFO, curl_version_info(CURLVERSION_NOW)->cainfo);
    return TRUE;
}
