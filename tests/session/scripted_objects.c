/* SPDX-License-Identifier: MIT */
#include "scripted_service.h"

#include <string.h>

guint64 now_s(void)
{
    return (guint64)(g_get_real_time() / G_USEC_PER_SEC);
}

static void item_free(gpointer data)
{
    Item *item = data;

    g_free(item->path);
    g_free(item->label);
    g_variant_unref(item->attributes);
    g_variant_unref(item->value);
    g_free(item->content_type);
    g_free(item);
}

void collection_free(gpointer data)
{
    Collection *collection = data;

    g_free(collection->path);
    g_free(collection->label);
    g_ptr_array_unref(collection->items);
    g_free(collection);
}

static void prompt_close(Prompt *prompt)
{
    if (!prompt->open)
        return;
    prompt->open = FALSE;
    prompt->service->prompts_open--;
    g_bus_unwatch_name(prompt->client_watch);
    g_clear_handle_id(&prompt->timer, g_source_remove);
}

void prompt_free(gpointer data)
{
    Prompt *prompt = data;

    prompt_close(prompt);
    g_free(prompt->path);
    g_strfreev(prompt->objects);
    g_free(prompt);
}

Collection *collection_lookup(Service *service, const char *path)
{
    if (g_str_has_prefix(path, ALIASES))
        path = g_hash_table_lookup(service->aliases, path + strlen(ALIASES));
    for (guint i = 0; path != NULL && i < service->collections->len; i++) {
        Collection *collection = g_ptr_array_index(service->collections, i);
        if (g_str_equal(collection->path, path))
            return collection;
    }
    return NULL;
}

Item *item_lookup(Service *service, const char *path, Collection **ret_collection)
{
    for (guint i = 0; i < service->collections->len; i++) {
        Collection *collection = g_ptr_array_index(service->collections, i);
        for (guint j = 0; j < collection->items->len; j++) {
            Item *item = g_ptr_array_index(collection->items, j);
            if (!g_str_equal(item->path, path))
                continue;
            if (ret_collection != NULL)
                *ret_collection = collection;
            return item;
        }
    }
    return NULL;
}

Collection *collection_of_object(Service *service, const char *path)
{
    Collection *collection = collection_lookup(service, path);

    if (collection == NULL)
        item_lookup(service, path, &collection);
    return collection;
}

Collection *collection_new(Service *service, const char *label)
{
    Collection *collection = g_new0(Collection, 1);

    collection->path = g_strdup_printf(ROOT "/collection/c%u", ++service->last_number);
    collection->label = g_strdup(label);
    collection->created = collection->modified = now_s();
    collection->items = g_ptr_array_new_with_free_func(item_free);
    collection->subtree = service_export(service, collection->path);
    g_ptr_array_add(service->collections, collection);
    return collection;
}

void service_signal(Service *service, const char *path, const char *interface, const char *name,
                    GVariant *arguments)
{
    g_dbus_connection_emit_signal(service->bus, NULL, path, interface, name, arguments, NULL);
}

void collection_signal(Service *service, const Collection *collection, const char *name,
                       const Item *item)
{
    service_signal(service, collection->path, SECRET "Collection", name,
                   g_variant_new("(o)", item->path));
}

void collection_set_locked(Service *service, Collection *collection, gboolean locked)
{
    GVariantBuilder changed;

    if (collection->locked == locked)
        return;
    collection->locked = locked;
    g_variant_builder_init(&changed, G_VARIANT_TYPE_VARDICT);
    g_variant_builder_add(&changed, "{sv}", "Locked", g_variant_new_boolean(locked));
    service_signal(service, collection->path, "org.freedesktop.DBus.Properties",
                   "PropertiesChanged",
                   g_variant_new("(sa{sv}as)", SECRET "Collection", &changed, NULL));
    service_signal(service, ROOT, SECRET "Service", "CollectionChanged",
                   g_variant_new("(o)", collection->path));
}

gboolean item_matches(const Item *item, GVariant *attributes)
{
    GVariantIter iter;
    const char *name;
    const char *wanted;

    g_variant_iter_init(&iter, attributes);
    while (g_variant_iter_next(&iter, "{&s&s}", &name, &wanted)) {
        const char *value;
        if (!g_variant_lookup(item->attributes, name, "&s", &value) || !g_str_equal(value, wanted))
            return FALSE;
    }
    return TRUE;
}

Item *collection_find(const Collection *collection, GVariant *attributes)
{
    for (guint i = 0; i < collection->items->len; i++) {
        Item *item = g_ptr_array_index(collection->items, i);
        if (item_matches(item, attributes))
            return item;
    }
    return NULL;
}

Item *item_new(Service *service, Collection *collection)
{
    Item *item = g_new0(Item, 1);

    item->path = g_strdup_printf("%s/i%u", collection->path, ++service->last_number);
    item->created = now_s();
    g_ptr_array_add(collection->items, item);
    return item;
}

void item_set_properties(Item *item, GVariant *properties, GVariant *attributes)
{
    const char *label = "";

    g_variant_lookup(properties, SECRET "Item.Label", "&s", &label);
    g_free(item->label);
    item->label = g_strdup(label);
    g_clear_pointer(&item->attributes, g_variant_unref);
    item->attributes = g_variant_ref(attributes);
}

const char *prompt_add(Service *service, char **objects)
{
    Prompt *prompt = g_new0(Prompt, 1);

    prompt->service = service;
    prompt->path = g_strdup_printf(ROOT "/prompt/p%u", ++service->last_number);
    prompt->objects = objects;
    g_hash_table_insert(service->prompts, prompt->path, prompt);
    return prompt->path;
}

static void prompt_client_vanished(GDBusConnection *bus G_GNUC_UNUSED,
                                   const char *name G_GNUC_UNUSED, gpointer data)
{
    Prompt *prompt = data;

    g_hash_table_remove(prompt->service->prompts, prompt->path);
}

void prompt_complete(Prompt *prompt, gboolean dismissed)
{
    Service *service = prompt->service;
    GVariantBuilder unlocked;
    g_autoptr(GVariant) result = NULL;

    g_variant_builder_init(&unlocked, G_VARIANT_TYPE_OBJECT_PATH_ARRAY);
    for (gsize i = 0; !dismissed && prompt->objects[i] != NULL; i++) {
        Collection *collection = collection_of_object(service, prompt->objects[i]);
        if (collection == NULL)
            continue;
        collection_set_locked(service, collection, FALSE);
        g_variant_builder_add(&unlocked, "o", prompt->objects[i]);
    }
    result = g_variant_ref_sink(g_variant_builder_end(&unlocked));
    service_signal(service, prompt->path, SECRET "Prompt", "Completed",
                   g_variant_new("(bv)", dismissed, result));
    g_hash_table_remove(service->prompts, prompt->path);
}

static gboolean prompt_time_is_up(gpointer data)
{
    Prompt *prompt = data;

    prompt->timer = 0;
    prompt_complete(prompt, prompt->service->prompt_outcome == PROMPT_DISMISS);
    return G_SOURCE_REMOVE;
}

void prompt_show(Prompt *prompt, const char *client)
{
    Service *service = prompt->service;

    if (prompt->open)
        return;
    prompt->open = TRUE;
    service->prompts_shown++;
    service->prompts_open++;
    service->prompts_most = MAX(service->prompts_most, service->prompts_open);
    prompt->client_watch =
        g_bus_watch_name_on_connection(service->bus, client, G_BUS_NAME_WATCHER_FLAGS_NONE, NULL,
                                       prompt_client_vanished, prompt, NULL);
    if (service->prompt_outcome != PROMPT_NEVER)
        prompt->timer = g_timeout_add(service->prompt_ms, prompt_time_is_up, prompt);
}
