/* SPDX-License-Identifier: MIT */
#include "app/plain_config.h"

#include "app/config_file.h"
#include "app/plain_read.h"
#include "config/git.h"
#include "config/question.h"
#include "core/error.h"
#include "core/message.h"
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

/* A pattern for git, of what follows the token in a URL. */
static char *pattern_for_url(const GitConfigEntry *entry)
{
    g_autofree char *escaped = g_regex_escape_string(strrchr(entry->value, '@'), -1);
    return g_strconcat(escaped, "$", NULL);
}

/* Likewise of what precedes it in a header. */
static char *pattern_for_header(const GitConfigEntry *entry, gsize public_length)
{
    g_autofree char *start = g_strndup(entry->value, public_length);
    g_autofree char *escaped = g_regex_escape_string(start, -1);
    return g_strconcat("^", escaped, NULL);
}

/* The address without the token in the place of the one with it. */
static char *command_for_url(const char *path, const GitConfigEntry *entry, guint count,
                             const PlainSecret *plain)
{
    g_autofree char *pattern = pattern_for_url(entry);
    const char *const words[] = {entry->key, plain->address, count > 1 ? pattern : NULL, NULL};
    return config_file_command(path, words);
}

static char *command_for_header(const char *path, const GitConfigEntry *entry, gsize public_length)
{
    g_autofree char *pattern = pattern_for_header(entry, public_length);
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
    place->where = g_strdup_printf(
        _("%s in %s"), key, place->path ? place->path : _("the command line or environment"));
    place->is_shared = path && plain_read_is_shared(path);
    place->command = command;
    place->file = g_strdup(path);
    if (kind != PLAIN_REWRITE && !strchr(entry->key, '@'))
        place->key = g_strdup(entry->key);
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

/* ---- taking out ------------------------------------------------------------------------------ */

static gboolean has_secret(const GitConfigEntry *entry, const PlainPlace *place,
                           const PlainSecret *plain)
{
    gsize public_length = 0;
    if (place->kind == PLAIN_URL)
        return plain_secret_url_has(entry->value, plain->secret);
    g_autoptr(Secret) secret = plain_secret_decode_header(entry->value, &public_length);
    return secret_equal(secret, plain->secret);
}

static gboolean is_at(const GitConfigEntry *entry, const PlainPlace *place)
{
    g_autofree char *path = config_file_of(entry->origin);
    return g_str_equal(entry->key, place->key) && g_strcmp0(path, place->file) == 0;
}

/* The value that holds the token, borrowed; NULL = none does any more. */
static const GitConfigEntry *find_entry(const GPtrArray *entries, const PlainPlace *place,
                                        const PlainSecret *plain)
{
    for (guint i = 0; i < entries->len; i++) {
        const GitConfigEntry *entry = g_ptr_array_index(entries, i);
        if (is_at(entry, place) && has_secret(entry, place, plain))
            return entry;
    }
    return NULL;
}

/* Of the values of that key there, those that git would take to be meant. */
static guint count_matches(const GPtrArray *entries, const PlainPlace *place, const char *pattern)
{
    g_autoptr(GRegex) regex = g_regex_new(pattern, G_REGEX_RAW, 0, NULL);
    guint count = 0;
    for (guint i = 0; regex && i < entries->len; i++) {
        const GitConfigEntry *entry = g_ptr_array_index(entries, i);
        count += is_at(entry, place) && g_regex_match(regex, entry->value, 0, NULL);
    }
    return count;
}

/* The length of a header's value before its secret. */
static gsize measure_public(const GitConfigEntry *entry)
{
    gsize public_length = 0;
    secret_free(plain_secret_decode_header(entry->value, &public_length));
    return public_length;
}

static gboolean remove_entry(const GPtrArray *entries, const GitConfigEntry *entry,
                             const PlainPlace *place, GError **error)
{
    gboolean is_url = place->kind == PLAIN_URL;
    g_autofree char *stripped = is_url ? plain_secret_strip_url(entry->value) : NULL;
    g_autofree char *pattern =
        is_url ? pattern_for_url(entry) : pattern_for_header(entry, measure_public(entry));
    if (count_matches(entries, place, pattern) == 1)
        return git_config_replace(place->file, place->key, pattern, stripped, error);
    g_autofree char *key = text_printable(place->key);
    error_set(error, ERROR_INPUT, place->command,
              "'%s' has several values in '%s' that differ in their tokens alone", key,
              place->path);
    return FALSE;
}

PlainRewriteOutcome plain_config_remove(const PlainPlace *place, const PlainSecret *plain,
                                        GError **error)
{
    g_autoptr(GPtrArray) entries = plain_config_list(error);
    if (!entries || !plain_rewrite_check(place->file, error))
        return PLAIN_NOT_CHANGED;
    const GitConfigEntry *entry = find_entry(entries, place, plain);
    if (!entry)
        return PLAIN_NOT_THERE;
    return remove_entry(entries, entry, place, error) ? PLAIN_REWRITTEN : PLAIN_NOT_CHANGED;
}
