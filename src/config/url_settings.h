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

/*
 * "http.<url>.<name>" without its section: the URL, which may hold dots, and the name. *ret_url is
 * the caller's, and NULL if there is none; the name is borrowed from the key.
 */
const char *url_settings_split_key(const char *key, const char *section, char **ret_url);

/*
 * Adds one setting in the syntax of a configuration file (git-config(1), "Syntax"). Its value is
 * the number by which the caller knows the setting again when Git has chosen among them, so that no
 * value has to be quoted. url NULL = for every URL. It is folded: Git compares upper and lower case
 * of a path, but what is asked about has folded names of organizations and collections.
 */
void url_settings_append(GString *text, const char *section, const char *url, const char *name,
                         guint number);
