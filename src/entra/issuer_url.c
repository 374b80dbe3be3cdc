/* SPDX-License-Identifier: MIT */
#include "entra/issuer_url.h"

#include "model/target.h"

#include <string.h>

#define HTTPS_PORT 443
#define GITHUB_AUDIENCE "audience=api%3A%2F%2FAzureADTokenExchange"
#define AZURE_PIPELINES_VERSION "7.1"
#define LABEL_MAX 63

/* NULL unless it is https on its own port, without user, fragment or anything that is not ASCII. */
static GUri *parse_https(const char *text)
{
    for (const char *at = text; *at; at++) {
        if (!g_ascii_isgraph(*at))
            return NULL;
    }
    g_autoptr(GUri) uri = g_uri_parse(text, G_URI_FLAGS_ENCODED, NULL);
    if (!uri || !g_str_equal(g_uri_get_scheme(uri), "https") || g_uri_get_userinfo(uri) ||
        g_uri_get_fragment(uri) || !g_uri_get_host(uri))
        return NULL;
    int port = g_uri_get_port(uri);
    return port == -1 || port == HTTPS_PORT ? g_steal_pointer(&uri) : NULL;
}

static gboolean is_label(const char *label)
{
    gsize length = strlen(label);
    for (gsize i = 0; i < length; i++) {
        if (!g_ascii_isalnum(label[i]) && label[i] != '-')
            return FALSE;
    }
    return length > 0 && length <= LABEL_MAX;
}

/* Label by label against a pattern, in which "*" is any one label. */
static gboolean host_is_like(const char *host, const char *pattern)
{
    g_auto(GStrv) labels = g_strsplit(host, ".", -1);
    g_auto(GStrv) wanted = g_strsplit(pattern, ".", -1);
    if (g_strv_length(labels) != g_strv_length(wanted))
        return FALSE;
    for (gsize i = 0; labels[i]; i++) {
        gboolean is_any = g_str_equal(wanted[i], "*");
        if (is_any ? !is_label(labels[i]) : g_ascii_strcasecmp(labels[i], wanted[i]) != 0)
            return FALSE;
    }
    return TRUE;
}

/* Put together anew from what was looked at, so that nobody can read another host in it. */
static char *join(GUri *uri, const char *path, const char *query)
{
    return g_strdup_printf("https://%s%s%s%s", g_uri_get_host(uri), path, query ? "?" : "",
                           query ? query : "");
}

char *issuer_url_github(const char *setting)
{
    g_autoptr(GUri) uri = parse_https(setting);
    if (!uri)
        return NULL;
    const char *host = g_uri_get_host(uri);
    if (!host_is_like(host, "*.actions.githubusercontent.com") &&
        !host_is_like(host, "*.actions.*.ghe.com"))
        return NULL;
    const char *before = g_uri_get_query(uri);
    g_autofree char *query =
        g_strconcat(before ? before : "", before ? "&" : "", GITHUB_AUDIENCE, NULL);
    return join(uri, g_uri_get_path(uri), query);
}

/* Of Azure DevOps Services, for no server is admitted here. */
static gboolean names_organization(const char *host, const char *path)
{
    g_autoptr(GPtrArray) no_servers = g_ptr_array_new();
    g_autoptr(Target) target = NULL;
    const char *below_root = *path ? path + 1 : path;
    return target_parse("https", host, below_root, NULL, no_servers, &target) == TARGET_OURS &&
           target->organization;
}

char *issuer_url_azure_pipelines(const char *setting, const char *service_connection)
{
    g_autoptr(GUri) uri = parse_https(setting);
    if (!uri || g_uri_get_query(uri) || !g_uuid_string_is_valid(service_connection))
        return NULL;
    g_autofree char *path = g_strdup(g_uri_get_path(uri));
    if (g_str_has_suffix(path, "/"))
        path[strlen(path) - 1] = '\0';
    if (!names_organization(g_uri_get_host(uri), path))
        return NULL;
    g_autofree char *query = g_strconcat(
        "api-version=" AZURE_PIPELINES_VERSION "&serviceConnectionId=", service_connection, NULL);
    return join(uri, path, query);
}
