/* SPDX-License-Identifier: MIT */
#include "store/store.h"

#include "store/cache.h"

struct Store {
    const StoreBackend *backend;
    gpointer handle;
    Cache *cache; /* NULL = none */
};

StoreQuery store_query_for(const Credential *credential)
{
    return (StoreQuery){
        .server = credential->server,
        .organization = credential->organization,
        .username = credential->username,
        .role = credential_role(credential),
    };
}

gboolean store_query_covers(const StoreQuery *query, const StoreQuery *one)
{
    return query->role == one->role &&
           (!query->server || g_str_equal(query->server, one->server)) &&
           (!query->organization || g_str_equal(query->organization, one->organization)) &&
           (!query->username || g_str_equal(query->username, one->username));
}

gboolean store_query_matches(const StoreQuery *query, const Credential *credential)
{
    const StoreQuery one = store_query_for(credential);
    return store_query_covers(query, &one);
}

Store *store_open(const StoreBackend *backend, const StorePrompting *prompting, GError **error)
{
    gpointer handle = backend->open(prompting, error);
    if (!handle)
        return NULL;
    Store *store = g_new0(Store, 1);
    store->backend = backend;
    store->handle = handle;
    return store;
}

void store_use_cache(Store *store, Cache *cache)
{
    cache_free(store->cache);
    store->cache = cache;
}

void store_free(Store *store)
{
    if (!store)
        return;
    store->backend->close(store->handle);
    cache_free(store->cache);
    g_free(store);
}

GPtrArray *store_lookup(Store *store, const StoreQuery *query, GError **error)
{
    cache_prepare(store->cache, query);
    GPtrArray *found = store->backend->lookup(store->handle, query, error);
    if (found)
        cache_save(store->cache, query, found);
    return found;
}

/* What Git asks for next; that it cannot be read now is no failure of the save. */
static void fill_cache(Store *store, const Credential *saved)
{
    const StoreQuery query = {.server = saved->server, .organization = saved->organization};
    if (!cache_keeps(store->cache, &query))
        return;
    GPtrArray *found = store_lookup(store, &query, NULL);
    if (found)
        g_ptr_array_unref(found);
}

void store_state_clear(StoreState *state)
{
    g_clear_pointer(&state->keeper, g_free);
}

gboolean store_inspect(Store *store, StoreState *ret_state, GError **error)
{
    *ret_state = (StoreState){0};
    return !store->backend->inspect || store->backend->inspect(store->handle, ret_state, error);
}

gboolean store_prepare(Store *store, GError **error)
{
    return !store->backend->prepare || store->backend->prepare(store->handle, error);
}

gboolean store_save(Store *store, const Credential *credential, GError **error)
{
    cache_drop(store->cache);
    gboolean is_saved = store->backend->save(store->handle, credential, error);
    cache_drop(store->cache);
    if (is_saved && credential_role(credential) == CREDENTIAL_ROLE_TOKEN)
        fill_cache(store, credential);
    return is_saved;
}

gboolean store_remove(Store *store, const Credential *credential, GError **error)
{
    cache_drop(store->cache);
    gboolean is_removed = store->backend->remove(store->handle, credential, error);
    cache_drop(store->cache);
    return is_removed;
}

GPtrArray *store_find_foreign(Store *store, const ForeignQuery *query, GError **error)
{
    return store->backend->find_foreign
               ? store->backend->find_foreign(store->handle, query, error)
               : g_ptr_array_new_with_free_func((GDestroyNotify)foreign_item_free);
}

ForeignOutcome store_remove_foreign(Store *store, const ForeignItem *item, GError **error)
{
    return store->backend->remove_foreign
               ? store->backend->remove_foreign(store->handle, item, error)
               : FOREIGN_NOT_THERE;
}
