/* SPDX-License-Identifier: MIT */
#include "config/url_settings.h"

#include "config/git.h"
#include "config/question.h"

#include <string.h>

static char *write_question(const GPtrArray *entries, const char *section)
{
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < entries->len; i++) {
        const GitConfigEntry *entry = g_ptr_array_index(entries, i);
        g_autofree char *url = NULL;
        const char *name = question_split_key(entry->key, section, &url);
        question_append(text, section, url, name, i);
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
        guint number = 0;
        if (!question_read_answer(match, entries->len, &number))
            continue;
        const GitConfigEntry *winner = g_ptr_array_index(entries, number);
        g_hash_table_insert(settings, g_strdup(name), g_strdup(winner->value));
    }
    return settings;
}
