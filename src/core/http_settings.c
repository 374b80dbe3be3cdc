/* SPDX-License-Identifier: MIT */
#include "core/http_settings.h"

#include <string.h>

HttpSettings *http_settings_new(void)
{
    return g_new0(HttpSettings, 1);
}

void http_settings_free(HttpSettings *settings)
{
    if (!settings)
        return;
    if (settings->proxy)
        explicit_bzero(settings->proxy, strlen(settings->proxy));
    g_free(settings->proxy);
    g_free(settings->proxy_auth_method);
    g_free(settings->proxy_ssl_cert);
    g_free(settings->proxy_ssl_key);
    g_free(settings->proxy_ssl_ca_info);
    g_free(settings->ssl_ca_info);
    g_free(settings->ssl_ca_path);
    g_free(settings->ssl_cert);
    g_free(settings->ssl_key);
    g_free(settings->ssl_version);
    g_free(settings->ssl_cipher_list);
    g_free(settings->pinned_pubkey);
    g_strfreev(settings->resolve);
    g_free(settings);
}
