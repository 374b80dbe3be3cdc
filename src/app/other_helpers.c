/* SPDX-License-Identifier: MIT */
#include "app/other_helpers.h"

#include "app/config_file.h"
#include "app/setup.h"
#include "core/message.h"
#include "core/text.h"

#include <string.h>

/* Any one organization stands for a pattern. */
static char *url_of_pattern(const char *pattern)
{
    g_auto(GStrv) parts = g_strsplit(pattern, "*", -1);
    g_autofree char *url = g_strjoinv("contoso", parts);
    return strstr(url, "://") ? g_steal_pointer(&url) : g_strconcat("https://", url, NULL);
}

/* The section's own URL, then those of which a section within it says something of its own. */
static GPtrArray *list_urls(const char *pattern, GError **error)
{
    g_autoptr(GPtrArray) entries = git_config_list(NULL, "^credential\\..*\\.helper$", error);
    if (!entries)
        return NULL;
    GPtrArray *urls = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(urls, url_of_pattern(pattern));
    for (guint i = 0; i < entries->len; i++) {
        const GitConfigEntry *entry = g_ptr_array_index(entries, i);
        g_autofree char *within = setup_pattern_from_key(entry->key);
        g_autofree char *url = within ? url_of_pattern(within) : NULL;
        if (url && !g_ptr_array_find_with_equal_func(urls, url, g_str_equal, NULL) &&
            git_config_section_applies(pattern, url))
            g_ptr_array_add(urls, g_steal_pointer(&url));
    }
    return urls;
}

/* ---- words ---------------------------------------------------------------------------------- */

/* A line of shell may hold a token: its first word is shown, and matches. */
static gboolean is_shell(const OtherHelper *other)
{
    return *other->helper == '!';
}

char *other_helper_show(const OtherHelper *other)
{
    g_autofree char *shown = text_printable(other->helper);
    if (!is_shell(other))
        return g_steal_pointer(&shown);
    return g_strdup_printf("%.*s ...", (int)strcspn(shown, " \t=;"), shown);
}

char *other_helper_removal(const OtherHelper *other)
{
    g_autofree char *path = config_file_of(other->origin);
    if (!path)
        return NULL;
    if (strchr(other->key, '@'))
        return config_file_command(path, (const char *const[]){"--edit", NULL});
    g_autofree char *escaped = g_regex_escape_string(other->helper, -1);
    g_autofree char *whole = g_strdup_printf("^%s$", escaped);
    const char *matching = is_shell(other) ? "^!" : whole;
    return config_file_command(path,
                               (const char *const[]){"--unset-all", other->key, matching, NULL});
}

/* What stands before an '@' may be a token. */
static char *showable_place(const char *pattern)
{
    const char *at = strchr(pattern, '@');
    return text_printable(at ? at + 1 : pattern);
}

static void append_note(GString *notes, const char *pattern, const OtherHelper *other)
{
    g_autofree char *own = setup_pattern_from_key(other->key);
    g_autofree char *own_url = own ? url_of_pattern(own) : NULL;
    gboolean is_within = own_url && git_config_section_applies(pattern, own_url);
    g_autofree char *place = showable_place(is_within ? own : pattern);
    g_autofree char *helper = other_helper_show(other);
    g_autofree char *origin = text_printable(other->origin);
    g_autofree char *command = other_helper_removal(other);
    g_string_append_printf(notes,
                           _("\nNote: for %s Git also calls the helper '%s' (%s),\n"
                             "which then sees and may keep the same tokens."),
                           place, helper, origin);
    if (command)
        g_string_append_printf(notes,
                               is_within ? _(" To take it out:\n  %s")
                                         : _(" To take it out, for other hosts, too:\n  %s"),
                               command);
    g_string_append_c(notes, '\n');
}

/* ---- all of them ---------------------------------------------------------------------------- */

typedef struct {
    GString *text;
    GHashTable *seen; /* a helper for every host is within all of our sections */
} Notes;

static void notes_clear(Notes *notes)
{
    g_string_free(notes->text, TRUE);
    g_hash_table_unref(notes->seen);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Notes, notes_clear)

static gboolean notes_add_for_url(Notes *notes, const char *pattern, const char *url,
                                  GError **error)
{
    g_autoptr(GPtrArray) others = setup_find_others(url, error);
    for (guint i = 0; others && i < others->len; i++) {
        const OtherHelper *other = g_ptr_array_index(others, i);
        char *identity = g_strdup_printf("%s\n%s\n%s", other->origin, other->key, other->helper);
        if (g_hash_table_add(notes->seen, identity))
            append_note(notes->text, pattern, other);
    }
    return others != NULL;
}

static gboolean notes_add_for_section(Notes *notes, const char *pattern, GError **error)
{
    g_autoptr(GPtrArray) urls = list_urls(pattern, error);
    for (guint i = 0; urls && i < urls->len; i++) {
        if (!notes_add_for_url(notes, pattern, g_ptr_array_index(urls, i), error))
            return FALSE;
    }
    return urls != NULL;
}

char *other_helpers_describe(const char *const *patterns, GError **error)
{
    g_auto(Notes) notes = {
        .text = g_string_new(NULL),
        .seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
    };
    for (; *patterns; patterns++) {
        if (!notes_add_for_section(&notes, *patterns, error))
            return NULL;
    }
    return g_strdup(notes.text->str);
}
