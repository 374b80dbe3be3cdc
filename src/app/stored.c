/* SPDX-License-Identifier: MIT */
#include "app/stored.h"

#include "app/place.h"
#include "app/setup.h"
#include "azure/endpoint.h"
#include "core/text.h"

Target stored_target(const Credential *credential)
{
    return (Target){
        .server = credential->server,
        .organization = *credential->organization ? credential->organization : NULL,
    };
}

char *stored_name(const Credential *credential)
{
    const Target target = stored_target(credential);
    g_autofree char *word = place_word(&target);
    if (!*credential->username)
        return g_steal_pointer(&word);
    g_autofree char *username = text_printable(credential->username);
    return g_strdup_printf("%s (%s)", word, username);
}

/* The address of an Azure DevOps Server that is not named with --server this time. */
static gboolean is_address_of(const char *word, const Credential *credential)
{
    const Target target = stored_target(credential);
    g_autofree char *folded = g_ascii_strdown(word, -1);
    g_autofree char *url = endpoint_for_settings(&target);
    g_autofree char *below = url ? g_strconcat(url, "/", NULL) : NULL;
    return url && (g_str_equal(folded, url) || g_str_has_prefix(folded, below));
}

gboolean stored_is_meant(const Settings *settings, const Credential *credential, const char *word)
{
    const char *own = *credential->organization ? credential->organization : credential->server;
    if (g_ascii_strcasecmp(word, own) == 0 || is_address_of(word, credential))
        return TRUE;
    g_autoptr(Target) target = place_from_word(settings, word, NULL);
    return target && g_str_equal(target->server, credential->server) &&
           g_str_equal(target->organization, credential->organization);
}

char *stored_command(const Credential *credential, const char *command)
{
    const Target target = stored_target(credential);
    return place_command(&target, credential->username, command);
}

const Credential *stored_find_counterpart(const GPtrArray *credentials,
                                          const Credential *credential)
{
    for (guint i = 0; i < credentials->len; i++) {
        const Credential *other = g_ptr_array_index(credentials, i);
        if (g_str_equal(other->server, credential->server) &&
            g_str_equal(other->organization, credential->organization) &&
            g_str_equal(other->username, credential->username) &&
            credential_role(other) != credential_role(credential))
            return other;
    }
    return NULL;
}

static int compare(gconstpointer a, gconstpointer b)
{
    const Credential *first = *(Credential *const *)a;
    const Credential *second = *(Credential *const *)b;
    int order = g_strcmp0(first->server, second->server);
    if (order == 0)
        order = g_strcmp0(first->organization, second->organization);
    return order != 0 ? order : g_strcmp0(first->username, second->username);
}

void stored_sort(GPtrArray *credentials)
{
    g_ptr_array_sort(credentials, compare);
}
