/* SPDX-License-Identifier: MIT */
#include "app/setup.h"

#include "model/server.h"
#include "programs/program.h"

#include <string.h>

#define PROGRAM "git-credential-azdo"
/* What a shell takes as it is. */
#define PLAIN_CHARACTERS G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "@.:/-_+"

void setup_section_free(SetupSection *section)
{
    g_free(section->pattern);
    g_free(section->helper);
    g_free(section);
}

void other_helper_free(OtherHelper *other)
{
    g_free(other->helper);
    g_free(other->origin);
    g_free(other->key);
    g_free(other);
}

static char *section_key(const char *pattern, const char *name)
{
    return g_strdup_printf("credential.%s.%s", pattern, name);
}

/* "azdo", "azdo --store=x", "/opt/bin/git-credential-azdo", with or without quotes; else NULL. */
static GStrv own_words(const char *helper)
{
    g_auto(GStrv) words = NULL;
    if (!g_shell_parse_argv(helper, NULL, &words, NULL))
        return NULL;
    gboolean is_ours = g_str_equal(words[0], "azdo") ||
                       (g_path_is_absolute(words[0]) && g_str_has_suffix(words[0], "/" PROGRAM));
    return is_ours ? g_steal_pointer(&words) : NULL;
}

gboolean setup_is_own(const char *helper)
{
    g_auto(GStrv) words = own_words(helper);
    return words != NULL;
}

char *setup_quote(const char *word)
{
    return strspn(word, PLAIN_CHARACTERS) == strlen(word) ? g_strdup(word) : g_shell_quote(word);
}

/* A path must start with a bare slash, or Git takes it for the name of a helper. */
static char *quote_program(const char *program)
{
    const char *after = g_path_is_absolute(program) ? program + 1 : program;
    g_autofree char *quoted = setup_quote(after);
    return g_strconcat(after > program ? "/" : "", quoted, NULL);
}

/* What PATH leads to may be a wrapper of this program, so it is not compared with it. */
char *setup_program_name(void)
{
    g_autofree char *found = program_find(PROGRAM);
    g_autofree char *own = g_file_read_link("/proc/self/exe", NULL);
    return found || !own ? g_strdup("azdo") : quote_program(own);
}

/* ---- options of a helper line -------------------------------------------------------------- */

/* The last one counts, as on any command line. */
char *setup_get_option(const char *helper, const char *option)
{
    g_auto(GStrv) words = own_words(helper);
    g_autofree char *prefix = g_strdup_printf("--%s=", option);
    const char *value = NULL;
    for (char **word = words; word && *word; word++) {
        if (g_str_has_prefix(*word, prefix))
            value = *word + strlen(prefix);
    }
    return g_strdup(value);
}

/* "--name=value" as `configure` writes it, with quotes about the value alone. */
static void append_word(GString *line, const char *word)
{
    const char *equals = g_str_has_prefix(word, "--") ? strchr(word, '=') : NULL;
    gsize plain = equals ? (gsize)(equals + 1 - word) : 0;
    g_autofree char *quoted = setup_quote(word + plain);
    g_string_append_printf(line, " %.*s%s", (int)plain, word, quoted);
}

static char *helper_with_option(const char *helper, const char *option, const char *value)
{
    g_auto(GStrv) words = own_words(helper);
    g_autofree char *program = quote_program(words[0]);
    g_autofree char *prefix = g_strdup_printf("--%s=", option);
    GString *line = g_string_new(program);
    for (char **word = words + 1; *word; word++) {
        if (!g_str_has_prefix(*word, prefix))
            append_word(line, *word);
    }
    g_autofree char *last = g_strconcat(prefix, value, NULL);
    append_word(line, last);
    return g_string_free(line, FALSE);
}

/* ---- writing ------------------------------------------------------------------------------- */

static gboolean helpers_end_with(char **helpers, const char *helper)
{
    guint count = g_strv_length(helpers);
    return count >= 2 && !*helpers[count - 2] && g_str_equal(helpers[count - 1], helper);
}

/* The helpers without ours and the empty one that stands before it. */
static GStrv helpers_without_ours(char **helpers)
{
    g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
    for (char **at = helpers; *at; at++) {
        gboolean opens_ours = !**at && at[1] && setup_is_own(at[1]);
        if (!opens_ours && (!**at || !setup_is_own(*at)))
            g_strv_builder_add(builder, *at);
    }
    return g_strv_builder_end(builder);
}

static gboolean write_helper(GitScope scope, const SetupSection *section, SetupOutcome *ret_outcome,
                             GError **error)
{
    g_autofree char *key = section_key(section->pattern, "helper");
    g_auto(GStrv) helpers = git_config_get_all(scope, key, error);
    if (!helpers)
        return FALSE;
    if (helpers_end_with(helpers, section->helper))
        return TRUE;

    *ret_outcome = SETUP_WRITTEN;
    g_auto(GStrv) others = helpers_without_ours(helpers);
    return git_config_reduce(scope, key, helpers, others, error) &&
           git_config_add(scope, key, "", error) &&
           git_config_add(scope, key, section->helper, error);
}

static gboolean check_settings(GitScope scope, const SetupSection *section, GError **error)
{
    for (AddedSetting setting = 0; setting < ADDED_COUNT; setting++) {
        if (section->needs[setting] &&
            !added_setting_check(scope, section->pattern, setting, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean write_settings(GitScope scope, SetupSection *section, gboolean *ret_written,
                               GError **error)
{
    for (AddedSetting setting = 0; setting < ADDED_COUNT; setting++) {
        if (section->needs[setting] &&
            !added_setting_write(scope, section->pattern, setting, ret_written,
                                 &section->has_added[setting], error))
            return FALSE;
    }
    return TRUE;
}

/* A useHttpPath that is none makes git complain before anything is written. */
gboolean setup_write(GitScope scope, SetupSection *section, SetupOutcome *ret_outcome,
                     GError **error)
{
    SetupOutcome outcome = SETUP_UNCHANGED;
    gboolean is_written = FALSE;
    if (!check_settings(scope, section, error) || !write_helper(scope, section, &outcome, error) ||
        !write_settings(scope, section, &is_written, error))
        return FALSE;
    *ret_outcome = is_written ? SETUP_WRITTEN : outcome;
    return TRUE;
}

/* ---- taking back --------------------------------------------------------------------------- */

static gboolean remove_section(GitScope scope, const char *pattern, GError **error)
{
    g_autofree char *key = section_key(pattern, "helper");
    g_auto(GStrv) helpers = git_config_get_all(scope, key, error);
    if (!helpers)
        return FALSE;
    g_auto(GStrv) others = helpers_without_ours(helpers);
    return git_config_reduce(scope, key, helpers, others, error) &&
           added_setting_remove_all(scope, pattern, error);
}

char *setup_pattern_from_key(const char *key)
{
    const char *first = strchr(key, '.');
    const char *last = strrchr(key, '.');
    return first && first < last ? g_strndup(first + 1, (gsize)(last - first - 1)) : NULL;
}

static gboolean contains_text(const GPtrArray *texts, const char *text)
{
    return g_ptr_array_find_with_equal_func((GPtrArray *)texts, text, g_str_equal, NULL);
}

/* The sections of a file that name our helper, each once. */
static GPtrArray *find_own_patterns(GitScope scope, GError **error)
{
    g_autoptr(GPtrArray) entries = git_config_list(&scope, "^credential\\..*\\.helper$", error);
    if (!entries)
        return NULL;
    GPtrArray *patterns = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < entries->len; i++) {
        const GitConfigEntry *entry = g_ptr_array_index(entries, i);
        g_autofree char *pattern = setup_pattern_from_key(entry->key);
        if (pattern && *entry->value && setup_is_own(entry->value) &&
            !contains_text(patterns, pattern))
            g_ptr_array_add(patterns, g_steal_pointer(&pattern));
    }
    return patterns;
}

gboolean setup_remove(GitScope scope, const char *pattern, GPtrArray **ret_patterns, GError **error)
{
    g_autoptr(GPtrArray) patterns = find_own_patterns(scope, error);
    if (!patterns)
        return FALSE;
    for (guint i = patterns->len; i > 0; i--) {
        const char *found = g_ptr_array_index(patterns, i - 1);
        if (pattern && !g_str_equal(pattern, found))
            g_ptr_array_remove_index(patterns, i - 1);
        else if (!remove_section(scope, found, error))
            return FALSE;
    }
    *ret_patterns = g_steal_pointer(&patterns);
    return TRUE;
}

/* ---- changing ------------------------------------------------------------------------------ */

static const char *last_own(char **helpers)
{
    const char *own = NULL;
    for (char **helper = helpers; *helper; helper++) {
        if (**helper && setup_is_own(*helper))
            own = *helper;
    }
    return own;
}

static gboolean set_option_of(GitScope scope, const char *pattern, const char *option,
                              const char *value, SetupOutcome *ret_outcome, GError **error)
{
    g_autofree char *key = section_key(pattern, "helper");
    g_auto(GStrv) helpers = git_config_get_all(scope, key, error);
    const char *own = helpers ? last_own(helpers) : NULL;
    if (!own)
        return helpers != NULL;
    g_autofree char *now = setup_get_option(own, option);
    if (g_strcmp0(now, value) == 0)
        return TRUE;
    g_autofree char *changed = helper_with_option(own, option, value);
    const SetupSection section = {.pattern = (char *)pattern, .helper = changed};
    return write_helper(scope, &section, ret_outcome, error);
}

static gboolean applies_to_any(const char *pattern, char **urls)
{
    for (char **url = urls; *url; url++) {
        if (git_config_section_applies(pattern, *url))
            return TRUE;
    }
    return FALSE;
}

gboolean setup_set_option(GitScope scope, char **urls, const char *option, const char *value,
                          GPtrArray **ret_patterns, GError **error)
{
    g_autoptr(GPtrArray) patterns = find_own_patterns(scope, error);
    for (guint i = patterns ? patterns->len : 0; i > 0; i--) {
        const char *pattern = g_ptr_array_index(patterns, i - 1);
        SetupOutcome outcome = SETUP_UNCHANGED;
        if (applies_to_any(pattern, urls) &&
            !set_option_of(scope, pattern, option, value, &outcome, error))
            return FALSE;
        if (outcome == SETUP_UNCHANGED)
            g_ptr_array_remove_index(patterns, i - 1);
    }
    *ret_patterns = g_steal_pointer(&patterns);
    return *ret_patterns != NULL;
}

/* ---- looking around ------------------------------------------------------------------------ */

static gboolean entry_applies(const GitConfigEntry *entry, const char *url)
{
    g_autofree char *pattern = setup_pattern_from_key(entry->key);
    return !pattern || git_config_section_applies(pattern, url);
}

static void add_helper(GPtrArray *helpers, const GitConfigEntry *entry)
{
    OtherHelper *helper = g_new(OtherHelper, 1);
    helper->helper = g_strdup(entry->value);
    helper->origin = g_strdup(entry->origin);
    helper->key = g_strdup(entry->key);
    g_ptr_array_add(helpers, helper);
}

static GPtrArray *list_helpers(const char *url, SetupTrust trust, GError **error)
{
    static const char pattern[] = "^credential(\\..*)?\\.helper$";
    g_autoptr(GPtrArray) entries = trust == SETUP_TRUSTED ? git_config_list_trusted(pattern, error)
                                                          : git_config_list(NULL, pattern, error);
    if (!entries)
        return NULL;
    GPtrArray *helpers = g_ptr_array_new_with_free_func((GDestroyNotify)other_helper_free);
    for (guint i = 0; i < entries->len; i++) {
        const GitConfigEntry *entry = g_ptr_array_index(entries, i);
        if (entry_applies(entry, url))
            add_helper(helpers, entry);
    }
    return helpers;
}

GPtrArray *setup_list_helpers(const char *url, GError **error)
{
    return list_helpers(url, SETUP_ANYWHERE, error);
}

/* Every helper that Git would call: without those before an empty one, and without that one. */
static GPtrArray *find_helpers(const char *url, SetupTrust trust, GError **error)
{
    GPtrArray *helpers = list_helpers(url, trust, error);
    for (guint i = helpers ? helpers->len : 0; i > 0; i--) {
        const OtherHelper *helper = g_ptr_array_index(helpers, i - 1);
        if (!*helper->helper) {
            g_ptr_array_remove_range(helpers, 0, i);
            break;
        }
    }
    return helpers;
}

GPtrArray *setup_find_others(const char *url, GError **error)
{
    GPtrArray *helpers = find_helpers(url, SETUP_ANYWHERE, error);
    for (guint i = helpers ? helpers->len : 0; i > 0; i--) {
        const OtherHelper *helper = g_ptr_array_index(helpers, i - 1);
        if (setup_is_own(helper->helper))
            g_ptr_array_remove_index(helpers, i - 1);
    }
    return helpers;
}

void setup_append_servers(GPtrArray *servers, const char *helper)
{
    static const char option[] = "--server=";
    g_auto(GStrv) words = own_words(helper);
    for (char **word = words; word && *word; word++) {
        Server *server =
            g_str_has_prefix(*word, option) ? server_parse(*word + strlen(option), NULL) : NULL;
        if (server)
            g_ptr_array_add(servers, server);
    }
}

GPtrArray *setup_find_servers(const char *url, SetupTrust trust)
{
    GPtrArray *servers = g_ptr_array_new_with_free_func((GDestroyNotify)server_free);
    g_autoptr(GPtrArray) helpers = find_helpers(url, trust, NULL);
    for (guint i = 0; helpers && i < helpers->len; i++) {
        const OtherHelper *helper = g_ptr_array_index(helpers, i);
        setup_append_servers(servers, helper->helper);
    }
    return servers;
}

gboolean setup_find_own(const char *url, char **ret_helper)
{
    g_autoptr(GPtrArray) helpers = find_helpers(url, SETUP_ANYWHERE, NULL);
    if (!helpers)
        return FALSE;
    *ret_helper = NULL;
    for (guint i = helpers->len; i > 0 && !*ret_helper; i--) {
        const OtherHelper *helper = g_ptr_array_index(helpers, i - 1);
        if (setup_is_own(helper->helper))
            *ret_helper = g_strdup(helper->helper);
    }
    return TRUE;
}
