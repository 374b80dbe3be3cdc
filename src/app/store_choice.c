/* SPDX-License-Identifier: MIT */
#include "app/store_choice.h"

#include "app/setup.h"
#include "azure/endpoint.h"
#include "config/url_settings.h"
#include "core/message.h"
#include "core/text.h"
#include "model/server.h"
#include "ui/report.h"

#include <stdio.h>

#define SETTING "azdoStore"

static const char *url_of(const Settings *settings)
{
    return settings->servers->len > 0 ? server_url(g_ptr_array_index(settings->servers, 0))
                                      : TARGET_SERVICES_URL;
}

void store_choice_read(Settings *settings)
{
    if (settings->store_is_given)
        return;
    g_autoptr(GHashTable) found = url_settings_read("credential", url_of(settings), NULL);
    if (!found)
        return;
    const char *helper = g_hash_table_lookup(found, "helper");
    g_autofree char *store = helper ? setup_get_option(helper, "store") : NULL;
    if (!store)
        store = g_strdup(g_hash_table_lookup(found, "azdostore"));
    if (!store)
        return;
    g_free(settings->store);
    settings->store = g_steal_pointer(&store);
}

/* A server has a setting of its own: its tokens may well be in another store. */
static char *setting_key(const Settings *settings, const Target *target)
{
    return endpoint_is_services(target)
               ? g_strdup("credential." SETTING)
               : g_strdup_printf("credential.%s." SETTING, url_of(settings));
}

static gboolean write_setting(const Settings *settings, const Target *target,
                              SetupOutcome *ret_outcome, GError **error)
{
    g_autofree char *key = setting_key(settings, target);
    g_auto(GStrv) values = git_config_get_all(GIT_SCOPE_GLOBAL, key, error);
    if (!values)
        return FALSE;
    *ret_outcome = SETUP_UNCHANGED;
    if (g_strv_length(values) == 1 && g_str_equal(*values, settings->store))
        return TRUE;
    if (!git_config_unset_all(GIT_SCOPE_GLOBAL, key, error) ||
        !git_config_add(GIT_SCOPE_GLOBAL, key, settings->store, error))
        return FALSE;
    *ret_outcome = SETUP_WRITTEN;
    printf(_("Written to the global configuration of Git: %s = %s\n"), key, settings->store);
    return TRUE;
}

/* An organization is called by two hosts. */
static GStrv urls_of(const Target *target, const char *url)
{
    g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
    g_autofree char *older =
        endpoint_is_services(target)
            ? g_strdup_printf("https://%s.visualstudio.com", target->organization)
            : NULL;
    if (url)
        g_strv_builder_add(builder, url);
    if (older)
        g_strv_builder_add(builder, older);
    return g_strv_builder_end(builder);
}

gboolean store_choice_remember(const Settings *settings, const Target *target, const char *url,
                               GError **error)
{
    SetupOutcome outcome = SETUP_UNCHANGED;
    g_auto(GStrv) urls = urls_of(target, url);
    g_autoptr(GPtrArray) patterns = NULL;
    if (!write_setting(settings, target, &outcome, error) ||
        !setup_set_option(GIT_SCOPE_GLOBAL, urls, "store", settings->store, &patterns, error))
        return FALSE;
    for (guint i = 0; i < patterns->len; i++) {
        g_autofree char *shown = text_printable(g_ptr_array_index(patterns, i));
        printf(_("Written to the global configuration of Git: --store=%s, in the helper for %s\n"),
               settings->store, shown);
    }
    return TRUE;
}

static char *configure_command(const Settings *settings, const Target *target)
{
    gboolean is_services = endpoint_is_services(target);
    g_autofree char *server = setup_quote(is_services ? "" : url_of(settings));
    return g_strconcat("git credential-azdo configure", is_services ? NULL : " --server=", server,
                       NULL);
}

void store_choice_warn_if_unused(const Settings *settings, const Target *target, const char *url)
{
    g_autofree char *helper = NULL;
    if (!url || !setup_find_own(url, &helper))
        return;
    g_autofree char *hint = configure_command(settings, target);
    g_autofree char *store = helper ? setup_get_option(helper, "store") : NULL;
    if (!helper)
        report_warning(hint, "Git does not use this helper for %s yet", url);
    else if (!g_str_equal(store ? store : SETTINGS_STORE, settings->store))
        report_warning(hint, "Git does not use the store %s for %s yet", settings->store, url);
}
