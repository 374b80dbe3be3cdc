/* SPDX-License-Identifier: MIT */
/* Asks Azure DevOps about tokens, on the way that Git's own settings describe. */
#pragma once

#include "app/settings.h"
#include "azure/verdict.h"
#include "core/secret.h"
#include "model/target.h"

/*
 * When the server is asked about a token: as --validate has said it, else as
 * credential.azdoValidate says it for that place; SETTINGS_VALIDATE_UNSAID = neither does. Errors:
 * ERROR_CONFIG.
 */
gboolean validate_read_wish(const Target *target, SettingsValidate said,
                            SettingsValidate *ret_validate,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * target names an organization; limit_ms is for all of it (VALIDATION_LOGIN_MS, _EXPLAIN_MS). The
 * result is the caller's. Whatever goes wrong on the way to the server is VERDICT_UNKNOWN, also
 * where Git's settings cannot be read. Errors: ERROR_SYSTEM if azure.so cannot be loaded.
 */
Verdict *validate_token(const Target *target, const Secret *token, gint64 limit_ms,
                        GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* One of several questions, and its answer. */
typedef struct {
    Target target; /* names an organization; its texts are borrowed */
    const Secret *token;
    gboolean wants_code; /* as in ValidationRequest, both */
    gboolean wants_reach;
    Verdict *verdict; /* the caller's; set by validate_tokens() */
} TokenCheck;

/*
 * The same for several tokens, of which many are asked about at a time: servers that do not answer
 * cost one limit and not one each. With AZDO_TRACE they are asked one after the other, so that the
 * trace can be read. Errors: as above; verdicts that there are all the same are the caller's, too.
 */
gboolean validate_tokens(TokenCheck *checks, gsize count, gint64 limit_ms,
                         GError **error) G_GNUC_WARN_UNUSED_RESULT;
