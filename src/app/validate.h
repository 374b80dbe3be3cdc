/* SPDX-License-Identifier: MIT */
/* Asks Azure DevOps about a token, on the way that Git's own settings describe. */
#pragma once

#include "azure/verdict.h"
#include "core/secret.h"
#include "model/target.h"

/*
 * target names an organization; limit_ms is for all of it (VALIDATION_LOGIN_MS, _EXPLAIN_MS). The
 * result is the caller's. Whatever goes wrong on the way to the server is VERDICT_UNKNOWN.
 * Errors: ERROR_CONFIG if Git's settings cannot be read, ERROR_SYSTEM if azure.so cannot be loaded.
 */
Verdict *validate_token(const Target *target, const Secret *token, gint64 limit_ms,
                        GError **error) G_GNUC_WARN_UNUSED_RESULT;
