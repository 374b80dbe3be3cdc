/* SPDX-License-Identifier: MIT */
/*
 * Git's http.* settings for one URL, as Git itself would use them: matched by Git, then overridden
 * by the environment (GIT_SSL_CAINFO and its like; git-config(1), "http.*").
 *
 * They decide whom to trust and which way a token takes. So only the system's and the user's
 * configuration and the command line count: a repository may have been made by anybody, and its
 * own settings (scopes local and worktree) are as if they were not there.
 */
#pragma once

#include "core/http_settings.h"

#include <glib.h>

typedef enum {
    HTTP_ALWAYS_VERIFIES,   /* Microsoft's hosts */
    HTTP_MAY_SKIP_VERIFYING /* a server that the user named with --server */
} HttpVerification;

/*
 * url is what Git would connect to, such as https://dev.azure.com/contoso. http.sslVerify=false
 * and GIT_SSL_NO_VERIFY are obeyed, and a http:// URL is, only with HTTP_MAY_SKIP_VERIFYING. Runs
 * git once, or twice if there is any http.* setting. The result is the caller's. Errors:
 * ERROR_CONFIG.
 */
HttpSettings *http_settings_read(const char *url, HttpVerification verification,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;
