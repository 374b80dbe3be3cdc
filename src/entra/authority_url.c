/* SPDX-License-Identifier: MIT */
#include "entra/authority_url.h"

#include <string.h>

/*
 * AzureAuthorityHosts of the Azure SDKs: the public cloud, the first one, and the two others. Azure
 * DevOps itself is a service of the public cloud.
 */
static const char *const hosts[] = {
    "login.microsoftonline.com",
    "login.microsoftonline.us",
    "login.chinacloudapi.cn",
};

static const char *const endpoints[] = {
    [AUTHORITY_AUTHORIZE] = "authorize",
    [AUTHORITY_TOKEN] = "token",
    [AUTHORITY_DEVICE_CODE] = "devicecode",
};
G_STATIC_ASSERT(G_N_ELEMENTS(endpoints) == AUTHORITY_DEVICE_CODE + 1);

gboolean authority_url_has_tenant(const char *tenant)
{
    return g_uuid_string_is_valid(tenant) || g_str_equal(tenant, ENTRA_ANY_TENANT);
}

/* "https://host/" as it is documented, "https://host" and "host" as people write it. */
const char *authority_url_host(const char *setting)
{
    if (!setting || !*setting)
        return hosts[0];
    const char *named = setting;
    if (g_ascii_strncasecmp(named, "https://", strlen("https://")) == 0)
        named += strlen("https://");
    gsize length = strlen(named);
    if (length > 0 && named[length - 1] == '/')
        length--;
    for (gsize i = 0; i < G_N_ELEMENTS(hosts); i++) {
        if (length == strlen(hosts[i]) && g_ascii_strncasecmp(named, hosts[i], length) == 0)
            return hosts[i];
    }
    return NULL;
}

char *authority_url_format(const char *host, const char *tenant, AuthorityEndpoint endpoint)
{
    return g_strdup_printf("https://%s/%s/oauth2/v2.0/%s", host, tenant, endpoints[endpoint]);
}
