/* SPDX-License-Identifier: MIT */
#include "config/url_settings.h"

#include "config/git.h"
#include "core/text.h"

#include <string.h>

const char *url_settings_split_key(const char *key, const char *section, char **ret_url)
{
    const char *after = key + strlen(section) + strlen(".");
    const char *dot = strrchr(after, '.');
    *ret_url = dot ? g_strndup(after, (gsize)(dot - after)) : NULL;
    return dot ? dot + 1 : after;
}

void url_settings_append(GString *text, const char *section, const char *url, const char *name,
                         guint number)
{
    if (url) {
        g_autofree char *folded = g_ascii_strdown(url, -1);
        g_autoptr(GString) quoted = g_string_new(folded);
        g_string_replace(quoted, "\\", "\\\\", 0);
        g_string_replace(quoted, "\"", "\\\"", 0);
        g_string_append_printf(text, "[%s \"%s\"]\n", section, quoted->str);
    } else {
        g_string_append_printf(text, "[%s]\n", section);
    }
    g_string_append_printf(text, "\t%s = %u\n", name, number);
}

static char *write_question(const GPtrArray *entries, const char *section)
{
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < entries->len; i++) {
        const GitConfigEntry *entry = g_ptr_array_index(entries, i);
        g_autofree char *url = NULL;
        const char *name = url_settings_split_key(entry->key, section, &url);
        url_settings_append(text, section, url, name, i);
    }
    return g_string_free(text, FALSE);
}

GHashTable *url_settings_read(const char *section, const char *url, GError **error)
{
    g_autofree char *pattern = g_strdup_printf("^%s\\.", section);
    g_autoptr(GPtrArray) entries = git_config_list_trusted(pattern, error);
    if (!entries)
        return NULL;
    g_autofree char *question = write_question(entries, section);
    g_autoptr(GPtrArray) matches = git_config_match_url(question, section, url, error);
    if (!matches)
        return NULL;

    GHashTable *settings = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    for (guint i = 0; i < matches->len; i++) {
        const GitConfigEntry *match = g_ptr_array_index(matches, i);
        const char *name = match->key + strlen(section) + strlen(".");
        gint64 number = 0;
        if (!text_parse_number(match->value, (gint64)entries->len - 1, &number))
            continue;
        const GitConfigEntry *winner = g_ptr_array_index(entries, (guint)number);
        g_hash_table_insert(settings, g_strdup(name), g_strdup(winner->value));
    }
    return settings;
}
