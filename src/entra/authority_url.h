/* SPDX-License-Identifier: MIT */
/* The addresses of Microsoft Entra: nothing is sent to any other. Pure. */
#pragma once

#include <glib.h>

/* Azure DevOps, as an application of Entra; and all that a sign-in may ask of it. */
#define ENTRA_RESOURCE "499b84ac-1321-427f-aa17-267ca6975798"
#define ENTRA_SCOPE ENTRA_RESOURCE "/.default"
/* The same, and a refresh token. */
#define ENTRA_SCOPE_OFFLINE ENTRA_SCOPE " offline_access"

/* Where people of every tenant sign in, and no application does. */
#define ENTRA_ANY_TENANT "organizations"

typedef enum {
    AUTHORITY_AUTHORIZE,
    AUTHORITY_TOKEN,
    AUTHORITY_DEVICE_CODE,
} AuthorityEndpoint;

/* A GUID, or ENTRA_ANY_TENANT. */
gboolean authority_url_has_tenant(const char *tenant);

/*
 * The host that AZURE_AUTHORITY_HOST names, as the Azure SDKs understand it; without a value the
 * usual one. NULL if it is none of Microsoft's.
 */
const char *authority_url_host(const char *setting);

/* The caller's. */
char *authority_url_format(const char *host, const char *tenant, AuthorityEndpoint endpoint);
