/* SPDX-License-Identifier: MIT */
#include "app/access.h"

#include "app/exchange.h"
#include "app/module.h"
#include "config/git.h"

/* credential.interactive (Git >= 2.47): false and "never" forbid every prompt. */
static gboolean git_allows_interaction(void)
{
    g_autofree char *value =
        git_config_get_for_url("credential", "interactive", "https://dev.azure.com", NULL);
    if (!value)
        return TRUE;
    static const char *const forbidding[] = {"false", "never", "no", "off", "0", NULL};
    g_autofree char *folded = g_ascii_strdown(value, -1);
    return !g_strv_contains(forbidding, folded);
}

static gboolean is_set(const char *variable)
{
    const char *value = g_getenv(variable);
    return value && *value;
}

static gboolean screen_is_there(void)
{
    return (is_set("DISPLAY") || is_set("WAYLAND_DISPLAY")) && !is_set("SSH_CONNECTION") &&
           !is_set("SSH_CLIENT") && !is_set("SSH_TTY");
}

static gboolean may_prompt(gpointer data)
{
    const Settings *settings = data;
    return !settings->is_quiet && screen_is_there() && exchange_has_reader() &&
           git_allows_interaction();
}

Store *access_open_store(const Settings *settings, GError **error)
{
    const StorePrompting prompting = {.may_prompt = may_prompt, .data = (gpointer)settings};
    const StoreBackend *backend = module_load_store(settings->store, error);
    return backend ? store_open(backend, &prompting, error) : NULL;
}

GPtrArray *access_lookup(Store *store, const Target *target, GError **error)
{
    const StoreQuery query = {.server = target->server, .organization = target->organization};
    return store_lookup(store, &query, error);
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
