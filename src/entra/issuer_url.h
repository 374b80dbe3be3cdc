/* SPDX-License-Identifier: MIT */
/*
 * Where the jobs of a pipeline get a token that says which job they are, to show to Entra. The
 * address is in the environment and a secret of the job goes there: so the host must be the
 * service's own. Pure.
 */
#pragma once

#include <glib.h>

/*
 * ACTIONS_ID_TOKEN_REQUEST_URL, with the audience added; the caller's. NULL unless it is https,
 * port 443, at {one label}.actions.githubusercontent.com ("Communicating with self-hosted runners":
 * "Needed for retrieving OIDC tokens: *.actions.githubusercontent.com", docs.github.com) or, of an
 * enterprise with data residency, {one label}.actions.{enterprise}.ghe.com ("Network details for
 * GHE.com"). A GitHub Enterprise Server has a name of its own, and is not among them.
 */
char *issuer_url_github(const char *setting);

/*
 * SYSTEM_OIDCREQUESTURI, with the service connection; the caller's. NULL unless it is https at an
 * organization of Azure DevOps Services (model/target.h), and the connection is a GUID. ("Oidctoken
 * - Create", REST 7.1; release notes of sprint 240, "Requesting a fresh idToken".)
 */
char *issuer_url_azure_pipelines(const char *setting, const char *service_connection);
