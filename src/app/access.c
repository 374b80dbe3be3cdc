/* SPDX-License-Identifier: MIT */
#include "app/access.h"

#include "app/exchange.h"
#include "app/interaction.h"
#include "app/module.h"
#include "app/screen.h"
#include "store/cache.h"

static gboolean may_ask(const Settings *settings)
{
    return !settings->is_quiet && exchange_has_reader() && interaction_is_allowed();
}

static gboolean may_prompt(gpointer data)
{
    return screen_is_there() && may_ask(data);
}

static gboolean may_prompt_at_terminal(gpointer data)
{
    return interaction_has_terminal() && may_ask(data);
}

Store *access_open_other(const Settings *settings, const char *name, GError **error)
{
    const StorePrompting prompting = {
        .may_prompt = may_prompt,
        .may_prompt_at_terminal = may_prompt_at_terminal,
        .data = (gpointer)settings,
    };
    const StoreBackend *backend = module_load_store(name, error);
    return backend ? store_open(backend, &prompting, error) : NULL;
}

Store *access_open_store(const Settings *settings, GError **error)
{
    Store *store = access_open_other(settings, settings->store, error);
    if (store)
        store_use_cache(store, cache_new(settings->store, settings->cache_s));
    return store;
}

static StoreQuery query_for(const Target *target)
{
    return (StoreQuery){.server = target->server, .organization = target->organization};
}

GPtrArray *access_lookup_cached(const Settings *settings, const Target *target)
{
    const StoreQuery query = query_for(target);
    g_autoptr(Cache) cache = cache_new(settings->store, settings->cache_s);
    return cache_lookup(cache, &query);
}

GPtrArray *access_lookup(Store *store, const Target *target, GError **error)
{
    const StoreQuery query = query_for(target);
    return store_lookup(store, &query, error);
}

GPtrArray *access_lookup_all(Store *store, GError **error)
{
    const StoreQuery tokens = {.role = CREDENTIAL_ROLE_TOKEN};
    const StoreQuery sign_ins = {.role = CREDENTIAL_ROLE_SIGN_IN};
    g_autoptr(GPtrArray) all = store_lookup(store, &tokens, error);
    g_autoptr(GPtrArray) more = all ? store_lookup(store, &sign_ins, error) : NULL;
    if (!more)
        return NULL;
    g_ptr_array_extend_and_steal(all, g_steal_pointer(&more));
    return g_steal_pointer(&all);
}

gboolean access_lookup_spelled(Store *store, const Target *target, GPtrArray *candidates,
                               GError **error)
{
    if (!target->organization || !g_str_equal(target->server, TARGET_SERVICES))
        return TRUE;
    const StoreQuery query = {
        .server = target->server,
        .organization = "",
        .username = target->organization,
    };
    g_autoptr(GPtrArray) spelled = store_lookup(store, &query, error);
    if (!spelled)
        return FALSE;
    g_ptr_array_extend_and_steal(candidates, g_steal_pointer(&spelled));
    return TRUE;
}
