/* SPDX-License-Identifier: MIT */
#include "app/validate.h"

#include "app/module.h"
#include "azure/endpoint.h"
#include "config/http.h"

Verdict *validate_token(const Target *target, const Secret *token, gint64 limit_ms, GError **error)
{
    const AzureModule *azure = module_load_azure(error);
    if (!azure)
        return NULL;

    g_autofree char *url = endpoint_for_settings(target);
    HttpVerification verification =
        endpoint_is_services(target) ? HTTP_ALWAYS_VERIFIES : HTTP_MAY_SKIP_VERIFYING;
    g_autoptr(HttpSettings) settings =
        http_settings_read(url ? url : "https://" TARGET_SERVICES, verification, error);
    if (!settings)
        return NULL;

    const ValidationRequest request = {
        .target = target,
        .token = token,
        .settings = settings,
        .limit_ms = limit_ms,
    };
    return azure->validate(&request, error);
}
