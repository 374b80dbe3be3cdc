/* SPDX-License-Identifier: MIT */
#include "entra/claims.h"

#include "core/text.h"
#include "entra/base64url.h"
#include "net/json.h"

#include <string.h>

#define ACCOUNT_MAX_CHARACTERS 256

void claims_free(Claims *claims)
{
    if (!claims)
        return;
    g_free(claims->account);
    g_free(claims->tenant);
    g_free(claims);
}

/* The second of three parts; five would be an encrypted token. */
static JsonDocument *parse_payload(const Secret *token)
{
    const char *text = secret_reveal(token);
    if (strlen(text) != secret_length(token))
        return NULL;
    const char *start = strchr(text, '.');
    const char *end = start ? strchr(start + 1, '.') : NULL;
    if (!end || strchr(end + 1, '.'))
        return NULL;
    g_autoptr(Secret) payload = base64url_decode(start + 1, (gsize)(end - start - 1));
    return payload ? json_document_parse(secret_reveal(payload), secret_length(payload)) : NULL;
}

/* upn and unique_name are those of version 1, which Azure DevOps has its tokens made in. */
static char *find_account(const JsonDocument *payload)
{
    static const char *const names[] = {"upn", "preferred_username", "unique_name"};
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        const char *account = json_document_get_text(payload, names[i], NULL);
        if (account && *account && g_utf8_strlen(account, -1) <= ACCOUNT_MAX_CHARACTERS)
            return text_printable(account);
    }
    return g_strdup("");
}

static char *find_tenant(const JsonDocument *payload)
{
    const char *tenant = json_document_get_text(payload, "tid", NULL);
    return g_strdup(tenant && g_uuid_string_is_valid(tenant) ? tenant : "");
}

static gboolean find_is_user(const JsonDocument *payload)
{
    const char *type = json_document_get_text(payload, "idtyp", NULL);
    if (type)
        return g_str_equal(type, "user");
    return json_document_get_text(payload, "scp", NULL) != NULL;
}

Claims *claims_decode(const Secret *access_token)
{
    g_autoptr(JsonDocument) payload = parse_payload(access_token);
    if (!payload)
        return NULL;
    Claims *claims = g_new0(Claims, 1);
    claims->account = find_account(payload);
    claims->tenant = find_tenant(payload);
    claims->is_user = find_is_user(payload);
    json_document_get_number(payload, &claims->expires, "exp", NULL);
    return claims;
}
