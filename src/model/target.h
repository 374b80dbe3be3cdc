/* SPDX-License-Identifier: MIT */
/*
 * Where a credential would go: which server, which organization, which project.
 *
 * The hosts are an exact allow-list, compared after a strict host grammar and case folding, with
 * no prefix or suffix heuristics (CVE-2024-53858 and the cases in tests/unit/test_target.c):
 *
 *   dev.azure.com/{organization}/...             organization from the path
 *   {organization}.visualstudio.com              organization from the host label
 *   pkgs.dev.azure.com/{organization}/...        Azure Artifacts
 *   {organization}.pkgs.visualstudio.com         Azure Artifacts
 *   servers given with --server=URL              Azure DevOps Server, organization = collection
 *
 * All is https, but for a server that --server names with http:// itself.
 *
 * dev.azure.com/x and x.visualstudio.com are the same organization, and share one server name.
 */
#pragma once

#include <glib.h>

/* The server name of Azure DevOps Services in every Target and every record. */
#define TARGET_SERVICES "dev.azure.com"
#define TARGET_SERVICES_URL "https://" TARGET_SERVICES
/* The user name given to Git when nobody's name is known; Azure DevOps accepts any. */
#define TARGET_ANY_USERNAME "PersonalAccessToken"

typedef struct {
    char *server;              /* TARGET_SERVICES, or the server_name() of an Azure DevOps Server */
    char *organization;        /* lower case; NULL = the request does not say */
    char *project;             /* as typed; NULL = the request does not say */
    char *person;              /* whose account: NULL = anybody's, "" = the record without a name */
    char *portal_organization; /* lower case, only with organization NULL: what the user name of
                                  the portal's clone URL https://{organization}@dev.azure.com says
                                  if it is an organization and not a person; else NULL */
} Target;

typedef enum {
    TARGET_OURS,
    TARGET_FOREIGN, /* not a place for an Azure DevOps token: the helper stays silent */
    TARGET_PLAIN,   /* it would be ours by https, and gets nothing by http */
} TargetOutcome;

/*
 * protocol, host, path and username are those of a request (NULL = absent); servers holds
 * Server * (model/server.h). *ret_target, owned by the caller, is set only for TARGET_OURS.
 */
TargetOutcome target_parse(const char *protocol, const char *host, const char *path,
                           const char *username, const GPtrArray *servers, Target **ret_target);
void target_free(Target *target);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Target, target_free)

/* ASCII letters, digits and hyphens, the ends no hyphens, at most so many characters. */
#define ORGANIZATION_LENGTH_MAX 50
gboolean organization_is_valid(const char *name);
