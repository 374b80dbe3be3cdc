/* SPDX-License-Identifier: MIT */
/* Which Microsoft Entra tenant an organization belongs to. */
#pragma once

#include "core/http_settings.h"
#include "model/target.h"

#include <glib.h>

/* Where people of every tenant sign in. */
#define TENANT_ANY "organizations"

/*
 * A GUID, from the header X-VSS-ResourceTenant of an anonymous request to the organization; or
 * TENANT_ANY if it has none, that is, if personal accounts stand behind it (an all-zero GUID). The
 * caller's. Errors: ERROR_UNREACHABLE, ERROR_SYSTEM, ERROR_INPUT if the target names none.
 */
char *tenant_discover(const Target *target, const HttpSettings *settings, gint64 limit_ms,
                      GError **error) G_GNUC_WARN_UNUSED_RESULT;
