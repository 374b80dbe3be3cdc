/* SPDX-License-Identifier: MIT */
#include "app/settings.h"

#include "app/module.h"
#include "app/options.h"
#include "core/error.h"
#include "core/message.h"
#include "core/text.h"
#include "model/server.h"
#include "policy/machine.h"
#include "store/cache.h"

#include <string.h>

#define WARN_DAYS_MAX 366 /* no token lives longer than a year */

/* As GOption fills them in; freed by settings_free() and options_clear(). */
typedef struct {
    char **servers;
    char *store;
    char *username;
    char *ask;
    char *warn_days;
    char *cache;
    char *organizations;
    char *validate;
    gboolean wants_help;
    gboolean wants_version;
} Options;

static void options_clear(Options *options)
{
    g_strfreev(options->servers);
    g_free(options->store);
    g_free(options->username);
    g_free(options->ask);
    g_free(options->warn_days);
    g_free(options->cache);
    g_free(options->organizations);
    g_free(options->validate);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Options, options_clear)

static gboolean read_options(Options *options, char ***words, GError **error)
{
    const GOptionEntry entries[] = {
        {"server", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options->servers, NULL, NULL},
        {"store", 0, 0, G_OPTION_ARG_FILENAME, &options->store, NULL, NULL},
        {"username", 0, 0, G_OPTION_ARG_FILENAME, &options->username, NULL, NULL},
        {"ask", 0, 0, G_OPTION_ARG_FILENAME, &options->ask, NULL, NULL},
        {"warn-days", 0, 0, G_OPTION_ARG_FILENAME, &options->warn_days, NULL, NULL},
        {"cache", 0, 0, G_OPTION_ARG_FILENAME, &options->cache, NULL, NULL},
        {"env-organization", 0, 0, G_OPTION_ARG_FILENAME, &options->organizations, NULL, NULL},
        {"validate", 0, 0, G_OPTION_ARG_FILENAME, &options->validate, NULL, NULL},
        {"version", 'v', 0, G_OPTION_ARG_NONE, &options->wants_version, NULL, NULL},
        {"help", 'h', 0, G_OPTION_ARG_NONE, &options->wants_help, NULL, NULL},
        G_OPTION_ENTRY_NULL,
    };
    return options_parse(entries, OPTIONS_UP_TO_A_WORD, "git credential-azdo -h", words, error);
}

static gboolean settings_read_servers(Settings *settings, char **urls, GError **error)
{
    for (char **url = urls; url && *url; url++) {
        Server *server = server_parse(*url, error);
        if (!server)
            return FALSE;
        g_ptr_array_add(settings->servers, server);
    }
    return TRUE;
}

static gboolean settings_read_ask(Settings *settings, const char *ask, GError **error)
{
    if (!ask || g_str_equal(ask, "auto"))
        return TRUE;
    settings->is_quiet = TRUE;
    if (g_str_equal(ask, "never"))
        return TRUE;
    error_set(error, ERROR_USAGE, N_("use --ask=auto or --ask=never"), "--ask has no such value");
    return FALSE;
}

static gboolean settings_read_warn_days(Settings *settings, const char *days, GError **error)
{
    settings->warn_days = SETTINGS_WARN_DAYS;
    if (!days || text_parse_number(days, WARN_DAYS_MAX, &settings->warn_days))
        return TRUE;
    error_set(error, ERROR_USAGE, N_("give a number of days: --warn-days=7"),
              "--warn-days has no such value");
    return FALSE;
}

static gboolean settings_read_cache(Settings *settings, const char *seconds, GError **error)
{
    settings->cache_s = SETTINGS_CACHE_S;
    if (!seconds || text_parse_number(seconds, CACHE_LIFETIME_MAX_S, &settings->cache_s))
        return TRUE;
    error_set(error, ERROR_USAGE, N_("give a number of seconds, a day at most: --cache=900"),
              "--cache has no such value");
    return FALSE;
}

static gboolean settings_read_username(Settings *settings, char *username, GError **error)
{
    if (username && text_has_control(username, strlen(username))) {
        error_set(error, ERROR_USAGE, "git credential-azdo -h",
                  "--username has a control character");
        return FALSE;
    }
    settings->username = g_strdup(username);
    return TRUE;
}

static gboolean settings_read_organizations(Settings *settings, const char *list, GError **error)
{
    settings->organizations = g_strdup(list);
    if (!list || machine_names_organizations(list))
        return TRUE;
    error_set(error, ERROR_USAGE, N_("name organizations: --env-organization=contoso,adatum"),
              "--env-organization has no such value");
    return FALSE;
}

gboolean settings_parse_validate(const char *word, SettingsValidate *ret_validate)
{
    static const char *const words[] = {
        [SETTINGS_VALIDATE_LOGIN] = "login",
        [SETTINGS_VALIDATE_ALWAYS] = "always",
        [SETTINGS_VALIDATE_NEVER] = "never",
    };
    for (gsize i = SETTINGS_VALIDATE_LOGIN; i < G_N_ELEMENTS(words); i++) {
        if (g_str_equal(words[i], word)) {
            *ret_validate = (SettingsValidate)i;
            return TRUE;
        }
    }
    return FALSE;
}

static gboolean settings_read_validate(Settings *settings, const char *word, GError **error)
{
    if (!word || settings_parse_validate(word, &settings->validate))
        return TRUE;
    error_set(error, ERROR_USAGE, N_("use --validate=login, --validate=always or --validate=never"),
              "--validate has no such value");
    return FALSE;
}

static gboolean settings_read_store(Settings *settings, const char *store, GError **error)
{
    settings->store = g_strdup(store ? store : SETTINGS_STORE);
    settings->store_is_given = store != NULL;
    return !store || module_check_store(store, error);
}

static void settings_remember(Settings *settings, const char *option, const char *value)
{
    if (value)
        g_hash_table_insert(settings->given, g_strdup(option), g_strdup(value));
}

static void settings_remember_all(Settings *settings, const Options *options)
{
    settings->given = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    settings_remember(settings, "store", options->store);
    settings_remember(settings, "username", options->username);
    settings_remember(settings, "ask", options->ask);
    settings_remember(settings, "warn-days", options->warn_days);
    settings_remember(settings, "cache", options->cache);
    settings_remember(settings, "env-organization", options->organizations);
    settings_remember(settings, "validate", options->validate);
}

Settings *settings_parse(char **argv, GError **error)
{
    /* GOption frees the words that it takes out. */
    g_auto(GStrv) words = g_strdupv(argv);
    g_auto(Options) options = {0};
    if (!read_options(&options, &words, error))
        return NULL;

    g_autoptr(Settings) settings = g_new0(Settings, 1);
    settings->servers = g_ptr_array_new_with_free_func((GDestroyNotify)server_free);
    settings_remember_all(settings, &options);
    settings->wants_help = options.wants_help;
    settings->wants_version = options.wants_version;
    if (!settings_read_store(settings, options.store, error) ||
        !settings_read_servers(settings, options.servers, error) ||
        !settings_read_ask(settings, options.ask, error) ||
        !settings_read_warn_days(settings, options.warn_days, error) ||
        !settings_read_cache(settings, options.cache, error) ||
        !settings_read_validate(settings, options.validate, error) ||
        !settings_read_organizations(settings, options.organizations, error) ||
        !settings_read_username(settings, options.username, error))
        return NULL;
    settings->words = g_strdupv(words + (words[0] ? 1 : 0));
    return g_steal_pointer(&settings);
}

gboolean settings_check_option(const char *option, const char *value, GError **error)
{
    g_autofree char *word = g_strdup_printf("--%s=%s", option, value);
    char name[] = "";
    g_autoptr(Settings) settings = settings_parse((char *[]){name, word, NULL}, error);
    return settings != NULL;
}

void settings_free(Settings *settings)
{
    if (!settings)
        return;
    g_ptr_array_unref(settings->servers);
    g_hash_table_unref(settings->given);
    g_free(settings->store);
    g_free(settings->username);
    g_free(settings->organizations);
    g_strfreev(settings->words);
    g_free(settings);
}
