/* SPDX-License-Identifier: MIT */
/* What `scopes --json` prints. The man page documents it; keys and words stay as they are. */
#pragma once

#include <glib.h>

/*
 * scopes holds const PatScope *, parts const PatScopelessPart *. One JSON object, with a line feed
 * behind it; owned by the caller. Errors: those of json_list_format().
 */
char *scopes_json_format(const GPtrArray *scopes, const GPtrArray *parts,
                         GError **error) G_GNUC_WARN_UNUSED_RESULT;
