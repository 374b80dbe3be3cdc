/* SPDX-License-Identifier: MIT */
#include "azure/tenant.h"

#include "azure/endpoint.h"
#include "azure/tenant_reply.h"
#include "core/error.h"
#include "core/message.h"
#include "net/http.h"

char *tenant_discover(const Target *target, const HttpSettings *settings, gint64 limit_ms,
                      GError **error)
{
    g_autofree char *url = endpoint_is_services(target) ? endpoint_connection_data(target) : NULL;
    if (!url) {
        error_set(error, ERROR_INPUT, N_("name an organization of dev.azure.com"),
                  "only an organization of Azure DevOps Services has a tenant");
        return NULL;
    }
    g_autoptr(HttpClient) client = http_client_new(settings, error);
    if (!client)
        return NULL;
    const HttpRequest request = {.url = url, .limit_ms = limit_ms};
    g_autoptr(HttpReply) reply = http_client_send(client, &request);
    return tenant_reply_decode(reply, target->organization, error);
}
