/* SPDX-License-Identifier: MIT */
#include "entra/azure_cli_reply.h"

#include "entra/token_reply.h"
#include "net/json.h"

#include <string.h>

void azure_cli_reply_free(AzureCliReply *reply)
{
    if (!reply)
        return;
    secret_free(reply->access_token);
    g_free(reply->tenant);
    g_free(reply);
}

/* "2026-12-24 10:00:00.123456"; 0 if it is none, or null as with some managed identities. */
static gint64 parse_local(const char *text, GTimeZone *zone)
{
    if (!text || strlen(text) < strlen("2026-12-24 10:00:00") || text[10] != ' ')
        return 0;
    g_autofree char *second = g_strndup(text, strlen("2026-12-24 10:00:00"));
    second[10] = 'T';
    g_autoptr(GDateTime) time = g_date_time_new_from_iso8601(second, zone);
    return time ? MAX(g_date_time_to_unix(time), 0) : 0;
}

AzureCliReply *azure_cli_reply_decode(const char *bytes, gsize length, GTimeZone *zone)
{
    g_autoptr(Secret) access_token = token_reply_decode_text(bytes, length, "accessToken");
    g_autoptr(JsonDocument) document = access_token ? json_document_parse(bytes, length) : NULL;
    if (!document)
        return NULL;
    const char *tenant = json_document_get_text(document, "tenant", NULL);
    AzureCliReply *reply = g_new0(AzureCliReply, 1);
    reply->access_token = g_steal_pointer(&access_token);
    reply->tenant = g_strdup(tenant && g_uuid_string_is_valid(tenant) ? tenant : "");
    if (!json_document_get_number(document, &reply->expires, "expires_on", NULL))
        reply->expires = parse_local(json_document_get_text(document, "expiresOn", NULL), zone);
    return reply;
}
