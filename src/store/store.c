/* SPDX-License-Identifier: MIT */
#include "store/store.h"

struct Store {
    const StoreBackend *backend;
    gpointer handle;
};

Store *store_open(const StoreBackend *backend, const StorePrompting *prompting, GError **error)
{
    gpointer handle = backend->open(prompting, error);
    if (!handle)
        return NULL;
    Store *store = g_new(Store, 1);
    store->backend = backend;
    store->handle = handle;
    return store;
}

void store_free(Store *store)
{
    if (!store)
        return;
    store->backend->close(store->handle);
    g_free(store);
}

GPtrArray *store_lookup(Store *store, const StoreQuery *query, GError **error)
{
    return store->backend->lookup(store->handle, query, error);
}

gboolean store_save(Store *store, const Credential *credential, GError **error)
{
    return store->backend->save(store->handle, credential, error);
}

gboolean store_remove(Store *store, const Credential *credential, GError **error)
{
    return store->backend->remove(store->handle, credential, error);
}
