/* SPDX-License-Identifier: MIT */
#include "app/options.h"
#include "app/other_helpers.h"
#include "app/passed_option.h"
#include "app/setup.h"
#include "commands/command.h"
#include "config/git.h"
#include "config/url_settings.h"
#include "core/error.h"
#include "core/message.h"
#include "core/text.h"
#include "model/server.h"
#include "model/target.h"
#include "model/typed.h"
#include "ui/report.h"

#include <stdio.h>

typedef struct {
    GitScope scope;
    Server *server; /* NULL = Azure DevOps Services */
} SetupWish;

static void setup_wish_clear(SetupWish *wish)
{
    g_clear_pointer(&wish->server, server_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(SetupWish, setup_wish_clear)

typedef struct {
    gboolean wants_global;
    gboolean wants_system;
    gboolean wants_local;
    char *server;
} SetupOptions;

static void setup_options_clear(SetupOptions *options)
{
    g_free(options->server);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(SetupOptions, setup_options_clear)

static gboolean read_options(char **argv, SetupOptions *options, GError **error)
{
    const GOptionEntry entries[] = {
        {"global", 0, 0, G_OPTION_ARG_NONE, &options->wants_global, NULL, NULL},
        {"system", 0, 0, G_OPTION_ARG_NONE, &options->wants_system, NULL, NULL},
        {"local", 0, 0, G_OPTION_ARG_NONE, &options->wants_local, NULL, NULL},
        {"server", 0, 0, G_OPTION_ARG_FILENAME, &options->server, NULL, NULL},
        G_OPTION_ENTRY_NULL,
    };
    g_auto(GStrv) words = g_strdupv(argv);
    g_autofree char *hint = g_strdup_printf("git credential-azdo help %s", argv[0]);
    if (!options_parse(entries, OPTIONS_ANYWHERE, hint, &words, error))
        return FALSE;
    if (words[0] && words[1]) {
        g_autofree char *shown = typed_format(words[1]);
        error_set(error, ERROR_USAGE, hint, "'%s' is one word too many", shown);
        return FALSE;
    }
    if (options->wants_global + options->wants_system + options->wants_local > 1) {
        error_set(error, ERROR_USAGE, hint, "--global, --system and --local exclude each other");
        return FALSE;
    }
    return TRUE;
}

/* The option may stand before the command, as every other one of the helper does, or behind it. */
static gboolean read_server(const Settings *settings, const char *url, Server **ret_server,
                            GError **error)
{
    const GPtrArray *before = settings->servers;
    if (before->len + (url != NULL) > 1) {
        error_set(error, ERROR_USAGE, N_("name the servers one by one"),
                  "--server is given more than once");
        return FALSE;
    }
    if (!url && before->len == 0)
        return TRUE;
    *ret_server = server_parse(url ? url : server_url(g_ptr_array_index(before, 0)), error);
    return *ret_server != NULL;
}

static gboolean read_wish(const Settings *settings, char **argv, SetupWish *ret_wish,
                          GError **error)
{
    g_auto(SetupOptions) options = {0};
    if (!read_options(argv, &options, error) ||
        !read_server(settings, options.server, &ret_wish->server, error))
        return FALSE;
    ret_wish->scope = options.wants_system  ? GIT_SCOPE_SYSTEM
                      : options.wants_local ? GIT_SCOPE_LOCAL
                                            : GIT_SCOPE_GLOBAL;
    return TRUE;
}

static void append_option(GString *helper, const char *option, const char *value)
{
    if (!value)
        return;
    g_autofree char *quoted = setup_quote(value);
    g_string_append_printf(helper, " --%s=%s", option, quoted);
}

/* Before it is written: else every Git command would complain of an option that nobody typed. */
static gboolean check_setting(const PassedOption *what, const char *value, GError **error)
{
    g_autoptr(GError) cause = NULL;
    if (settings_check_option(what->option, value, &cause))
        return TRUE;
    g_autofree char *shown = text_printable(value);
    error_set(error, ERROR_CONFIG, what->hint ? what->hint : error_get_hint(cause),
              "credential.%s has no value '%s'", what->setting, shown);
    return FALSE;
}

static gboolean append_passed(GString *helper, const PassedOption *what, const Settings *settings,
                              GHashTable *configured, GError **error)
{
    const char *value = g_hash_table_lookup(settings->given, what->option);
    if (!value) {
        g_autofree char *folded = g_ascii_strdown(what->setting, -1);
        value = g_hash_table_lookup(configured, folded);
        if (value && !check_setting(what, value, error))
            return FALSE;
    }
    append_option(helper, what->option, value);
    return TRUE;
}

/*
 * What Git is to call: this program with the options that were given to `configure`, else with
 * those that Git's configuration has for these hosts. `get` reads no configuration, so that it
 * starts no git.
 */
static char *helper_line(const Settings *settings, const SetupWish *wish, GError **error)
{
    const char *url = wish->server ? server_url(wish->server) : TARGET_SERVICES_URL;
    g_autoptr(GHashTable) configured = url_settings_read("credential", url, error);
    if (!configured)
        return NULL;
    g_autofree char *program = setup_program_name();
    g_autoptr(GString) helper = g_string_new(program);
    append_option(helper, "server", wish->server ? server_url(wish->server) : NULL);
    for (gsize i = 0; i < passed_option_count; i++) {
        if (!append_passed(helper, &passed_options[i], settings, configured, error))
            return NULL;
    }
    return g_strdup(helper->str);
}

static SetupSection *section_new(const char *pattern, const char *helper)
{
    SetupSection *section = g_new0(SetupSection, 1);
    section->pattern = g_strdup(pattern);
    section->helper = g_strdup(helper);
    return section;
}

/* visualstudio.com names the organization in the host, so Git need not send the path there. */
static GPtrArray *sections_for(const Settings *settings, const SetupWish *wish, GError **error)
{
    g_autofree char *helper = helper_line(settings, wish, error);
    if (!helper)
        return NULL;
    GPtrArray *sections = g_ptr_array_new_with_free_func((GDestroyNotify)setup_section_free);
    SetupSection *first =
        section_new(wish->server ? server_url(wish->server) : TARGET_SERVICES_URL, helper);
    first->needs[ADDED_USE_PATH] = TRUE;
    first->needs[ADDED_PROACTIVE_AUTH] = wish->server != NULL;
    first->needs[ADDED_EMPTY_AUTH] = wish->server != NULL;
    g_ptr_array_add(sections, first);
    if (!wish->server)
        g_ptr_array_add(sections, section_new("https://*.visualstudio.com", helper));
    return sections;
}

static void print_section(const SetupSection *section)
{
    const char *heading = "credential";
    g_autofree char *pattern = text_printable(section->pattern);
    g_autofree char *helper = text_printable(section->helper);
    printf("  [credential \"%s\"]\n      helper =\n      helper = %s\n", pattern, helper);
    for (AddedSetting setting = 0; setting < ADDED_COUNT; setting++) {
        if (section->has_added[setting])
            printf("      %s = true\n", added_setting_mark(setting));
    }
    for (AddedSetting setting = 0; setting < ADDED_COUNT; setting++) {
        if (!section->needs[setting])
            continue;
        if (!g_str_equal(heading, added_setting_section(setting))) {
            heading = added_setting_section(setting);
            printf("  [%s \"%s\"]\n", heading, pattern);
        }
        printf("      %s = %s\n", added_setting_name(setting), added_setting_value(setting));
    }
}

/* Once, where it is decided, and not with each token that goes there. */
static void warn_of_plain_http(const SetupWish *wish)
{
    if (wish->server && server_is_plain(wish->server))
        report_warning(N_("use https://, if the server has it"),
                       "tokens travel in clear text to %s: whoever is on the way can read and use "
                       "them",
                       server_url(wish->server));
}

static gboolean print_others(const GPtrArray *sections, GError **error)
{
    g_autoptr(GPtrArray) patterns = g_ptr_array_new();
    for (guint i = 0; i < sections->len; i++) {
        const SetupSection *section = g_ptr_array_index(sections, i);
        g_ptr_array_add(patterns, section->pattern);
    }
    g_ptr_array_add(patterns, NULL);
    g_autofree char *notes = other_helpers_describe((const char *const *)patterns->pdata, error);
    fputs(notes ? notes : "", stdout);
    return notes != NULL;
}

static void print_undo(const SetupWish *wish)
{
    g_autoptr(GString) command = g_string_new("git credential-azdo unconfigure");
    g_string_append_printf(command, " --%s", git_scope_name(wish->scope));
    append_option(command, "server", wish->server ? server_url(wish->server) : NULL);
    g_autofree char *shown = text_printable(command->str);
    printf(_("\nTo undo: %s\n"), shown);
}

static gboolean write_sections(GitScope scope, const GPtrArray *sections, gboolean *ret_written,
                               GError **error)
{
    gboolean written = FALSE;
    for (guint i = 0; i < sections->len; i++) {
        SetupOutcome outcome = SETUP_UNCHANGED;
        if (!setup_write(scope, g_ptr_array_index(sections, i), &outcome, error))
            return FALSE;
        written |= outcome == SETUP_WRITTEN;
    }
    *ret_written = written;
    return TRUE;
}

int command_configure(const Settings *settings, char **argv, GError **error)
{
    g_auto(SetupWish) wish = {0};
    if (!read_wish(settings, argv, &wish, error))
        return 1;
    g_autoptr(GPtrArray) sections = sections_for(settings, &wish, error);
    gboolean written = FALSE;
    if (!sections || !write_sections(wish.scope, sections, &written, error))
        return 1;

    printf(written ? _("Written to the %s configuration of Git:\n\n")
                   : _("The %s configuration of Git has it all, nothing was changed:\n\n"),
           git_scope_name(wish.scope));
    for (guint i = 0; i < sections->len; i++)
        print_section(g_ptr_array_index(sections, i));
    if (!print_others(sections, error))
        return 1;
    print_undo(&wish);
    warn_of_plain_http(&wish);
    return 0;
}

int command_unconfigure(const Settings *settings, char **argv, GError **error)
{
    g_auto(SetupWish) wish = {0};
    if (!read_wish(settings, argv, &wish, error))
        return 1;
    g_autoptr(GPtrArray) patterns = NULL;
    const char *pattern = wish.server ? server_url(wish.server) : NULL;
    if (!setup_remove(wish.scope, pattern, &patterns, error))
        return 1;
    g_autofree char *shown_pattern = text_printable(pattern ? pattern : "");
    if (patterns->len == 0 && pattern)
        printf(_("The %s configuration of Git does not name this helper for %s.\n"),
               git_scope_name(wish.scope), shown_pattern);
    else if (patterns->len == 0)
        printf(_("The %s configuration of Git does not name this helper.\n"),
               git_scope_name(wish.scope));
    for (guint i = 0; i < patterns->len; i++) {
        g_autofree char *shown = text_printable(g_ptr_array_index(patterns, i));
        printf(_("Removed from the %s configuration of Git: %s\n"), git_scope_name(wish.scope),
               shown);
    }
    return 0;
}
