/* SPDX-License-Identifier: MIT */
/* Replies of Microsoft Entra and of the Azure CLI; the body also as what a token says of itself. */
#include "fuzz_reply.h"

#include "entra/azure_cli_reply.h"
#include "entra/base64url.h"
#include "entra/claims.h"
#include "entra/objection.h"
#include "entra/token_reply.h"

#include <string.h>

#define TOKEN_MAX_BYTES (32 * 1024)
#define ACCOUNT_MAX_CHARACTERS 256
#define WORDS_MAX_CHARACTERS 300
#define HOST "login.microsoftonline.com"

static void claim_visible(const Secret *token)
{
    const char *text = secret_reveal(token);
    fuzz_claim(secret_length(token) > 0 && secret_length(token) <= TOKEN_MAX_BYTES);
    for (gsize i = 0; i < secret_length(token); i++)
        fuzz_claim(g_ascii_isgraph(text[i]));
}

static void claim_tenant(const char *tenant)
{
    fuzz_claim(!*tenant || g_uuid_string_is_valid(tenant));
}

static void claim_tokens(const char *body, gsize length)
{
    g_autoptr(TokenReply) reply = token_reply_decode(body, length);
    if (!reply)
        return;
    claim_visible(reply->access_token);
    if (reply->refresh_token)
        claim_visible(reply->refresh_token);
    fuzz_claim(reply->expires_in_s >= 0 && reply->expires_in_s <= 30 * 24 * 60 * 60);
    fuzz_claim(reply->expires_on >= 0);
}

static void claim_device_code(const char *body, gsize length)
{
    g_autoptr(DeviceCode) device = device_code_decode(body, length);
    if (!device)
        return;
    claim_visible(device->device_code);
    fuzz_claim(g_str_has_prefix(device->url, "https://"));
    fuzz_claim(fuzz_is_printable(device->url) && fuzz_is_printable(device->user_code));
    fuzz_claim(device->interval_s > 0 && device->interval_s <= 60 && device->expires_in_s > 0);
}

static void claim_azure_cli(const char *body, gsize length)
{
    static GTimeZone *zone = NULL;
    if (!zone)
        zone = g_time_zone_new_identifier("CET-1CEST,M3.5.0,M10.5.0/3");
    g_autoptr(AzureCliReply) reply = azure_cli_reply_decode(body, length, zone);
    if (!reply)
        return;
    claim_visible(reply->access_token);
    claim_tenant(reply->tenant);
    fuzz_claim(reply->expires >= 0);
}

static void claim_claims(const char *payload, gsize length)
{
    g_autoptr(SecretBuffer) buffer = secret_buffer_new();
    secret_buffer_append_text(buffer, "eyJ0.");
    gsize start = secret_buffer_length(buffer);
    base64url_append(buffer, payload, length);
    gsize end = secret_buffer_length(buffer);
    secret_buffer_append_text(buffer, ".c2ln");
    g_autoptr(Secret) token = secret_buffer_steal(buffer);
    g_autoptr(Secret) decoded = base64url_decode(secret_reveal(token) + start, end - start);
    g_autoptr(Secret) original = secret_new(payload, length);
    fuzz_claim(secret_equal(decoded, original));

    g_autoptr(Claims) claims = claims_decode(token);
    if (!claims)
        return;
    fuzz_claim(fuzz_is_printable(claims->account));
    fuzz_claim(g_utf8_strlen(claims->account, -1) <= ACCOUNT_MAX_CHARACTERS);
    claim_tenant(claims->tenant);
    fuzz_claim(claims->expires >= 0);
}

/* The same bytes as a token: mostly it is none. */
static void claim_any_token(const char *bytes, gsize length)
{
    g_autoptr(Secret) token = secret_new(bytes, length);
    g_autoptr(Claims) claims = claims_decode(token);
    fuzz_claim(!claims || memchr(bytes, '.', length));
    g_autoptr(Secret) decoded = base64url_decode(bytes, length);
    if (!decoded)
        return;
    g_autoptr(SecretBuffer) buffer = secret_buffer_new();
    base64url_append(buffer, secret_reveal(decoded), secret_length(decoded));
    g_autoptr(Secret) again = secret_buffer_steal(buffer);
    fuzz_claim(secret_equal(token, again));
}

static void claim_objection(const HttpReply *reply)
{
    g_autoptr(Objection) objection = objection_from_reply(reply, HOST);
    fuzz_claim((objection == NULL) == (reply->status == 200));
    if (!objection)
        return;
    fuzz_claim(*objection->words && fuzz_is_printable(objection->words));
    fuzz_claim(g_utf8_strlen(objection->words, -1) <= WORDS_MAX_CHARACTERS);
    fuzz_claim(objection->code >= 0 && objection->retry_after_s >= 0);
    for (int has_person = 0; has_person <= 1; has_person++) {
        GError *error = NULL;
        objection_set_error(objection, has_person, &error);
        fuzz_claim_error(error);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    g_autoptr(HttpReply) reply = fuzz_reply_new(bytes, length);
    const char *body = reply->body ? reply->body : "";
    claim_objection(reply);
    claim_tokens(body, reply->body_length);
    claim_device_code(body, reply->body_length);
    claim_azure_cli(body, reply->body_length);
    claim_claims(body, reply->body_length);
    claim_any_token(body, reply->body_length);
    return 0;
}
