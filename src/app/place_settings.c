/* SPDX-License-Identifier: MIT */
#include "app/place_settings.h"

#include "azure/endpoint.h"
#include "config/http.h"
#include "config/url_settings.h"

static char *address_of(const Target *target)
{
    char *url = endpoint_for_settings(target);
    if (!url)
        url = g_strdup(endpoint_is_services(target) ? TARGET_SERVICES_URL : target->server);
    return url;
}

HttpSettings *place_settings_read_http(const Target *target, GError **error)
{
    g_autofree char *url = address_of(target);
    HttpVerification verification =
        endpoint_is_services(target) ? HTTP_ALWAYS_VERIFIES : HTTP_MAY_SKIP_VERIFYING;
    return http_settings_read(url, verification, error);
}

GHashTable *place_settings_read_credential(const Target *target, GError **error)
{
    g_autofree char *url = address_of(target);
    return url_settings_read("credential", url, error);
}
