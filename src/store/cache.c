/* SPDX-License-Identifier: MIT */
#include "store/cache.h"

#include "store/cache_entry.h"
#include "store/kernel_keyring.h"

/* One for all stores and sessions of the user: whoever changes anything drops all of it. */
#define FOLDER "git-credential-azdo"

#define ENTRY_LENGTH_MAX 4096 /* of the 20,000 bytes that a user has in the kernel's keyring */

struct Cache {
    gboolean is_open; /* there is a kernel keyring to be used */
    gint64 lifetime_s;
    char *place; /* which store this is; NULL = one that is not cached */
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
    {"pass", {"PASSWORD_STORE_DIR", "HOME", "GNUPGHOME"}},
};

static char *place_of(const char *store_name)
{
    for (gsize i = 0; i < G_N_ELEMENTS(cached_stores); i++) {
        if (!g_str_equal(cached_stores[i].store, store_name))
            continue;
        const char *values[G_N_ELEMENTS(cached_stores[i].variables)];
        for (gsize j = 0; j < G_N_ELEMENTS(values); j++)
            values[j] = g_getenv(cached_stores[i].variables[j]);
        return cache_entry_place(store_name, values, G_N_ELEMENTS(values));
    }
    return NULL;
}

Cache *cache_new(const char *store_name, gint64 lifetime_s)
{
    Cache *cache = g_new0(Cache, 1);
    cache->lifetime_s = lifetime_s;
    cache->place = place_of(store_name);
    cache->is_open = kernel_keyring_open();
    return cache;
}

void cache_free(Cache *cache)
{
    if (!cache)
        return;
    g_free(cache->place);
    g_free(cache);
}

static gint64 now_s(void)
{
    return g_get_real_time() / G_USEC_PER_SEC;
}

/* What only our own commands ask for is not worth a key, and a sign-in is too good for one. */
gboolean cache_keeps(const Cache *cache, const StoreQuery *query)
{
    return cache && cache->is_open && cache->place && cache->lifetime_s > 0 && query->server &&
           !query->username && query->role == CREDENTIAL_ROLE_TOKEN;
}

GPtrArray *cache_lookup(const Cache *cache, const StoreQuery *query)
{
    if (!cache_keeps(cache, query))
        return NULL;
    KernelFolder folder = kernel_keyring_lookup_folder(FOLDER);
    if (folder == KERNEL_FOLDER_NONE)
        return NULL;
    g_autofree char *name = cache_entry_name(cache->place, query);
    KernelKey key = kernel_keyring_find(folder, name);
    g_autoptr(Secret) entry = key != KERNEL_KEY_NONE ? kernel_keyring_read(key) : NULL;
    return entry ? cache_entry_decode(entry, now_s(), cache->lifetime_s) : NULL;
}

void cache_prepare(Cache *cache, const StoreQuery *query)
{
    if (cache_keeps(cache, query))
        cache->prepared = kernel_keyring_new_folder(FOLDER, (guint)cache->lifetime_s);
}

void cache_save(const Cache *cache, const StoreQuery *query, const GPtrArray *found)
{
    if (!cache_keeps(cache, query) || cache->prepared == KERNEL_FOLDER_NONE || found->len == 0)
        return;
    g_autofree char *name = cache_entry_name(cache->place, query);
    g_autoptr(Secret) entry = cache_entry_encode(found, now_s(), cache->lifetime_s);
    /* Where it cannot be kept, the store is asked again, and nobody need know. */
    if (secret_length(entry) <= ENTRY_LENGTH_MAX)
        (void)kernel_keyring_save(cache->prepared, name, entry, (guint)cache->lifetime_s);
}

void cache_drop(Cache *cache)
{
    if (!cache || !cache->is_open)
        return;
    cache->prepared = KERNEL_FOLDER_NONE;
    kernel_keyring_drop_folder(FOLDER);
}
