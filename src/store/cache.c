/* SPDX-License-Identifier: MIT */
#include "store/cache.h"

#include "store/cache_entry.h"
#include "store/kernel_keyring.h"

struct Cache {
    char *folder; /* NULL = this store has no cache */
    gint64 lifetime_s;
    KernelFolder prepared;
};

/*
 * The stores that are worth it, each with the variables of the environment that say which one of
 * several is meant: a token of one session's keyring is no answer in another one.
 */
static const struct {
    const char *store;
    const char *variables[3];
} cached_stores[] = {
    {"secret-service", {"DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR", "SECRET_SERVICE_BUS_NAME"}},
};

static char *folder_for(const char *store_name)
{
    for (gsize i = 0; i < G_N_ELEMENTS(cached_stores); i++) {
        if (!g_str_equal(cached_stores[i].store, store_name))
            continue;
        const char *places[G_N_ELEMENTS(cached_stores[i].variables)];
        for (gsize j = 0; j < G_N_ELEMENTS(places); j++)
            places[j] = g_getenv(cached_stores[i].variables[j]);
        return cache_entry_folder(store_name, places, G_N_ELEMENTS(places));
    }
    return NULL;
}

Cache *cache_new(const char *store_name, gint64 lifetime_s)
{
    Cache *cache = g_new0(Cache, 1);
    cache->lifetime_s = lifetime_s;
    cache->folder = folder_for(store_name);
    if (cache->folder && !kernel_keyring_open())
        g_clear_pointer(&cache->folder, g_free);
    return cache;
}

void cache_free(Cache *cache)
{
    if (!cache)
        return;
    g_free(cache->folder);
    g_free(cache);
}

static gint64 now_s(void)
{
    return g_get_real_time() / G_USEC_PER_SEC;
}

GPtrArray *cache_lookup(const Cache *cache, const StoreQuery *query)
{
    if (!cache->folder || cache->lifetime_s == 0)
        return NULL;
    KernelFolder folder = kernel_keyring_lookup_folder(cache->folder);
    if (folder == KERNEL_FOLDER_NONE)
        return NULL;
    g_autofree char *name = cache_entry_name(query);
    g_autoptr(Secret) entry = kernel_keyring_lookup(folder, name);
    return entry ? cache_entry_decode(entry, now_s(), cache->lifetime_s) : NULL;
}

void cache_prepare(Cache *cache)
{
    if (cache && cache->folder && cache->lifetime_s > 0)
        cache->prepared = kernel_keyring_new_folder(cache->folder, (guint)cache->lifetime_s);
}

/* What only one of our commands asks for is not worth a key: the user has 200 of them. */
static gboolean is_asked_by_git(const StoreQuery *query)
{
    return query->server && !query->username;
}

void cache_save(const Cache *cache, const StoreQuery *query, const GPtrArray *found)
{
    if (!cache || cache->prepared == KERNEL_FOLDER_NONE || found->len == 0 ||
        !is_asked_by_git(query))
        return;
    g_autofree char *name = cache_entry_name(query);
    g_autoptr(Secret) entry = cache_entry_encode(found, now_s(), cache->lifetime_s);
    kernel_keyring_save(cache->prepared, name, entry, (guint)cache->lifetime_s);
}

void cache_drop(Cache *cache)
{
    if (!cache || !cache->folder)
        return;
    cache->prepared = KERNEL_FOLDER_NONE;
    kernel_keyring_drop_folder(cache->folder);
}
