/* SPDX-License-Identifier: MIT */
#include "policy/attempt.h"

#define PREFIX "azdo:"

char *attempt_format(const Credential *credential)
{
    g_autofree char *created = g_strdup_printf("%" G_GINT64_FORMAT, credential->created);
    const char *const parts[] = {credential->server, credential->organization, credential->username,
                                 credential_kind_name(credential->kind), created};
    g_autoptr(GChecksum) digest = g_checksum_new(G_CHECKSUM_SHA256);
    for (gsize i = 0; i < G_N_ELEMENTS(parts); i++) {
        g_checksum_update(digest, (const guchar *)parts[i], -1);
        g_checksum_update(digest, (const guchar *)"", 1);
    }
    return g_strconcat(PREFIX, g_checksum_get_string(digest), NULL);
}

const Credential *attempt_find(const GPtrArray *states, const GPtrArray *candidates)
{
    for (guint i = 0; i < candidates->len; i++) {
        const Credential *credential = g_ptr_array_index(candidates, i);
        g_autofree char *attempt = attempt_format(credential);
        for (guint j = 0; j < states->len; j++) {
            if (g_str_equal(g_ptr_array_index(states, j), attempt))
                return credential;
        }
    }
    return NULL;
}

gboolean attempt_is_second(const GPtrArray *states)
{
    for (guint i = 0; i < states->len; i++) {
        if (g_str_has_prefix(g_ptr_array_index(states, i), PREFIX))
            return TRUE;
    }
    return FALSE;
}
