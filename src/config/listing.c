/* SPDX-License-Identifier: MIT */
#include "config/listing.h"

#include <string.h>

/* The NUL-terminated fields of an output, one after the other; NULL behind the last. */
static const char *next_field(const Secret *output, gsize *position)
{
    if (*position >= secret_length(output))
        return NULL;
    const char *field = secret_reveal(output) + *position;
    *position += strlen(field) + 1;
    return field;
}

static void wipe_text(char *text)
{
    explicit_bzero(text, strlen(text));
    g_free(text);
}

static void entry_free(gpointer data)
{
    GitConfigEntry *entry = data;
    g_free(entry->origin);
    wipe_text(entry->key);
    wipe_text(entry->value);
    g_free(entry);
}

/* "key LF value"; a key without a value ("[credential] helper") counts as empty. */
static GitConfigEntry *entry_new(const char *origin, const char *text)
{
    const char *newline = strchr(text, '\n');
    GitConfigEntry *entry = g_new0(GitConfigEntry, 1);
    entry->origin = g_strdup(origin);
    entry->key = newline ? g_strndup(text, (gsize)(newline - text)) : g_strdup(text);
    entry->value = g_strdup(newline ? newline + 1 : "");
    entry->has_value = newline != NULL;
    return entry;
}

GStrv listing_split(const Secret *output)
{
    g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
    gsize position = 0;
    for (const char *at = next_field(output, &position); at; at = next_field(output, &position))
        g_strv_builder_add(builder, at);
    return g_strv_builder_end(builder);
}

static gboolean scope_is_trusted(const char *scope)
{
    static const char *const trusted[] = {"system", "global", "command", NULL};
    return g_strv_contains(trusted, scope);
}

static gboolean is_any(const char *origin G_GNUC_UNUSED)
{
    return TRUE;
}

char *listing_last_trusted(const Secret *output)
{
    const char *trusted = NULL;
    const char *scope = NULL;
    gsize position = 0;
    while ((scope = next_field(output, &position))) {
        const char *value = next_field(output, &position);
        if (value && scope_is_trusted(scope))
            trusted = value;
    }
    return g_strdup(trusted);
}

/* Out of pairs of an origin, or a scope, and an entry. */
static GPtrArray *list_entries(const Secret *output, gboolean (*is_wanted)(const char *origin))
{
    GPtrArray *entries = g_ptr_array_new_with_free_func(entry_free);
    const char *origin = NULL;
    gsize position = 0;
    while ((origin = next_field(output, &position))) {
        const char *text = next_field(output, &position);
        if (text && is_wanted(origin))
            g_ptr_array_add(entries, entry_new(origin, text));
    }
    return entries;
}

GPtrArray *listing_parse(const Secret *output)
{
    return list_entries(output, is_any);
}

GPtrArray *listing_parse_trusted(const Secret *output)
{
    return list_entries(output, scope_is_trusted);
}

GPtrArray *listing_parse_section(const Secret *output, const char *section)
{
    g_autofree char *prefix = g_strconcat(section, ".", NULL);
    GPtrArray *entries = g_ptr_array_new_with_free_func(entry_free);
    gsize position = 0;
    for (const char *at = next_field(output, &position); at; at = next_field(output, &position)) {
        if (g_str_has_prefix(at, prefix))
            g_ptr_array_add(entries, entry_new("", at));
    }
    return entries;
}
