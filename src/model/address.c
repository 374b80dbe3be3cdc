/* SPDX-License-Identifier: MIT */
#include "model/address.h"

#include <string.h>

#define SCHEME "https://"

static Target *target_from_url(const GPtrArray *servers, const char *url)
{
    /* The user name of a remote may be no URL of RFC 3986: only host and path are looked at. */
    g_autoptr(GUri) uri = g_uri_parse(url, G_URI_FLAGS_PARSE_RELAXED, NULL);
    if (!uri || !g_uri_get_host(uri))
        return NULL;

    g_autofree char *host =
        g_uri_get_port(uri) == -1
            ? g_strdup(g_uri_get_host(uri))
            : g_strdup_printf("%s:%d", g_uri_get_host(uri), g_uri_get_port(uri));
    const char *user = g_uri_get_userinfo(uri);
    g_autofree char *name = user ? g_strndup(user, strcspn(user, ":")) : NULL;
    Target *target = NULL;
    if (target_parse(g_uri_get_scheme(uri), host, g_uri_get_path(uri), name, servers, &target) !=
        TARGET_OURS)
        return NULL;
    return target;
}

static Target *target_from_organization(const char *name)
{
    Target *target = NULL;
    if (!organization_is_valid(name) ||
        target_parse("https", TARGET_SERVICES, name, NULL, NULL, &target) != TARGET_OURS)
        return NULL;
    return target;
}

Target *address_parse(const char *text, const GPtrArray *servers)
{
    if (strstr(text, "://"))
        return target_from_url(servers, text);
    if (!strpbrk(text, "./"))
        return target_from_organization(text);
    g_autofree char *url = g_strconcat(SCHEME, text, NULL); /* as this program calls a place */
    return target_from_url(servers, url);
}
