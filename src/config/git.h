/* SPDX-License-Identifier: MIT */
/*
 * Git's configuration, read and written by git itself: it alone knows every file, include and
 * command-line setting.
 */
#pragma once

#include "config/listing.h"

#include <glib.h>

typedef enum {
    GIT_SCOPE_GLOBAL,
    GIT_SCOPE_SYSTEM,
    GIT_SCOPE_LOCAL,
} GitScope;

/* "global", "system", "local". */
const char *git_scope_name(GitScope scope);

/*
 * All values of a key in one file, in order; an empty array if it is not set.
 * Errors of this and all below: ERROR_CONFIG with git's own words.
 */
GStrv git_config_get_all(GitScope scope, const char *key, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* What git makes of the last value of a boolean key in one file; FALSE if it is not set. */
gboolean git_config_get_flag(GitScope scope, const char *key, gboolean *ret_flag,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;

gboolean git_config_add(GitScope scope, const char *key, const char *value,
                        GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* That there is nothing to unset is no error. */
gboolean git_config_unset_all(GitScope scope, const char *key,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Of the values that git_config_get_all() gave, leaves kept, which has some of them in the same
 * order. Lines that stay are not touched, with their comments, where git can tell them from those
 * that go.
 */
gboolean git_config_reduce(GitScope scope, const char *key, char **values, char **kept,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * In this file, gives another value to the one value of a key that matches a POSIX extended regular
 * expression; value NULL = takes it out. None of these may be secret: other users of the machine
 * can read the arguments of git. It is an error if several match.
 */
gboolean git_config_replace(const char *path, const char *key, const char *pattern,
                            const char *value, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The value that holds for this URL ("credential" + "azdoUsername"); NULL without error if none. */
char *git_config_get_for_url(const char *section, const char *name, const char *url,
                             GError **error);

/*
 * The value of a key that decides what is run or trusted: from the system's and the user's files
 * and the command line, never from a repository. NULL if there is none, or git cannot tell.
 */
char *git_config_get_trusted(const char *key);

/*
 * Entries of every scope whose key matches a POSIX extended regular expression, in the order in
 * which git applies them: GitConfigEntry *, owned by the caller. scope narrows to one file; NULL =
 * every file, and the command line.
 */
GPtrArray *git_config_list(const GitScope *scope, const char *key_pattern,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * As git_config_list(), without what a repository says about itself: only the scopes system, global
 * and command, whose name is the origin.
 */
GPtrArray *git_config_list_trusted(const char *key_pattern,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * The settings of a section that hold for a URL, out of a configuration in memory: of each name the
 * one whose section fits best, and the last of those. Keys come without the URL ("http.proxy"), the
 * origin is empty. No git is run for an empty text.
 */
GPtrArray *git_config_match_url(const char *text, const char *section, const char *url,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Whether the section [credential "<section_url>"] applies to the URL. */
gboolean git_config_section_applies(const char *section_url, const char *url);
