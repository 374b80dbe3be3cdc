/* SPDX-License-Identifier: MIT */
/*
 * The options before the command word: what `get`, `store` and `erase` know of the user's wishes.
 * Git passes them from `credential.helper = azdo --server=...`; `configure` writes them there.
 */
#pragma once

#include <glib.h>

/* The store of --store where it is not given, and nothing else says one. */
#define SETTINGS_STORE "secret-service"

/* The days of --warn-days where it is not given. */
#define SETTINGS_WARN_DAYS 7

/* The seconds of --cache where it is not given. */
#define SETTINGS_CACHE_S 900

/* When Azure DevOps is asked about a token, as --validate and credential.azdoValidate say it. */
typedef enum {
    SETTINGS_VALIDATE_UNSAID, /* as that setting says; to `get`, which reads none: at login */
    SETTINGS_VALIDATE_LOGIN,  /* when a person brings it */
    SETTINGS_VALIDATE_ALWAYS, /* also when it comes out of the store, and not out of the cache */
    SETTINGS_VALIDATE_NEVER,
} SettingsValidate;

/* FALSE for a word that is none of "login", "always", "never". */
gboolean settings_parse_validate(const char *word, SettingsValidate *ret_validate);

typedef struct {
    GPtrArray *servers; /* Server * */
    char *store;
    gboolean store_is_given;
    char *username;    /* preferred where a request leaves the account open; NULL = none */
    gint64 warn_days;  /* how long before its end a token is warned about; 0 = never */
    gint64 cache_s;    /* how long an answer of the store may be used again; 0 = never */
    gboolean is_quiet; /* --ask=never: nothing is asked, and a miss has no advice */
    SettingsValidate validate;
    char *organizations; /* of AZURE_DEVOPS_EXT_PAT, if no variable names any; NULL = none */
    GHashTable *given;   /* of those above, what was typed: "cache" -> "900"; no servers */
    gboolean wants_help;
    gboolean wants_version;
    char **words; /* the command and what follows it */
} Settings;

/* argv begins with the program's name and ends with NULL. Errors: ERROR_USAGE. */
Settings *settings_parse(char **argv, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Whether an option of this name ("cache") takes the value. Errors: ERROR_USAGE. */
gboolean settings_check_option(const char *option, const char *value,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

void settings_free(Settings *settings);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Settings, settings_free)
