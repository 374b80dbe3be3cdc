/* SPDX-License-Identifier: MIT */
#include "store/keyring_foreign.h"

#include "store/keyring_items.h"
#include "store/keyring_search.h"

static Secret *secret_from_value(SecretValue *value)
{
    gsize length = 0;
    const char *bytes = secret_value_get(value, &length);
    return secret_new(bytes, length);
}

static ForeignItem *item_new(const char *path, GHashTable *attributes)
{
    ForeignItem *item = g_new0(ForeignItem, 1);
    item->id = g_strdup(path);
    item->attributes = attributes;
    return item;
}

/* Those that are meant, by their attributes; none is read. */
static GPtrArray *list_meant(Keyring *keyring, char **paths, const ForeignQuery *query)
{
    GPtrArray *items = g_ptr_array_new_with_free_func((GDestroyNotify)foreign_item_free);
    for (char **path = paths; path && *path; path++) {
        /* It may have gone meanwhile, and is not worth more than the others. */
        GHashTable *attributes = keyring_items_read_attributes(keyring, *path, NULL);
        g_autoptr(ForeignItem) item = attributes ? item_new(*path, attributes) : NULL;
        if (item && query->is_meant(item, query->data))
            g_ptr_array_add(items, g_steal_pointer(&item));
    }
    return items;
}

static GHashTable *read_items(Keyring *keyring, const GPtrArray *items, GError **error)
{
    g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
    for (guint i = 0; i < items->len; i++)
        g_strv_builder_add(builder, ((const ForeignItem *)g_ptr_array_index(items, i))->id);
    g_auto(GStrv) paths = g_strv_builder_end(builder);
    return keyring_items_read(keyring, paths, error);
}

GPtrArray *keyring_find_foreign(gpointer handle, const ForeignQuery *query, GError **error)
{
    g_auto(KeyringSearch) search = {.attributes = query->attributes};
    if (!keyring_search_run(handle, &search, error))
        return NULL;
    g_autoptr(GPtrArray) meant = list_meant(handle, search.unlocked, query);
    g_autoptr(GHashTable) values = read_items(handle, meant, error);
    if (!values)
        return NULL;
    GPtrArray *found = g_ptr_array_new_with_free_func((GDestroyNotify)foreign_item_free);
    while (meant->len > 0) {
        g_autoptr(ForeignItem) item = g_ptr_array_steal_index(meant, 0);
        SecretValue *value = g_hash_table_lookup(values, item->id);
        if (!value)
            continue;
        item->content = secret_from_value(value);
        g_ptr_array_add(found, g_steal_pointer(&item));
    }
    return found;
}

ForeignOutcome keyring_remove_foreign(gpointer handle, const ForeignItem *item, GError **error)
{
    char *paths[] = {item->id, NULL};
    g_autoptr(GHashTable) values = keyring_items_read(handle, paths, error);
    if (!values)
        return FOREIGN_FAILED;
    SecretValue *value = g_hash_table_lookup(values, item->id);
    g_autoptr(Secret) content = value ? secret_from_value(value) : NULL;
    if (!content || !secret_equal(content, item->content))
        return FOREIGN_NOT_THERE;
    return keyring_items_delete(handle, item->id, error) ? FOREIGN_REMOVED : FOREIGN_FAILED;
}
