/* SPDX-License-Identifier: MIT */
#include "azure/endpoint.h"

#include "core/text.h"

#define IDENTITY_ROOT "https://vssps.dev.azure.com"
#define DEPLOYMENT_ROOT "https://app.vssps.visualstudio.com"

#define PROFILE_PATH "_apis/profile/profiles/me?api-version=7.1"
#define PATS_PATH "_apis/tokens/pats?api-version=7.1-preview.1"
/* Without "-preview" it answers 400. */
#define CONNECTION_DATA_PATH "_apis/connectionData?api-version=7.1-preview.1"
/* What the oldest Azure DevOps Server (2019) understands. */
#define SERVER_CONNECTION_DATA_PATH "_apis/connectionData?api-version=5.0-preview.1"
#define TOKEN_PAGE_PATH "_usersSettings/tokens"
#define OLDER_TOKEN_PAGE_PATH "_details/security/tokens"

gboolean endpoint_is_services(const Target *target)
{
    return g_str_equal(target->server, TARGET_SERVICES);
}

/* The organization as a part of a path; NULL if it is none. */
static char *escape_organization(const Target *target)
{
    const char *name = target->organization;
    if (!name || !*name || g_str_equal(name, ".") || g_str_equal(name, ".."))
        return NULL;
    if (endpoint_is_services(target) && !organization_is_valid(name))
        return NULL;
    return g_uri_escape_string(name, NULL, FALSE);
}

/* A record of a keyring may name anything as its server. */
static gboolean is_showable(const char *root)
{
    g_autofree char *printable = text_printable(root);
    return g_str_equal(printable, root);
}

static char *join(const char *root, const Target *target, const char *path)
{
    g_autofree char *organization = escape_organization(target);
    if (!organization || !is_showable(root))
        return NULL;
    return g_strdup_printf("%s/%s%s%s", root, organization, *path ? "/" : "", path);
}

static const char *root_of(const Target *target)
{
    return endpoint_is_services(target) ? TARGET_SERVICES_URL : target->server;
}

char *endpoint_profile(const Target *target)
{
    return endpoint_is_services(target) ? join(IDENTITY_ROOT, target, PROFILE_PATH) : NULL;
}

char *endpoint_pats(const Target *target)
{
    return endpoint_is_services(target) ? join(IDENTITY_ROOT, target, PATS_PATH) : NULL;
}

char *endpoint_deployment_profile(const Target *target)
{
    g_autofree char *organization = escape_organization(target);
    return organization && endpoint_is_services(target) ? g_strdup(DEPLOYMENT_ROOT "/" PROFILE_PATH)
                                                        : NULL;
}

char *endpoint_connection_data(const Target *target)
{
    return join(root_of(target), target,
                endpoint_is_services(target) ? CONNECTION_DATA_PATH : SERVER_CONNECTION_DATA_PATH);
}

char *endpoint_token_page(const Target *target)
{
    return join(root_of(target), target, TOKEN_PAGE_PATH);
}

char *endpoint_older_token_page(const Target *target)
{
    return endpoint_is_services(target) ? NULL
                                        : join(root_of(target), target, OLDER_TOKEN_PAGE_PATH);
}

char *endpoint_at_service(const Target *target, const char *host, const char *path)
{
    g_autofree char *root = g_strconcat("https://", host, NULL);
    return endpoint_is_services(target) ? join(root, target, path) : NULL;
}

char *endpoint_for_settings(const Target *target)
{
    return join(root_of(target), target, "");
}
