/* SPDX-License-Identifier: MIT */
/*
 * The Git settings that make Git use this helper: written, shown and taken back.
 *
 * For each host pattern: an empty helper, which drops the helpers named before it, then ours; and
 * settings beside it (app/added_setting.h).
 */
#pragma once

#include "app/added_setting.h"
#include "config/git.h"

#include <glib.h>

/* A section [credential "<pattern>"] and what belongs there. */
typedef struct {
    char *pattern; /* the URL in its heading */
    char *helper;  /* "azdo --server=..." */
    gboolean needs[ADDED_COUNT];
    gboolean has_added[ADDED_COUNT]; /* told by setup_write(): it is ours, and not the user's */
} SetupSection;

void setup_section_free(SetupSection *section);

typedef enum { SETUP_WRITTEN, SETUP_UNCHANGED } SetupOutcome;

/* Errors of these: ERROR_CONFIG. */
gboolean setup_write(GitScope scope, SetupSection *section, SetupOutcome *ret_outcome,
                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Takes back what setup_write() wrote in that file; pattern NULL = in every section.
 * *ret_patterns: where something was removed, owned by the caller.
 */
gboolean setup_remove(GitScope scope, const char *pattern, GPtrArray **ret_patterns,
                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* A helper besides ours that Git would call for a URL. */
typedef struct {
    char *helper;
    char *origin; /* as git names the file */
    char *key;    /* "credential.https://dev.azure.com/contoso.helper" */
} OtherHelper;

void other_helper_free(OtherHelper *other);

/* "credential.<pattern>.<name>" -> pattern; NULL if there is none. The caller's. */
char *setup_pattern_from_key(const char *key);

/* Whether a helper line calls this program. */
gboolean setup_is_own(const char *helper);

/*
 * Every helper that applies to a URL, ours among them, in Git's order: OtherHelper *, owned by the
 * caller. An empty one makes Git forget those before it. Errors: ERROR_CONFIG.
 */
GPtrArray *setup_list_helpers(const char *url, GError **error);

/* OtherHelper *, owned by the caller, for all of Git's configuration as it is now. */
GPtrArray *setup_find_others(const char *url, GError **error) G_GNUC_WARN_UNUSED_RESULT;

typedef enum {
    SETUP_ANYWHERE, /* all that Git obeys */
    SETUP_TRUSTED,  /* not what a repository says itself */
} SetupTrust;

/*
 * The servers that this helper is told to serve where Git calls it for a URL: Server *, owned by
 * the caller.
 */
GPtrArray *setup_find_servers(const char *url, SetupTrust trust);

/* Those that one line of credential.helper names: none if it is another helper. */
void setup_append_servers(GPtrArray *servers, const char *helper);

/*
 * *ret_helper: the line of this helper that Git would call last for a URL, NULL if it calls none;
 * owned by the caller. FALSE if that cannot be told.
 */
gboolean setup_find_own(const char *url, char **ret_helper);

/* The value of an option in a line of this helper; NULL if it has none, or is another's. */
char *setup_get_option(const char *helper, const char *option);

/*
 * Gives an option to the lines of this helper in that file which apply to one of the URLs.
 * *ret_patterns: the sections that were changed, owned by the caller. Errors: ERROR_CONFIG.
 */
gboolean setup_set_option(GitScope scope, char **urls, const char *option, const char *value,
                          GPtrArray **ret_patterns, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* How a helper line calls this program: "azdo", or its path where PATH does not lead to it. */
char *setup_program_name(void);

/* A word of a helper line, quoted for the shell if it needs that. */
char *setup_quote(const char *word);
