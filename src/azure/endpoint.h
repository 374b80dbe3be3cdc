/* SPDX-License-Identifier: MIT */
/*
 * The addresses at Azure DevOps that belong to an organization, or on Azure DevOps Server to a
 * collection. All are https, but those of a server that was named with http://; owned by the
 * caller, and NULL if the target names no organization, or one that cannot be part of an address,
 * or a server that cannot be shown.
 */
#pragma once

#include "model/target.h"

#include <glib.h>

/* Whose token it is; NULL also on Azure DevOps Server, which has no such service. */
char *endpoint_profile(const Target *target);

/*
 * The same above all organizations, where a token for one of them is not known; NULL as for
 * endpoint_profile().
 */
char *endpoint_deployment_profile(const Target *target);

/* Where tokens are created, listed and revoked; NULL also on Azure DevOps Server. */
char *endpoint_pats(const Target *target);

/* Who is connected; answers to a token of any scope. */
char *endpoint_connection_data(const Target *target);

/* Where a person creates and revokes tokens. */
char *endpoint_token_page(const Target *target);

/* The same on a server of 2017 or 2018; NULL also for Microsoft's service. */
char *endpoint_older_token_page(const Target *target);

/*
 * A path below the organization at one of the services of Azure DevOps, such as
 * "vsrm.dev.azure.com"; NULL also on Azure DevOps Server, whose services have no names.
 */
char *endpoint_at_service(const Target *target, const char *host, const char *path);

/* What Git connects to, for the settings that hold there: https://dev.azure.com/contoso. */
char *endpoint_for_settings(const Target *target);

/* Whether this is Microsoft's service and not somebody's Azure DevOps Server. */
gboolean endpoint_is_services(const Target *target);
