/* SPDX-License-Identifier: MIT */
#include "azure/connection_data.h"

#include "net/json.h"

#define USER "authenticatedUser"

Identity *connection_data_decode(const char *bytes, gsize length)
{
    g_autoptr(JsonDocument) document = json_document_parse(bytes, length);
    const char *id = document ? json_document_get_text(document, USER, "id", NULL) : NULL;
    if (!id || !g_uuid_string_is_valid(id))
        return NULL;
    const char *name = json_document_get_text(document, USER, "customDisplayName", NULL);
    if (!name || !*name)
        name = json_document_get_text(document, USER, "providerDisplayName", NULL);
    return identity_new(
        id, name, json_document_get_text(document, USER, "properties", "Account", "$value", NULL));
}
