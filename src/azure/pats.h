/* SPDX-License-Identifier: MIT */
/*
 * Personal access tokens (PATs) as Azure DevOps manages them: REST, "Tokens - Pats", at
 * https://vssps.dev.azure.com/{organization}/_apis/tokens/pats?api-version=7.1-preview.1
 *
 * It wants a Microsoft Entra access token that acts for a person. What went wrong stands inside of
 * an answer with status 200, and is read before anything else.
 *
 * Errors of all calls: ERROR_REFUSED with a sentence and a way out, for each of the 37 errors that
 * are documented, for one that is not, and for a 401; ERROR_UNREACHABLE if there was no answer that
 * says anything, after which a token may have been created or revoked all the same.
 */
#pragma once

#include "azure/issued_pat.h"
#include "core/http_settings.h"
#include "core/secret.h"
#include "model/target.h"

#include <glib.h>

/* One connection to one organization. */
typedef struct PatClient PatClient;

/* Everything is borrowed for the client's life. Errors: ERROR_INPUT, ERROR_SYSTEM. */
PatClient *pat_client_new(const Target *target, const Secret *access_token,
                          const HttpSettings *settings, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void pat_client_free(PatClient *client);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PatClient, pat_client_free)

/*
 * For one organization and never for all of them. valid_to of the result may be earlier than the
 * wish: an administrator can set a longest life.
 */
IssuedPat *pat_client_create(PatClient *client, const PatWish *wish, gint64 limit_ms,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* IssuedPat *, owned by the caller: those that work, from every page, within the limit. */
GPtrArray *pat_client_list(PatClient *client, gint64 limit_ms,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;

IssuedPat *pat_client_get(PatClient *client, const char *authorization_id, gint64 limit_ms,
                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Changes what the wish names: a longer life, other scopes. */
IssuedPat *pat_client_update(PatClient *client, const char *authorization_id, const PatWish *wish,
                             gint64 limit_ms, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* That it is gone already is no error. */
gboolean pat_client_revoke(PatClient *client, const char *authorization_id, gint64 limit_ms,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;
