/* SPDX-License-Identifier: MIT */
/*
 * The settings of a section that hold for one URL, matched by Git itself, out of what the system,
 * the user and the command line say: a repository has no word in them.
 */
#pragma once

#include <glib.h>

/*
 * Name, in lower case and without the section -> value; owned by the caller. Runs git once, or
 * twice if the section has any setting. Errors: ERROR_CONFIG.
 */
GHashTable *url_settings_read(const char *section, const char *url,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;
