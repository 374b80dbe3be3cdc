/* SPDX-License-Identifier: MIT */
/* Asks Azure DevOps about a token. */
#pragma once

#include "azure/verdict.h"
#include "core/http_settings.h"
#include "core/secret.h"
#include "model/target.h"

#include <glib.h>

#define VALIDATION_LOGIN_MS 8000   /* a person waits for the answer */
#define VALIDATION_EXPLAIN_MS 3000 /* Git waits, and mostly no more than a sentence depends on it */

typedef struct {
    const Target *target; /* with an organization */
    const Secret *token;
    const HttpSettings *settings; /* for endpoint_for_settings(): the way that Git takes, too */
    gint64 limit_ms;              /* for all of it */
    gboolean wants_code;          /* also to know whether Git may use it: has it the scope Code? */
    gboolean wants_reach;         /* likewise whether it is for all organizations */
} ValidationRequest;

/*
 * Asks the profile endpoint, and connectionData where that one does not accept the token; on Azure
 * DevOps Server connectionData alone. For the scope Code an accepted token goes to the list of
 * repositories, where 401 says that it has none; not on Azure DevOps Server. For its reach a token
 * that the profile endpoint accepts goes to the one above the organizations, too. Each takes
 * VALIDATION_EXPLAIN_MS at most. The result is the caller's. Errors: ERROR_INPUT if the target
 * names no organization, ERROR_SYSTEM if libcurl cannot be had; whatever goes wrong on the way to
 * the server is VERDICT_UNKNOWN.
 */
Verdict *validation_run(const ValidationRequest *request, GError **error) G_GNUC_WARN_UNUSED_RESULT;
