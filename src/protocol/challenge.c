/* SPDX-License-Identifier: MIT */
#include "protocol/challenge.h"

#include <string.h>

#define SCHEME "Bearer "
#define AUTHORITY "authorization_uri=https://login.microsoftonline.com/"
#define GUID_LENGTH 36
#define NOBODY "00000000-0000-0000-0000-000000000000"

/* The address may stand in quotes, and go on behind the tenant. */
static char *tenant_from_value(const char *value)
{
    if (g_ascii_strncasecmp(value, SCHEME, strlen(SCHEME)) != 0)
        return NULL;
    g_autofree char *unquoted = g_strdup(value + strlen(SCHEME));
    g_strdelimit(unquoted, "\"", ' ');
    g_autoptr(GString) compact = g_string_new(unquoted);
    g_string_replace(compact, "= ", "=", 0);
    const char *authority = strstr(compact->str, AUTHORITY);
    if (!authority)
        return NULL;
    const char *after = authority + strlen(AUTHORITY);
    g_autofree char *tenant = g_ascii_strdown(after, GUID_LENGTH);
    gsize length = strcspn(after, "/?, ");
    if (length != GUID_LENGTH || !g_uuid_string_is_valid(tenant) || g_str_equal(tenant, NOBODY))
        return NULL;
    return g_steal_pointer(&tenant);
}

char *challenge_find_tenant(const GPtrArray *wwwauth)
{
    for (guint i = 0; i < wwwauth->len; i++) {
        char *tenant = tenant_from_value(g_ptr_array_index(wwwauth, i));
        if (tenant)
            return tenant;
    }
    return NULL;
}

static gboolean has_scheme(const char *value, const char *scheme)
{
    gsize length = strlen(scheme);
    return g_ascii_strncasecmp(value, scheme, length) == 0 &&
           (!value[length] || g_ascii_isspace(value[length]) || value[length] == ',');
}

gboolean challenge_may_prefer_windows(const GPtrArray *wwwauth)
{
    for (guint i = 0; i < wwwauth->len; i++) {
        const char *value = g_ptr_array_index(wwwauth, i);
        if (has_scheme(value, "NTLM") || has_scheme(value, "Negotiate"))
            return TRUE;
    }
    return wwwauth->len == 0;
}
