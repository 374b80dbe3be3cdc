/* SPDX-License-Identifier: MIT */
#include "azure/azureauth_json.h"

#include "core/date.h"
#include "model/plain_secret.h"
#include "net/json.h"

#include <string.h>

/* The key begins with the organization. */
static PlainSecret *plain_secret_of_key(const char *key, const char *token)
{
    g_autoptr(GPtrArray) no_servers = g_ptr_array_new();
    g_autofree char *organization = g_strndup(key, strcspn(key, " "));
    g_autofree char *address = g_strconcat(TARGET_SERVICES_URL "/", organization, NULL);
    if (!organization_is_valid(organization))
        return NULL;
    return plain_secret_new(span_of(address), NULL, secret_new(token, strlen(token)), no_servers);
}

static void add_token(GPtrArray *found, const JsonDocument *document, const char *key)
{
    const char *token = json_document_get_text(document, key, "token", NULL);
    const char *valid_to = json_document_get_text(document, key, "validTo", NULL);
    PlainSecret *plain = token && *token ? plain_secret_of_key(key, token) : NULL;
    if (!plain)
        return;
    if (!valid_to || !date_parse_timestamp(valid_to, &plain->valid_to))
        plain->valid_to = 0;
    g_ptr_array_add(found, plain);
}

static JsonDocument *parse_base64(const Secret *content)
{
    gsize length = 0;
    g_autofree guchar *bytes = g_base64_decode(secret_reveal(content), &length);
    JsonDocument *document = json_document_parse((const char *)bytes, length);
    explicit_bzero(bytes, length);
    return document;
}

GPtrArray *azureauth_json_parse(const Secret *content)
{
    GPtrArray *found = g_ptr_array_new_with_free_func((GDestroyNotify)plain_secret_free);
    g_autoptr(JsonDocument) document =
        json_document_parse(secret_reveal(content), secret_length(content));
    if (!document)
        document = parse_base64(content);
    g_auto(GStrv) keys = document ? json_document_list_names(document) : NULL;
    for (char **key = keys; key && *key; key++)
        add_token(found, document, *key);
    return found;
}
