/* SPDX-License-Identifier: MIT */
#include "config/git.h"

#include "config/git_run.h"
#include "core/error.h"
#include "core/message.h"
#include "core/text.h"

#include <string.h>

#define NOT_SET_STATUS 1   /* git-config(1): the key is not there */
#define DIED_STATUS 128    /* git's "fatal:"; a file that cannot be written ends in another one */
#define NOT_UNSET_STATUS 5 /* git-config(1): there is nothing to unset */

static const char *const scope_names[] = {
    [GIT_SCOPE_GLOBAL] = "global",
    [GIT_SCOPE_SYSTEM] = "system",
    [GIT_SCOPE_LOCAL] = "local",
};

static const char *const scope_options[] = {
    [GIT_SCOPE_GLOBAL] = "--global",
    [GIT_SCOPE_SYSTEM] = "--system",
    [GIT_SCOPE_LOCAL] = "--local",
};

const char *git_scope_name(GitScope scope)
{
    return scope_names[scope];
}

static gboolean git_succeeds(const char *const *arguments)
{
    g_auto(GitRun) run = {0};
    return git_run(arguments, &run, NULL) && run.status == 0;
}

static gboolean has_user_file(void)
{
    static const char *const names[] = {"GIT_CONFIG_GLOBAL", "XDG_CONFIG_HOME", "HOME"};
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        const char *value = g_getenv(names[i]);
        if (value && *value)
            return TRUE;
    }
    return FALSE;
}

/* By what is the case, and not by git's words, which may be of any language. */
static const char *find_hint(const char *const *arguments, const GitRun *run)
{
    const char *const in_repository[] = {"rev-parse", "--git-dir", NULL};
    const char *const list[] = {"config", "--list", NULL};
    gboolean is_local = g_strv_contains(arguments, scope_options[GIT_SCOPE_LOCAL]);
    gboolean is_global = g_strv_contains(arguments, scope_options[GIT_SCOPE_GLOBAL]);
    if (is_local && !git_succeeds(in_repository))
        return N_("go into a repository, or use --global");
    if (is_global && !has_user_file())
        return N_("say where your home folder is: export HOME=~");
    if (!git_succeeds(list))
        return N_("mend that file with an editor: no git command can read it");
    if (run->status != DIED_STATUS)
        return N_("that file and its folder have to be writable for you");
    return N_("look at your settings with: git config --list --show-origin");
}

static void set_git_error(GError **error, const char *const *arguments, const GitRun *run)
{
    g_autofree char *first_line = g_strndup(run->complaint, strcspn(run->complaint, "\n"));
    g_autofree char *shown = text_printable(first_line);
    error_set(error, ERROR_CONFIG, find_hint(arguments, run), "git config failed: %s",
              *shown ? shown : _("it gave no reason"));
}

/* Runs git, and takes one more exit status than 0 for a good answer. */
static gboolean git_run_expecting(const char *const *arguments, int also_good, GitRun *ret_run,
                                  GError **error)
{
    if (!git_run(arguments, ret_run, error))
        return FALSE;
    if (ret_run->status == 0 || ret_run->status == also_good)
        return TRUE;
    set_git_error(error, arguments, ret_run);
    return FALSE;
}

GStrv git_config_get_all(GitScope scope, const char *key, GError **error)
{
    const char *arguments[] = {"config", scope_options[scope], "-z", "--get-all", key, NULL};
    g_auto(GitRun) run = {0};
    if (!git_run_expecting(arguments, NOT_SET_STATUS, &run, error))
        return NULL;
    return listing_split(run.output);
}

gboolean git_config_get_flag(GitScope scope, const char *key, gboolean *ret_flag, GError **error)
{
    const char *arguments[] = {"config", scope_options[scope], "--type=bool", "--get", key, NULL};
    g_auto(GitRun) run = {0};
    if (!git_run_expecting(arguments, NOT_SET_STATUS, &run, error))
        return FALSE;
    *ret_flag = g_str_has_prefix(secret_reveal(run.output), "true");
    return TRUE;
}

gboolean git_config_add(GitScope scope, const char *key, const char *value, GError **error)
{
    const char *arguments[] = {"config", scope_options[scope], "--add", key, value, NULL};
    g_auto(GitRun) run = {0};
    return git_run_expecting(arguments, 0, &run, error);
}

gboolean git_config_unset_all(GitScope scope, const char *key, GError **error)
{
    const char *arguments[] = {"config", scope_options[scope], "--unset-all", key, NULL};
    g_auto(GitRun) run = {0};
    return git_run_expecting(arguments, NOT_UNSET_STATUS, &run, error);
}

/* A POSIX extended regular expression for this very value. */
static char *pattern_for_value(const char *value)
{
    g_autofree char *escaped = g_regex_escape_string(value, -1);
    return g_strdup_printf("^%s$", escaped);
}

/* By pattern and not by --fixed-value, on which git 2.39 crashes at a key without a value. */
static gboolean unset_value(GitScope scope, const char *key, const char *value, GError **error)
{
    g_autofree char *pattern = pattern_for_value(value);
    const char *arguments[] = {"config", scope_options[scope], "--unset-all", key, pattern, NULL};
    g_auto(GitRun) run = {0};
    return git_run_expecting(arguments, NOT_UNSET_STATUS, &run, error);
}

static gboolean write_anew(GitScope scope, const char *key, char **values, GError **error)
{
    if (!git_config_unset_all(scope, key, error))
        return FALSE;
    for (char **value = values; *value; value++) {
        if (!git_config_add(scope, key, *value, error))
            return FALSE;
    }
    return TRUE;
}

/* git names a value by its text alone: one that both stays and goes needs all lines anew. */
gboolean git_config_reduce(GitScope scope, const char *key, char **values, char **kept,
                           GError **error)
{
    const char *const *staying = (const char *const *)kept;
    guint found = 0;
    for (char **value = values; *value; value++)
        found += (guint)g_strv_contains(staying, *value);
    if (found != g_strv_length(kept))
        return write_anew(scope, key, kept, error);

    for (char **value = values; *value; value++) {
        if (!g_strv_contains(staying, *value) && !unset_value(scope, key, *value, error))
            return FALSE;
    }
    return TRUE;
}

gboolean git_config_replace(const char *path, const char *key, const char *pattern,
                            const char *value, GError **error)
{
    g_autofree char *file = g_strconcat("--file=", path, NULL);
    const char *const set[] = {"config", file, key, value, pattern, NULL};
    const char *const unset[] = {"config", file, "--unset", key, pattern, NULL};
    g_auto(GitRun) run = {0};
    return git_run_expecting(value ? set : unset, 0, &run, error);
}

char *git_config_get_for_url(const char *section, const char *name, const char *url, GError **error)
{
    g_autofree char *key = g_strdup_printf("%s.%s", section, name);
    const char *arguments[] = {"config", "-z", "--get-urlmatch", key, url, NULL};
    g_auto(GitRun) run = {0};
    if (!git_run_expecting(arguments, NOT_SET_STATUS, &run, error) ||
        secret_length(run.output) == 0)
        return NULL;
    return g_strdup(secret_reveal(run.output));
}

char *git_config_get_trusted(const char *key)
{
    const char *arguments[] = {"config", "--show-scope", "-z", "--get-all", key, NULL};
    g_auto(GitRun) run = {0};
    if (!git_run_expecting(arguments, 0, &run, NULL))
        return NULL;
    return listing_last_trusted(run.output);
}

GPtrArray *git_config_list(const GitScope *scope, const char *key_pattern, GError **error)
{
    const char *where = scope ? scope_options[*scope] : "--includes"; /* which is the default */
    const char *arguments[] = {"config",    where, "--show-origin", "-z", "--get-regexp",
                               key_pattern, NULL};
    g_auto(GitRun) run = {0};
    if (!git_run_expecting(arguments, NOT_SET_STATUS, &run, error))
        return NULL;
    return listing_parse(run.output);
}

GPtrArray *git_config_list_trusted(const char *key_pattern, GError **error)
{
    const char *arguments[] = {"config", "--show-scope", "-z", "--get-regexp", key_pattern, NULL};
    g_auto(GitRun) run = {0};
    if (!git_run_expecting(arguments, NOT_SET_STATUS, &run, error))
        return NULL;
    return listing_parse_trusted(run.output);
}

GPtrArray *git_config_match_url(const char *text, const char *section, const char *url,
                                GError **error)
{
    const char *arguments[] = {"config", "--file", "-", "-z", "--get-urlmatch", section, url, NULL};
    g_autoptr(Secret) nothing = secret_new("", 0);
    if (!*text)
        return listing_parse_section(nothing, section);

    g_auto(GitRun) run = {.input = text};
    if (!git_run_expecting(arguments, NOT_SET_STATUS, &run, error))
        return NULL;
    return listing_parse_section(run.output, section);
}

/*
 * For credentials git takes parts of a URL for a section, too (credential.c, "partial URL"): a
 * scheme or a host alone, which its other settings do not know.
 */
static char *complete_section(const char *section_url, const char *url)
{
    const char *after = strstr(section_url, "://");
    if (after && !after[strlen("://")])
        return g_strdup(g_str_has_prefix(url, section_url) ? url : section_url);
    if (after == section_url)
        return g_strconcat("https", section_url, NULL);
    return after || strchr(section_url, '/') ? g_strdup(section_url)
                                             : g_strconcat("https://", section_url, NULL);
}

/* git itself is asked: it is given the section for this one look-up, with a key nobody uses. */
gboolean git_config_section_applies(const char *section_url, const char *url)
{
    g_autofree char *section = complete_section(section_url, url);
    g_autofree char *setting = g_strdup_printf("credential.%s.azdoApplies=1", section);
    const char *arguments[] = {"-c", setting, "config", "--get-urlmatch", "credential.azdoApplies",
                               url,  NULL};
    g_auto(GitRun) run = {0};
    return git_run(arguments, &run, NULL) && run.status == 0;
}
