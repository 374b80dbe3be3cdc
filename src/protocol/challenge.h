/* SPDX-License-Identifier: MIT */
/* What a server says of itself when it refuses: wwwauth[], that is, WWW-Authenticate. */
#pragma once

#include <glib.h>

/*
 * The Microsoft Entra tenant of "Bearer authorization_uri=https://login.microsoftonline.com/<guid>"
 * among the values (char *): a GUID in lower case, owned by the caller, and nothing else of what
 * the server says. NULL if there is none, or an all-zero one: behind that are personal accounts.
 */
char *challenge_find_tenant(const GPtrArray *wwwauth);

/*
 * Whether a token may have been sent by NTLM or Negotiate, which libcurl prefers to Basic where a
 * server offers them: the values say so, or there are none, as from a Git before 2.41.
 */
gboolean challenge_may_prefer_windows(const GPtrArray *wwwauth);
