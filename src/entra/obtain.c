/* SPDX-License-Identifier: MIT */
#include "entra/obtain.h"

#include "entra/refresh.h"
#include "entra/source.h"

static const EntraSource *const sources[] = {
    [SIGN_IN_BROWSER] = &browser_source,
    [SIGN_IN_DEVICE_CODE] = &device_code_source,
    [SIGN_IN_AZURE_CLI] = &azure_cli_source,
    [SIGN_IN_WORKLOAD_IDENTITY] = &workload_identity_source,
    [SIGN_IN_SERVICE_PRINCIPAL] = &service_principal_source,
    [SIGN_IN_MANAGED_IDENTITY] = &managed_identity_source,
};
G_STATIC_ASSERT(G_N_ELEMENTS(sources) == SIGN_IN_SOURCE_COUNT);

EntraTokens *entra_obtain(const EntraRequest *request, GError **error)
{
    const Errand errand = {.request = request, .start_us = g_get_monotonic_time()};
    if (request->refresh_token)
        return refresh_run(&errand, error);
    return sources[request->source]->obtain(&errand, error);
}

gboolean entra_is_announced(SignInSource source, const char *const *environment)
{
    const EntraRequest request = {.source = source, .environment = environment};
    const Errand errand = {.request = &request};
    return sources[source]->is_announced && sources[source]->is_announced(&errand);
}
