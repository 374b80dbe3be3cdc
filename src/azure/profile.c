/* SPDX-License-Identifier: MIT */
#include "azure/profile.h"

#include "net/json.h"

Identity *profile_decode(const char *bytes, gsize length)
{
    g_autoptr(JsonDocument) document = json_document_parse(bytes, length);
    const char *id = document ? json_document_get_text(document, "id", NULL) : NULL;
    if (!id || !g_uuid_string_is_valid(id))
        return NULL;
    return identity_new(id, json_document_get_text(document, "displayName", NULL),
                        json_document_get_text(document, "emailAddress", NULL));
}
