/* SPDX-License-Identifier: MIT */
#include "app/plain_config.h"

#include "app/config_file.h"
#include "app/plain_read.h"
#include "config/git.h"
#include "config/question.h"
#include "core/text.h"

#include <string.h>

#define KEYS                                                                                       \
    "^(remote\\..*\\.(url|pushurl)|submodule\\..*\\.url|url\\..*\\.(insteadof|pushinsteadof)|"     \
    "http\\.(.*\\.)?extraheader|credential\\.(.*\\.)?helper)$"

GPtrArray *plain_config_list(GError **error)
{
    return git_config_list(NULL, KEYS, error);
}

/* ---- helpers that write plain files ---------------------------------------------------------- */

/* The words behind "store", as Git may call it; NULL if it is another helper. */
static char **words_behind_store(char **words)
{
    if (g_str_equal(words[0], "!git") && words[1] && g_str_equal(words[1], "credential-store"))
        return words + 2;
    g_autofree char *name = g_path_get_basename(words[0]);
    gboolean is_store = g_str_equal(words[0], "store") || g_str_equal(name, "git-credential-store");
    return is_store ? words + 1 : NULL;
}

static char *file_of_store(const char *helper)
{
    g_auto(GStrv) words = NULL;
    if (!g_shell_parse_argv(helper, NULL, &words, NULL))
        return NULL;
    for (char **word = words_behind_store(words); word && *word; word++) {
        if (g_str_has_prefix(*word, "--file="))
            return g_strdup(*word + strlen("--file="));
        if (g_str_equal(*word, "--file"))
            return g_strdup(word[1]);
    }
    return NULL;
}

GStrv plain_config_list_store_files(const GPtrArray *entries)
{
    g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
    for (guint i = 0; i < entries->len; i++) {
        const GitConfigEntry *entry = g_ptr_array_index(entries, i);
        g_autofree char *file =
            g_str_has_prefix(entry->key, "credential.") ? file_of_store(entry->value) : NULL;
        if (file)
            g_strv_builder_add(builder, file);
    }
    return g_strv_builder_end(builder);
}

/* ---- where a setting stands ------------------------------------------------------------------ */

/* A key may hold a token: a part of it that has an '@' is shown as what it stands for. */
static char *showable_key(const GitConfigEntry *entry, const PlainSecret *plain)
{
    const char *first = strchr(entry->key, '.');
    const char *last = strrchr(entry->key, '.');
    if (!strchr(entry->key, '@') || first == last)
        return text_printable(entry->key);
    return g_strdup_printf("%.*s.%s%s", (int)(first - entry->key), entry->key,
                           *plain->address ? plain->address : "...", last);
}

static guint count_values(const GPtrArray *entries, const GitConfigEntry *entry)
{
    guint count = 0;
    for (guint i = 0; i < entries->len; i++) {
        const GitConfigEntry *other = g_ptr_array_index(entries, i);
        count += g_str_equal(other->key, entry->key) && g_str_equal(other->origin, entry->origin);
    }
    return count;
}

/* ---- commands -------------------------------------------------------------------------------- */

static char *command_to_edit(const char *path)
{
    return config_file_command(path, (const char *const[]){"--edit", NULL});
}

/* The address without the token in the place of the one with it. */
static char *command_for_url(const char *path, const GitConfigEntry *entry, guint count,
                             const PlainSecret *plain)
{
    g_autofree char *escaped = g_regex_escape_string(strrchr(entry->value, '@'), -1);
    g_autofree char *pattern = g_strconcat(escaped, "$", NULL);
    const char *const words[] = {entry->key, plain->address, count > 1 ? pattern : NULL, NULL};
    return config_file_command(path, words);
}

static char *command_for_header(const char *path, const GitConfigEntry *entry, gsize public_length)
{
    g_autofree char *start = g_strndup(entry->value, public_length);
    g_autofree char *escaped = g_regex_escape_string(start, -1);
    g_autofree char *pattern = g_strconcat("^", escaped, NULL);
    return config_file_command(path,
                               (const char *const[]){"--unset-all", entry->key, pattern, NULL});
}

/* ---- settings -------------------------------------------------------------------------------- */

/* plain and command are taken over; without a file there is no command. */
static void add_place(GPtrArray *places, PlainKind kind, const GitConfigEntry *entry,
                      PlainSecret *plain, char *command)
{
    g_autofree char *path = config_file_of(entry->origin);
    g_autofree char *key = showable_key(entry, plain);
    PlainPlace *place = g_new0(PlainPlace, 1);
    place->kind = kind;
    place->plain = plain;
    place->path = path ? text_printable(path) : NULL;
    place->where = g_strdup_printf("%s in %s", key,
                                   place->path ? place->path : "the command line or environment");
    place->is_shared = path && plain_read_is_shared(path);
    place->command = command;
    g_ptr_array_add(places, place);
}

static void find_in_value(const GPtrArray *entries, const GitConfigEntry *entry,
                          const Settings *settings, GPtrArray *places)
{
    PlainSecret *plain = plain_secret_from_url(span_of(entry->value), settings->servers);
    if (!plain)
        return;
    g_autofree char *path = config_file_of(entry->origin);
    char *command = NULL;
    if (path)
        command = strchr(entry->key, '@')
                      ? command_to_edit(path)
                      : command_for_url(path, entry, count_values(entries, entry), plain);
    add_place(places, PLAIN_URL, entry, plain, command);
}

/* The key itself holds it, so that no command could name it. */
static void find_in_rewrite(const GitConfigEntry *entry, const Settings *settings,
                            GPtrArray *places)
{
    g_autofree char *url = NULL;
    question_split_key(entry->key, "url", &url);
    PlainSecret *plain = url ? plain_secret_from_url(span_of(url), settings->servers) : NULL;
    if (!plain)
        return;
    g_autofree char *path = config_file_of(entry->origin);
    add_place(places, PLAIN_REWRITE, entry, plain, path ? command_to_edit(path) : NULL);
}

/* Git's '*' stands for one label of a host; this one makes a host of ours of every such pattern. */
static PlainSecret *plain_secret_for_pattern(const char *pattern, const Secret *secret,
                                             const GPtrArray *servers)
{
    g_auto(GStrv) parts = g_strsplit(pattern, "*", -1);
    g_autofree char *url = g_strjoinv("dev", parts);
    Secret *copy = secret_new(secret_reveal(secret), secret_length(secret));
    PlainSecret *plain = plain_secret_new(span_of(url), NULL, copy, servers);
    if (!plain || g_str_equal(url, pattern))
        return plain;
    g_free(plain->address);
    plain->address = text_printable(strchr(pattern, '@') ? "" : pattern);
    g_clear_pointer(&plain->target->organization, g_free);
    return plain;
}

static void find_in_header(const GitConfigEntry *entry, const Settings *settings, GPtrArray *places)
{
    g_autofree char *url = NULL;
    question_split_key(entry->key, "http", &url);
    gsize public_length = 0;
    g_autoptr(Secret) secret = plain_secret_decode_header(entry->value, &public_length);
    if (!secret)
        return;
    PlainSecret *plain = url ? plain_secret_for_pattern(url, secret, settings->servers)
                             : plain_secret_new_everywhere(g_steal_pointer(&secret));
    if (!plain)
        return;
    g_autofree char *path = config_file_of(entry->origin);
    char *command = NULL;
    if (path)
        command = strchr(entry->key, '@') ? command_to_edit(path)
                                          : command_for_header(path, entry, public_length);
    add_place(places, PLAIN_HEADER, entry, plain, command);
}

void plain_config_find(const GPtrArray *entries, const Settings *settings, GPtrArray *places)
{
    for (guint i = 0; i < entries->len; i++) {
        const GitConfigEntry *entry = g_ptr_array_index(entries, i);
        if (g_str_has_prefix(entry->key, "url."))
            find_in_rewrite(entry, settings, places);
        else if (g_str_has_prefix(entry->key, "http."))
            find_in_header(entry, settings, places);
        else if (!g_str_has_prefix(entry->key, "credential."))
            find_in_value(entries, entry, settings, places);
    }
}
